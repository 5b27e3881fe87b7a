"""What other rooms ask of partners: their names, and who covers which areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pandas as pd
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from sightline.exchange.partners import PartnerRow, partner_areas
from sightline.service.partners.details import covers_of
from sightline.service.partners.finding import kept_organisation
from sightline.service.partners.kinds import say_kind
from sightline.service.partners.models import Organisation
from sightline.service.places import queries as places


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known of an organisation. covers: codes, ("all",), or nothing if not supplied."""

    id: UUID
    name: str
    kind: str  # its code, such as vcse; empty if not supplied
    kind_said: str  # in words
    starts_on: date | None
    ends_on: date | None
    covers: tuple[str, ...]


def partners_covering(on: date | None = None) -> pd.DataFrame:
    """organisation (its name), area: the small areas each covers on that day, or today.

    An organisation that has not said what it covers has no row.
    """
    rows = [
        PartnerRow(number, facts.name, facts.kind, facts.covers)
        for number, facts in enumerate(_organisations(on or timezone.localdate()))
    ]
    return partner_areas(rows, places.areas())


def partners_version() -> str:
    """A text that changes with any change to an organisation. Versions only ever grow."""
    found = Organisation.objects.aggregate(count=Count("id"), versions=Sum("version"))
    return f"{found['count']}.{found['versions'] or 0}"


def organisation_facts(organisation_id: UUID) -> OrganisationFacts:
    """One organisation, or the one it was merged into, or NotFound."""
    return _facts(kept_organisation(organisation_id))


def organisation_names() -> dict[UUID, str]:
    """The name of every organisation that was not merged into another, in the order of names."""
    found = Organisation.objects.filter(merged_into=None).order_by("name")
    return dict(found.values_list("id", "name"))


def expected_partners(on: date) -> dict[UUID, str]:
    """The organisations that are expected to report on a day, in the order of names."""
    return dict(_there(on).order_by("name", "id").values_list("id", "name"))


def _organisations(on: date) -> list[OrganisationFacts]:
    return [_facts(organisation) for organisation in _there(on).prefetch_related("covered")]


def _there(on: date) -> QuerySet[Organisation]:
    """Those that have begun, have not ended and were not merged into another."""
    begun = Q(starts_on=None) | Q(starts_on__lte=on)
    lasting = Q(ends_on=None) | Q(ends_on__gte=on)
    return Organisation.objects.filter(begun, lasting, merged_into=None)


def _facts(found: Organisation) -> OrganisationFacts:
    return OrganisationFacts(
        id=found.pk,
        name=found.name,
        kind=found.kind,
        kind_said=say_kind(found.kind, found.kind_words),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        covers=covers_of(found),
    )
