"""What is to be chosen, under which limits, and what a plan that answers must say of itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sightline.errors import BadInput

Numbers = NDArray[np.float64]
NO_GROUP = -1  # of one_of: it goes with any other


@dataclass(frozen=True, eq=False)
class Floor:
    """Some of the people, and how many of those counted must be among them.

    rows: the share of each row's people who belong, 0 to 1. At least `people` of them are to be
    counted, and at least `share` of everybody counted is to be of them.
    """

    name: str
    rows: Numbers
    people: float = 0.0
    share: float = 0.0

    def __post_init__(self) -> None:
        if not (0 <= self.share <= 1 and 0 <= self.people < math.inf):
            raise BadInput(
                f"floor {self.name}: found {self.people} people and a share of {self.share}, "
                "wanted people of zero or more and a share from 0 to 1."
            )


@dataclass(frozen=True, eq=False)
class Problem:
    """Candidates, whom each would reach, and the limits on choosing among them.

    people: how many there are to be reached in each row (a row is an area, or an area and a theme
    and ages). reach: candidates × rows, sparse, how many people of the row a candidate reaches at
    most; no entry means none. Together those chosen reach in a row the sum of what each reaches
    there, and never more than there are: more of the same adds less and less.
    costs and budget: in one unit of money, whole numbers best. most: how many may be chosen.
    already: candidates that are there in any case; they cost nothing and do not count towards most.
    room: how many people each candidate can serve in all, over its rows; None: all that it reaches.
    one_of: a number for each candidate; of those with the same number at most one is chosen;
    NO_GROUP goes with any.
    """

    people: Numbers
    reach: Any
    costs: Numbers | None = None
    budget: float | None = None
    most: int | None = None
    already: tuple[int, ...] = ()
    room: Numbers | None = None
    floors: tuple[Floor, ...] = ()
    one_of: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        reach = sparse.csr_array(self.reach, dtype=np.float64, copy=True)
        reach.sum_duplicates()
        object.__setattr__(self, "people", np.asarray(self.people, dtype=np.float64))
        self._check(reach)
        rows = np.repeat(np.arange(self.candidates), np.diff(reach.indptr))
        capped = np.minimum(reach.data, self.people[reach.indices])
        reach = sparse.csr_array((capped, (rows, reach.indices)), shape=reach.shape)
        reach.eliminate_zeros()
        object.__setattr__(self, "reach", reach)

    @property
    def candidates(self) -> int:
        """How many there are to choose from, those already there among them."""
        return int(self.reach.shape[0])

    @property
    def plain(self) -> bool:
        """Whether nothing but money or number limits the choice."""
        return not self.floors and self.room is None and self.one_of is None

    def _check(self, reach: Any) -> None:
        number = reach.shape[0]
        _sized("people", self.people, reach.shape[1])
        _sized("reach", reach.data, len(reach.data))
        if (self.budget is None) != (self.costs is None):
            raise BadInput("choosing: found a budget without costs, or costs without a budget.")
        for what in ("costs", "room"):
            if getattr(self, what) is not None:
                values = np.asarray(getattr(self, what), dtype=np.float64)
                object.__setattr__(self, what, values)
                _sized(what, values, number)
        for floor in self.floors:
            _sized(f"floor {floor.name}", floor.rows, reach.shape[1])
        if self.budget is not None and not 0 <= self.budget < math.inf:
            raise BadInput(f"budget: found {self.budget}, wanted money, zero or more.")
        if self.most is not None and self.most < 0:
            raise BadInput(f"most: found {self.most}, wanted a whole number, zero or more.")
        if not set(self.already) <= set(range(number)):
            raise BadInput(f"already there: found {self.already}, wanted numbers below {number}.")
        if self.one_of is not None and len(self.one_of) != number:
            raise BadInput(f"one of: found {len(self.one_of)} numbers, wanted {number}.")


@dataclass(frozen=True)
class Effort:
    """How hard to try: what is done is counted, so that the same problem gets the same plan.

    gap: a plan within this share of the best there can be is good enough. iterations: of the bound.
    kicks: how often a plan is partly torn down and built up again. nodes: of the exact search.
    seconds: of the exact search, None for no limit. Where that runs out, another run may give
    another plan; each has a certificate all the same.
    """

    gap: float = 0.001
    iterations: int = 400
    kicks: int = 60
    nodes: int = 5_000
    seconds: float | None = 60.0


@dataclass(frozen=True)
class Guarantee:
    """What share of the best the method reaches on any problem whatever, and where that is proved.

    0: no such share is known for these limits; the plan's own bound is what holds.
    """

    share: float
    words: str


@dataclass(frozen=True, eq=False)
class Plan:
    """What was chosen, what it is worth, and how much more could be had at most.

    chosen: numbers of candidates, in order, those already there left out. value: people counted.
    bound: what no choice within the limits can pass. gap: share of the bound that may be missing, 0
    for the best there is. counted: people counted in each row. cost: of what was chosen.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    gap: float
    guarantee: Guarantee
    method: str
    counted: Numbers
    cost: float = 0.0

    @property
    def certificate(self) -> str:
        """How good the plan is, in words.

        >>> Plan((1,), 90.0, 100.0, 0.1, NONE_KNOWN, "greedy", np.array([90.0])).certificate
        'at least 90.0% of the best there can be'
        """
        if self.gap <= 1e-6:
            return "the best there can be"
        return f"at least {math.floor(1000 * (1 - self.gap)) / 10:.1f}% of the best there can be"


NONE_KNOWN = Guarantee(0.0, "no share of the best is known beforehand for limits of this sort")


def gap_of(value: float, bound: float) -> float:
    """The share of the bound that the value lacks.

    >>> gap_of(98.0, 100.0), gap_of(0.0, 0.0)
    (0.02, 0.0)
    """
    return 0.0 if bound <= value or bound <= 0 else round(1 - value / bound, 12)


def reached(problem: Problem, chosen: tuple[int, ...]) -> Numbers:
    """People reached in each row by these and those already there; floors and room left aside."""
    there = sorted({*chosen, *problem.already})
    total = np.asarray(problem.reach[there].sum(axis=0), dtype=np.float64).ravel()
    return np.minimum(problem.people, total)


def money(problem: Problem, chosen: tuple[int, ...]) -> float:
    """What these cost."""
    return 0.0 if problem.costs is None else float(problem.costs[list(chosen)].sum())


def _sized(what: str, values: Numbers, wanted: int) -> None:
    if values.shape != (wanted,):
        raise BadInput(f"{what}: found {values.shape} numbers, wanted {wanted} in a row.")
    if not (np.isfinite(values).all() and (values >= 0).all()):
        worst = values[~(np.isfinite(values) & (values >= 0))][0]
        raise BadInput(f"{what}: found {worst}, wanted numbers, zero or more.")
