"""Bands of numbers for maps: round breaks near the quarters, and each band in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from sightline.analysis.gaps.shortfall import is_short
from sightline.analysis.words import say_people, say_rate

BANDS = 4  # besides "no shortfall": more cannot be told apart on a small map
NO_BAND = -1  # of what was not supplied
NICE = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)


@dataclass(frozen=True, eq=False)
class Bands:
    """Bands, lowest first, in words; and for each value the number of its band, or NO_BAND."""

    what: str  # the values are, with their unit
    words: tuple[str, ...]
    of_row: np.ndarray
    first_is_none: bool  # the first band is of those that have none of it


def bands_of_shortfall(shortfall: pd.Series) -> Bands:
    """The bands of a map of shortfalls: band 0 is none, to the nearest person.

    >>> bands = bands_of_shortfall(pd.Series([0.4, 3.0, 12.0, float("nan"), 24.0, 55.0]))
    >>> bands.words
    ('No shortfall', 'Under 10 people short', '10 to 19', '20 to 29', '30 or more')
    >>> bands.of_row.tolist()
    [0, 1, 2, -1, 3, 4]
    """
    values = shortfall.to_numpy(dtype="float64")
    short = is_short(shortfall).to_numpy(dtype=bool)
    people = np.floor(np.where(short, values, 0.0) + 0.5)  # to the nearest person
    breaks = np.unique(np.ceil(nice_breaks(people[short])))  # there are no half people
    breaks = breaks[breaks > 1]
    of_row = np.where(short, 1 + np.searchsorted(breaks, people, side="right"), 0)
    words = band_words(breaks, say_people, "people short", step=1) if short.any() else []
    return Bands(
        "People a year short of the target",
        ("No shortfall", *words),
        np.where(np.isnan(values), NO_BAND, of_row),
        first_is_none=True,
    )


def bands_of_need(need_per_1000: pd.Series) -> Bands:
    """The bands of a map of need, for as long as nobody has reported what is done about it.

    >>> bands = bands_of_need(pd.Series([4.0, 12.0, 24.0, 55.0]))
    >>> bands.words
    ('Under 10.0 a year per 1,000', '10.0 to 19.9', '20.0 to 29.9', '30.0 or more')
    >>> bands.of_row.tolist()
    [0, 1, 2, 3]
    """
    need = np.round(need_per_1000.to_numpy(dtype="float64"), 1)  # as it is said
    breaks = nice_breaks(need[need > 0])
    words = band_words(breaks, say_rate, "a year per 1,000", step=0.1)
    return Bands(
        "Need: incidents a year per 1,000 people",
        tuple(words),
        np.searchsorted(breaks, need, side="right"),
        first_is_none=False,
    )


def nice_breaks(values: np.ndarray) -> np.ndarray:
    """Round numbers that part the values into quarters, as near as round numbers do.

    >>> nice_breaks(np.arange(1, 100)).tolist(), nice_breaks(np.array([])).tolist()
    ([30.0, 50.0, 70.0], [])
    """
    if not len(values):
        return np.array([])
    quarters = np.quantile(values, [step / BANDS for step in range(1, BANDS)])
    return np.unique([_nicest(value) for value in quarters])


def band_words(
    breaks: np.ndarray, say: Callable[[float], str], unit: str, *, step: float
) -> list[str]:
    """The bands between breaks in words, lowest first."""
    if not len(breaks):
        return [f"Any {unit}"]
    words = [f"Under {say(breaks[0])} {unit}"]
    words += [
        f"{say(low)} to {say(high - step)}" if high - step > low else say(low)
        for low, high in pairwise(breaks)
    ]
    return [*words, f"{say(breaks[-1])} or more"]


def _nicest(value: float) -> float:
    scale = 10.0 ** np.floor(np.log10(value))
    near = [nice * power for nice in NICE for power in (scale, scale * 10)]
    nearest: float = min(near, key=lambda nice: abs(np.log(nice / value)))
    return round(nearest, 6)
