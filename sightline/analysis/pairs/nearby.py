"""Things near each other that have something in common in every respect: a grid and bit masks.

Points are sorted into square cells as wide as the distance asked about, so that whatever is near
enough stands in the same cell or in one of the eight around it. Those of a cell are set against
all candidates to the east and north at once, so that each pair is looked at from one side: whole
metres squared for the distance, one "and" of bits for each respect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sightline.errors import BadInput

Whole = NDArray[np.int64]
FURTHEST_ASKED_M = 10_000.0
MOST_KEPT = 1_000
_PAIRS_AT_ONCE = 60_000  # looked at together: what stays in a processor's own memory
_POINTS_AT_ONCE = 512  # whose keys are sorted together
_TOGETHER = 96  # a strip of cells in a row is looked at together until it has so many points
_WIDEST_M = 40_000  # a strip and the cell beside it: squares of metres within it fit 32 bits
_FOLDED_BITS = 32
_DISTANCE_BITS, _ROW_BITS = 27, 26  # of a key, below those of the score
_NO_KEY = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Matches:
    """The best matches of each point, by point, best first; and how many pairs match at all.

    one, other: rows of the points. score: bits in common. distance_m: metres apart. pairs:
    unordered pairs that match, whether or not they are among the best.
    """

    one: Whole
    other: Whole
    score: Whole
    distance_m: NDArray[np.float64]
    pairs: int


def match_nearby(
    *,
    points: NDArray[np.float64],
    owners: Whole,
    masks: NDArray[np.uint64],
    within_m: float,
    most: int,
) -> Matches:
    """Each point's best matches: within the distance, with a bit in common in every mask.

    points: easting_m, northing_m, taken to the whole metre. owners: whose point it is; points of
    one owner never match. masks: a column for each respect. most: how many are kept for each point;
    the score is the number of bits in common in all masks, and of like scores the nearer is better,
    then the earlier row.

    >>> found = match_nearby(points=np.array([[0.0, 0], [900, 0], [0, 9000]]),
    ...     owners=np.arange(3), masks=np.array([[3], [6], [3]], dtype=np.uint64), within_m=1000,
    ...     most=10)
    >>> found.one.tolist(), found.other.tolist(), found.score.tolist(), found.pairs
    ([0, 1], [1, 0], [1, 1], 1)
    """
    if not (0 < within_m <= FURTHEST_ASKED_M and 1 <= most <= MOST_KEPT):
        raise BadInput(
            f"matches: found {within_m} metres and {most} kept, wanted metres from 1 to "
            f"{FURTHEST_ASKED_M:.0f} and 1 to {MOST_KEPT} kept."
        )
    if not len(points):
        nothing = np.empty(0, dtype=np.int64)
        return Matches(nothing, nothing, nothing, nothing.astype("float64"), 0)
    grid = _Grid.of(points, int(np.ceil(within_m)))
    looker = _Looker(grid, masks[grid.order], owners[grid.order], int(within_m**2))
    found, other, key = (np.concatenate(piece) for piece in zip(*looker.pieces(), strict=True))
    return _best_of_each(found, other, key, grid.order, most)


@dataclass(frozen=True, eq=False)
class _Grid:
    """Points in the order of their cells: south to north, and west to east within a row."""

    order: Whole  # row of the point that was given
    east: NDArray[np.int32]
    north: NDArray[np.int32]
    cell: Whole  # of each point, in that order
    width: int  # cells in a row, one of them empty on either side
    side_m: int

    @classmethod
    def of(cls, points: NDArray[np.float64], side_m: int) -> _Grid:
        metres = np.rint(points - np.floor(points.min(axis=0))).astype(np.int64)
        column, row = (metres // side_m + 1).T
        width = int(column.max()) + 2
        cell = row * width + column
        order = np.argsort(cell, kind="stable")
        east, north = (np.ascontiguousarray(axis) for axis in metres[order].T.astype(np.int32))
        return cls(order, east, north, cell[order], width, side_m)

    def strips(self) -> Iterator[tuple[slice, Whole]]:
        """Points of a few cells side by side, and those points, then all to the east and north."""
        cells, first = np.unique(self.cell, return_index=True)
        last = np.append(first[1:], len(self.cell))
        longest = _WIDEST_M // self.side_m - 1
        for begin, end in _runs(cells, last - first, cells // self.width, longest):
            west, east = cells[begin] - 1, cells[end] + 1
            beside = np.searchsorted(self.cell, east, side="right")
            north = np.searchsorted(self.cell, [west + self.width, east + self.width + 1])
            mine = slice(int(first[begin]), int(last[end]))
            yield mine, np.concatenate([np.arange(mine.start, beside), np.arange(*north)])


def _runs(cells: Whole, sizes: Whole, row: Whole, longest: int) -> Iterator[tuple[int, int]]:
    """First and last of cells of one row that follow each other closely, few points together."""
    begin = many = 0
    for number, size in enumerate(sizes.tolist()):
        apart = row[number] != row[begin] or cells[number] - cells[begin] >= longest
        if number > begin and (apart or many + size > _TOGETHER):
            yield begin, number - 1
            begin, many = number, 0
        many += size
    yield begin, len(cells) - 1


class _Looker:
    """Goes through the strips, and gives each pair that matches once, with its key.

    A key is one whole number that is less the better the match: for more bits in common, then for
    fewer metres apart.
    """

    def __init__(self, grid: _Grid, masks: NDArray[np.uint64], owners: Whole, within: int) -> None:
        self._grid, self._owners, self._within = grid, owners, within
        self._masks = [np.ascontiguousarray(mask) for mask in masks.T]
        self._folded = [_folded(mask) for mask in self._masks]

    def pieces(self) -> Iterator[tuple[Whole, Whole, Whole]]:
        """Of a few points at a time, in the order of cells: how many pairs each, other, key."""
        for mine, near in self._grid.strips():
            east, north = self._grid.east[near], self._grid.north[near]
            folded = [mask[near] for mask in self._folded]
            step = max(_PAIRS_AT_ONCE // len(near), 1)
            for start in range(mine.start, mine.stop, step):
                rows = slice(start, min(start + step, mine.stop))
                apart = self._apart(rows, east, north)
                fits = self._may_fit(rows, apart, folded)
                before = rows.stop - mine.start  # these stand first in near, in their order
                fits[:, :before] &= near[:before] > np.arange(rows.start, rows.stop)[:, None]
                flat = np.flatnonzero(fits)
                ends = np.arange(len(apart) + 1) * len(near)
                found = np.diff(np.searchsorted(flat, ends))
                column = flat - np.repeat(ends[:-1], found)
                yield self._pairs(rows, found, near[column], apart.ravel()[flat])

    def _apart(
        self, rows: slice, east: NDArray[np.int32], north: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Square metres between the points of the rows and all that are near."""
        apart = self._grid.east[rows, None] - east
        apart *= apart
        up = self._grid.north[rows, None] - north
        up *= up
        apart += up
        return apart

    def _may_fit(
        self, rows: slice, apart: NDArray[np.int32], near: list[NDArray[np.unsignedinteger]]
    ) -> NDArray[np.bool_]:
        """Near enough, with a bit in common in every mask once it is folded."""
        fits = apart <= self._within
        for mask, others in zip(self._folded, near, strict=True):
            fits &= (mask[rows, None] & others) != 0
        return fits

    def _pairs(
        self, rows: slice, found: Whole, other: Whole, apart: NDArray[np.int32]
    ) -> tuple[Whole, Whole, Whole]:
        """Of the pairs that may fit, `found` of them for each of the rows, those that do."""
        fits = np.repeat(self._owners[rows], found) != self._owners[other]
        score = np.zeros(len(other), dtype=np.uint8)
        for mask in self._masks:
            common = np.bitwise_count(np.repeat(mask[rows], found) & mask[other])
            fits &= common != 0
            score += common
        which = np.repeat(np.arange(len(found)), found)[fits]
        key = apart[fits] - (score[fits].astype(np.int64) << _DISTANCE_BITS)
        return np.bincount(which, minlength=len(found)), other[fits], key << _ROW_BITS


