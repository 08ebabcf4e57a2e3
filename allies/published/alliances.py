"""What alliances oblige to (ATOP, Benson and Clinton), and how often such obligations were kept in war (Berkemeier and
Fuhrmann, Leeds and Anac)."""

import re

import pandas as pd

from allies.published import reading

TREATIES = {4220: "CST", 3180: "NATO", 3075: "Rio", 4890: "ARM-RUS 1997", 4400: "CIS Charter"}
VARIABLES = ["begyr", "endyr", "length", "renounce", "proren", "defense", "offense", "neutral", "nonagg", "consul", "conditio",
             "specthrt", "terrres", "noothall", "milcon", "milaid", "intcom", "organ1", "base"]
# Codes of the Correlates of War project.
ARMENIA = 371
STATES = {365: "RUS", 370: "BLR", 371: "ARM", 372: "GEO", 373: "AZE", 702: "TJK", 703: "KGZ", 704: "UZB", 705: "KAZ"}

# The obligations of a treaty overlap: one pact may stand under several.
OBLIGATIONS = {"any": None, "defence": "defense", "offence": "offense", "neutrality": "neutral", "nonaggression": "nonagg"}
SCOPES = {0: "bilateral", 1: "multilateral"}
# The file tells the new sample from the old one, not years: pacts of 1945 in the last months of World War II are in the new.
PERIODS = {1: "1816-1944", 0: "1945-2003"}
# Name of the coding: column of what was honoured, of what was violated, and of what at least one ally honoured.
CODINGS = {"LLM": ("honorLLM", "violateLLM", "sabroskyhonorllm"), "BF": ("honorBF", "violateBF", "sabroskyhonorbf")}
FIRST_YEARS = {"WorldWarI": 1914, "WorldWarII": 1939}  # the names of the other wars hold their years
BF, LA = "Berkemeier and Fuhrmann 2018", "Leeds and Anac 2005"
KARABAKH_WAR = 83  # Berkemeier and Fuhrmann's number of the war of 1993-94
KARABAKH_TREATIES = {3740: "Helsinki Final Act 1975", 4220: "CST", 4400: "CIS Charter", 4550: "AZE-TUR 1994"}
SCORES = {"scope": "Scope.score", "depth": "Depth.score", "capacity": "PotMilCapacity.score"}
SCORED = ("CST", "NATO", "ARM-RUS 1997")


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


def fulfilment(berkemeier_fuhrmann, leeds_anac):
    """How many commitments that a war put to the test were honoured.

    One commitment is one alliance in one war. Returns coding (LLM: the rules of Leeds, Long and Mitchell, BF: those of
    Berkemeier and Fuhrmann, LA: Leeds and Anac), obligation, period, scope, n (commitments tested), honoured, honoured_lenient
    (an ally who helped is enough), wars, alliances, unit, vintage. Raises ValueError for a changed header, a commitment
    that stands there twice or that is coded both honoured and violated.
    """
    tests = _tests(berkemeier_fuhrmann)
    parts = [_count(tests, ["coding", "obligation", *over]) for over in (["period", "scope"], ["period"], ["scope"], [])]
    table = pd.concat([*parts, _leeds_anac(leeds_anac)]).fillna({"period": "all", "scope": "all"})
    table = table.assign(unit="commitments", vintage=table["coding"].map({"LLM": BF, "BF": BF, "LA": LA}))
    keys = {"coding": [*CODINGS, "LA"], "obligation": [*OBLIGATIONS], "period": ["all", *PERIODS.values()], "scope": ["all", *SCOPES.values()]}
    table = table.assign(**{key: pd.Categorical(table[key], values) for key, values in keys.items()}).sort_values([*keys])
    return table[["coding", "obligation", "period", "scope", "n", "honoured", "honoured_lenient", "wars", "alliances", "unit", "vintage"]]


