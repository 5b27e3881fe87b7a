"""Which activities reach which areas, kept as one sparse matrix: a county's or a country's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import EVERYONE, Activity, Dates, ReachModel, months_ahead

Numbers = NDArray[np.float64]
Masks = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Reached:
    """Who reaches whom, of all activities of a theme that run in any of some months.

    activities: in the order of their references. areas: codes. months: those asked about. shares:
    activities × areas, the part of each one's room that falls to the people asked about; what is
    stored and nothing is in reach but for others. room: people a year, missing if it is not told.
    right: whether it is for some of the people asked about. runs: activities × months, and the
    month after the last.
    """

    activities: tuple[Activity, ...]
    areas: NDArray[np.object_]
    months: tuple[Month, ...]
    shares: Any
    room: Numbers
    right: Masks
    runs: Masks

    @classmethod
    def of(
        cls,
        model: ReachModel,
        *,
        theme: str,
        ages: AgeRange,
        as_of: Month,
        months: int,
        group: str = EVERYONE,
    ) -> Reached:
        """From reach kept ready. group: what is for others is not right, and falls to nobody."""
        asked = months_ahead(as_of, how_many=months)
        of_theme = [number for number, one in enumerate(model.activities) if theme in one.themes]
        runs = Dates.of(
            [model.activities[number] for number in of_theme], (*asked, asked[-1].plus(1)), as_of
        ).runs
        ever = runs[:, :-1].any(axis=1)
        chosen = np.array(of_theme, dtype=np.int64)[ever]
        few = tuple(model.activities[number] for number in chosen)
        shares = model.spreads.of_ages(ages, model.rows[chosen])
        told = model.groups.parts(few, group)[1]
        shares.data *= np.repeat(told, np.diff(shares.indptr))
        ways = model.spreads.ways
        right = [ways[row].ages.overlap(ages) is not None for row in model.rows[chosen]]
        return cls(
            activities=few,
            areas=model.spreads.land.codes,
            months=asked,
            shares=shares,
            room=np.array(
                [np.nan if one.people_a_year is None else one.people_a_year for one in few],
                dtype="float64",
            ),
            right=np.array(right, dtype=bool) & (told > 0),
            runs=runs[ever],
        )

    def other_by_month(self) -> Masks:
        """Areas × months: whether something of the theme runs there that is for others."""
        rows = np.flatnonzero(~self.right)
        found = _pattern(self.shares[rows]).T @ self.runs[rows, :-1].astype("float64")
        return np.asarray(found > 0, dtype=bool)

    def by_place(self, place_of: Whole, places: int) -> PeopleByPlace:
        """People of the right activities in each place. place_of: of each area, -1 for none."""
        inside = np.flatnonzero(place_of >= 0)
        into = sparse.csr_array(
            (np.ones(len(inside)), (inside, place_of[inside])), shape=(len(self.areas), places)
        )
        rows = np.flatnonzero(self.right)
        shares = (self.shares[rows] @ into).tocoo()
        areas = (_pattern(self.shares[rows]) @ into).tocoo()
        order, by = (np.lexsort((one.col, one.row)) for one in (shares, areas))
        number = rows[shares.row[order]]
        return PeopleByPlace(
            number=number,
            place=shares.col[order].astype(np.int64),
            people=shares.data[order] * self.room[number],
            areas=areas.data[by].astype(np.int64),
        )

    def others_by_place(self, place_of: Whole, places: int) -> dict[int, list[int]]:
        """By place, the numbers of the activities there that are for others, in order."""
        rows = np.flatnonzero(~self.right)
        mine = _pattern(self.shares[rows]).tocoo()
        place = place_of[mine.col]
        pairs = (
            np.unique(np.column_stack([place, rows[mine.row]])[place >= 0], axis=0)
            if len(rows)
            else np.zeros((0, 2), dtype=np.int64)
        )
        found: dict[int, list[int]] = {}
        for here, number in pairs.tolist():
            found.setdefault(here, []).append(number)
        return found


@dataclass(frozen=True, eq=False)
class PeopleByPlace:
    """A row for each activity and place it reaches: by number of the activity, then of the place.

    people: a year, missing if the activity does not tell. areas: of the place, how many it reaches.
    """

    number: Whole
    place: Whole
    people: Numbers
    areas: Whole


def _pattern(shares: Any) -> Any:
    """Ones wherever something is stored."""
    return sparse.csr_array(
        (np.ones(shares.nnz), shares.indices, shares.indptr), shape=shares.shape
    )


def numbers_of(names: Sequence[str]) -> tuple[Whole, list[str]]:
    """The place of each name among the different names in order, and these; -1 for an empty one.

    >>> numbers_of(["b", "", "a", "b"])[0].tolist(), numbers_of(["b", "", "a"])[1]
    ([1, -1, 0, 1], ['a', 'b'])
    """
    known = sorted(set(names) - {""})
    place = {name: number for number, name in enumerate(known)}
    return np.array([place.get(name, -1) for name in names], dtype=np.int64), known
