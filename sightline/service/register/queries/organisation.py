"""One organisation: what it does, where, and when it last confirmed that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.partners import queries as partners
from sightline.service.register.models import Activity
from sightline.service.register.queries.asked import Asked
from sightline.service.register.queries.listing import ListedActivity, districts, listed
from sightline.service.register.queries.matching import find_matches
from sightline.service.register.queries.record import Fact, place_names, say_served
from sightline.service.register.queries.words import say_confirmed, say_date

MOST_SHOWN = 50  # activities; the list has the rest


@dataclass(frozen=True)
class OrganisationPage:
    """An organisation, ready to print."""

    name: str
    facts: tuple[Fact, ...]
    items: tuple[ListedActivity, ...]
    found: str
    list_address: str


def organisation_page(*, viewer: Any, organisation_id: UUID, today: date) -> OrganisationPage:
    """One organisation and its activities as the viewer may see them, or NotFound."""
    found = partners.organisation_facts(organisation_id)
    asked = Asked(organisations=(str(found.id),), order="unconfirmed")
    ids = find_matches(asked, today=today).ids
    confirmed = Activity.objects.on_register().filter(organisation_id=found.id)
    days = [day for day in confirmed.values_list("confirmed_on", flat=True) if day]
    return OrganisationPage(
        name=found.name,
        facts=(
            Fact("Kind", found.kind or NOT_SUPPLIED),
            Fact("Covers", _say_covers(found.covers)),
            Fact("In the partnership", _say_lasting(found)),
            Fact("Activities on the register", f"{len(ids):,}"),
            Fact("Last confirmed anything", say_confirmed(max(days, default=None), today)),
        ),
        items=listed(ids[:MOST_SHOWN], partners.voice_of(viewer), districts(), today),
        found=f"{min(len(ids), MOST_SHOWN):,} of {len(ids):,}, not confirmed for longest first",
        list_address=asked.address(),
    )


def _say_covers(codes: tuple[str, ...]) -> str:
    if codes == (partners.ALL,):
        return "the whole county"
    return say_served(codes, place_names()) if codes else NOT_SUPPLIED


def _say_lasting(found: partners.OrganisationFacts) -> str:
    if found.ends_on:
        return f"until {say_date(found.ends_on)}"
    return f"since {say_date(found.starts_on)}" if found.starts_on else NOT_SUPPLIED
