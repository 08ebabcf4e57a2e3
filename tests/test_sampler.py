"""The compiled part: probabilities against scipy, gradients against differences, the whitening against its inverse."""

import numpy as np
import pytest
from scipy import special, stats

from allies import idealpoints, sampler


@pytest.fixture(scope="module")
def problem():
    votes, _ = idealpoints.simulate(states=12, years=4, items=15, seed=3)
    data, frame = idealpoints.arrange(votes)
    x = np.random.default_rng(0).normal(0, 0.4, len(frame) + 3 * len(data.three))
    return data, x


@pytest.mark.parametrize("x", [-40, -9.5, -8.999, -3.21, 0.007, 2.7, 8.9, 12])
def test_the_tables_give_the_normal_distribution(x):
    assert sampler.log_cdf(x) == pytest.approx(special.log_ndtr(x), rel=1e-6, abs=1e-8)
    assert sampler.mills(x) == pytest.approx(np.exp(stats.norm.logpdf(x) - special.log_ndtr(x)), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize(("a", "b"), [(-1, 0.5), (2, 3), (-3, -2.9), (5, 5.5), (-12, -10), (10, 11), (0.1, 0.1001)])
def test_the_middle_answer_has_the_right_probability(a, b):
    low, high = (-b, -a) if a + b > 0 else (a, b)
    expected = special.log_ndtr(high) + np.log1p(-np.exp(special.log_ndtr(low) - special.log_ndtr(high)))
    log, at_a, at_b = sampler.middle(a, b)
    assert log == pytest.approx(expected, rel=1e-5, abs=1e-6)
    assert at_a == pytest.approx(np.exp(stats.norm.logpdf(a) - expected), rel=1e-4)
    assert at_b == pytest.approx(np.exp(stats.norm.logpdf(b) - expected), rel=1e-4)


def test_the_gradient_is_that_of_the_density(problem):
    data, x = problem
    gradient, spare = np.empty_like(x), np.empty_like(x)
    for b in range(len(data.block) - 1):
        sampler.posterior(x, gradient, b, data)
    n = len(data.before)
    block = {s: b for b in range(len(data.block) - 1) for s in range(data.block[b], data.block[b + 1])}
    block |= {n + 3 * j + part: b for b in range(len(data.block) - 1) for j in range(data.item_block[b], data.item_block[b + 1]) for part in range(3)}
    for place in range(0, len(x), 7):
        up, down = x.copy(), x.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        slope = (sampler.posterior(up, spare, block[place], data) - sampler.posterior(down, spare, block[place], data)) / 2e-5
        assert gradient[place] == pytest.approx(slope, rel=1e-3, abs=1e-3)


def test_whitening_and_back_changes_nothing_and_gradients_follow(problem):
    data, x = problem
    metric = idealpoints._metric(0.9 * x, data)
    z, back, white, other = (np.zeros_like(x) for _ in range(4))
    direction = np.random.default_rng(1).normal(size=len(x))
    centred = metric._replace(mean=np.zeros_like(x))
    for b in range(len(data.block) - 1):
        sampler.to_white(x, z, b, data, metric)
        sampler.from_white(z, back, b, data, metric)
        sampler.gradient_to_white(direction, white, b, data, metric)
        sampler.from_white(direction, other, b, data, centred)
    assert back == pytest.approx(x, abs=1e-4)
    assert white @ direction == pytest.approx(direction @ other, rel=1e-4)


def test_shifting_and_stretching_leaves_every_probability_as_it_is(problem):
    data, x = problem
    moved = x.copy()
    sampler.shift_and_stretch(np.random.Generator(np.random.PCG64(1)), moved, data, np.full(len(data.years), 0.05), False)
    n, spare = len(data.before), np.empty_like(x)
    assert abs(moved - x).max() > 0.01
    for v in range(0, len(data.point), 11):
        j = np.searchsorted(data.first, v, side="right") - 1
        old, new = (each[n + 3 * j] * each[data.point[v]] - each[n + 3 * j + 1] for each in (x, moved))
        assert new == pytest.approx(old, abs=1e-9)
    assert np.isfinite([sampler.posterior(moved, spare, b, data) for b in range(len(data.block) - 1)]).all()
