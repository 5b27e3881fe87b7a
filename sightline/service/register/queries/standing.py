"""How each record stands by the interval it declares, as a filter of the list.

The words are those of the analysis, which the room of freshness uses too. What has ended stays as
it is and is never asked after, so it stands in no way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.timezone import localdate

from sightline.analysis.freshness import Freshness, Standing, freshness_of
from sightline.analysis.provision import Status
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
        alike: dict[tuple[date | None, int | None, date | None], str] = {}
        told = (_standing(light, today, alike) for light in cube.rows)
        known = Column(((name,) if name else () for name in told), says_nothing=False)
        cube.found[key] = known
    return known


def _standing(
    light: Light, today: date, alike: dict[tuple[date | None, int | None, date | None], str]
) -> str:
    if light.status == Status.ENDED.value:
        return ""
    added_on = None if light.confirmed_on else localdate(light.added_at)
    declared = (light.confirmed_on, light.confirm_every_months, added_on)
    if declared not in alike:  # thousands of records share a few of these
        alike[declared] = _name(freshness_of(
            confirmed_on=light.confirmed_on, every_months=light.confirm_every_months,
            today=today, added_on=added_on,
        ))  # fmt: skip
    return alike[declared]


def _name(fresh: Freshness) -> str:
    return fresh.standing.value.replace(" ", "-")


def is_late(light: Light, today: date) -> bool:
    """Whether a record was not confirmed as lately as it promises."""
    return _standing(light, today, {}) in LATE
