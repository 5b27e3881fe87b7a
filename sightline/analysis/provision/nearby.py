"""Which places are near which areas, without comparing every place with every area.

Places are taken in bands of northing. A band's areas lie west to east, so those near a few places
side by side are one stretch, and the squared distances between the two are worked out in one block
that stays in the processor's cache. Written for places by the ten thousand, with numpy alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sightline.analysis.provision.people import Numbers

Rows = NDArray[np.int64]
_BAND = 0.6  # height of a band, as a part of the furthest distance
_SMALL = 10_000  # cells of a block below which another place costs less than another block
_LARGE = 60_000  # above this a block leaves the cache
_WASTE = 1.2  # cells worked out for each that may be near, at most, in larger blocks


@dataclass(frozen=True, eq=False)
class Block:
    """Squared metres between some places (rows) and some areas (columns) of a band."""

    places: slice
    areas: slice
    squared_m2: Numbers  # overwritten by the next block: take what is wanted at once


@dataclass(frozen=True, eq=False)
class Band:
    """Places of one band and the areas that may be near them, both west to east."""

    places: Rows
    areas: Rows
    place_points: Numbers  # 2 × places
    area_points: Numbers  # 2 × areas
    furthest_m: float
    scratch: Numbers

    def blocks(self) -> Iterator[Block]:
        """Every pair of a place and an area that may be near, once."""
        (east, north), (x, y) = self.place_points[:, :, np.newaxis], self.area_points
        first = np.searchsorted(x, self.place_points[0] - self.furthest_m).tolist()
        after = np.searchsorted(x, self.place_points[0] + self.furthest_m, side="right").tolist()
        for start, stop in _runs(first, after):
            west, over = first[start], after[stop - 1]
            shape = (2, stop - start, over - west)
            squared, other = self._room_for(2 * shape[1] * shape[2]).reshape(shape)
            np.subtract(x[west:over], east[start:stop], out=squared)
            np.subtract(y[west:over], north[start:stop], out=other)
            _add_squares(squared, other)
            yield Block(slice(start, stop), slice(west, over), squared)

    def _room_for(self, numbers: int) -> Numbers:
        return self.scratch[:numbers] if numbers <= len(self.scratch) else np.empty(numbers)


def _add_squares(squared: Numbers, other: Numbers) -> None:
    """Both squared, and the second added to the first; a place out of this world is just far."""
    with np.errstate(over="ignore"):
        squared *= squared
        other *= other
        squared += other


def bands_of(points: Numbers, places: Numbers, furthest_m: float) -> Iterator[Band]:
    """The bands of places, south to north, with the areas within furthest_m of their rows.

    points: areas × 2, metres east and north. places: places × 2. Places with no area north or south
    of them within furthest_m are in a band all the same, without areas.
    """
    if not len(places):
        return
    scratch = np.empty(4 * _LARGE)
    high = max(_BAND * furthest_m, 1.0)
    band = np.floor(places[:, 1] / high)
    in_bands = np.lexsort((places[:, 0], band))
    edges = np.flatnonzero(np.diff(band[in_bands])) + 1
    by_north, by_east = np.argsort(points[:, 1]), np.argsort(points[:, 0], kind="stable")
    north = points[by_north, 1]
    rank_east = np.empty(len(points), dtype="int64")
    rank_east[by_east] = np.arange(len(points))
    for mine in np.split(in_bands, edges):
        reach = (places[mine, 1].min() - furthest_m, places[mine, 1].max() + furthest_m)
        low, high_end = np.searchsorted(north, reach[0]), np.searchsorted(north, reach[1], "right")
        areas = by_east[np.sort(rank_east[by_north[low:high_end]])]
        yield Band(
            mine, areas, np.ascontiguousarray(places[mine].T),
            np.ascontiguousarray(points[areas].T), furthest_m, scratch,
        )  # fmt: skip


def _runs(first: list[int], after: list[int]) -> Iterator[tuple[int, int]]:
    """Places side by side that are worked out together: from which, to before which."""
    start, needed = 0, after[0] - first[0]
    for stop in range(1, len(first)):
        needed += after[stop] - first[stop]
        cells = (after[stop] - first[start]) * (stop + 1 - start)
        if cells > _SMALL and (cells > _WASTE * needed or cells > _LARGE):
            yield start, stop
            start, needed = stop, after[stop] - first[stop]
    yield start, len(first)


def squares_within(points: Numbers, places: Numbers, furthest_m: float) -> Any:
    """Squared metres from each place (rows) to each area (columns) within furthest_m, as CSR.

    A distance of nothing is stored too: what is not stored is further.

    >>> found = squares_within(np.array([[0.0, 0.0], [9e3, 0.0]]), np.array([[0.0, 3e3]]), 5e3)
    >>> found.indices.tolist(), found.data.tolist()
    ([0], [9000000.0])
    """
    order, counts, columns, squares = [], [], [], []
    limit = furthest_m**2
    for band in bands_of(points, places, furthest_m):
        order.append(band.places)
        for block in band.blocks():
            near = block.squared_m2 <= limit
            counts.append(np.count_nonzero(near, axis=1))
            columns.append(np.broadcast_to(band.areas[block.areas], near.shape)[near])
            squares.append(block.squared_m2[near])
    if not order:
        return sparse.csr_array((len(places), len(points)))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
    pieces = (np.concatenate(squares), np.concatenate(columns), starts)
    found = sparse.csr_array(pieces, shape=(len(places), len(points)))
    return found[np.argsort(np.concatenate(order))]
