"""A sparse symmetric system factorised block by block, and the diagonal of its inverse, exactly.

Multifrontal Cholesky (Duff & Reid 1983, ACM TOMS 9:302-325) and selected inversion from the root
back to the leaves (Takahashi, Fagan & Chin 1973; Erisman & Tinney 1975, CACM 18:177-179): only the
entries of the inverse that the factor has room for are worked out, which holds the diagonal. Both
cost about as much as one factorisation, and no approximation is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from sightline.analysis.need.bym2.elimination import Block, Elimination

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Factor:
    """A factorised system. corners: inverted, of each block with itself. below: of its rows.

    Corners are inverted because products of small matrices run on one thread, where solving with
    a triangle (trsm of OpenBLAS) wakes them all, however small it is.
    log_determinant: the logarithm of the determinant of the matrix.
    """

    plan: Elimination
    corners: list[Numbers]
    below: list[Numbers]
    log_determinant: float

    def solve(self, right: Numbers) -> Numbers:
        """The unknowns for a right-hand side: areas, or areas × columns."""
        return self.back(self._forward(right))

    def _forward(self, right: Numbers) -> Numbers:
        found = right[self.plan.order].astype("float64")
        for block, corner, below in zip(self.plan.blocks, self.corners, self.below, strict=True):
            own = corner @ found[block.first : block.end]
            found[block.first : block.end] = own
            if len(block.rows):
                found[block.rows] -= below @ own
        return found

    def back(self, right: Numbers) -> Numbers:
        """The second half of a solution; of standard normal numbers it makes a draw.

        right: in the order of elimination. The draw has the inverse of the matrix as covariance.
        """
        found = right.copy()
        for place in reversed(range(len(self.plan.blocks))):
            block, own = self.plan.blocks[place], found[self._of(place)]
            if len(block.rows):
                own = own - self.below[place].T @ found[block.rows]
            found[self._of(place)] = self.corners[place].T @ own
        placed = np.empty_like(found)
        placed[self.plan.order] = found
        return placed

    def _of(self, place: int) -> slice:
        return slice(self.plan.blocks[place].first, self.plan.blocks[place].end)

    def diagonal_of_inverse(self) -> Numbers:
        """The diagonal of the inverse, by area."""
        blocks = self.plan.blocks
        found = np.empty(len(self.plan))
        fronts: list[Any] = [None] * len(blocks)
        left = [len(block.children) for block in blocks]
        for place in reversed(range(len(blocks))):
            block = blocks[place]
            beyond = fronts[block.parent] if block.parent >= 0 else None
            front = self._inverse_front(place, beyond)
            size = block.end - block.first
            found[self.plan.order[block.first : block.end]] = front.diagonal()[:size]
            if block.children:
                fronts[place] = front
            if block.parent >= 0:
                left[block.parent] -= 1
                if left[block.parent] == 0:
                    fronts[block.parent] = None
        return found

    def _inverse_front(self, place: int, beyond: Numbers | None) -> Numbers:
        """The inverse among a block and its rows, from that of its parent."""
        block = self.plan.blocks[place]
        inverse = self.corners[place]
        own = inverse.T @ inverse
        if beyond is None:
            return np.asarray(own)
        known = beyond[block.into[:, np.newaxis], block.into]
        reach = self.below[place] @ inverse
        across = -known @ reach
        size, rows = block.end - block.first, len(block.rows)
        front = np.empty((size + rows, size + rows))
        front[:size, :size] = own - reach.T @ across
        front[size:, :size] = across
        front[:size, size:] = across.T
        front[size:, size:] = known
        return front


def factorise(plan: Elimination, diagonal: Numbers, entries: Numbers) -> Factor:
    """The Cholesky factor of a matrix: its diagonal by area, its entries as plan.pairs has them.

    numpy.linalg.LinAlgError where the matrix is not positive definite.
    """
    along = diagonal[plan.order]
    corners: list[Numbers] = []
    below: list[Numbers] = []
    updates: list[Any] = [None] * len(plan.blocks)
    log_determinant = 0.0
    for place, block in enumerate(plan.blocks):
        front = _front(block, along, entries)
        for child in block.children:
            into = plan.blocks[child].into
            front[into[:, np.newaxis], into] += updates[child]
            updates[child] = None
        size = block.end - block.first
        corner, fault = lapack.dpotrf(front[:size, :size], lower=1, clean=1)
        if fault:
            raise np.linalg.LinAlgError(f"block {place} is not positive definite")
        corners.append(lapack.dtrtri(corner, lower=1)[0])
        log_determinant += 2 * float(np.log(corner.diagonal()).sum())
        below.append(front[size:, :size] @ corners[-1].T)
        if len(block.rows):
            updates[place] = front[size:, size:] - below[-1] @ below[-1].T
    return Factor(plan, corners, below, log_determinant)


def _front(block: Block, along: Numbers, entries: Numbers) -> Numbers:
    size = block.end - block.first
    front = np.zeros((size + len(block.rows),) * 2, order="F")
    front[block.at_row, block.at_column] = entries[block.entry]
    front[np.arange(size), np.arange(size)] = along[block.first : block.end]
    return front
