"""The arithmetic of the scan: counts of very many cylinders, and how unlikely the largest is.

A cylinder is an area with its nearest others, over a window of months. Its log likelihood ratio is
that of Kulldorff 1997 (Communications in Statistics 26:1481-1496) for Poisson counts, given their
total. What costs time is the largest ratio of each of many maps drawn by chance. Three things make
it quick in numpy:

- many maps are counted at once: the count of a circle for all of them is one row of small whole
  numbers, and the next larger circle adds one row to it;
- the ratio rises with the count, so for each cylinder there is a smallest count worth looking at,
  found once from what is expected there: the rest is comparing whole numbers;
- logarithms are taken only of the few counts that reach it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sightline.analysis.neighbours import Numbers, Whole

_CELLS = 1 << 17  # counts in hand at a time: 256 kB, which a core keeps near
_MAPS = 504  # maps counted at once; a multiple of 8, as flags are looked through eight at a time
_PILOT = 3  # maps looked through in full, to learn how large a ratio chance gives
_NEVER = np.iinfo(np.uint16).max
_HALVINGS = 60


@dataclass(frozen=True, eq=False)
class Cylinders:
    """Everything that is looked at.

    order: areas × nearest, each area first and then the others by distance. windows: pairs of
    months, the first and the last, counted from 0. expected: areas × months, adding up to the
    number of incidents. largest_share: cylinders where more than this share is expected are left
    out.
    """

    order: Whole
    windows: tuple[tuple[int, int], ...]
    expected: Numbers
    largest_share: float

    @property
    def number(self) -> int:
        """How many cylinders there are, those too large among them."""
        return self.order.size * len(self.windows)

    def sums(self, cells: Numbers, window: tuple[int, int]) -> Numbers:
        """What lies in every circle over one window, areas × nearest. cells: areas × months."""
        first, last = window
        return np.cumsum(cells[:, first : last + 1].sum(axis=1)[self.order], axis=1)


@dataclass(frozen=True, eq=False)
class BestOfCircles:
    """For each circle, areas × nearest: the largest ratio over the windows, and which it was."""

    ratio: Numbers
    window: Whole


def nearest_first(points: Numbers, number: int) -> Whole:
    """Each place and its nearest others by straight distance, areas × number; ties by place.

    points: areas × dimensions. The place itself comes first.
    """
    count = min(number, len(points))
    reach = min(count + 8, len(points))
    distance, found = cKDTree(points).query(points, k=reach)
    distance, found = distance.reshape(-1, reach), found.reshape(-1, reach)
    distance = np.where(found == np.arange(len(points))[:, np.newaxis], -1.0, distance)
    order = np.lexsort((found, distance))[:, :count]
    return np.asarray(np.take_along_axis(found, order, axis=1), dtype=np.int64)


def log_ratio(count: Numbers, expected: Numbers, total: float) -> Numbers:
    """Kulldorff's log likelihood ratio; 0 where no more were counted than expected."""
    higher = (count > expected) & (expected > 0)
    inside, at = np.where(higher, count, 1.0), np.where(higher, expected, 1.0)
    outside = np.maximum(total - inside, 0.0)
    beyond = np.where(outside > 0, outside, 1.0) / np.maximum(total - at, 1e-300)
    ratio = inside * np.log(inside / at) + outside * np.log(np.where(outside > 0, beyond, 1.0))
    return np.where(higher, ratio, 0.0)


def best_of_circles(cells: Numbers, cylinders: Cylinders) -> BestOfCircles:
    """The largest ratio of every circle of one map. cells: counts, areas × months."""
    total = float(cells.sum())
    best = np.zeros(cylinders.order.shape)
    which = np.zeros(cylinders.order.shape, dtype=np.int64)
    for place, window in enumerate(cylinders.windows):
        counts = cylinders.sums(cells, window)
        expected = cylinders.sums(cylinders.expected, window)
        likely = (counts > expected) & (expected <= cylinders.largest_share * total)
        ratio = log_ratio(counts[likely], expected[likely], total)
        better = ratio > best[likely]
        rows = np.flatnonzero(likely.ravel())[better]
        best.ravel()[rows] = ratio[better]
        which.ravel()[rows] = place
    return BestOfCircles(best, which)


