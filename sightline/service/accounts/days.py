"""Days as pages and mails print them."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime


def say_day(moment: datetime | None) -> str:
    """The day that it was here at that moment; empty if there is none.

    >>> from datetime import UTC
    >>> say_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC))  # half past midnight in summer
    '2 July 2026'
    """
    return "" if moment is None else f"{localtime(moment):%-d %B %Y}"
