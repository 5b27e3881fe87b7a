"""One cell of a partner's sheet, put into the words of the activity sheet; each text once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sightline.exchange.activities.columns import BY_HEADING, Kind
from sightline.exchange.activities.layouts.contents import Contents
from sightline.exchange.activities.layouts.headings import (
    AGES,
    DATES,
    MONEY_AND_FUNDERS,
    PLACE,
    POINT,
    WHEN,
    Target,
)
from sightline.exchange.activities.layouts.layout import Answer, Layout, text_key
from sightline.exchange.activities.layouts.lengths import fit_to_read
from sightline.exchange.activities.matching import SURE, Candidate, Understood
from sightline.exchange.activities.nones import NONE_WORD, says_none
from sightline.exchange.activities.said import (
    Said,
    is_not_known,
    said_ages,
    said_cost_and_funders,
    said_day,
    said_days,
    said_money,
    said_names,
    said_people,
    said_period,
    said_yes_no,
)
from sightline.exchange.sheets import BadCell, show

# Where leaving a cell out would say something else than it does, the row waits until it is mended.
STRICT = frozenset({"activity", "organisation", "themes", "status", "areas_served",
                    "sensitive_site", "visibility"})  # fmt: skip
_AS_WRITTEN = (Kind.TEXT, Kind.NAME, Kind.NAMES)
_LAST_DAYS = ("ends_on", "funded_until")
_BULLET = re.compile(r"^[\-–•*·▪]\s+")
_TYPED_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


@dataclass(frozen=True)
class Outcome:
    """What a cell gives: words by heading, a note of how it was understood, and what is wrong.

    unsure: parts of the text that may mean one of some terms. is_strict: the row cannot go without.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    bad: BadCell | None = None
    unsure: tuple[tuple[str, tuple[Candidate, ...]], ...] = ()
    is_strict: bool = False


