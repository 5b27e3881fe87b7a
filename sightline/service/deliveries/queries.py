"""When an activity was held and how many came, as far as the viewer may know."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotFound
from sightline.service.deliveries.models import AGE_GROUPS, Delivery
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordPart, find_record, visible_to
from sightline.service.register.queries.sight import looks_in
from sightline.service.register.queries.words import say_date

MOST_SHOWN = 100  # newest first; the counts are of all


@dataclass(frozen=True)
class HeldOn:
    """One delivery in words."""

    held_on: str
    place: str
    people: str
    groups: str
    change_address: str


@dataclass(frozen=True)
class DeliveriesPart:
    """A short account for the page of an activity."""

    said: str
    note: str
    address: str


@dataclass(frozen=True)
class DeliveriesPage:
    """Every delivery of one activity, for those who may add to them."""

    name: str
    address: str
    said: str
    items: tuple[HeldOn, ...]
    entry_key: str
    restricted: tuple[UUID, ...]  # the activity, where its hidden place is shown to an outsider


@dataclass(frozen=True)
class DeliveryPage:
    """One delivery to be corrected."""

    name: str
    address: str
    held_on: str
    version: int
    remove_address: str
    initial: dict[str, Any]
    restricted: tuple[UUID, ...]  # the activity, where its hidden place is shown to an outsider


def owner_of(viewer: Any, delivery_id: UUID) -> UUID | None:
    """The organisation that a delivery belongs to; None if the viewer sees no such activity."""
    found = Delivery.objects.filter(pk=delivery_id, activity__in=visible_to(viewer))
    return found.values_list("activity__organisation_id", flat=True).first()


def deliveries_part(viewer: Any, record: Activity) -> RecordPart | None:
    """How often an activity was held and how many came, on its page; nothing for the public."""
    voice = voice_of(viewer)
    if not (voice.everyone or voice.in_partnership):
        return None
    is_own = voice.speaks_for(record.organisation_id)
    deliveries = list(_held(record))
    address = reverse("deliveries:deliveries", args=[record.pk]) if is_own else ""
    note = _NOTE if deliveries and is_own else ""
    page = DeliveriesPart(_say(deliveries, is_own=is_own), note, address)
    return RecordPart("deliveries/part.html", page)


def deliveries_page(*, viewer: Any, activity_id: UUID) -> DeliveriesPage:
    """The deliveries of an activity and a form for one more, for its own and the unit."""
    record = find_record(viewer=viewer, activity_id=activity_id)
    deliveries = list(_held(record))
    shown = deliveries[:MOST_SHOWN]
    return DeliveriesPage(
        name=record.name,
        address=reverse("register:activity", args=[record.pk]),
        said=_say(deliveries, is_own=True),
        items=tuple(_item(each) for each in shown),
        entry_key=str(uuid.uuid4()),
        restricted=_looked_into(viewer, record, shown),
    )


def delivery_page(*, viewer: Any, delivery_id: UUID) -> DeliveryPage:
    """One delivery, or NotFound."""
    found = Delivery.objects.select_related("activity").filter(
        pk=delivery_id, removed_at=None, activity__in=visible_to(viewer)
    )
    delivery = found.first()
    if delivery is None:
        raise NotFound("There is no delivery with that number.")
    groups = {group_field(group): delivery.groups.get(group) for group in AGE_GROUPS}
    return DeliveryPage(
        name=delivery.activity.name,
        address=reverse("deliveries:deliveries", args=[delivery.activity_id]),
        held_on=say_date(delivery.held_on),
        version=delivery.version,
        remove_address=reverse("deliveries:remove", args=[delivery.pk]),
        initial={
            "held_on": delivery.held_on,
            "place": delivery.place,
            "people": delivery.people,
            "version": delivery.version,
            **groups,
        },
        restricted=_looked_into(viewer, delivery.activity, [delivery]),
    )


def _looked_into(viewer: Any, record: Activity, shown: Iterable[Delivery]) -> tuple[UUID, ...]:
    """The activity, where a shown delivery tells somebody outside where a hidden site is."""
    tells = record.sensitive_site and any(each.place for each in shown)
    return (record.pk,) if tells and looks_in(voice_of(viewer), record) else ()


def group_field(group: str) -> str:
    """The name of a form's field for an age group.

    >>> group_field("10 to 13")
    'people_10_to_13'
    """
    return f"people_{group.replace(' ', '_')}"


_NOTE = "Attendances, not different people: somebody who came twice is in it twice."


def _held(record: Activity) -> Any:
    return record.deliveries.filter(removed_at=None)


def _item(delivery: Delivery) -> HeldOn:
    groups = "; ".join(f"{group}: {delivery.groups[group]}" for group in AGE_GROUPS
                       if group in delivery.groups)  # fmt: skip
    return HeldOn(
        held_on=say_date(delivery.held_on),
        place=delivery.place or NOT_SUPPLIED,
        people=NOT_SUPPLIED if delivery.people is None else f"{delivery.people:,}",
        groups=groups or NOT_SUPPLIED,
        change_address=reverse("deliveries:delivery", args=[delivery.pk]),
    )


def _say(deliveries: list[Delivery], *, is_own: bool) -> str:
    """How often, and for its own organisation and the unit how many.

    Others get no running total: yesterday's taken from today's would be the few who came today.
    """
    if not deliveries:
        return "No delivery has been recorded. It may have been held all the same."
    times = f"Held {len(deliveries):,} time{'' if len(deliveries) == 1 else 's'}"
    days = f"{times}, last on {say_date(deliveries[0].held_on)}."
    if not is_own:
        return f"{days} How many came is told to its organisation and the unit."
    told = [each.people for each in deliveries if each.people is not None]
    if not told:
        return f"{days} Attendance: {NOT_SUPPLIED}."
    missing = len(deliveries) - len(told)
    silent = f", {missing:,} of them without a count" if missing else ""
    return f"{days} Attendance in all{silent}: {sum(told):,}."
