"""How far chance, or the usual spread between places, would carry a value."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, norm, t

FEWEST_AREAS = 5  # to speak of a usual spread at all
INTERVAL = 0.95
NORMAL_SPREAD = 1.4826  # makes the median absolute deviation a standard deviation, if normal
NOBODY = 1e-9  # people; of fewer, the quantile of their number is zero, and scipy may say nan
MAD_WORTH = 0.37  # efficiency of the median absolute deviation (Rousseeuw and Croux 1993)


@dataclass(frozen=True)
class UsualSpread:
    """The middle of some areas, how far they usually lie from it, and what is far."""

    middle: float
    spread: float  # in the unit of the values; 0 where most areas have the same value
    areas: int
    far: float  # in spreads: one area in twenty, like the others, lies farther out


def usual_spread(values: np.ndarray) -> UsualSpread | None:
    """The usual spread of the values that are there; None if they are too few to speak of one.

    The spread is the median absolute deviation. As it is itself uncertain where areas are few,
    `far` is a quantile of Student's t with its worth in degrees of freedom, widened for the median.

    >>> spread = usual_spread(np.array([9.0, 10.0, 11.0, 12.0, 50.0]))
    >>> spread.middle, round(spread.spread, 2), usual_spread(np.array([1.0, 2.0])) is None
    (11.0, 1.48, True)
    """
    known = values[np.isfinite(values)]
    if len(known) < FEWEST_AREAS:
        return None
    middle = float(np.median(known))
    spread = NORMAL_SPREAD * float(np.median(np.abs(known - middle)))
    freedom = max(1.0, MAD_WORTH * (len(known) - 1))
    widened = math.sqrt(1 + math.pi / (2 * len(known)))
    far = float(t.ppf((1 + INTERVAL) / 2, freedom)) * widened
    return UsualSpread(middle, spread, len(known), far)


def chance_range(value: float, *, per: float, people: float) -> tuple[float, float]:
    """What chance alone leaves open, 95 times in 100, of a rate of so many per `per` people.

    Shares (per 100) by Wilson's interval, other rates by the exact Poisson interval of Garwood.

    >>> low, high = chance_range(10.0, per=100, people=100)
    >>> round(low, 1), round(high, 1)
    (5.5, 17.4)
    >>> low, high = chance_range(100.0, per=100_000, people=10_000)
    >>> round(low), round(high)
    (48, 184)
    """
    count = value / per * people
    tail = (1 - INTERVAL) / 2
    if per == 100 and 0 <= value <= 100:
        z = float(norm.ppf(1 - tail))
        share, wide = value / per, 1 + z * z / people
        middle = (share + z * z / (2 * people)) / wide
        reach = z * math.sqrt(share * (1 - share) / people + z * z / (4 * people**2)) / wide
        return max(0.0, middle - reach) * per, min(1.0, middle + reach) * per
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count > NOBODY else 0.0
    high = float(chi2.ppf(1 - tail, 2 * count + 2)) / 2
    return low * per / people, high * per / people
