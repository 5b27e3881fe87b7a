"""What pairs add to other pages: of an activity, of an organisation, and somebody's home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from sightline.evidence.duplicates import Kind
from sightline.service.accounts.policy import may_open
from sightline.service.duplicates.models import Pair, State
from sightline.service.duplicates.queries.words import (
    address_of,
    bands_of,
    named_records,
    say_likely,
    worth_asking,
)
from sightline.service.duplicates.sight import may_decide, owners_of, pairs_seen
from sightline.service.pages.queries import Panel, PanelRow
from sightline.service.partners.models import Organisation
from sightline.service.partners.queries import voice_of
from sightline.service.register.contacts import without_contacts
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordPart, visible_to

MOST_SHOWN = 3


@dataclass(frozen=True)
class Beside:
    """Another record beside an activity, and why it is told."""

    words: str
    name: str
    address: str
    pair_address: str  # empty where the viewer may not open the pair


@dataclass(frozen=True)
class DuplicatesPart:
    """What an activity's page says of records like it."""

    items: tuple[Beside, ...]


def record_part(viewer: Any, record: Activity) -> RecordPart | None:
    """Records that may be the same as an activity, are related, or were merged with it."""
    return _part(viewer, Kind.ACTIVITY, record.pk)


def organisation_part(viewer: Any, organisation_id: UUID) -> RecordPart | None:
    """The same of an organisation, for those who know all organisations."""
    if not voice_of(viewer).in_partnership:
        return None
    return _part(viewer, Kind.ORGANISATION, organisation_id)


def _part(viewer: Any, kind: Kind, own: UUID) -> RecordPart | None:
    beside = Q(first=own) | Q(second=own)
    pairs = Pair.objects.filter(beside, kind=kind.value).exclude(state=State.DIFFERENT)
    found = {(pair.second if pair.first == own else pair.first): pair for pair in pairs}
    if not found:
        return None
    seen, opens = _seen(viewer, kind, found), _opens(viewer, beside)
    asked = set(pairs.filter(worth_asking({kind: bands_of(kind)})).values_list("pk", flat=True))
    names = named_records(found.values())
    public = not voice_of(viewer).in_partnership
    items = tuple(
        Beside(
            _words(pair, own),
            without_contacts(names[other].name) if public else names[other].name,
            names[other].address if other in seen else "",
            address_of(pair) if pair.pk in opens else "",
        )
        for other, pair in found.items()
        if other in names and _is_told(pair, other in seen, pair.pk in opens, pair.pk in asked)
    )
    return RecordPart("duplicates/part.html", DuplicatesPart(items)) if items else None


def _seen(viewer: Any, kind: Kind, keys: Iterable[UUID]) -> set[UUID]:
    """The records of those keys whose own pages the viewer may open."""
    if kind is Kind.ORGANISATION:
        there = Organisation.objects.filter(merged_into=None, pk__in=keys)
        return set(there.values_list("pk", flat=True))
    return set(visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True))


def _opens(viewer: Any, beside: Q) -> set[UUID]:
    """The pairs that the viewer may open."""
    if not may_open(viewer, "duplicates:pair"):
        return set()
    return set(pairs_seen(viewer).filter(beside).values_list("pk", flat=True))


def _is_told(pair: Pair, sees_other: bool, opens_pair: bool, is_asked: bool) -> bool:
    if pair.state == State.OPEN:
        return opens_pair and is_asked
    return opens_pair or (sees_other and pair.state == State.RELATED)


def _words(pair: Pair, own: UUID) -> str:
    if pair.state == State.RELATED:
        return "Related, but not the same"
    if pair.state == State.MERGED:
        return "Merged into" if pair.gone == own else "Tells also what was told by"
    return say_likely(pair.probability).capitalize()


def home_panel(viewer: Any) -> Panel | None:
    """The likeliest pairs that the viewer may decide; nothing for those who decide none."""
    voice = voice_of(viewer)
    if not (voice.everyone or voice.led) or not may_open(viewer, "duplicates:pairs"):
        return None
    asked = worth_asking({kind: bands_of(kind) for kind in Kind})
    found = [
        pair
        for pair in pairs_seen(viewer).filter(asked, state=State.OPEN)[: 10 * MOST_SHOWN]
        if voice.everyone or may_decide(voice, owners_of(pair))
    ]
    if not found:
        return None
    names = named_records(found[:MOST_SHOWN])
    return Panel(
        heading="May be told twice",
        rows=tuple(
            PanelRow(
                f"{names[pair.first].name} and {names[pair.second].name}",
                address_of(pair),
                say_likely(pair.probability),
            )
            for pair in found[:MOST_SHOWN]
        ),
        nothing="",
        more="All pairs to decide",
        more_address=reverse("duplicates:pairs"),
    )
