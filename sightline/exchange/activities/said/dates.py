"""Dates as people write them: days, months, school terms, quarters, years, and spans of them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from sightline.exchange.sheets import BadCell, show
from sightline.exchange.sheets.dates import day_words, read_date

_MONTH_NAMES = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS = _MONTH_NAMES | {name[:3]: n for name, n in _MONTH_NAMES.items()} | {"sept": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"'?(\d{4}|\d{2})"
_PAIR = r"(\d{4}|\d{2})\s*[/-]\s*(\d{4}|\d{2})"  # 2025/26
_OPEN = re.compile(
    r"on-?\s?going|open[- ]ended|continu(?:ing|ous|es)|no end(?: date)?|rolling|permanent|"
    r"indefinite(?:ly)?|present|now|current|to date|until further notice|all year(?: round)?|"
    r"year[- ]round|none"
)
_BEFORE = re.compile(
    r"^(?:from|since|starts?|started|starting|begins?|beginning|began|launched|launch|w/?c|"
    r"week commencing|circa|c\.|approx\.?|about|by|ends?|ending|ended|until|till|to|early|mid|"
    r"late|the|in|on|of|start of|beginning of|due|expected|estimated|est\.?)\s*[-:]?\s+"
)
_END_OF = re.compile(r"^(?:the )?end(?: of)? ")
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:day)?\b,?\s*")
_TERM = re.compile(rf"(autumn|spring|summer)(?: half)? term,? (?:{_PAIR}|{_YEAR})")
_SEASON = re.compile(rf"(spring|summer|autumn|winter),? {_YEAR}")
_QUARTER = re.compile(rf"(?:quarter|qtr|q) ?([1-4]),? (?:of )?(?:fy ?)?(?:{_PAIR}|{_YEAR})")
_FINANCIAL = re.compile(rf"(?:(?:financial year|fin year|fy|f/y)[: ]*)?{_PAIR}")
_ACADEMIC = re.compile(
    rf"(?:academic|school)(?: year)?[: ]*{_PAIR}|{_PAIR} (?:academic|school) year"
)
_MONTH_YEAR = re.compile(rf"{_MONTH}[ ,/-]*{_YEAR}")
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{4})|(\d{4})-(\d{1,2})")
_DAY_WORDS = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]*{_MONTH}[ ,-]*{_YEAR}")
_WORDS_DAY = re.compile(rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})")
_DIGITS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_YEAR_FIRST = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
)
_ONWARDS = re.compile(r",? *(?:onwards?| -|-)$")
_UNSURE = re.compile(r"[ ,]*\(?\b(?:tbc|provisional(?:ly)?|subject to [a-z ]+|approx|est)\)?$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_TO = re.compile(r"\s*(?:\bto\b|\buntil\b|\btill\b|\bthrough\b|–|—|→|>)\s*|\s+-\s+|\s*-\s+|\s+-\s*")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}
# The terms of schools in England, to the month: their days differ from school to school.
_TERMS = {"autumn": ((9, 1), (12, 31)), "spring": ((1, 1), (3, 31)), "summer": ((4, 1), (7, 31))}


@dataclass(frozen=True)
class Period:
    """The first and last day that a text says; how it was understood, if it named no day.

    None is not supplied. `is_open`: the text says that there is no end.
    """

    first: date | None
    last: date | None
    how: str = ""
    is_open: bool = False
    is_range: bool = False  # the text has a start and an end of its own


def said_day(text: str, *, last: bool = False, month_first: bool = False) -> tuple[str, str]:
    """A day in the words of the sheet, and how it was understood: the first of a month, say.

    last: the last day of a period rather than the first; `none` where the text says it is open.

    >>> said_day("31.3.26"), said_day("Sept 25")
    (('2026-03-31', ''), ('2025-09-01', 'September 2025: its first day, 1 September 2025'))
    >>> said_day("Q3 2025/26", last=True)[0], said_day("ongoing", last=True)[0]
    ('2025-12-31', 'none')
    """
    period = said_period(text, month_first=month_first)
    day = period.last if last else period.first
    if day is None:
        if period.is_open and last:
            return "none", ""
        return "", f"{period.how or 'no day said'}: not supplied"
    if not period.how:
        return day.isoformat(), ""
    if period.first == period.last:
        return day.isoformat(), f"{period.how}: {_say(day)}"
    which = "last" if last else "first"
    return day.isoformat(), f"{period.how}: its {which} day, {_say(day)}"


def said_period(text: str, *, month_first: bool = False) -> Period:
    """From when to when; one day is a period too.

    >>> found = said_period("Sept 2025 – March 2026")
    >>> found.first.isoformat(), found.last.isoformat()
    ('2025-09-01', '2026-03-31')
    """
    plain = _plain(text)
    if _OPEN.fullmatch(plain):
        return Period(None, None, "no end", is_open=True)
    found = _one(plain, month_first) or _range(plain, month_first)
    if found is None:
        raise BadCell(
            show(text), "a date such as 31/01/2025", "Write the day, the month and the year."
        )
    if found.first and found.last and found.last < found.first:
        raise BadCell(show(text), "the earlier date first", "Correct one of the two dates.")
    return found


def is_ambiguous_date(text: str) -> bool:
    """Whether day and month could be the other way round.

    >>> is_ambiguous_date("03/04/2025"), is_ambiguous_date("13/04/2025")
    (True, False)
    """
    found = _DIGITS.fullmatch(text.strip())
    return bool(found) and found[1] != found[2] and max(int(found[1]), int(found[2])) <= 12  # type: ignore[index]


def is_month_first(text: str) -> bool:
    """Whether a date makes sense only with the month first.

    >>> is_month_first("02/13/2025")
    True
    """
    found = _DIGITS.fullmatch(text.strip())
    return bool(found) and int(found[1]) <= 12 < int(found[2]) <= 31  # type: ignore[index]


def is_day_first(text: str) -> bool:
    """Whether a date makes sense only with the day first.

    >>> is_day_first("13/02/2025")
    True
    """
    found = _DIGITS.fullmatch(text.strip())
    return bool(found) and int(found[2]) <= 12 < int(found[1]) <= 31  # type: ignore[index]


def _plain(text: str) -> str:
    plain = " ".join(text.casefold().replace("\u2019", "'").split()).strip(" .()")
    plain = _UNSURE.sub("", plain) or plain
    return _WEEKDAY.sub("", plain).strip(" ,") or plain


def _one(plain: str, month_first: bool) -> Period | None:
    at_end = bool(_END_OF.match(plain))
    bare = _END_OF.sub("", plain)
    while (shorter := _BEFORE.sub("", bare)) != bare:
        bare = shorter
    found = _day(bare, month_first) or _months(bare) or _years(bare)
    if found and at_end:
        return Period(found.last, found.last, f"end of {bare}")
    return found


def _day(plain: str, month_first: bool) -> Period | None:
    if found := _SERIAL.fullmatch(plain):
        day = date(1899, 12, 30) + timedelta(days=int(found[1]))  # day 0 of Excel's count
        if not 1950 <= day.year < 2100:
            return None
        return Period(day, day, f"Excel's number {plain}")
    if found := _DIGITS.fullmatch(plain):
        day_, month, year = found[1], found[2], _full(found[3])
        if month_first:
            day_, month = month, day_
        day = read_date(f"{day_}/{month}/{year}")
        return Period(day, day)
    if found := _DAY_WORDS.fullmatch(plain):
        day = read_date(f"{found[1]}/{_MONTHS[found[2]]}/{_full(found[3])}")
        return Period(day, day)
    if found := _WORDS_DAY.fullmatch(plain):
        day = read_date(f"{found[2]}/{_MONTHS[found[1]]}/{found[3]}")
        return Period(day, day)
    if _YEAR_FIRST.fullmatch(plain):
        day = read_date(plain)
        return Period(day, day)
    return None


def _months(plain: str) -> Period | None:
    if found := _TERM.fullmatch(plain):
        return _term(found)
    if found := _SEASON.fullmatch(plain):
        start, end = _SEASONS[found[1]]
        year = _full(found[2])
        return _span(year, start, year + (end < start), end, f"{found[1]} {year}")
    if found := _QUARTER.fullmatch(plain):
        return _quarter(found)
    if found := _MONTH_YEAR.fullmatch(plain):
        month, year = _MONTHS[found[1]], _full(found[2])
        return _span(year, month, year, month, f"{calendar.month_name[month]} {year}")
    if found := _NUMBERS.fullmatch(plain):
        month, year = int(found[1] or found[4]), int(found[2] or found[3])
        if 1 <= month <= 12 and 1900 <= year <= 2100:
            return _span(year, month, year, month, f"{calendar.month_name[month]} {year}")
    return None


def _term(found: re.Match[str]) -> Period:
    """Autumn term 2025/26 is in 2025; spring and summer terms of that school year in 2026."""
    year = _full(found[4]) if found[4] else _full(found[2]) + (found[1] != "autumn")
    first, last = _TERMS[found[1]]
    return Period(date(year, *first), date(year, *last), f"{found[1]} term {year}")


def _quarter(found: re.Match[str]) -> Period | None:
    """Of the financial year from April where two years are named, else of the calendar year."""
    number = int(found[1])
    if found[4]:
        year = _full(found[4])
        return _span(year, number * 3 - 2, year, number * 3, f"quarter {number} of {year}")
    if not _follows(found[2], found[3]):
        return None
    year = _full(found[2])
    start = (number * 3) % 12 + 1
    in_year = year + (number == 4)
    how = f"quarter {number} of the financial year {year}/{(year + 1) % 100:02}"
    return _span(in_year, start, in_year, start + 2, how)


def _years(plain: str) -> Period | None:
    if found := _ACADEMIC.fullmatch(plain):
        one, two = (found[1], found[2]) if found[1] else (found[3], found[4])
        if _follows(one, two):
            year = _full(one)
            return _span(year, 9, year + 1, 8, f"school year {year}/{(year + 1) % 100:02}")
    found = _FINANCIAL.fullmatch(plain)
    if found and _follows(found[1], found[2]):
        year = _full(found[1])
        return _span(year, 4, year + 1, 3, f"financial year {year}/{(year + 1) % 100:02}")
    if re.fullmatch(r"(?:19|20)\d{2}", plain):
        return _span(int(plain), 1, int(plain), 12, f"the year {plain}")
    return None


def _range(plain: str, month_first: bool) -> Period | None:
    if (begun := _ONWARDS.sub("", plain)) != plain:
        found = _one(begun, month_first)
        return found and Period(found.first, None, found.how, is_open=True, is_range=True)
    for start, end in _splits(plain):
        try:
            last = _end_of_range(end, month_first)
            first = _one(start, month_first) or _with_end(start, end, month_first)
        except BadCell:  # split in the middle of a date
            continue
        if first and last:
            how = "" if not (first.how or last.how) else f"{_how(first)} to {_how(last)}"
            return Period(first.first, last.last, how, last.is_open, is_range=True)
    return None


def _how(period: Period) -> str:
    return period.how or (_say(period.first) if period.first else "no end")


def _splits(plain: str) -> list[tuple[str, str]]:
    found = [(plain[: at.start()], plain[at.end() :]) for at in _TO.finditer(plain)]
    found += [(plain[: at.start()], plain[at.end() :]) for at in re.finditer("-|, | and ", plain)]
    return [(start.strip(), end.strip()) for start, end in found if start.strip() and end.strip()]


def _end_of_range(end: str, month_first: bool) -> Period | None:
    if _OPEN.fullmatch(end):
        return Period(None, None, is_open=True)
    return _one(end, month_first)


def _with_end(start: str, end: str, month_first: bool) -> Period | None:
    """A start that leaves out what the end says: 1 to 31 August 2025, April to July 2025."""
    year = re.search(r"(\d{4}|\d{2})$", end)
    if not year:
        return None
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", start):
        month = re.search(_MONTH, end)
        return _day(f"{start} {month[1]} {year[1]}", month_first) if month else None
    full, last = _full(year[1]), _one(end, month_first)
    for each in (full, full - 1):
        found = _one(f"{start} {each}", month_first)
        if found and last and found.first and last.last and found.first <= last.last:
            return found
    return None


def _span(year: int, month: int, to_year: int, to_month: int, how: str) -> Period:
    last_day = calendar.monthrange(to_year, to_month)[1]
    return Period(date(year, month, 1), date(to_year, to_month, last_day), how)


def _follows(one: str, two: str) -> bool:
    return (int(one[-2:]) + 1) % 100 == int(two[-2:]) and len(two) <= len(one)


def _full(year: str) -> int:
    """A year of two figures is of this century up to 69, as spreadsheets have it."""
    if len(year) == 4:
        return min(max(int(year), 1), 9_998)
    return (2000 if int(year) < 70 else 1900) + int(year)


def _say(day: date) -> str:
    return day_words(day.day, day.month, day.year)
