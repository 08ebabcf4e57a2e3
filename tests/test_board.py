"""The board: two axes between goalposts, ladders by their acts, nothing joined that was not asked alike."""

import numpy as np
import pandas as pd
import pytest

from allies import board, places, tables


@pytest.mark.parametrize("dimension, name", [(dimension, name) for dimension, names in board.MEASURES.items() for name in names])
@pytest.mark.parametrize("goalposts", ["unit", "reach"])
def test_every_measure_lies_between_its_goalposts(dimension, name, goalposts):
    for anchor in board.ANCHORS:
        table = board.measure(dimension, name, anchor, goalposts)
        assert table.index.is_monotonic_increasing and table.index.is_unique
        assert ((table[["russia", "west"]].dropna() >= 0) & (table[["russia", "west"]].dropna() <= 1)).all(axis=None)
        assert (table[["russia_sd", "west_sd"]] >= 0).all(axis=None)


def test_measures_are_the_figures_of_their_chapters():
    arms = tables.load("arms").query("state == 'ARM' and partner == 'RUS' and indicator == 'share' and last_year - first_year == 4").set_index("last_year")["value"]
    own = 100 * board.measure("security", "arms, deals spread over their years")["russia"]
    assert own.loc[arms.index].to_numpy() == pytest.approx(arms.to_numpy(), abs=0.01)
    votes = tables.load("votes").query("state == 'ARM' and measure == 'sides'").pivot(index="year", columns="partner", values="value")
    siding = board.measure("diplomatic", "siding in divided votes")
    assert siding["russia"].to_numpy() == pytest.approx(votes["RUS"].to_numpy(), abs=1e-4) and siding["west"].to_numpy() == pytest.approx(votes["EU27"].to_numpy(), abs=1e-4)
    assert board.measure("economic", "trade, turnover").loc[2024, "russia"] == pytest.approx(0.41121, abs=1e-4)
    assert board.measure("economic", "trade, turnover", goalposts="reach").loc[2024, "russia"] == pytest.approx(2 * 0.41121, abs=1e-4)


def test_a_nearer_ideal_point_is_a_closer_tie():
    table = board.measure("diplomatic", "ideal points, plain")
    gaps = board.distance("EU", "plain")
    assert np.argsort(-gaps["russia"].to_numpy(), kind="stable").tolist() == np.argsort(table["russia"].to_numpy(), kind="stable").tolist()


def test_ladders_follow_their_acts():
    presence = board.climbed("presence", "west")
    assert presence.loc[[2002, 2003, 2004, 2021, 2022, 2025]].tolist() == [0, 1, 0, 0, 2, 2]
    assert (board.climbed("presence", "russia").loc[1997:] == 4).all() and board.climbed("EU", "west").loc[[1998, 1999, 2009, 2018]].tolist() == [0, 1, 2, 3]
    table, events = tables.load("ladders"), tables.load("events").set_index("id")
    for row in table.itertuples():
        acts = events.loc[row.event_ids]
        assert row.since in set(acts["date"]), row
        assert set(row.source_ids) == {source for ids in acts["source_ids"] for source in ids}, row
        assert row.grade == acts["grade"].max(), row


def test_belonging_counts_bodies_by_the_rule():
    member, taking_part = (board.belonging("EU", rule)["russia"] for rule in ("member", "participating"))
    assert member.loc[[2013, 2015, 2025]].tolist() == [0.5, 1, 1] and taking_part.loc[[2023, 2024]].tolist() == [1, 0.5]


def test_a_poll_is_one_line_and_an_anchor_not_asked_about_is_missing():
    for line in board.POLLS:
        series, question, mode, _ = board.POLLS[line]
        rows = tables.load("polls").query("series == @series and question == @question")
        assert rows.loc[rows["group"].str.endswith(mode), "group"].nunique() == 1, line
    assert board.answers("EU", "main friend")["west"].isna().all() and board.answers("France", "main friend")["west"].notna().any()


def test_goalposts_cover_every_measure_and_differ():
    used = {post for names in board.MEASURES.values() for _, *posts in names.values() for post in posts}
    table = tables.load("goalposts")
    assert used == set(table["measure"]) and (table["low"] != table["high"]).all()
    assert board.bounds("trade", "reach") == (0, 50) and board.bounds("arms", "reach") == board.bounds("arms", "unit")


def test_a_span_takes_the_first_and_the_last_value_inside_it():
    table = pd.DataFrame({"russia": [0.1, np.nan, 0.3, 0.4], "russia_sd": [0, 0, 0.5, 0]}, [2010, 2012, 2013, 2020])
    assert board.span(table, "russia", 2011, 2020).tolist() == [[0.3, 0.5], [0.4, 0]]
    assert np.isnan(board.span(table, "russia", 2011, 2015)).all()


def test_armenia_beside_others_is_armenia_on_the_board():
    for name, dimension in (("arms, deals spread over their years", "security"), ("siding in divided votes", "diplomatic")):
        ours, there = board.measure(dimension, name)["russia"], board.beside(name)["ARM"]
        assert there.loc[ours.index].to_numpy(float) == pytest.approx(ours.to_numpy(), abs=1e-4)
    assert all(set(board.beside(name)) <= set(places.NAMES) for name in board.BESIDE)
