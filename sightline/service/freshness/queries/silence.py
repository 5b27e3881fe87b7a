"""How much of the register nobody vouches for, as one viewer may know it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from sightline.analysis.freshness import Silence, freshness_of
from sightline.service.freshness.standing import to_confirm
from sightline.service.partners.models import Organisation
from sightline.service.register.queries import visible_to


def expected_partners(today: date) -> dict[UUID, str]:
    """The organisations that are expected to report on a day, by name."""
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    found = Organisation.objects.filter(begun, lasting, merged_into=None).order_by("name", "id")
    return dict(found.values_list("id", "name"))


def reporting(viewer: Any) -> set[UUID]:
    """The organisations with any activity on the register that the viewer may see."""
    return set(visible_to(viewer).order_by().values_list("organisation_id", flat=True).distinct())


def silence_of(viewer: Any, *, today: date) -> Silence:
    """How many records were not confirmed in time, and how many partners have not reported.

    Records are counted in the database by day and interval: a county has far fewer of those.
    """
    days = to_confirm(visible_to(viewer)).order_by()
    counted = days.values_list("confirmed_on", "confirm_every_months").annotate(count=Count("id"))
    records = late = 0
    for confirmed_on, every, count in counted:
        fresh = freshness_of(confirmed_on=confirmed_on, every_months=every, today=today)
        records += count
        late += 0 if fresh.in_time else count
    expected = expected_partners(today)
    return Silence(records, late, len(expected), len(expected.keys() - reporting(viewer)))
