"""Ideal points of states from their votes: a dynamic ordinal item-response model in one dimension.

The model follows Bailey, Strezhnev and Voeten (2017). A state with the point t answers an item (a roll call) with
yes, abstention or no as slope * t plus a standard normal error lies above, between or below the item's two cuts;
only the answers that occur on an item count as possible. A state's point walks at random from year to year
(Martin and Quinn 2002). Votes not cast and unanimous items are left out.

A model of this kind leaves the sign, the origin and the scale open. The sign is set by the United States, whose
mean is positive; in each draw the points are standardised over all states and years. The scale is further tied
by normal priors: on slopes and cuts (see ``sampler``), and on each point with a precision of one thirtieth of the
roll calls of its year. Without the last one the posterior drives the United States, often alone against a text,
ever farther out; Bailey and co-authors hold it by standardising within their sampler, which works alike.

The posterior is sampled by Hamiltonian Monte Carlo (``sampler``). Convergence is judged by split R-hat and by the
effective sample size after Geyer, as in Gelman et al. (2013, ch. 11).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from allies import sampler

ANSWERS = {"N": 0, "A": 1, "Y": 2}
PULL = 1 / 30  # precision of the prior of a point for each roll call of its year
WARM_UP = (30, 40, 20)  # draws after which the centre is set anew, twice; then the steps are tuned once more


@dataclass(frozen=True)
class Estimate:
    """Result of ``estimate``.

    ``points``: DataFrame state, year, mean, sd, lo, hi (90 % interval), n_votes, r_hat, ess; no unit, standardised
    over all rows. ``items``: number of items; ``votes``: number of votes used; ``draws``: draws by chain and point.
    """

    points: pd.DataFrame
    items: int
    votes: int
    draws: np.ndarray


def arrange(votes, linked=False):
    """Votes as the sampler takes them, and the frame of points (year, state).

    ``votes``: DataFrame state, year, item, vote (Y, A, N, other letters: not cast). With ``linked`` an item may occur
    in several years. Raises ValueError for an item in two years that is not linked, and where nothing is contested.
    """
    votes = votes.assign(answer=votes["vote"].map(ANSWERS)).dropna(subset=["answer"])
    item, names = pd.factorize(votes["item"], sort=True)
    answer, year = votes["answer"].to_numpy().astype(int), votes["year"].to_numpy()
    given = np.bincount(3 * item + answer, minlength=3 * len(names)).reshape(-1, 3) > 0
    split = given.sum(axis=1) > 1
    if not split.any():
        raise ValueError("no item on which two states answered differently")
    kept = split[item]
    item, answer, year, state = item[kept], answer[kept], year[kept], votes["state"].to_numpy()[kept]
    years_of = pd.Series(year).groupby(item).agg(["min", "max"])
    if not linked and (years_of["min"] < years_of["max"]).any():
        raise ValueError(f"item {names[(years_of['min'] < years_of['max']).idxmax()]} has votes in two years; link the items, or name them apart")
    span = pd.Series(year).groupby(state).agg(["min", "max"])
    frame = pd.DataFrame([(each, name) for name, first, last in span.itertuples() for each in range(first, last + 1)],
                         columns=["year", "state"]).sort_values(["year", "state"], ignore_index=True)
    place = pd.Series(frame.index, pd.MultiIndex.from_frame(frame))
    years_of = years_of.rename_axis("item").reset_index().sort_values(["min", "item"], ignore_index=True)
    j = pd.Series(years_of.index, years_of["item"]).loc[item].to_numpy()
    given = given[years_of["item"]]
    answer = np.where(given.all(axis=1)[j], answer, np.where(answer == given.argmax(axis=1)[j], 0, 2))
    point = place.loc[pd.MultiIndex.from_arrays([year, state])].to_numpy()
    order = np.lexsort((point, answer, j))
    years = np.arange(frame["year"].min(), frame["year"].max() + 2)
    starts, item_starts = np.searchsorted(frame["year"], years), np.searchsorted(years_of["min"], years)
    sizes = np.diff(starts)
    calls = pd.DataFrame({"year": year, "item": item}).drop_duplicates()["year"].value_counts().reindex(years, fill_value=0)
    whole = [0, -1] if linked else slice(None)
    before, after = (place.reindex(pd.MultiIndex.from_arrays([frame["year"] + step, frame["state"]])).fillna(-1).to_numpy().astype(int)
                     for step in (-1, 1))
    return sampler.Data(
        first=np.r_[0, np.cumsum(np.bincount(j))], point=point[order].astype(np.int32), answer=answer[order].astype(np.int8),
        three=given.all(axis=1), before=before, after=after, pull=PULL * calls.loc[frame["year"]].to_numpy().astype(float),
        block=starts[whole], item_block=item_starts[whole], years=np.stack([starts[:-1], sizes, np.cumsum(sizes ** 2) - sizes ** 2], axis=1),
        year_block=np.arange(len(years))[whole]), frame


def estimate(votes, linked=False, draws=240, seeds=(1, 2), say=lambda line: None):
    """Ideal points by state and year, an Estimate; ``votes`` and ``linked`` as in ``arrange``.

    One chain of so many draws runs for each seed, each on a core of its own; the same seeds give the same
    digits on one machine. ``say`` is called with a line about each stage. Raises ValueError as ``arrange`` does, and
    if the United States never voted.
    """
    data, frame = arrange(votes, linked)
    if not (frame["state"] == "USA").any():
        raise ValueError("the sign of the scale is set by USA, which has no vote here")
    x = _climb(data, frame, say)
    chains = [{"rng": np.random.Generator(np.random.PCG64(seed)), "x": x.copy(), "steps": np.full(len(data.block) - 1, 0.3),
               "widths": np.full(len(data.years), 0.02)} for seed in seeds]
    for number, count in enumerate(WARM_UP):
        _, means = _run(chains, data, _metric(x, data), count, True, say)
        x = means.mean(axis=0) if number < 2 else x
    points, _ = _run(chains, data, _metric(x, data), draws, False, say)
    scaled = _standardised(points, (frame["state"] == "USA").to_numpy())
    r_hat, ess = diagnose(scaled)
    flat = scaled.reshape(-1, len(frame))
    lo, hi = np.quantile(flat, [0.05, 0.95], axis=0)
    cast = np.bincount(data.point, minlength=len(frame))
    table = frame.assign(mean=flat.mean(axis=0), sd=flat.std(axis=0), lo=lo, hi=hi, n_votes=cast, r_hat=r_hat, ess=ess)
    return Estimate(table[["state", "year", *table.columns[2:]]], len(data.three), len(data.point), scaled)


def _climb(data, frame, say):
    """Close to the mode, from each state's agreement with the United States."""
    x = _start(data, frame)
    centre = np.zeros_like(x)
    for number in range(60):
        gain = sampler.ascend(x, data, _metric(x, data)._replace(mean=centre))
        say(f"climbing: step {number + 1} gained {gain:.0f}")
        if gain < 100:
            break
    return x


