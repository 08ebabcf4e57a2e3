"""Chapter 06: whether the alliance's side named other conditions from a day on, and whether that can be told from a change of speakers.

Every conclusion counts, for each filter of the statements, each origin left out and each speaker, how many statements fall before and
after a day and how many of them name a group of conditions. All verdicts follow from these counts.
"""

from functools import cache, partial
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from allies import coding, statements
from allies.multiverse import Conclusion, verdict

LEVEL = 0.05
NEAR = 1e-9  # shares closer than this are the same
CODERS = ["adopted", "first coder", "second coder", "only what both coders gave", "what either coder gave", "keyword rules"]
DAYS = {"12 May 2021": "border", "27 September 2020": "Karabakh", "13 September 2022": "attack", "19 September 2023": "after"}
PLANNED = "the day of the plan"
WHERE = {"where": coding.GROUPS["where"]}
PROCEDURE = {"the four of the plan": coding.GROUPS["procedure"], "without delimitation": ["C6", "C7", "C11"],
             "without delimitation and both sides": ["C6", "C7"]}
TESTED = {" or ".join(names) + f", {direction} often": ([code for name in names for code in coding.GROUPS[name]], direction, window)
          for names, window, direction in statements.HYPOTHESES.values()} | {"procedure alone, more often": (coding.GROUPS["procedure"], "more", "border")}
FAMILIES = {0: (0, 1, 2), 1: (0, 1, 2), 2: (0, 1, 2), 3: (0, 3, 2)}  # the tests corrected together; procedure alone takes the place of the second
TESTS = ["exact, one-sided", "exact, two-sided", "exact with half the chance of the count found, one-sided", "normal approximation, two-sided"]
AMONG = ["statements that name a condition", "all statements on Armenia"]
FILTERS = {"grade": {"all": "ABC", "A and B": "AB", "A only": "A"}, "wording": {"all": False, "quotes only": True},
           "repeats": {"kept": False, "left out": True}, "day of speaking": {"as stored": False, "known to the day": True},
           "alliance's side": {"organisation, Russia, other allies": ["csto", "russia", "allies"], "organisation and Russia": ["csto", "russia"],
                               "organisation alone": ["csto"]}}
MEASURES = ["share of statements", "mean of speakers' shares", "within speakers"]


def said():
    """Statements on Armenia of the alliance's side, with origins one by one."""
    table = statements.statements()
    table = table[(table["side"] == "alliance") & (table["about_armenia"] == "yes")].reset_index(drop=True)
    return table.assign(origins=table["origins"].map(lambda each: sorted({part.strip() for origin in each for part in origin.split(";")})))


def filters(table):
    """Which statements each combination of the filters keeps: an array combinations x statements."""
    plain, first, exact = table["wording"] == "quote", table["repeat_of"].map(len) == 0, table["date_precision"] == "day"
    return np.array([table["grade"].isin(list(grade)) & (plain | (not quotes)) & (first | (not once)) & (exact | (not dated)) & table["stratum"].isin(strata)
                     for grade, quotes, once, dated, strata in product(*(options.values() for options in FILTERS.values()))])


def left_out():
    """Who may be left out, three lists: speakers who count under the adopted codes; those of them who spoke on both sides of a day of DAYS, so that a test
    within speakers can hang on them; origins that alone reported a counted statement."""
    table = said()
    counted = statements.counted(table)
    speakers = list(counted["speaker"].value_counts().index)
    span = table.groupby("speaker")["date"].agg(["min", "max"])
    both = [any(span.loc[name, "min"] < day <= span.loc[name, "max"] for day in map(pd.Timestamp, statements.WINDOWS.values())) for name in speakers]
    alone = counted.loc[counted["origins"].map(len) == 1, "origins"].explode()
    return speakers, [name for name, chosen in zip(speakers, both) if chosen], list(alone.value_counts().index)


SPEAKERS, BOTH_SIDES, ORIGINS = left_out()
NOBODY = "none"
ALONE = {"left out where alone to report": [NOBODY, *ORIGINS]}


@cache
def frame():
    """What does not depend on a coder: the table, which statements are kept (filters and origins, flat, x statements), who speaks (statements x speakers), the
    names of the speakers, and the numbers of filters and origins."""
    table = said()
    sole = table["origins"].map(lambda each: each[0] if len(each) == 1 else "")
    kept = filters(table)[:, None, :] & np.array([sole != origin for origin in [NOBODY, *ORIGINS]])[None]
    people = sorted(set(table["speaker"]) | set(SPEAKERS))
    speaks = table["speaker"].to_numpy()[:, None] == np.array(people)
    return table, kept.reshape(-1, len(table)).astype(np.float32), speaks.astype(np.float32), people, kept.shape[:2]


