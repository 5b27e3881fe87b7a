"""How much crime of each kind is recorded where and when: town centres, seasons and chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sightline.analysis.periods import Month
from sightline.demo.areas import Land
from sightline.demo.people import smooth_noise
from sightline.demo.places import Life
from sightline.demo.planted import SPILL_REACH_M, distance_to_spill_m

VIOLENCE = "Violence and sexual offences"
DISORDER = "Anti-social behaviour"


@dataclass(frozen=True)
class Category:
    """One crime type: incidents a year in an ordinary area, how far it keeps to town centres
    (1 as violence does), the height of its summer, and the month it is highest in."""

    a_year: float
    to_centres: float
    season: float
    highest: int
    no_suspect_share: float  # the share that ends with no suspect identified


CATEGORIES: Mapping[str, Category] = {
    DISORDER: Category(12.0, 1.2, 0.22, 7, 0.0),
    "Bicycle theft": Category(0.95, 1.3, 0.35, 7, 0.85),
    "Burglary": Category(4.3, 0.5, 0.12, 12, 0.75),
    "Criminal damage and arson": Category(10.3, 0.8, 0.1, 7, 0.6),
    "Drugs": Category(5.3, 1.1, 0.05, 5, 0.25),
    "Other crime": Category(2.9, 0.7, 0.05, 6, 0.2),
    "Other theft": Category(8.3, 1.3, 0.08, 7, 0.7),
    "Possession of weapons": Category(1.35, 1.0, 0.08, 7, 0.15),
    "Public order": Category(8.9, 1.2, 0.12, 7, 0.3),
    "Robbery": Category(1.1, 1.3, 0.08, 11, 0.5),
    "Shoplifting": Category(11.4, 2.2, 0.04, 3, 0.6),
    "Theft from the person": Category(0.85, 2.2, 0.1, 12, 0.8),
    "Vehicle crime": Category(8.5, 0.3, 0.08, 11, 0.85),
    VIOLENCE: Category(52.0, 1.0, 0.1, 7, 0.17),
}
LEVEL = {  # violence in a district, against the county as a whole
    Life.CITY: 1.25, Life.PORT: 1.3, Life.NEW_TOWN: 1.2, Life.MIXED: 1.0, Life.UNIVERSITY: 0.9,
    Life.RETIREMENT: 0.9, Life.COMMUTER: 0.65, Life.RURAL: 0.5, Life.METROPOLIS: 1.35,
}  # fmt: skip
BUSIEST_CENTRE = 3.0  # times the violence of an ordinary area, in the middle of the largest towns
CENTRE_M = 650.0
HIGHEST_ELSEWHERE, HIGHEST_IN_CENTRE = 3.4, 4.0
FOLLOWS_DEPRIVATION = 0.16  # log violence for one standard deviation of log deprivation


def violence_factor(
    rng: np.random.Generator, land: Land, score: np.ndarray, raised: Mapping[str, float]
) -> np.ndarray:
    """Violence in each area, against an ordinary one: way of life, centre, neighbourhood, chance.

    score: deprivation, which counts for little. raised: areas whose violence is set, not drawn.
    """
    level = land.areas["life"].map({str(life): times for life, times in LEVEL.items()}).to_numpy()
    deprived = np.log(score)
    deprived = (deprived - deprived.mean()) / deprived.std()
    log_factor = FOLLOWS_DEPRIVATION * deprived + 0.28 * smooth_noise(rng, land, 3_000)
    factor = level * np.exp(log_factor) * rng.gamma(4.5, 1 / 4.5, len(land.areas))
    factor = factor * (1 + BUSIEST_CENTRE * in_centre(land))
    spill = np.exp(-((distance_to_spill_m(land) / SPILL_REACH_M) ** 2))
    factor = np.minimum(factor, HIGHEST_ELSEWHERE + HIGHEST_IN_CENTRE * in_centre(land))
    factor = np.maximum(factor / factor.mean(), 3.4 * spill)
    set_to = land.areas["area"].map(raised).to_numpy(dtype=float)
    fixed: np.ndarray = np.where(np.isnan(set_to), factor, set_to)
    return fixed


def in_centre(land: Land) -> np.ndarray:
    """How much an area is in the middle of its town, from 0 to 1; less so in villages."""
    size = land.areas["life"].map(
        lambda life: 0.35 if life in (Life.RURAL, Life.COMMUTER, Life.RETIREMENT) else 1.0
    )
    away = land.areas["centre_m"].to_numpy() / CENTRE_M
    middle: np.ndarray = size.to_numpy() * np.exp(-(away**2))
    return middle


def count_crimes(
    rng: np.random.Generator, land: Land, factor: np.ndarray, months: Sequence[Month]
) -> np.ndarray:
    """Incidents by area, month and category (as in CATEGORIES), more spread than by chance."""
    counts = np.empty((len(land.areas), len(months), len(CATEGORIES)), dtype=np.int64)
    for number, (name, category) in enumerate(CATEGORIES.items()):
        own = 1.0 if name == VIOLENCE else rng.gamma(6, 1 / 6, len(land.areas))
        centre = (1 + 4 * in_centre(land)) ** (category.to_centres - 1)
        level = factor ** min(category.to_centres, 1.2) * centre * own
        level *= category.a_year / level.mean()
        season = [_season(category, month) for month in months]
        uneven = rng.gamma(20, 1 / 20, (len(land.areas), len(months)))
        counts[:, :, number] = rng.poisson(level[:, None] * np.array(season) * uneven)
    return counts


def _season(category: Category, month: Month) -> float:
    """The share of a year's incidents in a month: its days, and the time of year."""
    days = month.last_day.day / 365.25
    turn = 2 * np.pi * (month.number - category.highest) / 12
    return float(days * (1 + category.season * np.cos(turn)))
