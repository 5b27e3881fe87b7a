"""Numbers of people as people write them: about 40, 30 to 40, 25 a term."""

from __future__ import annotations

import re

from sightline.exchange.activities.said.words import is_not_known
from sightline.exchange.activities.values import MOST_PEOPLE, read_people
from sightline.exchange.sheets import NONE, BadCell, show

_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)"
_ABOUT = r"(?:circa|approx(?:imately|\.)?|about|around|roughly|some|c\.?|~|est(?:imated|\.)?)\s*"
_LIMIT = (
    r"(?:up to|max(?:imum)?(?: of)?|at most|over|more than|at least|min(?:imum)?(?: of)?|>|<)\s*"
)
_WHO = (
    r"(?:\s*(?:young |vulnerable )?(?:people|yp|persons?|children|pupils|students|participants|"
    r"places?|spaces?|families|referrals|girls|boys|attendees|members|individuals|beneficiaries))?"
)
_A_YEAR = r"(?:\s*(?:p\.?a\.?|per annum|per year|a year|annually|each year|/ ?(?:yr|year)))?"
_ONE = re.compile(rf"({_ABOUT}|{_LIMIT})?{_NUMBER}(\+)?{_WHO}{_A_YEAR}", re.IGNORECASE)
_RANGE = re.compile(
    rf"({_ABOUT})?{_NUMBER}\s*(?:-|–|—|to)\s*{_NUMBER}{_WHO}{_A_YEAR}", re.IGNORECASE
)
_PER = re.compile(
    rf"({_ABOUT}|{_LIMIT})?{_NUMBER}{_WHO}\s*(?:per|a|each|every|/)\s*(term|quarter|month)",
    re.IGNORECASE,
)
_TIMES = {"term": 3, "quarter": 4, "month": 12}
_NOBODY = {NONE, "nil", "full", "no places", "no spaces", "zero", "nobody", "no waiting list"}


def said_people(text: str) -> tuple[str, str]:
    """A number of people, and how it was understood where it was not said plainly.

    >>> said_people("approx 40"), said_people("30-40")
    (('40', "'approx 40': taken as 40"), ('35', "'30-40': the middle, 35"))
    >>> said_people("c. 25 per term")
    ('75', '25 a term, three terms a year: 75 a year')
    """
    plain = " ".join(text.split()).strip(" .")
    if plain.casefold() in _NOBODY:
        return "0", "" if plain.casefold() == NONE else f"{show(plain)}: taken as 0"
    if is_not_known(plain):
        return "", f"{show(plain)}: not supplied"
    if found := _ONE.fullmatch(plain):
        number = _whole(found[2], text)
        simple = not (found[1] or found[3])
        return str(number), "" if simple else f"{show(plain)}: taken as {number}"
    if found := _RANGE.fullmatch(plain):
        low, high = _whole(found[2], text), _whole(found[3], text)
        if low <= high:
            middle = (low + high + 1) // 2
            return str(middle), f"{show(plain)}: the middle, {middle}"
    if found := _PER.fullmatch(plain):
        number, word = _whole(found[2], text), found[3].casefold()
        times = _TIMES[word]
        many = {"term": "three terms", "quarter": "four quarters", "month": "twelve months"}[word]
        a_year = _whole(str(number * times), text)
        return str(a_year), f"{number} a {word}, {many} a year: {a_year} a year"
    number = int(read_people(plain))  # says in its own words what is wrong
    return str(number), ""


def _whole(digits: str, text: str) -> int:
    number = int(digits.replace(",", ""))
    if number > MOST_PEOPLE:
        raise BadCell(show(text), f"at most {MOST_PEOPLE:,} people", "Check the number.")
    return number
