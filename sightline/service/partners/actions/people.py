"""Who belongs to an organisation: invited, joined, given another part, removed, gone by themselves.

Whoever leaves has left with their next request: what somebody may do is asked anew each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from sightline.errors import BadInput, Conflict, NotFound
from sightline.service.accounts.actions import PRESSED_TWICE, cancel_invitation, invite
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.audit import actions as audit
from sightline.service.pages.mail import absolute, send_after_commit
from sightline.service.partners.actions.editing import StaleEdit
from sightline.service.partners.actions.held_back import tell_them, why_not
from sightline.service.partners.finding import kept_organisation, keys_of
from sightline.service.partners.marks import mark_of, member_facts
from sightline.service.partners.models import (
    InvitedMembership,
    MemberRole,
    Membership,
    Organisation,
    Team,
    leading,
)
from sightline.service.partners.voices import lead_of

LONG_AGO = datetime.min.replace(tzinfo=UTC)
NOT_A_MEMBER = "Nobody of that number belongs to this organisation. They may have left already."


class LastLead(Conflict):
    """Nobody else leads the organisation, so somebody has to be told before this one goes."""


@transaction.atomic
def join_organisation(
    *,
    user: User,
    organisation: Organisation,
    by: User | None,
    now: datetime,
    role: str = MemberRole.EDITOR.value,
    team: Team | None = None,
) -> Membership:
    """Let a partner speak for an organisation, or lead it; nobody's part becomes less by this.

    BadInput if the user is not a partner.
    """
    if user.role != Role.PARTNER:
        raise BadInput(
            f"{user.email}: found the role {user.role}, wanted partner. Only partners belong to "
            "organisations; the unit may speak for all of them."
        )
    organisation = kept_organisation(organisation.pk)
    membership, new = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"joined_at": now, "role": role}
    )
    raised = not new and role == MemberRole.LEAD != membership.role
    if raised:
        membership.role = role
        membership.save(update_fields=["role"])
    if team is not None and team.organisation_id == organisation.pk:
        membership.teams.add(team)
    if new or raised:
        after = {"user": user.email, "organisation": organisation.name, "role": role}
        kind = "member joined" if new else "member changed"
        audit.record(kind, about=organisation, by=by, at=now, after=after)
    return membership


@transaction.atomic
def invite_member(
    *,
    organisation_id: UUID,
    email: str,
    role: str,
    by: User,
    now: datetime,
    name: str = "",
    team_id: UUID | None = None,
) -> None:
    """Ask somebody by e-mail to join an organisation, whether they have a sign-in yet or not.

    Asking the same person again sends the invitation anew, and changes what they will be. A lead
    is not told if that person's sign-in is of another kind: the mail tells them, see `held_back`.
    """
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    email = _address(email)
    waiting = organisation.invited.filter(email=email).first()
    if waiting is None:
        waiting = InvitedMembership(email=email, organisation=organisation, invited_at=LONG_AGO)
    _check_can_join(organisation, email, by=by)
    why = why_not(email, now=now) if by.role == Role.PARTNER else ""
    if why:
        _hold_back(waiting, why, by=by, now=now)
    else:
        message = f"{by} asks you to join {organisation}."
        sent = invite(email=email, role=Role.PARTNER, by=by, now=now, message=message, name=name)
        waiting.invitation_id, waiting.invited_at = sent.id, sent.sent_at
    waiting.role = role
    waiting.team = organisation.teams.filter(pk=team_id).first() if team_id else None
    waiting.save()
    after = {"user": email, "organisation": organisation.name, "role": role}
    audit.record("member invited", about=organisation, by=by, at=now, after=after)


def _hold_back(waiting: InvitedMembership, why: str, *, by: User, now: datetime) -> None:
    """Ask nobody, under the number of an invitation that there is not; its owner is told why."""
    if now - waiting.invited_at >= PRESSED_TWICE:
        tell_them(waiting.email, why, organisation=waiting.organisation, by=by)
        waiting.invited_at = now
    waiting.invitation_id = uuid4()


def _check_can_join(organisation: Organisation, email: str, *, by: User) -> None:
    """Those who belong already are not invited; the unit is told of other sign-ins too."""
    user = User.objects.filter(email=email).first()
    if user is not None and organisation.members.filter(user=user).exists():
        raise Conflict(f"{email} belongs to {organisation} already.")
    if user is not None and user.role != Role.PARTNER != by.role:
        raise BadInput(
            f"e-mail: found {email}, whose sign-in is not a partner's, wanted somebody who works "
            "for a partner. Ask the unit if they have moved to your organisation."
        )


def join_invited(invitation: Invitation, user: User) -> None:
    """Make whoever accepted an invitation a member of every organisation that asked with it.

    The room of accounts calls it in the transaction in which somebody accepts. What an invitation
    promised that was cancelled is forgotten.
    """
    waiting = InvitedMembership.objects.filter(invitation_id=invitation.pk)
    if user.role == Role.PARTNER and invitation.accepted_at is not None:
        for each in waiting.select_related("organisation", "team"):
            join_organisation(
                user=user,
                organisation=each.organisation,
                by=user,
                now=invitation.accepted_at,
                role=each.role,
                team=each.team,
            )
    InvitedMembership.objects.filter(email=user.email).delete()


@transaction.atomic
def withdraw_invitation(*, organisation_id: UUID, email: str, by: User, now: datetime) -> None:
    """Take an invitation back; its link is useless from then on, unless others sent it too."""
    audit.hold_chain()
    organisation, email = lead_of(by, organisation_id), _address(email)
    waiting = organisation.invited.filter(email=email).first()
    if waiting is None:
        return
    before = {"user": email, "organisation": organisation.name, "role": waiting.role}
    keys = keys_of(organisation)
    InvitedMembership.objects.filter(email=email, organisation_id__in=keys).delete()
    invitation_id = waiting.invitation_id
    still_open = Invitation.objects.filter(pk=invitation_id, accepted_at=None).exists()
    others = InvitedMembership.objects.filter(invitation_id=invitation_id)
    if still_open and not others.exists():
        cancel_invitation(invitation_id=invitation_id, by=by, now=now)
    audit.record("invitation withdrawn", about=organisation, by=by, at=now, before=before)


@transaction.atomic
def change_member(
    *,
    organisation_id: UUID,
    user_id: UUID,
    role: str,
    team_ids: Iterable[UUID],
    version: str,
    by: User,
    now: datetime,
) -> None:
    """Give somebody another part in an organisation, and say which teams they are in.

    version: the mark of the part that was looked at; StaleEdit if somebody changed it since. The
    same again does nothing.
    """
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    member = _member(organisation, user_id)
    before, kept = _content(member), member_facts(member)
    teams = organisation.teams.filter(pk__in=list(team_ids))
    if {"role": role, "teams": sorted(str(team.pk) for team in teams)} == kept:
        return
    if mark_of(kept) != version:
        raise StaleEdit(f"What {member.user} does was changed by somebody else in the meantime.")
    if member.role == MemberRole.LEAD and role != MemberRole.LEAD and by.role == Role.PARTNER:
        _check_another_leads(member)
    member.role = role
    member.save(update_fields=["role"])
    member.teams.set(teams)
    audit.record(
        "member changed",
        about=organisation, by=by, at=now, before=before, after=_content(member),
    )  # fmt: skip


@transaction.atomic
def remove_member(*, organisation_id: UUID, user_id: UUID, by: User, now: datetime) -> None:
    """Take somebody out of an organisation; whoever is out already stays out."""
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    if user_id == by.pk:
        raise BadInput("You cannot remove yourself. Leave the organisation instead.")
    member = organisation.members.filter(user_id=user_id).first()
    if member is not None:
        _take_out(member, "member removed", by=by, now=now)


@transaction.atomic
def leave_organisation(
    *,
    organisation_id: UUID,
    by: User,
    now: datetime,
    next_lead_id: UUID | None = None,
    tell_unit: bool = False,
) -> None:
    """Leave an organisation that one belongs to.

    next_lead_id: of the person who leads it from now on. LastLead if nobody else leads it and
    neither is somebody named nor the unit to be told.
    """
    audit.hold_chain()
    organisation = kept_organisation(organisation_id)
    member = organisation.members.filter(user_id=by.pk).first()
    if member is None:
        raise NotFound(NOT_A_MEMBER)
    if next_lead_id is not None:
        _name_lead(_member(organisation, next_lead_id), by=by, now=now)
    elif member.role == MemberRole.LEAD and not tell_unit:
        _check_another_leads(member)
    _take_out(member, "member left", by=by, now=now)
    if member.role == MemberRole.LEAD and not organisation.members.filter(leading()).exists():
        _tell_unit(organisation, by)


def other_leads(member: Membership) -> bool:
    """Whether somebody else leads the same organisation, and can."""
    leads = Membership.objects.filter(leading(), organisation=member.organisation)
    return leads.exclude(pk=member.pk).exists()


def _check_another_leads(member: Membership) -> None:
    if not other_leads(member):
        raise LastLead(
            f"{member.user} is the last who leads {member.organisation}. Name somebody else who "
            "leads it first, or let the unit know."
        )


def _name_lead(member: Membership, *, by: User, now: datetime) -> None:
    if member.user_id == by.pk:
        raise BadInput("Somebody else has to lead it: choose another person.")
    if not member.can_act:
        raise BadInput(f"{member.user} can no longer sign in as a partner. Choose another person.")
    before = _content(member)
    member.role = MemberRole.LEAD.value
    member.save(update_fields=["role"])
    audit.record(
        "member changed",
        about=member.organisation, by=by, at=now, before=before, after=_content(member),
    )  # fmt: skip


def _take_out(member: Membership, kind: str, *, by: User, now: datetime) -> None:
    """Out of it and of what was merged into it: undoing the merger lets nobody in again."""
    before, organisation = _content(member), member.organisation
    Membership.objects.filter(
        user_id=member.user_id, organisation_id__in=keys_of(organisation)
    ).delete()
    audit.record(kind, about=organisation, by=by, at=now, before=before)


def _member(organisation: Organisation, user_id: UUID) -> Membership:
    found = organisation.members.filter(user_id=user_id).first()
    if found is None:
        raise NotFound(NOT_A_MEMBER)
    return found


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise BadInput(
            f"e-mail: found {address[:80]!r}, wanted an address such as name@example.org."
        ) from wrong
    return address


def _content(member: Membership) -> dict[str, Any]:
    teams = member.teams.order_by("name").values_list("name", flat=True)
    return {"user": member.user.email, "role": member.role, "teams": list(teams)}


def _tell_unit(organisation: Organisation, left: User) -> None:
    address = absolute(reverse("partners:people", args=[organisation.pk]))
    for unit in User.objects.filter(role=Role.UNIT, is_active=True):
        send_after_commit(
            to=unit.email,
            subject=f"Nobody leads {organisation} now",
            text=f"{left} has left {organisation} and was the last who led it. Ask it who leads "
            f"it from now on, and say so here:\n\n{address}\n",
        )
