"""A table of counts with totals in it as a policy lets it be seen, so that no small part follows.

Hiding small counts one by one fails where totals stand beside their parts: 20 in all and 12 of one
kind tell of 8. So beside what the policy hides, parts give way to their totals until what is left
of every total that is shown is nobody, or so many that any hidden part of it may still be few or
many (secondary suppression: Hundepool and others 2012, Statistical Disclosure Control, chapter 4).
The numbers that are shown hold one another or are apart; there is no third way, so nothing follows
from where two of them cross. Widest numbers are kept first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.disclosure.policies import (
    NOT_SUPPLIED,
    SHOWN,
    TOO_FEW,
    CountPolicy,
    apply_policy,
)
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.tables import Column, Kind, Table

ALL_KINDS, ALL_AGES = "all", "all ages"
NOT_SHOWN = "not shown"  # it may be few or many: shown or called too few, it would tell of others
KEY = ("area", "month", "kind", "age")
GIVEN = Table(
    "counts to be seen",
    {
        **{name: Column(Kind.TEXT, name) for name in KEY},
        "count": Column(Kind.COUNT, "people, missing unless it is shown", may_be_missing=True),
        "shown": Column(Kind.TEXT, "shown, too few to show, or not supplied"),
    },
    KEY,
)

Flags = NDArray[np.bool_]


def policy_view(counts: pd.DataFrame, *, policy: CountPolicy) -> pd.DataFrame:
    """The counts as the policy lets the partnership see them, and no small one by subtraction.

    counts: area, month, kind, age, count (people) and shown, which says "too few to show" where
    whoever gives the counts starred them. Areas are apart, and so are kinds, but for "all", which
    holds every kind. Returns area, month, kind, age, shown_count (missing unless it is shown) and
    shown: "shown", "too few to show", "not supplied", or "not shown", which may be few or many.

    >>> rows = [("all", 20), ("knife", 12), ("other", 8), ("none", 0)]
    >>> counts = pd.DataFrame([("A", "2026-10", kind, "all ages", count, "shown")
    ...                        for kind, count in rows], columns=list(GIVEN.columns))
    >>> seen = policy_view(counts, policy=CountPolicy("default", hides_to=9))
    >>> [f"{kind}: {count:.0f}" if shown == "shown" else f"{kind}: {shown}"
    ...  for kind, count, shown in seen[["kind", "shown_count", "shown"]].values]
    ['all: 20', 'knife: not shown', 'other: not shown', 'none: 0']
    """
    table = GIVEN.check(counts.astype({"count": "float64"})).reset_index(drop=True)
    seen = apply_policy(table[[*KEY, "count"]], policy=policy, dimensions=list(KEY))
    starred = (table["shown"] == TOO_FEW).to_numpy()
    shown = np.where(starred, TOO_FEW, seen["shown"].to_numpy(dtype=object))
    for place in table.groupby(["area", "month"], sort=False).indices.values():
        part = _Crossing(table.iloc[place], shown[place], policy)
        shown[place] = part.states()
    number = np.where(shown == SHOWN, seen["shown_count"].to_numpy(), np.nan)
    return table[list(KEY)].assign(shown_count=number, shown=shown)


@dataclass(eq=False)
class _Crossing:
    """The counts of one area and month: which hold which, and what is left of those shown.

    inside: whether a row's cell holds nobody who is not in the column's. meets: whether somebody
    may be in both.
    """

    table: pd.DataFrame
    told: NDArray[np.object_]  # by the policy alone
    policy: CountPolicy
    inside: Flags = field(init=False)
    meets: Flags = field(init=False)
    hidden: Flags = field(init=False)  # there may be somebody in it, and it is not shown
    left: dict[int, float] = field(default_factory=dict, init=False)  # of each that is shown
    within: dict[int, list[int]] = field(default_factory=dict, init=False)  # shown next inside it

    def __post_init__(self) -> None:
        kinds = self.table["kind"].to_numpy()
        spans = [_span(age) for age in self.table["age"]]
        first, last = (np.array(ends) for ends in zip(*spans, strict=True))
        same, holds_all = kinds[:, None] == kinds[None, :], kinds == ALL_KINDS
        self.inside = (
            (same | holds_all[None, :])
            & (first[:, None] >= first[None, :])
            & (last[:, None] <= last[None, :])
        )
        self.meets = (
            (same | holds_all[None, :] | holds_all[:, None])
            & (first[:, None] <= last[None, :])
            & (last[:, None] >= first[None, :])
        )
        self.hidden = (self.told != NOT_SUPPLIED) & ~self._is_none()

    def states(self) -> NDArray[np.object_]:
        """What is said of each: shown, too few to show, not supplied, or not shown."""
        counts = self.table["count"].to_numpy()
        shown = self.hidden & (self.told == SHOWN)
        alone = ~(self.meets & self.hidden[None, :] & ~np.eye(len(counts), dtype=bool)).any(axis=1)
        for cell in sorted(map(int, np.flatnonzero(shown & ~alone)), key=self._widest_first):
            self._show_if_safe(cell)
        said = self.told.copy()
        said[self.hidden & ~alone] = NOT_SHOWN
        return said

    def _is_none(self) -> Flags:
        return np.asarray((self.told == SHOWN) & (self.table["count"].to_numpy() == 0))

    def _widest_first(self, cell: int) -> tuple[int, float, int]:
        return (-int(self.inside[:, cell].sum()), -float(self.table["count"].iloc[cell]), cell)

    def _show_if_safe(self, cell: int) -> None:
        """Show a number, unless it crosses another, or too little is left of itself or its total.

        What cannot be shown stays hidden, as a part of whatever holds it.
        """
        holders = [other for other in self.left if self.inside[cell, other]]
        if any(self.meets[cell, other] for other in self.left if other not in holders):
            return
        count = float(self.table["count"].iloc[cell])
        total = min(holders, key=lambda other: int(self.inside[:, other].sum()), default=None)
        self.hidden[cell], self.left[cell], self.within[cell] = False, count, []
        if total is not None:
            self.left[total] -= count
            self.within[total].append(cell)
        if not all(self._is_safe(each) for each in (cell, total) if each is not None):
            self.hidden[cell] = True
            del self.left[cell], self.within[cell]
            if total is not None:
                self.left[total] += count
                self.within[total].remove(cell)

    def _is_safe(self, total: int) -> bool:
        """Whether what is left of a total is nobody, or enough for any hidden part to be all of it.

        Hidden parts that are apart hold at least one person each, so each of the others takes one.
        """
        left = self.left[total]
        apart = self.inside[:, self.within[total]].any(axis=1)
        parts = np.flatnonzero(self.hidden & self.meets[:, total] & ~apart)
        inner = self.inside[np.ix_(parts, parts)]
        least = ~(inner & ~inner.T).any(axis=0)  # no other hidden one is inside it
        return left == 0 or left >= self.policy.hides_to + max(int(least.sum()), 1)


def _span(age: str) -> tuple[int, int]:
    ages = AgeRange(0, OLDEST) if age == ALL_AGES else AgeRange.parse(age)
    return ages.from_age, ages.to_age
