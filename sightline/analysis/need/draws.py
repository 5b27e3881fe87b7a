"""Draws of the rates of areas: many equally likely truths, to answer what no formula does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.need.rates import counts_of_areas
from sightline.analysis.need.shrinkage import mixture_of_rates
from sightline.errors import BadInput

Numbers = NDArray[np.float64]

LEAST_DRAWS = 100


@dataclass(frozen=True, eq=False)
class RateDraws:
    """areas: codes, ascending. rates: incidents a year per 1,000 people, draws × areas."""

    areas: NDArray[np.object_]
    rates: Numbers

    def __post_init__(self) -> None:
        if len(self.rates) < LEAST_DRAWS:
            raise BadInput(f"draws: found {len(self.rates)}, wanted {LEAST_DRAWS} or more.")

    def __len__(self) -> int:
        return len(self.rates)


def draw_rates(
    *,
    incidents: pd.DataFrame,
    people: pd.DataFrame,
    years: float,
    how_many: int,
    seed: int,
    deprivation: pd.DataFrame | None = None,
) -> RateDraws:
    """Draws of the rates that `shrink_rates` estimates, from the same tables.

    In one draw all areas share how much areas differ; beyond that each area is drawn by itself, so
    that how unsure the level of all areas is adds to each and not to all of them at once.

    >>> counts = pd.DataFrame({"area": ["A", "B"], "incidents": [40, 10]})
    >>> lived = pd.DataFrame({"area": ["A", "B"], "people": [1000, 1000]})
    >>> drawn = draw_rates(incidents=counts, people=lived, years=1, how_many=2000, seed=1)
    >>> bool((drawn.rates[:, 0] > drawn.rates[:, 1]).mean() > 0.99)
    True
    """
    areas, counts = counts_of_areas(incidents, people, years, deprivation)
    mixture = mixture_of_rates(counts)
    dice = np.random.default_rng(seed)
    spread = dice.choice(len(mixture.chance), size=how_many, p=mixture.chance[:, 0])
    rates = dice.gamma(mixture.shape[spread]) * mixture.scale[spread]
    return RateDraws(areas["area"].to_numpy(), rates)
