"""Near repeats: after an incident, is the next one nearby and soon more often than by chance?

Knox 1964 (Applied Statistics 13:25-30): count the pairs of incidents that are near each other in
space and in time; then shuffle the days among the places and count again, many times. It needs the
true place and the day of every incident. Open police data give a month and a map point that
incidents share, so they cannot answer, and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from sightline.analysis.hotspots.tables import EVENTS, NEAR_REPEATS
from sightline.analysis.neighbours import Numbers, Whole
from sightline.errors import BadInput, Refused

_FIRSTS = 20  # so many events, all on the first of a month, are months and not days
_MOST_DAYS = 1 << 16
_RANDOM_BITS = np.int64(~(_MOST_DAYS - 1) & np.iinfo(np.int64).max)
_MOST_PAIRS = 50_000_000  # 800 MB of pairs, and twice that for a moment
_AT_ONCE = 4  # shuffles made together, which costs fewer calls and still fits a cache


@dataclass(frozen=True, eq=False)
class DatedEvents:
    """Incidents with a day and a true place: what a force's own extract has. See dated_events.

    days: counted from 1970-01-01. points: metres east and north.
    """

    days: Whole
    points: Numbers

    def __len__(self) -> int:
        return len(self.days)


def dated_events(events: pd.DataFrame, *, places_are_exact: bool) -> DatedEvents:
    """Incidents that near repeats can be looked for in, or Refused with the reason.

    events: EVENTS, days written 2025-12-31. places_are_exact: whether each place is where the
    incident was, not a map point or the middle of an area that stands for many.

    >>> dated_events(pd.DataFrame({"day": ["2025-12"], "easting_m": [1], "northing_m": [2]}),
    ...              places_are_exact=False)
    Traceback (most recent call last):
    ...
    sightline.errors.Refused: near repeats: found months such as 2025-12, wanted the day of every \
