"""The records that should be confirmed, how each stands, and the people who are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate

from sightline.analysis.freshness import Freshness, Standing, freshness_of
from sightline.analysis.provision import Status
from sightline.service.accounts.models import Role, User
from sightline.service.freshness.models import Owner
from sightline.service.partners.models import MemberRole, Membership
from sightline.service.register.models import Activities

# How pressing a record is, the most pressing first.
URGENCY = {
    step: rank
    for rank, step in enumerate(
        (Standing.LONG_OVERDUE, Standing.OVERDUE, Standing.DUE, Standing.UP_TO_DATE)
    )
}


@dataclass(frozen=True)
class KeptRecord:
    """A record that should be confirmed, and how it stands."""

    id: UUID
    name: str
    organisation_id: UUID
    organisation: str
    version: int
    confirmed_on: date | None
    freshness: Freshness

    @property
    def is_due(self) -> bool:
        """Whether somebody should look at it now."""
        return self.freshness.step is not Standing.UP_TO_DATE

    @property
    def urgency(self) -> tuple[int, str, str]:
        """What puts the most pressing first, then by name."""
        return (URGENCY[self.freshness.step], self.name.casefold(), str(self.id))


def to_confirm(found: Activities) -> Activities:
    """Those of the activities that need confirming; what has ended stays as it is."""
    confirmable: Activities = found.exclude(status=Status.ENDED.value)
    return confirmable


def records_among(found: Activities, *, today: date) -> list[KeptRecord]:
    """The records to be confirmed among those activities, the most pressing first."""
    rows = to_confirm(found).values_list(
        "id", "name", "organisation_id", "organisation__name", "version", "confirmed_on",
        "confirm_every_months", "added_at",
    )  # fmt: skip
    known: dict[tuple[date | None, int | None, date | None], Freshness] = {}
    records = []
    for key, name, organisation_id, organisation, version, confirmed_on, every, added_at in rows:
        added_on = localdate(added_at) if confirmed_on is None else None
        declared = (confirmed_on, every, added_on)  # thousands of records share a few of these
        if declared not in known:
            known[declared] = freshness_of(
                confirmed_on=confirmed_on, every_months=every, today=today, added_on=added_on
            )
        fresh = known[declared]
        records.append(
            KeptRecord(key, name, organisation_id, organisation, version, confirmed_on, fresh)
        )
    return sorted(records, key=lambda record: record.urgency)


@dataclass(frozen=True)
class Asked:
    """The people who are asked about a record. owner: the one who looks after it, if anybody."""

    owner: User | None
    people: tuple[User, ...]  # the owner alone, or all who speak for the organisation
    leads: tuple[User, ...]


@dataclass
class People:
    """Who speaks for which organisation, and who looks after which record; read once."""

    members: dict[UUID, list[tuple[User, bool]]] = field(default_factory=dict)
    owners: dict[UUID, User] = field(default_factory=dict)

    @classmethod
    def of(cls, organisations: Iterable[UUID] | None = None) -> People:
        """The people of those organisations, or of all."""
        people = cls()
        members = Membership.objects.select_related("user").order_by("user__name", "user_id")
        owners = Owner.objects.select_related("user")
        if organisations is not None:
            wanted = list(organisations)
            members = members.filter(organisation__in=wanted)
            owners = owners.filter(activity__organisation__in=wanted)
        for member in members.filter(user__is_active=True, user__role=Role.PARTNER.value):
            told = people.members.setdefault(member.organisation_id, [])
            told.append((member.user, member.role == MemberRole.LEAD))
        people.owners = {owner.activity_id: owner.user for owner in owners}
        return people

    def asked(self, record: KeptRecord) -> Asked:
        """Who is asked about a record: its owner while they belong, or else all who may say."""
        members = self.members.get(record.organisation_id, [])
        everyone = tuple(user for user, _ in members)
        owner = self.owners.get(record.id)
        owner = owner if owner in everyone else None
        leads = tuple(user for user, is_lead in members if is_lead)
        return Asked(owner, everyone if owner is None else (owner,), leads)