def fulfilment_by_war(path):
    """The counts of ``fulfilment`` by war, for all pacts and for defence pacts, from which any war may be left out: war_id, war,
    first_year, coding, obligation, period, scope, n, honoured, honoured_lenient, unit, vintage. Raises ValueError as it does.
    """
    tests = _tests(path)
    table = _count(tests[tests["obligation"].isin(["any", "defence"])], ["war_id", "war", "first_year", "coding", "obligation", "period", "scope"])
    table = table.drop(columns=["wars", "alliances"]).sort_values(["war_id", "coding", "obligation", "period", "scope"])
    return table.assign(unit="commitments", vintage=BF)


def fulfilment_in_karabakh(path):
    """How the pacts tested in the war of 1993-94 are coded: treaty, atop_id, defence, nonaggression (1 where the pact has it),
    scope, coding, verdict (honoured or violated), any_ally (1 where at least one ally honoured it), unit, vintage. Raises ValueError for
    a pact that is not known.
    """
    tests = _tests(path)
    here = tests[(tests["war_id"] == KARABAKH_WAR) & (tests["obligation"] == "any")]
    reading.known(here["atop_id"], KARABAKH_TREATIES, path, first_row=1)
    table = here.assign(treaty=here["atop_id"].map(KARABAKH_TREATIES), verdict=here["honoured"].map({1: "honoured", 0: "violated"}),
                        any_ally=here["honoured_lenient"], defence=here["defense"], nonaggression=here["nonagg"], unit="commitment", vintage=BF)
    table = table.sort_values(["atop_id", "coding"])
    return table[["treaty", "atop_id", "defence", "nonaggression", "scope", "coding", "verdict", "any_ally", "unit", "vintage"]]


def scores(path):
    """Benson and Clinton's latent scores of three treaties: treaty, atop_id, indicator (scope, depth, capacity), value, rank (1 is the
    highest of all treaties scored), treaties (how many are scored), unit, vintage. Raises ValueError for a changed header or a treaty that
    is missing or stands there twice.
    """
    raw = reading.unique(reading.columns(pd.read_csv(path), ["atopid", *SCORES.values()], path), ["atopid"], path)
    raw = raw.set_index("atopid").set_axis(list(SCORES), axis=1)
    wanted = {number: name for number, name in TREATIES.items() if name in SCORED}
    if missing := set(wanted) - set(raw.index):
        raise ValueError(f"{path.name}, column atopid: no row for {sorted(missing)}; expected one for each of {sorted(wanted)}")
    long = pd.concat({"value": raw, "rank": raw.rank(ascending=False, method="min").astype("Int64")}, axis=1).loc[list(wanted)]
    table = long.stack(level=1, future_stack=True).rename_axis(["atop_id", "indicator"]).reset_index()
    table = table.assign(treaty=table["atop_id"].map(wanted), value=table["value"].round(3), treaties=len(raw), unit="standard deviations",
                         vintage="Benson and Clinton 2016")
    return table[["treaty", "atop_id", "indicator", "value", "rank", "treaties", "unit", "vintage"]]


def dyads(pairs, members):
    """Whom ATOP's ready-made pairs of states call Armenia's allies in defence, beside the years in which the Collective Security Treaty
    bound both.

    Returns state, partner, first_year, last_year, years (with the flag), treaty_years (calendar years in which both were members of
    the treaty on some day, up to the last year of the pairs), unit, vintage. Raises ValueError for a changed header, a pair that stands there
    twice, a gap in its years or a partner whose code is not known.
    """
    columns = ["ccode1", "ccode2", "year", "atop_defense"]
    raw = reading.unique(reading.columns(reading.rda(pairs, "atop_alliance"), columns, pairs), columns[:3], pairs, first_row=1)
    end = int(raw["year"].max())
    raw = raw[(raw["ccode1"] == ARMENIA) & (raw["atop_defense"] == 1)].astype(int)
    raw = raw.assign(partner=reading.known(raw["ccode2"], STATES, pairs, first_row=1))
    table = raw.groupby("partner")["year"].agg(first_year="min", last_year="max", years="size").reset_index()
    for row in table[table["years"] != table["last_year"] - table["first_year"] + 1].itertuples():
        raise ValueError(f"{pairs.name}, column year: {row.years} years for the partner {row.partner}; expected every year from {row.first_year} to {row.last_year}")
    bound = {}
    for spell in spells(members).itertuples():
        bound.setdefault(spell.member, set()).update(range(int(spell.start[:4]), min(end, int(spell.end[:4] or end)) + 1))
    table["treaty_years"] = [len(bound[STATES[ARMENIA]] & bound.get(partner, set())) for partner in table["partner"]]
    table = table.assign(state=STATES[ARMENIA], unit="years", vintage=f"ATOP 5.1, to {end}").sort_values(["first_year", "partner"])
    return table[["state", "partner", "first_year", "last_year", "years", "treaty_years", "unit", "vintage"]]