@cache
def named_by(coder):
    """The conditions of each statement by one coder, a list of sets without *none*."""
    table = frame()[0]
    codes = {name: [set(each) for each in statements.recoded(table, name)["conditions"]] for name in ("first", "second", "rules")}
    first, second = codes["first"], codes["second"]
    choice = {"adopted": [set(each) for each in table["conditions"]], "first coder": first, "second coder": second, "keyword rules": codes["rules"],
              "only what both coders gave": [a & b for a, b in zip(first, second)], "what either coder gave": [a | b for a, b in zip(first, second)]}
    return [each - {"C0"} for each in choice[coder]]


@cache
def counts(coder, codes, window, among):
    """Counts of statements: an array (before, of these named, after, of these named) x filters x origins x speakers.

    ``codes``: tuple of conditions; ``window``: key of ``statements.WINDOWS``, whose first day divides; ``among``: one of AMONG.
    """
    table, kept, speaks, _, shape = frame()
    conditions = named_by(coder)
    grouped = set().union(*coding.GROUPS.values(), codes)
    base = np.array([among == AMONG[1] or bool(each & grouped) for each in conditions])
    named = np.array([bool(each & set(codes)) for each in conditions])
    later = (table["date"] >= statements.WINDOWS[window]).to_numpy()
    parts = (base & ~later, base & named & ~later, base & later, base & named & later)
    return np.stack([(kept @ (speaks * chosen[:, None])).reshape(*shape, -1) for chosen in parts])


def without_each(values, speakers):
    """Sums over the last axis, that of all speakers: of everybody, then without each of ``speakers``."""
    total = values.sum(axis=-1, keepdims=True)
    return np.concatenate([total, total - values[..., [frame()[3].index(name) for name in speakers]]], axis=-1)


def differences(found):
    """How much more often the conditions are named after than before: filters x measures x speakers left out x origins; nan where it cannot be told."""
    found = found.astype(float)
    before, named_before, after, named_after = found
    with np.errstate(divide="ignore", invalid="ignore"):
        n = [without_each(each, SPEAKERS) for each in found]
        pooled = n[3] / n[2] - n[1] / n[0]
        means = [without_each(np.where(every > 0, named / every, 0), SPEAKERS) / without_each((every > 0) * 1.0, SPEAKERS)
                 for every, named in ((before, named_before), (after, named_after))]
        both = (before > 0) & (after > 0)
        surplus = np.where(both, named_after - after * (named_before + named_after) / (before + after), 0)
        within = np.where(without_each(both * 1, SPEAKERS) > 0, without_each(surplus, SPEAKERS), np.nan)
    return np.moveaxis(np.stack([pooled, means[1] - means[0], within], axis=1), 2, 3)


def moved(groups, sign, coder):
    """Verdicts of a conclusion on one direction: +1 named more often, -1 less often."""
    blocks = []
    for window, codes, among in product(DAYS.values(), groups.values(), AMONG):
        difference = sign * differences(counts(coder, tuple(codes), window, among))
        blocks.append(verdict(difference > NEAR, ~np.isnan(difference)))
    return np.stack(blocks).reshape([len(options) for options in list(of_shares(groups).values())[1:]])


@cache
def spread_of(n, named, after):
    """Chances of 0, 1, ... named statements among the later ones of one speaker, an array."""
    return stats.hypergeom.pmf(np.arange(after + 1), n, named, after)


@cache
def chances(speakers, direction):
    """What the test within speakers gives: p of each of TESTS, and the least one-sided p that was possible.

    ``speakers``: tuple of (statements, of these named, after, of these named), for each speaker whose order can make a difference.
    """
    if not speakers:
        return (1.0,) * (len(TESTS) + 1)
    spread, found = np.ones(1), sum(each[3] for each in speakers)
    for n, named, after, _ in speakers:
        spread = np.convolve(spread, spread_of(n, named, after))
    tail = spread[:found + 1] if direction == "less" else spread[found:]
    mean = spread @ np.arange(len(spread))
    deviation = np.sqrt(spread @ (np.arange(len(spread)) - mean) ** 2)
    least = spread[np.flatnonzero(spread > 1e-15)[0 if direction == "less" else -1]]
    p = (tail.sum(), spread[spread <= spread[found] * (1 + NEAR)].sum(), tail.sum() - spread[found] / 2, 2 * stats.norm.sf(abs(found - mean) / deviation))
    return *(min(1.0, float(each)) for each in p), float(least)


