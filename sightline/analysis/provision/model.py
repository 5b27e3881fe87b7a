"""Reach kept ready: asked for any theme, ages and months, and changed one activity at a time.

How an activity's room is spread does not depend on the month, so it is worked out once; months are
masks, and all of them are added up in one product of a sparse matrix.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from sightline.analysis.areas import AREAS
from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision.activity import EVERYONE, Activity, runs_in
from sightline.analysis.provision.dates import Dates
from sightline.analysis.provision.groups import Groups
from sightline.analysis.provision.land import Land
from sightline.analysis.provision.nearby import Rows
from sightline.analysis.provision.people import Numbers
from sightline.analysis.provision.reach import number, parts_of, refuse_repeats
from sightline.analysis.provision.spread import Spreads
from sightline.analysis.provision.tables import REACH_BY_MONTH
from sightline.analysis.provision.travel import Travel
from sightline.errors import BadInput

_SPARE = 100  # rows that nothing uses any more are kept until they are more than are used, and so


@dataclass(frozen=True, eq=False)
class ReachModel:
    """Activities spread over areas, whatever is asked of them. Made by `ReachModel.of`.

    activities: sorted by reference, of any theme and status. A model never changes: `replacing` and
    `without` give another, which shares what did not change.
    """

    activities: tuple[Activity, ...]
    groups: Groups
    spreads: Spreads
    rows: Rows  # that of each activity in spreads

    @classmethod
    def of(
        cls,
        *,
        activities: Iterable[Activity],
        areas: pd.DataFrame,
        population: pd.DataFrame,
        travel: Travel | None = None,
        groups: Groups | None = None,
    ) -> ReachModel:
        """The model of these activities. areas: AREAS. population: POPULATION.

        BadInput if two have one reference, or if one at a sensitive site still has its place: give
        them through `hide_sensitive_sites`, so that no number tells where it is.
        """
        spreads = Spreads(Land(AREAS.check(areas), population), travel or Travel())
        ordered = sorted(activities, key=lambda one: one.reference)
        refuse_repeats(ordered)
        _refuse_sites(ordered)
        return cls(tuple(ordered), groups or Groups(), spreads, spreads.rows_of(ordered))

    def replacing(self, activity: Activity) -> ReachModel:
        """The model with this activity in place of the one with its reference, or besides."""
        _refuse_sites([activity])
        place = self._place_of(activity.reference)
        there = self._has(activity.reference)
        spreads = self.spreads.copy()
        kept = self.rows[place + there :]
        rows = np.concatenate([self.rows[:place], spreads.rows_of([activity]), kept])
        others = self.activities[:place], self.activities[place + there :]
        return ReachModel((*others[0], activity, *others[1]), self.groups, spreads, rows)._tidied()

    def without(self, reference: str) -> ReachModel:
        """The model without the activity of that reference; itself if there is none."""
        if not self._has(reference):
            return self
        place = self._place_of(reference)
        left = (*self.activities[:place], *self.activities[place + 1 :])
        return replace(self, activities=left, rows=np.delete(self.rows, place))

    def parts(self, *, ages: AgeRange, theme: str, as_of: Month) -> pd.DataFrame:
        """PARTS, as `reach_parts` gives them."""
        running = [
            (one, row)
            for one, row in zip(self.activities, self.rows, strict=True)
            if theme in one.themes and runs_in(one, as_of)
        ]
        rows = np.array([row for _, row in running], dtype="int64")
        return parts_of([one for one, _ in running], rows, self.spreads, ages, as_of)

    def by_month(
        self,
        *,
        ages: AgeRange,
        theme: str,
        months: Sequence[Month],
        as_of: Month | None = None,
        group: str = EVERYONE,
    ) -> pd.DataFrame:
        """REACH_BY_MONTH, as `reach_by_month` describes it."""
        if not months:
            raise BadInput("months: found none, wanted one or more.")
        asked = tuple(dict.fromkeys(months))
        chosen = [place for place, one in enumerate(self.activities) if theme in one.themes]
        few = [self.activities[place] for place in chosen]
        dates = Dates.of(few, asked, as_of or asked[0])
        reach = _Reach(self, np.asarray(chosen, dtype="int64"), few, ages, group)
        return reach.table(dates, asked)

    def _place_of(self, reference: str) -> int:
        return bisect_left(self.activities, reference, key=lambda one: one.reference)

    def _has(self, reference: str) -> bool:
        place = self._place_of(reference)
        return place < len(self.activities) and self.activities[place].reference == reference

    def _tidied(self) -> ReachModel:
        used, rows = np.unique(self.rows, return_inverse=True)
        if len(self.spreads.ways) <= 2 * len(used) + _SPARE:
            return self
        return replace(self, spreads=self.spreads.only(used), rows=rows)


class _Reach:
    """What one question asks of a model: the activities of a theme, for people of some ages."""

    def __init__(
        self, model: ReachModel, chosen: Rows, few: Sequence[Activity], ages: AgeRange, group: str
    ) -> None:
        spreads = model.spreads
        self._codes = spreads.land.codes
        used, self._row = np.unique(model.rows[chosen], return_inverse=True)
        self._shares = spreads.of_ages(ages, used)
        right = np.array(
            [spreads.ways[row].ages.overlap(ages) is not None for row in used], dtype=bool
        )
        placed = np.diff(self._shares.indptr) > 0
        self._counts = (right & placed)[self._row]
        self._room = np.array([number(one.people_a_year) for one in few], dtype="float64")
        self._known = ~np.isnan(self._room)
        self._low, self._told, self._high = model.groups.parts(few, group)
        own = np.array([_own_share(model.groups, one) for one in few], dtype="float64")
        people = spreads.land.people(ages)
        self._limited = np.flatnonzero((own < 1) & self._known & self._counts)
        self._within = self._limit(own, people)
        known = model.groups.share(group)
        self._most = people * (1.0 if known is None else known)

    def _limit(self, own: Numbers, people: Numbers) -> Any:
        """Of what is open to a group, people in each area: never more than the group has there."""
        mine = self._shares[self._row[self._limited]]
        row = np.repeat(self._limited, np.diff(mine.indptr))
        mine.data = np.minimum(mine.data * self._room[row], people[mine.indices] * own[row])
        return mine

    def table(self, dates: Dates, months: Sequence[Month]) -> pd.DataFrame:
        """REACH_BY_MONTH."""
        running = dates.runs & self._counts[:, np.newaxis]
        lasts, said = running & dates.money_lasts, running & dates.money_said
        sure = dates.sure[:, np.newaxis] & np.where(dates.by_now, lasts, said)
        lines = {
            "people_reached": (running, self._told),
            "people_reached_confirmed": (lasts, self._told),
            "said": (said, self._told),
            "reach_low": (sure, self._low),
            "reach_high": (running, self._high),
        }
        people = self._people([mask * part[:, np.newaxis] for mask, part in lines.values()])
        reached = dict(zip(lines, people, strict=True))
        reached["reach_high"] += self._guessed(running)
        for name, numbers in reached.items():
            reached[name] = np.minimum(numbers, self._most[:, np.newaxis])
        confirmed = reached["people_reached_confirmed"]
        reached["people_money_not_said"] = np.maximum(confirmed - reached.pop("said"), 0.0)
        reached["activities"], reached["activities_unknown"] = self._numbers(running)
        flat = {name: numbers.T.ravel() for name, numbers in reached.items()}
        names = pd.DataFrame(
            {
                "area": np.tile(self._codes, len(months)),
                "month": np.repeat([str(month) for month in months], len(self._codes)),
            }
        )
        return REACH_BY_MONTH.check(names.assign(**flat))

    def _people(self, masks: Sequence[Numbers]) -> list[Numbers]:
        """People in each area (rows) and month (columns), for masks of activities and months."""
        every = np.hstack(masks)
        whole = np.where(self._known, self._room, 0.0)
        whole[self._limited] = 0.0
        people = self._added_up(self._shares, whole[:, np.newaxis] * every)
        if len(self._limited):
            people += self._within.T @ every[self._limited]
        return np.split(people, len(masks), axis=1)

    def _added_up(self, shares: Any, by_activity: Numbers) -> Numbers:
        """Areas × columns: what falls to each area, activities that share a row put together."""
        number_of = len(self._row)
        joins = sparse.csr_array(
            (np.ones(number_of), (self._row, np.arange(number_of))),
            shape=(shares.shape[0], number_of),
        )
        added: Numbers = shares.T @ (joins @ by_activity)
        return added

    def _guessed(self, running: Any) -> Numbers:
        """People by activities that tell no room, if it is the median of those that do."""
        unknown = running & ~self._known[:, np.newaxis]
        share = self._added_up(self._shares, unknown * self._high[:, np.newaxis])
        typical = [
            np.median(self._room[told]) if told.any() else np.inf
            for told in (running & self._known[:, np.newaxis]).T
        ]
        some = share > 0
        guessed: Numbers = np.multiply(
            share, np.array(typical), out=np.zeros_like(share), where=some
        )
        return guessed

    def _numbers(self, running: Any) -> tuple[Numbers, Numbers]:
        """How many activities reach each area in each month, and how many of them tell no room."""
        reaches = sparse.csr_array(
            (np.ones(self._shares.nnz), self._shares.indices, self._shares.indptr),
            shape=self._shares.shape,
        )
        unknown = running & ~self._known[:, np.newaxis]
        both = self._added_up(reaches, np.hstack([running, unknown]).astype("float64"))
        every, not_told = np.split(both, 2, axis=1)
        return every, not_told


def _own_share(groups: Groups, activity: Activity) -> float:
    """The part of the people who may come, 1 where it is not known."""
    share = groups.share(activity.open_to)
    return 1.0 if share is None else share


def _refuse_sites(activities: Iterable[Activity]) -> None:
    for one in activities:
        if one.sensitive_site and one.places:
            raise BadInput(
                f"activity {one.reference}: found a place of a site that is sensitive, wanted its "
                "district alone. Give the activities through hide_sensitive_sites."
            )
