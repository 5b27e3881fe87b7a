"""The distribution of each area's rate, averaged over likely spreads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.analysis.need.bym2.latent import Counts, Rates, log_tilted

Numbers = NDArray[np.float64]

_BELOW, _ABOVE, _PLACES = 8.0, 6.0, 113  # standard deviations of a log rate, and places in between
_AT_ONCE = 4096  # areas


@dataclass(frozen=True, eq=False)
class Marginals:
    """Log relative rates: places (areas × places) and the chance of a lower one at each.

    mean: of the relative rates, as publications give it; it has no bounds where little is known.
    """

    places: Numbers
    below: Numbers
    mean: Numbers

    def quantile(self, chance: float) -> Numbers:
        """The relative rate below which the truth lies with that chance."""
        return np.exp(self.log_quantiles(np.full(len(self.mean), chance)))

    def log_quantiles(self, chances: Numbers) -> Numbers:
        """The log relative rate below which the truth lies, with a chance for each area."""
        return _read_off(self.below, self.places, chances)

    def chance_above(self, relative_rate: Numbers) -> Numbers:
        """The chance that the rate is above another, one for each area."""
        with np.errstate(divide="ignore"):
            logs = np.log(relative_rate)
        lowest, highest = self.places[:, 0], self.places[:, -1]
        return 1 - _read_off(self.places, self.below, np.clip(logs, lowest, highest))


def marginals(counts: Counts, chance: Numbers, rates: list[Rates]) -> Marginals:
    """Mixed over spreads, each with its chance."""
    centre = sum(share * rate.mean for share, rate in zip(chance, rates, strict=True))
    second = sum(
        share * (rate.variance + (rate.mean - centre) ** 2)
        for share, rate in zip(chance, rates, strict=True)
    )
    width = np.sqrt(second)
    steps = np.linspace(-_BELOW, _ABOVE, _PLACES)
    places = np.asarray(centre)[:, np.newaxis] + width[:, np.newaxis] * steps
    below, mean = np.empty_like(places), np.empty(len(places))
    for first in range(0, len(places), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        below[part], mean[part] = _mixed(_of(counts, part), chance, rates, part, places[part])
    return Marginals(places, below, mean)


def _of(counts: Counts, part: slice) -> Counts:
    return Counts(
        counts.incidents[part], counts.expected[part], counts.design[part], counts.tightness
    )


def _mixed(
    counts: Counts, chance: Numbers, rates: list[Rates], part: slice, places: Numbers
) -> tuple[Numbers, Numbers]:
    density = np.zeros_like(places)
    for share, rate in zip(chance, rates, strict=True):
        height = log_tilted(counts, rate.outside_mean[part], rate.outside_variance[part], places)
        mass = np.exp(height - height.max(axis=1, keepdims=True))
        density += share * mass / mass.sum(axis=1, keepdims=True)
    mean = (density * np.exp(places)).sum(axis=1)
    below = np.cumsum(density, axis=1) - density / 2  # half of a place's weight lies below it
    return below, mean


def _read_off(known: Numbers, wanted: Numbers, at: Numbers) -> Numbers:
    """Where `known` reaches `at`, row by row, what `wanted` is, by a straight line between."""
    after = np.clip((known < at[:, np.newaxis]).sum(axis=1), 1, known.shape[1] - 1)
    row = np.arange(len(at))
    low, high = known[row, after - 1], known[row, after]
    share = np.clip((at - low) / np.where(high > low, high - low, 1.0), 0.0, 1.0)
    return np.asarray(wanted[row, after - 1] * (1 - share) + wanted[row, after] * share)
