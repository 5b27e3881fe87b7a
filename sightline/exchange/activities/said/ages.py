"""Ages as people write them: ranges, limits, school years and key stages of England."""

from __future__ import annotations

import re

from sightline.analysis.framework import OLDEST
from sightline.exchange.sheets import BadCell, show

Ages = tuple[int, int]

_UNIT = r"(?:\s*-?\s*(?:years?|yrs?|y/?o|year)(?:\s*-?\s*olds?)?s?(?:\s+of\s+age)?)?"
_NUMBER = r"(\d{1,3})"
_BEFORE = re.compile(r"^(?:(?:for|ages?|aged|ages? ?range|age ?group|between|from|people|yp|youth|"
                     r"young people|children|those)\b[\s:]*)+")  # fmt: skip
_RANGE = re.compile(
    rf"{_NUMBER}{_UNIT}\s*(?:-|–|—|to|and|/|until|up to|through)\s*{_NUMBER}(?:'?s|{_UNIT})"
)
_INSIDE = re.compile(
    r"(?<![\d£.])(\d{1,2})\s*(?:-|–|to)\s*(\d{1,2})(?:'?s|yrs?|yo)?(?![\d.:%])(?! ?(?:am|pm))"
)
_ONE = re.compile(rf"{_NUMBER}{_UNIT}")
_UNDER = re.compile(rf"(?:under|below|younger than|less than|u|<)\s*-?{_NUMBER}(?:'?s)?{_UNIT}")
_UP_TO = re.compile(rf"(?:up to|to|<=|≤|max(?:imum)?)\s*{_NUMBER}{_UNIT}|"
                    rf"{_NUMBER}{_UNIT}\s*(?:and|&|or)\s*(?:under|below|younger)")  # fmt: skip
_FROM = re.compile(rf"{_NUMBER}{_UNIT}\s*\+|{_NUMBER}\+{_UNIT}|"
                   rf"{_NUMBER}{_UNIT}\s*(?:and|&|or)\s*(?:over|above|older|up|upwards)|"
                   rf"{_NUMBER}{_UNIT} plus|"
                   rf"(?:from|>=|≥|min(?:imum)?)\s*{_NUMBER}{_UNIT}(?:\s*upwards)?")  # fmt: skip
_OVER = re.compile(rf"(?:over|above|older than|>)\s*{_NUMBER}(?:'?s)?{_UNIT}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_YEARS = re.compile(r"(?:school )?(?:years?|yrs?|y)(?: groups?)?\s*(\d{1,2})"
                    r"(?:\s*(?:-|–|to|and|&|,)\s*(?:years?|yrs?|y)?\s*(\d{1,2}))?"
                    r"(?:\s*(?:pupils|students|children))?")  # fmt: skip
_STAGES = re.compile(
    r"(?:ks|key stages?)\s*([1-5])(?:\s*(?:-|–|to|and|&|/|,)\s*(?:ks)?\s*([1-5]))?"
)
_KEY_STAGES = {1: (5, 7), 2: (7, 11), 3: (11, 14), 4: (14, 16), 5: (16, 18)}
_WORDS = {
    "all ages": (0, OLDEST, ""), "all": (0, OLDEST, ""), "any": (0, OLDEST, ""),
    "any age": (0, OLDEST, ""), "no age limit": (0, OLDEST, ""), "everyone": (0, OLDEST, ""),
    "whole family": (0, OLDEST, ""), "families": (0, OLDEST, "families: all ages"),
    "adult": (18, OLDEST, "adults: 18 and over"), "adults": (18, OLDEST, "adults: 18 and over"),
    "adults only": (18, OLDEST, "adults: 18 and over"),
    "teens": (13, 19, "teenagers: 13 to 19"), "teenagers": (13, 19, "teenagers: 13 to 19"),
    "primary": (4, 11, "primary school: 4 to 11"),
    "primary school": (4, 11, "primary school: 4 to 11"),
    "secondary": (11, 16, "secondary school: 11 to 16"),
    "secondary school": (11, 16, "secondary school: 11 to 16"),
    "sixth form": (16, 18, "sixth form: 16 to 18"),
}  # fmt: skip


