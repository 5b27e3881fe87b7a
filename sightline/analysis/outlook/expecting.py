"""What an area may expect: a smoothed long average, with an interval that past errors widen.

An area's counts, older ones counting for less, are mixed with what all areas have (gamma-Poisson:
sightline.analysis.need.shrinkage), so that one quiet or busy year among few incidents is not taken
for what comes. Older counts fade by halves, at the pace that foretold the latest known months best
(discounting: Smith & Miller 1986, JRSS B 48:79-88). How much more than that areas change by
themselves, and all together, is taken from how far it was off at that last look back. The interval
is negative binomial.

It is about places, never about a person. It is the benchmark that any model must beat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln
from scipy.stats import nbinom

from sightline.analysis.need.rates import check_interval
from sightline.analysis.need.shrinkage import Counts, mixture_of_rates
from sightline.analysis.outlook.history import (
    History,
    check_ahead,
    days_of,
    history_of,
    season_of,
)
from sightline.analysis.outlook.tables import OUTLOOK
from sightline.analysis.periods import Month
from sightline.errors import Refused

Numbers = NDArray[np.float64]

HALF_LIVES = (6.0, 12.0, 24.0, 48.0, np.inf)  # months after which a count says half as much
USUAL_HALF_LIFE = 24.0  # where there is too little to look back on
USUAL_UNEVENNESS = 0.02  # where there is too little to look back on: areas change by about 14%
_LEAST_UNEVENNESS = 1e-6
_LOG_SPREADS = (np.log(1e-3), np.log(3.0))  # of what areas change by themselves


@dataclass(frozen=True, eq=False)
class Level:
    """What areas have a day, in an average month: means, and their relative variances."""

    mean: Numbers
    relative: Numbers


@dataclass(frozen=True)
class Habit:
    """What looking back taught: how fast old counts fade, and how much areas change besides."""

    half_life: float
    unevenness: float


def expect_incidents(
    *, monthly: pd.DataFrame, months_ahead: int = 12, interval: float = 0.9
) -> pd.DataFrame:
    """How many incidents each area may expect in the months after the last one known, together.

    monthly: MONTHLY of areas; a month without a row was not supplied and is left out. months_ahead:
    1 to 12. Returns OUTLOOK by area: the count lies from `low` to `high` with the chance
    `interval`, or a little more, for counts are whole. The season is that of all areas, and is
    taken as even where fewer than 24 months are known. Refused where fewer than six months are, or
    there are no incidents at all.

    >>> months = [f"2025-{number:02d}" for number in range(1, 13)]
    >>> told = pd.concat([pd.DataFrame({"area": area, "month": months, "incidents": each})
    ...                   for area, each in (("A", 20), ("B", 5), ("C", 1))])
    >>> ahead = expect_incidents(monthly=told, months_ahead=3)
    >>> ahead[["area", "first", "last"]].values.tolist()[0]
    ['A', '2026-01', '2026-03']
    >>> ahead["expected"].round().tolist()
    [59.0, 15.0, 3.0]
    """
    check_ahead(months_ahead)
    check_interval(interval)
    history = history_of(monthly)
    if not np.nansum(history.counts) > 0:
        raise Refused("outlook: found no incidents, so nothing says what to expect.")
    season = season_of(history)
    habit = look_back(history, months_ahead, season)
    ahead = tuple(history.months[-1].plus(step + 1) for step in range(months_ahead))
    level = level_of(history, season, habit.half_life)
    expected = level.mean * exposure_of(ahead, season).sum()
    relative = level.relative + habit.unevenness
    size = 1 / np.maximum(relative, _LEAST_UNEVENNESS)
    tail = (1 - interval) / 2
    return OUTLOOK.check(
        pd.DataFrame(
            {
                "area": history.areas,
                "first": str(ahead[0]),
                "last": str(ahead[-1]),
                "expected": expected,
                "low": nbinom.ppf(tail, size, size / (size + expected)),
                "high": nbinom.ppf(1 - tail, size, size / (size + expected)),
                "unevenness": relative,
                "season_known": int(season is not None),
            }
        )
    )


def exposure_of(months: tuple[Month, ...], season: Numbers | None) -> Numbers:
    """Days of each month, as many as would be usual in an average season."""
    if season is None:
        return days_of(months)
    return np.asarray(days_of(months) * season[[month.number - 1 for month in months]])


def level_of(history: History, season: Numbers | None, half_life: float) -> Level:
    """The level of each area now: its own counts, faded, mixed with what areas have."""
    age = np.arange(len(history.months))[::-1]
    fading = np.full(len(age), 1.0) if np.isinf(half_life) else 0.5 ** (age / half_life)
    weight = np.where(history.known, fading, 0.0)
    counts = (weight * np.nan_to_num(history.counts)).sum(axis=1)
    exposure = weight @ exposure_of(history.months, season)
    mixture = mixture_of_rates(Counts(counts, exposure, np.ones((len(counts), 1))))
    means = mixture.shape * mixture.scale
    mean = (mixture.chance * means).sum(axis=0)
    second = (mixture.chance * means**2 * (1 + 1 / mixture.shape)).sum(axis=0)
    return Level(mean, second / mean**2 - 1)


def look_back(history: History, months_ahead: int, season: Numbers | None) -> Habit:
    """What would have foretold the latest months best, and how far off it was.

    As many months as are looked ahead to, or half of those known if that is fewer.
    """
    back = min(months_ahead, len(history.months) // 2)
    latest = history.months[-back:]
    before = history.to(history.months[-1].plus(-back))
    found = history.in_months(latest)
    known = ~np.isnan(found) & before.known.any(axis=1)
    if not np.nansum(before.counts) > 0 or known.sum() < 2:
        return Habit(USUAL_HALF_LIFE, USUAL_UNEVENNESS)
    exposure = exposure_of(latest, season).sum()
    tried = []
    for half_life in _tried(len(before.months)):
        level = level_of(before, season, half_life)
        looked = _Look(found[known], level.mean[known] * exposure, level.relative[known])
        tried.append((looked.fit(0.0)[0], half_life, looked))
    _, half_life, looked = max(tried, key=lambda each: each[0])
    return Habit(half_life, looked.unevenness())


def _tried(months: int) -> list[float]:
    """Half-lives that so many months can tell of.

    A longer one would lean on counts older, now, than any that the look back could try.
    """
    longest = months if months < HALF_LIVES[-2] else np.inf
    return [each for each in HALF_LIVES if each <= longest] or [HALF_LIVES[0]]


@dataclass(frozen=True, eq=False)
class _Look:
    """Counts that came, those expected of them, and their relative variance."""

    found: Numbers
    expected: Numbers
    relative: Numbers

    def fit(self, together: float) -> tuple[float, float]:
        """The best likelihood, and how unevenly areas change by themselves that gives it.

        together: the logarithm of what all areas are multiplied by.
        """

        def below(log_spread: float) -> float:
            return -_log_likelihood(
                self.found,
                self.expected * np.exp(together),
                self.relative + np.exp(2 * log_spread),
            )

        best = minimize_scalar(below, bounds=_LOG_SPREADS, method="bounded")
        return -float(best.fun), float(np.exp(2 * best.x))

    def unevenness(self) -> float:
        """Of areas by themselves, and of all areas together.

        That all areas were off together in one look back is one error drawn: its square stands for
        the variance of the next.
        """
        together = float(np.log((self.found.sum() + 0.5) / (self.expected.sum() + 0.5)))
        return self.fit(together)[1] + together**2


def _log_likelihood(found: Numbers, expected: Numbers, relative: Numbers) -> float:
    """Of counts that are negative binomial."""
    size = 1 / relative
    share = size / (size + expected)
    terms = gammaln(found + size) - gammaln(size) + size * np.log(share)
    return float((terms + found * np.log1p(-share)).sum())