def largest_by_chance(
    cylinders: Cylinders, *, total: int, draws: int, seed: int, told: float
) -> Numbers:
    """The largest ratio of each map drawn by chance, or the floor where it is less than that.

    In each map `total` incidents fall on cells by what is expected there. The floor is no more than
    `told`, so how many maps reach `told` or more is exact; it saves looking at small ratios.
    """
    dice = np.random.default_rng(seed)
    chances = (cylinders.expected / cylinders.expected.sum()).ravel()
    floor = told
    for _ in range(min(_PILOT, draws)):
        cells = dice.multinomial(total, chances).reshape(cylinders.expected.shape)
        floor = min(floor, float(best_of_circles(cells.astype("float64"), cylinders).ratio.max()))
    search = _Search(cylinders, total, floor * (1 - 1e-9))
    found = [
        search.largest(dice.multinomial(total, chances, size=min(_MAPS, draws - start)))
        for start in range(0, draws, _MAPS)
    ]
    return np.concatenate(found)


def smallest_counts(floor: float, total: float, most: int) -> Numbers:
    """For each count from 1, the largest expected number at which it still reaches the floor.

    Found by halving; the ratio falls as more is expected.
    """
    count = np.arange(1.0, most + 1.0)
    low, high = np.full(most, 0.0), count.copy()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        reaches = log_ratio(count, middle, total) >= floor
        low, high = np.where(reaches, middle, low), np.where(reaches, high, middle)
    return np.asarray(high)


class _Search:
    """Looks through many maps at once for ratios of at least the floor."""

    def __init__(self, cylinders: Cylinders, total: int, floor: float) -> None:
        self.cylinders, self.total, self.floor = cylinders, total, floor
        self.order = np.ascontiguousarray(cylinders.order.T)
        self.kind: type[np.unsignedinteger] = np.uint16 if total < _NEVER else np.uint32
        reach = smallest_counts(floor, float(total), total)
        shape = (len(cylinders.windows), *self.order.shape)
        self.expected, self.smallest = np.empty(shape), np.empty(shape, dtype=self.kind)
        for place, window in enumerate(cylinders.windows):
            expected = cylinders.sums(cylinders.expected, window).T
            smallest = np.searchsorted(reach, expected, side="left") + 1
            allowed = (expected <= cylinders.largest_share * total) & (smallest <= total)
            self.expected[place] = expected
            self.smallest[place] = np.where(allowed, smallest, np.iinfo(self.kind).max)

    def largest(self, maps: Whole) -> Numbers:
        """The largest ratio of each map. maps: maps × cells."""
        number, (areas, months) = len(maps), self.cylinders.expected.shape
        width = -(-number // 8) * 8
        running = np.zeros((months + 1, areas, width), dtype=self.kind)
        cells = maps.reshape(number, areas, months).transpose(2, 1, 0)
        np.cumsum(cells, axis=0, dtype=self.kind, out=running[1:, :, :number])
        best = np.full(width, self.floor)
        for place, (first, last) in enumerate(self.cylinders.windows):
            sums = running[last + 1] - running[first]
            for size, centre, which, count in self._hits(place, sums):
                expected = self.expected[place, size, centre]
                ratio = log_ratio(count, expected, float(self.total))
                np.maximum.at(best, which, ratio)
        return best[:number]

    def _hits(
        self, place: int, sums: NDArray[np.unsignedinteger]
    ) -> Iterator[tuple[int, Whole, Whole, Numbers]]:
        """Circles by size: centres and maps whose count is worth looking at, and the count."""
        nearest, areas = self.order.shape
        width = sums.shape[1]
        rows = max(1, _CELLS // width)
        for start in range(0, areas, rows):
            centres = slice(start, min(start + rows, areas))
            shape = (centres.stop - start, width)
            inside, ring = np.zeros(shape, dtype=self.kind), np.empty(shape, dtype=self.kind)
            flags = np.empty(shape, dtype=bool)
            for size in range(nearest):
                np.take(sums, self.order[size, centres], axis=0, out=ring, mode="clip")
                inside += ring
                smallest = self.smallest[place, size, centres, np.newaxis]
                if np.greater_equal(inside, smallest, out=flags).any():
                    row, which = np.divmod(_set_places(flags), width)
                    yield size, row + start, which, inside[row, which].astype("float64")


def _set_places(flags: NDArray[np.bool_]) -> Whole:
    """Where flags are set, row after row: eight are looked at together, as most are not."""
    eights = np.flatnonzero(flags.reshape(-1).view(np.uint64))
    eight, bit = np.nonzero(flags.reshape(-1, 8)[eights])
    return np.asarray(eights[eight] * 8 + bit)
