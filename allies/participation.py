"""How a member stops taking part: which step, when, and in which order."""

import pandas as pd

from allies import tables

STEPS = {"agreement": "agreement not signed", "summit": "summit missed", "ministerial": "ministers' meeting missed",
         "exercise": "exercise not joined", "exercise_host": "exercise not hosted", "post": "post given up", "budget": "dues not paid",
         "participating": "participation frozen by its own word", "member": "suspended by the council", "de jure": "treaty no longer in force"}
ABSENT = ("no", "declined")
SINCE = {"ARM": "2018-05-08", "UZB": "2008-01-01"}  # change of government in Armenia; the years before Uzbekistan's exit
UNTIL = {"UZB": "2012-12-31"}


def steps(state):
    """Every recorded step away of one state in the period compared: date, step (as in STEPS), fact, grade, source_ids, in order of time.

    What was missed comes from *participation*; what ended a membership under one of the three rules from *membership*.
    """
    missed = tables.load("participation").query("state == @state")
    missed = missed[missed["took_part"].isin(ABSENT)].rename(columns={"kind": "step"})
    ended = tables.load("membership").query("member == @state and organisation == 'CSTO'").explode("closes").rename(columns={"closes": "step"})
    both = pd.concat([each[["date", "step", "fact", "grade", "source_ids"]] for each in (missed, ended[ended["step"].notna()])])
    both = both[(both["date"] >= SINCE[state]) & (both["date"] <= UNTIL.get(state, tables.coverage_end()))]
    return both.assign(step=both["step"].map(STEPS)).sort_values("date", kind="stable").reset_index(drop=True)


def beside():
    """First day of each step for Armenia and Uzbekistan and its place in their order: step, ARM, ARM_order, UZB, UZB_order.

    Days are empty where no such step was found.
    """
    first = {state: steps(state).groupby("step")["date"].min() for state in SINCE}
    found = pd.DataFrame({"step": [step for step in STEPS.values() if any(step in days for days in first.values())]})
    for state, days in first.items():
        found[state] = found["step"].map(days)
        found[f"{state}_order"] = found[state].rank(method="min").astype("Int64")
    return found.sort_values(["ARM", "UZB"]).reset_index(drop=True)


def attendance(state, kind):
    """How often a state took part, by year: index year, columns yes, partly or online, no, unknown."""
    rows = tables.load("participation").query("state == @state and kind == @kind")
    said = rows["took_part"].replace({"declined": "no", "partly": "partly or online", "online": "partly or online"})
    count = pd.crosstab(rows["date"].dt.year, said)
    return count.reindex(range(count.index.min(), tables.coverage_end().year), fill_value=0).reindex(columns=["yes", "partly or online", "no", "unknown"], fill_value=0)
