"""The best choice there is, by HiGHS: a sparse mixed-integer model of few rows.

Whatever HiGHS ends with that is neither an optimum, a limit reached nor a proof that there is no
choice is an error, never an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from sightline.analysis.choosing.compact import Compact, merge_rows
from sightline.analysis.choosing.problem import NO_GROUP, Effort, Numbers, Problem
from sightline.errors import Refused

_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
_HALF = 0.5


@dataclass(frozen=True, eq=False)
class Solved:
    """What HiGHS found. chosen is None if it found no choice at all; bound holds in any case, and
    is -inf if there is none within the limits.
    """

    chosen: NDArray[np.int64] | None
    rest: Numbers
    bound: float
    done: bool


@dataclass(frozen=True, eq=False)
class Model:
    """Maximise worth @ x with low <= rows @ x <= high, from 0 to upper, the first `whole` integer.

    lower: for those that must be chosen.
    """

    worth: Numbers
    rows: Any
    low: Numbers
    high: Numbers
    lower: Numbers
    upper: Numbers
    whole: int

    def solve(self, effort: Effort, *, gap: float | None = None) -> Solved:
        """Search within the effort."""
        options: dict[str, float] = {
            "mip_rel_gap": effort.gap if gap is None else gap,
            "node_limit": effort.nodes,
        }
        if effort.seconds is not None:
            options["time_limit"] = effort.seconds
        found = milp(
            -self.worth,
            integrality=np.arange(len(self.worth)) < self.whole,
            bounds=Bounds(self.lower, self.upper),
            constraints=LinearConstraint(self.rows, self.low, self.high),
            options=options,
        )
        if found.status == _INFEASIBLE:
            return Solved(None, np.zeros(0), -np.inf, True)
        if found.status not in (_OPTIMAL, _LIMIT):
            raise Refused(f"choosing: the solver ended without an answer ({found.message}).")
        bound = np.inf if found.mip_dual_bound is None else -float(found.mip_dual_bound)
        if found.x is None:
            return Solved(None, np.zeros(0), bound, False)
        chosen = np.flatnonzero(found.x[: self.whole] > _HALF)
        return Solved(chosen, found.x[self.whole :], bound, found.status == _OPTIMAL)


def model_of(
    small: Compact, *, price: float | None = None, forced: NDArray[np.int64] | None = None
) -> Model:
    """A compact problem as a model: y for each candidate, z for the people of each row.

    price: None keeps the limit; else what a unit of weight costs in people, and there is no limit.
    forced: candidates that must be chosen.
    """
    number, rows = small.reach.shape
    blocks = [sparse.hstack([-small.by_row, sparse.eye_array(rows)])]
    highs = [np.zeros(rows)]
    if price is None:
        limits = [small.weights] if (small.weights == 1).all() else [small.weights, np.ones(number)]
        ends = [small.limit, float(small.most)][: len(limits)]
        blocks.append(_beside(np.array(limits), rows))
        highs.append(np.array(ends))
    for member in _members(small.groups):
        blocks.append(_beside(member[np.newaxis, :], rows))
        highs.append(np.ones(1))
    high = np.concatenate(highs)
    lower = np.zeros(number + rows)
    if forced is not None:
        lower[forced] = 1.0
    return Model(
        worth=np.concatenate([-(price or 0.0) * small.weights, np.ones(rows)]),
        rows=sparse.csc_array(sparse.vstack(blocks)),
        low=np.full(len(high), -np.inf),
        high=high,
        lower=lower,
        upper=np.concatenate([np.ones(number), small.people]),
        whole=number,
    )


@dataclass(frozen=True, eq=False)
class Full:
    """A whole problem, floors and room and all, as a model, and the way back to its rows."""

    model: Model
    people: Numbers
    label: NDArray[np.int64]
    owner: NDArray[np.int64]  # the merged row of each variable after those of the candidates
    slack: int  # how many variables at the end are what floors lack

    def counted(self, problem: Problem, rest: Numbers) -> Numbers:
        """People counted in each row of the problem."""
        total = np.bincount(self.owner, rest[: len(self.owner)], len(self.people))
        share = np.divide(total, self.people, out=np.zeros(len(total)), where=self.people > 0)
        per_row = np.append(np.clip(share, 0.0, 1.0), 0.0)[self.label]  # -1: nobody reaches it
        return np.asarray(problem.people * per_row)


def full_model(problem: Problem, *, elastic: bool = False) -> Full:
    """The problem with its floors and room. elastic: floors may lack people, and as few as can be;
    then nothing else counts.
    """
    number = problem.candidates
    belongs = np.array([floor.rows for floor in problem.floors]).reshape(-1, len(problem.people))
    stacked = sparse.vstack([problem.reach, sparse.csr_array(belongs * problem.people)])
    people, merged, label = merge_rows(problem.people, stacked.tocsr())
    reach = merged[:number].tocsr()
    inside = merged[number:].toarray() / np.where(people > 0, people, 1.0)
    pieces = _served(reach, people) if problem.room is None else _seated(reach, people, problem)
    blocks, highs, owner, upper = pieces
    flows = len(owner)
    blocks, highs = [*blocks], [*highs]
    slack = len(problem.floors) if elastic else 0
    for limit, end in _limits(problem):
        blocks.append(_beside(limit[np.newaxis, :], flows))
        highs.append(np.array([end]))
    rows = sparse.vstack(blocks) if blocks else sparse.csr_array((0, number + flows))
    rows = sparse.hstack([rows, sparse.csr_array((rows.shape[0], slack))])
    if problem.floors:
        rows = sparse.vstack([rows, _floor_rows(problem, inside, owner, slack)])
        highs.append(np.array([-floor.people for floor in problem.floors]))
    high = np.concatenate(highs) if highs else np.zeros(0)
    worth = np.concatenate([np.zeros(number), np.full(flows, 0.0 if elastic else 1.0)])
    lower = np.zeros(number + flows + slack)
    lower[list(problem.already)] = 1.0
    model = Model(
        worth=np.append(worth, np.full(slack, -1.0)),
        rows=sparse.csc_array(rows),
        low=np.full(len(high), -np.inf),
        high=high,
        lower=lower,
        upper=np.concatenate([np.ones(number), upper, np.full(slack, np.inf)]),
        whole=number,
    )
    return Full(model, people, label, owner, slack)


def _served(reach: Any, people: Numbers) -> Any:
    """People counted in a row: no more than those chosen reach there."""
    rows = len(people)
    blocks = [sparse.hstack([-reach.T, sparse.eye_array(rows)])]
    return blocks, [np.zeros(rows)], np.arange(rows), people


def _seated(reach: Any, people: Numbers, problem: Problem) -> Any:
    """People of a row who go to a candidate: as many as it reaches and seats, and there are."""
    number, flows, rows = reach.shape[0], reach.nnz, len(people)
    which = np.repeat(np.arange(number), np.diff(reach.indptr))
    each = np.arange(flows)
    ones = np.ones(flows)
    opened = sparse.csr_array((-reach.data, (each, which)), shape=(flows, number))
    seats = sparse.csr_array((ones, (which, each)), shape=(number, flows))
    heads = sparse.csr_array((ones, (reach.indices, each)), shape=(rows, flows))
    blocks = [
        sparse.hstack([opened, sparse.eye_array(flows)]),
        sparse.hstack([-sparse.diags_array(problem.room), seats]),
        sparse.hstack([sparse.csr_array((rows, number)), heads]),
    ]
    highs = [np.zeros(flows), np.zeros(number), people]
    return blocks, highs, reach.indices.astype(np.int64), reach.data


def _limits(problem: Problem) -> list[tuple[Numbers, float]]:
    free = np.ones(problem.candidates)
    free[list(problem.already)] = 0.0
    limits: list[tuple[Numbers, float]] = []
    if problem.costs is not None and problem.budget is not None:
        limits.append((problem.costs * free, problem.budget))
    if problem.most is not None:
        limits.append((free, float(problem.most)))
    limits += [(member, 1.0) for member in _members(problem.one_of)]
    return limits


def _floor_rows(
    problem: Problem, inside: Numbers, owner: NDArray[np.int64], slack: int
) -> sparse.csr_array:
    """share × everybody counted - those of the floor counted - what it lacks <= -people."""
    shares = np.array([floor.share for floor in problem.floors])
    flows = shares[:, np.newaxis] - inside[:, owner]
    parts = [np.zeros((len(shares), problem.candidates)), flows]
    if slack:
        parts.append(-np.eye(len(shares)))
    return sparse.csr_array(np.hstack(parts))


def _members(groups: NDArray[np.int64] | None) -> list[Numbers]:
    if groups is None:
        return []
    known = np.unique(groups[groups != NO_GROUP])
    members = [(groups == one).astype(np.float64) for one in known]
    return [member for member in members if member.sum() > 1]


def _beside(rows: Numbers, zeros: int) -> Any:
    return sparse.hstack(
        [sparse.csr_array(np.atleast_2d(rows)), sparse.csr_array((len(rows), zeros))]
    )
