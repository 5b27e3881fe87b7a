"""Controlled rounding of one period: cells go up or down so that totals stay near the truth.

Every cell becomes the multiple of the base below or above it. Which of the two is chosen for all
cells at once, by an integer programme, so that the running error of every total stays small
(controlled rounding: Salazar-Gonzalez 2005, Statistics and Computing 15:225-237). A secret dice
decides between choices that are nearly as good, so that nobody can work the rule backwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from sightline.errors import Refused

Whole = NDArray[np.int64]

GAP = 0.05  # of the best sum of errors there could be: more exactness hides nothing better
MOST_NODES = 2_000  # of the search; it ends the same way on every machine
CELL_WEIGHT = 0.25  # an error of one series against an error of a total that people quote
DICE = 0.5  # how much the secret dice may cost, in errors


@dataclass(frozen=True, eq=False)
class Period:
    """The cells of one period and the totals they are in.

    counts: true counts, one a cell. belongs: totals × cells, 1 where a cell is in a total. carried:
    the error of each total so far. carried_cells: the error so far of each cell's own series.
    """

    counts: Whole
    belongs: sparse.csr_array
    carried: Whole
    carried_cells: Whole


def round_period(period: Period, *, base: int, rng: np.random.Generator) -> Whole:
    """The cells rounded: multiples of the base, each nearer to its count than the base.

    The running error of each cell's series stays below the base, and that of every total is as
    small as can be found. A multiple of the base stays what it is: zero remains zero.
    """
    floor = period.counts // base * base
    free = np.flatnonzero(period.counts > floor)
    rounded = floor.copy()
    if len(free):
        up = _choose(period, floor, free, base, rng)
        rounded[free] += base * up
    return rounded


def _choose(
    period: Period, floor: Whole, free: Whole, base: int, rng: np.random.Generator
) -> Whole:
    """1 for the free cells that go up, else 0."""
    short = floor - period.counts
    totals = np.flatnonzero(np.diff(period.belongs.indptr))
    rows = sparse.vstack(
        [period.belongs[totals][:, free], sparse.eye_array(len(free), format="csr")]
    )
    before = np.concatenate(
        [
            period.carried[totals] + period.belongs[totals] @ short,
            period.carried_cells[free] + short[free],
        ]
    )
    number, extent = (
        rows.shape[0],
        np.concatenate([np.full(len(totals), np.inf), np.full(len(free), base - 1.0)]),
    )
    ones = sparse.eye_array(number, format="csr")
    matrix = sparse.csc_array(sparse.hstack([base * rows, -ones, ones]))
    weight = np.concatenate([np.ones(len(totals)), np.full(len(free), CELL_WEIGHT)])
    cost = np.concatenate([rng.uniform(-DICE, DICE, len(free)), weight, weight])
    upper = np.concatenate([np.ones(len(free)), extent, extent])
    solution = _solve(matrix, right=-before, cost=cost, upper=upper, whole=len(free))
    return np.asarray(np.rint(solution[: len(free)]), dtype=np.int64)


def _solve(
    matrix: sparse.csc_array,
    *,
    right: NDArray[np.float64],
    cost: NDArray[np.float64],
    upper: NDArray[np.float64],
    whole: int,
) -> NDArray[np.float64]:
    """The cheapest x from 0 to upper with matrix @ x = right; the first `whole` are integers."""
    found = milp(
        cost,
        integrality=np.arange(len(cost)) < whole,
        bounds=Bounds(np.zeros(len(cost)), upper),
        constraints=LinearConstraint(matrix, right, right),
        options={"mip_rel_gap": GAP, "node_limit": MOST_NODES},
    )
    if found.x is None:
        raise Refused(
            f"protected counts: no rounding was found ({found.message}), so nothing is released."
        )
    return np.asarray(found.x, dtype=np.float64)
