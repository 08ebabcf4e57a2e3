"""Imports of fuel by partner (UN Comtrade, reporter Armenia, compiled by A. Tavadyan)."""

import pandas as pd

from allies.places import EU27
from allies.published import reading

VINTAGE = "UN Comtrade, to 2025-06"
COMMODITIES = {271121: "natural gas", 271012: "petrol", 271019: "other oils", 271113: "butanes"}
# Partners shown; all others make up OTH. EU27 counts its members, those shown among them, once more. _X are areas that Comtrade does not name.
PARTNERS = ["RUS", "IRN", "EU27", "ROU", "BGR", "EGY", "MLT", "GRC", "ISR", "IRQ", "TKM", "TUR", "OTH", "WLD"]
# 2010 has no row for September and December; the file was compiled when 2025 had six months.
GAPS = ["2010-09", "2010-12"]
COLUMNS = ["period", "trade_code", "reporter", "partner_iso", "commodity_code", "netweight_kg", "trade_value_us"]


def yearly(path):
    """Imports of fuel by commodity, partner and year.

    Columns year, months (that the file covers), commodity, partner (ISO alpha-3, EU27, OTH or WLD), value (million US dollars), weight (million kg), share (%
    of the value from all partners), flag ("part of the year" where months are missing), unit (of value), vintage. Raises ValueError for a
    changed header, another reporter, an unknown commodity, a row that stands there twice, or a month that is missing but for those known.
    """
    table = _read(path)
    table["year"] = table["month"].str[:4].astype(int)
    covered = table.groupby("year")["month"].nunique()
    sums = table.groupby(["year", "commodity", "partner"], as_index=False)[["value", "weight"]].sum()
    world = sums[sums["partner"] == "WLD"].set_index(["year", "commodity"])["value"]
    sums["share"] = 100 * sums["value"] / pd.MultiIndex.from_frame(sums[["year", "commodity"]]).map(world)
    sums["months"] = sums["year"].map(covered)
    sums["flag"] = sums["months"].map(lambda months: "" if months == 12 else "part of the year")
    return _finished(sums, "year")[["year", "months", "commodity", "partner", "value", "weight", "share", "flag", "unit", "vintage"]]


def monthly(path):
    """Imports of natural gas and petrol by partner and month: month, commodity, partner, value (million US dollars), weight (million kg),
    unit (of value), vintage. Raises ValueError as ``yearly`` does."""
    table = _read(path)
    return _finished(table[table["commodity"].isin(["natural gas", "petrol"])], "month")[["month", "commodity", "partner", "value", "weight", "unit", "vintage"]]


def _read(path):
    """Month, commodity, partner, value in US dollars and weight in kg, with the sums of the others and of all."""
    raw = pd.read_csv(path, encoding="latin-1")
    raw.columns = [name.strip("\u00ef\u00bb\u00bf\"") for name in raw.columns]  # a byte order mark, read as latin-1
    raw = reading.columns(raw, COLUMNS, path)
    reading.known(raw["reporter"], {"Armenia": "ARM"}, path)
    reading.known(raw["trade_code"], {"M": "imports"}, path)
    raw = raw.assign(month=raw["period"].str[:7], commodity=reading.known(raw["commodity_code"], COMMODITIES, path))
    reading.unique(raw, ["month", "partner_iso", "commodity"], path)
    reading.months(pd.concat([raw["month"], pd.Series([gap for gap in GAPS if gap > raw["month"].min()], dtype=str)]).rename("period"), path)
    shown = raw["partner_iso"].isin(PARTNERS)
    parts = [raw.assign(partner=raw["partner_iso"].where(shown, "OTH")), raw[raw["partner_iso"].isin(EU27)].assign(partner="EU27"), raw.assign(partner="WLD")]
    table = pd.concat(parts).rename(columns={"trade_value_us": "value", "netweight_kg": "weight"})
    return table.groupby(["month", "commodity", "partner"], as_index=False)[["value", "weight"]].sum()


def _finished(table, first):
    """Rounded, in the order of commodities and partners, with unit and vintage."""
    table = table.assign(value=table["value"] / 1e6, weight=table["weight"] / 1e6, unit="million USD", vintage=VINTAGE,
                         kind=table["commodity"].map(list(COMMODITIES.values()).index), position=table["partner"].map(PARTNERS.index))
    return table.sort_values([first, "kind", "position"]).round(4)
