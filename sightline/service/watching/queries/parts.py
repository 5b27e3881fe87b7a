"""The part of an activity's page with which it is watched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sightline.service.accounts.policy import may_open
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordPart
from sightline.service.watching.models import Watch, WatchKind


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
    query = urlencode({"kind": "organisation", "target": str(record.organisation_id)})
    page = WatchPart(
        target=str(record.pk),
        stop_address=reverse("watching:stop", args=[kept.pk]) if kept else "",
        organisation=record.organisation.name,
        organisation_address=f"{reverse('watching:add')}?{query}",
    )
    return RecordPart("watching/part.html", page)
