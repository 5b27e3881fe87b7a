"""What the form of a source begins with, and what it offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.exchange.vocabulary import count_policies, read_vocabularies
from sightline.service.need.models import DataRelease
from sightline.service.partners.models import Organisation
from sightline.service.sources.models import Source
from sightline.service.sources.sight import known_source

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class EditPage:
    """A form for a source, new or known."""

    title: str
    address: str
    initial: dict[str, Any]


def edit_page(*, source_id: UUID | None) -> EditPage:
    """What the form begins with: the source as it is, or nothing."""
    if source_id is None:
        return EditPage("Enter a source", reverse("sources:sources"), {})
    source = known_source(source_id)
    names = [each.attname for each in Source._meta.concrete_fields if each.attname != "id"]
    initial = {name: getattr(source, name) for name in names}
    return EditPage(source.title, reverse("sources:source", args=[source.pk]), initial)


def form_choices() -> dict[str, Choices]:
    """What there is to choose from, by the name of the field."""
    policies = count_policies(read_vocabularies())
    organisations = Organisation.objects.filter(merged_into=None).values_list("pk", "name")
    return {
        "form": list(Source.Form.choices),
        "seen_by": list(Source.SeenBy.choices),
        "count_policy": [(code, f"{each.name}") for code, each in policies.items()],
        "organisation_id": [("", "—"), *((str(key), name) for key, name in organisations)],
        "release_key": [("", "—"), *DataRelease.What.choices],
    }
