"""For whom somebody may speak, and what they may see: by their role and where they belong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from sightline.analysis.provision import Visibility
from sightline.errors import NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import PARTNERSHIP, Relation, role_of
from sightline.service.pages.once import once
from sightline.service.partners.finding import by_plain_name
from sightline.service.partners.models import Alias, MemberRole, Membership, Organisation
from sightline.service.partners.names import plain


@dataclass(frozen=True)
class Voice:
    """What somebody may see, and for which organisations they may speak: all, or their own."""

    everyone: bool
    organisations: frozenset[UUID] = frozenset()
    in_partnership: bool = True  # they see what the partnership keeps to itself
    led: frozenset[UUID] = frozenset()  # those of their organisations that they lead

    def speaks_for(self, organisation_id: UUID) -> bool:
        """Whether they may change what that organisation says, and see what only it sees."""
        return self.everyone or organisation_id in self.organisations

    def leads(self, organisation_id: UUID) -> bool:
        """Whether they may change its details, and who belongs to it."""
        return self.everyone or organisation_id in self.led

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
    if role is not Role.PARTNER:
        return Voice(everyone=False, in_partnership=role in PARTNERSHIP)
    mine = _memberships(user)
    led = frozenset(key for key, _, said in mine if said == MemberRole.LEAD)
    return Voice(everyone=False, organisations=frozenset(key for key, _, _ in mine), led=led)


def organisations_of(user: Any) -> dict[UUID, str]:
    """The organisations that somebody belongs to, by name."""
    if not user.is_authenticated:
        return {}
    return {key: name for key, name, _ in _memberships(user)}


def relation_to(user: Any, organisation_id: UUID) -> Relation:
    """How somebody stands to an organisation."""
    if role_of(user) is not Role.PARTNER:
        return Relation.ANY
    said = {key: role for key, _, role in _memberships(user)}.get(organisation_id)
    if said is None:
        return Relation.ANY
    return Relation.LEAD if said == MemberRole.LEAD else Relation.OWN


def owner_of(_viewer: Any, organisation_id: UUID) -> UUID | None:
    """The organisation itself, if it is there; so that its pages can be another's thing or own."""
    there = Organisation.objects.filter(pk=organisation_id, merged_into=None).exists()
    return organisation_id if there else None


def not_spoken_for(user: Any, names: Iterable[str]) -> list[str]:
    """Those of the names of organisations for which somebody may not speak, in order."""
    voice = voice_of(user)
    if voice.everyone:
        return []
    known = by_plain_name()
    mine = {name for name, key in known.items() if voice.speaks_for(key)}
    return sorted({name for name in names if plain(name) not in mine})


def names_spoken_for(user: Any) -> list[str]:
    """Every name, an old or a short one too, of the organisations that somebody belongs to."""
    mine = organisations_of(user)
    others = Alias.objects.filter(organisation__in=mine).order_by("plain_name")
    return [*mine.values(), *others.values_list("name", flat=True)]


def lead_of(user: Any, organisation_id: UUID) -> Organisation:
    """An organisation whose details somebody may change.

    NotFound if there is none; NotAllowed if they do not lead it.
    """
    found = Organisation.objects.filter(pk=organisation_id, merged_into=None).first()
    if found is None:
        raise NotFound("There is no organisation with that number here.")
    if not voice_of(user).leads(found.pk):
        raise NotAllowed(f"Only those who lead {found} and the unit may do that.")
    return found


def _memberships(user: Any) -> list[tuple[UUID, str, str]]:
    """Where somebody belongs, by name, and as what: key, name and role.

    Of two organisations that were merged, they belong to the one that was kept.
    """

    def find() -> list[tuple[UUID, str, str]]:
        mine = Membership.objects.filter(user_id=user.pk, organisation__merged_into=None)
        return list(
            mine.order_by("organisation__name").values_list(
                "organisation_id", "organisation__name", "role"
            )
        )

    return once(("memberships", user.pk), find)
