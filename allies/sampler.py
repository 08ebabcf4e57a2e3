"""The compiled part of ``idealpoints``: posterior density and a blockwise Hamiltonian sampler.

The unknowns stand in one vector x: first the points, in the order of year and state, then for each item its
slope, its lower cut and the logarithm of the gap to its upper cut (idle for items with two answers). A block is
a year with its items; where items are shared between years, all years are one block.

Each block is moved in turn by split Hamiltonian Monte Carlo (Shahbaba, Lan, Johnson and Neal 2014): the Gaussian
approximation with the curvature at ``Metric.mean`` is followed exactly, only what departs from it is integrated in
steps. After that all points from a year on are shifted and stretched together, with the items following, which
leaves every probability as it is and costs no look at the votes.
"""

import math
from collections import namedtuple

import numba
import numpy as np
from scipy import special

SLOPE_PRECISION = 2.0  # slopes have a normal prior with variance 1/2
CUT_PRECISION = 0.25   # cuts have a normal prior with standard deviation 2
STEP_VARIANCE = 0.1    # of the random walk from one year to the next

# first: where the votes of each item begin; point, answer (0 lower, 1 middle, 2 upper): by vote; three: whether an item
# has a middle answer; before, after: the same state's point of the year before and after, or -1; pull: precision of the
# normal prior of each point; block, item_block: where the points and the items of each block begin; years: first point,
# number of points and place in Metric.lower of each year; year_block: where the years of each block begin.
Data = namedtuple("Data", "first point answer three before after pull block item_block years year_block")
# mean: centre; lower: Cholesky factors of the years' points, items integrated out; votes: three numbers by vote; items: six.
Metric = namedtuple("Metric", "mean lower votes items")

EDGE, PER_UNIT = 9.0, 32
LOG_ROOT_TWO_PI = 0.5 * math.log(2 * math.pi)
_x = np.arange(-EDGE, EDGE + 2 / PER_UNIT, 1 / PER_UNIT)
_log, _density = special.log_ndtr(_x), np.exp(-0.5 * _x * _x - LOG_ROOT_TWO_PI)
_mills = _density / np.exp(_log)
# Values and slopes for cubic interpolation, which is right to nine digits.
LOG_CDF = np.stack([_log, _mills / PER_UNIT, _mills, -_mills * (_mills + _x) / PER_UNIT], axis=1)
CDF = np.stack([special.ndtr(_x), _density / PER_UNIT, _density, -_x * _density / PER_UNIT], axis=1)

compiled = numba.njit(error_model="numpy", nogil=True, cache=True)
inlined = numba.njit(error_model="numpy", nogil=True, inline="always", cache=True)


@inlined
def _between(table, x, column):
    place = (x + EDGE) * PER_UNIT
    i = int(place)
    u = place - i
    left, right = table[i], table[i + 1]
    return (left[column] + (right[column] - left[column]) * u * u * (3 - 2 * u)
            + u * (1 - u) * (left[column + 1] * (1 - u) - right[column + 1] * u))


@inlined
def log_cdf(x):
    """Logarithm of the standard normal distribution function."""
    if x >= EDGE:
        return 0.0
    if x <= -EDGE:
        return -0.5 * x * x - LOG_ROOT_TWO_PI - math.log(-x) + math.log(_tail(x))
    return _between(LOG_CDF, x, 0)


@inlined
def mills(x):
    """Density over distribution function: the derivative of ``log_cdf``."""
    if x >= EDGE:
        return 0.0
    return -x / _tail(x) if x <= -EDGE else _between(LOG_CDF, x, 2)


@inlined
def _tail(x):
    y = 1 / (x * x)
    return 1 - y * (1 - 3 * y * (1 - 5 * y * (1 - 7 * y)))


@compiled
def _far(a, b):
    low, high = (-b, -a) if a + b > 0 else (a, b)
    top = log_cdf(high)
    log = top + math.log(max(-math.expm1(log_cdf(low) - top), 1e-300))
    return log, math.exp(-LOG_ROOT_TWO_PI - 0.5 * a * a - log), math.exp(-LOG_ROOT_TWO_PI - 0.5 * b * b - log)


