"""Neighbours that lack the same, grown into places that people can speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.areas import AREAS
from sightline.analysis.gaps.shortfall import NOTHING
from sightline.analysis.gaps.tables import LACKING, MEMBERS
from sightline.analysis.neighbours import Neighbours
from sightline.errors import BadInput

DECIMALS = 6
WITHIN_M = 5000.0  # of where a place begins: no place is wider than anybody travels to an activity
LIKE = 0.5  # of what the area it began at lacks: less is not the same gap
MOST_IN = 0.5  # share of the areas of a place that make it go by the name of their locality
MOST_OF = 0.8  # share of the areas whose names begin alike that make a place go by the beginning

Whole = NDArray[np.int64]


def grow_places(
    *,
    lacking: pd.DataFrame,
    areas: pd.DataFrame,
    neighbours: Neighbours,
    within_m: float = WITHIN_M,
    like: float = LIKE,
) -> pd.DataFrame:
    """The areas that lack something, each with the place it is part of.

    lacking: LACKING. areas: AREAS. neighbours: of all these areas, by a shared border or within a
    distance. A place begins at the area that lacks most (the most western of those that lack as
    much, then the most southern) and takes in its neighbours that lack the same sort of thing, and
    at least that share of as much (like), and theirs, as far as within_m from where it began; the
    next begins at the area that lacks most of those left. So neighbours with the same gap are one
    place, as long as one activity could serve it, whatever the areas are called and in whatever
    order they come.

    Returns MEMBERS, sorted by place and area; a place goes by the lowest code of its areas.

    >>> from sightline.analysis.neighbours import neighbours_from_pairs
    >>> areas = pd.DataFrame({"area": ["A", "B", "C"], "area_name": "", "district": "",
    ...     "district_name": "", "easting_m": [0.0, 900.0, 1800.0], "northing_m": 0.0})
    >>> pairs = pd.DataFrame({"area": ["A", "B", "B", "C"], "neighbour": ["B", "A", "C", "B"]})
    >>> lacking = pd.DataFrame({"area": ["A", "B", "C"], "sort": ["nothing there"] * 2 +
    ...     ["too little"], "how_much": [5.0, 9.0, 7.0]})
    >>> near = neighbours_from_pairs(areas=["A", "B", "C"], pairs=pairs)
    >>> grow_places(lacking=lacking, areas=areas, neighbours=near).values.tolist()
    [['A', 'A'], ['A', 'B'], ['C', 'C']]
    """
    if not (within_m >= 0 and 0 <= like <= 1):
        raise BadInput(
            f"places: found {within_m} metres and a share of {like}, wanted zero or more, and a "
            "share from 0 to 1."
        )
    table = LACKING.check(lacking)
    place = pd.Series(np.arange(len(neighbours)), index=neighbours.areas)
    rows = place.reindex(table["area"])
    if rows.isna().any():
        raise BadInput(
            f"places: found {table['area'][rows.isna().to_numpy()].iloc[0]}, of which no neighbour "
            "is told, wanted neighbours of every area."
        )
    where = rows.to_numpy(dtype="int64")
    points = AREAS.check(areas).set_index("area").reindex(neighbours.areas)
    east, north = points["easting_m"].to_numpy(), points["northing_m"].to_numpy()
    amount = table["how_much"].round(DECIMALS)  # alike but for the rounding of sums is alike
    order = np.lexsort((north[where], east[where], -amount.to_numpy()))
    sorts = np.full(len(neighbours), -1, dtype=np.int64)
    sorts[where] = pd.factorize(table["sort"])[0]
    amounts = np.zeros(len(neighbours))
    amounts[where] = table["how_much"]
    ground = _Ground(sorts.tolist(), amounts.tolist(), east.tolist(), north.tolist())
    begun = _grown(neighbours, ground, where[order], within_m, like)
    members = pd.DataFrame({"area": neighbours.areas[where], "begun": begun[where]})
    members["place"] = members.groupby("begun")["area"].transform("min")
    return MEMBERS.check(members.sort_values(["place", "area"]))


class _Ground(NamedTuple):
    """Each area's sort of gap, how much it lacks, and its point, in the order of the neighbours."""

    sorts: list[int]
    amounts: list[float]
    east: list[float]
    north: list[float]


def _grown(
    neighbours: Neighbours, ground: _Ground, seeds: Whole, within_m: float, like: float
) -> Whole:
    """For each area the one its place began at, -1 where it is in none. seeds: most first."""
    starts, near = neighbours.starts.tolist(), neighbours.near.tolist()
    begun = [-1] * len(neighbours)
    for seed in seeds.tolist():
        if begun[seed] >= 0:
            continue
        begun[seed] = seed
        waiting = [seed]
        while waiting:
            here = waiting.pop()
            for other in near[starts[here] : starts[here + 1]]:
                if begun[other] < 0 and _belongs(ground, other, seed, within_m, like):
                    begun[other] = seed
                    waiting.append(other)
    return np.array(begun, dtype=np.int64)


