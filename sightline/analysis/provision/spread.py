"""Spreading the room of activities over areas, many activities at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision.activity import Activity, is_fresh, lasts_through
from sightline.analysis.provision.people import Numbers, PeopleByAge

SOON_MONTHS = 6
ALL_AGES = AgeRange(0, OLDEST)


class Spread:
    """The areas, their people and the distance decay that every activity is spread with.

    areas: AREAS. population: POPULATION. ages: those asked about.
    """

    def __init__(
        self,
        areas: pd.DataFrame,
        population: pd.DataFrame,
        ages: AgeRange,
        half_distance_m: float,
        furthest_m: float,
    ) -> None:
        self._codes = areas["area"].to_numpy(dtype=object)
        self._points = areas[["easting_m", "northing_m"]].to_numpy(dtype="float64")
        self._people = PeopleByAge(population, list(self._codes))
        self._ages = ages
        self._half_distance_m, self._furthest_m = half_distance_m, furthest_m
        self._rows_called: dict[str, list[int]] = {}
        for column in ("area", "area_name", "district", "district_name"):
            for row, name in enumerate(areas[column].str.strip().str.casefold()):
                self._rows_called.setdefault(name, []).append(row)

    def parts(self, activities: Sequence[Activity], as_of: Month) -> pd.DataFrame:
        """The columns of PARTS for these activities, a row wherever some of the room falls."""
        room = self._room(activities)
        which, where = np.nonzero(room)
        kinds, kind_of = _kinds(activities)
        inside = np.array([self._people.of(kind.overlap(self._ages)) for kind in kinds])
        lived = np.array([self._people.of(kind) for kind in kinds])
        kind = kind_of[which]
        right = np.array([one.overlap(self._ages) is not None for one in kinds])[kind]
        share = room[which, where] * np.minimum(inside[kind, where] / lived[kind, where], 1.0)
        soon = as_of.plus(SOON_MONTHS)
        told = np.array([_number(one.people_a_year) for one in activities])[which]
        return pd.DataFrame(
            {
                "activity": np.array([one.reference for one in activities], dtype=object)[which],
                "area": self._codes[where],
                "share": share,
                "people_a_year": told,
                "people_reached": told * share,
                "right_ages": right.astype(int),
                "ages_given": np.array([int(one.ages is not None) for one in activities])[which],
                "fresh": np.array([int(is_fresh(one, as_of)) for one in activities])[which],
                "lasts": np.array([int(lasts_through(one, soon)) for one in activities])[which],
            }
        )

    def _room(self, activities: Sequence[Activity]) -> Numbers:
        """The part of each activity's room that falls to each area; rows add up to 1, or to 0."""
        kinds, kind_of = _kinds(activities)
        lived = np.array([self._people.of(kind) for kind in kinds])[kind_of]
        lived *= np.array([self._served(one) for one in activities])
        owner = np.repeat(np.arange(len(activities)), [len(one.places) for one in activities])
        points = [(at.easting_m, at.northing_m) for one in activities for at in one.places]
        near = lived[owner] * self._nearness(np.array(points).reshape(-1, 2))
        near, has_people = _of_its_row(near)
        room = np.zeros_like(lived)
        np.add.at(room, owner, near)
        by_people_alone = np.array([bool(one.areas_served) for one in activities])
        by_people_alone &= np.bincount(owner, has_people, len(activities)) == 0
        room[by_people_alone] = lived[by_people_alone]
        return _of_its_row(room)[0]

    def _nearness(self, points: Numbers) -> Numbers:
        """1 at a point, halved with every half distance, 0 beyond the furthest: points × areas."""
        east = points[:, :1] - self._points[:, 0]
        north = points[:, 1:] - self._points[:, 1]
        distance_m = np.hypot(east, north)
        halved = np.exp2(-distance_m / self._half_distance_m)
        return np.where(distance_m <= self._furthest_m, halved, 0.0)

    def _served(self, activity: Activity) -> NDArray[np.bool_]:
        if not activity.areas_served:
            return np.ones(len(self._codes), dtype=bool)
        served = np.zeros(len(self._codes), dtype=bool)
        for name in activity.areas_served:
            served[self._rows_called.get(name.strip().casefold(), [])] = True
        return served


def _kinds(activities: Sequence[Activity]) -> tuple[list[AgeRange], NDArray[np.int64]]:
    """The different age ranges, and which of them each activity has."""
    ages = [one.ages or ALL_AGES for one in activities]
    kinds = sorted(set(ages))
    place = {kind: number for number, kind in enumerate(kinds)}
    return kinds, np.array([place[one] for one in ages])


def _of_its_row(weights: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Weights as shares of their row, and whether the row has any."""
    total = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares, total[:, 0] > 0


def _number(people: float | None) -> float:
    return np.nan if people is None else float(people)
