"""Whether and when a series moved, and how far from its likes: methods that say how much their answer rests on a choice.

Nothing here knows a topic. Where several defensible methods or settings exist, a function returns all of them.
"""

import numpy as np
import pandas as pd
import ruptures
from scipy import optimize, special

PRIOR = {"m0": 0.0, "k0": 0.1, "a0": 1.0, "b0": 0.1}  # fixed before the series were looked at


def placebo_p(treated, placebos):
    """Share of all units, the treated one among them, whose statistic is at least the treated one's: (1 + #) / (J + 1).

    The treated unit belongs to its own reference set (Abadie, Diamond and Hainmueller 2010), so that p is never 0: with J donors
    the smallest is 1 / (J + 1). Raises ValueError for no placebos or a statistic that is not a number.
    """
    placebos = np.asarray(placebos, float)
    if not len(placebos) or not np.isfinite([treated, *placebos]).all():
        raise ValueError(f"placebo_p: treated {treated!r} and {len(placebos)} placebos; expected at least one placebo and only numbers")
    return (1 + int((placebos >= treated).sum())) / (len(placebos) + 1)


def counterfactuals(treated, donors, before):
    """Four synthetic controls side by side, since the sign of a gap can hang on the choice of one.

    ``treated`` is a Series, ``donors`` a DataFrame with the same index, ``before`` the number of periods that weights may be fitted on.
    *simplex* weights are not negative and sum to one (Abadie and Gardeazabal 2003); *augmented* adds a ridge correction of what
    is left unfitted (Ben-Michael, Feller and Rothstein 2021); *penalised* prefers donors near the treated unit (Abadie and L'Hour 2021);
    *robust* regresses on the donors' leading singular values (Amjad, Shah and Shen 2018). Penalties and rank are those that predict a
    period left out before ``before`` best. Returns a dict of two DataFrames with one column each: gaps (treated less synthetic,
    per period) and weights (per donor). Raises ValueError for missing values, other periods or fewer than three to fit on.
    """
    if not treated.index.equals(donors.index) or donors.isna().any(axis=None) or treated.isna().any() or not 3 <= before < len(treated):
        raise ValueError(f"counterfactuals: {len(treated)} and {len(donors)} periods, {before} to fit on; expected the same without gaps, and three or more to fit on")
    y, x = treated.to_numpy(float)[:before], donors.to_numpy(float)
    u, s, v = np.linalg.svd(x, full_matrices=False)
    low_rank = {rank: (u[:, :rank] * s[:rank] @ v[:rank])[:before] for rank in range(1, min(before - 1, len(s)) + 1)}
    scale, x = s[0] ** 2, x[:before]
    steps = scale * np.logspace(-6, 0, 13)
    weights = {
        "simplex": _simplex(y, x),
        "augmented": _tuned(lambda step, keep: _augmented(y[keep], x[keep], step), steps, y, lambda step: x),
        "penalised": _tuned(lambda step, keep: _simplex(y[keep], x[keep], step / scale), steps, y, lambda step: x),
        "robust": _tuned(lambda rank, keep: np.linalg.lstsq(low_rank[rank][keep], y[keep], rcond=1e-9)[0], list(low_rank), y, low_rank.get),
    }
    weights = pd.DataFrame(weights, index=donors.columns)
    return {"gaps": (donors @ weights).rsub(treated, axis=0), "weights": weights}


def _simplex(y, x, penalty=0.0):
    """Weights that are not negative and sum to one, with Abadie and L'Hour's price on each donor's own distance."""
    gram, linear = x.T @ x, penalty * ((x - y[:, None]) ** 2).sum(axis=0) - 2 * x.T @ y
    unit = max(1e-12, np.abs(linear).max())
    found = optimize.minimize(lambda w: (w @ gram @ w + linear @ w) / unit, np.full(x.shape[1], 1 / x.shape[1]), jac=lambda w: (2 * gram @ w + linear) / unit,
                              bounds=[(0, 1)] * x.shape[1], constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like},
                              method="SLSQP", options={"ftol": 1e-14, "maxiter": 1000})
    weights = found.x.clip(0)
    return weights / weights.sum()


def _augmented(y, x, ridge):
    """Simplex weights plus the ridge correction on what they leave unfitted; donors centred, so that the sum stays one."""
    base, centred = _simplex(y, x), x - x.mean(axis=1, keepdims=True)
    return base + (y - x @ base) @ np.linalg.solve(centred @ centred.T + ridge * np.eye(len(y)), centred)


