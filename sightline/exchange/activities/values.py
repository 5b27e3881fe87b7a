"""What a person writes in one cell, turned into a value, or refused with the remedy."""

from __future__ import annotations

import re

from sightline.analysis.framework import OLDEST
from sightline.analysis.provision import DAYS, Status, Visibility
from sightline.exchange.sheets import NONE, BadCell, nearest, show
from sightline.exchange.sheets.dates import LEAVE_BLANK, date_parts

MOST_PEOPLE = 1_000_000  # people a year: more than any activity of a county has room for
MOST_GBP = 1_000_000_000

_NUMBER = re.compile(r"[0-9]{1,3}(?:[, \u00a0][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_MONEY = re.compile(r"(?:£|gbp)?\s*(.*?)\s*(k|m|gbp|pounds)?", re.IGNORECASE)
_TIMES = {"k": 1_000, "m": 1_000_000}
_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?) *([0-9][A-Z]{2})")


def read_number(text: str) -> float:
    """A number, zero or more, thousands marked by commas or spaces or not at all; none is 0.

    >>> read_number("12,500"), read_number("none")
    (12500.0, 0.0)
    """
    if text.casefold() == NONE:
        return 0.0
    if date_parts(text) is not None:
        raise BadCell(
            f"the date {show(text)}",
            "a number",
            "Format the column as numbers and type the number again.",
        )
    if re.fullmatch(r"-\s*[0-9.,]+", text):
        raise BadCell(show(text), "a number, zero or more", f"Correct it. {LEAVE_BLANK}")
    if not _NUMBER.fullmatch(text):
        raise BadCell(
            show(text), "a number in figures, such as 120 or 1,200", f"Correct it. {LEAVE_BLANK}"
        )
    return float(re.sub("[, \u00a0]", "", text))


def read_people(text: str) -> float:
    """A whole number of people."""
    number = read_number(text)
    if not number.is_integer():
        raise BadCell(show(text), "a whole number of people", "Round it.")
    if number > MOST_PEOPLE:
        raise BadCell(show(text), f"at most {MOST_PEOPLE:,} people", "Check the number.")
    return number


def read_money(text: str) -> float:
    """Pounds, to the penny.

    >>> read_money("£12,500"), read_money("12.5k"), read_money("£1.2m")
    (12500.0, 12500.0, 1200000.0)
    """
    parts = _MONEY.fullmatch(text)
    bare, unit = (parts[1], (parts[2] or "").casefold()) if parts else (text, "")
    try:
        number = read_number(bare) * _TIMES.get(unit, 1)
    except BadCell as bad:
        wanted = bad.wanted.replace("120 or 1,200", "12500, £12,500 or 12.5k")
        found = bad.found if bad.found.startswith("the date") else show(text)
        raise BadCell(found, wanted.replace("a number", "pounds", 1), bad.remedy) from None
    if number > MOST_GBP:
        raise BadCell(show(text), f"at most £{MOST_GBP:,}", "Check the number.")
    return round(number, 2)


def read_age(text: str) -> int:
    """An age in completed years."""
    if re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= OLDEST:
        return int(text)
    found = f"the date {show(text)}" if date_parts(text) is not None else show(text)
    raise BadCell(
        found,
        f"one age in whole years from 0 to {OLDEST}",
        "Write the youngest age under age_from and the oldest under age_to.",
    )


def read_yes_no(text: str) -> bool:
    """Yes or no, in the ways people and programs write it."""
    word = text.casefold()
    if word in ("yes", "y", "true", "1"):
        return True
    if word in ("no", "n", "false", "0", NONE):
        return False
    raise BadCell(show(text), "yes or no", "Write yes or no.")


def read_status(text: str) -> Status:
    """How things stand with an activity."""
    try:
        return Status(text.casefold())
    except ValueError:
        words = [status.value for status in Status]
        near = nearest(text, words, most=1)
        said = f"Did you mean {near[0]}?" if near else "Write one of those words."
        raise BadCell(show(text), f"{', '.join(words[:-1])} or {words[-1]}", said) from None


def read_postcode(text: str) -> str:
    """A full postcode, in capitals with one space.

    >>> read_postcode("ss11ab")
    'SS1 1AB'
    """
    found = _POSTCODE.fullmatch(text.upper().replace("\u00a0", " "))
    if found is None:
        raise BadCell(
            show(text),
            "a full postcode such as SS1 1AB",
            "Correct it, or give the area code.",
        )
    return f"{found[1]} {found[2]}"


def read_visibility(text: str) -> Visibility:
    """Who may see a record."""
    try:
        return Visibility(text.casefold())
    except ValueError:
        raise BadCell(
            show(text), "public, partnership or organisation", "Write one of those words."
        ) from None


def read_months(text: str) -> int:
    """How often a record is confirmed, in months."""
    if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= 24:
        return int(text)
    raise BadCell(show(text), "a whole number of months from 1 to 24", LEAVE_BLANK)


def read_days(text: str) -> tuple[str, ...]:
    """Days of the week, in their order, as people write them.

    >>> read_days("Thu; Mon"), read_days("Mon-Wed"), read_days("weekends")
    (('monday', 'thursday'), ('monday', 'tuesday', 'wednesday'), ('saturday', 'sunday'))
    """
    found: set[str] = set()
    for word in re.split(r"[;,/&+]|\band\b|\s{2,}", text.casefold()):
        found.update(_days_of(word.strip(" ."), text) if word.strip(" .") else ())
    return tuple(day for day in DAYS if day in found)


_DAY_SETS = {
    "daily": DAYS, "every day": DAYS, "all week": DAYS,
    "weekdays": DAYS[:5], "weekday": DAYS[:5], "weekends": DAYS[5:], "weekend": DAYS[5:],
}  # fmt: skip


def _days_of(word: str, text: str) -> tuple[str, ...]:
    if word in _DAY_SETS:
        return _DAY_SETS[word]
    ends = [_day_of(end) for end in re.split(r"\s*(?:-|–|\bto\b)\s*", word)]
    if None in ends or len(ends) > 2:
        raise BadCell(show(text), "days of the week", "Write days such as Monday; Thursday.")
    first, last = DAYS.index(str(ends[0])), DAYS.index(str(ends[-1]))
    return DAYS[first : last + 1] if first <= last else (*DAYS[first:], *DAYS[: last + 1])


def _day_of(word: str) -> str | None:
    """One day by its name, its plural or its first three letters or more."""
    bare = word[:-1] if word.endswith("s") and len(word) > 4 else word
    return next((day for day in DAYS if len(bare) >= 3 and day.startswith(bare)), None)


def read_degrees(text: str) -> tuple[float, ...]:
    """Degrees as decimal numbers, one for each place, separated by semicolons.

    >>> read_degrees("51.5385; 51.5412")
    (51.5385, 51.5412)
    """
    items = [item.strip() for item in text.split(";")]
    if all(re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]+)?", item) for item in items):
        return tuple(map(float, items))
    raise BadCell(
        show(text),
        "degrees as a decimal number, such as 51.5385",
        "Copy the number from a map, or give the postcode.",
    )
