"""Who lives in a place, by age."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sightline.analysis.framework import OLDEST
from sightline.service.places import queries as places

MOST_BANDS = 12
GROUPS = (0, 10, 16, 18, 25, 35, 50, 65)  # ages at which a new group starts


@dataclass(frozen=True)
class PeopleRow:
    """People of one age band."""

    ages: str
    people: str


def people_of(codes: Collection[str]) -> tuple[PeopleRow, ...]:
    """The people of those areas together, by age."""
    people = places.people_by_band(*codes)
    return tuple(PeopleRow(_ages(*band[:2]), f"{band[2]:,.0f}") for band in in_groups(people))


def _ages(first: int, last: int) -> str:
    if last == OLDEST:
        return f"{first} and over"
    return str(first) if first == last else f"{first} to {last}"


def in_groups(bands: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Few enough age groups to read: many narrow bands are added up, a few wide ones stay.

    >>> in_groups([(age, age, 1.0) for age in range(20)])
    [(0, 9, 10.0), (10, 15, 6.0), (16, 17, 2.0), (18, 19, 2.0)]
    """
    if len(bands) <= MOST_BANDS:
        return list(bands)
    groups: dict[int, tuple[int, int, float]] = {}
    for first, last, people in bands:
        start = max(start for start in GROUPS if start <= first)
        youngest, _, so_far = groups.get(start, (first, last, 0.0))
        groups[start] = (youngest, last, so_far + people)
    return list(groups.values())
