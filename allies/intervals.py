"""Exact intervals for shares and rates, as every chapter prints them."""

from scipy import stats


def share(successes, n, level=0.95, method="exact"):
    """Share of 1 with the interval of Clopper and Pearson (1934), Biometrika 26: a dict share, lo, hi.

    With ``method="wilson"`` the interval of Wilson (1927), Journal of the American Statistical Association 22.
    """
    interval = stats.binomtest(int(successes), int(n)).proportion_ci(level, method)
    return {"share": successes / n, "lo": interval.low, "hi": interval.high}


def rate(events, exposure, level=0.95):
    """Events per unit of exposure with the exact Poisson interval of Garwood (1936), Biometrika 28: a dict rate, lo, hi."""
    tail = (1 - level) / 2
    lo = stats.chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    hi = stats.chi2.ppf(1 - tail, 2 * (events + 1)) / 2
    return {"rate": events / exposure, "lo": lo / exposure, "hi": hi / exposure}
