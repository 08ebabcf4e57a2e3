"""Who arms Armenia, its neighbour and its allies: windows, shares, three sides, concentration; and who stands guard.

Shares are taken over five years or more. In a single year Armenia receives one deal or two, or nothing.
"""

import pandas as pd

from allies import tables
from allies.places import NAMES, WEST
from allies.published.arms import REVISED, compared

OTHER = ("BIH", "BLR", "CHN", "GEO", "IND", "IRN", "ISR", "JOR", "KAZ", "KOR", "PAK", "PRK", "SRB", "UKR", "UZB", "XXX", "ZAF")
MEMBERS = ("BLR", "KAZ", "KGZ", "TJK")  # of the CSTO, without Armenia and Russia
LEAST = 5
LAST = 2025

# Who stands on Armenia's soil and borders: changes of the table of events, by heading.
GUARDS = {"Russian base": ("russian-base", "russian-base-legal-status", "base-strongholds-syunik", "gyumri-base"),
          "Russian border guards": ("border-guards-treaty", "russian-guards-azerbaijan-border", "russian-guards-turkey-iran", "zvartnots-guards", "agarak-crossing"),
          "Russian peacekeepers": ("russian-peacekeepers-karabakh",), "EU monitors": ("eu-monitoring-2022", "euma"),
          "exercises": ("eagle-partner", "iran-exercise", "exercises-with-russia")}
STAY = ("gyumri-base", "russian-guards-turkey-iran", "exercises-with-russia")  # shown also where the act is only a word


def volumes(state, first, last, split="even"):
    """Volume delivered to a state from each supplier, a Series by code, largest first, in million TIV.

    Raises ValueError for a span below five years: shares of single years say nothing where a year holds a deal or none.
    """
    if last - first + 1 < LEAST:
        raise ValueError(f"{first} to {last}: shares are taken over at least {LEAST} years")
    table = tables.load("arms")
    rows = table[(table["state"] == state) & (table["indicator"] == "deliveries") & (table["split"] == split)
                 & (table["first_year"] == table["last_year"]) & table["first_year"].between(first, last)]
    if rows.empty:
        raise ValueError(f"no deliveries to {state!r} from {first} to {last} in the split {split!r}")
    return rows[rows["partner"] != "WLD"].groupby("partner")["value"].sum().sort_values(ascending=False)


def share(state, partners, first, last, split="even"):
    """Share of one supplier (a code) or several (a collection of codes) in what a state received, in per cent; at least five years."""
    found = volumes(state, first, last, split)
    chosen = [partners] if isinstance(partners, str) else list(partners)
    return float(100 * found.reindex(chosen).sum() / found.sum())


def label(first, last):
    """'2021–25', '1996–2000'."""
    return f"{first}–{last % 100:02d}" if first // 100 == last // 100 else f"{first}–{last}"


def windows(state, ends=range(1997, LAST + 1)):
    """The three sides in windows of five years that end in the years of ``ends``.

    Returns label, first, last, deals, volume (million TIV), russia, west, other (per cent), and the codes of the suppliers, largest
    first. Windows without a delivery are left out. Raises ValueError for a supplier that stands on no side.
    """
    table = tables.load("arms")
    total = table[(table["state"] == state) & (table["partner"] == "WLD") & (table["last_year"] - table["first_year"] == LEAST - 1)].set_index("last_year")["deals"]
    rows = []
    for end in ends:
        found = volumes(state, end - LEAST + 1, end)
        if unknown := set(found.index) - {"RUS", *WEST, *OTHER}:
            raise ValueError(f"suppliers {', '.join(sorted(unknown))} stand neither among WEST nor OTHER")
        if found.sum() > 0:
            west = 100 * found.reindex(list(WEST)).sum() / found.sum()
            russia = 100 * found.get("RUS", 0) / found.sum()
            rows.append((label(end - LEAST + 1, end), end - LEAST + 1, end, int(total[end]), found.sum(), russia, west, max(0, 100 - russia - west), list(found.index)))
    return pd.DataFrame(rows, columns=["label", "first", "last", "deals", "volume", "russia", "west", "other", "suppliers"])


