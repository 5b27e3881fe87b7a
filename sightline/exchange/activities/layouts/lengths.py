"""How long a cell may be for what is looked for in it; beyond that it is refused unread.

Some ways to say a date or a sum are found by going back and forth in the text. That takes as long
as the square of its length or more, which a sheet made for it would use to keep the reader busy.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sightline.exchange.activities.columns import BY_HEADING, Kind
from sightline.exchange.activities.layouts.headings import Target
from sightline.exchange.sheets import BadCell

LONGEST_READ = 500  # characters of a date, a sum, ages, a place, a term
LONGEST_LIST = 2_000  # of names, terms and areas, as in the activity sheet
LONGEST_SIGHT = 120  # beyond which a cell is a note and no heading
_LISTS = frozenset({Kind.NAMES, Kind.TERMS, Kind.AREAS})
_BLANKS = re.compile(r"[^\S\n]{2,}")


def is_free_text(target: Target) -> bool:
    """Whether a cell is taken as it is written, however long."""
    return len(target) == 1 and BY_HEADING[target[0]].kind is Kind.TEXT


def fit_to_read(target: Target, text: str) -> str:
    """A cell as it is read for a target: one blank for many; BadCell if it is too long.

    >>> fit_to_read(("partners",), "Fable  Police;   Council")
    'Fable Police; Council'
    """
    if is_free_text(target):
        return text
    is_list = len(target) == 1 and BY_HEADING[target[0]].kind in _LISTS
    most, short = LONGEST_LIST if is_list else LONGEST_READ, _BLANKS.sub(" ", text)
    if len(short) > most:
        raise BadCell(f"{len(short):,} characters", f"at most {most:,}", "Shorten the text.")
    return short


def short_enough(looks_right: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same test of a cell, which no long text passes or is even read by."""
    return lambda text: len(text) <= LONGEST_READ and looks_right(_BLANKS.sub(" ", text))
