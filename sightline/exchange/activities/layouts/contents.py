"""What the cells of a column look like, whatever stands above them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sightline.analysis.framework import Vocabulary
from sightline.errors import BadInput
from sightline.exchange.activities.columns import BY_HEADING, COLUMNS, Kind
from sightline.exchange.activities.layouts.headings import (
    AGES,
    DATES,
    MONEY_AND_FUNDERS,
    NOT_USED,
    PLACE,
    POINT,
    WHEN,
    Target,
)
from sightline.exchange.activities.layouts.lengths import short_enough
from sightline.exchange.activities.matching import SURE, TermMatcher, status_vocabulary
from sightline.exchange.activities.said import (
    PlaceWords,
    is_not_known,
    said_ages,
    said_cost_and_funders,
    said_day,
    said_money,
    said_people,
    said_period,
    said_yes_no,
)

_SAMPLE = 60  # different texts of a column that are looked at
_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z0-9]? ?\d[A-Za-z]{2}")
_POINT = re.compile(r"-?\d{1,2}\.\d{2,}\s*[,;/ ]\s*-?\d{1,3}\.\d{2,}.*|\d{6}\s*[,;/ ]\s*\d{6,7}")
_LATITUDE, _LONGITUDE = re.compile(r"(?:49|5\d|60)\.\d{2,}"), re.compile(r"-?[0-8]\.\d{2,}")
_PERSONAL = re.compile(r"\S@[^\s@]+\.\w|https?://\S+|www\.\S+|\+?0?\d[\d ]{9,14}")
_ORGANISATION = re.compile(
    r"\b(?:trust|cic|council|police|church|school|academy|college|ltd|limited|foundation|charity|"
    r"association|centre|nhs|service|services|team|partnership|society|cio|university|mosque|"
    r"project|pfcc|probation|youth justice|fire|housing|federation|ministries|parish|mind)\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|weekday|weekend", re.IGNORECASE)
_DIGITS_ONLY = re.compile(r"\d{1,3}")
_MONEY = re.compile(r"£|\d\s?k\b|\bgbp\b|in kind", re.IGNORECASE)


@dataclass(frozen=True)
class Profile:
    """What share of a column's different texts look like this or that, 0 to 1."""

    texts: tuple[str, ...]  # different ones, a sample
    distinct: float  # different texts among all that are not blank
    filled: float
    length: float  # characters, on average
    fits: Mapping[Target, float]
    ranges: float = 0.0  # texts that have a start and an end of their own

    def fit(self, target: Target) -> float | None:
        """How well the column fits a target by its contents; None where they cannot tell."""
        return self.fits.get(target) if self.texts else None


