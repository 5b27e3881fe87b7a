"""What is read of partners: who covers where, and for whom somebody may speak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pandas as pd
from django.db.models import Count, Q, Sum
from django.utils import timezone

from sightline.analysis.provision import Visibility
from sightline.errors import NotFound
from sightline.exchange.partners import PartnerRow, partner_areas
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import PARTNERSHIP, Relation, role_of
from sightline.service.partners.models import MemberRole, Membership, Organisation
from sightline.service.partners.names import plain
from sightline.service.places import queries as places

ALL = "all"


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known of an organisation. covers: codes, ("all",), or nothing if not supplied."""

    id: UUID
    name: str
    kind: str
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
    """One organisation, or NotFound."""
    found = Organisation.objects.prefetch_related("covered").filter(pk=organisation_id).first()
    if found is None:
        raise NotFound("There is no organisation with that number here.")
    return _facts(found)


def organisation_names() -> dict[UUID, str]:
    """The name of every organisation, in the order of names."""
    return dict(Organisation.objects.order_by("name").values_list("id", "name"))


def organisations_of(user: Any) -> dict[UUID, str]:
    """The organisations that somebody belongs to, by name."""
    if not user.is_authenticated:
        return {}
    mine = Membership.objects.filter(user_id=user.pk).order_by("organisation__name")
    return dict(mine.values_list("organisation_id", "organisation__name"))


@dataclass(frozen=True)
class Voice:
    """What somebody may see, and for which organisations they may speak: all, or their own."""

    everyone: bool
    organisations: frozenset[UUID] = frozenset()
    in_partnership: bool = True  # they see what the partnership keeps to itself

    def speaks_for(self, organisation_id: UUID) -> bool:
        """Whether they may change what that organisation says, and see what only it sees."""
        return self.everyone or organisation_id in self.organisations

    def sees(self, visibility: str, organisation_id: UUID) -> bool:
        """Whether they see a thing of that organisation that is so visible."""
        if self.speaks_for(organisation_id) or visibility == Visibility.PUBLIC:
            return True
        return visibility == Visibility.PARTNERSHIP and self.in_partnership

    def within(self) -> Q:
        """The same as `sees`, of rows with a visibility and an organisation."""
        if self.everyone:
            return Q()
        public = [Visibility.PUBLIC.value]
        shown = [*public, Visibility.PARTNERSHIP.value] if self.in_partnership else public
        return Q(visibility__in=shown) | Q(organisation__in=self.organisations)


def voice_of(user: Any) -> Voice:
    """The unit speaks for everyone, a partner for its own organisations, others for nobody."""
    role = role_of(user)
    if role is Role.UNIT:
        return Voice(everyone=True)
    own = frozenset(organisations_of(user)) if role is Role.PARTNER else frozenset()
    return Voice(everyone=False, organisations=own, in_partnership=role in PARTNERSHIP)


def relation_to(user: Any, organisation_id: UUID) -> Relation:
    """How somebody stands to an organisation."""
    if role_of(user) is not Role.PARTNER:
        return Relation.ANY
    mine = Membership.objects.filter(user_id=user.pk, organisation_id=organisation_id).first()
    if mine is None:
        return Relation.ANY
    return Relation.LEAD if mine.role == MemberRole.LEAD else Relation.OWN


def not_spoken_for(user: Any, names: Iterable[str]) -> list[str]:
    """Those of the names of organisations for which somebody may not speak, in order."""
    voice = voice_of(user)
    if voice.everyone:
        return []
    mine = {plain(name) for key, name in organisation_names().items() if voice.speaks_for(key)}
    return sorted({name for name in names if plain(name) not in mine})


def _organisations(on: date) -> list[OrganisationFacts]:
    begun = Q(starts_on=None) | Q(starts_on__lte=on)
    lasting = Q(ends_on=None) | Q(ends_on__gte=on)
    found = Organisation.objects.filter(begun, lasting).prefetch_related("covered")
    return [_facts(organisation) for organisation in found]


def _facts(found: Organisation) -> OrganisationFacts:
    codes = tuple(covered.code for covered in found.covered.all())
    return OrganisationFacts(
        id=found.pk,
        name=found.name,
        kind=found.kind,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        covers=(ALL,) if found.covers_all else codes,
    )
