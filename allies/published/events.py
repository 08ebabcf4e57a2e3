"""News events between Armenia and other states, from GDELT and ICEWS. Two measures that are never joined."""

import pandas as pd

from allies.published import reading

PARTNERS = ("RUS", "USA", "FRA", "DEU", "GBR", "AZE", "TUR", "IRN", "CHN", "IND", "BLR", "KAZ", "KGZ", "TJK", "UKR")
# Georgia has rows in a handful of months only, which cannot be the record of a neighbour: its actors were lost on the way into the file.
TOO_THIN = {"GEO"}
MONTHS = ("2018-01", "2024-02")
# Name in ICEWS: our code. The file has no row for Turkey.
ICEWS = {"Russian Federation": "RUS", "United States": "USA", "France": "FRA", "Germany": "DEU", "United Kingdom": "GBR", "Azerbaijan": "AZE",
         "Iran, Islamic Republic Of": "IRN", "Georgia": "GEO", "China": "CHN", "India": "IND", "Belarus": "BLR", "Kazakhstan": "KAZ",
         "Kyrgyzstan": "KGZ", "Tajikistan": "TJK", "Ukraine": "UKR"}
YEARS = range(2002, 2015)
KINDS = {"verbCoop": "icews_verbal_cooperation", "matlCoop": "icews_material_cooperation",
         "verbConf": "icews_verbal_conflict", "matlConf": "icews_material_conflict"}
COLUMNS = ["state", "partner", "year", "month", "indicator", "value", "unit", "days", "days_with_news", "vintage"]


def dyads(gdelt, icews):
    """News events between Armenia and its partners: GDELT by month without direction, ICEWS by year from one state to another.

    Returns state (ARM in GDELT; who acts in ICEWS), partner, year, month (empty in ICEWS), indicator, value, unit, days (of the month that
    GDELT's file holds), days_with_news (of these, days on which the pair has a weight), vintage. Raises ValueError for a changed
    header, a partner or month or year that is missing, a pair that stands twice, and a partner with rows in too few months.
    """
    return pd.concat([_gdelt(gdelt), _icews(icews)]).sort_values(["vintage", "indicator", "state", "partner", "year", "month"])[COLUMNS]


def _gdelt(path, partners=PARTNERS):
    raw = reading.columns(pd.read_csv(path), ["month", "partner", "edge_sum", "days", "days_nonzero"], path)
    reading.unique(raw, ["month", "partner"], path)
    reading.months(raw["month"], path, *MONTHS)
    if len(strange := raw[~raw["partner"].str.fullmatch("[A-Z]{3}")]):
        raise ValueError(f"{path.name}, row {strange.index[0] + 2}, column partner: found {strange['partner'].iloc[0]!r}; expected three capitals")
    present = raw.groupby("month")["days"].agg(["min", "max"])
    if (present["min"] != present["max"]).any() or (present["max"] > pd.PeriodIndex(present.index, freq="M").days_in_month).any():
        raise ValueError(f"{path.name}, column days: {(present['min'] != present['max']).idxmax()} has {present['min'].min()} to {present['max'].max()} days; expected one number a month")
    rows = reading.chosen(raw, "partner", {each: each for each in partners}, path)
    if (thin := rows.groupby("partner").size() < len(present) / 2).any():
        raise ValueError(f"{path.name}, column partner: {thin.idxmax()} has rows in {(rows['partner'] == thin.idxmax()).sum()} of {len(present)} months; expected at least half")
    # The file leaves out a month in which no day has a weight: its sum is 0.
    whole = pd.MultiIndex.from_product([partners, present.index], names=["partner", "month"])
    table = rows.set_index(["partner", "month"])[["edge_sum", "days_nonzero"]].reindex(whole, fill_value=0).reset_index()
    return table.assign(state="ARM", year=table["month"].str[:4].astype(int), indicator="gdelt_weight", value=table["edge_sum"].map("{:.2f}".format).replace("-0.00", "0.00"),
                        unit="sum of weights", days=table["month"].map(present["max"]), days_with_news=table["days_nonzero"].astype(int),
                        vintage="GDELT 2.0, daily matrices to 2024-02-23")


def _icews(path):
    raw = reading.columns(pd.read_csv(path), ["i", "j", "year", *KINDS], path)
    raw = reading.unique(raw.assign(year=raw["year"].astype(int)), ["i", "j", "year"], path)
    if len(other := raw[(raw["i"] == "Armenia") == (raw["j"] == "Armenia")]):
        raise ValueError(f"{path.name}, row {other.index[0] + 2}: {other['i'].iloc[0]} to {other['j'].iloc[0]}; expected Armenia on one side")
    sides = [reading.chosen(raw[raw[own] == "Armenia"], partner, ICEWS, path) for own, partner in (("i", "j"), ("j", "i"))]
    table = pd.concat(sides).replace({"i": {"Armenia": "ARM"}, "j": {"Armenia": "ARM"}})
    for pair, found in table.groupby(["i", "j"])["year"]:
        if missing := sorted(set(YEARS) - set(found)):
            raise ValueError(f"{path.name}, column year: no row from {pair[0]} to {pair[1]} for {missing[0]}; expected {YEARS[0]} to {YEARS[-1]}")
    table = table.rename(columns={"i": "state", "j": "partner"} | KINDS).melt(["state", "partner", "year"], list(KINDS.values()), "indicator", "value")
    return table.assign(month="", value=table["value"].astype(int).astype(str), unit="events", days=pd.NA, days_with_news=pd.NA,
                        vintage="ICEWS, 2002 to 2014")
