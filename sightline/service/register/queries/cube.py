"""The light facts of every activity as columns of numbers, so that thousands are counted at once.

A row of the cube is an activity, in the order of names. Who may see it is a column like another:
nothing is counted, listed or searched but among the rows that the viewer may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from sightline.analysis.framework import OLDEST
from sightline.analysis.provision import Visibility
from sightline.service.partners.queries import Voice
from sightline.service.register.queries.asked import DELIVERED, EITHER, NOT_GIVEN, SERVED
from sightline.service.register.queries.kept import Kept
from sightline.service.register.queries.light import Light

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
NEVER, ALWAYS = -(10**6), 10**7  # days before and after every other
SEEN_BY = tuple(each.value for each in (Visibility.PUBLIC, Visibility.PARTNERSHIP))
# What each process keeps of each cube. Of 20,000 activities a word takes 20 kB, a voice and an
# answer some 100 kB each.
MOST_WORDS, MOST_VOICES, MOST_ANSWERS = 300, 50, 100


class Among:
    """Some rows, as a mask and as numbers: the one is cheaper to cut, the other to count."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    @cached_property
    def rows(self) -> Numbers:
        """The numbers of the rows, rising."""
        return np.flatnonzero(self.mask)


class Column:
    """One filter: which values each row has, as pairs of a row and the number of a value.

    A row without a value has `NOT_GIVEN`, if the column has that at all.
    """

    def __init__(self, values: Iterable[Iterable[str]], *, says_nothing: bool) -> None:
        self.number_of: dict[str, int] = {}
        rows: list[int] = []
        numbers: list[int] = []
        row = -1
        for row, several in enumerate(values):
            told = tuple(several) or ((NOT_GIVEN,) if says_nothing else ())
            for value in told:
                rows.append(row)
                numbers.append(self.number_of.setdefault(value, len(self.number_of)))
        self._rows = np.array(rows, dtype=np.int64)
        self._numbers = np.array(numbers, dtype=np.int64)
        self.values = tuple(self.number_of)
        # One value for each row, as most columns have: then the pairs are the rows themselves.
        self._is_plain = np.array_equal(self._rows, np.arange(row + 1))

    def among(self, wanted: Sequence[str], size: int) -> Mask:
        """The rows that have at least one of the values."""
        is_wanted = np.zeros(len(self.values), dtype=bool)
        is_wanted[[self.number_of[value] for value in wanted if value in self.number_of]] = True
        if self._is_plain:
            return is_wanted[self._numbers]
        found = np.zeros(size, dtype=bool)
        found[self._rows[is_wanted[self._numbers]]] = True
        return found

    def counts(self, of: Among) -> dict[str, int]:
        """How many of the rows have each value; those that none has are left out."""
        told = self._numbers[of.rows if self._is_plain else of.mask[self._rows]]
        counted = np.bincount(told, minlength=len(self.values)).tolist()
        return {value: count for value, count in zip(self.values, counted, strict=True) if count}


