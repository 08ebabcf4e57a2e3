"""Deliveries of major arms from SIPRI's trade register: totals, shares and counts, never the register's rows.

The register gives for each deal what was delivered in all and in which years, but not how much in which year. A deal's
volume is split evenly over its years of delivery; to see what that assumes, it is also put into the first and into
the last of them. SIPRI's own yearly totals, of an earlier date, stand beside ours.
"""

import datetime
import re

import numpy as np
import pandas as pd

from allies.places import EU27, WEST
from allies.published import reading

RECIPIENTS = {"Armenia": "ARM", "Azerbaijan": "AZE", "Belarus": "BLR", "Georgia": "GEO", "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ",
              "Russia": "RUS", "Tajikistan": "TJK", "Uzbekistan": "UZB"}
SUPPLIERS = {"Belarus": "BLR", "Bosnia-Herzegovina": "BIH", "Brazil": "BRA", "Bulgaria": "BGR", "Canada": "CAN", "China": "CHN", "Czechia": "CZE",
             "France": "FRA", "Georgia": "GEO", "Germany": "DEU", "Greece": "GRC", "India": "IND", "Iran": "IRN", "Israel": "ISR", "Italy": "ITA",
             "Jordan": "JOR", "Kazakhstan": "KAZ", "Montenegro": "MNE", "North Korea": "PRK", "Pakistan": "PAK", "Poland": "POL", "Russia": "RUS",
             "Serbia": "SRB", "Slovakia": "SVK", "South Africa": "ZAF", "South Korea": "KOR", "Spain": "ESP", "Turkiye": "TUR", "Ukraine": "UKR",
             "United States": "USA", "Uzbekistan": "UZB", "unknown supplier(s)": "XXX"}
# Our own grouping of the register's descriptions, for Armenia's deals.
CATEGORIES = {"surface-to-air missile": "air defence", "surface-to-air missile system": "air defence", "mobile surface-to-air missile system": "air defence",
              "portable surface-to-air missile": "air defence", "transport helicopter": "aircraft", "heavy transport aircraft": "aircraft",
              "(armed) trainer aircraft": "aircraft", "ground-attack aircraft": "aircraft", "fighter/ground-attack aircraft": "aircraft",
              "tank": "armoured vehicles", "tank destroyer": "armoured vehicles", "infantry fighting vehicle": "armoured vehicles",
              "armoured personnel carrier": "armoured vehicles", "towed gun": "artillery", "self-propelled gun": "artillery",
              "multiple rocket launcher": "artillery", "surface-to-surface missile": "ballistic missiles", "surface-to-surface missile launcher": "ballistic missiles",
              "anti-tank missile": "anti-tank missiles", "artillery locating radar": "radars", "air-search radar": "radars"}
# Armenia's years whose total in the register differs from SIPRI's table of 13 April 2024 because the register was revised since.
REVISED = {2013: "second-hand tanks from Russia entered", 2016: "rocket launchers from Russia entered; split evenly by us", 2017: "rocket launchers from Russia entered; split evenly by us",
           2023: "armoured vehicles from France entered"}
FIRST, SPAN = 1992, 5
HEAD = 11  # lines before the header
COLUMNS = ["Recipient", "Supplier", "Year of order", "Number ordered", "Weapon description", "Number delivered", " .2", "Year(s) of delivery",
           "SIPRI TIV for total order", "SIPRI TIV of delivered weapons"]
SPLITS = ("even", "first", "last")
DRAWS, SEED, DRAWN_WINDOWS = 200, 20261122, 14


