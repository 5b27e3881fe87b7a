"""A finding as it is kept: JSON that says all of it, and the finding again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sightline.analysis.findings import Fact, Finding, FindingKind, People
from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month

LISTS = ("subject", "reasons", "districts", "areas", "activities", "organisations")
TEXTS = ("sort", "title", "goes_away_when", "theme", "strand", "group", "name")


def content_of(found: Finding) -> dict[str, Any]:
    """All that a finding says, as JSON holds it.

    >>> from sightline.analysis.findings import Finding, FindingKind
    >>> found = Finding(kind=FindingKind.GAP, sort="too little", subject=("a",), title="A gap",
    ...     reasons=("Few.",), goes_away_when="More.", ages=AgeRange(10, 17),
    ...     people=People(1, 2, 3), first_month=Month.parse("2026-04"), facts={"short": 20})
    >>> finding_of(content_of(found)) == found
    True
    """
    people, ages, month = found.people, found.ages, found.first_month
    return {
        "kind": found.kind.value,
        **{name: getattr(found, name) for name in TEXTS},
        **{name: list(getattr(found, name)) for name in LISTS},
        "ages": None if ages is None else [ages.from_age, ages.to_age],
        "first_month": None if month is None else str(month),
        "people": None
        if people is None
        else [_kept(people.low), _kept(people.middle), _kept(people.high)],
        "money_gbp": _kept(found.money_gbp),
        "facts": {name: _kept(fact) for name, fact in found.facts.items()},
    }


def _kept(fact: Fact) -> Fact:
    """A fact as JSON holds it: a number of any library is a number, and none is none."""
    if fact is None or isinstance(fact, str):
        return fact
    return float(fact) if math.isfinite(fact) else None


def finding_of(content: Mapping[str, Any]) -> Finding:
    """The finding that was kept so."""
    people, ages, month = content["people"], content["ages"], content["first_month"]
    said: dict[str, Any] = {name: content[name] for name in TEXTS}
    said |= {name: tuple(content[name]) for name in LISTS}
    return Finding(
        kind=FindingKind(content["kind"]),
        **said,
        ages=None if ages is None else AgeRange(*ages),
        first_month=None if month is None else Month.parse(month),
        people=None if people is None else People(*people),
        money_gbp=content["money_gbp"],
        facts=MappingProxyType(dict(content["facts"])),
    )