def _belongs(ground: _Ground, area: int, seed: int, within_m: float, like: float) -> bool:
    if ground.sorts[area] != ground.sorts[seed]:
        return False
    if ground.amounts[area] < like * ground.amounts[seed] - NOTHING:
        return False
    east, north = ground.east[area] - ground.east[seed], ground.north[area] - ground.north[seed]
    return east * east + north * north <= within_m * within_m


@dataclass(frozen=True)
class _Row:
    """An area as its name needs it."""

    name: str
    district_name: str
    easting_m: float
    northing_m: float


class Namer:
    """Names for places, from the names of the areas of a map and, if known, of its localities.

    areas: AREAS, all of the map. localities: area to the name of the ward or locality it is in; an
    area that is left out is in none that is known.

    >>> areas = pd.DataFrame({"area": list("ABCD"), "area_name": ["Mid 001A", "Mid 001B",
    ...     "Mid 002A", "Mid 002B"], "district": "D", "district_name": "Mid",
    ...     "easting_m": [0.0, 1.0, 2.0, 3.0], "northing_m": 0.0})
    >>> namer = Namer(areas)
    >>> namer.name("A"), namer.name("AB"), namer.name("ABCD")
    ('Mid 001A', 'Mid 001', 'Mid')
    >>> namer.name("BC")
    '2 small areas around Mid 001B'
    >>> Namer(areas, {"B": "Harbour", "C": "Harbour"}).name("BC")
    'Harbour'
    """

    def __init__(self, areas: pd.DataFrame, localities: Mapping[str, str] | None = None) -> None:
        table = AREAS.check(areas)
        columns = ["area_name", "district_name", "easting_m", "northing_m"]
        self._rows = {
            code: _Row(*row)
            for code, *row in table[["area", *columns]].itertuples(index=False, name=None)
        }
        self._localities = dict(localities or {})
        self._stems = Counter(stem for row in self._rows.values() for stem in _stems(row.name))

    def name(self, codes: Sequence[str]) -> str:
        """What to call the place that these areas make up.

        One area goes by its own name; more by the locality that most of them are in, by the
        beginning that all of their names share and hardly another name has, or by how many they are
        around the one in the middle.
        """
        rows = [self._rows[code] for code in codes]
        if len(rows) == 1:
            return rows[0].name.strip() or codes[0]
        return self._locality(codes) or self._stem(rows) or self._around(codes, rows)

    def districts(self, codes: Sequence[str]) -> tuple[str, ...]:
        """The names of the districts the areas lie in, in order."""
        names = {self._rows[code].district_name.strip() for code in codes}
        return tuple(sorted(names - {""}))

    def _locality(self, codes: Sequence[str]) -> str:
        counted = Counter(self._localities.get(code, "").strip() for code in codes)
        counted.pop("", None)
        if not counted:
            return ""
        name, times = min(counted.items(), key=lambda one: (-one[1], one[0]))
        if times < MOST_IN * len(codes):
            return ""
        return name if times == len(codes) else f"{name} and around"

    def _stem(self, rows: Sequence[_Row]) -> str:
        shared = set(_stems(rows[0].name)).intersection(*(_stems(row.name) for row in rows[1:]))
        stem = max(shared, key=len, default="")
        return stem if stem and len(rows) >= MOST_OF * self._stems[stem] else ""

    def _around(self, codes: Sequence[str], rows: Sequence[_Row]) -> str:
        middle = _middle(rows)
        name = middle.name.strip() or min(
            code for code, row in zip(codes, rows, strict=True) if row is middle
        )
        said = f"{len(rows):,} small areas around {name}"
        districts = self.districts(codes)
        if not districts or (len(districts) == 1 and name.startswith(districts[0])):
            return said
        *first, last = districts
        return f"{said}, in {', '.join(first)} and {last}" if first else f"{said} in {last}"


def _stems(name: str) -> Iterator[str]:
    """The beginnings of a name that end with a word, or with a number that a letter follows."""
    words = name.split()
    for number in range(1, len(words) + 1):
        yield " ".join(words[:number])
    if words and words[-1][-1:].isalpha() and words[-1][:-1].isdigit():
        yield " ".join([*words[:-1], words[-1][:-1]])


def _middle(rows: Sequence[_Row]) -> _Row:
    east = sum(sorted(row.easting_m for row in rows)) / len(rows)
    north = sum(sorted(row.northing_m for row in rows)) / len(rows)

    def away(row: _Row) -> tuple[float, float, float]:
        distance_m = np.hypot(row.easting_m - east, row.northing_m - north)
        return round(float(distance_m), 3), row.easting_m, row.northing_m

    return min(rows, key=away)
