"""Who belongs to an organisation, who was asked to, and its teams; and how to leave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotFound
from sightline.service.accounts.models import Invitation
from sightline.service.partners.finding import kept_organisation
from sightline.service.partners.marks import mark_of, member_facts, team_facts
from sightline.service.partners.models import (
    InvitedMembership,
    MemberRole,
    Membership,
    Organisation,
    Team,
    leading,
)
from sightline.service.partners.queries.editing import BothVersions
from sightline.service.partners.queries.words import say_day
from sightline.service.partners.voices import lead_of, voice_of

ROLE_WORDS = {MemberRole.EDITOR.value: "Editor", MemberRole.LEAD.value: "Lead"}


@dataclass(frozen=True)
class ListedMember:
    """Somebody who belongs to an organisation."""

    name: str
    email: str
    role: str
    teams: str
    since: str
    is_viewer: bool
    change_address: str
    remove_address: str


@dataclass(frozen=True)
class ListedInvitation:
    """Somebody who was asked to join and has not yet."""

    email: str
    role: str
    sent: str


@dataclass(frozen=True)
class ListedTeam:
    """A team, and how many are in it."""

    name: str
    people: str
    change_address: str
    remove_address: str


@dataclass(frozen=True)
class PeoplePage:
    """The people and the teams of an organisation."""

    name: str
    address: str
    members: tuple[ListedMember, ...]
    invited: tuple[ListedInvitation, ...]
    teams: tuple[ListedTeam, ...]
    invite_address: str
    withdraw_address: str
    add_team_address: str
    leave_address: str  # empty for whoever does not belong to it
    no_lead: str


@dataclass(frozen=True)
class MemberPage:
    """The form about one person, or of an invitation, or of a team: where it belongs."""

    heading: str
    name: str  # of the organisation
    address: str
    people_address: str
    conflict: tuple[BothVersions, ...] = ()  # where somebody else changed it meanwhile


@dataclass(frozen=True)
class LeavePage:
    """What leaving means, and who could lead it then."""

    name: str
    address: str
    is_last_lead: bool


def people_page(*, viewer: Any, organisation_id: UUID) -> PeoplePage:
    """Everybody who belongs to an organisation, for whoever leads it."""
    found = lead_of(viewer, organisation_id)

    def to(route: str, *keys: UUID) -> str:
        return reverse(f"partners:{route}", args=[found.pk, *keys])

    members = found.members.select_related("user").prefetch_related("teams")
    waiting = Invitation.objects.filter(accepted_at=None, cancelled_at=None)
    over = Invitation.objects.exclude(pk__in=waiting.values("pk")).values("pk")
    belongs = any(member.user_id == viewer.pk for member in members)
    return PeoplePage(
        name=found.name,
        address=reverse("register:organisation", args=[found.pk]),
        members=tuple(
            ListedMember(
                name=each.user.name,
                email=each.user.email,
                role=_say_role(each),
                teams="; ".join(team.name for team in each.teams.all()),
                since=say_day(localtime(each.joined_at).date()),
                is_viewer=each.user_id == viewer.pk,
                change_address=to("member", each.user_id),
                remove_address=to("remove_member", each.user_id),
            )
            for each in sorted(members, key=lambda each: each.user.name.casefold())
        ),
        invited=tuple(
            ListedInvitation(
                each.email, ROLE_WORDS[each.role], say_day(localtime(each.invited_at).date())
            )
            for each in found.invited.exclude(invitation_id__in=over)
        ),
        teams=tuple(_team(each, to("team", each.pk), to("remove_team", each.pk))
                    for each in found.teams.all()),
        invite_address=to("invite"),
        withdraw_address=to("withdraw"),
        add_team_address=to("team", uuid4()),
        leave_address=to("leave") if belongs else "",
        no_lead=NO_LEAD if members and not any(each.leads for each in members) else "",
    )  # fmt: skip


NO_LEAD = "Nobody leads this organisation. Make somebody its lead, so that they can look after it."


def _say_role(member: Membership) -> str:
    said = ROLE_WORDS[member.role]
    return said if member.can_act else f"{said}, cannot sign in as a partner now"


def _team(team: Team, change_address: str, remove_address: str) -> ListedTeam:
    members = team.members.filter(organisation_id=team.organisation_id)
    names = members.order_by("user__name").values_list("user__name", flat=True)
    people = "; ".join(names) or "nobody yet"
    return ListedTeam(team.name, people, change_address, remove_address)


def people_choices(*, viewer: Any, organisation_id: UUID) -> dict[str, str]:
    """The people of an organisation by their key, for whoever leads it."""
    found = lead_of(viewer, organisation_id)
    people = found.members.order_by("user__name").values_list("user_id", "user__name")
    return {str(key): name for key, name in people}


def team_choices(*, viewer: Any, organisation_id: UUID) -> dict[str, str]:
    """The teams of an organisation by their key, for whoever leads it."""
    found = lead_of(viewer, organisation_id)
    return {str(team.pk): team.name for team in found.teams.all()}


def kept_member(*, viewer: Any, organisation_id: UUID, user_id: UUID) -> dict[str, Any]:
    """The part somebody has in an organisation, their teams, and the version of that."""
    facts = member_facts(_member(lead_of(viewer, organisation_id), user_id))
    return {**facts, "version": mark_of(facts)}


def kept_team(*, viewer: Any, organisation_id: UUID, team_id: UUID) -> dict[str, Any]:
    """The name of a team, who is in it and its version; nothing of one that is not there yet."""
    organisation = lead_of(viewer, organisation_id)
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        return {}
    if team.organisation_id != organisation.pk:
        raise NotFound("There is no such team in this organisation.")
    facts = team_facts(team)
    return {**facts, "version": mark_of(facts)}


def invite_page(*, viewer: Any, organisation_id: UUID) -> MemberPage:
    """Where somebody is asked to join."""
    found = lead_of(viewer, organisation_id)
    return _page(found, f"Invite somebody to {found}")


def member_page(
    *,
    viewer: Any,
    organisation_id: UUID,
    user_id: UUID,
    typed: Mapping[str, Any] | None = None,
) -> MemberPage:
    """Where somebody is given another part. typed: by somebody who saw an older version."""
    found = lead_of(viewer, organisation_id)
    kept = kept_member(viewer=viewer, organisation_id=organisation_id, user_id=user_id)
    teams = team_choices(viewer=viewer, organisation_id=organisation_id)
    said = {"role": ("What they do", ROLE_WORDS), "teams": ("Teams", teams)}
    heading = f"{_member(found, user_id).user.name} of {found}"
    return _page(found, heading, _both(kept, typed, said))


def team_page(
    *,
    viewer: Any,
    organisation_id: UUID,
    team_id: UUID,
    typed: Mapping[str, Any] | None = None,
) -> MemberPage:
    """Where a team is made or changed. typed: by somebody who saw an older version."""
    kept = kept_team(viewer=viewer, organisation_id=organisation_id, team_id=team_id)
    found = lead_of(viewer, organisation_id)
    people = people_choices(viewer=viewer, organisation_id=organisation_id)
    said = {"name": ("Name of the team", {}), "people": ("Who is in it", people)}
    heading = f"Team {kept['name']}" if kept else f"Add a team of {found}"
    return _page(found, heading, _both(kept, typed, said))


def _both(
    kept: Mapping[str, Any],
    typed: Mapping[str, Any] | None,
    said: Mapping[str, tuple[str, Mapping[str, str]]],
) -> tuple[BothVersions, ...]:
    """The facts that are other than somebody typed; said: how each and its values are called."""

    def words(value: str | Sequence[str], names: Mapping[str, str]) -> str:
        values = [value] if isinstance(value, str) else value
        called = sorted(names.get(str(each), str(each)) for each in values)
        return "; ".join(called) or NOT_SUPPLIED

    return tuple(
        BothVersions(name, "", words(kept[fact], names), words(typed[fact], names))
        for fact, (name, names) in said.items()
        if typed is not None and kept and typed[fact] != kept[fact]
    )


def invited_to(invitation: Invitation) -> list[str]:
    """The organisations that whoever accepts an invitation will belong to, by name."""
    waiting = InvitedMembership.objects.filter(invitation_id=invitation.pk)
    keys = waiting.values_list("organisation_id", flat=True)
    return sorted({kept_organisation(key).name for key in keys})


def way_back(*, viewer: Any, organisation_id: UUID) -> str:
    """Where whoever changed somebody's part goes on: to the people, if they still lead them."""
    leads = voice_of(viewer).leads(organisation_id)
    route = "partners:people" if leads else "register:organisation"
    return reverse(route, args=[organisation_id])


