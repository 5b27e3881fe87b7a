"""What may be shown of a count of people: the count, too few to show, or not supplied."""

from __future__ import annotations

from enum import Enum

from sightline.errors import BadInput

SMALLEST_SHOWN = 10  # the threshold of ONS research outputs; below it a person may be recognised


class NoNumber(Enum):
    """Why there is no number to show. Neither of the two is zero."""

    NOT_SUPPLIED = "not supplied"
    TOO_FEW = "too few to show"


def showable(count: int | None) -> int | NoNumber:
    """The count as it may be shown outside the partnership.

    A whole number of people, or None where nobody supplied one. Zero is shown as zero. This guards
    one count; counts that can be subtracted from each other need one protected cube for all.

    >>> showable(0), showable(12)
    (0, 12)
    >>> showable(9).value, showable(None).value
    ('too few to show', 'not supplied')
    """
    if count is None:
        return NoNumber.NOT_SUPPLIED
    if isinstance(count, bool) or not (count >= 0 and float(count).is_integer()):
        raise BadInput(f"count: found {count}, wanted a whole number of people, zero or more.")
    return NoNumber.TOO_FEW if 0 < count < SMALLEST_SHOWN else int(count)


def say_count(count: int | None, things: str = "people") -> str:
    """The count in words, as it may be shown outside the partnership.

    >>> say_count(1250), say_count(0), say_count(3, "referrals")
    ('1,250 people', 'no people', 'too few referrals to show')
    >>> say_count(None)
    'number of people not supplied'
    """
    shown = showable(count)
    if shown is NoNumber.NOT_SUPPLIED:
        return f"number of {things} not supplied"
    if shown is NoNumber.TOO_FEW:
        return f"too few {things} to show"
    return f"{shown:,} {things}" if shown else f"no {things}"
