"""What the news tells of Armenia and other states: event data as a noisy witness. GDELT and ICEWS are never joined."""

import pandas as pd
from scipy import stats

from allies import tables
from allies.places import NAMES

STATES = {state: NAMES[state] for state in ("RUS", "USA", "FRA", "DEU", "GBR")}
WEST = ["USA", "FRA", "DEU", "GBR"]
THIN = 0.9  # a month with fewer of its days than this is drawn as weak


def gdelt():
    """GDELT's weights by partner and month: partner, month (a Period), value, days (present), whole (share of the month's days), per_day."""
    table = tables.load("event_dyads")
    table = table[table["indicator"] == "gdelt_weight"]
    month = pd.PeriodIndex(table["month"], freq="M")
    return pd.DataFrame({"partner": table["partner"], "month": month, "value": table["value"], "days": table["days"].astype(int),
                         "whole": table["days"].astype(int) / month.days_in_month, "per_day": table["value"] / table["days"].astype(float)}).reset_index(drop=True)


def icews(indicator="icews_verbal_cooperation", actor="ARM"):
    """ICEWS's counts by year: years as rows, partners as columns; acts of ``actor`` toward the partner, or with actor=None of the partner toward Armenia."""
    table = tables.load("event_dyads")
    table = table[(table["indicator"] == indicator) & ((table["state"] == "ARM") == (actor == "ARM"))]
    return table.pivot(index="year", columns="partner" if actor == "ARM" else "state", values="value")


def by_year():
    """GDELT's weights by year and partner, a day of those present, and the days: only years with a file for at least half their days."""
    table = gdelt()
    table = table.assign(year=table["month"].dt.year)
    days = table[table["partner"] == "RUS"].groupby("year")["days"].sum()
    sums = table.pivot_table(index="year", columns="partner", values="value", aggfunc="sum")
    return sums.div(days, axis=0)[days > 182].assign(days=days)


def ratios(counts):
    """Each Western state's count over Russia's, and that of the four together: years as rows."""
    table = counts[WEST].div(counts["RUS"], axis=0)
    return table.assign(four=counts[WEST].sum(axis=1) / counts["RUS"])


def trends(counts):
    """Kendall's tau of each ratio of ``ratios`` with the year: state, tau, p (two-sided, exact where there are no ties), n. Not corrected for
    autocorrelation, which would make p larger."""
    table = ratios(counts)
    return pd.DataFrame([{"state": name, "tau": float(found.statistic), "p": float(found.pvalue), "n": len(table)}
                         for name in table for found in [stats.kendalltau(table.index, table[name])]])


def picture():
    """What ``charts.line_grid`` draws: points, rows, columns and the alternative text; months with missing days are weak, years without a file break."""
    counts, weights = icews(), gdelt()
    yearly = counts[list(STATES)].reset_index().melt("year", var_name="row", value_name="value")
    yearly = yearly.assign(column="icews", date=pd.to_datetime(yearly["year"].astype(str)), weak=False)
    months = weights[weights["partner"].isin(STATES)]
    months = pd.DataFrame({"row": months["partner"], "column": "gdelt", "date": months["month"].dt.to_timestamp(), "value": months["per_day"], "weak": months["whole"] < THIN})
    peak = months[months["row"] == "RUS"].set_index("date")["value"].idxmax()
    alt = (f"Left, events a year from {counts.index.min()} to {counts.index.max()}; right, another measure by month from {weights['month'].min()} to {weights['month'].max()}; "
           f"nothing between. Russia's counts end at {int(counts['RUS'].iloc[-1])} after {int(counts['RUS'].max())} in {counts['RUS'].idxmax()}; its weight peaks in {peak:%B %Y}.")
    return {"points": pd.concat([yearly.drop(columns="year"), months]), "rows": STATES, "alt": alt,
            "columns": {"icews": ("ICEWS, by year", "events of verbal cooperation a year"), "gdelt": ("GDELT, by month", "sum of weights a day")}}


def benchmarks():
    """Our values for the published ones named ``news.*`` in the table benchmark_values; a dict."""
    weight = gdelt().set_index(["partner", "month"])["value"]
    found = {f"news.gdelt.{name}.{when.replace('-', '_')}": round(float(weight[state, pd.Period(when)]))
             for name, state, when in (("azerbaijan", "AZE", "2020-10"), ("azerbaijan", "AZE", "2022-09"), ("azerbaijan", "AZE", "2023-09"), ("france", "FRA", "2023-10"))}
    days = gdelt().drop_duplicates("month")
    four = ratios(icews())["four"]
    return found | {"news.gdelt.days": int(days["days"].sum()), "news.gdelt.days_missing": (pd.Timestamp("2024-02-23") - pd.Timestamp("2018-01-01")).days + 1 - int(days["days"].sum()),
                    "news.icews.least": round(float(four.min()), 2), "news.icews.most": round(float(four.max()), 2)}
