"""What every kind of opportunity is looked for in: shortfalls, who reaches where, who runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import KDTree

from sightline.analysis.areas import AREAS
from sightline.analysis.framework import OLDEST, AgeRange, Vocabulary
from sightline.analysis.gaps import GAPS, Question, is_short
from sightline.analysis.pairs import parts_whenever
from sightline.analysis.provision import PARTS, Activity, runs_in
from sightline.analysis.provision.people import PeopleByAge

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
DECIMALS = 9  # of shares, so that the order in which areas are added up decides nothing
LEVELS = ("shortfall_low", "shortfall", "shortfall_high")


@dataclass(frozen=True, eq=False)
class Ground:
    """What opportunities are looked for in, for one theme and one range of ages.

    gaps: GAPS. parts: PARTS of the theme and ages, of what runs. activities: all that are on the
    register, those of sensitive sites hidden (provision.hide_sensitive_sites). areas: AREAS.
    population: POPULATION. vocabularies: by name, as far as they are at hand.
    """

    question: Question
    areas: pd.DataFrame
    population: pd.DataFrame
    gaps: pd.DataFrame
    parts: pd.DataFrame
    activities: Sequence[Activity]
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)

    @property
    def theme(self) -> str:
        """The code of the theme asked about."""
        return self.question.theme.theme

    @property
    def ages(self) -> AgeRange:
        """The ages asked about."""
        return self.question.ages

    @cached_property
    def of_theme(self) -> tuple[Activity, ...]:
        """Activities of the theme, whatever their status, by reference."""
        mine = [one for one in self.activities if self.theme in one.themes]
        return tuple(sorted(mine, key=lambda one: one.reference))

    @cached_property
    def running(self) -> tuple[Activity, ...]:
        """Activities of the theme that run in the month asked about, by reference."""
        return tuple(one for one in self.of_theme if runs_in(one, self.question.as_of))

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each running activity."""
        return {one.reference: row for row, one in enumerate(self.running)}

    @cached_property
    def row_in_theme(self) -> dict[str, int]:
        """The row of each activity of the theme."""
        return {one.reference: row for row, one in enumerate(self.of_theme)}

    @cached_property
    def codes(self) -> NDArray[np.object_]:
        """Area codes, in the order of everything here that goes by area."""
        return np.asarray(AREAS.check(self.areas)["area"], dtype=object)

    @cached_property
    def names(self) -> NDArray[np.object_]:
        """Names of the areas."""
        return np.asarray(self.areas["area_name"], dtype=object)

    @cached_property
    def district_names(self) -> NDArray[np.object_]:
        """The name of each area's district."""
        return np.asarray(self.areas["district_name"], dtype=object)

    @cached_property
    def points(self) -> Numbers:
        """Where the areas are, in metres."""
        return np.asarray(self.areas[["easting_m", "northing_m"]], dtype="float64")

    @cached_property
    def tree(self) -> KDTree:
        """The points of the areas, to be looked up by distance."""
        return KDTree(self.points)

    @cached_property
    def short(self) -> Numbers:
        """People a year short, three rows: low, middle and high; 0 where nobody is, or is known."""
        gaps = GAPS.check(self.gaps).set_index("area").reindex(self.codes)
        short = np.where(is_short(gaps["shortfall"]), 1.0, 0.0)
        return np.array([np.nan_to_num(gaps[level].to_numpy()) * short for level in LEVELS])

    @cached_property
    def lived(self) -> PeopleByAge:
        """How many people of any ages live in each area."""
        return PeopleByAge(self.population, list(self.codes))

    def share_of(self, ages: AgeRange | None) -> Numbers:
        """Of the people of the ages asked about, the share that is of these too, in each area."""
        kind = (ages or AgeRange(0, OLDEST)).overlap(self.ages)
        if kind == self.ages:
            return np.ones(len(self.codes))
        everybody = self.lived.of(self.ages)
        some = self.lived.of(kind)
        return np.divide(some, everybody, out=np.zeros_like(some), where=everybody > 0)

    @cached_property
    def reach(self) -> pd.DataFrame:
        """Where running activities reach: row, area, share, people, right_ages, distance_m.

        row: of running. area: of codes. people: a year, of the ages asked about, missing if not
        supplied. distance_m: from the nearest of its places, missing if it has none.
        """
        parts = PARTS.check(self.parts)
        row = pd.Index([one.reference for one in self.running], dtype=object).get_indexer(
            pd.Index(parts["activity"])
        )
        area = pd.Index(self.codes).get_indexer(pd.Index(parts["area"]))
        known = (row >= 0) & (area >= 0)
        row, area = row[known], area[known]
        return pd.DataFrame(
            {
                "row": row,
                "area": area,
                "share": parts["share"].to_numpy()[known],
                "people": parts["people_reached"].to_numpy()[known],
                "right_ages": parts["right_ages"].to_numpy()[known],
                "distance_m": self._distances_m(row, area),
            }
        )

    def _distances_m(self, row: Rows, area: Rows) -> Numbers:
        most = max((len(one.places) for one in self.running), default=0)
        nearest = np.full(len(row), np.nan)
        for number in range(most):
            place = np.array(
                [
                    (one.places[number].easting_m, one.places[number].northing_m)
                    if number < len(one.places)
                    else (np.nan, np.nan)
                    for one in self.running
                ]
            )
            apart = np.hypot(*(place[row] - self.points[area]).T)
            nearest = np.fmin(nearest, apart)
        return nearest

    def areas_of(self, chosen: pd.DataFrame) -> dict[int, Rows]:
        """The areas of some rows of reach, by the row of the activity, in the order of areas."""
        order = chosen.sort_values(["row", "area"])
        rows = order["row"].to_numpy()
        which, first = np.unique(rows, return_index=True)
        areas = np.split(order["area"].to_numpy(dtype=np.int64), first[1:])
        return {int(row): mine for row, mine in zip(which, areas, strict=False)}

    @cached_property
    def everywhere(self) -> pd.DataFrame:
        """PARTS of all ages of every activity of the theme, whenever it runs."""
        return parts_whenever(
            activities=self.of_theme,
            areas=self.areas,
            population=self.population,
            as_of=self.question.as_of,
        )

    @cached_property
    def room_by_district(self) -> sparse.csr_array:
        """The share of the room of each activity of the theme in each district."""
        references = pd.Index([one.reference for one in self.of_theme], dtype=object)
        row = references.get_indexer(pd.Index(self.everywhere["activity"]))
        area = pd.Index(self.codes).get_indexer(pd.Index(self.everywhere["area"]))
        room = sparse.csr_array(
            (self.everywhere["share"].to_numpy(), (row, self.district_of[area])),
            shape=(len(references), len(self.districts)),
        )
        room.data = room.data.round(DECIMALS)
        return room

    @cached_property
    def home_of(self) -> dict[str, int]:
        """The district in which each activity of the theme has most of its room, by reference.

        The earlier district of two with as much; an activity that is nowhere has none.
        """
        room = self.room_by_district
        return {
            one.reference: int(room[[row]].argmax())
            for row, one in enumerate(self.of_theme)
            if room.indptr[row] < room.indptr[row + 1]
        }

    def areas_in(self, district: int) -> Rows:
        """The areas of a district."""
        return np.flatnonzero(self.district_of == district)

    @cached_property
    def districts(self) -> NDArray[np.object_]:
        """Codes of districts, in order."""
        return np.unique(self.areas["district"].to_numpy(dtype=str)).astype(object)

    @cached_property
    def district_of(self) -> Rows:
        """The row of each area's district."""
        found = pd.Index(self.districts).get_indexer(pd.Index(self.areas["district"]))
        return np.asarray(found, dtype=np.int64)

    def name_of(self, district: int) -> str:
        """The name of a district, or its code where it has none."""
        first = int(np.argmax(self.district_of == district))
        return str(self.district_names[first] or self.districts[district])

    def word(self, vocabulary: str, term: str) -> str:
        """What a term is called, or its code where no vocabulary tells."""
        terms = self.vocabularies.get(vocabulary)
        known = terms.terms.get(term) if terms else None
        return known.name if known else term