def splits(state, partner, first, last):
    """How a share hangs on the year into which deals of several years are put: dict even, lo, hi over the three splits."""
    found = {split: share(state, partner, first, last, split) for split in ("even", "first", "last")}
    return {"even": found["even"], "lo": min(found.values()), "hi": max(found.values())}


def deal_count(state="ARM"):
    """Number of deals with a delivery to a state in the whole period; one that went on for years counts once."""
    table = tables.load("arms")
    row = table[(table["state"] == state) & (table["partner"] == "WLD") & (table["first_year"] == table["first_year"].min()) & (table["last_year"] == LAST)]
    return int(row["deals"].iloc[0])


def zero_years(state, first, last):
    """Years without any delivery, a list."""
    table = tables.load("arms")
    rows = table[(table["state"] == state) & (table["partner"] == "WLD") & (table["split"] == "even") & (table["first_year"] == table["last_year"])]
    return [int(year) for year in rows.loc[(rows["deals"] == 0) & rows["first_year"].between(first, last), "first_year"]]


def deals():
    """Armenia's deals in summary: the table arms_deals."""
    return tables.load("arms_deals")


def by_window():
    """Armenia's deliveries by window of five years for reading: window, volume, Russia, India, West, others (million TIV), deals, uncertain, empty (years without a delivery)."""
    table = deals()
    rows = []
    for (first, last), part in table[table["status"] == "delivered"].groupby(["first_year", "last_year"]):
        by = part.set_index("partner")["value"]
        named = by.reindex(["RUS", "IND"]).fillna(0)
        rows.append({"window": label(first, last), "volume": by.sum(), "Russia": named["RUS"], "India": named["IND"], "West": by.reindex(list(WEST)).sum(),
                     "others": by.drop(["RUS", "IND", *WEST], errors="ignore").sum(), "deals": int(part["deals"].sum()), "uncertain": int(part["uncertain"].sum()),
                     "empty": len(zero_years("ARM", first, last))})
    return pd.DataFrame(rows)


def window_table():
    """Armenia's deliveries by window for reading: window, suppliers with their volumes, deals, uncertain, empty years."""
    table = deals()
    table = table[table["status"] == "delivered"].sort_values("value", ascending=False)
    words = {label(*span): [f"{NAMES[row.partner]} {row.value:.0f}" for row in part.itertuples()] for span, part in table.groupby(["first_year", "last_year"])}
    rows = by_window()
    return pd.DataFrame({"window": rows["window"], "million TIV": rows["window"].map(words), "deals": rows["deals"], "uncertain": rows["uncertain"], "empty years": rows["empty"]})


def yearly(state, split="even"):
    """Volume delivered to a state in each year: years as rows, suppliers as columns with WLD for all, million TIV. For sums over windows, never for one year."""
    table = tables.load("arms")
    rows = table[(table["state"] == state) & (table["indicator"] == "deliveries") & (table["split"] == split) & (table["first_year"] == table["last_year"])]
    return rows.pivot(index="first_year", columns="partner", values="value").fillna(0)


def without_a_year(state, partner, first, last):
    """Share of a supplier in the window of a state when any one year with a delivery is left out: dict lo, hi, years (with a delivery)."""
    by = yearly(state).loc[first:last]
    by = by[by["WLD"] > 0]
    rest = by.sum() - by
    found = 100 * rest.get(partner, 0 * rest["WLD"]) / rest["WLD"]
    return {"lo": float(found.min()), "hi": float(found.max()), "years": len(by)}


def rolling(ends=range(2019, LAST + 1)):
    """How Armenia's shares move from window to window, for reading: window, deals, volume, Russia, India, the West; the shares with their
    range over the ways to split deals over years."""
    rows = []
    for each in windows("ARM", ends).itertuples():
        row = {"window": each.label, "deals": each.deals, "volume": round(each.volume)}
        for name, partners in (("Russia", "RUS"), ("India", "IND"), ("the West", tuple(WEST))):
            found = splits("ARM", partners, each.first, each.last)
            spread = "" if found["hi"] - found["lo"] < 0.5 else f" ({found['lo']:.0f} to {found['hi']:.0f})"
            row[name] = f"{found['even']:.1f} %{spread}"
        rows.append(row)
    return pd.DataFrame(rows)