def _start(data, frame):
    item = np.repeat(np.arange(len(data.three)), np.diff(data.first))
    states, size = frame["state"].to_numpy(), np.bincount(item)
    leader = states[data.point] == "USA"
    theirs = np.full(len(data.three), np.nan)
    theirs[item[leader]] = data.answer[leader] - 1.0
    alike = pd.Series((data.answer - 1.0) * theirs[item]).groupby(data.point).mean().reindex(frame.index).fillna(0).to_numpy()
    points = 0.7 * (alike - alike.mean()) / alike.std()
    x = np.zeros(len(frame) + 3 * len(data.three))
    x[:len(frame)] = points
    side = points[data.point]
    x[len(frame)::3] = np.sign(np.bincount(item, (side - (np.bincount(item, side) / size)[item]) * (data.answer - 1.0)))
    low, high = (special.ndtri((np.bincount(item, data.answer == answer) + 0.5) / (size + 1)) for answer in (0, 2))
    x[len(frame) + 1::3] = low
    x[len(frame) + 2::3] = np.where(data.three, np.log(np.maximum(-high - low, 0.1)), 0)
    return x


def _metric(x, data):
    n, count = len(data.before), len(data.three)
    diagonal, votes, items = np.empty(n), np.empty((len(data.point), 3)), np.empty((count, 6))
    sampler.curvature(x, data, diagonal, votes, items)
    squares = np.zeros(int((data.years[:, 1] ** 2).sum()))
    sampler.without_items(data, np.repeat(np.arange(len(data.years)), data.years[:, 1]), votes, squares)
    for start, size, place in data.years:
        square = squares[place:place + size * size].reshape(size, size)
        whole = np.tril(square) + np.tril(square, -1).T + np.diag(diagonal[start:start + size])
        squares[place:place + size * size] = np.linalg.cholesky(whole).ravel()
    return sampler.Metric(x.copy(), squares.astype(np.float32), votes.astype(np.float32), items)


