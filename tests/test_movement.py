"""What the board says: envelopes, breaks, comparators; against the board itself and what must hold."""

import numpy as np
import pandas as pd
import pytest

from allies import board, movement


def test_the_equal_weighting_is_the_mean_of_five_changes():
    ends = {"security": ("arms, deals spread over their years", 2019, 2025), "diplomatic": ("siding in divided votes", 2019, 2025), "economic": ("trade, turnover", 2019, 2024),
            "institutional": ("member, EU", 2019, 2025), "societal": ("relations good, telephone", 2021, 2025)}
    tables = {dimension: board.measure(dimension, name) for dimension, (name, *_) in ends.items()}
    expected = np.mean([tables[dimension].loc[last, "russia"] - tables[dimension].loc[first, "russia"] for dimension, (_, first, last) in ends.items()])
    assert movement.equal("2020")["russia"] == pytest.approx(expected)


def test_an_envelope_is_drawn_alike_twice_and_holds_the_equal_weighting():
    drawn = movement.envelope("2020", draws=2000)
    again = movement.envelope.__wrapped__("2020", draws=2000)
    assert drawn.equals(again) and len(drawn) == 2000 and drawn.abs().max().max() <= 1
    assert drawn["russia"].quantile(0.02) < movement.equal("2020")["russia"] < drawn["russia"].quantile(0.98)


def test_an_envelope_of_things_that_do_not_move_is_all_zero(monkeypatch):
    monkeypatch.setattr(movement, "_ends", lambda *args: np.array([[[0.5, 0.0], [0.5, 0.0]]] * 2))
    assert (movement.envelope.__wrapped__("2020", draws=100) == 0).all(axis=None)


def test_the_table_of_envelopes_adds_up():
    table = movement.envelopes()
    assert len(table) == 8 and ((table["falls"] + table["rises"]) <= 100.0001).all()
    assert ((table["lo"] <= table["median"]) & (table["median"] <= table["hi"])).all()


def test_breaks_add_up_and_agree_with_the_grid():
    table, grid = movement.breaks(), movement.break_grid()
    assert list(grid.index) == list(table["series"]) and grid.sum(axis=1).between(96, 104).all()
    for row in table.itertuples():
        assert grid.loc[row.series].idxmax() in (str(row.year), "to 2011") and 0 <= row.span <= 1
    assert (table.set_index("series").loc["trade, turnover", "change"] > 0) and (table.set_index("series").loc["siding in divided votes", "change"] < 0)


def test_the_second_opinion_has_every_series_cost_and_penalty():
    table = movement.second_opinion()
    assert len(table) == 2 * len(movement.SERIES) and table.shape[1] == 8


def test_fixed_dates_hit_no_more_than_there_are():
    hit = movement.dates_hit(draws=200)
    assert hit["hits"] <= hit["of"] <= len(movement.SERIES) and 0 < hit["p"] <= 1 and set(hit["years"]) == {int(day[:4]) for day in movement.DATES}


def test_differences_and_ranks_come_from_the_same_table():
    gaps = movement.differences().set_index(["panel", "line", "x"])["y"]
    table = board.beside("siding in divided votes")
    assert gaps.loc["KAZ", "siding in divided votes", 2025] == pytest.approx(table.loc[2025, "ARM"] - table.loc[2025, "KAZ"])
    ranks = movement.ranks().set_index("measure")
    moved = table.loc[2025] - table.loc[2019]
    assert ranks.loc["siding in divided votes", "farther"] == sum(moved[state] < moved["ARM"] for state in movement.OTHERS)


def test_the_twin_is_shown_with_four_estimators_and_a_p_that_counts_armenia():
    table = movement.twin()
    assert len(table) == 4 and (table["p"] >= 1 / (table["placebos"] + 1)).all()


def test_the_story_draws_both_kinds_from_the_same_board():
    rows = movement.story().set_index("label")
    assert set(rows["group"]) == {movement.LOOSER, movement.AS_CLOSE}
    assert rows.loc["major arms delivered", "group"] == movement.LOOSER and rows.loc["natural gas", "group"] == movement.AS_CLOSE
    trade = board.measure("economic", "trade, turnover", "together")
    assert rows.loc["trade in goods", ["russia_first", "west_last"]].tolist() == [trade.loc[2019, "russia"], trade.loc[2024, "west"]]
    assert movement.LOOSER in movement.story_alt(rows.reset_index()) and "trade in goods 27 to 41" in movement.story_alt(rows.reset_index())


def test_the_paths_have_three_parts_that_add_up():
    table = movement.paths()
    assert (table[["a", "b", "c"]].sum(axis=1) - 1).abs().max() < 0.011 and set(table["path"]) == {"arms", "trade", "transfers"}


def test_the_board_is_drawn_between_0_and_1_and_told_in_words():
    lines = movement.board_lines()
    assert set(lines["panel"]) == set(movement.TITLES) == set(movement.SHOWN) and lines["y"].between(0, 1).all()
    assert isinstance(movement.board_table(), pd.DataFrame) and len(movement.board_table()) == len(movement.SHOWN)
