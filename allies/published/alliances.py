"""Treaty obligations and membership spells from ATOP 4.01 (Leeds et al. 2002)."""

import pandas as pd

from allies.published import reading

TREATIES = {4220: "CST", 3180: "NATO", 3075: "Rio", 4890: "ARM-RUS 1997", 4400: "CIS Charter"}
VARIABLES = ["begyr", "endyr", "length", "renounce", "proren", "defense", "offense", "neutral", "nonagg", "consul", "conditio",
             "specthrt", "terrres", "noothall", "milcon", "milaid", "intcom", "organ1", "base"]
# Codes of the Correlates of War project.
STATES = {365: "RUS", 370: "BLR", 371: "ARM", 372: "GEO", 373: "AZE", 702: "TJK", 703: "KGZ", 704: "UZB", 705: "KAZ"}


def obligations(path):
    """Codes of five treaties: treaty, atop_id, variable, value (empty where ATOP leaves it open), vintage.

    Raises ValueError for a missing column or treaty, or a treaty that stands there twice.
    """
    raw = _read(path, ["atopid", *VARIABLES])
    raw = raw[raw["atopid"].isin(TREATIES)]
    if sorted(raw["atopid"]) != sorted(TREATIES):
        raise ValueError(f"{path.name}: expected one row for each of the alliances {sorted(TREATIES)}, found {sorted(raw['atopid'])}")
    table = raw.melt(id_vars=["atopid"], value_vars=VARIABLES, var_name="variable", value_name="value")
    table["treaty"] = table["atopid"].map(TREATIES)
    table["value"] = table["value"].astype("Int64")
    table["vintage"] = "ATOP 4.01"
    table["position"] = table["variable"].map(VARIABLES.index)
    table = table.sort_values(["atopid", "position"]).rename(columns={"atopid": "atop_id"})
    return table[["treaty", "atop_id", "variable", "value", "vintage"]]


def spells(path):
    """Membership spells of the Collective Security Treaty in ATOP: member, start, end (empty while it lasts), vintage.

    Raises ValueError for a missing column or a state whose code is not known.
    """
    raw = _read(path, ["atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit"])
    raw = raw[raw["atopid"] == 4220]
    if unknown := set(raw["member"]) - set(STATES):
        raise ValueError(f"{path.name}, column member: found the state codes {sorted(unknown)}; expected {sorted(STATES)}")
    table = pd.DataFrame({"member": raw["member"].map(STATES), "start": _day(raw, "ent"), "end": _day(raw, "exit")})
    table = table.drop_duplicates().sort_values(["member", "start"])
    # ATOP begins a new phase with the Charter of 2002; membership went on.
    goes_on = (table["member"] == table["member"].shift()) & (table["start"] == table["end"].shift())
    table = table.groupby((~goes_on).cumsum()).agg({"member": "first", "start": "first", "end": "last"})
    return table.assign(vintage="ATOP 4.01").sort_values(["start", "member"])


def _read(path, columns):
    raw = pd.read_csv(path, encoding="latin-1", low_memory=False)
    return reading.columns(raw, columns, path)


def _day(raw, what):
    parts = raw[[f"yr{what}", f"mo{what}", f"day{what}"]].set_axis(["year", "month", "day"], axis=1)
    return pd.to_datetime(parts.where(parts["year"] > 0)).dt.strftime("%Y-%m-%d").fillna("")
