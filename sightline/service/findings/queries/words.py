"""Findings in words: kinds, how many people and how sure, what people made of them."""

from __future__ import annotations

from collections.abc import Iterable

from sightline.analysis.findings import Finding as Facts
from sightline.analysis.findings import FindingKind, People
from sightline.analysis.periods import Month
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_range
from sightline.service.findings.models import Finding, State
from sightline.service.need.asking import known_themes
from sightline.service.register.queries.words import say_ages, say_term

KINDS = {
    FindingKind.GAP.value: "Gap",
    FindingKind.CLIFF.value: "Ends soon",
    FindingKind.OVERLAP.value: "Overlap",
    FindingKind.OPPORTUNITY.value: "Opportunity",
    FindingKind.BORDER.value: "Border",
    FindingKind.NETWORK.value: "Working together",
}
GONE = "gone"
ENDS = (".", "?", "!")
STATES = {**dict(State.choices), GONE: "Gone: found no more"}
COLOURS = {
    State.OPEN.value: "blue",
    State.ASKED.value: "purple",
    State.ACCEPTED.value: "green",
    State.KNOWN.value: "grey",
    State.REJECTED.value: "grey",
    GONE: "grey",
}


def standing_of(finding: Finding) -> str:
    """What people made of it, or that it is gone."""
    return GONE if finding.gone_at else finding.state


def say_theme(code: str) -> str:
    """The name of a theme; of none that findings of every theme share."""
    theme = known_themes().get(code)
    return theme.name if theme else code or "every theme"


def say_strand(code: str) -> str:
    """The name of a strand."""
    return say_term("strands", code)


def say_how_many(people: People | None) -> str:
    """People a year with their range, as far as they are known.

    >>> say_how_many(People(12, 20, 31)), say_how_many(None)
    ('20 people a year (12 to 31)', 'not supplied')
    >>> say_how_many(People(0, None, 31)), say_how_many(People(20, 20, 20))
    ('0 to 31 people a year', '20 people a year')
    """
    if people is None:
        return NOT_SUPPLIED
    between = say_range(say_people(people.low), say_people(people.high))
    if people.middle is None:
        return f"{between} people a year"
    if between == say_people(people.middle):
        return f"{between} people a year"
    return f"{say_people(people.middle)} people a year ({between})"


def say_sentences(said: Iterable[str]) -> tuple[str, ...]:
    """Reasons as sentences: a capital first, a full stop last.

    >>> say_sentences(["nothing is there", "Few come."])
    ('Nothing is there.', 'Few come.')
    """
    return tuple(
        f"{each[:1].upper()}{each[1:]}{'' if each.endswith(ENDS) else '.'}" for each in said if each
    )


def say_money(pounds: float | None) -> str:
    """Pounds, to the nearest whole."""
    return NOT_SUPPLIED if pounds is None else f"£{pounds:,.0f}"


def say_when(month: Month | None) -> str:
    """From when a finding holds."""
    return f"from {month.words}" if month else "now"


def say_whom(facts: Facts) -> str:
    """The ages and the group that a finding is about."""
    ages = f"ages {say_ages(facts.ages)}" if facts.ages else "any age"
    return f"{facts.group}, {ages}" if facts.group else ages
