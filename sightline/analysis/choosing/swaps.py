"""Making a plan better: exchanges of one for another, and tearing down a part to build it again.

The exchange is Teitz & Bart's (1968), with all exchanges weighed at once as in Resende & Werneck's
fast interchange (2007, Networks 50:64-86): gain, less loss, plus what both would have shared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sightline.analysis.choosing.compact import Compact
from sightline.analysis.choosing.greedy import Building, value_of
from sightline.analysis.choosing.problem import NO_GROUP, Numbers

SMALLEST = 1e-9  # share of all people; a smaller gain is the rounding of sums
NOISE = 0.15  # of a gain, while a torn part is built again
NEIGHBOURS = 0.7  # chance that what is torn down lies together
_NEVER = -np.inf


def improve(small: Compact, chosen: list[int], *, most_steps: int = 500) -> list[int]:
    """The choice after the best additions and exchanges, until none helps."""
    state = Exchange(small, chosen)
    least = SMALLEST * float(small.people.sum())
    for _ in range(most_steps):
        if not state.step(least):
            break
    return state.chosen


def kick(small: Compact, chosen: list[int], *, kicks: int, dice: np.random.Generator) -> list[int]:
    """The best choice met while parts are torn down and built up again, with some noise.

    Ruin and recreate (Schrimpf et al. 2000, Journal of Computational Physics 159:139-171).
    """
    if not chosen or not kicks:
        return chosen
    shared = (small.reach @ small.by_row).toarray()
    here, value = list(chosen), value_of(small, chosen)
    for _ in range(kicks):
        there = improve(small, _rebuilt(small, here, shared, dice))
        if (worth := value_of(small, there)) >= value:
            here, value = there, worth
    return here


def _rebuilt(
    small: Compact, chosen: list[int], shared: Numbers, dice: np.random.Generator
) -> list[int]:
    torn = int(dice.integers(1, min(8, len(chosen)) + 1))
    if dice.random() < NEIGHBOURS:
        middle = chosen[int(dice.integers(len(chosen)))]
        near = shared[middle][chosen] * (1 + 1e-6 * dice.random(len(chosen)))
        out = set(np.argsort(-near, kind="stable")[:torn].tolist())
    else:
        out = set(dice.choice(len(chosen), torn, replace=False).tolist())
    building = Building(small)
    for place, one in enumerate(chosen):
        if place not in out:
            building.add(one)
    _fill(building, dice)
    return building.chosen


def _fill(building: Building, dice: np.random.Generator) -> None:
    small = building.small
    per = np.where(small.weights > 0, small.weights, 1.0)
    while True:
        gain = gains(small, building.left) / per
        gain *= 1 + NOISE * dice.standard_normal(len(gain))
        gain[building.chosen] = 0.0
        gain[small.weights > building.spare] = 0.0
        if small.groups is not None:
            gain[np.isin(small.groups, [one for one in building.taken if one != NO_GROUP])] = 0.0
        best = int(np.argmax(gain))
        if gain[best] <= 0 or not building.fits(best):
            return
        building.add(best)


def gains(small: Compact, left: Numbers) -> Numbers:
    """People that each candidate would add, where so many are left in each row."""
    reach = small.reach
    owner = np.repeat(np.arange(reach.shape[0]), np.diff(reach.indptr))
    added = np.bincount(owner, np.minimum(reach.data, left[reach.indices]), reach.shape[0])
    return added.astype(np.float64)


class Exchange:
    """A choice, and what every exchange of one of it for another would do."""

    def __init__(self, small: Compact, chosen: list[int]) -> None:
        self.small, self.chosen = small, list(chosen)
        self._whole = small.whole
        self._ones: Any = None
        if self._whole:
            self._ones = small.reach.astype(bool).astype(np.float64)
            self._ones_by_row = self._ones.T.tocsr()

    def step(self, least: float) -> bool:
        """Make the best addition or exchange; False if none gains more than `least` people."""
        if not self.chosen and not len(self.small.weights):
            return False
        matrix = self._covered() if self._whole else self._shared()
        matrix[self._refused()] = _NEVER
        place, candidate = np.unravel_index(int(matrix.argmax()), matrix.shape)
        if not matrix[place, candidate] > least:
            return False
        if place == len(self.chosen):
            self.chosen.append(int(candidate))
        else:
            self.chosen[int(place)] = int(candidate)
        return True

    def _refused(self) -> NDArray[np.bool_]:
        """Exchanges that the limits forbid; the last row is the addition of one."""
        small, chosen = self.small, self.chosen
        spare = small.limit - float(small.weights[chosen].sum())
        given_back = np.append(small.weights[chosen], 0.0)
        refused = small.weights[np.newaxis, :] > spare + given_back[:, np.newaxis]
        refused[:, chosen] = True
        if len(chosen) >= small.most:
            refused[-1] = True
        if small.groups is not None:
            taken = small.groups[chosen]
            for place in range(len(chosen) + 1):
                others = np.delete(taken, place) if place < len(chosen) else taken
                refused[place] |= np.isin(small.groups, others[others != NO_GROUP])
        return np.asarray(refused)

    def _covered(self) -> Numbers:
        """People more for each (out, in), where a candidate reaches all of a row or nobody."""
        small, chosen = self.small, self.chosen
        there = self._ones[chosen]
        times = np.asarray(there.sum(axis=0)).ravel()
        gain = self._ones @ np.where(times == 0, small.people, 0.0)
        owner = np.repeat(np.arange(len(chosen)), np.diff(there.indptr))
        once = times[there.indices] == 1
        rows = there.indices[once]
        own = sparse.csr_array(
            (small.people[rows], (owner[once], rows)), shape=(len(chosen), len(small.people))
        )
        matrix = np.tile(gain, (len(chosen) + 1, 1))
        if chosen:
            loss = np.asarray(own.sum(axis=1)).ravel()
            matrix[:-1] += (own @ self._ones_by_row).toarray() - loss[:, np.newaxis]
        return matrix

    def _shared(self) -> Numbers:
        """The same where candidates reach a part of a row."""
        small, chosen = self.small, self.chosen
        load = np.zeros(len(small.people))
        if chosen:
            load = np.asarray(small.reach[chosen].sum(axis=0), dtype=np.float64).ravel()
        now = np.minimum(small.people, load).sum()
        matrix = np.empty((len(chosen) + 1, len(small.weights)))
        for place, one in enumerate(chosen):
            without = load - small.reach[[one]].toarray().ravel()
            kept = np.minimum(small.people, without).sum()
            matrix[place] = kept - now + gains(small, np.maximum(small.people - without, 0.0))
        matrix[-1] = gains(small, np.maximum(small.people - load, 0.0))
        return matrix