def _tuned(fit, settings, y, donors):
    """Weights under the setting with the smallest error at periods left out of the fit one by one."""
    periods = np.arange(len(y))
    errors = [sum((y[t] - donors(setting)[t] @ fit(setting, periods != t)) ** 2 for t in periods) for setting in settings]
    return fit(settings[int(np.argmin(errors))], periods >= 0)


def standardised(values, trend=False):
    """A series as standard scores, with ``trend`` of what a straight line leaves over; all 0 where nothing varies."""
    x = values.astype(float)
    if trend:
        x = x - np.polyval(np.polyfit(np.arange(len(x)), x, 1), np.arange(len(x)))
    spread = x.std(ddof=0)
    return (x - x.mean()) / (spread if spread > 1e-12 else 1)


def one_break(values, prior=PRIOR):
    """Exact posterior of one break in mean and variance, every place equally likely before.

    Each segment is normal with a normal-inverse-gamma prior. ``values`` is a Series; returns a dict: posterior (Series by the label of the
    first value after the break) and log_bayes_factor (one break against none; below 0 it speaks against a break).
    """
    segment = _segments(values, prior)
    split = segment[0, :-1] + segment[1:, -1]
    total = special.logsumexp(split)
    return {"posterior": pd.Series(np.exp(split - total), values.index[1:]), "log_bayes_factor": float(total - np.log(len(split)) - segment[0, -1])}


def two_breaks(values, prior=PRIOR):
    """Exact posterior of two breaks, as ``one_break``: posterior is a Series by the labels of the first values after both."""
    segment, n = _segments(values, prior), len(values)
    first, second = np.triu_indices(n - 1, 1)
    first, second = first + 1, second + 1
    split = segment[0, first - 1] + segment[first, second - 1] + segment[second, -1]
    total = special.logsumexp(split)
    labels = pd.MultiIndex.from_arrays([values.index[first], values.index[second]], names=["first", "second"])
    return {"posterior": pd.Series(np.exp(split - total), labels), "log_bayes_factor": float(total - np.log(len(split)) - segment[0, -1])}


def _segments(values, prior):
    """Log marginal likelihood of every run of values under the conjugate prior (Murphy 2007, section 3): an array, row first and column last place."""
    x = values.to_numpy(float)
    m0, k0, a0, b0 = (prior[name] for name in ("m0", "k0", "a0", "b0"))
    first, last = np.triu_indices(len(x))
    sums, squares = (np.concatenate([[0.0], np.cumsum(each)]) for each in (x, x ** 2))
    n = last - first + 1
    mean = (sums[last + 1] - sums[first]) / n
    k, a = k0 + n, a0 + n / 2
    b = b0 + np.maximum(squares[last + 1] - squares[first] - n * mean ** 2, 0) / 2 + k0 * n * (mean - m0) ** 2 / (2 * k)
    found = np.full((len(x), len(x)), -np.inf)
    found[first, last] = special.gammaln(a) - special.gammaln(a0) + a0 * np.log(b0) - a * np.log(b) + (np.log(k0 / k) - n * np.log(2 * np.pi)) / 2
    return found


def penalty_sweep(values, multiples=(0.5, 1, 2, 3, 4, 8), models=("l2", "rbf")):
    """Breaks that PELT finds (Killick, Fearnhead and Eckley 2012) under each cost and penalty: a second opinion, never one penalty alone.

    ``multiples`` are multiples of log n on the standardised series. Returns model, multiple, breaks (labels of the first value
    after each break).
    """
    x = ((values - values.mean()) / values.std(ddof=0)).to_numpy(float)
    rows = []
    for model in models:
        search = ruptures.Pelt(model=model, min_size=2, jump=1).fit(x)
        rows += [(model, multiple, tuple(values.index[end] for end in search.predict(multiple * np.log(len(x)))[:-1])) for multiple in multiples]
    return pd.DataFrame(rows, columns=["model", "multiple", "breaks"])


def placebo_dates(breaks, fixed, years, draws, seed):
    """How many breaks lie in fixed years, beside as many years drawn at random from ``years``: dict hits, of (breaks within ``years``), expected (mean of the draws),
    p (share of sets of years, the fixed one among them, with at least as many hits)."""
    pool, inside = np.array(list(years)), [each for each in breaks if each in set(years)]
    random = np.random.default_rng(seed)
    drawn = np.array([np.isin(inside, random.choice(pool, len(fixed), replace=False)).sum() for _ in range(draws)])
    hits = int(np.isin(inside, list(fixed)).sum())
    return {"hits": hits, "of": len(inside), "expected": float(drawn.mean()), "p": (1 + int((drawn >= hits).sum())) / (draws + 1)}
