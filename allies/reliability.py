"""How far coders agree: Krippendorff's alpha, Gwet's AC1, bootstrap intervals."""

import numpy as np
import pandas as pd

USED, TENTATIVE = 0.800, 0.667  # Krippendorff (2004), Content Analysis, 2nd ed., p. 241


def coincidences(codes, categories):
    """Coincidences of every unit: an array units x categories x categories.

    ``codes``: DataFrame, one row per unit, one column per coder, missing where a coder left a unit out;
    ``categories``: all codes, in their order. Units with fewer than two codes count nothing.
    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability.
    """
    unknown = set(codes.stack().dropna()) - set(categories)
    if unknown:
        raise ValueError(f"codes {sorted(map(str, unknown))} are not among the categories {list(categories)}")
    counts = np.stack([(codes == category).sum(axis=1).to_numpy(float) for category in categories], axis=1)
    coded = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(len(categories))
    return pairs / np.where(coded > 1, coded - 1, 1)[:, None, None] * (coded > 1)[:, None, None]


def _alpha(tables, level):
    """Alpha of coincidence tables (... x categories x categories); nan where only one category occurs."""
    margin = tables.sum(axis=-1)
    n = margin.sum(axis=-1)
    size = tables.shape[-1]
    if level == "nominal":
        distance = np.broadcast_to(1 - np.eye(size), tables.shape)
    else:  # ordinal: all codes that lie between the two count
        running = margin.cumsum(axis=-1)
        low = np.minimum(running[..., :, None], running[..., None, :])
        high = np.maximum(running[..., :, None], running[..., None, :])
        first = np.where(np.arange(size)[:, None] <= np.arange(size), margin[..., :, None], margin[..., None, :])
        last = np.where(np.arange(size)[:, None] <= np.arange(size), margin[..., None, :], margin[..., :, None])
        distance = ((high - low) + first - (first + last) / 2) ** 2 * (1 - np.eye(size))
    observed = (tables * distance).sum(axis=(-2, -1))
    expected = (margin[..., :, None] * margin[..., None, :] * distance).sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (n - 1) * observed / expected, np.nan)


def alpha(codes, categories, level="nominal"):
    """Krippendorff's alpha, a float; nan where only one category occurs. Arguments as for ``coincidences``;
    ``level`` is nominal or ordinal. Source: Krippendorff (2011)."""
    return float(_alpha(coincidences(codes, categories).sum(axis=0), level))


def ac1(codes, categories):
    """Gwet's AC1 of two coders, a float. Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61."""
    both = codes.dropna()
    agree = (both.iloc[:, 0] == both.iloc[:, 1]).mean()
    share = np.array([(both == category).to_numpy().mean() for category in categories])
    chance = (share * (1 - share)).sum() / (len(categories) - 1)
    return float((agree - chance) / (1 - chance))


def interval(codes, categories, level="nominal", draws=2000, seed=20261122):
    """95 % interval of alpha, (lo, hi), from units drawn with replacement; draws in which only one category occurs are left out."""
    tables = coincidences(codes, categories)
    weights = np.random.default_rng(seed).multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=draws)
    drawn = np.tensordot(weights.astype(float), tables, axes=1)
    return tuple(map(float, np.nanquantile(_alpha(drawn, level), [0.025, 0.975])))


def verdict(value):
    """used, tentative or dropped, by the bars of the plan; undefined where alpha is."""
    if pd.isna(value):
        return "undefined"
    return "used" if value >= USED else "tentative" if value >= TENTATIVE else "dropped"


def agreement(codes, categories, level="nominal"):
    """All measures for two coders, a dict: n (units coded by both), agree (share of them), alpha, lo, hi, ac1, verdict."""
    both = codes.dropna()
    value = alpha(both, categories, level)
    lo, hi = (np.nan, np.nan) if np.isnan(value) else interval(both, categories, level)
    return {"n": len(both), "agree": float((both.iloc[:, 0] == both.iloc[:, 1]).mean()), "alpha": value, "lo": lo, "hi": hi,
            "ac1": ac1(both, categories), "verdict": verdict(value)}


def confusion(codes, categories):
    """Table of the first coder's codes (rows) against the second's (columns), counts."""
    return pd.crosstab(codes.iloc[:, 0], codes.iloc[:, 1]).reindex(index=list(categories), columns=list(categories), fill_value=0)
