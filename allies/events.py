"""Acts that moved Armenia toward or away from Russia and the West, counted as they are."""

import pandas as pd

from allies import tables

DIRECTIONS = ("west", "east", "ambiguous", "neutral")


def events():
    """All events: the columns of the table plus year and weight as an integer."""
    table = tables.load("events")
    return table.assign(year=table["date"].dt.year, weight=table["weight"].astype(int))


def by_year(table):
    """Number of acts of Armenia by year and direction: index year, one column for each direction. No weighting, no index."""
    rows = table[table["actor"] == "armenia"]
    count = pd.crosstab(rows["year"], rows["direction"]).reindex(columns=list(DIRECTIONS), fill_value=0)
    return count.reindex(range(1991, tables.coverage_end().year + 1), fill_value=0)


def balance(table, least=1):
    """Acts of Armenia of at least a weight, by period: period, west, east, ambiguous, neutral, all; one change counts once, at its weightiest act."""
    rows = table[(table["actor"] == "armenia") & (table["weight"] >= least)]
    rows = rows.sort_values(["weight", "date"], ascending=[False, True]).drop_duplicates("change_id")
    bounds = {"1991 to 2012": 2012, "2013 to 2017": 2017, "2018 to 2019": 2019, "2020 to 2021": 2021, "2022 to 2026": 2026}
    period = pd.cut(rows["year"], [1990, *bounds.values()], labels=list(bounds))
    count = pd.crosstab(period, rows["direction"]).reindex(index=list(bounds), columns=list(DIRECTIONS), fill_value=0)
    return count.assign(all=count.sum(axis=1)).rename_axis("period").reset_index()


def picture(table):
    """What ``charts.columns`` draws of acts of Armenia by year: counts, kinds, below and the alternative text."""
    counts = by_year(table)
    recent = counts.loc[2022:].sum()
    alt = (f"Columns of acts of Armenia by year. West: {counts['west'].sum()} in all, most in {counts['west'].idxmax()} ({counts['west'].max()}). East: "
           f"{counts['east'].sum()}, most in {counts['east'].idxmax()} ({counts['east'].max()}). Since 2022: {recent['west']} west, {recent['east']} east.")
    return {"counts": counts, "kinds": {"west": ("blue", "", "west"), "east": ("orange", "//", "east")}, "below": ("east",), "alt": alt}
