"""Who looks after a record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.freshness.models import Owner
from sightline.service.freshness.standing import People
from sightline.service.partners.queries import voice_of
from sightline.service.register.queries import visible_to


@transaction.atomic
def name_owner(*, activity_id: UUID, user_id: UUID | None, by: User, now: datetime) -> None:
    """Say who looks after a record: one of its organisation's people, or None for all of them."""
    audit.hold_chain()
    record = visible_to(by).select_related("organisation").filter(pk=activity_id).first()
    if record is None:
        raise NotFound("There is no activity with that number on the register.")
    if not voice_of(by).speaks_for(record.organisation_id):
        raise NotAllowed(f"Only {record.organisation} and the unit may do that.")
    members = People.of([record.organisation_id]).members.get(record.organisation_id, [])
    people = {user.pk: user for user, _ in members}
    if user_id is not None and user_id not in people:
        raise BadInput(f"who looks after it: wanted somebody who belongs to {record.organisation}.")
    kept = Owner.objects.select_related("user").filter(activity=record).first()
    if (kept.user_id if kept else None) == user_id:
        return
    if user_id is None:
        Owner.objects.filter(activity=record).delete()
    else:
        Owner.objects.update_or_create(
            activity=record, defaults={"user_id": user_id, "named_at": now}
        )
    audit.record(
        "looked after by",
        about=record,
        by=by,
        at=now,
        reason=f"now {people[user_id].name if user_id else 'everybody of the organisation'}",
    )
