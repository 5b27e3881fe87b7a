"""Counts over time: a log-linear model whose errors may be more than chance, and hang together.

Quasi-Poisson (McCullagh & Nelder 1989, section 6.2): variance is a multiple of the mean, the
dispersion, never taken as less than 1. Months next to each other may err alike, so the covariance
of Newey & West 1987 (Econometrica 55:703-708) is worked out too, with the lag and the correction
for few months that are usual, and the larger variance of the two is used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Numbers = NDArray[np.float64]

MOST_ALIKE = 0.9  # errors of months next to each other; with more, years would tell nothing
_MOST_STEPS, _NEAR_ENOUGH = 60, 1e-10
_FURTHEST = 30.0  # of a log mean: more is overflow


@dataclass(frozen=True, eq=False)
class CountFit:
    """Coefficients on the log scale, their variances, and the degrees of freedom left."""

    coefficients: Numbers
    variances: Numbers
    dispersion: float
    freedom: int

    def interval(self, which: int, chance: float) -> tuple[float, float, float]:
        """A coefficient and the bounds it lies between with that chance, by Student's t."""
        middle = float(self.coefficients[which])
        reach = float(student.ppf((1 + chance) / 2, self.freedom))
        half = reach * float(np.sqrt(self.variances[which]))
        return middle, middle - half, middle + half


def fit_counts(counts: Numbers, design: Numbers, exposure: Numbers) -> CountFit:
    """The fit of counts ~ exposure × exp(design @ coefficients).

    design has full rank and fewer columns than rows; some counts are above zero wherever a column
    needs them: the callers see to it.
    """
    coefficients = _fitted(counts, design, exposure)
    mean = exposure * np.exp(design @ coefficients)
    freedom = len(counts) - design.shape[1]
    dispersion = max(1.0, float(((counts - mean) ** 2 / mean).sum()) / freedom)
    inverse = np.linalg.inv((design.T * mean) @ design)
    naive = dispersion * _hanging_together(counts, mean, design) * inverse.diagonal()
    together = inverse @ _scores(design * (counts - mean)[:, np.newaxis]) @ inverse
    robust = together.diagonal() * len(counts) / freedom
    return CountFit(coefficients, np.maximum(naive, robust), dispersion, freedom)


def _fitted(counts: Numbers, design: Numbers, exposure: Numbers) -> Numbers:
    """Iteratively reweighted least squares."""
    log_mean = np.log(counts + 0.5)
    offset = np.log(exposure)
    coefficients = np.zeros(design.shape[1])
    for _ in range(_MOST_STEPS):
        mean = np.exp(np.clip(log_mean, -_FURTHEST, _FURTHEST))
        working = log_mean - offset + (counts - mean) / mean
        root = np.sqrt(mean)[:, np.newaxis]
        found = np.linalg.lstsq(design * root, working * root[:, 0], rcond=None)[0]
        moved = float(np.abs(found - coefficients).max())
        coefficients = found
        log_mean = design @ coefficients + offset
        if moved < _NEAR_ENOUGH:
            break
    return np.asarray(coefficients)


def _hanging_together(counts: Numbers, mean: Numbers, design: Numbers) -> float:
    """By how much slow errors widen what is smooth in time; never below 1.

    r is the correlation of one month's error with the next, less what it would be for a fit to
    pure chance, which is below zero where months are few for the columns fitted. If errors are
    slow alone, that is (1 + r) / (1 - r); if they are half chance and half slow, fading by a half a
    month, it is 1 + 4 r. The larger is used.
    """
    root = np.sqrt(mean)
    weighted = design * root[:, np.newaxis]
    errors = (counts - mean) / root
    found = float(errors[1:] @ errors[:-1] / max(float(errors @ errors), 1e-300))
    projected = weighted @ np.linalg.pinv(weighted)
    by_chance = -float(projected.diagonal(1).sum()) / (len(counts) - design.shape[1])
    next_alike = float(np.clip(found - by_chance, 0.0, MOST_ALIKE))
    return max((1 + next_alike) / (1 - next_alike), 1 + 4 * next_alike)


def _scores(scores: Numbers) -> Numbers:
    """Sums of products of scores, of months apart with a weight that falls with the lag."""
    number = len(scores)
    lags = int(np.floor(4 * (number / 100) ** (2 / 9)))
    total = scores.T @ scores
    for lag in range(1, min(lags, number - 1) + 1):
        apart = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (lags + 1)) * (apart + apart.T)
    return np.asarray(total)
