"""Methods for movements of a series, against cases worked by hand or with one right answer."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from allies import drift

YEARS = range(2000, 2020)


def series(values, first=2000):
    return pd.Series(values, range(first, first + len(values)), float)


def marginal(x):
    """Log marginal likelihood of all values as one segment."""
    return drift._segments(pd.Series(x), drift.PRIOR)[0, -1]


def noise(n, seed):
    return np.random.default_rng(seed).normal(0, 0.1, n)


def test_a_placebo_p_by_hand():
    assert drift.placebo_p(2.0, [1.0, 2.0, 3.0]) == 3 / 4
    with pytest.raises(ValueError, match="at least one placebo and only numbers"):
        drift.placebo_p(2.0, [])
    with pytest.raises(ValueError, match="only numbers"):
        drift.placebo_p(2.0, [1.0, float("nan")])


def test_the_marginal_likelihood_is_students_t_for_one_value():
    """A single value under the prior is Student's t with 2 a0 degrees of freedom."""
    prior = drift.PRIOR
    scale = np.sqrt(prior["b0"] * (prior["k0"] + 1) / (prior["a0"] * prior["k0"]))
    expected = stats.t.logpdf(0.7, 2 * prior["a0"], prior["m0"], scale)
    assert marginal([0.7]) == pytest.approx(expected)


def test_the_marginal_likelihood_does_not_depend_on_the_order():
    x = noise(6, 1)
    assert marginal(x[::-1]) == pytest.approx(marginal(x))
    assert marginal(x) != pytest.approx(marginal(x[:3]) + marginal(x[3:]))


def test_one_break_and_two_weigh_every_place_by_hand():
    x = noise(6, 4)
    one = np.array([marginal(x[:k]) + marginal(x[k:]) for k in range(1, 6)])
    assert drift.one_break(series(x))["posterior"].to_numpy() == pytest.approx(np.exp(one) / np.exp(one).sum())
    assert drift.one_break(series(x))["log_bayes_factor"] == pytest.approx(np.log(np.exp(one).mean()) - marginal(x))
    two = {(2000 + i, 2000 + j): marginal(x[:i]) + marginal(x[i:j]) + marginal(x[j:]) for i in range(1, 5) for j in range(i + 1, 6)}
    found = drift.two_breaks(series(x))
    total = sum(np.exp(each) for each in two.values())
    assert found["posterior"].to_dict() == pytest.approx({pair: np.exp(each) / total for pair, each in two.items()})
    assert found["log_bayes_factor"] == pytest.approx(np.log(total / len(two)) - marginal(x))


def test_two_clear_breaks_are_found():
    found = drift.two_breaks(series(np.r_[np.zeros(6), np.ones(7), np.zeros(7)] + noise(20, 5)))
    assert found["posterior"].idxmax() == (2006, 2013) and found["log_bayes_factor"] > 3


def test_a_standardised_series_has_no_mean_no_trend_and_a_spread_of_one():
    line = series(np.arange(10) * 2.0 + noise(10, 6))
    assert drift.standardised(line).mean() == pytest.approx(0) and drift.standardised(line).std(ddof=0) == pytest.approx(1)
    left = drift.standardised(line, trend=True)
    assert np.polyfit(np.arange(10), left, 1) == pytest.approx([0, 0], abs=1e-9)
    assert (drift.standardised(series(np.ones(5))) == 0).all()


def test_fixed_dates_are_set_beside_dates_drawn_at_random():
    few = drift.placebo_dates([2001, 2002, 1900], {2001, 2002}, range(2000, 2010), 4000, 1)
    assert few["hits"] == few["of"] == 2 and few["expected"] == pytest.approx(0.4, abs=0.05) and few["p"] == pytest.approx(1 / 45, abs=0.01)
    assert drift.placebo_dates([2001], set(range(2000, 2010)), range(2000, 2010), 100, 1)["p"] == 1


def test_a_clear_break_is_found_and_its_absence_counts_against_one():
    jump = drift.one_break(series(np.r_[np.zeros(10), np.ones(10)] + noise(20, 2)))
    assert jump["posterior"].idxmax() == 2010 and jump["posterior"].sum() == pytest.approx(1) and jump["log_bayes_factor"] > 3
    assert drift.one_break(series(noise(20, 3)))["log_bayes_factor"] < 0


def panel():
    """Four donors, and a unit that is half one and half another until ten years in, and a step above after."""
    donors = pd.DataFrame({name: np.sin(np.arange(20) * speed) + level for name, speed, level in (("A", 0.3, 0), ("B", 0.5, 1), ("C", 0.7, 2), ("D", 0.9, 3))}, YEARS)
    return (donors["A"] + donors["B"]) / 2 + (donors.index >= 2010) * 0.5, donors


def test_a_unit_inside_its_donors_is_rebuilt_by_all_four_estimators():
    found = drift.counterfactuals(*panel(), before=10)
    assert list(found["gaps"]) == ["simplex", "augmented", "penalised", "robust"]
    assert found["gaps"].loc[2010:].mean().to_numpy() == pytest.approx([0.5] * 4, abs=0.02)
    assert found["weights"]["simplex"].to_numpy() == pytest.approx([0.5, 0.5, 0, 0], abs=1e-3)
    for name in ("simplex", "augmented", "penalised"):
        assert found["weights"][name].sum() == pytest.approx(1)
    assert (found["weights"][["simplex", "penalised"]] >= 0).all(axis=None)


def test_the_periods_after_the_event_decide_no_weight_but_that_of_the_robust_one():
    treated, donors = panel()
    later = donors.copy()
    later.loc[2010:] += 5
    same, changed = (drift.counterfactuals(treated, each, before=10)["weights"] for each in (donors, later))
    for name in ("simplex", "augmented", "penalised"):
        assert changed[name].to_numpy() == pytest.approx(same[name].to_numpy(), abs=1e-6)


def test_gaps_in_a_panel_are_refused():
    treated, donors = panel()
    with pytest.raises(ValueError, match="expected the same without gaps"):
        drift.counterfactuals(treated, donors.mask(donors > 3.9), before=10)
    with pytest.raises(ValueError, match="three or more to fit on"):
        drift.counterfactuals(treated, donors, before=2)