@inlined
def middle(a, b):
    """Logarithm of the probability between a and b, and the densities at a and at b over that probability."""
    if a > -EDGE and b < EDGE:
        inside = _between(CDF, b, 0) - _between(CDF, a, 0)
        if inside > 1e-4:
            return math.log(inside), _between(CDF, a, 2) / inside, _between(CDF, b, 2) / inside
    return _far(a, b)


@compiled
def posterior(x, gradient, b, data):
    """Log posterior density of block b given the others; its gradient goes into the block's part of ``gradient``."""
    n, total = len(data.before), 0.0
    for s in range(data.block[b], data.block[b + 1]):
        total -= 0.5 * data.pull[s] * x[s] ** 2
        gradient[s] = -data.pull[s] * x[s]
        q = data.before[s]
        if q >= 0:
            step = (x[s] - x[q]) / STEP_VARIANCE
            total -= 0.5 * step * (x[s] - x[q])
            gradient[s] -= step
            if q >= data.block[b]:
                gradient[q] += step
        q = data.after[s]
        if q >= data.block[b + 1]:
            step = (x[s] - x[q]) / STEP_VARIANCE
            total -= 0.5 * step * (x[s] - x[q])
            gradient[s] -= step
    for j in range(data.item_block[b], data.item_block[b + 1]):
        o = n + 3 * j
        slope, cut, gap = x[o], x[o + 1], math.exp(x[o + 2])
        upper = cut + gap if data.three[j] else cut
        by_slope, by_cut, by_gap = -SLOPE_PRECISION * slope, -CUT_PRECISION * cut, -x[o + 2]
        total -= 0.5 * (SLOPE_PRECISION * slope ** 2 + CUT_PRECISION * cut ** 2)
        if data.three[j]:
            total += x[o + 2] - 0.5 * CUT_PRECISION * upper ** 2
            by_cut -= CUT_PRECISION * upper
            by_gap = 1 - CUT_PRECISION * upper * gap
        else:
            total -= 0.5 * x[o + 2] ** 2
        for v in range(data.first[j], data.first[j + 1]):
            s = data.point[v]
            along, answer = slope * x[s], data.answer[v]
            if answer == 2:
                total += log_cdf(along - upper)
                force = mills(along - upper)
                by_cut -= force
                if data.three[j]:
                    by_gap -= force * gap
            elif answer == 0:
                total += log_cdf(cut - along)
                force = -mills(cut - along)
                by_cut -= force
            else:
                log, low, high = middle(cut - along, upper - along)
                total += log
                force = low - high
                by_cut -= force
                by_gap += high * gap
            by_slope += force * x[s]
            gradient[s] += force * slope
        gradient[o], gradient[o + 1], gradient[o + 2] = by_slope, by_cut, by_gap
    return total


