"""How each record stands by the interval it declares, as a filter of the list.

The words are those of the analysis, which the room of freshness uses too. What has ended stays as
it is and is never asked after, so it stands in no way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils.timezone import localdate

from sightline.analysis.freshness import Standing, freshness_of
from sightline.analysis.provision import Status
from sightline.service.register.models import Activity
from sightline.service.register.queries.cube import Column, Cube
from sightline.service.register.queries.light import Light

# By the name in the address.
STANDINGS: Mapping[str, Standing] = {
    standing.value.replace(" ", "-"): standing for standing in Standing
}
STANDING_WORDS = {name: standing.value for name, standing in STANDINGS.items()}
IN_TIME = frozenset({Standing.UP_TO_DATE, Standing.DUE})
LATE = tuple(name for name, standing in STANDINGS.items() if standing not in IN_TIME)


def standing_column(cube: Cube, today: date) -> Column:
    """How every row stands on a day; worked out once for as long as the register stays the same."""
    key = ("standing", today)
    known = cube.found.get(key)
    if not isinstance(known, Column):
        told = (_standing(light, today) for light in cube.rows)
        known = Column(((name,) if name else () for name in told), says_nothing=False)
        cube.found[key] = known
    return known


def is_late(record: Light | Activity, today: date) -> bool:
    """Whether a record was not confirmed as lately as it promises."""
    return _standing(record, today) in LATE


def _standing(record: Light | Activity, today: date) -> str:
    if record.status == Status.ENDED.value:
        return ""
    added_on = None if record.confirmed_on else localdate(record.added_at)
    return _name_of(record.confirmed_on, record.confirm_every_months, added_on, today)


@lru_cache(maxsize=5_000)  # thousands of records share a few of these
def _name_of(
    confirmed_on: date | None, every_months: int | None, added_on: date | None, today: date
) -> str:
    fresh = freshness_of(
        confirmed_on=confirmed_on, every_months=every_months, today=today, added_on=added_on
    )
    return fresh.standing.value.replace(" ", "-")
