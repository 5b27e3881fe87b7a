"""How well counts were foretold: calibration, sharpness, and whether the right areas were named."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy
from scipy.stats import nbinom

Numbers = NDArray[np.float64]

_AT_ONCE = 2_000_000  # cells of a table of chances


def share_held(found: Numbers, low: Numbers, high: Numbers) -> float:
    """The share of counts within their interval.

    >>> share_held(np.array([1.0, 5.0]), np.array([0.0, 1.0]), np.array([2.0, 4.0]))
    0.5
    """
    return float(((low <= found) & (found <= high)).mean())


def share_held_split(
    found: Numbers, expected: Numbers, unevenness: Numbers, interval: float
) -> float:
    """The same, but a count on an end counts by the part of its chance that lies within.

    Whole counts make an interval hold more than it promises; this does not (Czado, Gneiting & Held
    2009, Biometrics 65:1254-1261: the randomised probability integral transform, without dice).
    """
    size = 1 / np.maximum(unevenness, 1e-9)
    chance = size / (size + expected)
    upper, lower = nbinom.cdf(found, size, chance), nbinom.cdf(found - 1, size, chance)
    tail = (1 - interval) / 2
    inside = np.clip(upper, tail, 1 - tail) - np.clip(lower, tail, 1 - tail)
    return float((inside / np.maximum(upper - lower, 1e-300)).mean())


def ranked_probability(found: Numbers, expected: Numbers, unevenness: Numbers) -> float:
    """The continuous ranked probability score of negative binomials, mean of areas; in incidents.

    The sum over counts of the squared distance of the chance of so many or fewer from what was
    (Gneiting & Raftery 2007, JASA 102:359-378). unevenness 0: Poisson.
    """
    size = 1 / np.maximum(unevenness, 1e-9)
    chance = size / (size + expected)
    furthest = np.maximum(found, nbinom.ppf(0.99999, size, chance)).astype(int) + 1
    order = np.argsort(furthest)
    total, start = 0.0, 0
    while start < len(order):
        end = start + max(1, _AT_ONCE // int(furthest[order[-1]] + 1))
        part = order[start : min(end, len(order))]
        counts = np.arange(furthest[part[-1]] + 1)[:, np.newaxis]
        below = nbinom.cdf(counts, size[part], chance[part])
        total += float(((below - (counts >= found[part])) ** 2).sum())
        start = min(end, len(order))
    return total / len(found)


def poisson_deviance(found: Numbers, expected: Numbers) -> float:
    """Twice the log likelihood short of the best, mean of areas.

    >>> round(poisson_deviance(np.array([3.0]), np.array([3.0])), 6)
    0.0
    """
    return float(2 * (xlogy(found, found / expected) - (found - expected)).mean())


def accuracy_and_efficiency(
    found: Numbers, expected: Numbers, *, top_share: float
) -> tuple[float, float]:
    """PAI and PEI of the areas expected to be highest (NIJ 2017).

    PAI: the share of incidents that fell in them to their share of areas. PEI: that to the best
    possible for as many areas. Areas expected to be alike are taken in order.

    >>> accuracy_and_efficiency(np.array([8.0, 1, 1, 0]), np.array([9.0, 1, 1, 1]), top_share=0.25)
    (3.2, 1.0)
    """
    number = max(1, round(top_share * len(found)))
    chosen = np.argsort(-expected, kind="stable")[:number]
    caught, best = found[chosen].sum(), np.sort(found)[-number:].sum()
    share = number / len(found)
    whole = found.sum()
    return float(caught / whole / share), float(caught / best)
