"""Greedy choice: always what adds most for its cost, looked at again only when it may matter.

What a candidate adds never grows as more is chosen, so one that added less than another's present
gain when it was last looked at need not be looked at now (Minoux 1978, Optimization Techniques).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable

import numpy as np

from sightline.analysis.choosing.compact import Compact
from sightline.analysis.choosing.problem import NO_GROUP, NONE_KNOWN, Guarantee, Numbers, Problem

BY_NUMBER = Guarantee(
    1 - 1 / math.e,
    "greedy by people reached: at least 63.2% of the best of that number "
    "(Nemhauser, Wolsey & Fisher 1978, Mathematical Programming 14:265-294)",
)
BY_MONEY = Guarantee(
    (1 - 1 / math.e) / 2,
    "the better of greedy by people per pound and greedy by people: at least 31.6% of the best for "
    "that money (Leskovec et al. 2007, KDD, after Khuller, Moss & Naor 1999)",
)


def guarantee_of(problem: Problem) -> Guarantee:
    """What the greedy choice is known to reach under these limits, whatever the numbers."""
    if not problem.plain or (problem.budget is not None and problem.most is not None):
        return NONE_KNOWN
    return BY_NUMBER if problem.budget is None else BY_MONEY


def choose_greedily(small: Compact, *, lazy: bool = True) -> list[int]:
    """Candidates of the compact problem in the order chosen; equal ones by their number.

    With a budget the better of two: by people for the money, and by people alone. lazy=False looks
    at every candidate every time: the same answer, slower.
    """
    walk = _lazily if lazy else _plainly
    by_people = walk(small, np.ones(len(small.weights)))
    if (small.weights == 1).all():
        return by_people
    by_money = walk(small, small.weights)
    return max((by_money, by_people), key=lambda chosen: value_of(small, chosen))


def value_of(small: Compact, chosen: list[int]) -> float:
    """People reached by these, of those who are left."""
    if not chosen:
        return 0.0
    load = np.asarray(small.reach[sorted(chosen)].sum(axis=0)).ravel()
    return float(np.minimum(small.people, load).sum())


class Building:
    """A choice as it grows: who is left, what money is left, which groups are taken."""

    def __init__(self, small: Compact) -> None:
        self.small = small
        self.left: Numbers = small.people.copy()
        self.chosen: list[int] = []
        self.spare = small.limit
        self.taken: set[int] = set()

    def gain(self, candidate: int) -> float:
        """People it would add. In one order of adding up, so that it never grows by rounding."""
        reach = self.small.reach
        span = slice(reach.indptr[candidate], reach.indptr[candidate + 1])
        return float(np.minimum(reach.data[span], self.left[reach.indices[span]]).sum())

    def fits(self, candidate: int) -> bool:
        """Whether the limits still allow it."""
        group = NO_GROUP if self.small.groups is None else int(self.small.groups[candidate])
        return (
            self.small.weights[candidate] <= self.spare
            and len(self.chosen) < self.small.most
            and (group == NO_GROUP or group not in self.taken)
        )

    def add(self, candidate: int) -> None:
        """Choose it."""
        reach = self.small.reach
        span = slice(reach.indptr[candidate], reach.indptr[candidate + 1])
        where = reach.indices[span]
        self.left[where] = np.maximum(self.left[where] - reach.data[span], 0.0)
        self.chosen.append(candidate)
        self.spare -= float(self.small.weights[candidate])
        if self.small.groups is not None:
            self.taken.add(int(self.small.groups[candidate]))


def _worth(weights: Numbers) -> Callable[[float, int], float]:
    def worth(gain: float, candidate: int) -> float:
        return math.inf if weights[candidate] == 0 else gain / float(weights[candidate])

    return worth


def _lazily(small: Compact, weights: Numbers) -> list[int]:
    building, worth = Building(small), _worth(weights)
    heap = [(-worth(building.gain(one), one), one) for one in range(len(weights))]
    heapq.heapify(heap)
    while heap:
        before, one = heapq.heappop(heap)
        if not building.fits(one):
            continue  # money and room only shrink, so it never will
        gain = building.gain(one)
        if gain <= 0:
            continue
        now = -worth(gain, one)
        if now > before and heap and (now, one) > heap[0]:
            heapq.heappush(heap, (now, one))
            continue
        building.add(one)
    return building.chosen


def _plainly(small: Compact, weights: Numbers) -> list[int]:
    building, worth = Building(small), _worth(weights)
    while True:
        ranked = [
            (-worth(gain, one), one)
            for one in range(len(weights))
            if one not in building.chosen
            and building.fits(one)
            and (gain := building.gain(one)) > 0
        ]
        if not ranked:
            return building.chosen
        building.add(min(ranked)[1])