def tests(found, direction):
    """Results of ``chances`` for everything left out: (tests, least p) x filters x speakers left out x origins; nan without a speaker on both sides.

    Equal sets of speakers are tested once. They are told by the sum of a random mark of each speaker's counts.
    """
    before, named_before, after, named_after = np.rint(found).astype(np.int64)
    n, named = before + after, named_before + named_after
    both = (before > 0) & (after > 0)
    key = np.where(both & (named > 0) & (named < n), ((n * 1000 + named) * 1000 + after) * 1000 + named_after, 0)  # 0: order makes no difference
    kinds, place = np.unique(key, return_inverse=True)
    marks = np.where(kinds > 0, np.random.default_rng(6).integers(1, 2**55, len(kinds)), 0)
    sums = without_each(marks[place.reshape(key.shape)], BOTH_SIDES)
    _, first, back = np.unique(sums, return_index=True, return_inverse=True)
    results = []
    for f, o, without in zip(*np.unravel_index(first, sums.shape)):
        tested = [p for p in np.flatnonzero(key[f, o]) if frame()[3][p] != ([NOBODY, *BOTH_SIDES])[without]]
        results.append(chances(tuple(sorted(tuple(int(each[f, o, p]) for each in (n, named, after, named_after)) for p in tested)), direction))
    p = np.array(results).T[:, back.reshape(sums.shape)]
    return np.where(without_each(both * 1, BOTH_SIDES) > 0, p, np.nan).swapaxes(2, 3)


def corrected(p):
    """Holm's correction over the first axis (Holm 1979); a test that cannot be made is left out."""
    p = np.where(np.isnan(p), np.inf, p)
    order = np.argsort(p, axis=0)
    rank = np.arange(len(p)).reshape(-1, *[1] * (p.ndim - 1))
    scaled = np.maximum.accumulate(np.take_along_axis(p, order, 0) * (np.isfinite(p).sum(axis=0) - rank).clip(1), axis=0)
    return np.take_along_axis(scaled, np.argsort(order, axis=0), 0)


def untold(coder):
    """Verdicts on the tests within speakers: whether p is not below LEVEL."""
    blocks = []
    for day, among in product([PLANNED, *list(DAYS)[1:]], AMONG):
        each = np.stack([tests(counts(coder, tuple(codes), DAYS.get(day, planned), among), direction) for codes, direction, planned in TESTED.values()])
        p, least = each[:, :-1], each[:, -1:]
        holm = np.stack([corrected(p[list(family)])[family.index(number)] for number, family in FAMILIES.items()])
        quiet, known = ~(np.stack([p, holm], axis=1) < LEVEL), ~np.isnan(p)[:, None]
        blocks.append(np.stack([verdict(quiet, known), verdict(quiet, known & (least[:, None] < LEVEL))], axis=1))
    return np.stack(blocks).reshape([len(options) for options in list(of_tests().values())[1:]])


def choices(own, last):
    """Choices of a conclusion, dict choice -> options: the coder, its own, the filters, its last and what is left out."""
    return {"coder": CODERS} | own | {name: list(options) for name, options in FILTERS.items()} | last | ALONE


def of_shares(groups):
    """Choices of a conclusion on shares."""
    group = {"group of conditions": list(groups)} if len(groups) > 1 else {}
    return choices({"first day of the later period": list(DAYS)} | group | {"among": AMONG}, {"measure": MEASURES, "speaker left out": [NOBODY, *SPEAKERS]})


def of_tests():
    """Choices of the conclusion on tests."""
    own = {"first day of the later period": [PLANNED, *list(DAYS)[1:]], "among": AMONG, "hypothesis": list(TESTED),
           "tests that could not have reached .05": ["counted", "set aside"], "correction": ["none", "Holm"], "test": TESTS}
    return choices(own, {"speaker left out": [NOBODY, *BOTH_SIDES]})


CONCLUSIONS = [Conclusion("words.where", of_shares(WHERE), partial(moved, WHERE, -1)),
               Conclusion("words.procedure", of_shares(PROCEDURE), partial(moved, PROCEDURE, 1)),
               Conclusion("words.speakers", of_tests(), untold)]
