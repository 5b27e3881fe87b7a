"""Dates, months and times of day as people write them in a cell, or refused with the remedy."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from sightline.analysis.periods import Month
from sightline.exchange.sheets.texts import BadCell, show

LEAVE_BLANK = "Leave the cell blank if it is not known."
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH_NUMBERS = {
    word: number
    for number, name in enumerate(_MONTHS, start=1)
    for word in (name, name[:3], *(["sept"] if number == 9 else []))
}
_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"  # forms add it; not used
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{2}|[0-9]{4})" + _TIME)
_WORDS = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[- ]([a-z]{3,9})[- ,]{1,2}([0-9]{2}|[0-9]{4})")
_A_DATE = "a date such as 31/01/2025"
_A_MONTH = "a month such as 2026-10 or October 2026"
_YEAR_MONTH = re.compile(r"(?P<year>[0-9]{4}) (?P<month>[0-9]{1,2}|[a-z]{3,9})")
_MONTH_YEAR = re.compile(r"(?P<month>[0-9]{1,2}|[a-z]{3,9}) (?P<year>[0-9]{4})")
_MOMENT = re.compile(
    r"(?P<day>.+?)[ T,]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?Z?"
)
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # how Excel keeps 1 January 1950 and 31 December 2099


def read_date(text: str) -> date:
    """A date with the day first, with the year first, or with the month as a word.

    >>> read_date("31/01/2025") == read_date("2025-01-31") == read_date("31 Jan 2025")
    True
    """
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):
        raise _serial(text)
    parts = date_parts(text)
    if parts is None:
        raise BadCell(show(text), _A_DATE, f"Write the day, the month and the year. {LEAVE_BLANK}")
    day, month, year = parts
    if year < 100:
        raise BadCell(
            f"{show(text)}, a year of two figures",
            _A_DATE,
            "Write the year with four figures.",
        )
    if month > 12 and day <= 12:
        raise BadCell(
            f"{show(text)}, where month {month} does not exist",
            "the day before the month, as in 31/01/2025",
            f"If it is {day_words(month, day, year)}, write {month:02}/{day:02}/{year}, and check "
            "the other dates of the sheet: their months may come first too.",
        )
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadCell(
            f"{show(text)}, a day that does not exist", _A_DATE, "Correct the day or the month."
        ) from None
    if not 1900 <= year <= 2100:
        raise BadCell(show(text), "a year between 1900 and 2100", "Correct the year.")
    return found


def day_words(day: int, month: int, year: int) -> str:
    """A date as people say it.

    >>> day_words(13, 2, 2025)
    '13 February 2025'
    """
    return f"{day} {_MONTHS[month - 1].capitalize()} {year}"


def date_parts(text: str) -> tuple[int, int, int] | None:
    """Day, month, year as written, whether or not there is such a day; None if not a date."""
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    found = _WORDS.fullmatch(text.casefold())
    if found and found[2] in _MONTH_NUMBERS:
        return int(found[1]), _MONTH_NUMBERS[found[2]], int(found[3])
    return None


def _serial(text: str) -> BadCell:
    number = int(text.partition(".")[0])
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return BadCell(show(text), _A_DATE, f"Write the day, the month and the year. {LEAVE_BLANK}")
    day = date(1899, 12, 30) + timedelta(days=number)  # day 0 of Excel's count
    return BadCell(
        f"{show(text)}, which is how Excel keeps {day_words(day.day, day.month, day.year)}",
        _A_DATE,
        "Format the column as a date, or write the date out.",
    )


def read_month(text: str) -> Month:
    """A month by name or number, or the month that a whole date is in.

    >>> str(read_month("Oct 2026")), str(read_month("10/2026")), str(read_month("01/10/2026"))
    ('2026-10', '2026-10', '2026-10')
    """
    plain = " ".join(re.split(r"[\s/.-]+", text.strip().casefold()))
    found = _YEAR_MONTH.fullmatch(plain) or _MONTH_YEAR.fullmatch(plain)
    if found is None:
        try:
            return Month.of(read_date(text.strip()))
        except BadCell as bad:
            raise BadCell(bad.found, _A_MONTH, "Write the month and the year.") from None
    number = _MONTH_NUMBERS.get(found["month"]) or int(
        found["month"] if found["month"].isdigit() else 0
    )
    if not (1 <= number <= 12 and 1900 <= int(found["year"]) <= 2100):
        raise BadCell(show(text), _A_MONTH, "Write the month and the year.")
    return Month(int(found["year"]), number)


def read_moment(text: str) -> tuple[date, time | None]:
    """A date and, where one is written behind it, the time of day; midnight is a time as others.

    >>> read_moment("31/01/2025 23:40"), read_moment("31 Jan 2025")[1]
    ((datetime.date(2025, 1, 31), datetime.time(23, 40)), None)
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return read_date(text.strip()), None
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        raise BadCell(show(text), "a time of day from 00:00 to 23:59", "Correct the time.")
    return read_date(found["day"].strip()), time(hour, minute)
