"""What other pages offer: a button to watch an activity, links to watch more than one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from sightline.service.accounts.policy import may_open
from sightline.service.partners.queries import Link
from sightline.service.register.models import Activity
from sightline.service.register.queries import Asked, Choice, RecordPart
from sightline.service.watching.models import LONGEST_TARGET, Watch, WatchKind


@dataclass(frozen=True)
class WatchPart:
    """A button to watch this activity, or to stop; and the way to watch all of its organisation."""

    target: str
    stop_address: str  # empty where it is not watched
    organisation: str
    organisation_address: str


def record_part(viewer: Any, record: Activity) -> RecordPart | None:
    """How an activity is watched, for those who may; nothing for others, nor of one withdrawn."""
    if not may_open(viewer, "watching:add") or record.withdrawn_at is not None:
        return None
    kept = Watch.objects.filter(
        user=viewer, kind=WatchKind.RECORD.value, target=str(record.pk)
    ).first()
    page = WatchPart(
        target=str(record.pk),
        stop_address=reverse("watching:stop", args=[kept.pk]) if kept else "",
        organisation=record.organisation.name,
        organisation_address=_address(WatchKind.ORGANISATION, str(record.organisation_id)),
    )
    return RecordPart("watching/part.html", page)


def organisation_link(viewer: Any, organisation_id: UUID) -> Link | None:
    """The way to watch an organisation, from its page."""
    if not may_open(viewer, "watching:add"):
        return None
    return Link("Watch", _address(WatchKind.ORGANISATION, str(organisation_id)))


def list_link(viewer: Any, asked: Asked) -> Choice | None:
    """The way to watch the answers to a question, from the list; none where nothing is asked."""
    query = urlencode(asked.pairs)
    is_too_long = len(query) > LONGEST_TARGET
    if not query or is_too_long or not may_open(viewer, "watching:add"):
        return None
    return Choice("", "Watch this search", address=_address(WatchKind.QUESTION, query))


def _address(kind: WatchKind, target: str) -> str:
    return f"{reverse('watching:add')}?{urlencode({'kind': kind.value, 'target': target})}"