def west():
    """Suppliers that this book counts to the West, for reading: supplier, member of (in 2025), delivered to (of the nine states)."""
    table = tables.load("arms")
    took = table[table["indicator"].eq("deliveries") & table["state"].ne("WLD")].groupby("partner")["state"].unique()
    return pd.DataFrame([{"supplier": NAMES.get(code, code), "member of": member, "delivered to": [NAMES[state] for state in sorted(took[code])]} for code, member in WEST.items()])


def outstanding():
    """Volume ordered by Armenia and not delivered, where SIPRI knows it, a Series by supplier (code)."""
    table = deals()
    return table[table["status"] != "delivered"].groupby("partner")["value"].sum()


def summary():
    """Armenia's deals since 2016 by supplier for reading: window or state of the order, supplier, kinds, volume (with the number of deals it is
    known for, where not for all), deals, uncertain."""
    table = deals()
    words = {"undelivered": "ordered, nothing delivered", "part": "ordered, the rest to come"}
    table = table[(table["status"] != "delivered") | (table["first_year"] >= 2016)].sort_values(["status", "first_year", "partner"])
    when = [words.get(row.status) or label(row.first_year, row.last_year) for row in table.itertuples()]
    volume = ["not known" if row.valued == 0 else f"{row.value:.0f}" + (f" ({row.valued} of {row.deals} known)" if row.valued < row.deals else "") for row in table.itertuples()]
    return pd.DataFrame({"when": when, "supplier": table["partner"].map(NAMES), "kinds": table["kinds"], "million TIV": volume, "deals": table["deals"],
                         "uncertain": table["uncertain"]}).reset_index(drop=True)


def concentration(state, first, last):
    """How far a state hangs on one supplier: dict largest (code), share, suppliers, hhi (sum of squared shares, from 0 to 1)."""
    found = volumes(state, first, last)
    parts = found / found.sum()
    return {"largest": parts.index[0], "share": 100 * float(parts.iloc[0]), "suppliers": int((parts > 0).sum()), "hhi": float((parts ** 2).sum())}


def comparison(states=("ARM", *MEMBERS, "AZE", "GEO", "UZB"), ends=(2015, 2020, 2025)):
    """Armenia beside others, for reading: state, and for each window the largest supplier with its share and the concentration."""
    rows = []
    for state in states:
        row = {"state": NAMES[state]}
        for end in ends:
            found = concentration(state, end - LEAST + 1, end)
            row[label(end - LEAST + 1, end)] = f"{NAMES[found['largest']]} {found['share']:.0f} % ({found['hhi']:.2f})"
        rows.append(row)
    return pd.DataFrame(rows)


def ratio(first, last):
    """Azerbaijan's deliveries as a multiple of Armenia's."""
    return float(volumes("AZE", first, last).sum() / volumes("ARM", first, last).sum())


def exports_change(before, after):
    """Change in all that Russia delivered, from one span (first, last) to another, in per cent."""
    old, new = (float(volumes("WLD", *span).sum()) for span in (before, after))
    return 100 * (new / old - 1)


def revisions(state="ARM"):
    """Our yearly totals beside SIPRI's of an earlier date, for years that differ by more than one: state, year, ours, sipri, difference, why (for Armenia)."""
    table = compared(tables.load("arms"))
    table = table[(table["state"] == state) & (table["difference"].abs() > 1)]
    return table.assign(why=[REVISED.get(year, "deals of several years, split evenly by us") for year in table["year"]])


def unrevised(column):
    """Sum of Armenia's yearly totals over the years that SIPRI has not revised since: ``column`` ours or sipri."""
    table = compared(tables.load("arms"))
    return float(table.loc[(table["state"] == "ARM") & ~table["year"].isin(list(REVISED)), column].sum())


def spending(indicator, states=("ARM", "AZE", *MEMBERS, "RUS", "GEO")):
    """Military spending as a table of years by state; ``indicator`` is *share of GDP* or *spending*."""
    table = tables.load("military_spending")
    return table[table["indicator"] == indicator].pivot(index="year", columns="state", values="value").reindex(columns=list(states))


