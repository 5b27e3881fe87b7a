"""The structured half of the model: what areas share with their neighbours, scaled part by part.

An intrinsic conditional autoregression (ICAR: Besag, York & Mollie 1991) says that each area is
like the mean of its neighbours. How much it lets areas differ depends on the map, so it is scaled:
the geometric mean of the variances of the areas of a part of the map is 1 (Sorbye & Rue 2014, Spat.
Stat. 8:39-51). Each part that hangs together is scaled by itself and sums to zero; an area without
neighbours has no structured half (Freni-Sterrantino, Ventrucci & Rue 2018, Spat. Spatio-temporal
Epidemiol. 26:25-34).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from sightline.analysis.need.bym2.cholesky import Factor, factorise
from sightline.analysis.need.bym2.elimination import Elimination, plan_elimination
from sightline.analysis.neighbours import Neighbours

Numbers = NDArray[np.float64]

CHANCE_OF_LESS_THAN_HALF = 2 / 3  # that neighbours share less than half of the variation
_NEVER_SINGULAR = 1e-6  # added to a diagonal, as a share of it, where nothing is known of a part
_PLACES = np.linspace(-9.0, 9.0, 25)  # log odds of the shared variation that the prior is kept at


@dataclass(frozen=True, eq=False)
class Borders:
    """The map of neighbours, scaled.

    part: the part of the map of each area, from 0. alone: no neighbour. scale: what the precision
    of the ICAR of its part is multiplied by, 1 where alone. diagonal, entries: of the scaled
    precision, as a factorisation wants them; 1 and nothing where alone. variance: of each area.
    log_trees: the logarithm of the determinant of the scaled precision less its empty directions.
    """

    plan: Elimination
    part: NDArray[np.int64]
    alone: NDArray[np.bool_]
    scale: Numbers
    diagonal: Numbers
    entries: Numbers
    variance: Numbers
    log_trees: float

    @property
    def parts(self) -> int:
        """How many parts the map has, areas alone among them."""
        return int(self.part.max()) + 1

    @property
    def wholes(self) -> int:
        """How many parts have more than one area."""
        return self.parts - int(self.alone.sum())

    def totals(self, values: Numbers) -> Numbers:
        """The sum of values over the part of each area; 0 where alone."""
        held = np.where(self.alone, 0.0, values)
        summed = np.bincount(self.part, weights=held, minlength=self.parts)
        return np.asarray(summed[self.part], dtype="float64")

    def with_diagonal(self, more: Numbers) -> Factor:
        """The scaled precision with more on its diagonal, factorised."""
        held = np.where(self.alone, 1.0, self.diagonal * (1 + _NEVER_SINGULAR) + more)
        return factorise(self.plan, held, self.entries)


def scaled_borders(neighbours: Neighbours) -> Borders:
    """The scaled structure of a map. Areas that are neighbours one way are so both ways."""
    matrix = neighbours.matrix.maximum(neighbours.matrix.T)
    plan = plan_elimination(matrix)
    number = np.asarray(matrix.sum(axis=1)).ravel()
    part, alone = neighbours.parts(), number == 0
    variance, log_trees = _unscaled(plan, number, part, alone)
    scale = _geometric_means(variance, part, alone)
    wholes = int(part.max()) + 1 - int(alone.sum())
    first = np.unique(part, return_index=True)[1]
    log_scale = np.log(scale)
    return Borders(
        plan=plan,
        part=part,
        alone=alone,
        scale=scale,
        diagonal=np.where(alone, 1.0, number * scale),
        entries=-scale[plan.pairs[0]],
        variance=np.where(alone, 1.0, variance / scale),
        log_trees=log_trees + float(log_scale.sum() - log_scale[first].sum()) if wholes else 0.0,
    )


def _unscaled(
    plan: Elimination, number: Numbers, part: NDArray[np.int64], alone: NDArray[np.bool_]
) -> tuple[Numbers, float]:
    """The variance of each area in an ICAR that sums to zero, and the log determinant.

    Exactly: with 1 added at one area of each part the matrix can be inverted, and what that adds is
    the same for all areas of the part, so taking off their mean takes it off.
    """
    first = np.unique(part, return_index=True)[1]
    diagonal = np.where(alone, 0.0, number)
    diagonal[first] += 1.0
    factor = factorise(plan, diagonal, -np.ones(len(plan.pairs[0])))
    size = np.bincount(part).astype("float64")
    across = factor.solve(np.ones(len(part)))
    mean = np.bincount(part, weights=across) / size**2
    variance = factor.diagonal_of_inverse() - 2 * across / size[part] + mean[part]
    return variance, factor.log_determinant + float(np.log(size).sum())


def _geometric_means(
    variance: Numbers, part: NDArray[np.int64], alone: NDArray[np.bool_]
) -> Numbers:
    logs = np.log(np.where(alone, 1.0, variance))
    means = np.bincount(part, weights=logs) / np.bincount(part)
    return np.asarray(np.exp(means)[part])


class MixingPrior:
    """How much of the variation between areas is shared with neighbours, before seeing any count.

    The penalised-complexity prior of Riebler et al. 2016 (section 3.2): simpler is likelier, and
    simplest is nothing shared. How far from simplest is measured by the Kullback-Leibler distance,
    which depends on the map; the chance that less than half is shared is two in three.
    """

    def __init__(self, borders: Borders) -> None:
        self._flat = borders.wholes == 0
        if self._flat:
            return
        distances = np.array([_distance(borders, _share(odds)) for odds in _PLACES])
        self._log_distance = CubicSpline(_PLACES, np.log(distances))
        half = float(np.exp(self._log_distance(0.0)))
        self._rate = -np.log1p(-CHANCE_OF_LESS_THAN_HALF) / half

    def log_density(self, log_odds: float) -> float:
        """Of the log odds of the shared variation, up to a constant."""
        if self._flat:  # nothing can be shared, so nothing is learnt: every share is as likely
            return float(-np.logaddexp(0, log_odds) - np.logaddexp(0, -log_odds))
        at = float(np.clip(log_odds, _PLACES[0], _PLACES[-1]))
        log_distance = float(self._log_distance(at))
        slope = max(float(self._log_distance(at, 1)), 1e-12)
        return float(-self._rate * np.exp(log_distance) + log_distance + np.log(slope))


def _share(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))


def _distance(borders: Borders, shared: float) -> float:
    """The distance of a mixture from nothing shared, as in the appendix of Riebler et al."""
    together = ~borders.alone
    more = np.where(together, shared, 0.0)
    held = np.where(together, (1 - shared) * borders.diagonal + more, 1.0)
    mixed = factorise(borders.plan, held, (1 - shared) * borders.entries)
    wholes = borders.wholes
    log_determinant = (
        mixed.log_determinant
        - wholes * np.log(shared)
        - borders.log_trees
        + wholes * np.log1p(-shared)
    )
    excess = shared * float(borders.variance[together].sum() - together.sum())
    return float(np.sqrt(max(excess - log_determinant, 1e-24)))
