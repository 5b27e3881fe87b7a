"""A finding: something worth a person's answer, with its reasons and a name that lasts.

Gaps, cliffs, overlaps, opportunities and borders are found by rooms of their own; all of them say
what they found in this one shape, so that a person answers each in the same way.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.errors import BadInput

SAME_PLACE = 0.5  # share of areas in common from which two places are taken to be one
Fact = str | float | None  # None: not supplied
MOVED_BY, MOVED_AT_LEAST = 1.5, 5.0  # times, and in the fact's own unit: less is not a change


class FindingKind(StrEnum):
    """What sort of thing was found."""

    GAP = "gap"
    CLIFF = "cliff"
    OVERLAP = "overlap"
    OPPORTUNITY = "opportunity"
    BORDER = "border"
    NETWORK = "network"


@dataclass(frozen=True)
class People:
    """People a year, from how few to how many. None in the middle: not supplied."""

    low: float
    middle: float | None
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high < math.inf:
            raise BadInput(
                f"people: found {self.low} to {self.high}, wanted two numbers, zero or more, the "
                "lower first."
            )


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing found, as of one run.

    `subject` is what makes it this one and no other, in words that stay the same from run to run
    (theme, ages, references of activities, a district), never a number that moves. `facts` are what
    an answer to it rests on: an answer holds until they change (see what_changed). `areas` are
    codes, `activities` references, `organisations` names; each may be empty. `first_month` is when
    it begins, None if it is so now.
    """

    kind: FindingKind
    sort: str  # within its kind, such as "nothing there" or "free places near unmet need"
    subject: tuple[str, ...]
    title: str
    reasons: tuple[str, ...]
    goes_away_when: str
    theme: str = ""
    strand: str = ""
    ages: AgeRange | None = None
    group: str = ""  # whom of these ages, such as girls; empty: everyone
    districts: tuple[str, ...] = ()  # names
    areas: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    first_month: Month | None = None
    people: People | None = None
    money_gbp: float | None = None
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    name: str = ""  # the name carried over from an earlier run; empty: its own

    def __post_init__(self) -> None:
        for what in ("sort", "title", "goes_away_when", "subject", "reasons"):
            if not getattr(self, what):
                raise BadInput(f"finding: found no {what} of {self.title!r}, wanted one.")

    @property
    def identity(self) -> str:
        """Sixteen hexadecimal digits that are the same in every run that finds the same thing.

        >>> found = Finding(kind=FindingKind.GAP, sort="nothing there", title="A gap",
        ...     subject=("violence", "10-24", "A"), reasons=("No activity.",),
        ...     goes_away_when="An activity reaches people here.")
        >>> found.identity == replace(found, title="The gap", facts={"people": 20}).identity
        True
        """
        if self.name:
            return self.name
        words = "\x1f".join((self.kind, self.sort, *self.subject))
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def what_changed(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> tuple[str, ...]:
    """How the facts differ, a sentence each in the order of the facts; none if they do not.

    A number has changed if it moved by 5 or more and became at least half as large again, or as
    much smaller: less is a small change, which brings no answered finding back.

    >>> what_changed({"people short": 20, "activities": "none"}, {"people short": 40})
    ('people short: was 20, is 40', 'activities: was none, is not supplied')
    >>> what_changed({"people short": 20}, {"people short": 25})
    ()
    """
    every = dict.fromkeys((*before, *after))
    return tuple(
        f"{fact}: was {_said(before.get(fact))}, is {_said(after.get(fact))}"
        for fact in every
        if _has_changed(before.get(fact), after.get(fact))
    )


def carry_names(found: Sequence[Finding], before: Sequence[Finding]) -> tuple[Finding, ...]:
    """What was found, each under the name it had before if it is the same thing as before.

    It is the same with the same identity; else with the same kind, sort, theme, ages and group, and
    at least half of the areas of both in common, the best match first. No name is given twice.

    >>> east = Finding(kind=FindingKind.GAP, sort="too little", title="East", theme="violence",
    ...     subject=("E1",), areas=("E1", "E2"), reasons=("Few.",), goes_away_when="More.")
    >>> grown = replace(east, subject=("E0",), areas=("E0", "E1", "E2"))
    >>> carry_names([grown], [east])[0].identity == east.identity
    True
    """
    names = {one.identity for one in before}
    free = [one for one in before if one.identity not in {each.identity for each in found}]
    strangers = [number for number, one in enumerate(found) if one.identity not in names]
    alike = sorted(
        (-_in_common(found[number], old), old.identity, found[number].identity, number)
        for number in strangers
        for old in free
        if _same_sort(found[number], old) and _in_common(found[number], old) >= SAME_PLACE
    )
    carried: dict[int, str] = {}
    for _, name, _, number in alike:
        if number not in carried and name not in carried.values():
            carried[number] = name
    return tuple(
        replace(one, name=carried[number]) if number in carried else one
        for number, one in enumerate(found)
    )


def _in_common(one: Finding, other: Finding) -> float:
    both = set(one.areas) | set(other.areas)
    return len(set(one.areas) & set(other.areas)) / len(both) if both else 0.0


def _same_sort(one: Finding, other: Finding) -> bool:
    def of(finding: Finding) -> tuple[object, ...]:
        return finding.kind, finding.sort, finding.theme, finding.ages, finding.group

    return of(one) == of(other)


def _has_changed(before: Fact, after: Fact) -> bool:
    if not (isinstance(before, (int, float)) and isinstance(after, (int, float))):
        return before != after
    low, high = sorted((abs(before), abs(after)))
    return abs(after - before) >= MOVED_AT_LEAST and high >= MOVED_BY * low


def _said(fact: Fact) -> str:
    if isinstance(fact, (int, float)):
        return f"{fact:,.4g}" if abs(fact) < 1_000 else f"{fact:,.0f}"
    return "not supplied" if fact is None else fact