def _run(chains, data, metric, draws, adapt, say):
    points = np.empty((len(chains), draws, len(data.before)))
    means = np.zeros((len(chains), len(metric.mean)))

    def run(number):
        state = chains[number]
        return sampler.chain(state["rng"], state["x"], data, metric, state["steps"], state["widths"], adapt, points[number], means[number])

    with ThreadPoolExecutor() as pool:
        rates = list(pool.map(run, range(len(chains))))
    say(f"{'warm-up' if adapt else 'sampling'}: {draws} draws, accepted {np.mean(rates):.0%}")
    return points, means


def _standardised(points, leader):
    scaled = (points - points.mean(axis=2, keepdims=True)) / points.std(axis=2, keepdims=True)
    return scaled * np.sign(scaled[:, :, leader].mean(axis=2, keepdims=True))


def diagnose(draws):
    """Split R-hat and effective sample size of each quantity.

    ``draws``: array chains x draws x quantities, at least four draws a chain. Returns two arrays. Raises ValueError for fewer draws.
    """
    chains, length, count = draws.shape
    half = length // 2
    if half < 2:
        raise ValueError(f"{length} draws a chain; expected at least 4")
    parts = np.concatenate([draws[:, :half], draws[:, half:2 * half]])
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    total = (half - 1) / half * within + parts.mean(axis=1).var(axis=0, ddof=1)
    spectrum = np.fft.rfft(parts - parts.mean(axis=1, keepdims=True), 2 * half, axis=1)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :half].mean(axis=0) / half
    rho = 1 - (within - covariance * half / (half - 1)) / total
    pairs = rho[:half - half % 2].reshape(-1, 2, count).sum(axis=1)
    pairs = np.where(np.cumsum(pairs < 0, axis=0) > 0, 0, pairs)
    time = 2 * np.minimum.accumulate(pairs, axis=0).sum(axis=0) - 1
    return np.sqrt(total / within), 2 * chains * half / np.maximum(time, 1 / np.log10(2 * chains * half))


def simulate(states, years, items, seed):
    """Votes drawn from the model itself, to check the estimates against: votes (as ``arrange`` takes them) and true points.

    The first state is called USA and stands far out on the positive side in all years. Returns two DataFrames: state, year, item, vote;
    and year, state, point, standardised.
    """
    rng = np.random.default_rng(seed)
    names = ["USA", *(f"S{number:03d}" for number in range(1, states))]
    precision = PULL * items * np.eye(years) + (np.diag(np.r_[1, np.full(years - 2, 2), 1]) - np.eye(years, k=1) - np.eye(years, k=-1)) / sampler.STEP_VARIANCE
    paths = np.linalg.solve(np.linalg.cholesky(precision).T, rng.standard_normal((years, states)))
    paths[:, 0] = np.abs(paths).max(axis=1)
    slopes = rng.standard_normal((years, items, 1)) / np.sqrt(sampler.SLOPE_PRECISION)
    cuts = np.sort(rng.standard_normal((years, items, 2)), axis=2) / np.sqrt(sampler.CUT_PRECISION)
    latent = slopes * paths[:, None, :] + rng.standard_normal((years, items, states))
    answer = (latent > cuts[:, :, :1]).astype(int) + (latent > cuts[:, :, 1:])
    year, item, state = np.indices(answer.shape).reshape(3, -1)
    votes = pd.DataFrame({"state": np.array(names)[state], "year": 2000 + year, "item": year * items + item,
                          "vote": np.array(["N", "A", "Y"])[answer.ravel()]})
    truth = pd.DataFrame({"year": np.repeat(np.arange(2000, 2000 + years), states), "state": names * years, "point": paths.ravel()})
    truth["point"] = (truth["point"] - truth["point"].mean()) / truth["point"].std(ddof=0)
    return votes, truth


def coverage(estimated, truth):
    """Share of true points inside their 90 % interval, and their number."""
    both = estimated.points.merge(truth, on=["year", "state"])
    return float(both["point"].between(both["lo"], both["hi"]).mean()), len(both)