@compiled
def curvature(x, data, diagonal, votes, items):
    """Expected curvature at x: the points' own part, Cholesky factors of the items, and what each vote links."""
    n = len(data.before)
    diagonal[:] = data.pull
    for s in range(n):
        if data.before[s] >= 0:
            diagonal[s] += 1 / STEP_VARIANCE
            diagonal[data.before[s]] += 1 / STEP_VARIANCE
    for j in range(len(data.three)):
        o = n + 3 * j
        slope, cut, gap = x[o], x[o + 1], math.exp(x[o + 2])
        upper = cut + gap if data.three[j] else cut
        a, b, c, d, e, f = SLOPE_PRECISION, 0.0, 0.0, CUT_PRECISION, 0.0, 1.0
        if data.three[j]:
            d, e, f = 2 * CUT_PRECISION, CUT_PRECISION * gap, CUT_PRECISION * (gap * gap + max(0.0, upper * gap))
        for v in range(data.first[j], data.first[j + 1]):
            t = x[data.point[v]]
            along, answer = slope * t, data.answer[v]
            if answer == 2:
                force = mills(along - upper)
                weight, half = force * (force + along - upper), 0.0
                full = gap if data.three[j] else 0.0
                along_gap, cut_gap, gap_gap = -weight * full, weight * full, weight * full * full
            elif answer == 0:
                force = mills(cut - along)
                weight = force * (force + cut - along)
                along_gap, cut_gap, gap_gap = 0.0, 0.0, 0.0
            else:
                p, q = cut - along, upper - along
                _, low, high = middle(p, q)
                half = high * high + q * high
                weight = low * low - p * low + half - 2 * low * high
                along_gap = -(half - low * high) * gap
                cut_gap, gap_gap = -along_gap, half * gap * gap
            diagonal[data.point[v]] += weight * slope * slope
            a += weight * t * t
            b -= weight * t
            c += along_gap * t
            d += weight
            e += cut_gap
            f += gap_gap
            votes[v, 0], votes[v, 1], votes[v, 2] = weight * slope * t, -weight * slope, along_gap * slope
        l0 = math.sqrt(a)
        l1, l2 = b / l0, c / l0
        l3 = math.sqrt(d - l1 * l1)
        l4 = (e - l2 * l1) / l3
        l5 = math.sqrt(max(f - l2 * l2 - l4 * l4, 1e-6))
        items[j] = (l0, l1, l2, l3, l4, l5)
        for v in range(data.first[j], data.first[j + 1]):
            p = votes[v, 0] / l0
            q = (votes[v, 1] - l1 * p) / l3
            votes[v, 0], votes[v, 1], votes[v, 2] = p, q, (votes[v, 2] - l2 * p - l4 * q) / l5


@compiled
def without_items(data, year_of, votes, squares):
    """Subtract from each year's square (its lower half) what its items explain."""
    for j in range(len(data.three)):
        for v in range(data.first[j], data.first[j + 1]):
            s = data.point[v]
            start, size, place = data.years[year_of[s]]
            for w in range(data.first[j], v + 1):
                q = data.point[w]
                if year_of[q] == year_of[s]:
                    part = votes[v, 0] * votes[w, 0] + votes[v, 1] * votes[w, 1] + votes[v, 2] * votes[w, 2]
                    if q == s and w != v:
                        part *= 2
                    squares[place + (max(q, s) - start) * size + min(q, s) - start] -= part


@compiled
def from_white(z, x, b, data, metric):
    """x of block b from its whitened form z."""
    n = len(data.before)
    for y in range(data.year_block[b], data.year_block[b + 1]):
        start, size, place = data.years[y]
        for i in range(size):
            x[start + i] = z[start + i]
        for i in range(size - 1, -1, -1):
            row = place + i * size
            value = x[start + i] / metric.lower[row + i]
            x[start + i] = value
            for r in range(i):
                x[start + r] -= metric.lower[row + r] * value
    for j in range(data.item_block[b], data.item_block[b + 1]):
        o = n + 3 * j
        p, q, r = z[o], z[o + 1], z[o + 2]
        for v in range(data.first[j], data.first[j + 1]):
            value = x[data.point[v]]
            p -= metric.votes[v, 0] * value
            q -= metric.votes[v, 1] * value
            r -= metric.votes[v, 2] * value
        l0, l1, l2, l3, l4, l5 = metric.items[j]
        r /= l5
        q = (q - l4 * r) / l3
        p = (p - l1 * q - l2 * r) / l0
        x[o], x[o + 1], x[o + 2] = p + metric.mean[o], q + metric.mean[o + 1], r + metric.mean[o + 2]
    for s in range(data.block[b], data.block[b + 1]):
        x[s] += metric.mean[s]


