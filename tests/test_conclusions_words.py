"""The conclusions on the conditions: the chapter's own universe, a doctored table that turns it, and what is impossible."""

import numpy as np
import pandas as pd
import pytest

from allies import statements
from allies.conclusions import words
from allies.multiverse import FAILS, HOLDS, IMPOSSIBLE

KNOWN = {each.name: each for each in words.CONCLUSIONS}
CHAPTER = {"among": words.AMONG[0], "measure": "share of statements"}


@pytest.fixture(scope="module")
def adopted():
    """The block of the adopted codes, by conclusion."""
    return {name: each.block("adopted") for name, each in KNOWN.items()}


def verdict(name, block, **chosen):
    """One universe of a block: the first option of each choice but those named."""
    options = list(KNOWN[name].choices.items())[1:]
    return block[tuple(labels.index((CHAPTER | chosen).get(choice, labels[0])) for choice, labels in options)]


@pytest.fixture
def doctored(monkeypatch):
    """Give the module another table of statements; everything that was kept of the old one is forgotten before and after."""
    def forget():
        words.frame.cache_clear()
        words.counts.cache_clear()
        words.named_by.cache_clear()

    def give(table):
        monkeypatch.setattr(words.statements, "statements", lambda: table.copy())
        forget()
    yield give
    forget()


@pytest.mark.parametrize("name", list(KNOWN))
def test_there_are_enough_universes_and_no_option_twice(name):
    each = KNOWN[name]
    assert each.universes >= 100_000 and all(len(set(options)) == len(options) > 1 for options in each.choices.values())


def test_the_choices_of_the_chapter_give_what_the_chapter_says(adopted):
    found = statements.results(statements.statements()).set_index("hypothesis")
    assert (verdict("words.where", adopted["words.where"]) == HOLDS) == (found.loc["H1", "difference"] < 0)
    within = verdict("words.where", adopted["words.where"], measure="within speakers")
    assert (within == HOLDS) == (found.loc["H1", "found"] < found.loc["H1", "expected"])
    assert verdict("words.procedure", adopted["words.procedure"]) == HOLDS
    for hypothesis, label in zip(statements.HYPOTHESES, words.TESTED):
        for correction, column in (("none", "p"), ("Holm", "p_holm")):
            seen = verdict("words.speakers", adopted["words.speakers"], hypothesis=label, correction=correction)
            assert (seen == HOLDS) == (found.loc[hypothesis, column] >= words.LEVEL)


@pytest.mark.parametrize(("hypothesis", "number"), [("H1", 0), ("H2", 1), ("H3", 2)])
def test_every_exclusion_of_the_chapter_has_the_same_p(hypothesis, number):
    names, window, direction = statements.HYPOTHESES[hypothesis]
    codes, *_ = list(words.TESTED.values())[number]
    found = words.tests(words.counts("adopted", tuple(codes), window, words.AMONG[0]), direction)
    chapter = statements.robustness(statements.statements(), hypothesis).set_index("variant")
    for place, speaker in enumerate(words.BOTH_SIDES, 1):
        row = chapter.loc[f"without {speaker}"]
        assert found[[0, 1, -1], 0, place, 0] == pytest.approx(row[["p", "p_two", "p_least"]].to_numpy(float))
    for place, origin in enumerate(words.ORIGINS, 1):
        assert found[0, 0, 0, place] == pytest.approx(chapter.loc[f"without what only {origin} reported", "p"])


def test_the_keyword_rules_tell_who_asked_from_chance_as_in_the_chapter():
    p = np.array([words.tests(words.counts("keyword rules", tuple(codes), window, words.AMONG[0]), direction)[0, 0, 0, 0]
                  for codes, direction, window in list(words.TESTED.values())[:3]])
    chapter = statements.results(statements.recoded(statements.statements(), "rules"))
    assert p == pytest.approx(chapter["p"]) and words.corrected(p) == pytest.approx(chapter["p_holm"])
    assert p[2] < words.LEVEL < words.corrected(p)[2]


def test_holm_by_hand():
    assert words.corrected(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])
    assert words.corrected(np.array([0.02, np.nan, 0.04]))[[0, 2]] == pytest.approx([0.04, 0.04])


def test_the_measures_by_hand():
    """One speaker turns from naming to not naming; another, always silent on it, speaks more often later."""
    people = words.frame()[3]
    found = np.zeros((4, 1, 1, len(people)))
    found[:, 0, 0, 0], found[:, 0, 0, 1] = (4, 4, 2, 0), (1, 0, 5, 0)
    pooled, mean, within = words.differences(found)[0, :, 0, 0]
    assert pooled == pytest.approx(-4 / 5) and mean == pytest.approx(-1 / 2) and within == pytest.approx(-2 * 4 / 6)


def test_a_table_that_says_otherwise_turns_all_three(doctored):
    table = statements.statements()
    later = table["date"] >= statements.WINDOWS["border"]
    turned = [["C1"] if late else ["C6"] for late in later]
    doctored(table.assign(conditions=turned, groups=[statements.groups(each) for each in turned]))
    for name in ("words.where", "words.procedure"):
        assert verdict(name, KNOWN[name].block("adopted")) == FAILS
    doctored(table.assign(conditions=(other := [["C6"] if late else ["C1"] for late in later]), groups=[statements.groups(each) for each in other]))
    assert verdict("words.speakers", KNOWN["words.speakers"].block("adopted")) == FAILS
    assert verdict("words.where", KNOWN["words.where"].block("adopted"), measure="within speakers") == HOLDS


def test_without_statements_on_both_sides_nothing_can_be_told(doctored, adopted):
    table = statements.statements()
    doctored(table[table["date"] >= pd.Timestamp("2023-09-19")])
    assert (KNOWN["words.where"].block("adopted") == IMPOSSIBLE).all()
    where, options = adopted["words.where"], KNOWN["words.where"].choices
    side = list(options)[1:].index("alliance's side")
    alone = where.take(options["alliance's side"].index("organisation alone"), axis=side)
    first_day = list(options)[1:].index("first day of the later period")
    assert first_day < side and (alone == IMPOSSIBLE).any() and not (where.take(0, axis=side).take(0, axis=first_day) == IMPOSSIBLE).any()


def test_a_test_that_could_find_nothing_is_set_aside(adopted):
    chosen = {"hypothesis": "where, less often", "tests that could not have reached .05": "set aside"}
    assert statements.results(statements.statements())["p_least"].iloc[0] >= words.LEVEL
    assert verdict("words.speakers", adopted["words.speakers"], **chosen) == IMPOSSIBLE
