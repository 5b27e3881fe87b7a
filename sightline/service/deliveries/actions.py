"""Deliveries recorded, corrected and removed, each with its audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.deliveries.models import AGE_GROUPS, Delivery
from sightline.service.partners.queries import voice_of
from sightline.service.register.actions import own_record

__all__ = ["AGE_GROUPS", "Held", "correct_delivery", "record_delivery", "remove_delivery"]


@dataclass(frozen=True)
class Held:
    """What is said of one delivery. groups: people by age group, those that are known."""

    held_on: date
    place: str = ""
    people: int | None = None
    groups: Mapping[str, int] | None = None


@transaction.atomic
def record_delivery(
    *, activity_id: UUID, held: Held, entry_key: UUID, by: User, now: datetime, today: date
) -> UUID:
    """Record that an activity was held; its key. The same form sent twice records it once."""
    audit.hold_chain()
    activity = own_record(activity_id, by=by)
    _check(held, today)
    known = Delivery.objects.filter(entry_key=entry_key).first()
    if known is not None:
        if known.activity_id != activity.pk:
            raise BadInput("The form belongs to another activity. Open the page again.")
        return known.pk
    delivery = Delivery(activity=activity, entry_key=entry_key)
    _fill(delivery, held)
    delivery.save(force_insert=True)
    audit.record("delivery recorded", about=delivery, by=by, at=now, after=delivery.content())
    return delivery.pk


@transaction.atomic
def correct_delivery(
    *, delivery_id: UUID, held: Held, version: int, by: User, now: datetime, today: date
) -> None:
    """Correct what was said of a delivery; Conflict if somebody else did so in the meantime."""
    audit.hold_chain()
    delivery = _own(delivery_id, version, by=by)
    _check(held, today)
    before = delivery.content()
    _fill(delivery, held)
    _save(delivery)
    audit.record(
        "delivery corrected", about=delivery, by=by, at=now, before=before, after=delivery.content()
    )


@transaction.atomic
def remove_delivery(*, delivery_id: UUID, version: int, by: User, now: datetime) -> None:
    """Take a delivery out of every count; its history stays."""
    audit.hold_chain()
    delivery = _own(delivery_id, version, by=by)
    before = delivery.content()
    delivery.removed_at = now
    _save(delivery)
    audit.record(
        "delivery removed", about=delivery, by=by, at=now, before=before, after=delivery.content()
    )


def _own(delivery_id: UUID, version: int, *, by: User) -> Delivery:
    found = Delivery.objects.select_related("activity").filter(pk=delivery_id, removed_at=None)
    delivery = found.first()
    if delivery is None:
        raise NotFound("There is no delivery with that number.")
    if not voice_of(by).speaks_for(delivery.activity.organisation_id):
        raise NotAllowed("Only the organisation itself and the unit may do that.")
    if delivery.version != version:
        raise Conflict("Somebody changed this delivery after you opened it. Look at it once more.")
    return delivery


def _check(held: Held, today: date) -> None:
    if held.held_on > today:
        raise BadInput(
            f"held on: found {held.held_on:%d/%m/%Y}, which is still to come, wanted a day up to "
            "today. Record it once it was held."
        )
    groups = held.groups or {}
    if set(groups) - set(AGE_GROUPS):
        raise BadInput(f"age groups: found {set(groups) - set(AGE_GROUPS)}, wanted known groups.")
    total = sum(groups.values())
    if held.people is not None and total > held.people:
        raise BadInput(
            f"people by age: found {total} together, wanted at most the {held.people} who came. "
            "Correct one of the numbers."
        )


def _fill(delivery: Delivery, held: Held) -> None:
    delivery.held_on, delivery.place, delivery.people = held.held_on, held.place, held.people
    delivery.groups = dict(held.groups or {})


def _save(delivery: Delivery) -> None:
    delivery.version += 1
    delivery.save(force_update=True)
