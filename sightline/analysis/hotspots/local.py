"""Hot and cold spots: local Moran's I, Getis-Ord Gi and Gi*, with chances from shared draws.

Local Moran: Anselin 1995 (Geographical Analysis 27:93-115). Gi and Gi*: Ord & Getis 1995
(Geographical Analysis 27:286-306), as standard deviations from what is expected. An area's chance
under the conditional test is the same for all three, for each rises or falls with the sum over its
neighbours alone while its own value is kept; so it is worked out once.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.analysis.hotspots.discovery import false_discovery_rates
from sightline.analysis.hotspots.shared_draws import Standing, stand_among_draws
from sightline.analysis.hotspots.tables import LOCAL_PATTERNS, VALUES, Pattern, Spot
from sightline.analysis.neighbours import Neighbours, Numbers
from sightline.errors import BadInput, Refused


def find_hotspots(
    *,
    values: pd.DataFrame,
    neighbours: Neighbours,
    draws: int = 99_999,
    seed: int = 0,
    false_discovery: float = 0.05,
) -> pd.DataFrame:
    """Where high values lie together, where low ones do, and which areas stand out among theirs.

    values: VALUES, one row for each area of neighbours: a steadied rate, not a raw one, for a rate
    of few people is high or low by chance. Returns LOCAL_PATTERNS, sorted by area. An area is named
    hot, cold or out of place only if its false discovery rate among all areas tested is no more
    than `false_discovery`. An area without neighbours has no chance and is said to have none; it is
    among those that the others' neighbours are drawn from. Refused where no pattern can be: fewer
    than four areas, no neighbours, all values alike.

    >>> from sightline.analysis.neighbours import neighbours_from_pairs
    >>> codes = [f"A{place:02d}" for place in range(60)]
    >>> near = [(one, other) for place, one in enumerate(codes)
    ...     for other in codes[max(0, place - 2) : place + 3] if other != one]
    >>> beside = neighbours_from_pairs(
    ...     areas=codes, pairs=pd.DataFrame(near, columns=["area", "neighbour"]))
    >>> high = [9.0 if 20 <= place < 27 else 1.0 for place in range(60)]
    >>> table = pd.DataFrame({"area": codes, "value": high})
    >>> found = find_hotspots(values=table, neighbours=beside)
    >>> found.loc[found["spot"] == "hot spot", "area"].tolist()
    ['A22', 'A23', 'A24']
    """
    if not 0 < false_discovery < 1:
        raise BadInput(f"false_discovery: found {false_discovery}, wanted above 0 and below 1.")
    told = neighbours.lined_up(VALUES.check(values), "value")
    apart = standardised(told, neighbours)
    standing = stand_among_draws(apart, neighbours, draws=draws, seed=seed)
    alone = neighbours.number == 0
    chance = np.where(alone, np.nan, standing.chance)
    rate = false_discovery_rates(chance)
    star = getis_ord(apart, neighbours, star=True)
    clear = np.nan_to_num(rate, nan=1.0) <= false_discovery
    return LOCAL_PATTERNS.check(
        pd.DataFrame(
            {
                "area": neighbours.areas,
                "value": told,
                "neighbours": neighbours.number,
                "mean_of_neighbours": neighbours.means(told),
                "local_moran": local_moran(apart, neighbours),
                "gi": getis_ord(apart, neighbours, star=False),
                "gi_star": star,
                "chance": chance,
                "false_discovery": rate,
                "spot": spots(standing, star, clear=clear, alone=alone),
                "pattern": patterns(standing, apart, clear=clear, alone=alone),
            }
        )
    )


def standardised(values: Numbers, neighbours: Neighbours) -> Numbers:
    """Values in standard deviations from their mean; Refused where no pattern can be."""
    if len(values) < 4 or not len(neighbours.near):
        raise Refused(
            f"hot spots: found {len(values)} areas and {len(neighbours.near)} pairs of neighbours, "
            "wanted four areas or more, some beside each other."
        )
    apart = values - values.mean()
    if np.abs(apart).max() <= 1e-12 * np.abs(values).max():
        raise Refused("hot spots: found the same value in every area, so none is hot or cold.")
    return np.asarray(apart / apart.std())


def local_moran(apart: Numbers, neighbours: Neighbours) -> Numbers:
    """Own value × mean of the neighbours' × (n - 1) / n; NaN where there are no neighbours.

    apart: in standard deviations from the mean. Without islands the mean is Moran's I of the map
    × (n - 1) / n.
    """
    count = len(apart)
    return np.asarray(apart * neighbours.means(apart) * (count - 1) / count)


def getis_ord(apart: Numbers, neighbours: Neighbours, *, star: bool) -> Numbers:
    """Gi, or with the area itself among its neighbours Gi*, in standard deviations.

    NaN where there are no neighbours, or where so many that chance could draw no other sum.
    """
    count, number = len(apart), neighbours.number.astype("float64")
    sums = neighbours.sums(apart)
    if star:
        pool, size, mean, variance = (
            float(count),
            number + 1,
            0.0,
            np.full(count, (apart**2).mean()),
        )
        sums = sums + apart
    else:
        pool, size = count - 1.0, number
        mean = (apart.sum() - apart) / pool
        variance = ((apart**2).sum() - apart**2) / pool - mean**2
    spread = variance * size * (pool - size) / (pool - 1)
    found = np.full(count, np.nan)
    usable = (number > 0) & (spread > 1e-12)
    np.divide(sums - mean * size, np.sqrt(np.abs(spread)), out=found, where=usable)
    return found


def spots(standing: Standing, star: Numbers, *, clear: np.ndarray, alone: np.ndarray) -> np.ndarray:
    """Hot where the neighbours are high and the area with them is too; cold where both are low."""
    above = standing.high < standing.low
    found = np.full(len(star), Spot.UNCLEAR.value, dtype=object)
    found[clear & above & (star > 0)] = Spot.HOT.value
    found[clear & ~above & (star < 0)] = Spot.COLD.value
    found[alone] = Spot.ALONE.value
    return found


def patterns(
    standing: Standing, apart: Numbers, *, clear: np.ndarray, alone: np.ndarray
) -> np.ndarray:
    """How the area and its neighbours stand to the mean of all."""
    above = standing.high < standing.low
    found = np.full(len(apart), Pattern.UNCLEAR.value, dtype=object)
    for own, name in ((apart > 0, "HIGH"), (apart < 0, "LOW")):
        found[clear & own & above] = Pattern[f"{name}_AMONG_HIGH"].value
        found[clear & own & ~above] = Pattern[f"{name}_AMONG_LOW"].value
    found[alone] = Pattern.ALONE.value
    return found
