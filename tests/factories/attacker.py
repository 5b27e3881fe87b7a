"""Somebody who knows the rule of a release and works out what small counts can be.

Independent of the code that protects: it knows what was published, and solves for the least and the
most each count can be with HiGHS (trust in a protector needs an attacker that it did not write).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd
from scipy import sparse

SETTLED = 1e-4  # people; what is closer is the same to an interior-point method
SAFE = 3.0  # people between the least and the most, so that whole numbers differ by more than two


@dataclass(frozen=True)
class Published:
    """Numbers that were published: each says that some cells sum to a value, give or take.

    sets: numbers × cells, 1 where a cell is in a number. low, high: what the sum can be.
    """

    sets: sparse.csr_array
    low: np.ndarray
    high: np.ndarray


def numbers_of(
    cells: pd.DataFrame, table: pd.DataFrame, by: Sequence[str], value: str, within: float
) -> Published:
    """What a table of sums says of cells: `by`, and a value so far from the truth at most."""
    columns = list(by)
    keyed = (
        cells[columns]
        .reset_index(names="cell")
        .merge(table.reset_index(names="number")[[*columns, "number"]], on=columns)
    )
    ones = np.ones(len(keyed))
    sets = sparse.csr_array(
        (ones, (keyed["number"], keyed["cell"])), shape=(len(table), len(cells))
    )
    values = table[value].to_numpy(dtype="float64")
    return Published(sets, values - within, values + within)


def attack(
    published: Iterable[Published], *, series: np.ndarray, targets: np.ndarray, draws: int = 40
) -> pd.DataFrame:
    """The least and the most that each target was found able to be: cell, least, most (people).

    A target that is safe is not looked at further, so it may be able to be less or more. series: of
    each cell, those of one series one after the other. Unknown are the running totals of series, in
    which what is published says little at a time. Solutions far apart are sought for many cells at
    once first; then the cells that are not safe yet are looked at one by one.
    """
    steps = _steps(series)
    solver = _model(list(published), steps)
    known = _Known(steps, np.full(len(series), np.inf), np.full(len(series), -np.inf))
    rng = np.random.default_rng(0)
    for _ in range(draws):
        known.look(solver, rng.choice([-1.0, 1.0], len(series)))
    for cell in targets:
        for sign in (1.0, -1.0):
            if known.high[cell] - known.low[cell] <= SAFE:
                known.look(solver, sign * (np.arange(len(series)) == cell))
    return pd.DataFrame(
        {
            "cell": targets,
            "least": np.ceil(known.low[targets] - SETTLED),
            "most": np.floor(known.high[targets] + SETTLED),
        }
    )


@dataclass
class _Known:
    """The least and the most of each cell, in all solutions there have been."""

    steps: sparse.csr_array
    low: np.ndarray
    high: np.ndarray

    def look(self, solver: highspy.Highs, wish: np.ndarray) -> None:
        """Solve for the smallest sum of cells, each times its wish."""
        number = len(self.low)
        solver.changeColsCost(number, np.arange(number, dtype=np.int32), self.steps.T @ wish)
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = self.steps @ np.array(solver.getSolution().col_value)
        self.low, self.high = np.minimum(self.low, found), np.maximum(self.high, found)


def _steps(series: np.ndarray) -> sparse.csr_array:
    """Cells × running totals: a cell is its running total less the one before it."""
    number = len(series)
    goes_on = np.flatnonzero(series[1:] == series[:-1]) + 1
    rows = np.concatenate([np.arange(number), goes_on])
    columns = np.concatenate([np.arange(number), goes_on - 1])
    values = np.concatenate([np.ones(number), -np.ones(len(goes_on))])
    return sparse.csr_array((values, (rows, columns)), shape=(number, number))


def _model(published: list[Published], steps: sparse.csr_array) -> highspy.Highs:
    """Every number as a row, and no count below zero."""
    matrix = sparse.csr_array(sparse.vstack([*(one.sets @ steps for one in published), steps]))
    matrix.eliminate_zeros()
    number = steps.shape[0]
    problem = highspy.HighsLp()
    problem.num_row_, problem.num_col_ = matrix.shape
    problem.col_cost_, problem.col_lower_ = np.zeros(number), np.zeros(number)
    problem.col_upper_ = np.full(number, 1e5)
    problem.row_lower_ = np.concatenate([*(one.low for one in published), np.zeros(number)])
    problem.row_upper_ = np.concatenate([*(one.high for one in published), np.full(number, 1e4)])
    problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    problem.a_matrix_.start_ = matrix.indptr
    problem.a_matrix_.index_ = matrix.indices
    problem.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("solver", "ipm")  # thirty times as fast here as the simplex method
    solver.setOptionValue("run_crossover", "off")
    solver.passModel(problem)
    return solver
