"""The register as analysis reads it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Sum
from django.urls import reverse

from sightline.analysis import provision
from sightline.service.partners.queries import partners_version
from sightline.service.register.models import Activity
from sightline.service.register.queries.sight import visible_to


def provision_activities(keys: Collection[UUID] | None = None) -> list[provision.Activity]:
    """The activities on the register with exact places, by organisation and reference.

    keys: of the records wanted; None for all. `reference` is the key of the record, which is
    unique, as text; the page of an activity is found by it. Exact places are for analysis alone,
    which hides sensitive sites in its tables and calls no record by its name that an organisation
    keeps to itself. Every record counts.
    """
    records = Activity.objects.on_register().whole()
    if keys is not None:
        records = records.filter(pk__in=keys)
    found = [(record.facts(), record.pk) for record in records]
    found.sort(key=lambda each: (each[0].organisation, each[0].reference))  # alike everywhere
    return [replace(facts, reference=str(key)) for facts, key in found]


@dataclass(frozen=True)
class NamedActivity:
    """An activity by the name that somebody may know, and where its page is."""

    name: str
    organisation: str
    address: str


def activity_names(keys: Collection[UUID], *, viewer: Any) -> dict[str, NamedActivity]:
    """By key as text: the names of those of the activities that the viewer may see."""
    rows = visible_to(viewer).filter(pk__in=keys).values_list("id", "name", "organisation__name")
    return {
        str(key): NamedActivity(name, organisation, reverse("register:activity", args=[key]))
        for key, name, organisation in rows
    }


def register_version() -> str:
    """A text that changes with any change to the register or to who covers what.

    Versions of records only ever grow, and no record is ever deleted.
    """
    found = Activity.objects.aggregate(
        count=Count("id"), versions=Sum("version"), changed_at=Max("changed_at")
    )
    changed = f"{found['changed_at']:%Y%m%d%H%M%S%f}" if found["changed_at"] else "never"
    return f"{found['count']}.{found['versions'] or 0}.{changed}/{partners_version()}"
