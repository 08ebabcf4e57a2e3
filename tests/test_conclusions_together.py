"""Conclusions of chapter 13: shapes, single universes by hand, and boards on which the answer is known."""

import numpy as np
import pandas as pd
import pytest

from allies import board, conclusions, movement
from allies.conclusions import together
from allies.multiverse import FAILS, HOLDS, IMPOSSIBLE

MAIN = {"weights": "equal", "measure of security ties": "arms, deals spread over their years", "measure of diplomatic ties": "siding in divided votes",
        "measure of economic ties": "trade, turnover", "measure of societal ties": "relations good, telephone", "rule of membership": "member", "institution of the West": "EU",
        "anchor of the West": "EU", "goalposts": "unit", "since": "2020", "until": "newest", "errors of measurement": "as measured", "mean": "arithmetic"}


def universe(name, **other):
    each = conclusions.ALL[name]
    chosen = MAIN | {key.replace("_", " "): value for key, value in other.items()}
    first, *rest = each.choices
    place = tuple(each.choices[choice].index(chosen[choice]) for choice in rest)
    return each.block(chosen[first])[place]


def test_weights_add_up_and_leave_each_dimension_out_once():
    weights = together.weightings()
    assert all(each.sum() == pytest.approx(1) and (each >= 0).all() for each in weights.values()) and len(weights) == 26
    assert sorted(name for name, each in weights.items() if (each == 0).any()) == sorted(f"without {dimension}" for dimension in board.MEASURES)


def test_the_universe_of_the_chapter_is_what_the_chapter_shows():
    change = movement.equal("2020")
    assert universe("drift.away") == (HOLDS if change["russia"] < 0 else FAILS)
    assert universe("drift.toward") == (HOLDS if change["west"] > 0 else FAILS)
    assert universe("drift.more") == (HOLDS if -change["russia"] > change["west"] else FAILS)


def test_the_weighted_change_by_hand():
    weights = together.weightings()["Dirichlet 3"]
    names = [board.MAIN[dimension] for dimension in board.MEASURES]
    ends = [board.span(board.measure(dimension, name), "russia", 2019, 2025)[:, 0] for dimension, name in zip(board.MEASURES, names)]
    expected = sum(weight * (last - first) for weight, (first, last) in zip(weights, ends)), np.prod([last ** w for w, (_, last) in zip(weights, ends)]) - np.prod([first ** w for w, (first, _) in zip(weights, ends)])
    moved = together.change(together.sides("russia", ("EU",)), weights)
    place = [list(board.MEASURES[dimension]).index(name) if dimension != "institutional" else 0 for dimension, name in zip(board.MEASURES, names)]
    found = moved[(*place, 0, 0, list(together.SINCE).index("2020"), list(together.UNTIL).index("newest"), 0)]
    assert found == pytest.approx(expected)


def test_what_has_no_data_is_impossible_and_a_dimension_left_out_counts_once():
    assert universe("drift.away", since="2022", until="2021, before the re-export years") == IMPOSSIBLE
    assert universe("drift.toward", measure_of_societal_ties="main friend", since="2013") == IMPOSSIBLE  # nobody was asked about the EU
    block = conclusions.ALL["drift.away"].block("without security")
    assert (block[1:] == IMPOSSIBLE).all() and (block[0] != IMPOSSIBLE).any()


@pytest.fixture
def fresh():
    caches = (together.levels, together.sides, board.measure)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


def test_ties_that_tighten_make_the_conclusion_fail(monkeypatch, fresh):
    years = range(2005, 2026)
    rising = pd.DataFrame({"russia": np.linspace(0.2, 0.8, 21), "west": np.linspace(0.8, 0.2, 21), "russia_sd": 0.0, "west_sd": 0.0}, years)
    monkeypatch.setattr(board, "measure", lambda *args: rising)
    for name, block in (("drift.away", together._away("equal")), ("drift.toward", together._toward("equal")), ("drift.more", together._more("equal"))):
        assert not (block == HOLDS).any() and (block == FAILS).any(), name


def test_a_step_is_placed_in_its_year(monkeypatch):
    def stepping(year):
        values = pd.Series(np.where(np.arange(1992, 2026) < year, 0.8, 0.2) + np.random.default_rng(1).normal(0, 0.02, 34), range(1992, 2026))
        return lambda *args: pd.DataFrame({"russia": values})
    monkeypatch.setattr(board, "measure", stepping(2021))
    inside = together._since("kappa, all votes")
    monkeypatch.setattr(board, "measure", stepping(2016))
    outside = together._since("kappa, all votes")
    place = (0, 3, 1, 1, 1, 0, 0)  # from 1992 to 2025, middle prior, levels, one break
    assert (inside[place] == HOLDS).all() and (outside[place] == FAILS).all()


def test_armenia_beside_others_is_judged_by_the_sets(monkeypatch):
    flat = pd.DataFrame(0.5, range(2010, 2026), ["ARM", *together.STATES])
    moved = flat.copy()
    moved.loc[2016:, "ARM"] = 0.1
    moved.loc[2016:, "KAZ"] = 0.0
    monkeypatch.setattr(board, "beside", lambda name: moved)
    block = together._alone("kappa, all votes")
    with_kaz = [number for number, states in enumerate(together.SETS) if "KAZ" in states]
    first = together.FROM.index(2012)
    assert (block[first, :, :, 0] == HOLDS).all()
    assert (block[first][:, with_kaz, 2] == FAILS).all() and (np.delete(block[first], with_kaz, axis=1) == HOLDS).all()
