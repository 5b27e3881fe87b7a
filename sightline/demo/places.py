"""The plan of the fictional county: its districts, its neighbours, its coast and its river.

Distances are in kilometres on the British National Grid, in the North Sea, where nobody lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

COUNTY = "Fableshire"
WEST, EAST, SOUTH, NORTH = 645_000, 700_000, 360_000, 420_000  # metres
RIVER_HEAD_M = 661_500
NARROWEST_M = 450


class Life(StrEnum):
    """What sort of place a district is; it shapes ages, deprivation and crime."""

    CITY = "city"
    MIXED = "town and country"
    NEW_TOWN = "new town with many young people"
    UNIVERSITY = "university town"
    PORT = "port"
    RETIREMENT = "retirement coast"
    COMMUTER = "commuter towns"
    RURAL = "villages"
    METROPOLIS = "part of a great city"


@dataclass(frozen=True)
class District:
    """A district: its county, the middle of its main town (km), its small areas and way of life."""

    name: str
    county: str
    easting_km: float
    northing_km: float
    small_areas: int
    life: Life


DISTRICTS = (
    District("Allegory Bay", COUNTY, 679, 370, 41, Life.RETIREMENT),
    District("Chapterfield", COUNTY, 677, 378, 53, Life.COMMUTER),
    District("Fabledon", COUNTY, 666, 376, 112, Life.CITY),
    District("Inkbridge", COUNTY, 669, 385.5, 78, Life.MIXED),
    District("Legendbury", COUNTY, 682, 403, 117, Life.UNIVERSITY),
    District("Mythwick", COUNTY, 656.5, 374, 100, Life.CITY),
    District("Novelham", COUNTY, 657.5, 384, 58, Life.NEW_TOWN),
    District("Parablesea", COUNTY, 690, 391, 89, Life.RETIREMENT),
    District("Proseleigh", COUNTY, 671, 405, 49, Life.RURAL),
    District("Quillhaven", COUNTY, 687, 374, 108, Life.CITY),
    District("Storyford", COUNTY, 677, 394, 88, Life.MIXED),
    District("Talecaster", COUNTY, 663, 395, 113, Life.MIXED),
    District("Verseley", COUNTY, 660, 406, 48, Life.RURAL),
    District("Yarnmouth", COUNTY, 691, 405, 57, Life.PORT),
    District("Eddaford", "Sagashire", 665, 416.5, 32, Life.RURAL),
    District("Skaldham", "Sagashire", 682, 416.5, 36, Life.MIXED),
    District("Odeham", "Lyricshire", 649, 407, 30, Life.COMMUTER),
    District("Sonnetbury", "Lyricshire", 648.5, 394, 40, Life.MIXED),
    District("Titanwell", "Mythos City", 648.5, 382.5, 50, Life.METROPOLIS),
    District("Oracle Park", "Mythos City", 649, 372.5, 64, Life.METROPOLIS),
)
NEIGHBOURS = ("Sagashire", "Lyricshire", "Mythos City")
COUNTY_CODES = {
    name: f"X1000000{number}" for number, name in enumerate((COUNTY, *NEIGHBOURS), start=1)
}


def river_middle_m(easting_m: np.ndarray) -> np.ndarray:
    """The northing of the middle of the river, at each easting.

    >>> river_middle_m(np.array([655_000.0])).tolist()
    [385600.0]
    """
    along = (easting_m - 655_000) / 1_000
    middle: np.ndarray = 385_600 + 650 * np.sin(along / 2.9) - 25 * np.maximum(along - 20, 0)
    return middle


def river() -> shapely.Polygon:
    """The river from its head, 450 m wide, to the sea, an estuary of three kilometres."""
    eastings = np.arange(RIVER_HEAD_M, EAST + 3_001, 500.0)
    seaward = np.clip((eastings - 676_000) / 18_000, 0, 1)
    half = (NARROWEST_M + 2_700 * seaward**1.6) / 2
    middle = river_middle_m(eastings)
    north, south = np.c_[eastings, middle + half], np.c_[eastings, middle - half]
    return shapely.set_precision(shapely.Polygon(np.r_[north, south[::-1]]), 1.0)


def dry_land() -> shapely.Polygon:
    """All land of the four counties: a coast to the east and the south, with a river through it."""
    northings = np.arange(SOUTH - 5_000, NORTH + 1, 400.0)
    shore = 694_500 + 900 * np.sin(northings / 2_300) + 500 * np.sin(northings / 910)
    west_of_shore = shapely.Polygon(
        np.r_[np.c_[shore, northings], [[WEST, NORTH], [WEST, SOUTH - 5_000]]]
    )
    eastings = np.arange(WEST - 400, EAST + 401, 400.0)
    bay = 2_200 * np.exp(-(((eastings - 682_500) / 2_600) ** 2))
    beach = 366_000 + 700 * np.sin(eastings / 2_700) + 350 * np.sin(eastings / 800) + bay
    north_of_beach = shapely.Polygon(
        np.r_[np.c_[eastings, beach], [[EAST + 400, NORTH], [WEST - 400, NORTH]]]
    )
    land = shapely.intersection(west_of_shore, north_of_beach).difference(river())
    largest = max(shapely.get_parts(land), key=shapely.area)
    return shapely.set_precision(largest, 1.0)
