"""Who looks after a record, and who could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.errors import NotFound
from sightline.service.freshness.models import Owner
from sightline.service.freshness.standing import People
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordLink, visible_to


@dataclass(frozen=True)
class OwnerPage:
    """The choice of who looks after a record. people: key and name of each."""

    name: str
    organisation: str
    address: str
    chosen: str
    people: tuple[tuple[str, str], ...]
    lack: str


def owner_page(*, viewer: Any, activity_id: UUID) -> OwnerPage:
    """Who may look after a record that the viewer may change, or NotFound."""
    record = visible_to(viewer).select_related("organisation").filter(pk=activity_id).first()
    if record is None:
        raise NotFound("There is no activity with that number on the register.")
    members = People.of([record.organisation_id]).members.get(record.organisation_id, [])
    owner = Owner.objects.filter(activity=record).first()
    people = tuple((str(user.pk), user.name) for user, _ in members)
    chosen = str(owner.user_id) if owner else ""
    return OwnerPage(
        name=record.name,
        organisation=record.organisation.name,
        address=reverse("register:activity", args=[record.pk]),
        chosen=chosen if chosen in dict(people) else "",
        people=people,
        lack="" if people else "Nobody who signs in belongs to this organisation yet.",
    )


def record_link(viewer: Any, record: Activity) -> RecordLink | None:
    """Who looks after a record and the way to change that, on its page, for those who may."""
    if record.withdrawn_at or not voice_of(viewer).speaks_for(record.organisation_id):
        return None
    owner = Owner.objects.select_related("user").filter(activity=record).first()
    words = f"Looked after by {owner.user.name}: change" if owner else "Say who looks after this"
    return RecordLink(words, reverse("freshness:owner", args=[record.pk]))