class Contents:
    """Looks at columns with everything known to compare them with."""

    def __init__(
        self,
        *,
        vocabularies: Mapping[str, Vocabulary],
        areas: pd.DataFrame,
        postcodes: Mapping[str, tuple[float, float]] | None,
        today: date,
    ) -> None:
        self.places = PlaceWords(areas, postcodes)
        self.today = today
        made: dict[str, TermMatcher] = {}
        self.matchers: dict[str, TermMatcher] = {}
        for column in COLUMNS:
            if column.vocabulary:
                known = vocabularies[column.vocabulary]
                self.matchers[column.heading] = made.setdefault(
                    column.vocabulary, TermMatcher(known)
                )
        self.matchers["status"] = TermMatcher(status_vocabulary())

    def profile(self, texts: Sequence[str]) -> Profile:
        """What the texts of one column look like."""
        given = [text for text in texts if text]
        different = list(dict.fromkeys(given))
        told = [text for text in different if not is_not_known(text)]
        sample = tuple(sorted(told, key=lambda text: (len(text), text))[:: _step(len(told))])
        return Profile(
            texts=sample,
            distinct=len(different) / len(given) if given else 0.0,
            filled=len(given) / len(texts) if texts else 0.0,
            length=sum(map(len, sample)) / len(sample) if sample else 0.0,
            fits=self._fits(sample) if sample else {},
            ranges=_share(sample, _is_range) if sample else 0.0,
        )

    def _fits(self, sample: Sequence[str]) -> dict[Target, float]:
        fits: dict[Target, float] = {
            ("postcode",): _share(sample, lambda text: bool(_POSTCODE.fullmatch(text))),
            POINT: _share(sample, lambda text: bool(_POINT.fullmatch(text))),
            ("latitude",): _share(sample, lambda text: bool(_LATITUDE.fullmatch(text))),
            ("longitude",): _share(sample, lambda text: bool(_LONGITUDE.fullmatch(text))),
            ("delivery_area",): _share(sample, self._is_small_area),
            ("areas_served",): _share(sample, self._is_served),
            PLACE: _share(sample, self._is_place),
            AGES: _share(sample, _is_ages),
            DATES: _share(sample, _is_span),
            WHEN: _share_holding(sample, _DAY),
            NOT_USED: _share_holding(sample, _PERSONAL),
            MONEY_AND_FUNDERS: _share(sample, _is_money_and_funder),
            ("organisation",): _share_holding(sample, _ORGANISATION),
        }
        for heading, column in BY_HEADING.items():
            if heading in self.matchers:
                fits[(heading,)] = self._terms(heading, column.kind, sample)
            elif column.kind in _READERS:
                fits.setdefault((heading,), _share(sample, _READERS[column.kind]))
        return fits

    def _terms(self, heading: str, kind: Kind, sample: Sequence[str]) -> float:
        matcher = self.matchers[heading]

        def is_term(text: str) -> bool:
            if len(text) > 120:
                return False
            if kind is Kind.TERMS:
                return bool(matcher.many(text).terms)
            return any(each.score >= SURE for each in matcher.propose(text))

        return _share(sample, is_term)

    def _is_small_area(self, text: str) -> bool:
        return self.places.is_known(text) and not self.places.is_district(text)

    def _is_served(self, text: str) -> bool:
        return _reads(lambda: self.places.served(text).texts)

    def _is_place(self, text: str) -> bool:
        return _reads(lambda: self.places.delivered(text).texts)


def _step(count: int) -> int:
    return max(1, -(-count // _SAMPLE))


def _share(sample: Sequence[str], looks_right: Callable[[str], bool]) -> float:
    """What share of the texts look right; long ones are of no kind but free text."""
    return sum(map(short_enough(looks_right), sample)) / len(sample)


def _share_holding(sample: Sequence[str], word: re.Pattern[str]) -> float:
    """What share of the texts hold a word, however long they are: once through is enough."""
    return sum(bool(word.search(text)) for text in sample) / len(sample)


def _reads(read: Callable[[], object]) -> bool:
    try:
        return bool(read())
    except BadInput:
        return False


def _is_ages(text: str) -> bool:
    return not re.fullmatch(r"\d{4,}", text) and _reads(lambda: said_ages(text))


def _is_span(text: str) -> bool:
    def reads() -> bool:
        found = said_period(text)
        return found.first is not None and (found.is_open or found.first != found.last)

    return not re.fullmatch(r"\d{5}", text) and _reads(reads)


def _is_range(text: str) -> bool:
    return len(text) > 8 and _reads(lambda: said_period(text).is_range)


def _is_day(text: str) -> bool:
    return not re.fullmatch(r"\d{1,6}(?:\.\d+)?", text) and _reads(lambda: said_day(text))


def _is_money(text: str) -> bool:
    return bool(re.search(r"\d|kind|nil|none", text)) and _reads(lambda: said_money(text))


def _is_money_and_funder(text: str) -> bool:
    return bool(_MONEY.search(text)) and _reads(lambda: len(said_cost_and_funders(text).texts) == 2)


def _is_people(text: str) -> bool:
    return "£" not in text and _reads(lambda: said_people(text))


_READERS: Mapping[Kind, Callable[[str], bool]] = {
    Kind.DATE: _is_day,
    Kind.MONEY: _is_money,
    Kind.PEOPLE: _is_people,
    Kind.AGE: lambda text: bool(_DIGITS_ONLY.fullmatch(text)) and int(text) <= 120,
    Kind.YES_NO: lambda text: _reads(lambda: said_yes_no(text)),
}
