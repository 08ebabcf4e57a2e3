"""How a member stops taking part: which step, when, and in which order."""

from itertools import combinations

import pandas as pd

from allies import tables

STEPS = {"agreement": "agreement not signed", "summit": "summit missed", "ministerial": "ministers' or deputies' meeting missed",
         "exercise": "exercise not joined", "exercise_host": "exercise not hosted", "post": "post given up", "budget": "dues not paid",
         "froze": "freeze declared in words", "note_sent": "note asking for suspension", "council_decision": "suspended by the council"}
ABSENT = ("no", "declined")
SINCE = {"ARM": "2018-05-08", "UZB": "2008-01-01"}  # change of government in Armenia; the years before Uzbekistan's exit
UNTIL = {"UZB": "2012-12-31"}


def steps(state, absent=ABSENT):
    """Every recorded step away of one state in the period compared: date, date_precision, step (as in STEPS), fact, grade, source_ids,
    in order of time.

    What was missed comes from *participation* (``absent``: the answers that count); what ended a membership under one of the
    three rules from *membership*.
    """
    missed = tables.load("participation").query("state == @state")
    missed = missed[missed["took_part"].isin(absent)].rename(columns={"kind": "step"})
    ended = tables.load("membership").query("member == @state and organisation == 'CSTO'").rename(columns={"event": "step"})
    ended = ended[ended["closes"].map(len) > 0].replace({"step": {"suspended": "council_decision"}})  # the effect of the decision, one step
    both = pd.concat([each[["date", "date_precision", "step", "fact", "grade", "source_ids"]] for each in (missed, ended)])
    both = both[(both["date"] >= SINCE[state]) & (both["date"] <= UNTIL.get(state, tables.coverage_end()))]
    return both.assign(step=both["step"].map(STEPS)).sort_values("date", kind="stable").reset_index(drop=True)


def beside(absent=ABSENT):
    """First day of each step for Armenia and Uzbekistan and its place in their order: step, ARM, ARM_order, UZB, UZB_order
    (``absent`` as for ``steps``).

    Days are empty where no such step was found.
    """
    first = {state: steps(state, absent).groupby("step")["date"].min() for state in SINCE}
    found = pd.DataFrame({"step": [step for step in STEPS.values() if any(step in days for days in first.values())]})
    for state, days in first.items():
        found[state] = found["step"].map(days)
        found[f"{state}_order"] = found[state].rank(method="min").astype("Int64")
    return found.sort_values(["ARM", "UZB"]).reset_index(drop=True)


def order(table):
    """How far two states took their common kinds of steps in the same order: a dict common, same, other (pairs of kinds in the same
    and in another order; ties count as neither). ``table`` is that of ``beside``."""
    both = table.dropna(subset=["ARM", "UZB"])
    signs = [(a.ARM - b.ARM).days * (a.UZB - b.UZB).days for a, b in combinations(list(both.itertuples()), 2)]
    return {"common": len(both), "same": sum(sign > 0 for sign in signs), "other": sum(sign < 0 for sign in signs)}


def attendance(state, kind):
    """How often a state took part, by year up to the one before the end of coverage: index year, one column for each answer that occurs."""
    rows = tables.load("participation").query("state == @state and kind == @kind")
    count = pd.crosstab(rows["date"].dt.year, rows["took_part"].replace({"declined": "no"}))
    count.columns.name = None
    return count.reindex(range(count.index.min(), tables.coverage_end().year), fill_value=0)


def picture():
    """What ``charts.timeline`` draws of the steps of both states: dots, rows, kinds and the alternative text."""
    both = pd.concat([steps(state).assign(kind=state) for state in SINCE])
    kinds = {"UZB": ("s", "orange", "Uzbekistan"), "ARM": ("o", "blue", "Armenia")}
    found = [step for step in STEPS.values() if step in set(both["step"])]
    only = [step for step in found if set(both.loc[both["step"] == step, "kind"]) == {"UZB"}]
    alt = (f"Timeline of {len(both)} steps away of Uzbekistan, 2008 to 2012, and Armenia, since 2018, in {len(found)} kinds. Only Uzbekistan took the "
           f"steps: {', '.join(only)}." if only else f"Timeline of {len(both)} steps away of two states in {len(found)} kinds.")
    return {"dots": both.rename(columns={"step": "row"})[["date", "row", "kind"]], "rows": {step: step for step in found}, "kinds": kinds, "alt": alt}


def sequence(said, first, last):
    """What was said and done about Armenia and the organisation between two days, in order: date, who, what, grade, source_ids.

    Words are all statements about Armenia but those of analysts, in paraphrase; deeds are the facts of *membership* on Armenia,
    announcements left out, and what it missed by *participation*.
    """
    words = said[(said["about_armenia"] == "yes") & (said["side"] != "analysts")].rename(columns={"speaker": "who", "paraphrase": "what"})
    facts = tables.load("membership").query("member == 'ARM' and organisation == 'CSTO' and stage != 'announcement'")
    missed = tables.load("participation").query("state == 'ARM'")
    deeds = pd.concat([facts, missed[missed["took_part"].isin(ABSENT)]]).rename(columns={"fact": "what"}).assign(who="(act or report)")
    both = pd.concat([each[["date", "who", "what", "grade", "source_ids"]] for each in (words, deeds)])
    return both[both["date"].between(first, last)].sort_values("date", kind="stable").reset_index(drop=True)