def _tests(path):
    """One row per commitment tested, coding and obligation, from the file of Berkemeier and Fuhrmann."""
    verdicts = [column for columns in CODINGS.values() for column in columns]
    types = [column for column in OBLIGATIONS.values() if column]
    raw = reading.columns(pd.read_stata(path), ["sample", "warid", "warname", "atopid", "multilateral", *verdicts, *types], path)
    raw = reading.unique(raw, ["warid", "atopid"], path, first_row=1)
    raw = raw.assign(**raw[verdicts].fillna(0))  # an empty verdict means that it does not hold
    raw = raw.assign(**raw.drop(columns="warname").astype(int))
    years = [re.search(r"1[89]\d\d|20\d\d", name) for name in raw["warname"]]
    years = [int(year[0]) if year else FIRST_YEARS.get(name) for year, name in zip(years, raw["warname"])]
    if None in years:
        row = years.index(None)
        raise ValueError(f"{path.name}, row {row + 1}, column warname: found {raw['warname'].iloc[row]!r}; expected a name with its year, or {' or '.join(FIRST_YEARS)}")
    raw = raw.assign(period=reading.known(raw["sample"], PERIODS, path, 1), scope=reading.known(raw["multilateral"], SCOPES, path, 1), first_year=years,
                     war=[re.sub(r"_|(?<=[a-z])(?=[A-Z0-9])", " ", name) for name in raw["warname"]]).rename(columns={"warid": "war_id", "atopid": "atop_id"})
    parts = []
    for coding, (honoured, violated, some) in CODINGS.items():
        if len(both := raw[raw[honoured] + raw[violated] > 1]):
            raise ValueError(f"{path.name}, row {both.index[0] + 1}: {honoured} and {violated} are both 1; expected one of them")
        tested = raw[raw[honoured] + raw[violated] == 1]
        tested = tested.assign(coding=coding, honoured=tested[honoured], honoured_lenient=tested[[honoured, some]].max(axis=1))
        parts += [tested[tested[column] == 1 if column else slice(None)].assign(obligation=name) for name, column in OBLIGATIONS.items()]
    return pd.concat(parts)


def _count(tests, by):
    return tests.groupby(by).agg(n=("honoured", "size"), honoured=("honoured", "sum"), honoured_lenient=("honoured_lenient", "sum"),
                                 wars=("war_id", "nunique"), alliances=("atop_id", "nunique")).reset_index()


def _leeds_anac(path):
    """Leeds and Anac's commitments by scope; ``honor2`` counts those that some allies honoured and some violated as honoured."""
    raw = reading.columns(pd.read_stata(path), ["war", "atopid", "bilat", "honor2", "honor3"], path).astype(int)
    raw = reading.unique(raw, ["war", "atopid"], path, first_row=1)
    names = {"war": "war_id", "atopid": "atop_id", "honor3": "honoured", "honor2": "honoured_lenient"}
    raw = raw.assign(coding="LA", obligation="any", period=PERIODS[1], scope=reading.known(1 - raw["bilat"], SCOPES, path, 1)).rename(columns=names)
    return pd.concat([_count(raw, ["coding", "obligation", "period", *over]) for over in (["scope"], [])])


def _read(path, columns):
    raw = pd.read_csv(path, encoding="latin-1", low_memory=False)
    return reading.columns(raw, columns, path)


def _day(raw, what):
    parts = raw[[f"yr{what}", f"mo{what}", f"day{what}"]].set_axis(["year", "month", "day"], axis=1)
    return pd.to_datetime(parts.where(parts["year"] > 0)).dt.strftime("%Y-%m-%d").fillna("")
