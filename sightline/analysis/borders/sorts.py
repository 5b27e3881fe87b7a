"""The sorts of findings across borders, and making one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from sightline.analysis.borders.looking import AcrossBorders
from sightline.analysis.borders.proposing import Proposal
from sightline.analysis.findings import Fact, Finding, FindingKind, People

LEAST_PEOPLE = 5  # fewer are not worth a meeting, and too few to show
Found = tuple[Finding, Proposal]


class Sort(StrEnum):
    """What sort of thing lies across a border."""

    HOT_SPOT = "hot spot across a border"
    GAP = "gap across a border"
    SERVED = "served across a border"
    TURNED_AWAY = "turned away at a border"
    FLOW = "offences across a border"
    CORRIDOR = "corridor across borders"


def make_finding(
    across: AcrossBorders,
    sort: Sort,
    *,
    subject: tuple[str, ...],
    title: str,
    reasons: Sequence[str],
    goes_away_when: str,
    proposal: Proposal,
    areas: tuple[str, ...] = (),
    districts: tuple[str, ...] = (),
    activities: tuple[str, ...] = (),
    people: People | None = None,
    facts: Mapping[str, Fact],
) -> Found:
    """A finding with the theme and ages asked about; its proposal is the end of its reasons."""
    asked = across.asked
    every = {name for names in proposal.organisations for name in names}
    finding = Finding(
        kind=FindingKind.BORDER,
        sort=sort.value,
        subject=(asked.theme, str(asked.ages), *subject),
        title=title,
        reasons=(*reasons, *proposal.sentences()),
        goes_away_when=goes_away_when,
        theme=asked.theme,
        ages=asked.ages,
        districts=districts,
        areas=areas,
        activities=activities,
        organisations=tuple(sorted(every)),
        people=people,
        facts=MappingProxyType(dict(facts)),
    )
    return finding, proposal


def said_list(names: Sequence[str]) -> str:
    """Names in a sentence, each once, in their order.

    >>> said_list(["West", "East", "West"]), said_list(["A"])
    ('East and West', 'A')
    """
    every = sorted(set(names))
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)
