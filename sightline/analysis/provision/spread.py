"""How the room of activities falls to areas: one sparse row for each way of spreading.

Two activities at one place, for one range of ages and the same areas, spread their room alike, and
no month, theme or number of people changes how. So a row is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.provision.activity import Activity
from sightline.analysis.provision.land import Land, Stop, Way, plain
from sightline.analysis.provision.nearby import Rows
from sightline.analysis.provision.travel import How, Travel, ages_reached
from sightline.analysis.provision.weighing import shares_of

ALL_AGES = AgeRange(0, OLDEST)
_PLACES_AT_ONCE = 4000  # places whose trips are held in memory together, before they are shares


class Spreads:
    """The rows worked out so far: shares of the room of each way, adding up to 1, or to 0."""

    def __init__(self, land: Land, travel: Travel) -> None:
        self.land, self.travel = land, travel
        self.ways: list[Way] = []
        self._row_of: dict[Way, int] = {}
        self.shares: Any = sparse.csr_array((0, len(land.codes)))

    def rows_of(self, activities: Sequence[Activity]) -> Rows:
        """The row of each activity in `shares`; those not met before are worked out."""
        ways = [self.way_of(one) for one in activities]
        new = [way for way in dict.fromkeys(ways) if way not in self._row_of]
        if new:
            pieces = [shares_of(few, self.land, self.travel) for few in _few_at_a_time(new)]
            self.shares = sparse.vstack([self.shares, *pieces], format="csr")
            for way in new:
                self._row_of[way] = len(self.ways)
                self.ways.append(way)
        return np.array([self._row_of[way] for way in ways], dtype="int64")

    def way_of(self, activity: Activity) -> Way:
        """How the room of the activity is spread."""
        delivery = self.travel.delivery_of(activity)
        served = tuple(sorted({plain(name) for name in activity.areas_served}))
        whole = delivery.how is How.AREA_WIDE and (bool(served) or not delivery.base_counts)
        stops = () if whole else self._stops(activity)
        ages = ages_reached(activity, delivery.how) or ALL_AGES
        return Way(stops, served, ages, self.travel.decay_of(activity))

    def _stops(self, activity: Activity) -> tuple[Stop, ...]:
        keys = [""] * len(activity.places)
        times = self.travel.times
        if times is not None and activity.places:
            points = np.array([[at.easting_m, at.northing_m] for at in activity.places])
            own = (activity.postcode, activity.delivery_area) if len(points) == 1 else ()
            keys = [times.first_of((*own, code)) for code in self.land.nearest(points)]
        stops = [
            Stop(at.easting_m, at.northing_m, key)
            for at, key in zip(activity.places, keys, strict=True)
        ]
        return tuple(sorted(stops, key=lambda at: (at.easting_m, at.northing_m, at.times_key)))

    def of_ages(self, asked: AgeRange, rows: Rows) -> Any:
        """`shares` of the people of these ages alone, for these rows; what is nothing is stored."""
        kinds = {self.ways[row].ages: 0 for row in rows}
        part = np.zeros((len(kinds), len(self.land.codes)))
        for place, ages in enumerate(kinds):
            kinds[ages] = place
            lived, inside = self.land.people(ages), self.land.people(ages.overlap(asked))
            np.divide(inside, lived, out=part[place], where=lived > 0)
        np.minimum(part, 1.0, out=part)
        mine = self.shares[rows]
        kind = np.array([kinds[self.ways[row].ages] for row in rows], dtype="int64")
        mine.data *= part[np.repeat(kind, np.diff(mine.indptr)), mine.indices]
        return mine

    def copy(self) -> Spreads:
        """The same rows, to which more can be added without changing these."""
        return self._with(list(self.ways), self.shares)

    def only(self, rows: Rows) -> Spreads:
        """These rows alone, in their order."""
        return self._with([self.ways[row] for row in rows], self.shares[rows])

    def _with(self, ways: list[Way], shares: Any) -> Spreads:
        other = Spreads(self.land, self.travel)
        other.ways, other.shares = ways, shares
        other._row_of = {way: row for row, way in enumerate(ways)}
        return other


def _few_at_a_time(ways: Sequence[Way]) -> Iterable[list[Way]]:
    """The ways in groups that have few enough places to be held in memory together."""
    group: list[Way] = []
    places = 0
    for way in ways:
        if group and places + max(len(way.stops), 1) > _PLACES_AT_ONCE:
            yield group
            group, places = [], 0
        group.append(way)
        places += max(len(way.stops), 1)
    yield group