@compiled
def to_white(x, z, b, data, metric):
    """z of block b: the inverse of ``from_white``."""
    n = len(data.before)
    for y in range(data.year_block[b], data.year_block[b + 1]):
        start, size, place = data.years[y]
        for i in range(size):
            z[start + i] = 0.0
        for i in range(size):
            away, row = x[start + i] - metric.mean[start + i], place + i * size
            for r in range(i + 1):
                z[start + r] += metric.lower[row + r] * away
    for j in range(data.item_block[b], data.item_block[b + 1]):
        o = n + 3 * j
        p, q, r = x[o] - metric.mean[o], x[o + 1] - metric.mean[o + 1], x[o + 2] - metric.mean[o + 2]
        l0, l1, l2, l3, l4, l5 = metric.items[j]
        p, q, r = l0 * p + l1 * q + l2 * r, l3 * q + l4 * r, l5 * r
        for v in range(data.first[j], data.first[j + 1]):
            away = x[data.point[v]] - metric.mean[data.point[v]]
            p += metric.votes[v, 0] * away
            q += metric.votes[v, 1] * away
            r += metric.votes[v, 2] * away
        z[o], z[o + 1], z[o + 2] = p, q, r


@compiled
def gradient_to_white(gradient, white, b, data, metric):
    """Gradient by z from the gradient by x."""
    n = len(data.before)
    for s in range(data.block[b], data.block[b + 1]):
        white[s] = gradient[s]
    for j in range(data.item_block[b], data.item_block[b + 1]):
        o = n + 3 * j
        l0, l1, l2, l3, l4, l5 = metric.items[j]
        p = gradient[o] / l0
        q = (gradient[o + 1] - l1 * p) / l3
        r = (gradient[o + 2] - l2 * p - l4 * q) / l5
        white[o], white[o + 1], white[o + 2] = p, q, r
        for v in range(data.first[j], data.first[j + 1]):
            white[data.point[v]] -= metric.votes[v, 0] * p + metric.votes[v, 1] * q + metric.votes[v, 2] * r
    for y in range(data.year_block[b], data.year_block[b + 1]):
        start, size, place = data.years[y]
        for i in range(size):
            row, value = place + i * size, white[start + i]
            for r in range(i):
                value -= metric.lower[row + r] * white[start + r]
            white[start + i] = value / metric.lower[row + i]


@compiled
def _parts(b, data):
    n = len(data.before)
    return ((data.block[b], data.block[b + 1]), (n + 3 * data.item_block[b], n + 3 * data.item_block[b + 1]))


@compiled
def ascend(x, data, metric):
    """One Newton step uphill in each block, halved until it gains; returns the gain. ``metric.mean`` must be zero."""
    gradient, white, step, old, gain = np.empty_like(x), np.empty_like(x), np.empty_like(x), x.copy(), 0.0
    for b in range(len(data.block) - 1):
        before = posterior(x, gradient, b, data)
        gradient_to_white(gradient, white, b, data, metric)
        from_white(white, step, b, data, metric)
        length, now = 1.0, before - 1
        while length > 1e-3 and not now > before:
            for start, end in _parts(b, data):
                for i in range(start, end):
                    x[i] = old[i] + length * step[i]
            now = posterior(x, gradient, b, data)
            length /= 2
        if now > before:
            gain += now - before
        else:
            for start, end in _parts(b, data):
                x[start:end] = old[start:end]
    return gain


