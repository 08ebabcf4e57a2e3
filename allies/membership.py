"""Who belonged when, under three explicit rules.

- ``de jure``: the founding treaty is in force for the state;
- ``member``: the body's own organs count the state as one of theirs;
- ``participating``: and the state has not stopped taking part, by its own word or the body's.

The rows of the table ``membership`` that ``opens`` or ``closes`` a rule carry all that is needed: the
state is in from the day of an opening, and out from the day of a closing (the first day out).
"""

import datetime

import pandas as pd
from scipy import stats

from allies import intervals, tables

RULES = ("de jure", "member", "participating")
DAYS_IN_YEAR = 365.25


def spells(organisation, rule="de jure", events=None):
    """Spells of membership, one row each, in order of start and member.

    Columns: member (ISO alpha-3); start, start_latest (first day in, earliest and latest reading);
    end, end_latest (first day out, NaT while it lasts); opened_by, closed_by (ids of membership rows).
    ``events`` stands in for the table membership. Raises ValueError for an unknown organisation or
    rule, and where the rows contradict each other (in twice, or out without having been in).
    """
    events = _events(organisation, rule, events)
    done, open_ = [], {}
    for row in events.itertuples():
        if rule in row.opens and rule in row.closes:
            raise ValueError(f"membership {row.id}: opens and closes the rule {rule!r}")
        if rule in row.opens:
            if row.member in open_:
                raise ValueError(f"membership {row.id}: {row.member} is already in ({open_[row.member]['opened_by']})")
            open_[row.member] = {"member": row.member, "start": row.date, "start_latest": row.date_latest,
                                 "opened_by": row.id}
        else:
            if row.member not in open_:
                raise ValueError(f"membership {row.id}: {row.member} goes out without having been in")
            done.append(open_.pop(row.member) | {"end": row.date, "end_latest": row.date_latest, "closed_by": row.id})
    columns = ["member", "start", "start_latest", "end", "end_latest", "opened_by", "closed_by"]
    result = pd.DataFrame(done + list(open_.values()), columns=columns)
    for column in columns[1:5]:
        result[column] = pd.to_datetime(result[column])
    result["closed_by"] = result["closed_by"].astype("string").fillna("").astype(str)
    return result.sort_values(["start", "member"], ignore_index=True)


def _events(organisation, rule, events):
    if rule not in RULES:
        raise ValueError(f"unknown rule {rule!r}; there are: {', '.join(RULES)}")
    bodies = tables.load("organisations").set_index("organisation")["founded"]
    if organisation not in bodies:
        raise ValueError(f"unknown organisation {organisation!r}; there are: {', '.join(bodies.dropna().index)}")
    events = tables.load("membership") if events is None else events
    events = events[events["organisation"] == organisation]
    events = events[[rule in opens + closes for opens, closes in zip(events["opens"], events["closes"])]].copy()
    if events.empty:
        raise ValueError(f"the table membership does not record who belongs to {organisation} under the rule {rule!r}")
    # On one day a closing comes before an opening.
    events["_opening"] = [rule in opens for opens in events["opens"]]
    return events.sort_values(["date", "_opening", "id"], kind="stable")


