"""Small tables for the tests of analysis: areas in a row, people, counts, activities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.areas import Geography, lay_out
from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.need import shrink_rates
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, Place, Status, reach_by_area, reach_parts

YOUNG = AgeRange(10, 24)
AS_OF = Month(2025, 12)
VIOLENCE = Theme("violence", "Violence", ("Violence and sexual offences",), ())


def codes(number: int) -> list[str]:
    """A, B, C … for up to 26 areas, else A0000, A0001 …"""
    if number <= 26:
        return [chr(ord("A") + row) for row in range(number)]
    return [f"A{row:04d}" for row in range(number)]


def need_of(
    counts: Sequence[int],
    people: Sequence[float],
    *,
    years: float = 1,
    deprivation: Sequence[float | None] | None = None,
    names: Sequence[str] | None = None,
) -> pd.DataFrame:
    """NEED of areas A, B, C … with these counts and people."""
    area = list(names or codes(len(counts)))
    index = None
    if deprivation is not None:
        index = pd.DataFrame({"area": area, "deprivation": list(deprivation)})
    return shrink_rates(
        incidents=pd.DataFrame({"area": area, "incidents": list(counts)}),
        people=pd.DataFrame({"area": area, "people": list(people)}),
        years=years,
        deprivation=index,
    )


def row_of_areas(number: int, *, apart_m: float = 3000.0) -> pd.DataFrame:
    """AREAS A, B, C … in a row from west to east, A at 0; A, B in district D1, the rest in D2."""
    return pd.DataFrame(
        {
            "area": codes(number),
            "area_name": [f"Place {code}" for code in codes(number)],
            "district": ["D1" if row < 2 else "D2" for row in range(number)],
            "district_name": ["West" if row < 2 else "East" for row in range(number)],
            "easting_m": np.arange(number) * apart_m,
            "northing_m": 0.0,
        }
    )


def geography_of(number: int, *, side_m: float = 3000.0) -> Geography:
    """Square areas A, B, C … side by side."""
    names = row_of_areas(number)[["area", "area_name", "district", "district_name"]]
    shapes = [shapely.box(row * side_m, 0, (row + 1) * side_m, side_m) for row in range(number)]
    return lay_out(names=names, shapes=shapes, vintage="fictional")


def population_of(
    people: Sequence[int], *, ages: AgeRange = YOUNG, older: Sequence[int] | None = None
) -> pd.DataFrame:
    """POPULATION of areas A, B, C …: people of one band of ages, and perhaps of 25 to 64."""
    bands = [
        {"area": area, "age_from": ages.from_age, "age_to": ages.to_age, "people": lived}
        for area, lived in zip(codes(len(people)), people, strict=True)
    ]
    for area, lived in zip(codes(len(older or ())), older or (), strict=True):
        bands.append({"area": area, "age_from": 25, "age_to": 64, "people": lived})
    return pd.DataFrame(bands)


def activity(reference: str = "1", **facts: Any) -> Activity:
    """A current club for ages 10 to 24 with room for 30, as confirmed in October 2025."""
    usual: dict[str, Any] = {
        "name": f"Club {reference}",
        "organisation": "Us",
        "themes": ("violence",),
        "status": Status.CURRENT,
        "ages": YOUNG,
        "people_a_year": 30.0,
        "confirmed_on": pd.Timestamp("2025-10-01").date(),
    }
    return Activity(reference=reference, **{**usual, **facts})


def at(easting_m: float) -> tuple[Place, ...]:
    """One place, so far east in the row of areas."""
    return (Place(easting_m, 0.0),)


def parts_of(
    activities: Sequence[Activity],
    *,
    areas: pd.DataFrame,
    population: pd.DataFrame,
    ages: AgeRange = YOUNG,
    theme: str = "violence",
    as_of: Month = AS_OF,
) -> pd.DataFrame:
    """PARTS with the usual question."""
    return reach_parts(
        activities=activities,
        areas=areas,
        population=population,
        ages=ages,
        theme=theme,
        as_of=as_of,
    )


def reached(parts: pd.DataFrame, people: Mapping[str, float]) -> dict[str, float]:
    """People reached by area."""
    lived = pd.DataFrame({"area": list(people), "people": list(people.values())})
    reach = reach_by_area(parts=parts, people=lived)
    return dict(zip(reach["area"], reach["people_reached"], strict=True))
