"""Chapter 13: both axes over all dimensions, the years of the break, and Armenia beside others."""

from functools import cache
from itertools import combinations, product

import numpy as np

from allies import board, drift
from allies.movement import OTHERS, SINCE
from allies.multiverse import FAILS, HOLDS, IMPOSSIBLE, Conclusion, verdict

UNTIL = {"2021, before the re-export years": 2021, "2023": 2023, "newest": 2025}
ERRORS = ("as measured", *(f"draw {number}" for number in range(1, 9)))
MEANS = ("arithmetic", "geometric")
FLOOR = 0.01  # below which the geometric mean does not look
SEED = 20261122
DIMENSIONS = list(board.MEASURES)


@cache
def weightings():
    """Weights of the five dimensions, dict label -> array that adds up to 1: equal, each left out, and draws from the flat Dirichlet distribution."""
    equal = {"equal": np.full(5, 0.2)}
    without = {f"without {dimension}": np.where(np.arange(5) == number, 0, 0.25) for number, dimension in enumerate(DIMENSIONS)}
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(5), size=20)
    return equal | without | {f"Dirichlet {number}": each for number, each in enumerate(drawn, 1)}


@cache
def levels(dimension, side, names, anchors):
    """First and last values of one side: array of names, anchors, goalposts, since, until, errors, (first, last); missing where there are none."""
    seed = np.random.default_rng([SEED, DIMENSIONS.index(dimension), board.SIDES.index(side)])
    noise = {name: np.vstack([np.zeros(2), seed.standard_normal((len(ERRORS) - 1, 2))]) for name in names}
    found = np.empty((len(names), len(anchors), 2, len(SINCE), len(UNTIL), len(ERRORS), 2))
    for (i, name), (j, anchor), (k, posts) in product(enumerate(names), enumerate(anchors), enumerate(("unit", "reach"))):
        table = board.measure(dimension, name, anchor, posts)
        for (x, since), (y, until) in product(enumerate(SINCE.values()), enumerate(UNTIL.values())):
            ends = board.span(table, side, since, until)
            found[i, j, k, x, y] = np.clip(ends[:, 0] + noise[name] * ends[:, 1], 0, 1)
    return found


@cache
def sides(side, anchors):
    """``levels`` of all dimensions; names that make no difference to the side count once."""
    once = {"russia": {"institutional": ("member, EU", "participating, EU")}, "west": {"institutional": ("member, EU", "member, NATO")}}[side]
    return [levels(dimension, side, once.get(dimension, tuple(board.MEASURES[dimension])), anchors) for dimension in DIMENSIONS]


@cache
def reaches():
    """For each dimension, which of its measures the second set of goalposts bounds otherwise than the first."""
    return [np.array([board.bounds(posts[1], "reach") != board.bounds(posts[1]) for posts in names.values()]) for names in board.MEASURES.values()]


def change(values, weights):
    """Weighted change of one axis: array of the options of each dimension, then anchors, goalposts, since, until, errors, means; missing where one dimension
    that counts is. What makes no difference counts once, and is missing otherwise: options of a dimension without weight, and the second
    set of goalposts where it bounds no chosen measure."""
    total, bounded = 0, False
    for number, (each, weight) in enumerate(zip(values, weights)):
        bounded = bounded | (reaches()[number][:len(each)] & (weight > 0)).reshape([-1 if axis == number else 1 for axis in range(5)])
        if weight == 0:
            each = np.where(np.arange(len(each)).reshape(-1, *[1] * 6) == 0, 0.5, np.nan) * np.ones_like(each)
        mean = np.stack([each * weight, np.log(np.maximum(each, FLOOR)) * weight], axis=-2)
        total = total + mean.reshape([len(each) if axis == number else 1 for axis in range(5)] + list(mean.shape[1:]))
    total[..., 1, :] = np.exp(total[..., 1, :])
    total[:, :, :, :, :, :, 1][np.broadcast_to(~bounded[..., None], total.shape[:6])] = np.nan
    return total[..., 1] - total[..., 0]


def _away(weighting):
    moved = change(sides("russia", ("EU",)), weightings()[weighting])[:, :, :, :, :, 0]
    return verdict(moved < 0, ~np.isnan(moved))


def _toward(weighting):
    moved = change(sides("west", board.ANCHORS), weightings()[weighting])
    return verdict(moved > 0, ~np.isnan(moved))


def _more(weighting):
    weights = weightings()[weighting]
    lost = -change(sides("russia", ("EU",)), weights)
    gained = change(sides("west", board.ANCHORS), weights)
    lost, gained = lost[:, :, :, :, None], gained[:, :, :, None]  # rule of membership, then ladder
    return verdict((lost > 0) & (lost > gained), ~np.isnan(lost + gained))