def said_ages(text: str) -> tuple[Ages, str]:
    """The youngest and the oldest age, and how they were understood if not written out.

    >>> said_ages("10-17 yrs"), said_ages("under 18s"), said_ages("16+")
    (((10, 17), ''), ((0, 17), 'under 18: 0 to 17'), ((16, 120), '16 and over: 16 to 120'))
    >>> said_ages("Year 7-9")
    ((11, 14), 'school years 7 to 9: 11 to 14')
    """
    plain = " ".join(text.casefold().replace("‘", "'").replace("’", "'").split()).strip(" .()")
    plain = " ".join(plain.replace("&", " and ").split())
    plain = re.sub(r" (?:pupils?|students?|children|only|year olds)$", "", plain)
    if _DATE.match(plain):
        raise BadCell(
            f"the date {show(text)}, which spreadsheets make of ages such as 10-12",
            "ages such as 10 to 12",
            "Format the column as text and type the ages again.",
        )
    if (bare := re.sub(r" ?\(.*$", "", plain)) != plain and _read(_BEFORE.sub("", bare)):
        (first, last), _ = said_ages(bare)
        return (first, last), f"{show(text)}: {first} to {last}, without what is in brackets"
    if plain in _WORDS:
        first, last, note = _WORDS[plain]
        return (first, last), note
    found = _read(plain)
    if found is None and (bare := _BEFORE.sub("", plain).strip(" .()")) != plain:
        found = _read(bare)
    if found is None:
        found = _several(plain) or _within(plain, text)
    if found is None:
        raise BadCell(show(text), "ages such as 11 to 18", "Write the youngest and the oldest age.")
    (first, last), note = found
    if first > last or last > OLDEST:
        raise BadCell(show(text), "ages such as 11 to 18", "Correct the ages.")
    return (first, last), note


def _read(plain: str) -> tuple[Ages, str] | None:
    if found := _YEARS.fullmatch(plain):
        return _school_years(int(found[1]), int(found[2] or found[1]))
    if found := _STAGES.fullmatch(plain):
        first, last = int(found[1]), int(found[2] or found[1])
        ages = (_KEY_STAGES[first][0], _KEY_STAGES[last][1])
        said = f"key stage {first}" if first == last else f"key stages {first} to {last}"
        return ages, f"{said}: {ages[0]} to {ages[1]}"
    if found := _RANGE.fullmatch(plain):
        return (int(found[1]), int(found[2])), ""
    if found := _ONE.fullmatch(plain):
        return (int(found[1]), int(found[1])), f"one age, {found[1]}"
    if found := _UNDER.fullmatch(plain):
        below = int(found[1])
        return (0, below - 1), f"under {below}: 0 to {below - 1}"
    if found := _UP_TO.fullmatch(plain):
        most = int(found[1] or found[2])
        return (0, most), f"up to {most}: 0 to {most}"
    if found := _FROM.fullmatch(plain) or _OVER.fullmatch(plain):
        least = int(next(group for group in found.groups() if group))
        return (least, OLDEST), f"{least} and over: {least} to {OLDEST}"
    return None


def _school_years(first: int, last: int) -> tuple[Ages, str] | None:
    """Year 1 starts at five: a child of year n is n + 4 in September and n + 5 before the next."""
    if not 1 <= first <= last <= 13:
        return None
    ages = (first + 4, last + 5)
    said = f"year {first}" if first == last else f"years {first} to {last}"
    return ages, f"school {said}: {ages[0]} to {ages[1]}"


def _within(plain: str, text: str) -> tuple[Ages, str] | None:
    """The only range in a text that says more than ages; other numbers would leave doubt."""
    found = _INSIDE.findall(plain)
    if len(found) != 1 or len(re.findall(r"\d+", plain)) != 2:
        return None
    first, last = int(found[0][0]), int(found[0][1])
    return (first, last), f"{first} to {last} in {show(text)}"


def _several(plain: str) -> tuple[Ages, str] | None:
    """Ranges that follow one another, such as 10-13 and 14-17; others leave a gap."""
    parts = [part.strip() for part in re.split(r"\s*(?:,|;|\+| and |\n)\s*", plain)]
    read = [_read(_BEFORE.sub("", part).strip(" .()")) for part in parts]
    if len(parts) < 2 or None in read:
        return None
    ranges = sorted(each[0] for each in read if each is not None)
    last = ranges[0][1]
    for first, end in ranges[1:]:
        if first > last + 1:
            return None
        last = max(last, end)
    return (ranges[0][0], last), f"{len(parts)} groups taken together: {ranges[0][0]} to {last}"
