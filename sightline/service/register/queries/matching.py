"""Which activities answer a question, and how many each further filter would leave.

Every number on the list, its filters, its map, its pages and its downloads comes from here, so that
they agree; and all of them are counted among what the viewer may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.queries.asked import BEST_MATCH, LIST, MANY, NEAREST, Asked
from sightline.service.register.queries.cube import Among, Column, Cube, Mask
from sightline.service.register.queries.keeping import cube_now
from sightline.service.register.queries.light import Light
from sightline.service.register.queries.people import PeopleFound, find_people
from sightline.service.register.queries.searching import NOWHERE, search
from sightline.service.register.queries.standing import standing_column
from sightline.service.register.queries.words import last_stale_day

Counts = Mapping[str, Mapping[str, int]]
# What the public is not told, so that nothing it asks can tell it either.
OF_THE_PARTNERSHIP = frozenset({"shown", "free", "fresh"})
ORDERS_OF_THE_PARTNERSHIP = frozenset({"money", "changed"})


@dataclass(frozen=True, eq=False)
class Matches:
    """The answer to a question: rows of the cube in order, and counts by filter and value.

    made: what pages made of it, which lasts as long; each maker has a name of its own there.
    """

    cube: Cube
    rows: NDArray[np.int64]
    counts: Counts
    registered: int  # activities that the viewer may see in all
    without_ages: int  # left out because they do not say for what ages they are
    without_place: int  # left out because nobody knows where they are
    distances_m: NDArray[np.float64] | None  # of every row of the cube, where one was asked for
    made: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def ids(self) -> tuple[UUID, ...]:
        """The keys of the activities, in order."""
        return tuple(self.cube.rows[row].id for row in self.rows)

    @property
    def lights(self) -> list[Light]:
        """The activities, in order."""
        return [self.cube.rows[row] for row in self.rows]


def find_matches(asked: Asked, *, viewer: Any, today: date) -> Matches:
    """Answer a question among what the viewer may see.

    The counts of a filter are as if that filter alone were not set.
    """
    return answer(asked, voice=voice_of(viewer), today=today)


def answer(asked: Asked, *, voice: Voice, today: date) -> Matches:
    """Answer a question for somebody with that voice.

    An answer is remembered for as long as the register stays the same: the pages of a list, its
    map and its files ask the same question.
    """
    cube = cube_now()
    asked = replace(allowed(asked, voice), page=1, view=LIST)
    people = find_people(asked.words, voice)
    key = (asked, voice.everyone, voice.in_partnership, voice.organisations, today, people)
    found: Matches = cube.answers.get_or_make(
        key, lambda: _Answer(asked, cube, voice, today, people).matches()
    )
    return found


def allowed(asked: Asked, voice: Voice) -> Asked:
    """The question without what the viewer is not told."""
    if voice.in_partnership:
        return asked
    order = "" if asked.order in ORDERS_OF_THE_PARTNERSHIP else asked.order
    return replace(asked, visibilities=(), standings=(), free=False, order=order)


class _Answer:
    """One question being answered."""

    def __init__(
        self, asked: Asked, cube: Cube, voice: Voice, today: date, people: PeopleFound = ()
    ) -> None:
        self.asked, self.cube, self.voice, self.today = asked, cube, voice, today
        self.stale = cube.confirmed <= last_stale_day(today).toordinal()
        self.visible = cube.seen(voice)
        self.where = search(
            asked.words,
            cube=cube,
            in_partnership=voice.in_partnership,
            people=people,
        )
        self.distances_m = None
        if asked.near:
            self.distances_m = cube.distances_m(asked.near.easting_m, asked.near.northing_m)

    def matches(self) -> Matches:
        """The rows, the order and the counts."""
        tests = self._tests()
        found = self._searched()
        for test in tests.values():
            found = found & test
        rows = np.flatnonzero(found)
        return Matches(
            cube=self.cube,
            rows=rows[self._order(rows)],
            counts=self._counts(tests, found),
            registered=int(np.count_nonzero(self.visible)),
            without_ages=self._lost("ages", tests, self.cube.ages[0] < 0),
            without_place=self._lost("near", tests, self._placeless()),
            distances_m=self.distances_m,
        )

    def _searched(self) -> Mask:
        return self.visible if self.where is None else self.visible & (self.where < NOWHERE)

    def _tests(self) -> dict[str, Mask]:
        """The rows that pass each filter that is set, by its name in the address."""
        asked, cube = self.asked, self.cube
        tests = {
            name: self._column(name).among(wanted, cube.size) & self._known(name)
            for name, told in MANY.items()
            if (wanted := getattr(asked, told))
        }
        if asked.ages:
            youngest, oldest = cube.ages
            overlap = (youngest <= asked.ages.to_age) & (oldest >= asked.ages.from_age)
            tests["ages"] = overlap & (youngest >= 0)
        if asked.stale:
            tests["stale"] = self.stale
        if asked.free:
            tests["free"] = cube.free
        if self.distances_m is not None:
            tests["near"] = self.distances_m <= 1_000 * asked.within_km
        return tests

    def _column(self, name: str) -> Column:
        if name == "fresh":
            return standing_column(self.cube, self.today)
        return self.cube.columns[self.asked.place if name == "district" else name]

    def _known(self, name: str) -> Mask:
        """The rows whose value of a filter the viewer may know."""
        return self.visible if name != "funder" else self.cube.open_to(self.voice, name)

    def _others(self, name: str, tests: Mapping[str, Mask]) -> Mask:
        """The rows that pass every filter but one."""
        found = self._searched()
        for other, test in tests.items():
            if other != name:
                found = found & test
        return found

    def _counts(self, tests: Mapping[str, Mask], found: Mask) -> Counts:
        told = Among(found)
        counts = {name: self._column(name).counts(self._among(name, tests, told)) for name in MANY}
        for name, has in (("stale", self.stale), ("free", self.cube.free)):
            number = int(np.count_nonzero(self._among(name, tests, told).mask & has))
            counts[name] = {"yes": number} if number else {}
        hidden = frozenset() if self.voice.in_partnership else OF_THE_PARTNERSHIP
        return {name: {} if name in hidden else told for name, told in counts.items()}

    def _among(self, name: str, tests: Mapping[str, Mask], found: Among) -> Among:
        """The rows that pass all filters but one, and whose value of that the viewer may know."""
        of = Among(self._others(name, tests)) if name in tests else found
        return of if name != "funder" else Among(of.mask & self._known(name))

    def _lost(self, name: str, tests: Mapping[str, Mask], unknown: Mask) -> int:
        """How many rows fail one filter alone, and only because they do not say."""
        if name not in tests:
            return 0
        return int(np.count_nonzero(self._others(name, tests) & ~tests[name] & unknown))

    def _placeless(self) -> Mask:
        if self.distances_m is None:
            return np.zeros(self.cube.size, dtype=bool)
        return np.isinf(self.distances_m)

    def _order(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of the rows in the order asked for; alike ones by name, as rows are."""
        cube, order = self.cube, self.asked.taken_order
        if order == NEAREST and self.distances_m is not None:
            return np.argsort(self.distances_m[rows], kind="stable")
        if order == BEST_MATCH and self.where is not None:
            return np.argsort(self.where[rows], kind="stable")
        if order == "unconfirmed":
            return np.argsort(cube.confirmed[rows], kind="stable")
        if order == "money":
            return np.argsort(cube.funded[rows], kind="stable")
        if order == "changed":
            told = np.where(cube.own(self.voice), cube.changed, cube.shown_changed)
            return np.argsort(-told[rows], kind="stable")
        return np.arange(len(rows))