def spending_table(years=(2000, 2010, 2018, 2020, 2022, 2024), states=("ARM", "AZE", *MEMBERS, "RUS", "GEO")):
    """Military spending for reading: state, one column a year (share of GDP; e estimated, u highly uncertain, – open), and volume of the last year."""
    table = tables.load("military_spending").set_index(["indicator", "state", "year"])
    sign = {"estimate": " e", "highly uncertain": " u"}

    def cell(indicator, state, year, digits):
        if (indicator, state, year) not in table.index:
            return "–"
        row = table.loc[(indicator, state, year)]
        return f"{row['value']:,.{digits}f}".replace(",", "\u202f") + sign.get(row["note"].partition(";")[0], "")
    return pd.DataFrame([{"state": NAMES[state]} | {str(year): cell("share of GDP", state, year, 1) for year in years}
                         | {f"million US dollars, {years[-1]}": cell("spending", state, years[-1], 0)} for state in states])


def guards():
    """Who stands on Armenia's soil and borders, from the table of events: date, who, what, source_ids, in order of time.

    Ratifications, acts of the grade C and those below weight 3 are left out, but for those of STAY.
    """
    heading = {change: who for who, changes in GUARDS.items() for change in changes}
    rows = tables.load("events")
    if missing := set(heading) - set(rows["change_id"]):
        raise ValueError(f"no event of {', '.join(sorted(missing))} in the table events")
    rows = rows[rows["change_id"].isin(list(heading)) & (rows["stage"] != "ratified") & (rows["grade"] != "C")]
    rows = rows[(rows["weight"].astype(int) >= 3) | rows["change_id"].isin(STAY)].sort_values("date")
    when = [f"{row.date:%Y-%m-%d}" if row.date_precision in ("day", "inferred", "published") else f"{row.date:%Y}" for row in rows.itertuples()]
    return pd.DataFrame({"date": when, "who": rows["change_id"].map(heading), "what": rows["description"], "source_ids": rows["source_ids"]}).reset_index(drop=True)


def triangle(others=("KAZ", "KGZ", "AZE")):
    """What ``charts.ternary`` draws: Armenia's path through windows that do not overlap, and the last three windows of ``others``; corners
    Russia, the West, others."""
    own = windows("ARM", (2000, 2005, 2010, 2015, 2020, 2025)).assign(path="ARM")
    rest = [windows(state, (2015, 2020, 2025)).assign(path=state) for state in others]
    for each in rest:
        each.loc[each.index[1:-1], "label"] = ""
    paths = pd.concat([own, *rest], ignore_index=True)[["path", "label", "russia", "west", "other"]].rename(columns={"russia": "a", "west": "b", "other": "c"})
    before, after = own.iloc[-2], own.iloc[-1]
    away = ", ".join(own.loc[own["russia"] < 90, "label"].iloc[:-1])
    alt = (f"Triangle with the corners Russia, the West and others. Armenia stands near the corner Russia in all windows before the last but {away}; from {before['label']} ({before['russia']:.0f} % Russia) "
           f"it moves in {after['label']} to {after['russia']:.0f} % Russia, {after['west']:.0f} % West and {after['other']:.0f} % others.")
    states = ("ARM", *others)
    kinds = {"ARM": ("o", "ink", "-"), "KAZ": ("s", "green", "--"), "KGZ": ("^", "orange", "-."), "AZE": ("D", "purple", ":")}
    return {"paths": paths, "corners": ("Russia", "the West", "others"), "alt": alt,
            "kinds": {state: (*kinds[state], NAMES[state]) for state in states}}