def transfers(register, imports):
    """Volumes of deliveries, and shares in windows of five years and in the whole period.

    Columns: state (recipient), partner (supplier; WLD for all, XXX where SIPRI knows none), first_year and last_year, indicator (deliveries or
    share), split (even, first, last: how a deal is spread over its years of delivery; SIPRI for SIPRI's own totals), value, unit, deals
    (number with a delivery in the span), vintage. A state without a row for a supplier took nothing from it; totals are there also
    where they are 0. The state WLD stands for all recipients, with Russia as the supplier. Raises ValueError for a changed header,
    an unknown supplier, a year of delivery that is none, a volume without a year.
    """
    deals, vintage = deliveries(register)
    last = int(vintage[-4:]) - 1
    years = [(year, year) for year in range(FIRST, last + 1)]
    windows = [(end - SPAN + 1, end) for end in range(FIRST + SPAN, last + 1)] + [(FIRST, last)]
    parts = [_volumes(spread(deals, split), split, years) for split in SPLITS] + [_volumes(spread(deals, "even"), "even", windows)]
    table = pd.concat([*parts, _shares(parts[-1])]).assign(vintage=vintage)
    table = pd.concat([table, import_values(imports)])
    table["value"] = table["value"].round(2)
    table["deals"] = table["deals"].astype("Int64")
    table["order"] = table["split"].map([*SPLITS, "SIPRI"].index)
    table = table.sort_values(["state", "indicator", "order", "first_year", "last_year", "partner"], ignore_index=True)
    key = ["state", "partner", "first_year", "last_year", "indicator", "split"]
    return reading.unique(table[["state", "partner", "first_year", "last_year", "indicator", "split", "value", "unit", "deals", "vintage"]], key, register)


def deliveries(path):
    """The deals with deliveries to the nine states, and those of Russia to all others: state, partner, years (a list), value; and the vintage."""
    raw, vintage = _register(path)
    ours = raw["Recipient"].isin(list(RECIPIENTS))
    deals = pd.concat([raw[ours], raw[raw["Supplier"] == "Russia"].assign(Recipient="")])
    state = deals["Recipient"].map(RECIPIENTS | {"": "WLD"})
    partner = reading.known(deals["Supplier"], SUPPLIERS, path, HEAD + 2)
    return pd.DataFrame({"state": state, "partner": partner, "years": deals["years"], "value": deals["value"]})[deals["years"].map(len) > 0].reset_index(drop=True), vintage


def spread(deals, split):
    """One row per deal and year of delivery: state, partner, deal, year, value. *even* divides a deal's volume by its number of years;
    *first* and *last* put all of it into one year."""
    rows = deals.assign(deal=deals.index)
    if split == "even":
        rows = rows.assign(value=rows["value"] / rows["years"].map(len))
    else:
        rows = rows.assign(years=rows["years"].map(lambda years: [years[0 if split == "first" else -1]]))
    return rows.explode("years").rename(columns={"years": "year"}).astype({"year": int})


def _volumes(rows, split, spans):
    """Volumes and numbers of deals by state, partner and span, with the total of each state."""
    states = pd.Index([*RECIPIENTS.values()], name="state")
    tables = []
    for start, end in spans:
        inside = rows[rows["year"].between(start, end)]
        by = inside.groupby(["state", "partner"]).agg(value=("value", "sum"), deals=("deal", "nunique")).reset_index()
        total = inside.groupby("state").agg(value=("value", "sum"), deals=("deal", "nunique")).reindex(states, fill_value=0).reset_index()
        tables.append(pd.concat([by, total.assign(partner="WLD")]).assign(first_year=start, last_year=end))
    return pd.concat(tables, ignore_index=True).assign(indicator="deliveries", split=split, unit="million TIV")


def _shares(volumes):
    """Shares of the suppliers in the deliveries to each state, where there were any; Russia's deliveries to all have none."""
    totals = volumes[volumes["partner"] == "WLD"].set_index(["state", "first_year", "last_year"])["value"]
    rows = volumes[(volumes["partner"] != "WLD") & (volumes["state"] != "WLD")]
    total = pd.Series(totals.reindex(pd.MultiIndex.from_frame(rows[["state", "first_year", "last_year"]])).to_numpy(), index=rows.index)
    return rows.assign(value=100 * rows["value"] / total, indicator="share", unit="%")[total > 0]


