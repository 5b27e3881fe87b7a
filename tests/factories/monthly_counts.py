"""Monthly counts for tests: steady, rising, or drawn with the habits of real ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sightline.analysis.periods import Month, months_to

LAST = Month(2025, 12)


def months(number: int, last: Month = LAST) -> list[Month]:
    """So many months to the last one."""
    return list(months_to(last, how_many=number))


def told(counts: Sequence[float | None], *, area: str = "A", last: Month = LAST) -> pd.DataFrame:
    """MONTHLY of one area, the last count in the last month; None was not supplied."""
    return pd.DataFrame(
        {
            "area": area,
            "month": [str(month) for month in months(len(counts), last)],
            "incidents": list(counts),
        }
    )


def drawn(
    *,
    areas: int,
    number: int,
    mean: float,
    dispersion: float = 1.0,
    slow: float = 0.0,
    change_a_year: float = 0.0,
    season: float = 0.15,
    seed: int = 1,
) -> pd.DataFrame:
    """MONTHLY drawn with a season, so many times the variance of chance, and slow errors.

    slow: the standard deviation of a monthly error of which half lasts into the next month.
    """
    dice = np.random.default_rng(seed)
    place = np.arange(number)
    level = np.log(mean) + season * np.sin(2 * np.pi * place / 12)
    level = level + np.log1p(change_a_year) * (place - number) / 12
    errors = np.zeros((areas, number))
    errors[:, 0] = slow * dice.standard_normal(areas)
    for month in range(1, number):
        fresh = slow * np.sqrt(0.75) * dice.standard_normal(areas)
        errors[:, month] = errors[:, month - 1] / 2 + fresh
    expected = np.exp(level + errors)
    counts = (
        dice.negative_binomial(expected / (dispersion - 1), 1 / dispersion)
        if dispersion > 1
        else dice.poisson(expected)
    )
    return pd.DataFrame(
        {
            "area": np.repeat([f"A{area:04d}" for area in range(areas)], number),
            "month": [str(month) for month in months(number)] * areas,
            "incidents": counts.ravel(),
        }
    )