class Cube:
    """Every activity on the register, as columns. centres: of the districts, by their codes."""

    def __init__(
        self, lights: Mapping[UUID, Light], centres: Mapping[str, tuple[float, float]]
    ) -> None:
        rows = sorted(lights.values(), key=lambda each: (each.name.casefold(), str(each.id)))
        self.rows: tuple[Light, ...] = tuple(rows)
        self.centres = dict(centres)
        # What was worked out of it, for as long as it lasts: once for all; for each word that was
        # looked for; for each voice that asked; and for each question.
        self.found: dict[object, object] = {}
        self.words: Kept[object, NDArray[np.int8]] = Kept(MOST_WORDS)
        self.names: Kept[object, Mapping[str, Mapping[str, str]]] = Kept(MOST_VOICES)
        self.answers: Kept[object, Any] = Kept(MOST_ANSWERS)

    @property
    def size(self) -> int:
        """How many activities there are."""
        return len(self.rows)

    @cached_property
    def row_of(self) -> dict[UUID, int]:
        """The row of each activity by its key."""
        return {each.id: row for row, each in enumerate(self.rows)}

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The filters that take several values, by their name in the address; see `columns_of`."""
        return columns_of(self.rows)

    @cached_property
    def organisation_numbers(self) -> Numbers:
        """The number of the organisation of each row."""
        column = self.columns["organisation"]
        numbers = [column.number_of[str(each.organisation_id)] for each in self.rows]
        return np.array(numbers, dtype=np.int64)

    def seen(self, voice: Voice) -> Mask:
        """The rows that somebody with that voice may see, as `Voice.sees` has it."""
        if voice.everyone:
            return np.ones(self.size, dtype=bool)
        shown = SEEN_BY if voice.in_partnership else SEEN_BY[:1]
        found = self.columns["shown"].among(shown, self.size)
        return found | self.own(voice)

    def open_to(self, voice: Voice, name: str) -> Mask:
        """The rows whose value of a filter somebody may know: who pays for a refuge is secret."""
        seen = self.seen(voice)
        if voice.in_partnership or name != "funder":
            return seen
        return seen & ~self.sensitive

    @cached_property
    def sensitive(self) -> Mask:
        """The rows that are delivered at a sensitive site."""
        return np.array([each.sensitive for each in self.rows], dtype=bool)

    def own(self, voice: Voice) -> Mask:
        """The rows of organisations that somebody may speak for."""
        if voice.everyone:
            return np.ones(self.size, dtype=bool)
        mine = [str(key) for key in voice.organisations]
        return self.columns["organisation"].among(mine, self.size)

    @cached_property
    def ages(self) -> tuple[Numbers, Numbers]:
        """The youngest and the oldest of each row; -1 where the ages are not supplied."""
        given = [
            (each.age_from, each.age_to) if each.age_from is not None else (-1, -1)
            for each in self.rows  # both ages are given, or neither: the database sees to it
        ]
        both = np.array(given, dtype=np.int64).reshape(-1, 2)
        return both[:, 0], np.minimum(both[:, 1], OLDEST)

    @cached_property
    def free(self) -> Mask:
        """The rows with places free now."""
        return np.array([bool(each.places_free) for each in self.rows], dtype=bool)

    @cached_property
    def confirmed(self) -> Numbers:
        """The day on which each row was last confirmed."""
        return _days((each.confirmed_on for each in self.rows), NEVER)

    @cached_property
    def funded(self) -> Numbers:
        """The last day that is paid for."""
        return _days((each.funded_until for each in self.rows), ALWAYS)

    @cached_property
    def changed(self) -> Numbers:
        """When each row was changed last, in microseconds."""
        return _times(each.changed_at for each in self.rows)

    @cached_property
    def shown_changed(self) -> Numbers:
        """The same as others are told: that a sensitive site was changed may tell that it moved."""
        return _times(each.added_at if each.sensitive else each.changed_at for each in self.rows)

    @cached_property
    def points(self) -> tuple[Numbers, NDArray[np.float64]]:
        """Rows, and metres east and north of each: their places, or the centre of the district."""
        rows, places = [], []
        for row, each in enumerate(self.rows):
            for place in self.places_of(each):
                rows.append(row)
                places.append(place)
        return np.array(rows, dtype=np.int64), np.array(places, dtype=float).reshape(-1, 2)

    def places_of(self, each: Light) -> tuple[tuple[float, float], ...]:
        """Where it is; of a sensitive site the middle of its district, all that is told."""
        centre = self.centres.get(each.delivered) if each.sensitive else None
        return each.points if centre is None else (centre,)

    def distances_m(self, easting_m: float, northing_m: float) -> NDArray[np.float64]:
        """Metres from a point to the nearest place of each row; infinite where none is known."""
        rows, places = self.points
        found = np.full(self.size, np.inf)
        if len(rows):
            away = np.hypot(places[:, 0] - easting_m, places[:, 1] - northing_m)
            np.minimum.at(found, rows, away)
        return found

    @cached_property
    def organisation_names(self) -> dict[str, str]:
        """The name of each organisation by its key as text, in the order of names."""
        names = {str(each.organisation_id): each.organisation for each in self.rows}
        return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))

    @cached_property
    def funder_names(self) -> dict[str, str]:
        """Each funder by its plain name, in the order of names."""
        names = {plain: name for each in self.rows for plain, name in each.funders}
        return dict(sorted(names.items()))


def columns_of(rows: Sequence[Light]) -> dict[str, Column]:
    """A column for each filter; `place` says which of the three columns a district is sought in."""

    def one(field: str, *, says_nothing: bool = True) -> Column:
        told = (getattr(each, field) for each in rows)
        return Column(((value,) if value else () for value in told), says_nothing=says_nothing)

    return {
        "theme": Column((each.themes for each in rows), says_nothing=False),
        "status": one("status", says_nothing=False),
        "organisation": Column(((str(each.organisation_id),) for each in rows), says_nothing=False),
        "level": one("level"),
        "approach": one("approach"),
        "strand": one("strand"),
        "setting": one("setting"),
        "thematic": one("group"),
        "open": one("open_to"),
        "funder": Column(
            (dict.fromkeys(plain for plain, _ in each.funders) for each in rows),
            says_nothing=True,
        ),
        "shown": one("visibility", says_nothing=False),
        DELIVERED: one("delivered"),
        SERVED: Column((each.served for each in rows), says_nothing=True),
        EITHER: Column(
            (dict.fromkeys((*filter(None, [each.delivered]), *each.served)) for each in rows),
            says_nothing=True,
        ),
    }


def _days(days: Iterable[date | None], missing: int) -> Numbers:
    return np.array([missing if day is None else day.toordinal() for day in days], dtype=np.int64)


def _times(times: Iterable[datetime]) -> Numbers:
    return np.array([round(time.timestamp() * 1e6) for time in times], dtype=np.int64)
