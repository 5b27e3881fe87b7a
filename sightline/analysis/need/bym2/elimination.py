"""The order in which unknowns of a sparse symmetric system are eliminated, worked out once.

A system whose unknowns are areas, each tied to its neighbours, is solved area by area. Which order
keeps the work small depends on who neighbours whom and not on the numbers, so it is found once and
used for every set of numbers. The order itself is the minimum degree order of SuperLU (Liu 1985,
ACM TOMS 11:141-153; Li 2005, ACM TOMS 31:302-325); areas that are eliminated together are gathered
into blocks (supernodes: Ng & Peyton 1993, SIAM J. Sci. Comput. 14:1034-1056; relaxed as in Ashcraft
& Grimes 1989, ACM TOMS 15:291-309), so that what remains is small dense algebra.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, diags_array
from scipy.sparse.linalg import splu

Whole = NDArray[np.int64]

_LEAF = 32  # areas of a branch that are eliminated together, zeros and all
_LONGEST = 64  # areas in one block
_SLACK = 0.3  # rows that an area takes on to be in a block, as a share of its own


@dataclass(frozen=True, eq=False)
class Block:
    """Areas from `first` to before `end` of the order, eliminated together.

    rows: later areas that they are tied to. parent: the block that has the first of those, or -1.
    into: where `rows` are among the areas and rows of the parent. children: blocks whose parent
    this is. at_row, at_column, entry: where entries of the matrix below its diagonal go.
    """

    first: int
    end: int
    rows: Whole
    parent: int
    into: Whole
    children: tuple[int, ...]
    at_row: Whole
    at_column: Whole
    entry: Whole


@dataclass(frozen=True, eq=False)
class Elimination:
    """order: the area eliminated first, second, and so on. blocks: in that order.

    pairs: row and column of every entry below the diagonal in the original numbering; the values
    given to a factorisation are in the same order.
    """

    order: Whole
    blocks: tuple[Block, ...]
    pairs: tuple[Whole, Whole]

    def __len__(self) -> int:
        return len(self.order)


def plan_elimination(matrix: Any) -> Elimination:
    """The elimination for a symmetric matrix of neighbours (scipy sparse, ones, no diagonal)."""
    order = _minimum_degree(csr_array(matrix))
    tied = _permuted(matrix, order)
    order = order[_children_first(_tree(tied))]
    tied = _permuted(matrix, order)
    parent = _tree(tied)
    rows = _rows_below(tied, parent)
    bounds = _bounds(parent, np.array([len(row) for row in rows]))
    row, column = _below_diagonal(tied)
    blocks = _blocks(bounds, rows, row, column)
    return Elimination(order, blocks, (order[row], order[column]))


def _minimum_degree(matrix: Any) -> Whole:
    number = np.diff(matrix.indptr).astype("float64")
    solid = csc_array(diags_array(number + 1) - matrix)
    factor = splu(
        solid,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    return np.argsort(factor.perm_c).astype(np.int64)


def _permuted(matrix: Any, order: Whole) -> Any:
    tied = csr_array(csr_array(matrix)[order][:, order])
    tied.sort_indices()
    return tied


def _tree(tied: Any) -> list[int]:
    """The elimination tree: the next area that each is tied to once it is eliminated; -1 if none.

    Liu 1990, SIAM J. Matrix Anal. 11:134-172, with shortened paths.
    """
    number = tied.shape[0]
    parent, shortcut = [-1] * number, [-1] * number
    starts, near = tied.indptr.tolist(), tied.indices.tolist()
    for area in range(number):
        for place in near[starts[area] : starts[area + 1]]:
            at = place
            while at < area:
                further = shortcut[at]
                shortcut[at] = area
                if further == -1:
                    parent[at] = area
                    break
                at = further
    return parent


def _children_first(parent: list[int]) -> Whole:
    """An order of the tree in which each branch stands together, its root last."""
    children: list[list[int]] = [[] for _ in range(len(parent) + 1)]
    for area in reversed(range(len(parent))):
        children[parent[area]].append(area)  # -1: the roots, at the end of the list
    found: list[int] = []
    waiting = children[-1][::-1]
    while waiting:
        area = waiting.pop()
        found.append(area)
        waiting.extend(children[area][::-1])
    return np.array(found[::-1], dtype=np.int64)


def _rows_below(tied: Any, parent: list[int]) -> list[Whole]:
    """For each area, the later areas it is tied to when it is eliminated, ascending."""
    number = tied.shape[0]
    gathered: list[list[Whole]] = [[] for _ in range(number)]
    rows: list[Whole] = []
    for area in range(number):
        near = tied.indices[tied.indptr[area] : tied.indptr[area + 1]]
        parts = [near[near > area].astype(np.int64), *gathered[area]]
        gathered[area] = []
        below = np.unique(np.concatenate(parts)) if len(parts) > 1 else parts[0]
        rows.append(below)
        if parent[area] >= 0:
            gathered[parent[area]].append(below[1:])
    return rows


def _bounds(parent: list[int], count: Whole) -> list[tuple[int, int]]:
    """First and end of each block: whole small branches, then chains that are tied almost alike."""
    number = len(parent)
    size = [1] * number
    for area in range(number):
        if parent[area] >= 0:
            size[parent[area]] += size[area]
    bounds, area = [], 0
    while area < number:
        last = area
        if size[area] <= _LEAF:
            while parent[last] >= 0 and size[parent[last]] <= _LEAF:
                last = parent[last]
        else:
            while _goes_on(parent, count, area, last):
                last += 1
        bounds.append((area, last + 1))
        area = last + 1
    return bounds


def _goes_on(parent: list[int], count: Whole, first: int, last: int) -> bool:
    after = last + 1
    if parent[last] != after or after - first >= _LONGEST:
        return False
    return bool(count[after] + 1 - count[last] <= max(2, _SLACK * count[last]))


def _below_diagonal(tied: Any) -> tuple[Whole, Whole]:
    row = np.repeat(np.arange(tied.shape[0]), np.diff(tied.indptr))
    column = tied.indices.astype(np.int64)
    below = row > column
    return row[below].astype(np.int64), column[below]


def _blocks(
    bounds: list[tuple[int, int]], rows: list[Whole], row: Whole, column: Whole
) -> tuple[Block, ...]:
    firsts = np.array([first for first, _ in bounds])
    children: list[list[int]] = [[] for _ in bounds]
    parents, below = [], [rows[end - 1] for _, end in bounds]
    for block, later in enumerate(below):
        parent = int(np.searchsorted(firsts, later[0], side="right")) - 1 if len(later) else -1
        parents.append(parent)
        if parent >= 0:
            children[parent].append(block)
    of = np.searchsorted(firsts, column, side="right") - 1
    sorted_by_block = np.argsort(of, kind="stable")
    cuts = np.searchsorted(of[sorted_by_block], np.arange(len(bounds) + 1))
    made = []
    for block, (first, end) in enumerate(bounds):
        entry = sorted_by_block[cuts[block] : cuts[block + 1]]
        parent = parents[block]
        into = _places(below[block], bounds[parent], below[parent]) if parent >= 0 else entry[:0]
        made.append(
            Block(
                *(first, end, below[block], parent, into, tuple(children[block])),
                at_row=_places(row[entry], (first, end), below[block]),
                at_column=column[entry] - first,
                entry=entry,
            )
        )
    return tuple(made)


def _places(areas: Whole, bounds: tuple[int, int], rows: Whole) -> Whole:
    """Where areas stand in a block: among its own areas, then among its rows."""
    first, end = bounds
    later = end - first + np.searchsorted(rows, areas)
    return np.where(areas < end, areas - first, later).astype(np.int64)
