"""Words that say nothing yet, yes and no, names in a row, days of the week."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.analysis.provision import DAYS
from sightline.exchange.activities.values import read_days, read_yes_no
from sightline.exchange.sheets import NONE, BadCell, show

# What people write where they do not know yet: not supplied, which is never none.
_NOT_KNOWN = frozenset(
    """? ?? ??? - -- – — . n/a na n.a. n.a tbc t.b.c. tbd tba t.b.a. unknown unsure pending
    awaiting various varies variable n/k nk""".split()
) | {
    "not known", "not yet known", "not applicable", "not available", "not supplied",
    "not specified", "to be confirmed", "to be agreed", "to be decided", "to be determined",
    "to be announced", "to follow", "don't know", "dont know", "not sure", "not recorded",
    "not stated", "see notes", "see note", "no data", "awaiting confirmation",
}  # fmt: skip
_YES = {"yes", "y", "true", "✓", "✔", "☑", "tick", "ticked", "confidential", "yes please"}
_NO = {"no", "n", "false", "✗", "✘", "not sensitive", "not confidential"}
_DAY = re.compile(
    r"\b(mon|tues?|wed(?:nes)?|thurs?|thu|fri|sat(?:ur)?|sun)(?:day)?s?\b", re.IGNORECASE
)
_WEEK = re.compile(r"\b(weekdays?|weekends?|daily|every day|all week)\b", re.IGNORECASE)
_SPAN = re.compile(rf"{_DAY.pattern}\s*(?:-|–|to)\s*{_DAY.pattern}", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:[;\n•|]|,(?!\s*(?:Ltd|Inc|CIC)\b)|\s\+\s|\s/\s)\s*")


@dataclass(frozen=True)
class Said:
    """What a cell says, in the words of the activity sheet by heading.

    `note` says what was understood and why, where the cell did not say it in those words.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def is_not_known(text: str) -> bool:
    """Whether a text says that the answer is not known yet.

    >>> is_not_known("TBC"), is_not_known("none")
    (True, False)
    """
    plain = " ".join(text.casefold().split())
    return plain in _NOT_KNOWN or plain.strip("()[]. ") in _NOT_KNOWN


def said_yes_no(text: str) -> str:
    """Yes or no, as forms and people write it.

    >>> said_yes_no("Y"), said_yes_no("✓"), said_yes_no("No - public hall")
    ('yes', 'yes', 'no')
    """
    word = text.casefold().strip()
    first = re.split(r"\s*[-–,.:(;]\s*|\s{2,}", word, maxsplit=1)[0]
    for each in (word, first):
        if each in _YES:
            return "yes"
        if each in _NO:
            return "no"
    return "yes" if read_yes_no(text) else "no"


def said_names(text: str) -> str:
    """Names in a row, separated as the sheet wants them.

    >>> said_names("Fable Police, Northmere Council")
    'Fable Police; Northmere Council'
    """
    if text.casefold() in (NONE, "nil", "n/a", "nobody", "no partners", "no funders"):
        return NONE if text.casefold() != "n/a" else ""
    names = (name.strip(" .") for name in _LIST.split(text))
    return "; ".join(dict.fromkeys(name for name in names if name))


def said_days(text: str) -> Said:
    """Days of the week, and the whole text as the timetable if it says more.

    >>> said_days("Tuesdays 6-8pm").texts
    {'days': 'tuesday', 'timetable': 'Tuesdays 6-8pm'}
    """
    try:
        return Said({"days": "; ".join(read_days(text))})
    except BadCell:
        pass
    found: set[str] = set()
    for span in _SPAN.finditer(text):
        found.update(read_days(span[0]))
    for word in (*_DAY.finditer(text), *_WEEK.finditer(text)):
        found.update(read_days(word[0]))
    days = "; ".join(day for day in DAYS if day in found)
    if not days and len(text) < 3:
        raise BadCell(show(text), "days of the week", "Write days such as Monday; Thursday.")
    return Said({"days": days, "timetable": text} if days else {"timetable": text})