def members(organisation, on, rule="de jure"):
    """ISO alpha-3 codes of the members on one day, a sorted list.

    ``on`` is a date or 'YYYY-MM-DD'; ``rule`` one of RULES. Raises ValueError for an unknown
    organisation or rule, a day that does not exist, or one outside the coverage of the body.
    """
    day = _day(on)
    table = spells(organisation, rule)
    first, last = _coverage(organisation)
    if not first <= day <= last:
        raise ValueError(f"{day:%Y-%m-%d} is outside the coverage of {organisation}: {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    return sorted(_running(table, day)["member"])


def _running(table, day):
    """The spells that run on a day."""
    return table[(table["start"] <= day) & (table["end"].isna() | (day < table["end"]))]


def _coverage(organisation):
    """First and last day for which members can be asked for."""
    return tables.load("organisations").set_index("organisation")["founded"][organisation], tables.coverage_end()


def _day(on):
    if isinstance(on, datetime.date):
        return pd.Timestamp(on.year, on.month, on.day)
    try:
        return pd.Timestamp(datetime.datetime.strptime(on, "%Y-%m-%d"))
    except (TypeError, ValueError) as error:
        raise ValueError(f"no such day: {on!r}; expected YYYY-MM-DD") from error


def counts(organisation):
    """Number of members on each 1 January under each rule.

    Returns a DataFrame indexed by day, one column per rule (number of states).
    """
    days = pd.date_range(*_coverage(organisation), freq="YS", name="day")
    table = {rule: spells(organisation, rule) for rule in RULES}
    return pd.DataFrame({rule: [len(_running(table[rule], day)) for day in days] for rule in RULES}, index=days)


def durations(table, until=None):
    """Length of each spell in years of 365.25 days, and whether it ended: the spells plus two columns.

    ``years`` runs to the end of the spell or, while it lasts, to ``until`` (default: end of coverage).
    """
    until = tables.coverage_end() if until is None else pd.Timestamp(until)
    years = (table["end"].fillna(until) - table["start"]).dt.days / DAYS_IN_YEAR
    return table.assign(years=years, ended=table["end"].notna())


def exit_rate(table, until=None):
    """Exits per 100 member-years with an exact Poisson interval (95 %): a dict exits, member_years, rate, lo, hi."""
    spell = durations(table, until)
    exits, exposure = int(spell["ended"].sum()), float(spell["years"].sum())
    return {"exits": exits, "member_years": exposure} | intervals.rate(exits, exposure / 100)


def survival(table, until=None):
    """Kaplan-Meier estimate of the share of spells still running after so many years.

    Returns a DataFrame, one row per exit time: years, at_risk, exits, share (of 1) with its 95 % interval lo, hi
    (log-log), and members (codes of those who left then, joined by ', '). Computed by scipy.stats.ecdf; see Kaplan
    and Meier (1958), JASA 53.
    """
    spell = durations(table, until)
    data = stats.CensoredData(uncensored=spell.loc[spell["ended"], "years"], right=spell.loc[~spell["ended"], "years"])
    function = stats.ecdf(data).sf
    band = function.confidence_interval(0.95, method="log-log")
    steps = pd.DataFrame({"years": function.quantiles, "share": function.probabilities,
                          "lo": band.low.probabilities, "hi": band.high.probabilities})
    left = spell[spell["ended"]].groupby("years")["member"].agg(lambda codes: ", ".join(sorted(codes)))
    steps = steps[steps["years"].isin(left.index)].reset_index(drop=True)
    steps["members"] = steps["years"].map(left)
    steps["exits"] = steps["members"].str.count(",") + 1
    steps["at_risk"] = [int((spell["years"] >= years).sum()) for years in steps["years"]]
    return steps[["years", "at_risk", "exits", "share", "lo", "hi", "members"]]


KINDS = {  # rules in force together -> (colour, hatch, height of the bar, label)
    ("de jure", "member", "participating"): ("blue", "", 0.62, "bound, counted, taking part"),
    ("member", "participating"): ("sky", "", 0.34, "counted and taking part, treaty not in force"),
    ("de jure", "member"): ("orange", "////", 0.62, "bound and counted, not taking part"),
}


def statuses(organisation):
    """Each state's status over time: member, start, end (first day after), kind (the rules in force, a tuple).

    Spans without any rule are left out; a status that lasts ends the day after the end of coverage.
    """
    after = tables.coverage_end() + pd.Timedelta(days=1)
    spell = {rule: spells(organisation, rule) for rule in RULES}
    rows = []
    for member in sorted(set().union(*(table["member"] for table in spell.values()))):
        own = {rule: table[table["member"] == member] for rule, table in spell.items()}
        days = sorted({day for table in own.values() for day in [*table["start"], *table["end"].fillna(after)]})
        for start, end in zip(days, days[1:]):
            kind = tuple(rule for rule in RULES if ((own[rule]["start"] <= start) & (own[rule]["end"].fillna(after) > start)).any())
            if kind:
                rows.append({"member": member, "start": start, "end": end, "kind": kind})
    return pd.DataFrame(rows)


def lanes(organisation, names):
    """What ``charts.lanes`` draws: bars, marks, labels, kinds and the alternative text.

    ``names`` maps codes to names. Marks are the openings and closings whose day is contested or not known exactly.
    """
    status = statuses(organisation)
    order = status.groupby("member")["start"].min().reset_index().sort_values(["start", "member"])["member"]
    events = pd.concat([_events(organisation, rule, None) for rule in RULES]).drop_duplicates("id")
    doubtful = events[(events["contested"] == "yes") | (events["date"] != events["date_latest"])]
    marks = doubtful[["member", "date", "date_latest"]].rename(columns={"member": "lane"})
    last = status[status["end"] > tables.coverage_end()]
    inside = [names[member] for member in last.loc[last["kind"] == RULES, "member"]]
    partly = [names[member] for member in last.loc[last["kind"] != RULES, "member"]]
    out = [names[member] for member in order if member not in set(last["member"])]
    alt = (f"Swim lanes of {len(order)} states. At the end of coverage {', '.join(inside)} are bound and take part; "
           f"{', '.join(partly)} is bound but does not take part; {', '.join(out)} are out.")
    return {"bars": status.rename(columns={"member": "lane"}), "marks": marks, "labels": {m: names[m] for m in order},
            "kinds": {kind: KINDS[kind] for kind in KINDS if kind in set(status["kind"])}, "alt": alt}


def by_period(table):
    """Counts on each 1 January with equal years put together: years, and one column per rule."""
    run = (table != table.shift()).any(axis=1).cumsum()
    periods = table.groupby(run).agg(lambda column: column.iloc[0])
    years = table.index.to_series().groupby(run).agg(["first", "last"])
    labels = [f"{a.year}" if a == b else f"{a.year}–{b.year}" for a, b in years.itertuples(index=False)]
    return periods.assign(years=labels)[["years", *table.columns]]


def survival_curves(curves, names):
    """What ``charts.steps`` draws of Kaplan-Meier curves (a dict rule -> result of ``survival``): a dict
    label -> DataFrame x, y, text; and the alternative text."""
    drawn, sentences, named = {}, [], set()
    for rule, curve in curves.items():
        texts = [", ".join(names[code] for code in codes.split(", ")) for codes in curve["members"]]
        shown = ["" if text in named else text for text in texts]  # a name stands once, at the first curve that has it
        ends = tables.coverage_end() - tables.load("organisations")["founded"].min()
        points = [(0.0, 1.0, "")] + list(zip(curve["years"], curve["share"], shown)) + [(ends.days / DAYS_IN_YEAR, curve["share"].iloc[-1], "")]
        named.update(texts)
        drawn[f"rule: {rule}"] = pd.DataFrame(points, columns=["x", "y", "text"])
        sentences.append(f"under the rule {rule} the share of spells still running falls to {curve['share'].iloc[-1]:.2f}, "
                         f"last after {curve['years'].iloc[-1]:.1f} years with {texts[-1]}")
    return drawn, "Step curves: " + "; ".join(sentences) + "."


def acts(organisation, names):
    """The acts that open or close a rule for a body, one row for all states of one act, in order of day: day, states,
    act, basis, in under, out of, grade, source_ids."""
    events = tables.load("membership").query("organisation == @organisation")
    events = events[(events["opens"].map(len) + events["closes"].map(len)) > 0].sort_values(["date", "id"])
    rows = []
    for _, same in events.groupby(["date", "event", "basis", "grade"], sort=False):
        first = same.iloc[0]
        rows.append({"day": first["date"], "states": ", ".join(same["member"].map(names)), "act": first["event"].replace("_", " "),
                     "basis": first["basis"], "in under": first["opens"], "out of": first["closes"], "grade": first["grade"],
                     "source_ids": list(dict.fromkeys(key for keys in same["source_ids"] for key in keys))})
    return pd.DataFrame(rows)


def secretaries(names, events=None):
    """Terms of the secretaries general: person, state, office, since, until (last day, NaT while it lasts), source_ids.

    A term begins with the row took_office or, where there is none, with that of the appointment.
    """
    events = tables.load("membership") if events is None else events
    events = events[(events["person"] != "") & events["event"].isin(["appointed", "took_office", "left_office"])]
    terms = []
    for row in events.sort_values(["date", "id"]).itertuples():
        running = [term for term in terms if term["person"] == row.person and term["until"] is pd.NaT]
        if row.event == "left_office" and running:
            running[0] |= {"until": row.date, "source_ids": running[0]["source_ids"] + row.source_ids}
        elif row.event != "left_office" and row.status.endswith("secretary general"):
            terms.append({"person": row.person, "state": names[row.member], "office": row.status, "since": row.date, "until": pd.NaT,
                          "source_ids": row.source_ids})
    return pd.DataFrame(terms)[["person", "state", "office", "since", "until", "source_ids"]]


def chairs(names):
    """Who took the chair of the Collective Security Council, in order of day: state, since, latest reading, disputed, source_ids."""
    taken = tables.load("membership").query("event == 'took_chair'").sort_values(["date", "id"])
    return pd.DataFrame({"state": taken["member"].map(names), "since": taken["date"], "latest reading": taken["date_latest"],
                         "disputed": taken["contested"], "source_ids": taken["source_ids"]})


def from_atop(table):
    """ATOP's spells in the shape of ``spells``: its last day in becomes the first day out."""
    table = table.rename(columns={"end": "last_day"})
    table["end"] = table["last_day"] + pd.Timedelta(days=1)
    return table[["member", "start", "end"]]


def beside(ours, theirs, names):
    """Two lists of spells side by side: state, start and end in each, and the differences in days."""
    number = [table.sort_values("start").assign(spell=table.sort_values("start").groupby("member").cumcount() + 1) for table in (ours, theirs)]
    both = number[0].merge(number[1], on=["member", "spell"], how="outer", suffixes=("", "_theirs")).sort_values(["start", "member"])
    difference = {edge: (both[f"{edge}_theirs"] - both[edge]).dt.days.astype("Int64") for edge in ("start", "end")}
    return pd.DataFrame({"state": both["member"].map(names), "first day in": both["start"], "in ATOP": both["start_theirs"],
                         "days apart": difference["start"], "first day out": both["end"], "out in ATOP": both["end_theirs"],
                         "days between": difference["end"]}).astype({"days apart": object, "days between": object}).where(lambda t: t.notna(), "")


MAP_KINDS = {"other": ("grid", "", ""), "in": ("blue", "", "member that takes part"), "frozen": ("orange", "////", "member that does not"),
             "out": ("grey", "....", "former signatory or member"), "disputed": ("paper", "xxxxx", "status disputed in 2017")}
PROJECTION = "+proj=laea +lat_0=52 +lon_0=62"
NUDGES = {"KGZ": (4e5, 1e5), "TJK": (3e5, -1.5e5), "UZB": (-1.5e5, 5e4), "ARM": (-1e5, 3e4)}  # metres, so that labels do not overlap
CAUCASUS = ("The South Caucasus", (-1.75e6, -0.85e6, -1.45e6, -0.75e6), ("ARM", "AZE", "GEO"))
WHOLE = ("Members and former members", (-3.0e6, 4.2e6, -2.2e6, 3.0e6), ("BLR", "KAZ", "KGZ", "RUS", "TJK", "UZB"))


def map_layers(organisation, names):
    """What ``charts.area_map`` draws: shapes (GeoDataFrame with a column kind), kinds, panels and the alternative text."""
    import geopandas

    last = tables.coverage_end()
    inside = set(members(organisation, last, "member"))
    active = set(members(organisation, last, "participating"))
    groups = {"in": active, "frozen": inside - active, "out": set(spells("CST", "member")["member"]) - inside}
    kind = {code: label for label, codes in groups.items() for code in codes}
    shapes = geopandas.read_file(tables.path("borders")).to_crs(PROJECTION)
    shapes["kind"] = [kind.get(code, "other") if what == "state" else "disputed" for code, what in zip(shapes["code"], shapes["kind"])]
    named = shapes[shapes["kind"].isin(groups)]
    points = named.representative_point()
    labels = pd.DataFrame({"x": points.x, "y": points.y, "text": named["code"].map(names)}).set_axis(named["code"])
    for code, (right, up) in NUDGES.items():
        labels.loc[code, ["x", "y"]] += (right, up)
    panels = [(title, frame, labels.loc[list(codes)]) for title, frame, codes in (WHOLE, CAUCASUS)]
    words = {label: ", ".join(sorted(names[code] for code in codes)) for label, codes in groups.items()}
    alt = f"Map: members that take part are {words['in']}; {words['frozen']} is a member that does not; former members are {words['out']}."
    return {"shapes": shapes, "kinds": MAP_KINDS, "panels": panels, "alt": alt}