def leave_page(*, viewer: Any, organisation_id: UUID) -> LeavePage:
    """What leaving means to somebody who belongs to it; NotFound for anybody else."""
    found = kept_organisation(organisation_id)
    member = _member(found, viewer.pk)
    others = found.members.filter(leading()).exclude(pk=member.pk)
    return LeavePage(
        name=found.name,
        address=reverse("register:organisation", args=[found.pk]),
        is_last_lead=member.role == MemberRole.LEAD and not others.exists(),
    )


def colleagues(*, viewer: Any, organisation_id: UUID) -> dict[str, str]:
    """Everybody else who could lead an organisation of the viewer's, by their key."""
    found = kept_organisation(organisation_id)
    _member(found, viewer.pk)
    others = found.members.select_related("user").exclude(user_id=viewer.pk)
    return {
        str(each.user_id): each.user.name for each in others.order_by("user__name") if each.can_act
    }


def _member(found: Organisation, user_id: UUID) -> Membership:
    member = found.members.filter(user_id=user_id).select_related("user").first()
    if member is None:
        raise NotFound("Nobody of that number belongs to this organisation.")
    return member


def _page(found: Organisation, heading: str, conflict: tuple[BothVersions, ...] = ()) -> MemberPage:
    return MemberPage(
        heading=heading,
        name=found.name,
        address=reverse("register:organisation", args=[found.pk]),
        people_address=reverse("partners:people", args=[found.pk]),
        conflict=conflict,
    )
