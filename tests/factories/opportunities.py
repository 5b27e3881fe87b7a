"""A row of areas short of activity, and the opportunities that are found among some activities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd

from sightline.analysis.findings import Finding
from sightline.analysis.framework import AgeRange
from sightline.analysis.gaps import Question
from sightline.analysis.opportunities import Ground, find_opportunities
from sightline.analysis.provision import Activity
from sightline.exchange.vocabulary import read_vocabularies
from tests.factories.small_tables import (
    AS_OF,
    VIOLENCE,
    YOUNG,
    codes,
    parts_of,
    population_of,
    row_of_areas,
)

vocabularies = cache(read_vocabularies)


def gaps_of(shortfalls: Sequence[float], *, people: float = 500.0) -> pd.DataFrame:
    """GAPS of areas A, B, C … with these shortfalls, each between half and one and a half of it."""
    short = pd.Series(list(shortfalls), dtype="float64")
    return pd.DataFrame(
        {
            "area": codes(len(short)),
            "people": people,
            "need_per_1000": 10.0,
            "need_low": 5.0,
            "need_high": 15.0,
            "people_to_reach": short,
            "people_reached": 0.0,
            "shortfall": short,
            "shortfall_low": short / 2,
            "shortfall_high": short * 1.5,
            "kind": "too little",
            "share_silent": 0.0,
        }
    )


def ground_of(
    activities: Sequence[Activity],
    shortfalls: Sequence[float] = (40.0, 40.0, 40.0, 40.0, 40.0),
    *,
    ages: AgeRange = YOUNG,
    apart_m: float = 3000.0,
) -> Ground:
    """Areas A, B (district West), C, D, E (East) in a row, and those activities."""
    areas = row_of_areas(len(shortfalls), apart_m=apart_m)
    people = population_of([500] * len(shortfalls), ages=AgeRange(5, 24))
    return Ground(
        question=Question(theme=VIOLENCE, ages=ages, as_of=AS_OF),
        areas=areas,
        population=people,
        gaps=gaps_of(shortfalls),
        parts=parts_of(activities, areas=areas, population=people, ages=ages),
        activities=activities,
        vocabularies=vocabularies(),
    )


def told(found: Finding) -> tuple[str, ...]:
    """Its reasons as sentences."""
    return tuple(f"{reason}." for reason in found.reasons)


def found_among(
    *activities: Activity, sort: str = "", shortfalls: Sequence[float] = (40.0,) * 5
) -> list[Finding]:
    """The opportunities among those activities, of one sort if it is given."""
    found = find_opportunities(ground_of(activities, shortfalls))
    return [one for one in found if sort in ("", one.sort)]
