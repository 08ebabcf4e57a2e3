"""Indices of democracy from V-Dem and ratings of freedom from Freedom House."""

import pandas as pd

from allies.published import reading

# Our code: number in the Correlates of War list.
STATES = {"ARM": 371, "AZE": 373, "BLR": 370, "GEO": 372, "KAZ": 705, "KGZ": 703, "MDA": 359, "RUS": 365, "TJK": 702, "UKR": 369, "UZB": 704}
FREEDOM_HOUSE = {"Armenia": "ARM", "Azerbaijan": "AZE", "Belarus": "BLR", "Georgia": "GEO", "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ",
                 "Russia": "RUS", "Tajikistan": "TJK", "Uzbekistan": "UZB"}  # the extract has neither Moldova nor Ukraine
INDICES = {"electoral_democracy": "v2x_polyarchy", "liberal_democracy": "v2x_libdem"}
RATINGS = {"political_rights": "pr", "civil_liberties": "cl"}
FIRST = 1990
COLUMNS = ["state", "year", "indicator", "value", "lo", "hi", "unit", "vintage"]


def democracy(vdem_15, vdem_16, freedom_house):
    """Indices and ratings by state and year; every vintage in rows of its own.

    Returns state, year, indicator, value, lo, hi (V-Dem 15 only: about one standard deviation to each side), unit, vintage. Raises
    ValueError for a changed header, a state or year that is missing, a state-year that stands twice, and a rating outside its scale.
    """
    table = pd.concat([_vdem_15(vdem_15), _vdem_16(vdem_16), _freedom_house(freedom_house)])
    for column in ("value", "lo", "hi"):
        table[column] = table[column].map("{:.3f}".format, na_action="ignore")
    ratings = table["indicator"].isin(list(RATINGS))
    table["value"] = table["value"].mask(ratings, table["value"].str.removesuffix(".000"))
    return table.sort_values(["vintage", "indicator", "state", "year"])[COLUMNS]


def _vdem_15(path):
    names = [name + end for name in INDICES.values() for end in ("", "_codelow", "_codehigh")]
    raw = reading.columns(reading.rda(path, "vdem_simple"), ["country_text_id", "year", *names], path)
    raw = _checked(raw[raw["year"] >= FIRST], "country_text_id", {code: code for code in STATES}, 2024, path)
    parts = [raw[["country_text_id", "year", name, f"{name}_codelow", f"{name}_codehigh"]].set_axis(["state", "year", "value", "lo", "hi"], axis=1)
             .assign(indicator=indicator) for indicator, name in INDICES.items()]
    return pd.concat(parts).assign(unit="index from 0 to 1", vintage="V-Dem v15")


def _vdem_16(path):
    raw = reading.columns(reading.rda(path, "cw_democracy"), ["ccode", "year", "v2x_polyarchy"], path)
    raw = _checked(raw[raw["year"] >= FIRST], "ccode", {number: code for code, number in STATES.items()}, 2025, path)
    table = raw.rename(columns={"ccode": "state", "v2x_polyarchy": "value"})
    return table.assign(lo=None, hi=None, indicator="electoral_democracy", unit="index from 0 to 1", vintage="V-Dem v16")


def _freedom_house(path):
    raw = reading.columns(pd.read_csv(path), ["fh_country", "year", *RATINGS.values()], path)
    raw = _checked(raw, "fh_country", FREEDOM_HOUSE, 2024, path)
    table = raw.rename(columns={"fh_country": "state"} | {theirs: ours for ours, theirs in RATINGS.items()})
    table = table.melt(["state", "year"], list(RATINGS), "indicator", "value")
    if len(off := table[~table["value"].isin(range(1, 8))]):
        raise ValueError(f"{path.name}: found {off['value'].iloc[0]:g} as {off['indicator'].iloc[0]} of {off['state'].iloc[0]} {off['year'].iloc[0]}; expected a rating from 1 to 7")
    return table.assign(lo=None, hi=None, unit="rating from 1 (most free) to 7", vintage="Freedom House, to 2024")


def _checked(raw, column, names, last, path):
    raw = reading.unique(reading.chosen(raw, column, names, path), [column, "year"], path)
    raw = raw.assign(year=raw["year"].astype(int))
    reading.years(raw, column, "year", path, last)
    if raw.isna().any(axis=None):
        row = raw[raw.isna().any(axis=1)].iloc[0]
        raise ValueError(f"{path.name}: an empty cell for {row[column]} {row['year']}; expected a value in {', '.join(raw.columns[2:])}")
    return raw
