"""The records that should be confirmed, how each stands, and the people who are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.utils.timezone import localdate, make_aware

from sightline.analysis.freshness import Freshness, Standing, freshness_of, grace_of, latest_day
from sightline.analysis.provision import CONFIRM_EVERY_MONTHS, Status
from sightline.service.accounts.models import Role, User
from sightline.service.freshness.models import Owner
from sightline.service.partners.models import MemberRole, Membership
from sightline.service.register.models import Activities, Activity

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


def with_urgency(found: Activities, *, today: date) -> Activities:
    """Those to be confirmed, each with its `urgency`, the place of its step in URGENCY.

    As `freshness_of` has it, but worked out in the database, which so counts and sorts many
    thousands without handing them over.
    """
    confirmable = to_confirm(found).order_by()
    said = confirmable.values_list("confirm_every_months", flat=True).distinct()
    steps = [step for months in said for step in _steps(months, today)]
    up_to_date = Value(URGENCY[Standing.UP_TO_DATE])
    urgency = Case(*steps, default=up_to_date, output_field=IntegerField())
    ranked: Activities = confirmable.annotate(urgency=urgency)
    return ranked


def _steps(every_months: int | None, today: date) -> Iterator[When]:
    """When a record of that interval is at each step, the most pressing first."""
    months = CONFIRM_EVERY_MONTHS if every_months is None else every_months
    overdue, long_overdue = grace_of(months)
    late = ((Standing.LONG_OVERDUE, long_overdue), (Standing.OVERDUE, overdue), (Standing.DUE, 0))
    for step, days in late:
        upto = today - timedelta(days=days)
        never = Q(confirmed_on=None)
        if step is not Standing.DUE:  # one never confirmed is due from the first
            midnight = make_aware(datetime.combine(upto + timedelta(days=1), time.min))
            never &= Q(added_at__lt=midnight)
        stands = never | Q(confirmed_on__lte=latest_day(upto, months))
        said = Q(confirm_every_months=every_months)
        yield When(said & stands, then=Value(URGENCY[step]))


IS_DUE = Q(urgency__lt=URGENCY[Standing.UP_TO_DATE])
IN_TIME = Q(confirmed_on__isnull=False, urgency__gte=URGENCY[Standing.DUE])


def stands(standing: Standing) -> Q:
    """Those with an urgency that stand so; one never confirmed stands as that alone."""
    if standing is Standing.NEVER:
        return Q(confirmed_on=None)
    return Q(confirmed_on__isnull=False, urgency=URGENCY[standing])


@dataclass(frozen=True)
class Counted:
    """How many records are to be confirmed; of them, how many are due, and not in time."""

    records: int
    due: int
    late: int


def count_among(found: Activities, *, today: date) -> Counted:
    """How the activities stand, counted in one question to the database."""
    ranked: Any = with_urgency(found, today=today)
    late = Count("id", filter=~IN_TIME)
    counts = ranked.aggregate(records=Count("id"), due=Count("id", filter=IS_DUE), late=late)
    return Counted(**counts)


def due_among(found: Activities, *, today: date, first: int, upto: int) -> list[KeptRecord]:
    """The records that are due from one place to another, the most pressing first, then by name."""
    ranked: Any = with_urgency(found, today=today)
    due = ranked.filter(IS_DUE)
    return list(_records(due.order_by("urgency", Lower("name"), "id")[first:upto], today))


def records_among(found: Activities, *, today: date) -> list[KeptRecord]:
    """The records to be confirmed among those activities, the most pressing first."""
    return sorted(_records(to_confirm(found), today), key=lambda record: record.urgency)


def _records(found: Activities, today: date) -> Iterator[KeptRecord]:
    rows = found.values_list(
        "id", "name", "organisation_id", "organisation__name", "version", "confirmed_on",
        "confirm_every_months", "added_at",
    )  # fmt: skip
    known: dict[tuple[date | None, int | None, date | None], Freshness] = {}
    for key, name, organisation_id, organisation, version, confirmed_on, every, added_at in rows:
        added_on = localdate(added_at) if confirmed_on is None else None
        declared = (confirmed_on, every, added_on)  # thousands of records share a few of these
        if declared not in known:
            known[declared] = freshness_of(
                confirmed_on=confirmed_on, every_months=every, today=today, added_on=added_on
            )
        fresh = known[declared]
        yield KeptRecord(key, name, organisation_id, organisation, version, confirmed_on, fresh)


def asked_of(found: Activities, user: Any) -> Activities:
    """Those of which one of an organisation's people is asked: theirs, and those of nobody's.

    As `People.asked` has it: an owner who no longer belongs to the organisation is nobody.
    """
    belongs = Membership.objects.filter(
        user=OuterRef("user"), organisation=OuterRef("activity__organisation")
    )
    others = Owner.objects.filter(
        Exists(belongs), activity=OuterRef("pk"), user__is_active=True,
        user__role=Role.PARTNER.value,
    ).exclude(user=user)  # fmt: skip
    asked: Activities = found.filter(~Exists(others))
    return asked


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
        return self.asked_about(record.id, record.organisation_id)

    def asked_about(self, record_id: UUID, organisation_id: UUID) -> Asked:
        """Who is asked about a record of an organisation, known by their keys."""
        members = self.members.get(organisation_id, [])
        everyone = tuple(user for user, _ in members)
        owner = self.owners.get(record_id)
        owner = owner if owner in everyone else None
        leads = tuple(user for user, is_lead in members if is_lead)
        return Asked(owner, everyone if owner is None else (owner,), leads)


def looked_after_by(record: Activity) -> tuple[User, ...]:
    """The people who are asked about one record."""
    people = People.of([record.organisation_id])
    return people.asked_about(record.pk, record.organisation_id).people
