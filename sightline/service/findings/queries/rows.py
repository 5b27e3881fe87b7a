"""The findings that somebody may see, light enough to be filtered and counted together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sightline.service.findings.models import Finding, FindingLink, LinkKind, State
from sightline.service.findings.queries.asked import EVERYTHING, TO_ANSWER, Asked
from sightline.service.findings.queries.words import standing_of
from sightline.service.findings.sight import Veil, findings_seen
from sightline.service.pages.folding import fold

FEW = 200  # keys that are asked for one by one
WAITING = (State.OPEN.value, State.ASKED.value)


@dataclass(frozen=True, eq=False)
class Row:
    """One finding, with all that it can be filtered by. Organisations: name by key."""

    finding: Finding
    standing: str
    districts: tuple[str, ...]
    areas: frozenset[str]
    activities: frozenset[str]
    organisations: Mapping[str, str]
    commissioners: Mapping[str, str]

    @property
    def id(self) -> UUID:
        """The key of the finding."""
        return self.finding.pk


# Of each filter: what of a row it looks at.
OF_ROW: Mapping[str, Callable[[Row], Iterable[str]]] = {
    "kind": lambda row: (row.finding.kind,),
    "place": lambda row: row.districts,
    "theme": lambda row: (row.finding.theme,),
    "strand": lambda row: (row.finding.strand,),
    "organisation": lambda row: row.organisations,
    "commissioner": lambda row: row.commissioners,
    "area": lambda row: row.areas,
    "activity": lambda row: row.activities,
}


def rows_seen(
    viewer: Any, today: date, about: tuple[LinkKind, str] | None = None
) -> tuple[Row, ...]:
    """Everything the viewer may see, most people first; or of that what is about one thing."""
    veil, seen = Veil(viewer), findings_seen(viewer, today)
    if about is not None:
        seen = seen.filter(links__kind=about[0].value, links__key=about[1])
    found = [one for one in seen if veil.shows(one)]
    links = _links({one.pk for one in found})
    return tuple(_row(one, links[one.pk], veil) for one in found)


def _links(keys: set[UUID]) -> dict[UUID, dict[str, dict[str, str]]]:
    """Of each finding, what it is linked to: name by key, by kind."""
    found: dict[UUID, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    links = FindingLink.objects.all()
    if len(keys) <= FEW:
        links = links.filter(finding__in=keys)
    for finding, kind, key, name in links.values_list("finding_id", "kind", "key", "name"):
        if finding in keys:
            found[finding][kind][key] = name
    return found


def _row(finding: Finding, links: Mapping[str, dict[str, str]], veil: Veil) -> Row:
    unnamed = veil.unnamed(finding)
    named = links[LinkKind.ORGANISATION.value]
    return Row(
        finding=finding,
        standing=standing_of(finding),
        districts=tuple(links[LinkKind.DISTRICT.value]),
        areas=frozenset(links[LinkKind.AREA.value]),
        activities=frozenset(key for key in links[LinkKind.ACTIVITY.value] if not veil.hides(key)),
        organisations={key: name for key, name in named.items() if name not in unnamed},
        commissioners=links[LinkKind.COMMISSIONER.value],
    )


def matching(rows: Iterable[Row], asked: Asked) -> tuple[Row, ...]:
    """The rows that are asked for, in the order they came."""
    wanted = fold(asked.find).split()
    filters = [(OF_ROW[name], getattr(asked, name)) for name in OF_ROW if getattr(asked, name)]
    return tuple(
        row
        for row in rows
        if _stands(row, asked.state)
        and all(value in of_row(row) for of_row, value in filters)
        and (not wanted or _says(row, wanted))
    )


def counts_of(rows: Iterable[Row], asked: Asked, name: str) -> Counter[str]:
    """How many findings each choice of a filter would leave, given the other filters."""
    others = matching(rows, asked.without(name))
    return Counter(value for row in others for value in dict.fromkeys(OF_ROW[name](row)) if value)


def counts_of_states(rows: Iterable[Row], asked: Asked) -> Counter[str]:
    """How many findings stand how, given the other filters."""
    others = matching(rows, replace(asked, state=EVERYTHING))
    counts = Counter(row.standing for row in others)
    counts[EVERYTHING] = len(others)
    counts[TO_ANSWER] = sum(counts[state] for state in WAITING)
    return counts


def _stands(row: Row, state: str) -> bool:
    if state == TO_ANSWER:
        return row.standing in WAITING
    return state in (EVERYTHING, row.standing)


def _says(row: Row, wanted: Iterable[str]) -> bool:
    said = fold(" ".join((row.finding.title, *row.districts, *row.organisations.values())))
    return all(word in said for word in wanted)
