"""The conclusions on pacts, deeds and acts: the chapters' own universes, doctored tables that turn them, and what is impossible."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from allies import episodes, events, fulfilment
from allies.conclusions import deeds
from allies.multiverse import FAILS, HOLDS, IMPOSSIBLE

pacts, mission = cache(deeds.pacts), cache(deeds.mission)  # of the tables as they are
KNOWN = {each.name: each for each in deeds.CONCLUSIONS}


def verdict(name, block, **chosen):
    """One universe of a block: the first option of each choice but those named."""
    options = list(KNOWN[name].choices.items())[1:]
    return block[tuple(labels.index(chosen.get(choice.replace(" ", "_"), labels[0])) for choice, labels in options)]


@pytest.fixture
def doctored(monkeypatch):
    """Give the module another table; what was kept of the old one is forgotten before and after."""
    load = deeds.tables.load

    def give(name, change):
        monkeypatch.setattr(deeds.tables, "load", lambda table: change(load(table)) if table == name else load(table))
        deeds.deeds.cache_clear()
    yield give
    deeds.deeds.cache_clear()


@pytest.mark.parametrize("name", list(KNOWN))
def test_there_are_enough_universes_and_no_option_twice(name):
    each = KNOWN[name]
    assert each.universes >= 100_000 and all(len(set(options)) == len(options) > 1 for options in each.choices.values())


@pytest.mark.parametrize("coding", ["Leeds, Long and Mitchell", "Berkemeier and Fuhrmann"])
@pytest.mark.parametrize("helped", list(deeds.HELPED))
@pytest.mark.parametrize(("first", "last", "period"), [("1816", "2003", "all"), ("1816", "1944", "1816-1944"), ("1945", "2003", "1945-2003")])
def test_pacts_by_the_counts_of_the_chapter(coding, helped, first, last, period):
    block = pacts(first)
    found = fulfilment.kept(deeds.CODINGS[coding], "defence", period, "multilateral", lenient=helped != "the alliance kept its word")
    for half, end in (("the share as counted", "share"), ("upper end of Wilson's interval", "wilson_hi"), ("upper end of the exact interval", "hi")):
        assert (verdict("pacts.half", block, coding=coding, honoured_if=helped, last_year=last, below_half=half) == HOLDS) == (found[end] < 0.5)


def test_the_ends_of_the_intervals():
    found = fulfilment.kept(scope="multilateral", lenient=True)
    assert deeds.wilson_end(found["share"], found["n"]) == pytest.approx(found["wilson_hi"], abs=1e-6)
    assert deeds.exact_end(found["honoured"], found["n"]) == pytest.approx(found["hi"]) and deeds.exact_end(3, 3) == 1


def test_what_is_not_told_by_war_can_leave_none_out():
    block = pacts("1816")
    chosen = {"coding": "Leeds and Anac", "obligation": "any", "last_year": "1944"}
    assert verdict("pacts.half", block, **chosen) == HOLDS
    assert verdict("pacts.half", block, **chosen, honoured_if="one ally who helped is enough") == FAILS  # just half
    assert verdict("pacts.half", block, **chosen, wars_left_out="World War I") == IMPOSSIBLE
    assert verdict("pacts.half", block, **chosen | {"obligation": "defence"}) == IMPOSSIBLE


def test_a_war_outside_the_years_cannot_be_left_out():
    assert verdict("pacts.half", pacts("1945"), wars_left_out="World War I") == IMPOSSIBLE
    assert (pacts("1960")[:, :, :, deeds.LAST_YEARS.index("1944")] == IMPOSSIBLE).all()


def test_pacts_that_were_kept_turn_it(doctored):
    doctored("war_fulfilment_by_war", lambda table: table.assign(honoured=table["n"]))
    assert verdict("pacts.half", deeds.pacts("1945")) == FAILS


def test_no_act_above_a_mission_as_in_the_chapter():
    crises = episodes.episodes()
    asked = crises[crises["member"].map(lambda states: "ARM" in states) & (crises["asked"] == "alliance")]
    assert (asked["level"] < deeds.AID).all()
    block = mission(deeds.NOBODY)
    assert verdict("deeds.mission", block) == HOLDS


def test_offers_that_were_turned_down_can_turn_it():
    block = mission(deeds.NOBODY)
    assert verdict("deeds.mission", block, offers="firm ones that Armenia turned down, as if done") == FAILS


def test_aid_would_turn_it(doctored):
    doctored("responses", lambda table: table.assign(level=table["level"].mask(table["id"] == "R091", "4")))
    block = deeds.mission(deeds.NOBODY)
    assert verdict("deeds.mission", block) == FAILS and verdict("deeds.mission", block, no_more_than_a_mission="in more than half") == HOLDS
    assert verdict("deeds.mission", deeds.mission("Attack on Armenia, September 2022")) == HOLDS


def test_without_an_episode_nothing_can_be_told():
    block = mission("Attack on Armenia, September 2022")
    assert verdict("deeds.mission", block, episodes="obligation engaged") == IMPOSSIBLE


def test_the_counts_of_acts_are_those_of_the_chapter():
    table = deeds.armenia()
    rows = deeds.recoded(table, "adopted")
    kept, span = deeds.kept_acts(rows, deeds.NOBODY), deeds.in_span(rows)
    every = deeds.sums(rows, deeds.together(kept, span))[:, 0, 0, 0]
    assert list(every) == list(events.by_year(events.events()).loc[2022:, ["west", "east"]].sum())
    left = deeds.together(deeds.once(kept, rows, ["heavy", "date"]), span)
    counts = deeds.sums(rows, left)[:, 0, 0].reshape(2, len(deeds.GRADES), len(deeds.LEAST), -1)
    for place, least in enumerate(map(int, deeds.LEAST)):
        period = events.balance(events.events(), least).set_index("period").loc["2022 to 2026"]
        assert list(counts[:, 0, place, 0]) == [period["west"], period["east"]]


def test_a_change_counts_once_at_the_first_act_that_is_kept():
    rows = pd.DataFrame({"change_id": ["a", "a", "b"], "weight": [1, 3, 2], "date": pd.to_datetime(["2022-01-01", "2023-01-01", "2023-01-01"])})
    kept = np.array([[1, 1], [1, 0], [1, 1]], bool)
    assert deeds.once(kept, rows, ["heavy", "date"]).tolist() == [[False, True], [True, False], [True, True]]
    assert deeds.once(kept, rows, ["date"]).tolist() == [[True, True], [False, False], [True, True]]
    assert deeds.once(kept, rows, None) is kept


def test_more_acts_toward_russia_turn_it(doctored):
    assert verdict("acts.west", deeds.acts(deeds.NOBODY)) == HOLDS
    doctored("events", lambda table: table.assign(direction=table["direction"].replace({"west": "east", "east": "west"})))
    assert verdict("acts.west", deeds.acts(deeds.NOBODY)) == FAILS
