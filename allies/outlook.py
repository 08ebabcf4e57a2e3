"""What may come after the end of coverage: ranges for the questions of the table outlook, each from a class of cases and nothing else.

No model is fitted. A rate is events per state-year with its exact Poisson interval (``allies.intervals``), taken as constant up to the
day of scoring; a share is of cases, with its exact interval. Where a question has no class, it has no number.
"""

import math

import pandas as pd

from allies import arms, intervals, membership, tables

STATE = "ARM"
WINDOW, NEXT = 5, 2026  # the window of the question on arms ends with this year


def chance(events, exposure, years):
    """Chance of at least one event in so many years for one state, in per cent, at a constant rate: a dict value, low, high."""
    found = intervals.rate(events, exposure)
    return {name: 100 * -math.expm1(-found[key] * years) for name, key in (("value", "rate"), ("low", "lo"), ("high", "hi"))}


def _rate(events, exposure, row, of):
    years = (row["scored_on"] - tables.coverage_end()).days / membership.DAYS_IN_YEAR
    basis = f"{events} {of} in {exposure:.1f} state-years, exact 95 % interval of the rate, held constant for {years:.1f} years"
    return chance(events, exposure, years) | {"cases": int(events), "of": exposure, "basis": basis}


def _share(hits, n, of):
    found = intervals.share(hits, n)
    return {"value": 100 * found["share"], "low": 100 * found["lo"], "high": 100 * found["hi"], "cases": int(hits), "of": n,
            "basis": f"{hits} of {n} {of}, exact 95 % interval of a share"}


def exits(body, rule, of):
    """A class: exits from a body under a rule of ``allies.membership``."""
    def ranged(row):
        found = membership.exit_rate(membership.spells(body, rule))
        return _rate(found["exits"], found["member_years"], row, of)
    return ranged


def precedent(row):
    """The members beside Armenia that stopped taking part step by step, and those of them that were suspended."""
    others = set(tables.load("participation")["state"]) - {STATE}
    ended = set(tables.load("membership").query("event == 'suspended' and organisation == 'CSTO'")["member"])
    return _share(len(others & ended), len(others), "members that stopped taking part before Armenia")


def neighbours(row):
    """The class that the row itself holds: states at risk since its first day, each until its own case or the end of coverage."""
    days = [pd.Timestamp(case.split()[1]) for case in row["class_cases"]]
    ends = days + [tables.coverage_end()] * (int(row["class_size"]) - len(days))
    exposure = sum((end - row["class_since"]).days for end in ends) / membership.DAYS_IN_YEAR
    return _rate(len(days), exposure, row, "cases")


def deliveries():
    """Arms delivered to Armenia by year, deals spread evenly: DataFrame indexed by year, columns russia and all (million TIV)."""
    return arms.yearly(STATE)[["RUS", "WLD"]].rename(columns={"RUS": "russia", "WLD": "all"})


def without(first):
    """A class: years of the register from ``first`` on, each put in the place of the year to come; how many leave Russia below one half."""
    def ranged(row):
        years = deliveries()
        known = years.loc[NEXT - WINDOW + 1:NEXT - 1].sum()
        stood = years.loc[first:NEXT - 1].add(known)
        return _share(int((stood["russia"] < stood["all"] / 2).sum()), len(stood), f"years since {first} in the place of {NEXT}")
    return ranged


CLASSES = {  # name -> (what a figure prints, function of a row of the table outlook)
    "treaty": ("exits from the treaty", exits("CST", "member", "exits")),
    "freeze": ("and the freeze an exit", exits("CST", "participating", "exits")),
    "organisation": ("exits since the Charter", exits("CSTO", "member", "exits")),
    "precedent": ("Uzbekistan alone", precedent),
    "union": ("exits from the EAEU", exits("EAEU", "member", "exits")),
    "neighbours": ("Eastern Partnership", neighbours),
    "years": ("any earlier year again", without(1993)),
    "late": ("any year since 2020 again", without(2020)),
}


def ranges(table=None):
    """One row for each question and class, in the order of the table outlook: id, label, scored_on, kind, class, value, low, high (per cent), cases, of, basis.

    A question without a class has one row without numbers. Raises KeyError for a class that is not in CLASSES.
    """
    found = []
    for row in (tables.load("outlook") if table is None else table).to_dict("records"):
        own = {"id": row["id"], "label": row["label"], "scored_on": row["scored_on"]}
        found += [own | {"kind": kind, "class": CLASSES[kind][0]} | CLASSES[kind][1](row) for kind in row["classes"]]
        if not row["classes"]:
            found.append(own | {"kind": "", "class": "no class of cases", "basis": "nothing to count"})
    return pd.DataFrame(found, columns=["id", "label", "scored_on", "kind", "class", "value", "low", "high", "cases", "of", "basis"])


def span(found, name, leave=("precedent",)):
    """Lowest and highest bound of a question over its classes, single precedents left out: a dict low, high."""
    rows = found[(found["id"] == name) & ~found["kind"].isin(leave)]
    return {"low": rows["low"].min(), "high": rows["high"].max()}


def picture(found):
    """What ``charts.forest`` draws of ``ranges``: rows and the alternative text; questions without a number have no row."""
    rows = found.dropna(subset=["value"])
    labels = [f"{row.label}: {row['class']}" for _, row in rows.iterrows()]
    shown = pd.DataFrame({"label": labels, "value": rows["value"].tolist(), "lo": rows["low"].tolist(), "hi": rows["high"].tolist(),
                          "kind": ["paper" if kind == "precedent" else "blue" for kind in rows["kind"]]})
    said = "; ".join(f"{row.label} {row.lo:.0f} to {row.hi:.0f} %" for row in shown.itertuples())
    return {"rows": shown, "alt": f"Ranges by question and class of cases: {said}."}


def shown(found):
    """The ranges as a table for readers: what, scored on, class, range in per cent, how the bounds arise."""
    spread = ["none" if pd.isna(row.value) else f"{row.low:.1f} to {row.high:.1f}" for row in found.itertuples()]
    return pd.DataFrame({"answer yes": found["label"], "scored on": found["scored_on"], "class of cases": found["class"], "range, %": spread,
                         "how both bounds arise": found["basis"]})
