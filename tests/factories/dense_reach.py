"""Reach worked out the slow way, every activity against every area: what the sparse way must give.

Written from docs/explanation/reach.md alone, with loops and full matrices.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.analysis.areas import people_of_age
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.provision import Activity


def dense_shares(
    activity: Activity, areas: pd.DataFrame, population: pd.DataFrame, asked: AgeRange
) -> np.ndarray:
    """The share of the room of a community activity that falls to people of the ages, by area."""
    own = activity.ages or AgeRange(0, OLDEST)
    lived, inside = (_people(population, areas, ages) for ages in (own, own.overlap(asked)))
    allowed = np.array([_is_served(activity, row) for row in areas.to_dict("records")])
    half_m = 1800.0 if activity.ages and activity.ages.to_age < 14 else 3000.0
    room = np.zeros(len(areas))
    for place in activity.places:
        away = np.hypot(
            areas["easting_m"] - place.easting_m, areas["northing_m"] - place.northing_m
        )
        weight = np.where(away <= 10_000, 0.5 ** (away / half_m), 0.0) * lived * allowed
        if weight.sum() > 0:
            room += weight / weight.sum()
    if not room.any() and activity.areas_served:
        room = lived * allowed
    if not room.any():
        return room
    part = np.divide(inside, lived, out=np.zeros_like(lived), where=lived > 0)
    return room / room.sum() * np.minimum(part, 1.0)


def published_access(
    points: np.ndarray, people: np.ndarray, places: np.ndarray, capacity: np.ndarray, steps: tuple
) -> np.ndarray:
    """The two steps of Luo & Qi (2009), formula by formula, over full matrices."""
    away = np.hypot(*(points[np.newaxis] - places[:, np.newaxis]).transpose(2, 0, 1))
    weights = np.zeros_like(away)
    for metres, weight in reversed(steps):
        weights[away <= metres] = weight
    ratio = [
        room / wanted if (wanted := (weights[row] * people).sum()) > 0 else 0.0
        for row, room in enumerate(capacity)
    ]
    return np.array(
        [sum(w * r for w, r in zip(column, ratio, strict=True)) for column in weights.T]
    )


def _people(population: pd.DataFrame, areas: pd.DataFrame, ages: AgeRange | None) -> np.ndarray:
    if ages is None:
        return np.zeros(len(areas))
    known = people_of_age(population, ages).set_index("area")["people"]
    return known.reindex(areas["area"]).fillna(0.0).to_numpy()


def _is_served(activity: Activity, area: dict) -> bool:
    names = {name.strip().casefold() for name in activity.areas_served}
    columns = ("area", "area_name", "district", "district_name")
    return not names or any(area[column].casefold() in names for column in columns)
