"""Which areas are neighbours, as one sparse structure that every method of neighbours shares.

Neighbours are kept in compressed rows: those of area i are near[starts[i] : starts[i + 1]]. All the
neighbours of one area count alike, each as one (binary) or as one in so many (row-standardised):
that covers shared borders, the k nearest, and everything within a distance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from sightline.analysis.areas import AREAS
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput, Refused

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

PAIRS_OF_NEIGHBOURS = Table(
    "neighbours",
    {
        "area": Column(Kind.TEXT, "area code"),
        "neighbour": Column(Kind.TEXT, "area code"),
    },
    ("area", "neighbour"),
)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Areas and their neighbours. areas: codes, ascending. starts: one more than there are areas.

    near: places in areas, ascending within a row; no area is its own neighbour.
    """

    areas: NDArray[np.object_]
    starts: Whole
    near: Whole

    def __len__(self) -> int:
        return len(self.areas)

    @cached_property
    def number(self) -> Whole:
        """How many neighbours each area has."""
        return np.diff(self.starts)

    @property
    def without(self) -> tuple[str, ...]:
        """Codes of the areas that have no neighbour."""
        return tuple(self.areas[self.number == 0])

    @cached_property
    def matrix(self) -> Any:
        """The same as a scipy sparse array of ones, areas × areas."""
        shape = (len(self), len(self))
        return csr_array((np.ones(len(self.near)), self.near, self.starts), shape=shape)

    @cached_property
    def symmetric(self) -> bool:
        """Whether every neighbour of an area has that area as a neighbour too."""
        return bool((self.matrix != self.matrix.T).nnz == 0)

    def sums(self, values: Numbers) -> Numbers:
        """The sum of values over the neighbours of each area; 0 where there are none.

        values: areas, or areas × columns, in the order of `areas`.
        """
        return np.asarray(self.matrix @ values)

    def means(self, values: Numbers) -> Numbers:
        """The mean of values over the neighbours of each area; NaN where there are none."""
        found = np.full(len(self), np.nan)
        np.divide(self.sums(values), self.number, out=found, where=self.number > 0)
        return found

    def parts(self) -> Whole:
        """Which part of the map each area is in, counted from 0: parts have no pair in common."""
        return np.asarray(connected_components(self.matrix, directed=False)[1], dtype=np.int64)

    def lined_up(self, table: pd.DataFrame, column: str) -> Numbers:
        """The column of a table of areas, in the order of `areas`; BadInput if any is missing."""
        values = table.set_index("area")[column].reindex(self.areas)
        strangers = set(table["area"]) - set(self.areas)
        if strangers or values.isna().any():
            missing = values.index[values.isna()]
            raise BadInput(
                f"{column}: found {len(strangers)} area(s) that no neighbour is told of and "
                f"{len(missing)} without a value "
                f"({', '.join([*sorted(strangers), *missing][:3])} first), wanted one row for "
                f"each of the {len(self)} areas."
            )
        return np.asarray(values.to_numpy(dtype="float64"))


def neighbours_from_pairs(*, areas: Iterable[str], pairs: pd.DataFrame) -> Neighbours:
    """Neighbours from a table of pairs, each told in the direction it holds.

    areas: every code, those without a neighbour too. pairs: PAIRS_OF_NEIGHBOURS, such as
    SHARED_BORDERS or DISTANCES of sightline.analysis.areas; a pair of an area with itself is left
    out. A column `weight` is allowed if an area's neighbours all have the same one: Refused if not,
    for the methods that stand on this structure do not hold for unequal weights. BadInput if a pair
    names an area that is not among the areas.

    >>> pairs = pd.DataFrame({"area": ["B", "A"], "neighbour": ["A", "B"]})
    >>> three = neighbours_from_pairs(areas=["A", "B", "C"], pairs=pairs)
    >>> three.number.tolist(), three.without
    ([1, 1, 0], ('C',))
    >>> three.sums(np.array([5.0, 7.0, 1.0])).tolist()
    [7.0, 5.0, 0.0]
    """
    codes = _codes(areas)
    told = PAIRS_OF_NEIGHBOURS.check(pairs)
    if "weight" in pairs.columns:
        _refuse_unequal(pairs)
    places = pd.Series(np.arange(len(codes)), index=codes)
    one, other = places.reindex(told["area"]), places.reindex(told["neighbour"])
    unknown = [*told["area"][one.isna().to_numpy()], *told["neighbour"][other.isna().to_numpy()]]
    if unknown:
        raise BadInput(
            f"neighbours: found {unknown[0]} in a pair, wanted only areas of the list "
            f"({len(codes)} areas)."
        )
    return _packed(codes, one.to_numpy(dtype="int64"), other.to_numpy(dtype="int64"))


def nearest_neighbours(areas: pd.DataFrame, *, number: int) -> Neighbours:
    """Each area's so many nearest others, by the points inside them.

    areas: AREAS. The nearest of one may not have it among its own nearest. Where several are as far
    off as the last, those that come first by code are taken. BadInput unless there are more areas
    than neighbours.

    >>> areas = pd.DataFrame({"area": ["A", "B", "C"], "area_name": "", "district": "",
    ...     "district_name": "", "easting_m": [0, 300, 900], "northing_m": 0})
    >>> nearest_neighbours(areas, number=1).near.tolist()
    [1, 0, 1]
    """
    known = AREAS.check(areas).sort_values("area", ignore_index=True)
    if not 1 <= number < len(known):
        raise BadInput(
            f"neighbours: found {number} of {len(known)} areas, wanted 1 or more, fewer."
        )
    points = known[["easting_m", "northing_m"]].to_numpy(dtype="float64")
    tree = cKDTree(points)
    reach = min(number + 8, len(known))  # a few more, so that ties of distance are seen
    distance, found = tree.query(points, k=reach)
    distance = np.where(found == np.arange(len(known))[:, np.newaxis], -1.0, distance)
    order = np.lexsort((found, distance))[:, 1 : number + 1]
    near = np.sort(np.take_along_axis(found, order, axis=1), axis=1)
    starts = np.arange(len(known) + 1, dtype=np.int64) * number
    return Neighbours(known["area"].to_numpy(), starts, near.ravel().astype(np.int64))


def _codes(areas: Iterable[str]) -> NDArray[np.object_]:
    codes = sorted(areas)
    if len(set(codes)) != len(codes):
        raise BadInput("neighbours: found an area twice in the list, wanted each area once.")
    return np.array(codes, dtype=object)


def _refuse_unequal(pairs: pd.DataFrame) -> None:
    weights = pd.to_numeric(pairs["weight"], errors="coerce").groupby(pairs["area"])
    lowest, highest = weights.min(), weights.max()
    if weights.count().sum() < len(pairs) or (lowest <= 0).any():
        raise BadInput("neighbours, column weight: found one missing or not above zero.")
    unequal = lowest[highest - lowest > 1e-9 * highest]
    if len(unequal):
        raise Refused(
            f"neighbours: found unequal weights among the neighbours of {len(unequal)} area(s), "
            f"{unequal.index[0]} first. The tests by shared draws hold only where all of an area's "
            "neighbours count alike: give pairs without weights (a shared border, the k nearest, "
            "or everything within a distance)."
        )


def _packed(codes: NDArray[np.object_], one: Whole, other: Whole) -> Neighbours:
    apart = one != other
    one, other = one[apart], other[apart]
    order = np.lexsort((other, one))
    starts = np.zeros(len(codes) + 1, dtype=np.int64)
    starts[1:] = np.cumsum(np.bincount(one, minlength=len(codes)))
    return Neighbours(codes, starts, other[order])
