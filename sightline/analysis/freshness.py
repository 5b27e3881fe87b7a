"""How fresh a record is by the interval it declares, and what silence means for a total.

A record is due an interval after it was last confirmed. How long after that it is overdue, and long
overdue, grows with the interval, as the Humanitarian Data Exchange has it for sets of data: 14 and
30 days where it is below a quarter, 30 and 60 below a year, 60 and 90 from a year on.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sightline.analysis.provision import CONFIRM_EVERY_MONTHS
from sightline.errors import BadInput

LONGEST_MONTHS = 24
# From so many months on: days after it is due that a record is overdue, and long overdue.
GRACE_DAYS = ((12, (60, 90)), (3, (30, 60)), (1, (14, 30)))


class Standing(StrEnum):
    """How a record stands on a day."""

    UP_TO_DATE = "up to date"
    DUE = "due"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long overdue"
    NEVER = "never confirmed"


@dataclass(frozen=True)
class Freshness:
    """How a record stands, and from which day it is due, overdue and long overdue.

    step: where it is on that way. Of a record never confirmed it is counted from the day it was
    added, when somebody should have said that it is right; the standing still says never.
    """

    standing: Standing
    step: Standing
    due_on: date | None
    overdue_on: date | None
    long_overdue_on: date | None

    @property
    def since(self) -> date | None:
        """The day it came to its step; None while it is up to date, or where no day is known."""
        return {
            Standing.DUE: self.due_on,
            Standing.OVERDUE: self.overdue_on,
            Standing.LONG_OVERDUE: self.long_overdue_on,
        }.get(self.step)

    @property
    def in_time(self) -> bool:
        """Whether it was confirmed as lately as it promises: up to date, or due but not overdue."""
        return self.standing in {Standing.UP_TO_DATE, Standing.DUE}


def freshness_of(
    *,
    confirmed_on: date | None,
    every_months: int | None,
    today: date,
    added_on: date | None = None,
) -> Freshness:
    """How a record stands today.

    every_months: the interval it declares; None is the usual six. added_on: the day it was first
    known, from which one that was never confirmed is counted; without it such a record is due and
    has no days.

    >>> monthly = freshness_of(confirmed_on=date(2026, 1, 31), every_months=1,
    ...                        today=date(2026, 3, 14))
    >>> monthly.standing.value, monthly.due_on.isoformat(), monthly.overdue_on.isoformat()
    ('overdue', '2026-02-28', '2026-03-14')
    >>> half = freshness_of(confirmed_on=date(2026, 1, 31), every_months=None,
    ...                     today=date(2026, 3, 14))
    >>> half.standing.value, half.due_on.isoformat(), half.long_overdue_on.isoformat()
    ('up to date', '2026-07-31', '2026-09-29')
    >>> never = freshness_of(confirmed_on=None, every_months=12, today=date(2026, 3, 14),
    ...                      added_on=date(2026, 1, 1))
    >>> never.standing.value, never.step.value
    ('never confirmed', 'overdue')
    """
    months = CONFIRM_EVERY_MONTHS if every_months is None else every_months
    if not 1 <= months <= LONGEST_MONTHS:
        raise BadInput(
            f"months between confirmations: found {months}, wanted 1 to {LONGEST_MONTHS}."
        )
    due_on = added_on if confirmed_on is None else months_later(confirmed_on, months)
    if due_on is None:
        return Freshness(Standing.NEVER, Standing.DUE, None, None, None)
    overdue_on, long_overdue_on = (due_on + timedelta(days=days) for days in grace_of(months))
    step = Standing.UP_TO_DATE
    if today >= long_overdue_on:
        step = Standing.LONG_OVERDUE
    elif today >= overdue_on:
        step = Standing.OVERDUE
    elif today >= due_on or confirmed_on is None:
        step = Standing.DUE
    standing = Standing.NEVER if confirmed_on is None else step
    return Freshness(standing, step, due_on, overdue_on, long_overdue_on)


def grace_of(every_months: int) -> tuple[int, int]:
    """Days after a record is due that it is overdue, and long overdue.

    >>> [grace_of(months) for months in (1, 2, 3, 6, 12, 24)]
    [(14, 30), (14, 30), (30, 60), (30, 60), (60, 90), (60, 90)]
    """
    return next(days for months, days in GRACE_DAYS if every_months >= months)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day.

    >>> months_later(date(2024, 1, 31), 1), months_later(date(2024, 11, 30), 3)
    (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def latest_day(upto: date, months: int) -> date:
    """The latest day of which the same day so many months later is on a day or before it.

    So a whole register can be asked which of its records are due, without a sum for each.

    >>> latest_day(date(2026, 4, 30), 1), latest_day(date(2026, 3, 30), 1)
    (datetime.date(2026, 3, 31), datetime.date(2026, 2, 28))
    """
    year, month = divmod(upto.year * 12 + upto.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last_of_month = upto.day == calendar.monthrange(upto.year, upto.month)[1]
    return date(year, month + 1, last if is_last_of_month else min(upto.day, last))


@dataclass(frozen=True)
class Silence:
    """How much of a total nobody vouches for.

    records: those that should be confirmed; late: of them, not confirmed in time or never.
    partners: organisations expected to report; silent: of them, with nothing on the register.
    """

    records: int
    late: int
    partners: int = 0
    silent: int = 0

    @property
    def share_late(self) -> float | None:
        """The share of the records not confirmed in time; None where there are no records."""
        return self.late / self.records if self.records else None

    @property
    def share_silent(self) -> float | None:
        """The share of the partners that have not reported; None where none is expected to."""
        return self.silent / self.partners if self.partners else None


def share_silent(
    confirmed: Iterable[tuple[date | None, int | None]],
    *,
    today: date,
    partners: int = 0,
    silent: int = 0,
) -> Silence:
    """What must be said beside a total of records.

    confirmed: of each record, the day it was last confirmed and the interval it declares.

    >>> share_silent([(date(2026, 1, 1), 1), (date(2025, 1, 1), 12), (None, None)],
    ...              today=date(2026, 2, 20), partners=4, silent=1)
    Silence(records=3, late=2, partners=4, silent=1)
    """
    found = [
        freshness_of(confirmed_on=day, every_months=months, today=today)
        for day, months in confirmed
    ]
    late = sum(not each.in_time for each in found)
    return Silence(len(found), late, partners, silent)


def say_silence(silence: Silence) -> str:
    """The words that go beside a total, so that silence is never read as zero.

    >>> say_silence(Silence(records=12, late=3, partners=9, silent=2))
    'Of 12 records, 3 have not been confirmed in time; 2 of 9 partners have not reported.'
    >>> say_silence(Silence(records=1, late=1, partners=1, silent=0))
    'Of 1 record, 1 has not been confirmed in time; every partner has reported.'
    >>> say_silence(Silence(records=0, late=0, partners=3, silent=3))
    'There are no records, which may mean that nobody has reported; 3 of 3 partners have not \
reported.'
    """
    return f"{_say_late(silence)}{_say_silent(silence)}."


def _say_late(silence: Silence) -> str:
    if not silence.records:
        return "There are no records, which may mean that nobody has reported"
    records = f"Of {silence.records:,} record{'' if silence.records == 1 else 's'}, "
    if not silence.late:
        return f"{records}all have been confirmed in time"
    return f"{records}{silence.late:,} {_have(silence.late)} not been confirmed in time"


def _say_silent(silence: Silence) -> str:
    if not silence.partners:
        return ""
    if not silence.silent:
        return "; every partner has reported"
    have = _have(silence.silent)
    return f"; {silence.silent:,} of {silence.partners:,} partners {have} not reported"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
