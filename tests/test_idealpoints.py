"""The estimates against votes whose true points are known, against the published points, and in their readings."""

import numpy as np
import pandas as pd
import pytest

from allies import idealpoints, tables
from allies.published import idealpoints as published


@pytest.fixture(scope="module")
def known():
    votes, truth = idealpoints.simulate(states=60, years=8, items=50, seed=5)
    return votes, truth, idealpoints.estimate(votes, draws=200)


def test_true_points_lie_inside_their_intervals_as_often_as_promised(known):
    _, truth, estimated = known
    share, n = idealpoints.coverage(estimated, truth)
    assert n == 480 and 0.84 <= share <= 0.95  # two standard errors around ninety in a hundred, points of a state being tied


def test_true_points_are_found_again_and_the_chains_agree(known):
    _, truth, estimated = known
    both = estimated.points.merge(truth, on=["state", "year"])
    assert both["mean"].corr(both["point"]) > 0.8
    assert estimated.points["r_hat"].max() < 1.1
    assert estimated.points.loc[estimated.points["state"] == "USA", "mean"].min() > 0
    assert estimated.draws.mean(axis=2) == pytest.approx(np.zeros((2, 200)), abs=1e-9)
    assert estimated.draws.std(axis=2) == pytest.approx(np.ones((2, 200)))


def test_the_same_seed_gives_the_same_digits():
    votes, _ = idealpoints.simulate(states=15, years=3, items=20, seed=2)
    first, second = (idealpoints.estimate(votes, draws=20).points for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_the_order_of_the_rows_and_the_names_of_the_items_do_not_matter():
    votes, _ = idealpoints.simulate(states=15, years=3, items=20, seed=2)
    shuffled = votes.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(idealpoints.estimate(votes, draws=20).points, idealpoints.estimate(shuffled, draws=20).points)


def test_linked_items_are_estimated_together():
    votes, truth = idealpoints.simulate(states=40, years=5, items=30, seed=4)
    estimated = idealpoints.estimate(votes.assign(item=votes["item"] % 30), linked=True, draws=20)
    assert estimated.items == 30


def test_votes_not_cast_and_unanimous_items_are_left_out():
    votes = pd.DataFrame([("USA", 2000, 1, "Y"), ("ARM", 2000, 1, "N"), ("GEO", 2000, 1, "X"), ("USA", 2000, 2, "Y"), ("ARM", 2000, 2, "Y")],
                         columns=["state", "year", "item", "vote"])
    data, frame = idealpoints.arrange(votes)
    assert list(frame["state"]) == ["ARM", "USA"] and list(data.answer) == [0, 2] and not data.three.any()


def test_only_the_answers_that_occur_are_possible():
    votes = pd.DataFrame([("USA", 2000, 1, "A"), ("ARM", 2000, 1, "Y"), ("USA", 2000, 2, "N"), ("ARM", 2000, 2, "A"), ("GEO", 2000, 2, "Y")],
                         columns=["state", "year", "item", "vote"])
    data, _ = idealpoints.arrange(votes)
    assert list(data.three) == [False, True] and list(data.answer) == [0, 2, 0, 1, 2]


def test_a_year_without_a_vote_between_two_is_bridged():
    votes = pd.DataFrame([(state, year, year, vote) for year in (2000, 2002) for state, vote in (("USA", "N"), ("ARM", "Y"))],
                         columns=["state", "year", "item", "vote"])
    data, frame = idealpoints.arrange(votes)
    assert list(frame["year"]) == [2000, 2000, 2001, 2001, 2002, 2002] and list(data.before) == [-1, -1, 0, 1, 2, 3]


@pytest.mark.parametrize(("rows", "message"), [
    ([("USA", 2000, 1, "Y"), ("ARM", 2000, 1, "Y")], "no item on which two states answered differently"),
    ([("USA", 2000, 7, "Y"), ("ARM", 2001, 7, "N")], "item 7 has votes in two years"),
])
def test_votes_that_cannot_be_estimated_are_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        idealpoints.arrange(pd.DataFrame(rows, columns=["state", "year", "item", "vote"]))


def test_without_the_united_states_the_sign_is_open():
    rows = [("FRA", 2000, 1, "Y"), ("ARM", 2000, 1, "N")]
    with pytest.raises(ValueError, match="set by USA"):
        idealpoints.estimate(pd.DataFrame(rows, columns=["state", "year", "item", "vote"]))


def test_diagnostics_know_independent_draws_from_slow_ones():
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((2, 4000, 3))
    slow = noise.copy()
    for t in range(1, 4000):
        slow[:, t] = 0.9 * slow[:, t - 1] + np.sqrt(1 - 0.81) * noise[:, t]
    r_hat, ess = idealpoints.diagnose(noise)
    assert r_hat.max() < 1.005 and ess == pytest.approx(8000, rel=0.15)
    assert idealpoints.diagnose(slow)[1] == pytest.approx(8000 * 0.1 / 1.9, rel=0.35)
    assert idealpoints.diagnose(noise + np.array([0, 1])[:, None, None])[0].min() > 1.1
    with pytest.raises(ValueError, match="at least 4"):
        idealpoints.diagnose(noise[:, :3])


def test_titles_are_linked_up_to_three_years():
    days = pd.to_datetime(["2000-12-01", "2002-12-01", "2006-12-01", "2006-12-02", "2007-01-01"])
    texts = pd.DataFrame({"date": days, "title": ["Peace : report 55", "Peace: report 57", "PEACE, report", "", ""]}, index=[11, 12, 13, 14, 15])
    items = published.titles(texts)
    assert items[11] == items[12] != items[13]
    assert items[14] != items[15]


def fit(model, measure):
    table = tables.load("ideal_points_fit")
    return table[(table["model"] == model) & (table["measure"] == measure)].iloc[0]


@pytest.mark.parametrize(("measure", "least"), [("r pooled, from 1992", 0.985), ("r within years, mean", 0.99), ("r within years, least", 0.97),
                                                ("r of Armenia", 0.95), ("r pooled, all years", 0.968)])
def test_the_plain_reading_agrees_with_the_published_points(measure, least):
    assert fit("plain", measure)["value"] >= least


@pytest.mark.parametrize("model", ["plain", "bridged"])
def test_the_chains_of_the_states_shown_have_converged(model):
    assert fit(model, "R-hat, largest, shown")["value"] <= 1.01
    assert fit(model, "effective draws, least, shown")["value"] >= 400


def test_the_intervals_hold_what_they_promise_on_simulated_votes():
    row = fit("simulated", "share inside the 90 % interval")
    assert 0.86 <= row["value"] <= 0.94 and row["n"] == 6000


def test_the_two_readings_differ_on_armenia_in_2022_and_neither_drifts():
    table = tables.load("ideal_points").set_index(["model", "state", "year"])
    assert table.loc[("bridged", "ARM", 2022), "mean"] - table.loc[("plain", "ARM", 2022), "mean"] > 0.2
    for model in ("plain", "bridged"):
        old, new = table.loc[(model, "ARM", 2005)], table.loc[(model, "ARM", 2025)]
        assert abs(new["mean"] - old["mean"]) < 2 * np.hypot(new["sd"], old["sd"])