def import_values(path):
    """SIPRI's own yearly totals of imports for the nine states, in the columns of the table of transfers; an empty cell of SIPRI is 0."""
    vintage = _generated(path)
    raw = pd.read_csv(path, skiprows=8, encoding="latin-1", dtype=str, keep_default_na=False)
    years = [column for column in raw if re.fullmatch(r"\d{4}", column)]
    raw = reading.unique(reading.columns(raw, ["Recipient", *years], path), ["Recipient"], path, 10)
    if missing := set(RECIPIENTS) - set(raw["Recipient"]):
        raise ValueError(f"{path.name}, column Recipient: no row for {', '.join(sorted(missing))}; expected the nine states")
    rows = raw[raw["Recipient"].isin(list(RECIPIENTS))].melt("Recipient", var_name="year", value_name="value").astype({"year": int})
    rows = rows[rows["year"] >= FIRST]
    return pd.DataFrame({"state": rows["Recipient"].map(RECIPIENTS), "partner": "WLD", "first_year": rows["year"], "last_year": rows["year"], "indicator": "deliveries",
                         "split": "SIPRI", "value": _numbers(rows["value"].replace("", "0"), path, 10), "unit": "million TIV", "deals": pd.NA, "vintage": vintage})


def compared(table):
    """Our yearly totals beside SIPRI's: state, year, ours, sipri, difference; years that both have."""
    total = table[(table["partner"] == "WLD") & (table["first_year"] == table["last_year"]) & (table["indicator"] == "deliveries")]
    wide = total[total["split"].isin(["even", "SIPRI"])].pivot(index=["state", "first_year"], columns="split", values="value").dropna()
    wide = wide.rename(columns={"even": "ours", "SIPRI": "sipri"}).rename_axis(["state", "year"]).reset_index()
    return wide.assign(difference=wide["ours"] - wide["sipri"])[["state", "year", "ours", "sipri", "difference"]]


def deals(path):
    """Armenia's deals in summary, by supplier and span.

    Columns: state, partner, status (delivered, undelivered: nothing delivered yet, part: the rest of an order delivered in part),
    first_year and last_year (a window of five years for what was delivered, first and last year of order for the rest), kinds (of weapon, a
    list), deals, uncertain (deals whose number delivered or ordered SIPRI marks with a question mark), valued (deals whose volume it
    knows), value (their volume; empty where it knows none), unit, vintage. Volumes are not told by kind: in most windows a kind is
    one deal.
    """
    raw, vintage = _register(path)
    rows = raw[raw["Recipient"] == "Armenia"].reset_index(names="row")
    rows.index = rows["row"]
    rows["partner"] = reading.known(rows["Supplier"], SUPPLIERS, path, HEAD + 2)
    rows["kind"] = reading.known(rows["Weapon description"], CATEGORIES, path, HEAD + 2)
    parts = []
    for end in range(FIRST + 3, int(vintage[-4:]), SPAN):
        inside = rows["years"].map(lambda years: sum(end - SPAN < year <= end for year in years))
        share = inside / rows["years"].map(len).clip(lower=1)
        parts.append(rows.assign(value=rows["value"] * share, first_year=end - SPAN + 1, last_year=end, status="delivered", unsure=rows[" .2"] == "?")[inside > 0])
    ordered, got = (_numbers(rows[column].replace("", "0"), path, HEAD + 2) for column in ("Number ordered", "Number delivered"))
    whole = _numbers(rows["SIPRI TIV for total order"].replace("", "0"), path, HEAD + 2)
    nothing = rows["years"].map(len) == 0
    open_ = rows.assign(year=_numbers(rows["Year of order"], path, HEAD + 2).astype(int), value=(whole - rows["value"]).where(whole > 0), unsure=rows[" .1"] == "?",
                        status=nothing.map({True: "undelivered", False: "part"}))[nothing | (ordered > got)]
    span = open_.groupby(["partner", "status"])["year"]
    parts.append(open_.assign(first_year=span.transform("min"), last_year=span.transform("max")))
    table = pd.concat(parts).groupby(["partner", "status", "first_year", "last_year"], as_index=False).agg(
        kinds=("kind", lambda each: "; ".join(sorted(set(each)))), deals=("row", "nunique"), uncertain=("unsure", "sum"), valued=("value", "count"),
        value=("value", lambda each: each.sum(min_count=1)))
    table = table.assign(state="ARM", value=table["value"].round(2), unit="million TIV", vintage=vintage).sort_values(["status", "first_year", "partner"])
    return table[["state", "partner", "status", "first_year", "last_year", "kinds", "deals", "uncertain", "valued", "value", "unit", "vintage"]]


