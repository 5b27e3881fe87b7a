"""The register as analysis reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Count, Max, Sum

from sightline.analysis import provision
from sightline.service.partners.queries import partners_version, voice_of
from sightline.service.register.models import Activity


def provision_activities() -> list[provision.Activity]:
    """Every activity on the register with its exact places, by organisation and reference.

    `reference` is the key of the record, which is unique, as text; the page of an activity is
    found by it. Exact places are for analysis: pages show what `hidden_places` leaves.
    """
    found = [(record.facts(), record.pk) for record in Activity.objects.on_register().whole()]
    found.sort(key=lambda each: (each[0].organisation, each[0].reference))  # alike everywhere
    return [replace(facts, reference=str(key)) for facts, key in found]


def register_version() -> str:
    """A text that changes with any change to the register or to who covers what.

    Versions of records only ever grow, and no record is ever deleted.
    """
    found = Activity.objects.aggregate(
        count=Count("id"), versions=Sum("version"), changed_at=Max("changed_at")
    )
    changed = f"{found['changed_at']:%Y%m%d%H%M%S%f}" if found["changed_at"] else "never"
    return f"{found['count']}.{found['versions'] or 0}.{changed}/{partners_version()}"


def hidden_places(viewer: Any) -> frozenset[str]:
    """Keys of the activities whose place this viewer may not know beyond its district."""
    voice = voice_of(viewer)
    rows = Activity.objects.filter(sensitive_site=True).values_list("pk", "organisation_id")
    return frozenset(str(key) for key, owner in rows if not voice.speaks_for(owner))
