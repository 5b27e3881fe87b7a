"""Who may see a pair, and who may decide it: by both of its records, never by one alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.evidence.duplicates import Kind
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.duplicates.models import Pair
from sightline.service.partners.models import Organisation
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.models import Activity


def pairs_seen(viewer: Any) -> QuerySet[Pair]:
    """Pairs of which the viewer may see both records; a partner, those with one of their own.

    Of a record that was withdrawn its owner alone sees pairs, as of the record itself.
    """
    voice = voice_of(viewer)
    if voice.everyone:
        return Pair.objects.all()
    own = Q(organisation__in=voice.organisations)
    activities = Activity.objects.filter(voice.within()).filter(Q(withdrawn_at=None) | own)
    both = Q(first__in=activities.values("pk"), second__in=activities.values("pk"))
    organisations = Q(kind=Kind.ORGANISATION.value)
    seen = (Q(kind=Kind.ACTIVITY.value) & both) | (organisations & _in_partnership(voice))
    found = Pair.objects.filter(seen)
    if role_of(viewer) is not Role.PARTNER:
        return found
    mine = Activity.objects.filter(own).values("pk")
    with_own = Q(first__in=mine) | Q(second__in=mine)
    among = list(voice.organisations)
    return found.filter(with_own | Q(first__in=among) | Q(second__in=among))


def _in_partnership(voice: Voice) -> Q:
    """Organisations are known to everybody in the partnership; those merged away to the unit."""
    if not voice.in_partnership:
        return Q(pk__in=[])
    there = Organisation.objects.filter(merged_into=None).values("pk")
    return Q(first__in=there, second__in=there)


def owners_of(pair: Pair) -> dict[UUID, UUID]:
    """The organisation that each of the two records belongs to, by the record's key."""
    if pair.kind == Kind.ORGANISATION:
        return {pair.first: pair.first, pair.second: pair.second}
    found = Activity.objects.filter(pk__in=[pair.first, pair.second])
    return dict(found.values_list("pk", "organisation_id"))


def may_decide(voice: Voice, owners: Mapping[UUID, UUID]) -> bool:
    """The unit decides all pairs; a partner those of which they lead both organisations."""
    return len(owners) == 2 and all(voice.leads(owner) for owner in owners.values())


def owner_for_gate(viewer: Any, pair_id: UUID) -> UUID | None:
    """Of the two organisations of a pair one that the viewer does not lead, if there is any."""
    pair = pairs_seen(viewer).filter(pk=pair_id).first()
    if pair is None:
        return None
    voice = voice_of(viewer)
    return min(
        owners_of(pair).values(), key=lambda owner: (voice.leads(owner), owner), default=None
    )
