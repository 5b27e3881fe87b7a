"""What other pages offer: home, and the pages of areas, places, activities and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import may_open, role_of
from sightline.service.findings.content import finding_of
from sightline.service.findings.models import (
    Action,
    FindingLink,
    FindingRun,
    LinkKind,
    Question,
)
from sightline.service.findings.queries.asked import Asked
from sightline.service.findings.queries.rows import WAITING, Row, rows_seen
from sightline.service.findings.queries.words import KINDS, STATES, say_how_many
from sightline.service.need.queries import PlaceAsked, ProfilePart
from sightline.service.pages.queries import Panel, PanelRow
from sightline.service.partners.queries import Link, organisations_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordPart, day_of_pages

MOST_ROWS = 5
TOLD = (*WAITING, "accepted")  # on pages of other rooms


def home_panel(viewer: Any) -> Panel | None:
    """What was found, for who may see findings; nothing before anything was worked out."""
    if not may_open(viewer, "findings:inbox") or not FindingRun.objects.exists():
        return None
    if role_of(viewer) is Role.PARTNER:
        return _partner_panel(viewer)
    rows = [row for row in rows_seen(viewer, day_of_pages()) if row.standing in WAITING]
    return Panel(
        heading="What was found",
        rows=(*_to_do(viewer), *_rows(rows[:MOST_ROWS])),
        nothing="Nothing waits for an answer.",
        more=f"All findings: {len(rows):,} to answer",
        more_address=reverse("findings:inbox"),
    )


def _partner_panel(viewer: Any) -> Panel:
    mine = {str(key) for key in organisations_of(viewer)}
    rows = [
        row
        for row in rows_seen(viewer, day_of_pages())
        if row.standing in TOLD and mine & set(row.organisations)
    ]
    return Panel(
        heading="What was found about your organisation",
        rows=(*_asked(viewer), *_to_do(viewer), *_rows(rows[:MOST_ROWS])),
        nothing="No finding names your organisation now.",
        more="What this means for you",
        more_address=reverse("findings:yours"),
    )


def area_part(viewer: Any, code: str) -> RecordPart | None:
    """Findings about a small area, for the page of its gap."""
    return _part(_told(viewer, LinkKind.AREA, code), Asked(area=code))


def record_part(viewer: Any, record: Activity) -> RecordPart | None:
    """Findings about an activity, for its page."""
    key = str(record.pk)
    return _part(_told(viewer, LinkKind.ACTIVITY, key), Asked(activity=key))


def profile_part(about: PlaceAsked) -> ProfilePart | None:
    """Findings about a place, for the page of its need."""
    place = about.place
    kind, key = LinkKind.AREA, place.code
    asked = Asked(area=place.code)
    if place.is_district:
        kind, key, asked = LinkKind.DISTRICT, place.name, Asked(place=place.name)
    rows = _told(about.viewer, kind, key)
    if not rows:
        return None
    content = [*_rows(rows[:MOST_ROWS]), PanelRow(_say_all(rows), asked.address())]
    return ProfilePart("findings", "What was found here", content)


def organisation_link(viewer: Any, organisation_id: UUID) -> Link | None:
    """The way to findings that name an organisation."""
    key = str(organisation_id)
    rows = _told(viewer, LinkKind.ORGANISATION, key)
    count = sum(key in row.organisations for row in rows)
    if not count:
        return None
    found = "1 finding names it" if count == 1 else f"{count:,} findings name it"
    return Link(found, Asked(organisation=str(organisation_id)).address())


def _part(rows: Sequence[Row], asked: Asked) -> RecordPart | None:
    if not rows:
        return None
    all_of_them = PanelRow(_say_all(rows), asked.address(state="all"))
    return RecordPart("findings/part.html", [*_rows(rows[:MOST_ROWS]), all_of_them])


def _told(viewer: Any, kind: LinkKind, key: str) -> tuple[Row, ...]:
    """What pages of other things tell of them: what waits, and what was accepted."""
    if not may_open(viewer, "findings:inbox") or not _is_named(kind, key):
        return ()
    rows = rows_seen(viewer, day_of_pages(), (kind, key))
    return tuple(row for row in rows if row.standing in TOLD)


def _is_named(kind: LinkKind, key: str) -> bool:
    """Whether any finding names it: one question, before who may see which is looked into."""
    return FindingLink.objects.filter(kind=kind.value, key=key).exists()


def _rows(rows: Sequence[Row]) -> tuple[PanelRow, ...]:
    return tuple(
        PanelRow(
            row.finding.title,
            reverse("findings:finding", args=[row.id]),
            f"{KINDS[row.finding.kind]}, {say_how_many(finding_of(row.finding.content).people)}. "
            f"{STATES[row.standing]}.",
        )
        for row in rows
    )


def _say_all(rows: Sequence[Row]) -> str:
    return "This finding in the list" if len(rows) == 1 else f"All {len(rows):,} in the list"


def _to_do(viewer: Any) -> tuple[PanelRow, ...]:
    count = Action.objects.filter(owner_id=viewer.pk, done_at=None).count()
    if not count:
        return ()
    words = "1 action of yours is to do" if count == 1 else f"{count:,} actions of yours are to do"
    return (PanelRow(words, reverse("findings:actions")),)


def _asked(viewer: Any) -> tuple[PanelRow, ...]:
    mine = list(organisations_of(viewer))
    count = Question.objects.filter(organisation__in=mine, answered_at=None).count()
    if not count:
        return ()
    words = (
        "1 question waits for your answer" if count == 1 else f"{count:,} questions wait for you"
    )
    return (PanelRow(words, reverse("findings:yours")),)