def _choices(rules, anchors):
    ladders = {"rule of membership": ["member", "participating"], "institution of the West": ["EU", "NATO"]}
    names = {"weights": list(weightings()), **{f"measure of {dimension} ties": list(board.MEASURES[dimension]) for dimension in DIMENSIONS if dimension != "institutional"}}
    societal = names.pop("measure of societal ties")
    return {**names, **{choice: ladders[choice] for choice in rules}, "measure of societal ties": societal, **({"anchor of the West": list(board.ANCHORS)} if anchors else {}),
            "goalposts": ["unit", "reach"], "since": list(SINCE), "until": list(UNTIL), "errors of measurement": list(ERRORS), "mean": list(MEANS)}


# The break in ties to Russia: yearly series, larger is closer.
SERIES = {**{name: "diplomatic" for name in board.MEASURES["diplomatic"]}, **{name: "economic" for name in board.MEASURES["economic"]}}
SPAN = (2020, 2022)
STARTS, ENDS, LEAST_YEARS = tuple(range(1992, 2014, 2)), (2022, 2023, 2024, 2025), 9
PRIORS = {"k0": (0.01, 0.1, 1.0), "a0": (0.5, 1.0, 2.0, 4.0), "b0": (0.01, 0.1, 1.0)}
SHAPES = ("levels", "without a straight trend")
RULES = ("more than half the posterior", "the most probable year", "half, and a break likelier than none")
BREAKS = ("one break", "two breaks")


def _since(name):
    series = board.measure(SERIES[name], name)["russia"].dropna()
    earliest = max((start for start in STARTS if start <= series.index[0]), default=STARTS[0])  # an earlier one would give the same series again
    found = np.full((len(STARTS), len(ENDS), *map(len, PRIORS.values()), len(SHAPES), len(BREAKS), len(RULES)), IMPOSSIBLE, np.int8)
    for (i, start), (j, end) in product(enumerate(STARTS), enumerate(ENDS)):
        values = series.loc[start:end]
        if start < earliest or series.index[-1] < end or len(values) < LEAST_YEARS:
            continue
        for (s, shape), (k, k0), (a, a0), (b, b0) in product(enumerate(SHAPES), *(enumerate(each) for each in PRIORS.values())):
            found[i, j, k, a, b, s] = _placed(drift.standardised(values, trend=shape != "levels"), {"m0": 0.0, "k0": k0, "a0": a0, "b0": b0})
    return found


def _placed(values, prior):
    """Verdicts for one break and two under each rule: whether a break after which the ties are looser lies in the span; of two, it is enough that either does."""
    sums = np.concatenate([[0.0], values.cumsum().to_numpy(float)])
    rows = []
    for found in (drift.one_break(values, prior), drift.two_breaks(values, prior)):
        posterior = found["posterior"]
        years = np.stack([posterior.index.get_level_values(level) for level in range(posterior.index.nlevels)])
        places = np.stack([np.zeros(len(posterior), int), *(values.index.get_indexer(each) for each in years), np.full(len(posterior), len(values))])
        means = np.diff(sums[places], axis=0) / np.diff(places, axis=0)
        inside = ((SPAN[0] <= years) & (years <= SPAN[1]) & (np.diff(means, axis=0) < 0)).any(axis=0)
        most = posterior.to_numpy()[inside].sum() > 0.5
        rows.append([most, inside[posterior.to_numpy().argmax()], most and found["log_bayes_factor"] > 0])
    return np.where(rows, HOLDS, FAILS)


# Armenia beside others.
STATES = tuple(sorted(OTHERS))
SETS = [each for size in range(3, len(STATES) + 1) for each in combinations(STATES, size)]
FROM, TO = tuple(range(2010, 2020)), (2023, 2024, 2025)
POSITIONS = ("the middle one", "the mean", "all of them")


def _alone(name):
    table = board.beside(name)  # years by state, larger is closer to Russia
    found = np.full((len(FROM), len(TO), len(SETS), len(POSITIONS)), IMPOSSIBLE, np.int8)
    for (i, first), (j, last) in product(enumerate(FROM), enumerate(TO)):
        if first not in table.index or last not in table.index or (name, last) == ("ideal points, published", 2024):  # which rests on a few votes
            continue
        moved = table.loc[last] - table.loc[first]
        for k, states in enumerate(SETS):
            others = moved.reindex(states).to_numpy()
            if not np.isnan(others).any():
                found[i, j, k] = [moved["ARM"] < bar for bar in (np.median(others), others.mean(), others.min())]
    return found


CONCLUSIONS = [
    Conclusion("drift.away", _choices(["rule of membership"], False), _away),
    Conclusion("drift.toward", _choices(["institution of the West"], True), _toward),
    Conclusion("drift.more", _choices(["rule of membership", "institution of the West"], True), _more),
    Conclusion("drift.since", {"series": list(SERIES), "first year": [str(year) for year in STARTS], "last year": [str(year) for year in ENDS],
                               **{f"prior {name}": [str(each) for each in values] for name, values in PRIORS.items()}, "form": list(SHAPES), "breaks": list(BREAKS),
                               "rule": list(RULES)}, _since),
    Conclusion("drift.alone", {"measure": list(board.BESIDE), "first year": [str(year) for year in FROM], "last year": [str(year) for year in TO],
                               "others": [", ".join(each) for each in SETS], "whom among the others": list(POSITIONS)}, _alone),
]