def _register(path):
    """The register as read, with years (of delivery, a list) and value (volume delivered); and its vintage."""
    vintage = _generated(path)
    with path.open(encoding="latin-1") as lines:
        first = next(lines)
    if "from All countries" not in first or "'Not specified' to 'Not specified'" not in first:
        raise ValueError(f"{path.name}, row 1: found {first.strip()[:90]!r}; expected the whole register, all countries and no range of years")
    raw = pd.read_csv(path, skiprows=HEAD, encoding="latin-1", dtype=str, keep_default_na=False)
    raw = reading.columns(raw, [*COLUMNS, " .1"], path).copy()
    raw["value"] = _numbers(raw["SIPRI TIV of delivered weapons"].replace("", "0"), path, HEAD + 2)
    odd = raw[~raw["Year(s) of delivery"].str.fullmatch(r"(\d{4}(; \d{4})*)?")]
    if len(odd):
        raise ValueError(f"{path.name}, row {odd.index[0] + HEAD + 2}, column Year(s) of delivery: found {odd['Year(s) of delivery'].iloc[0]!r}; expected years such as '2016; 2017'")
    raw["years"] = raw["Year(s) of delivery"].map(lambda cell: [int(year) for year in cell.split("; ")] if cell else [])
    late = raw[raw["years"].map(lambda years: bool(years) and years[-1] >= int(vintage[-4:]))]
    lost = raw[(raw["value"] > 0) & (raw["years"].map(len) == 0)]
    for wrong, expected in ((late, f"years before {vintage[-4:]}, the last whole one"), (lost, "a year for what was delivered")):
        if len(wrong):
            raise ValueError(f"{path.name}, row {wrong.index[0] + HEAD + 2}, column Year(s) of delivery: found {wrong['Year(s) of delivery'].iloc[0]!r}; expected {expected}")
    return raw, vintage


def _generated(path):
    """Vintage of a SIPRI file: the day on which it was generated, as its head says."""
    with path.open(encoding="latin-1") as lines:
        for row, line in zip(range(1, HEAD + 1), lines):
            if found := re.match(r"Data generated: (\d{1,2} \w{3} \d{4}) ", line):
                day = datetime.datetime.strptime(found[1], "%d %b %Y")
                return f"generated {day.day} {day:%B %Y}"
    raise ValueError(f"{path.name}, rows 1 to {HEAD}: no line that begins with 'Data generated: ' and a day")


def _numbers(column, path, first_row):
    numbers = pd.to_numeric(column, errors="coerce")
    if numbers.isna().any():
        row = numbers.index[numbers.isna()][0]
        raise ValueError(f"{path.name}, row {row + first_row}, column {column.name}: found {column[row]!r}; expected a number")
    return numbers


def drawn(path, draws=DRAWS, seed=SEED):
    """How far Armenia's shares hang on single deals: shares in windows of five years with the deals drawn again, with replacement.

    Columns: state, last_year (of the window), draw, russia, eu (members of today), france, usa, west (all suppliers that the book counts to the West; per cent
    of the volume), unit, vintage. One draw is one list of deals, cut into all windows.
    """
    deals, vintage = deliveries(path)
    rows = spread(deals[deals["state"] == "ARM"], "even")
    wide = rows.pivot_table(index="deal", columns="year", values="value", aggfunc="sum", fill_value=0)
    supplier = rows.drop_duplicates("deal").set_index("deal")["partner"].reindex(wide.index)
    sides = {"russia": ["RUS"], "eu": EU27, "france": ["FRA"], "usa": ["USA"], "west": list(WEST)}
    taken = np.random.default_rng(seed).multinomial(len(wide), np.full(len(wide), 1 / len(wide)), size=draws)  # times each deal is drawn
    tables = []
    for last in range(int(vintage[-4:]) - DRAWN_WINDOWS, int(vintage[-4:])):
        volume = wide.loc[:, last - SPAN + 1:last].sum(axis=1).to_numpy()
        total = (taken @ volume).astype(float)
        total[total == 0] = np.nan
        shares = {side: 100 * (taken @ (volume * supplier.isin(codes).to_numpy())) / total for side, codes in sides.items()}
        tables.append(pd.DataFrame(shares).round(2).rename_axis("draw").reset_index().assign(last_year=last))
    table = pd.concat(tables).assign(state="ARM", unit="%", vintage=vintage)
    return table[["state", "last_year", "draw", *sides, "unit", "vintage"]]
