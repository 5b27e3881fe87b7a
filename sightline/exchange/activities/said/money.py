"""Money as people write it: a year's amount of what is said by month, by term or for some years."""

from __future__ import annotations

import re

from sightline.exchange.activities.said.words import Said, is_not_known
from sightline.exchange.activities.values import MOST_GBP
from sightline.exchange.sheets import NONE, BadCell, show

_AMOUNT = re.compile(
    r"(?:£|gbp|\bpounds?\b)?\s*(?<![\d.,])(\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d/])"
    r"\s*(k|m|million|mn|thousand)?\b(?:\s*(?:gbp|pounds?))?",
    re.IGNORECASE,
)
_TIMES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000}
_ABOUT = re.compile(r"\b(?:circa|approx(?:imately|\.)?|about|around|c\.?|up to|est(?:imated|\.)?)"
                    r"(?=\s*[£\d])|~", re.IGNORECASE)  # fmt: skip
_A_YEAR = re.compile(
    r"\b(?:p\.?a\.?|per annum|per year|a year|annually|annual|each year|yearly)(?!\w)|"
    r"/ ?(?:yr|year)\b",
    re.IGNORECASE,
)
_PER = {
    "month": (12, re.compile(r"\b(?:pcm|p\.?m\.?|per month|a month|monthly)(?!\w)|/ ?month", re.I)),
    "quarter": (4, re.compile(r"\b(?:per quarter|a quarter|quarterly)\b|/ ?quarter", re.I)),
    "term": (3, re.compile(r"\b(?:per term|a term|termly|each term)\b|/ ?term", re.I)),
}
_OVER = re.compile(
    r"\b(?:over|for|across|in)?\s*\(?(?:the )?(\d{1,2}|two|three|four|five)[- ]?"
    r"(years?|yrs?|months?|mths?)\)?",
    re.IGNORECASE,
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}
_EACH = re.compile(r"\b(?:per|each|an? (?:head|hour|day|week|session|place|person)|"
                   r"hourly|daily|weekly|ph|pp)\b", re.IGNORECASE)  # fmt: skip
_IN_KIND = re.compile(r"in[- ]kind|staff time|volunteer", re.IGNORECASE)
_NOTHING = {NONE, "nil", "no cost", "no funding", "unfunded", "not funded", "zero", "no money"}
_YEARS = re.compile(r"\(?\b(?:fy ?)?(?:20)?\d{2} ?[/-] ?(?:20)?\d{2}\b\)?|\(?\b20\d{2}\b\)?(?!\d)")
_PARTS = re.compile(r"\s*(?:;|\n|,(?!\d{3}\b)|\s\+\s|\s/\s|\band\s+(?=[^;,]*\d))\s*", re.IGNORECASE)
_FILLER = re.compile(
    r"^[\s\-–:,(]*(?:from|by|via|funded by|paid by|funder|courtesy of|through)?[\s\-–:(]*|"
    r"[\s\-–:,)(]{0,20}(?:from|by)?[\s\-–:,)(]{0,20}$",  # tried from every letter: so few
    re.IGNORECASE,
)


def said_money(text: str) -> tuple[str, str]:
    """Pounds a year, and how they were understood; nothing where it is not money.

    >>> said_money("£12.5k"), said_money("12,500 pa")
    (('12500', ''), ('12500', ''))
    >>> said_money("£1.2m over 2 years")
    ('600000', '£1,200,000 over 2 years: £600,000 a year')
    >>> said_money("in kind")
    ('', 'in kind: no amount of money, not supplied')
    """
    plain = " ".join(text.split())
    if plain.casefold() in _NOTHING:
        return "0", ""
    if is_not_known(plain):
        return "", f"{show(plain)}: not supplied"
    if not re.search(r"\d", plain) and _IN_KIND.search(plain):
        return "", "in kind: no amount of money, not supplied"
    pounds, note, rest = _amount(plain, text)
    if rest and _EACH.search(rest):
        raise _unread(text)
    if rest and len(rest) > 1:
        note = "; ".join(filter(None, [note, f"£{pounds:,.0f} taken out of {show(plain)}"]))
    return _pounds(pounds, text), note


