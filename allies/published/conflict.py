"""Deaths in organised violence and the coding of conflicts, from the Uppsala Conflict Data Program (UCDP)."""

import pandas as pd

from allies.published import reading

# UCDP's name: our code. The members and former members of the Collective Security Treaty.
STATES = {"Armenia": "ARM", "Azerbaijan": "AZE", "Belarus": "BLR", "Georgia": "GEO", "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ",
          "Russia (Soviet Union)": "RUS", "Tajikistan": "TJK", "Uzbekistan": "UZB"}
NO_EVENT = {"BLR", "KAZ"}  # the monthly file has a column only for countries with at least one event
KINDS = {"state_based_deaths": "sb", "non_state_deaths": "ns", "one_sided_deaths": "os"}
BOUNDS = {"value": "best", "low": "low", "high": "high"}
LAST_YEAR, MONTHS = 2024, ("1992-01", "2023-12")  # before 1992 the monthly file counts the union republics under Russia
YEARLY, MONTHLY = "UCDP 25.1", "GED 23.1 and candidates"
COLUMNS = ["state", "year", "month", "indicator", "value", "low", "high", "unit", "vintage", "flag"]

TYPES = {"1": "extrasystemic", "2": "interstate", "3": "intrastate", "4": "internationalised intrastate"}
INTENSITY = {"1": "25 to 999 deaths", "2": "1,000 deaths or more"}
CODED = ["conflict_id", "year", "location", "side_a", "side_a_2nd", "side_b", "side_b_2nd", "type_of_conflict", "intensity_level",
         "territory_name"]


def deaths(yearly, monthly):
    """Deaths by state, year and kind of violence, and by state and month.

    Returns state (where they died), year, month (empty in yearly rows), indicator, value (UCDP's best estimate), low, high
    (yearly only), unit, vintage, flag. Yearly rows of 0 deaths are kept: the state was looked at. Raises ValueError for a changed header, a
    state or year or month that is missing, a state-year that stands twice, and kinds that do not add up to the file's own total.
    """
    table = pd.concat([_by_year(yearly), _by_month(monthly)])
    return table.assign(unit="deaths").sort_values(["vintage", "state", "year", "month", "indicator"])[COLUMNS]


def _by_year(path):
    columns = {indicator: {ours: f"{kind}_total_deaths_{theirs}_cy" for ours, theirs in BOUNDS.items()} for indicator, kind in KINDS.items()}
    wanted = ["country_cy", "year_cy", "version", "cumulative_total_deaths_in_orgvio_best_cy", *(name for each in columns.values() for name in each.values())]
    raw = reading.columns(pd.read_csv(path, low_memory=False), wanted, path)
    if set(raw["version"]) != {25.1}:
        raise ValueError(f"{path.name}, column version: found {sorted(set(raw['version']))}; expected 25.1")
    raw = reading.unique(reading.chosen(raw, "country_cy", STATES, path), ["country_cy", "year_cy"], path)
    reading.years(raw, "country_cy", "year_cy", path, LAST_YEAR)
    best = raw[[each["value"] for each in columns.values()]].sum(axis=1)
    if (differs := best != raw["cumulative_total_deaths_in_orgvio_best_cy"]).any():
        row = raw[differs].iloc[0]
        raise ValueError(f"{path.name}, row {differs.idxmax() + 2}: the three kinds of {row['country_cy']} {row['year_cy']} add up to {best[differs].iloc[0]}; "
                         f"expected the total {row['cumulative_total_deaths_in_orgvio_best_cy']}")
    parts = [raw[["country_cy", "year_cy", *names.values()]].set_axis(["state", "year", *names], axis=1).assign(indicator=indicator)
             for indicator, names in columns.items()]
    table = pd.concat(parts)
    # The file's own bounds: twice the high estimate lies below the best.
    return table.assign(month="", vintage=YEARLY, flag=(table["high"] < table["value"]).map({True: "high below best in the file", False: ""}))


def _by_month(path):
    raw = pd.read_csv(path, index_col=0)
    names = {name: code for name, code in STATES.items() if code not in NO_EVENT}
    raw = reading.columns(raw, names, path)
    month = pd.Series(raw.index.str[:7], name="month")
    reading.months(month, path, *MONTHS)
    if month.duplicated().any():
        raise ValueError(f"{path.name}, column 1: {month[month.duplicated()].iloc[0]} for the second time; expected each month once")
    table = raw.rename(columns=names).set_axis(month).loc[MONTHS[0]:MONTHS[1]].astype(int).reset_index().melt("month", var_name="state", value_name="value")
    return table.assign(year=table["month"].str[:4].astype(int), low=pd.NA, high=pd.NA, indicator="all_deaths", vintage=MONTHLY,
                        flag="timing only")


def coding(path):
    """How UCDP/PRIO code, year by year, the conflicts on the ground of a state of the table or with its government as a main side.

    Returns conflict_id, year (since 1989), location, side_a, side_a_2nd, side_b, side_b_2nd (secondary parties: troops sent in support), type,
    intensity, territory, vintage; names as in the file. Wars elsewhere in which a state was only a secondary party are left out.
    Raises ValueError for a changed header, an unknown type or intensity, and a conflict-year that stands twice.
    """
    raw = pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True)
    raw = reading.unique(reading.columns(raw, [*CODED, "version"], path), ["conflict_id", "year"], path)
    raw["year"] = raw["year"].astype(int)
    raw["type"] = reading.known(raw["type_of_conflict"], TYPES, path)
    raw["intensity"] = reading.known(raw["intensity_level"], INTENSITY, path)
    governments = {f"Government of {name}" for name in STATES}
    here = raw["location"].map(lambda cell: bool(set(cell.split(", ")) & set(STATES)))
    main = raw[["side_a", "side_b"]].isin(governments).any(axis=1)
    table = raw[(here | main) & (raw["year"] >= 1989)].rename(columns={"territory_name": "territory"})
    for column in ("side_a_2nd", "side_b_2nd"):
        table[column] = table[column].str.strip()
    table["vintage"] = "UCDP/PRIO " + table["version"]
    table["conflict_id"] = table["conflict_id"].astype(int)
    columns = [{"type_of_conflict": "type", "intensity_level": "intensity", "territory_name": "territory"}.get(name, name) for name in CODED]
    return table.sort_values(["conflict_id", "year"])[[*columns, "vintage"]]
