"""Would chance give an area such neighbours? The exact conditional test, from shared draws.

The test of Anselin 1995 (Geographical Analysis 27:93-115): keep the area's own value, draw its
neighbours at random from all others, and see how often their sum is as high, or as low. Done area
by area that is areas × draws × neighbours sums. Here the draws are made once for all:

1. each draw is a row of different sites, one more than any area has neighbours;
2. running sums along the rows give the sum of the first k sites, for every k;
3. for every k those sums are sorted, and each area with k neighbours finds its place by bisection;
4. in the few draws that hold the area itself among its first k, it is replaced by the site left
   over, and its place is corrected for that draw.

After step 4 each area's sums come from k different sites drawn from all others with the same
chance: the reference set is exact, not nearly so. Areas share draws, so the errors of their chances
go together; more draws make them small and cost little. Sharing draws is known from GeoDa; leaving
the area itself out, exactly, is what step 4 adds. It needs weights that are the same for all
neighbours of an area, which is what Neighbours holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.analysis.neighbours import Neighbours, Numbers, Whole
from sightline.errors import BadInput

Sites = NDArray[np.int32]

_NUMBERS_AT_ONCE = 1_000_000  # running sums held at a time: 8 MB
_LEAST_DRAWS, _MOST_DRAWS = 99, 999_999


@dataclass(frozen=True, eq=False)
class Standing:
    """In how many draws the neighbours' sum was as high as the area's, and in how many as low.

    Sums that differ by no more than rounding count as both. draws: how many were made.
    """

    high: Whole
    low: Whole
    draws: int

    @property
    def chance(self) -> Numbers:
        """Two-sided: twice the smaller share, the observed sum counted among the draws."""
        smaller = np.minimum(self.high, self.low) + 1.0
        return np.asarray(np.minimum(1.0, 2.0 * smaller / (self.draws + 1)))


def stand_among_draws(
    values: Numbers, neighbours: Neighbours, *, draws: int, seed: int
) -> Standing:
    """Where each area's sum over its neighbours stands among sums drawn from all other areas.

    values: one finite number for each area, in the order of neighbours. The sum of an area without
    neighbours is 0 in every draw. BadInput if draws are fewer than 99 or a million or more.
    """
    if not _LEAST_DRAWS <= draws <= _MOST_DRAWS:
        raise BadInput(f"draws: found {draws}, wanted {_LEAST_DRAWS} to {_MOST_DRAWS:,}.")
    most = int(neighbours.number.max(initial=0))
    dice = np.random.default_rng(seed)
    counting = _Counting(values, neighbours)
    block = max(_LEAST_DRAWS, _NUMBERS_AT_ONCE // (most + 1))
    for start in range(0, draws, block):
        counting.add(draw_apart(dice, len(values), min(block, draws - start), most + 1))
    alone = neighbours.number == 0
    counting.high[alone] = counting.low[alone] = draws
    return Standing(counting.high, counting.low, draws)


def draw_apart(dice: np.random.Generator, sites: int, draws: int, places: int) -> Sites:
    """Draws of different sites, places × draws; every ordered choice has the same chance.

    A site drawn before in its row is drawn again: so each place takes any site that is left with
    the same chance. There are no more places than sites.
    """
    drawn = np.zeros((places, draws), dtype=np.int32)
    for place in range(places):
        drawn[place] = dice.integers(0, sites, draws, dtype=np.int32)
        taken = np.flatnonzero((drawn[:place] == drawn[place]).any(axis=0))
        while len(taken):
            drawn[place, taken] = dice.integers(0, sites, len(taken), dtype=np.int32)
            again = (drawn[:place, taken] == drawn[place, taken]).any(axis=0)
            taken = taken[again]
    return drawn


class _Counting:
    """Adds up, block by block of draws, how often each area's sum was reached."""

    def __init__(self, values: Numbers, neighbours: Neighbours) -> None:
        self.values, self.number = values, neighbours.number
        most = int(self.number.max(initial=0))
        near = 1e-12 * (most + 1) * float(np.abs(values).max(initial=0.0))
        sums = neighbours.sums(values)
        self.at_least, self.at_most = sums - near, sums + near
        kinds = np.unique(self.number[self.number > 0])
        self.groups = [(int(k), np.flatnonzero(self.number == k)) for k in kinds]
        self.alike = bool((self.number == most).all()) and most > 0  # no need to pick areas out
        self.high = np.zeros(len(values), dtype=np.int64)
        self.low = np.zeros(len(values), dtype=np.int64)

    def add(self, drawn: Sites) -> None:
        drawn_values = self.values[drawn]
        running = np.cumsum(drawn_values[:-1], axis=0)
        for k, areas in self.groups:
            self._place(np.sort(running[k - 1]), areas)
        self._leave_themselves_out(drawn, drawn_values, running)

    def _place(self, sums: Numbers, areas: Whole) -> None:
        """Count for areas with so many neighbours, as if any site could be drawn."""
        at_least = self.at_least if self.alike else self.at_least[areas]
        at_most = self.at_most if self.alike else self.at_most[areas]
        below = np.searchsorted(sums, at_least, side="left")
        through = below.copy()
        tied = np.flatnonzero(np.append(sums, np.inf)[below] <= at_most)
        through[tied] = np.searchsorted(sums, at_most[tied], side="right")
        if self.alike:
            self.high += len(sums) - below
            self.low += through
        else:
            self.high[areas] += len(sums) - below
            self.low[areas] += through

    def _leave_themselves_out(self, drawn: Sites, drawn_values: Numbers, running: Numbers) -> None:
        """Where a draw holds the area itself, count the sum with the spare site in its stead."""
        number = self.number[drawn[:-1]]
        places = np.arange(len(running))[:, np.newaxis]
        if self.alike:
            area, own = drawn[:-1], drawn_values[:-1]
            sums, spare = running[-1], drawn_values[-1]
        else:
            place, draw = np.nonzero(places < number)
            area, own = drawn[place, draw], drawn_values[place, draw]
            sums, spare = running[number[place, draw] - 1, draw], drawn_values[-1, draw]
        instead = sums - own + spare
        at_least, at_most = self.at_least[area], self.at_most[area]
        higher = (instead >= at_least).astype(np.int8) - (sums >= at_least)
        lower = (instead <= at_most).astype(np.int8) - (sums <= at_most)
        for change, count in ((higher, self.high), (lower, self.low)):
            changed = change != 0
            by_area = np.bincount(area[changed], weights=change[changed], minlength=len(count))
            count += by_area.astype(np.int64)
