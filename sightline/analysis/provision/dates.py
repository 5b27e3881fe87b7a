"""Which activities run in which months, and have the money for it: all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sightline.analysis.periods import Month
from sightline.analysis.provision.activity import Activity, Status, is_fresh

Masks = NDArray[np.bool_]
_ALWAYS, _NEVER = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True, eq=False)
class Dates:
    """Masks of activities × months, but `sure` of activities and `by_now` of months.

    runs: as `runs_in` says. money_lasts: nothing says that the money has ended by then. money_said:
    it is said to last. sure: a fresh record that gives ages. by_now: months up to as_of.
    """

    runs: Masks
    money_lasts: Masks
    money_said: Masks
    sure: Masks
    by_now: Masks

    @classmethod
    def of(cls, activities: Sequence[Activity], months: Sequence[Month], as_of: Month) -> Dates:
        """The masks of these activities; their records as they are looked at in as_of."""
        first = np.array([month.first_day.toordinal() for month in months])
        last = np.array([month.last_day.toordinal() for month in months])
        starts = _column([_starts(one) for one in activities])
        ends = _column([_day(one.ends_on, _NEVER) for one in activities])
        funded = _column([_day(one.funded_until, _NEVER) for one in activities])
        said = [one.funded_until is not None or one.funded_without_end for one in activities]
        lasts = funded >= first
        return cls(
            runs=(starts <= last) & (ends >= first),
            money_lasts=lasts,
            money_said=lasts & np.array(said, dtype=bool).reshape(-1, 1),
            sure=np.array(
                [one.ages is not None and is_fresh(one, as_of) for one in activities], dtype=bool
            ),
            by_now=np.array([month <= as_of for month in months], dtype=bool),
        )


def _starts(activity: Activity) -> int:
    """The day it starts, beyond every month if it does not."""
    if activity.status is Status.PLANNED:
        return _day(activity.starts_on, _NEVER + 1)
    if activity.status is Status.CURRENT:
        return _day(activity.starts_on, _ALWAYS)
    return _NEVER + 1


def _day(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal()


def _column(days: list[int]) -> NDArray[np.int64]:
    return np.array(days, dtype="int64").reshape(-1, 1)
