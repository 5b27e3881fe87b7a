"""What findings mean for a partner: which name them or their places, and what they can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sightline.analysis.findings import FindingKind
from sightline.service.findings.models import Question
from sightline.service.findings.queries.asked import Asked
from sightline.service.findings.queries.finding import QuestionLine, question_line
from sightline.service.findings.queries.inbox import Item, item_of
from sightline.service.findings.queries.rows import WAITING, Row, rows_seen
from sightline.service.findings.sight import Veil
from sightline.service.pages.queries import Link
from sightline.service.partners import queries as partners
from sightline.service.places import queries as places

MOST = 15
STANDS = (*WAITING, "accepted", "known")
# What a partner could do about each kind, in plain words.
COULD_DO = {
    FindingKind.GAP.value: "If you have room, say so on your record, or say what would help you "
    "reach these people. If you reach them already, bring your record up to date.",
    FindingKind.CLIFF.value: "If the money or the activity goes on, correct its dates. If not, "
    "tell the unit who else could take people on.",
    FindingKind.OVERLAP.value: "Talk to the other organisation: it may be one activity entered "
    "twice, or two that can share out days, ages or places.",
    FindingKind.OPPORTUNITY.value: "Look at whether you could do it, with whom, and what it would "
    "take; say so in a comment.",
    FindingKind.BORDER.value: "Ask your neighbour across the border whether their residents may "
    "come to you, and yours to them.",
    FindingKind.NETWORK.value: "Meet the organisations named in it: you serve the same people.",
}


@dataclass(frozen=True)
class YourItem:
    """A finding, and what its reader could do."""

    item: Item
    could_do: str


@dataclass(frozen=True)
class YourGroup:
    """Findings that concern a partner in the same way."""

    heading: str
    says: str
    items: tuple[YourItem, ...]
    more: Link | None
    nothing: str


@dataclass(frozen=True)
class YoursPage:
    """What findings mean for somebody's organisations."""

    organisations: str
    belongs: bool
    questions: tuple[QuestionLine, ...]
    groups: tuple[YourGroup, ...]


def yours_page(*, viewer: Any, today: date) -> YoursPage:
    """What findings mean for the organisations that the viewer belongs to."""
    mine = partners.organisations_of(viewer)
    rows = [row for row in rows_seen(viewer, today) if row.standing in STANDS]
    keys = {str(key) for key in mine}
    naming = [row for row in rows if keys & set(row.organisations)]
    covered = _districts(mine)
    there = [row for row in rows if row not in naming and covered & set(row.districts)]
    asked = Question.objects.filter(organisation__in=list(mine), answered_at=None)
    first_key = next(iter(keys), "")
    veil = Veil(viewer)
    return YoursPage(
        organisations=", ".join(mine.values()),
        belongs=bool(mine),
        questions=tuple(question_line(one, may_answer=True) for one in asked),
        groups=(
            _group(
                "They name you", naming, today, veil,
                says="You see these before other partners do.",
                nothing="No finding names your organisation now.",
                more=Asked(organisation=first_key),
            ),
            _group(
                "They are about your places", there, today, veil,
                says=_say_places(covered),
                nothing="No finding that is shared is about the places you cover.",
                more=Asked(place=min(covered, default="")),
            ),
        ),
    )  # fmt: skip


def _group(
    heading: str, rows: list[Row], today: date, veil: Veil, *, says: str, nothing: str, more: Asked
) -> YourGroup:
    rest = len(rows) - MOST
    return YourGroup(
        heading=f"{heading} ({len(rows):,})",
        says=says,
        items=tuple(
            YourItem(item_of(row, today, veil), COULD_DO[row.finding.kind]) for row in rows[:MOST]
        ),
        more=Link(f"{rest:,} more, in the whole list", more.address()) if rest > 0 else None,
        nothing=nothing,
    )


def _districts(mine: Iterable[Any]) -> set[str]:
    """The names of the districts that organisations cover; none where that is not supplied."""
    names = places.area_names()
    every = set(places.areas()["district_name"])
    found: set[str] = set()
    for key in mine:
        covers = partners.organisation_facts(key).covers
        found |= every if covers == (partners.ALL,) else {names.get(code, code) for code in covers}
    return found & every


def _say_places(covered: set[str]) -> str:
    if not covered:
        return "Which places you cover is not supplied. Say it on the page of your organisation."
    return f"Shared findings of {', '.join(sorted(covered))}."
