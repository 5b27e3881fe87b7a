"""What is put into the county on purpose, so that a test and a lesson can look for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sightline.demo.areas import Land
from sightline.demo.places import COUNTY


class Planted(StrEnum):
    """The kinds of gap that are planted, in the words of the analysis where it has a word."""

    NOTHING = "nothing there"
    TOO_LITTLE = "too little"
    WRONG_GROUP = "wrong group"
    ENDS_SOON = "ends soon"


@dataclass(frozen=True)
class Place:
    """A planted place: its name, its kind of gap, and where it is (km) inside one district."""

    name: str
    kind: Planted
    district_name: str
    easting_km: float
    northing_km: float
    small_areas: int = 5


PLACES = (
    Place("Harbour Fables", Planted.NOTHING, "Yarnmouth", 690.6, 403.6),
    Place("Lanternside", Planted.TOO_LITTLE, "Fabledon", 668.3, 377.2),
    Place("Inkwell Row", Planted.WRONG_GROUP, "Storyford", 675.4, 395.2),
    Place("Newchapter", Planted.ENDS_SOON, "Novelham", 658.4, 384.9),
)
PLANTED_VIOLENCE = 4.5  # times the violence of an ordinary area, in the planted places
SILENT_DISTRICT = "Allegory Bay"
SPILL_KM = (653.0, 373.5)  # where a hot spot lies across the border with Mythos City
SPILL_REACH_M = 1_800.0


def planted_areas(land: Land) -> dict[str, list[str]]:
    """The small areas of each planted place, by the name of the place."""
    mine = land.within(COUNTY).areas
    found = {}
    for place in PLACES:
        areas = mine[mine["district_name"] == place.district_name]
        away = np.hypot(
            areas["easting_m"] - place.easting_km * 1_000,
            areas["northing_m"] - place.northing_km * 1_000,
        )
        nearest = away.sort_values(kind="stable").index[: place.small_areas]
        found[place.name] = sorted(areas.loc[nearest, "area"])
    return found


def distance_to_spill_m(land: Land) -> np.ndarray:
    """How far each area's point is from the hot spot on the border."""
    away: np.ndarray = np.hypot(
        land.areas["easting_m"] - SPILL_KM[0] * 1_000,
        land.areas["northing_m"] - SPILL_KM[1] * 1_000,
    ).to_numpy()
    return away
