"""Indices of democracy: what the vintages say, each on its own."""

import pandas as pd

from allies import tables
from allies.places import NAMES


def index(indicator, vintage):
    """One index or rating of one vintage: years as rows, states as columns."""
    table = tables.load("democracy")
    table = table[(table["indicator"] == indicator) & (table["vintage"] == vintage)]
    if table.empty:
        raise KeyError(f"no {indicator} in the vintage {vintage!r} of the table democracy")
    return table.pivot(index="year", columns="state", values="value")


def agreement():
    """How far the two vintages of V-Dem's index of electoral democracy differ: state, years, mean and largest absolute difference."""
    old, new = (index("electoral_democracy", vintage) for vintage in ("V-Dem v15", "V-Dem v16"))
    differ = (old - new).abs()
    return pd.DataFrame({"years": differ.count(), "mean": differ.mean(), "largest": differ.max()}).reset_index()


def benchmarks():
    """Our values for the published ones named ``democracy.*`` in the table benchmark_values; a dict."""
    new, rows = index("electoral_democracy", "V-Dem v16"), agreement().set_index("state")
    found = {f"democracy.armenia.{year}": float(new.loc[year, "ARM"]) for year in (2017, 2019, 2024, 2025)}
    found |= {f"democracy.{NAMES[state].lower()}.{year}": float(new.loc[year, state]) for state in ("RUS", "BLR", "KAZ", "KGZ") for year in (2017, 2025)}
    return found | {"democracy.agreement.mean": float(rows.loc["ARM", "mean"]), "democracy.agreement.largest": float(rows.loc["ARM", "largest"])}