incident. Open police data (police.uk) have only months: ask the force for an extract with days.
    """
    told = EVENTS.check(events)
    months = told["day"].map(lambda day: re.fullmatch(r"[0-9]{4}-[0-9]{2}", day) is not None)
    firsts = told["day"].str.endswith("-01")
    if months.any() or (len(told) >= _FIRSTS and firsts.all()):
        found = told["day"][months].iloc[0] if months.any() else "the first of a month every time"
        raise Refused(
            f"near repeats: found months such as {found}, wanted the day of every incident. Open "
            "police data (police.uk) have only months: ask the force for an extract with days."
        )
    if not places_are_exact:
        raise Refused(
            "near repeats: found places that stand for others, wanted where each incident was. "
            "Open police data (police.uk) are moved to map points that incidents share, so being "
            "near means nothing: ask the force for an extract with true places."
        )
    days = pd.to_datetime(told["day"], format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        row = int(np.argmax(days.isna()))
        raise BadInput(
            f"events, column day, row {row + 1}: found {told['day'].iloc[row]!r}, "
            "wanted a day such as 2025-12-31."
        )
    if (days.max() - days.min()).days >= _MOST_DAYS:
        raise BadInput(
            f"events, column day: found {told['day'].min()} and {told['day'].max()}, wanted days "
            "of one lifetime. Correct the one that is wrong."
        )
    since = (days - pd.Timestamp("1970-01-01")).dt.days.to_numpy(dtype="int64")
    return DatedEvents(since, told[["easting_m", "northing_m"]].to_numpy(dtype="float64"))


def find_near_repeats(
    *,
    events: DatedEvents,
    within_m: Sequence[float],
    within_days: Sequence[int],
    permutations: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """Pairs of incidents near in space and time, beside what shuffling the days gives.

    within_m, within_days: the bounds to try, each included. Returns NEAR_REPEATS, one row for each
    pair of bounds, nearest and soonest first. Bounds hold each other (within 400 m is within 800 m
    too), so the rows are not apart from each other. Pairs at one place on one day count: where one
    incident is told as several crimes, leave the rest out first. Refused if there are not two
    incidents, or all are on one day.

    >>> three = DatedEvents(np.array([0, 1, 90]), np.array([[0.0, 0.0], [30.0, 0.0], [0.0, 9e3]]))
    >>> find_near_repeats(events=three, within_m=[50], within_days=[7])[
    ...     ["pairs", "expected"]].round(2).values.tolist()
    [[1.0, 0.33]]
    """
    _sensible(events, within_m, within_days, permutations)
    bounds_m, bounds_days = sorted(set(within_m)), sorted(set(within_days))
    found = knox(events, bounds_m, bounds_days, permutations=permutations, seed=seed)
    return NEAR_REPEATS.check(
        pd.DataFrame(
            {
                "within_m": np.repeat(bounds_m, len(bounds_days)),
                "within_days": np.tile(bounds_days, len(bounds_m)),
                "pairs": found.pairs.ravel(),
                "expected": found.expected.ravel(),
                "chance": found.chance.ravel(),
            }
        )
    )


@dataclass(frozen=True, eq=False)
class NearPairs:
    """Distances × days: pairs counted, pairs expected, and the chance of as many."""

    pairs: Whole
    expected: Numbers
    chance: Numbers


def knox(
    events: DatedEvents,
    within_m: Sequence[float],
    within_days: Sequence[int],
    *,
    permutations: int,
    seed: int,
) -> NearPairs:
    """The same from numbers alone; bounds ascending, without repeats."""
    one, other, ends = _near_pairs(events.points, within_m)
    days = (events.days - events.days.min()).astype(np.int32)  # half the memory to go through

    def counted(days: Whole) -> Whole:
        apart = days.take(one)
        apart -= days.take(other)
        np.abs(apart, out=apart)
        soon = [apart <= bound for bound in within_days]
        return np.array([[np.count_nonzero(near[:end]) for near in soon] for end in ends])

    observed = counted(days)
    dice = np.random.default_rng(seed)
    as_many = np.zeros_like(observed)
    for shuffled in _shuffles(days, dice, permutations):
        as_many += counted(shuffled) >= observed
    everything = len(days) * (len(days) - 1) / 2
    soon = [_pairs_within(days, bound) for bound in within_days]
    expected = np.outer(ends, soon) / everything
    return NearPairs(observed, expected, (as_many + 1) / (permutations + 1))


def _sensible(
    events: DatedEvents, within_m: Sequence[float], within_days: Sequence[int], permutations: int
) -> None:
    if not len(within_m) or not len(within_days) or min(*within_m, *within_days, 0) < 0:
        raise BadInput(
            f"near repeats: found bounds of {list(within_m)} m and {list(within_days)} days, "
            "wanted one or more of each, zero or more."
        )
    if not 99 <= permutations <= 99_999:
        raise BadInput(f"permutations: found {permutations}, wanted 99 to 99,999.")
    if len(events) < 2 or (events.days == events.days[0]).all():
        raise Refused(
            f"near repeats: found {len(events)} incident(s) on "
            f"{len(np.unique(events.days))} day(s), wanted two or more, not all on one day."
        )


def _near_pairs(points: Numbers, bounds: Sequence[float]) -> tuple[Whole, Whole, list[int]]:
    """Pairs no further apart than the last bound, nearest first; how many are within each."""
    tree = cKDTree(points, balanced_tree=False, compact_nodes=False)  # quicker to build
    if len(points) * (len(points) - 1) // 2 > _MOST_PAIRS:
        number = (int(tree.count_neighbors(tree, bounds[-1])) - len(points)) // 2
        if number > _MOST_PAIRS:
            raise Refused(
                f"near repeats: found {number:,} pairs within {bounds[-1]:g} m, more than can be "
                f"held ({_MOST_PAIRS:,}). Ask about a smaller distance, area or period."
            )
    pairs = tree.query_pairs(bounds[-1], output_type="ndarray")
    if len(bounds) == 1:
        one, other = np.ascontiguousarray(pairs.T)  # gone through in order, again and again
        return one, other, [len(pairs)]
    within = [tree.query_pairs(bound, output_type="ndarray") for bound in bounds[:-1]]
    keys = [one[:, 0] * len(points) + one[:, 1] for one in (*within, pairs)]
    ordered = np.concatenate(
        [keys[0], *(np.setdiff1d(more, less) for less, more in pairwise(keys))]
    )
    one, other = np.divmod(ordered, len(points))
    return one, other, [len(key) for key in keys]


def _shuffles(days: Whole, dice: np.random.Generator, number: int) -> Iterator[Whole]:
    """Days in random orders: sorted behind 47 random bits, which is quicker than dealing them out.

    Two of 10,000 events have the same bits in less than one shuffle of a million.
    """
    for first in range(0, number, _AT_ONCE):
        shape = min(_AT_ONCE, number - first), len(days)
        keys = dice.bit_generator.random_raw(shape[0] * shape[1]).view(np.int64).reshape(shape)
        keys &= _RANDOM_BITS
        keys |= days
        keys.sort(axis=1)
        yield from keys.astype(np.int32) & (_MOST_DAYS - 1)


def _pairs_within(days: np.ndarray, bound: int) -> int:
    """Pairs of events no more than so many days apart."""
    ordered = np.sort(days)
    after = np.searchsorted(ordered, ordered + bound, side="right")
    return int((after - np.arange(1, len(days) + 1)).sum())