def _best_of_each(found: Whole, other: Whole, key: Whole, order: Whole, most: int) -> Matches:
    """Every pair from both its sides, and of each side the best, in the order of points given."""
    size = len(order)
    ends = np.concatenate([[0], np.cumsum(found)])
    forth = sparse.csr_array((key, other, ends), shape=(size, size))
    back = forth.tocsc()
    counts = found + np.diff(back.indptr)
    sides = [(side.data + order[side.indices], side.indptr) for side in (forth, back)]
    kept = [
        _least_of_each(sides, slice(first, first + _POINTS_AT_ONCE), most)
        for first in range(0, size, _POINTS_AT_ONCE)
    ]
    keys = _by_point(np.concatenate(kept), np.minimum(counts, most), np.argsort(order))
    rest = keys >> _ROW_BITS  # square metres less the score
    square_m = rest & ((1 << _DISTANCE_BITS) - 1)
    return Matches(
        one=np.repeat(np.arange(size), np.minimum(counts, most)[np.argsort(order)]),
        other=keys & ((1 << _ROW_BITS) - 1),
        score=(square_m - rest) >> _DISTANCE_BITS,
        distance_m=np.sqrt(square_m.astype("float64")),
        pairs=len(other),
    )


def _least_of_each(sides: list[tuple[Whole, Whole]], rows: slice, most: int) -> Whole:
    """The least keys of each of the rows, least first; a side is keys by row, and where each ends.

    A row's keys of both sides stand in one row of a table, which is sorted as a whole.
    """
    ends = [end[rows.start : rows.stop + 1].astype(np.int64) for _, end in sides]
    counts = [np.diff(end)[:, None] for end in ends]
    widest = int((counts[0] + counts[1]).max())
    table = np.full((len(counts[0]), widest), _NO_KEY)
    place = np.arange(widest)
    first = place < counts[0]
    table[first] = sides[0][0][ends[0][0] : ends[0][-1]]
    table[~first & (place < counts[0] + counts[1])] = sides[1][0][ends[1][0] : ends[1][-1]]
    if widest > most:
        table = np.partition(table, most - 1, axis=1)[:, :most]
    table = np.sort(table, axis=1)
    kept: Whole = table[table != _NO_KEY]
    return kept


def _by_point(keys: Whole, counts: Whole, back: Whole) -> Whole:
    """Keys that are in the order of cells, counts of them for each, in the order of points."""
    starts, kept = (np.cumsum(counts) - counts)[back], counts[back]
    first = np.cumsum(kept) - kept
    moved: Whole = keys[np.arange(kept.sum()) + np.repeat(starts - first, kept)]
    return moved


def _folded(mask: NDArray[np.uint64]) -> NDArray[np.unsignedinteger]:
    """Masks of few bits that have one in common wherever the masks do: quicker, to look first."""
    folded = (mask | (mask >> np.uint64(_FOLDED_BITS))) & np.uint64((1 << _FOLDED_BITS) - 1)
    return folded.astype(np.min_scalar_type(int(folded.max(initial=0))))
