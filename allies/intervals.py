"""Exact intervals for shares and rates, as every chapter prints them."""

import math

from scipy import stats


def share(successes, n, level=0.95):
    """Share of 1 with the interval of Clopper and Pearson (1934), Biometrika 26: a dict share, lo, hi."""
    interval = stats.binomtest(int(successes), int(n)).proportion_ci(level, "exact")
    return {"share": successes / n, "lo": interval.low, "hi": interval.high}


def wilson(share, n, level=0.95):
    """Share of 1 with the interval of Wilson (1927), Journal of the American Statistical Association 22: a dict share, lo, hi.

    ``n`` need not be whole: a sample whose design makes it worth less counts as the smaller one that it is worth.
    """
    z = stats.norm.ppf((1 + level) / 2)
    centre, slack = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n**2))
    scale = 1 + z * z / n
    return {"share": share, "lo": max(0.0, (centre - slack) / scale), "hi": min(1.0, (centre + slack) / scale)}


def rate(events, exposure, level=0.95):
    """Events per unit of exposure with the exact Poisson interval of Garwood (1936), Biometrika 28: a dict rate, lo, hi."""
    tail = (1 - level) / 2
    lo = stats.chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    hi = stats.chi2.ppf(1 - tail, 2 * (events + 1)) / 2
    return {"rate": events / exposure, "lo": lo / exposure, "hi": hi / exposure}
