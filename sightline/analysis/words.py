"""Numbers as people read them: one way for every page, report and export, so that they agree."""

from __future__ import annotations

import math

NOT_SUPPLIED = "not supplied"


def say_people(people: float | None) -> str:
    """A number of people to the nearest whole, halves up; below half of one, less than one.

    >>> say_people(1234.4), say_people(0.3), say_people(0.5), say_people(0.0), say_people(None)
    ('1,234', 'less than 1', '1', '0', 'not supplied')
    >>> say_people(1.5), say_people(2.5)
    ('2', '3')
    """
    if people is None or math.isnan(people):
        return NOT_SUPPLIED
    if 0 < people < 0.5:
        return "less than 1"
    return f"{math.floor(people + 0.5):,}"


def say_rate(rate: float | None) -> str:
    """A rate, to one decimal.

    >>> say_rate(12.345), say_rate(0.0), say_rate(float("nan"))
    ('12.3', '0.0', 'not supplied')
    """
    return NOT_SUPPLIED if rate is None or math.isnan(rate) else f"{rate:,.1f}"


def say_range(low: str, high: str) -> str:
    """From one number to another, as said.

    >>> say_range("2", "12"), say_range("0", "0"), say_range("not supplied", "not supplied")
    ('2 to 12', '0', 'not supplied')
    """
    return low if low == high else f"{low} to {high}"


def say_share(share: float | None) -> str:
    """A share as a percentage.

    >>> say_share(0.4), say_share(None)
    ('40%', 'not supplied')
    """
    return NOT_SUPPLIED if share is None or math.isnan(share) else f"{100 * share:.0f}%"