class CellReader:
    """Reads cells with what a person has answered; each distinct text of a target once."""

    def __init__(self, contents: Contents, layout: Layout) -> None:
        self.contents = contents
        self._answers = {
            (each.target, text_key(each.text)): each.means
            for each in layout.answers
            if self._is_still_said(each)
        }
        self._month_first = layout.month_first
        self._seen: dict[tuple[Target, str], Outcome] = {}

    def _is_still_said(self, answer: Answer) -> bool:
        """Whether the vocabulary still has what was answered; if not, it is asked again."""
        matcher = self.contents.matchers.get(answer.target)
        return not answer.means or matcher is None or bool(matcher.many(answer.means).terms)

    def read(self, target: Target, text: str) -> Outcome:
        """What a text that is not blank gives for a target."""
        key = (target, text)
        if key not in self._seen:
            self._seen[key] = self._outcome(target, text)
        return self._seen[key]

    def _outcome(self, target: Target, text: str) -> Outcome:
        answer = self._answer(target, text)
        if answer is not None:
            if not answer:
                return Outcome(note=f"{show(text)}: not supplied, as answered")
            text = answer
        kind = BY_HEADING[target[0]].kind if len(target) == 1 else None
        try:
            text = fit_to_read(target, text)
            if kind not in _AS_WRITTEN and is_not_known(text):
                return Outcome(note=f"{show(text)}: not supplied")
            if kind in (Kind.TERM, Kind.TERMS, Kind.STATUS):
                return self._terms(target[0], kind, text)
            said = self._said(target, text)
        except BadCell as bad:
            strict = target[0] in STRICT or target == PLACE or self._is_mistyped(target, text)
            return Outcome(bad=bad, is_strict=strict)
        return Outcome(said.texts, said.note)

    def _answer(self, target: Target, text: str) -> str | None:
        return self._answers.get((target[0], text_key(text))) if target else None

    def _is_mistyped(self, target: Target, text: str) -> bool:
        """A date written out with a slip: leaving it out would hide the slip."""
        dates = target == DATES or BY_HEADING[target[0]].kind is Kind.DATE
        return dates and bool(_TYPED_DATE.fullmatch(text.split(" ")[0]))

    def _said(self, target: Target, text: str) -> Said:
        if target in COMPOSITE:
            return COMPOSITE[target](self, text)
        heading, kind = target[0], BY_HEADING[target[0]].kind
        if says_none(heading, text):
            return Said({heading: NONE_WORD[heading]})
        if kind is Kind.DATE:
            last = heading in _LAST_DAYS
            return _one(heading, *said_day(text, last=last, month_first=self._month_first))
        if kind is Kind.AGE:
            (first, last_age), note = said_ages(text)
            one = first == last_age
            return Said({heading: str(first if heading == "age_from" else last_age)},
                        "" if one else note)  # fmt: skip
        if kind in (Kind.POSTCODE, Kind.AREA):
            return self.contents.places.delivered(text)
        if kind is Kind.AREAS:
            return self._areas(text)
        if kind is Kind.MONEY:
            return _one(heading, *said_money(text))
        if kind is Kind.PEOPLE:
            return _one(heading, *said_people(text))
        return Said({heading: _plain(kind, text)})

    def _areas(self, text: str) -> Said:
        """Districts and small areas; a postcode or a point says where, not whom it serves."""
        try:
            return self.contents.places.served(text)
        except BadCell:
            said = self.contents.places.delivered(text)
            if "postcode" in said.texts or "latitude" in said.texts:
                return said
            raise

    def _place(self, text: str) -> Said:
        return self.contents.places.delivered(text)

    def _dates(self, text: str) -> Said:
        period = said_period(text, month_first=self._month_first)
        texts = {}
        if period.first:
            texts["starts_on"] = period.first.isoformat()
        if period.last or period.is_open:
            texts["ends_on"] = period.last.isoformat() if period.last else "none"
        note = f"{show(text)}: {period.how}" if period.how and period.first else ""
        return Said(texts, note)

    def _terms(self, heading: str, kind: Kind, text: str) -> Outcome:
        matcher = self.contents.matchers[heading]
        if kind is Kind.TERMS:
            return self._many(heading, matcher.many(text))
        if heading in ("prevention_level", "prevention_who"):
            return self._levels(heading, matcher.many(text))
        found = matcher.one(text)
        if found.terms:
            return Outcome({heading: found.terms[0]}, found.note)
        return self._group(heading, text, found) or self._unsure(heading, text, found)

    def _group(self, heading: str, text: str, found: Understood) -> Outcome | None:
        """A group of people beside their ages: the ages have headings of their own."""
        terms = self.contents.matchers[heading].vocabulary.terms
        sure = [each for _, some in found.unsure for each in some if each.score >= SURE]
        groups = [each for each in sure if terms[each.term].facts.get("kind") == "group"]
        if heading != "open_to" or len(groups) != 1 or len(sure) == 1:
            return None
        return Outcome({heading: groups[0].term}, f"{show(text)}: {groups[0].name}, ages apart")

    def _many(self, heading: str, found: Understood) -> Outcome:
        terms, unsure = list(found.terms), []
        for part, candidates in found.unsure:
            answer = self._answers.get((heading, text_key(part)))
            if answer is None:
                unsure.append((part, candidates))
            elif answer:
                terms += self.contents.matchers[heading].many(answer).terms
        if not terms:
            left = Understood((), "", tuple(unsure))
            text = "; ".join(part for part, _ in found.unsure)
            return self._unsure(heading, text, left) if unsure else Outcome()
        return Outcome({heading: "; ".join(dict.fromkeys(terms))}, found.note, None, tuple(unsure))

    def _levels(self, heading: str, found: Understood) -> Outcome:
        """When and for whom: two axes that people write in one column."""
        terms = self.contents.matchers[heading].vocabulary.terms
        texts: dict[str, str] = {}
        for term in found.terms:
            axis = (
                "prevention_who" if terms[term].facts.get("axis") == "who" else "prevention_level"
            )
            if texts.setdefault(axis, term) != term:  # two levels: neither is the one
                both = tuple(
                    Candidate(each, terms[each].name, 0.9, "it is named") for each in found.terms
                )
                text = "; ".join(terms[each].name for each in found.terms)
                return self._unsure(heading, text, Understood((), "", ((text, both),)))
        if not texts:
            text = "; ".join(part for part, _ in found.unsure)
            return self._unsure(heading, text, found)
        return Outcome(texts, found.note)

    def _unsure(self, heading: str, text: str, found: Understood) -> Outcome:
        names = [each.name for _, candidates in found.unsure for each in candidates]
        title = f"a term of '{self.contents.matchers[heading].vocabulary.title}'"
        may = f"It may mean: {'; '.join(dict.fromkeys(names))}. " if names else ""
        bad = BadCell(show(text), title, f"{may}Say which term it is.")
        return Outcome(bad=bad, unsure=found.unsure, is_strict=heading in STRICT)


def _one(heading: str, text: str, note: str) -> Said:
    return Said({heading: text} if text else {}, note)


def _plain(kind: Kind, text: str) -> str:
    if kind is Kind.YES_NO:
        return said_yes_no(text)
    if kind is Kind.NAMES:
        return said_names(text)
    if kind is Kind.NAME:
        return _BULLET.sub("", " ".join(text.split()))
    return text


def _ages(reader: CellReader, text: str) -> Said:
    (first, last), note = said_ages(text)
    return Said({"age_from": str(first), "age_to": str(last)}, note)


COMPOSITE: Mapping[Target, Callable[[CellReader, str], Said]] = {
    AGES: _ages,
    DATES: CellReader._dates,
    MONEY_AND_FUNDERS: lambda reader, text: said_cost_and_funders(text),
    PLACE: CellReader._place,
    POINT: CellReader._place,
    WHEN: lambda reader, text: said_days(text),
}