def bars(states=("ARM", *MEMBERS, "AZE"), ends=(2015, 2020, 2025)):
    """What ``charts.stacked`` draws: parts of Russia, its allies as suppliers, the West and others by state and window; the notes give volume and deals."""
    rows = []
    for state in states:
        for each in windows(state, ends).itertuples():
            allies = share(state, ("BLR", "KAZ"), each.first, each.last)
            rows.append({"group": state, "row": each.label, "russia": each.russia, "allies": allies, "west": each.west, "other": each.other - allies,
                         "note": f"{each.volume:,.0f} in {each.deals} deal{'s' if each.deals > 1 else ''}".replace(",", "\u202f")})
    table = pd.DataFrame(rows)
    first, last = (table[table["row"] == label(end - LEAST + 1, end)].set_index("group")["russia"] for end in ends[1:])
    fell = [f"{NAMES[state]} from {first[state]:.0f} to {last[state]:.0f} %" for state in states if first[state] - last[state] > 10]
    alt = f"Bars of the parts of suppliers by window of five years. Between the last two windows Russia's part fell by more than ten points for {', '.join(fell)}; for the others it hardly moved."
    kinds = {"russia": ("orange", "//", "Russia"), "allies": ("purple", "xx", "Belarus and Kazakhstan"), "west": ("blue", "", "the West"), "other": ("grid", "", "others")}
    return {"shares": table.drop(columns="note"), "notes": table["note"], "rows": {state: NAMES[state] for state in states}, "kinds": kinds, "alt": alt}


def picture():
    """What ``charts.columns`` draws of Armenia's deliveries by window: counts, kinds and the alternative text."""
    table = by_window().set_index("window")
    kinds = {"Russia": ("orange", "//", "Russia"), "India": ("green", "..", "India"), "West": ("blue", "", "the West"), "others": ("grid", "", "others")}
    most, last = table["volume"].idxmax(), table.iloc[-1]
    alt = (f"Columns of the volume delivered to Armenia in windows of five years. Russia is the largest supplier in every window but the last; most came in {most} "
           f"({table.loc[most, 'volume']:.0f} million TIV); in {table.index[-1]} it was {last['volume']:.0f}, of which India {last['India']:.0f} and Russia {last['Russia']:.0f}.")
    if list(table.index[table["Russia"] < table[["India", "West", "others"]].max(axis=1)]) != [table.index[-1]]:
        raise ValueError("Russia is not the largest supplier in just all windows but the last: the alternative text must say so")
    return {"counts": table[list(kinds)], "kinds": kinds, "alt": alt}


def benchmarks():
    """Our values for the published ones of the table benchmark_values: dict name -> value."""
    gdp, dollars = spending("share of GDP"), spending("spending")
    found = {f"arms.russia.{first}_{last}": share("ARM", "RUS", first, last) for first, last in ((2011, 2020), (2013, 2017), (2015, 2019), (2016, 2020))}
    found |= {f"arms.azerbaijan.russia.{first}_{last}": share("AZE", "RUS", first, last) for first, last in ((2011, 2020), (2014, 2018), (2015, 2019), (2016, 2020))}
    found |= {f"arms.azerbaijan.israel.{first}_{last}": share("AZE", "ISR", first, last) for first, last in ((2014, 2018), (2015, 2019), (2016, 2020))}
    return found | {
        "arms.azerbaijan.israel.2016_2020.armradio": found["arms.azerbaijan.israel.2016_2020"],
        "arms.azerbaijan.turkiye.2011_2020": share("AZE", "TUR", 2011, 2020),
        "arms.ratio.2011_2020": ratio(2011, 2020), "arms.ratio.2015_2019": ratio(2015, 2019),
        "arms.imports.armenia.unrevised": unrevised("ours"),
        "arms.russia.exports.2014_2018.2019_2023": exports_change((2014, 2018), (2019, 2023)),
        "arms.russia.exports.2015_2019.2020_2024": exports_change((2015, 2019), (2020, 2024)),
        "arms.russia.exports.kazakhstan.2020_2024": float(100 * volumes("KAZ", 2020, 2024)["RUS"] / volumes("WLD", 2020, 2024)["RUS"]),
        "spending.armenia.2020": float(gdp.loc[2020, "ARM"]), "spending.azerbaijan.2020": float(gdp.loc[2020, "AZE"]),
        "spending.armenia.change.2020": float(100 * (dollars.loc[2020, "ARM"] / dollars.loc[2019, "ARM"] - 1)),
        "spending.azerbaijan.change.2020": float(100 * (dollars.loc[2020, "AZE"] / dollars.loc[2019, "AZE"] - 1)),
        "spending.armenia.2023": float(dollars.loc[2023, "ARM"])}
