"""The table of counts, and what stands in a cell of it."""

from __future__ import annotations

import re

from sightline.analysis.disclosure.policies import NOT_SUPPLIED, SHOWN, TOO_FEW
from sightline.analysis.disclosure.views import ALL_AGES, ALL_KINDS
from sightline.analysis.framework import AgeRange
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput
from sightline.exchange.sheets import BadCell, show

CELLS = Table(
    "attendances",
    {
        "area": Column(Kind.TEXT, "area code, or site"),
        "month": Column(Kind.TEXT, "month, such as 2026-10"),
        "kind": Column(Kind.TEXT, "kind of attendance"),
        "age": Column(Kind.TEXT, "ages, such as 10-24, or all ages"),
        "count": Column(Kind.COUNT, "people, missing unless it is shown", may_be_missing=True),
        "shown": Column(Kind.TEXT, "shown, too few to show, or not supplied"),
    },
    ("area", "month", "kind", "age"),
)
MOST = 10_000_000
_TOO_FEW = re.compile(
    r"\*+|(?:<|less than|under|fewer than) ?[0-9]{1,2}|[01] ?(?:-|–|to) ?[0-9]|c|\[c\]"
)
_NUMBER = re.compile(r"[0-9]{1,3}(?:[, \u00a0][0-9]{3})+|[0-9]+(?:\.0+)?")
_UNDER = re.compile(r"(?:aged )?under ([0-9]{1,3})|0 ?[-–] ?([0-9]{1,3})")
_OVER = re.compile(r"(?:aged )?([0-9]{1,3}) ?(?:\+|(?:and|or) over)")
_EVERY_KIND = {
    "", "all", "any", "any kind", "every kind", "total", "totals", "grand total", "all kinds",
    "all types", "all reasons", "all categories", "all attendances", "all calls", "all incidents",
    "total attendances", "total calls", "total incidents",
}  # fmt: skip
_ALL = ("", "all", "all ages", "total")


def read_count(text: str) -> tuple[int | None, str]:
    """A count, and whether it is shown, too few to show, or not supplied.

    Blank is not supplied and a star is too few: neither is none.

    >>> read_count("1,204"), read_count("*"), read_count("<5"), read_count(""), read_count("0")
    ((1204, 'shown'), (None, 'too few to show'), (None, 'too few to show'), \
(None, 'not supplied'), (0, 'shown'))
    """
    plain = text.strip().casefold()
    if not plain:
        return None, NOT_SUPPLIED
    if _TOO_FEW.fullmatch(plain):
        return None, TOO_FEW
    if not _NUMBER.fullmatch(plain):
        raise BadCell(show(text), "a whole number, * or <5 for too few, or nothing", "Correct it.")
    count = int(float(re.sub(r"[, \u00a0]", "", plain)))
    if count > MOST:
        raise BadCell(show(text), f"at most {MOST:,}", "Correct it.")
    return count, SHOWN


def read_kind(text: str) -> str:
    """A kind as it is compared: lower case, and one word for the kind that holds all others.

    >>> read_kind("Knife"), read_kind("All attendances"), read_kind("Total"), read_kind("")
    ('knife', 'all', 'all', 'all')
    """
    plain = " ".join(text.casefold().split())
    return ALL_KINDS if plain in _EVERY_KIND else plain


def read_ages(text: str) -> str:
    """Ages as they are compared.

    >>> read_ages("Under 18"), read_ages("10 - 24"), read_ages("All ages"), read_ages("65+")
    ('0-17', '10-24', 'all ages', '65-120')
    """
    plain = " ".join(text.casefold().split())
    if plain in _ALL:
        return ALL_AGES
    if (found := _UNDER.fullmatch(plain)) and (found[2] or int(found[1])):
        return f"0-{int(found[2]) if found[2] else int(found[1]) - 1}"
    if found := _OVER.fullmatch(plain):
        return f"{int(found[1])}-120"
    try:
        return str(AgeRange.parse(re.sub(r" ?(?:-|–|to) ?", "-", plain.removeprefix("aged "))))
    except BadInput:
        wanted = "ages such as 10-24, under 18, 65+ or all ages"
        raise BadCell(show(text), wanted, "Correct the ages.") from None