def said_cost_and_funders(text: str) -> Said:
    """Money and who gives it, from one cell; the shares too where each amount is said.

    >>> said_cost_and_funders("£12,500 from Fable Lottery").texts
    {'funding_gbp': '12500', 'funders': 'Fable Lottery'}
    >>> said_cost_and_funders("Fable Lottery £6k; Northmere Council £2k").texts["funders"]
    'Fable Lottery 75%; Northmere Council 25%'
    """
    plain = " ".join(text.replace("\n", "; ").split())
    if is_not_known(plain) or _IN_KIND.fullmatch(plain):
        return Said({}, f"{show(plain)}: not supplied")
    if plain.casefold() in _NOTHING:
        return Said({"funding_gbp": "0"})
    parts = [part for part in _PARTS.split(plain) if part]
    if len(parts) > 1 and sum(bool(_money_in(part)) for part in parts) < 2:
        parts = [plain] if _money_in(plain) else parts
    amounts: list[tuple[float | None, str]] = []
    notes: list[str] = []
    for part in parts:
        pounds, name = None, part
        if _money_in(part):
            pounds, note, name = _amount(part, text)
            notes += [note] if note else []
        amounts.append((pounds, _FILLER.sub("", _FILLER.sub("", name)).strip()))
    return Said(_shared(amounts, text), "; ".join(notes))


def _shared(amounts: list[tuple[float | None, str]], text: str) -> dict[str, str]:
    given = [pounds for pounds, _ in amounts if pounds is not None]
    whole = sum(given)
    shares = len(given) == len(amounts) > 1 and whole > 0 and all(name for _, name in amounts)
    names = [
        f"{name} {pounds / whole * 100:.4g}%" if shares and pounds is not None else name
        for pounds, name in amounts
        if name and not _IN_KIND.fullmatch(name)
    ]
    said = {"funding_gbp": _pounds(whole, text)} if given else {}
    return said | ({"funders": "; ".join(names)} if names else {})


def _money_in(text: str) -> bool:
    bare = _YEARS.sub(" ", text) if re.search("[£]|k\\b", text, re.I) else text
    return bool(_AMOUNT.search(_OVER.sub(" ", bare)))


def _amount(plain: str, text: str) -> tuple[float, str, str]:
    """Pounds a year, how, and the words that are left."""
    rest, how = plain, ""
    over = _OVER.search(rest)
    if over:
        rest = rest.replace(over[0], " ", 1)
        over = None if _A_YEAR.search(rest) else over  # so much a year, for some years
    times = [(word, count) for word, (count, found) in _PER.items() if found.search(rest)]
    for word, _ in times:
        rest = _PER[word][1].sub(" ", rest)
    rest = _A_YEAR.sub(" ", rest)
    if "£" in rest or re.search(r"\d ?k\b", rest, re.I) or len(_AMOUNT.findall(rest)) > 1:
        rest = _YEARS.sub(" ", rest)
    about = bool(_ABOUT.search(rest))
    rest = _ABOUT.sub(" ", rest)
    found = list(_AMOUNT.finditer(rest))
    if not found or len(found) > 2:
        raise _unread(text)
    pounds = [float(re.sub("[,  ]", "", each[1])) * _times(each[2]) for each in found]
    if len(found) == 2:
        between = rest[found[0].end() : found[1].start()].strip().casefold()
        if between not in ("-", "–", "to"):
            raise _unread(text)
        low = pounds[0] * _times(found[1][2]) if not found[0][2] and found[1][2] else pounds[0]
        pounds = [(low + pounds[1]) / 2]
        how = f"{show(plain)}: the middle, £{pounds[0]:,.0f}"
    elif about:
        how = f"{show(plain)}: about £{pounds[0]:,.0f}"
    amount = pounds[0]
    rest = (rest[: found[0].start()] + " " + rest[found[-1].end() :]).strip()
    if times:
        how = f"£{amount:,.0f} a {times[0][0]}: £{amount * times[0][1]:,.0f} a year"
        amount *= times[0][1]
    elif over:
        amount, how = _by_year(amount, over, how)
    return amount, how, re.sub(r"^[\s()\-–:,.]+|[\s()\-–:,.]+$|^(?:total|grant|budget)$", "", rest)


def _by_year(amount: float, over: re.Match[str], how: str) -> tuple[float, str]:
    count = _NUMBERS.get(over[1].casefold()) or max(int(over[1]), 1)
    months = count if over[2].casefold().startswith("m") else count * 12
    a_year = amount * 12 / max(months, 12)
    span = f"{count} {'months' if months == count else 'years'}"
    if months <= 12:
        return amount, how or f"£{amount:,.0f} over {span}: taken as the amount of the year"
    return a_year, f"£{amount:,.0f} over {span}: £{a_year:,.0f} a year"


def _times(unit: str | None) -> int:
    return _TIMES.get((unit or "").casefold(), 1)


def _pounds(amount: float, text: str) -> str:
    if amount > MOST_GBP:
        raise BadCell(show(text), f"at most £{MOST_GBP:,}", "Check the number.")
    return f"{amount:.2f}".removesuffix(".00")


def _unread(text: str) -> BadCell:
    return BadCell(show(text), "pounds a year, such as £12,500", "Write the amount for one year.")