@compiled
def shift_and_stretch(rng, x, data, widths, adapt):
    """Move all points from each year on, and the items with them, so that only their priors notice."""
    n, count = len(data.before), len(data.three)
    for t in range(len(data.years)):
        start, item = data.block[t], data.item_block[t]
        weight, linear, square, links, jump, cross, own, inside = 0.0, 0.0, 0.0, 0, 0.0, 0.0, 0.0, 0.0
        for s in range(start, n):
            weight += data.pull[s]
            linear += data.pull[s] * x[s]
            q = data.before[s]
            if 0 <= q < start:
                links += 1
                jump += x[s] - x[q]
            elif q >= 0:
                inside += (x[s] - x[q]) ** 2
        slopes, cuts, cut_slopes = 0.0, 0.0, 0.0
        for j in range(item, count):
            o = n + 3 * j
            slopes += x[o] ** 2
            cuts += x[o + 1] * x[o]
            cut_slopes += x[o] ** 2
            if data.three[j]:
                cuts += (x[o + 1] + math.exp(x[o + 2])) * x[o]
                cut_slopes += x[o] ** 2
        precision = weight + links / STEP_VARIANCE + CUT_PRECISION * cut_slopes
        shift = (rng.standard_normal() / math.sqrt(precision)
                 - (linear + jump / STEP_VARIANCE + CUT_PRECISION * cuts) / precision)
        for s in range(start, n):
            x[s] += shift
            square += data.pull[s] * x[s] ** 2
            if 0 <= data.before[s] < start:
                cross += x[s] * x[data.before[s]]
                own += x[s] ** 2
        for j in range(item, count):
            x[n + 3 * j + 1] += x[n + 3 * j] * shift
        log = widths[t] * rng.standard_normal()
        factor = math.exp(log)
        more, less = factor * factor - 1, 1 / (factor * factor) - 1
        ratio = (-0.5 * more * square - 0.5 * (more * (inside + own) - 2 * (factor - 1) * cross) / STEP_VARIANCE
                 - 0.5 * SLOPE_PRECISION * less * slopes + (n - start - (count - item)) * log)
        accepted = math.log(rng.random()) < ratio
        if adapt:
            widths[t] *= math.exp(0.1 * ((1.0 if accepted else 0.0) - 0.35))
        if accepted:
            x[start:n] *= factor
            for j in range(item, count):
                x[n + 3 * j] /= factor


@compiled
def chain(rng, x, data, metric, steps, widths, adapt, points, mean):
    """As many draws as ``points`` has rows: the points of each go there, the mean of x into ``mean``; x, ``steps`` and ``widths`` change.

    Returns the mean rate of acceptance. A trajectory turns by some 2.8 radians, nearly to the other side of the
    centre, so that successive draws are negatively correlated.
    """
    z, momentum, old = np.empty_like(x), np.empty_like(x), np.empty_like(x)
    gradient, white, rate = np.empty_like(x), np.empty_like(x), 0.0
    blocks = len(data.block) - 1
    for draw in range(len(points)):
        for b in range(blocks):
            step = steps[b] * (0.7 + 0.4 * rng.random())
            cos, sin = math.cos(step), math.sin(step)
            to_white(x, z, b, data, metric)
            energy = posterior(x, gradient, b, data)
            gradient_to_white(gradient, white, b, data, metric)
            for start, end in _parts(b, data):
                for i in range(start, end):
                    old[i], momentum[i] = x[i], rng.standard_normal()
                    energy -= 0.5 * momentum[i] ** 2
            for _ in range(max(1, min(64, round(2.8 / step)))):
                for start, end in _parts(b, data):
                    for i in range(start, end):
                        kicked = momentum[i] + 0.5 * step * (white[i] + z[i])
                        momentum[i], z[i] = kicked * cos - z[i] * sin, z[i] * cos + kicked * sin
                from_white(z, x, b, data, metric)
                log = posterior(x, gradient, b, data)
                gradient_to_white(gradient, white, b, data, metric)
                for start, end in _parts(b, data):
                    for i in range(start, end):
                        momentum[i] += 0.5 * step * (white[i] + z[i])
            for start, end in _parts(b, data):
                for i in range(start, end):
                    log -= 0.5 * momentum[i] ** 2
            chance = math.exp(min(0.0, log - energy)) if log == log else 0.0
            rate += chance / blocks / len(points)
            if adapt:
                steps[b] = min(1.5, steps[b] * math.exp(0.15 * (chance - 0.8)))
            if not rng.random() < chance:
                for start, end in _parts(b, data):
                    x[start:end] = old[start:end]
        if blocks == len(data.years):
            shift_and_stretch(rng, x, data, widths, adapt)
        points[draw] = x[:len(data.before)]
        mean += x / len(points)
    return rate
