"""Invitations: sent by e-mail, accepted once, within a fortnight."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.actions.people import add_user
from sightline.service.accounts.days import say_day
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.accounts.policy import MAY_INVITE, role_of
from sightline.service.accounts.secrets_kept import hash_of
from sightline.service.audit import actions as audit
from sightline.service.pages.mail import absolute, send_after_commit

HOLDS_FOR = timedelta(days=14)
PRESSED_TWICE = timedelta(minutes=1)  # a second press of the button sends no second mail
OVER = (
    "This invitation was used already, was cancelled or is older than 14 days. "
    "Ask whoever invited you to send it again."
)
HAS_SIGN_IN = "There is a sign-in for this address already. Sign in to accept the invitation."

# Rooms above add what else comes with accepting, such as belonging to an organisation. Each is
# called inside the transaction that accepts; the invitation's accepted_at says when.
ON_JOIN: list[Callable[[Invitation, User], None]] = []


@transaction.atomic
def invite(
    *, email: str, role: Role, by: User | None, now: datetime, message: str = "", name: str = ""
) -> Invitation:
    """Invite somebody by e-mail. An open invitation to the same address is sent again, renewed.

    A partner may invite partners: that it is to an organisation which they lead is for the caller
    to check. Raises NotAllowed, BadInput, or Conflict if they are already invited as another role,
    or have a sign-in that is kept out.
    """
    if by is not None and role not in MAY_INVITE.get(role_of(by), ()):
        raise NotAllowed(f"Your sign-in does not cover inviting somebody as {role}.")
    audit.hold_chain()
    invitation = _open_one(email.strip().lower(), role=role, now=now)
    if now - invitation.sent_at < PRESSED_TWICE and invitation.invited_by == by:
        return invitation
    token = secrets.token_urlsafe(32)
    invitation.name = name.strip() or invitation.name
    invitation.token_hash, invitation.invited_by = hash_of(token), by
    invitation.sent_at, invitation.expires_at = now, now + HOLDS_FOR
    try:
        invitation.full_clean()
    except ValidationError as wrong:
        raise BadInput(" ".join(wrong.messages)) from wrong
    renewed = not invitation._state.adding
    invitation.save()
    kind = "invitation renewed" if renewed else "invitation sent"
    audit.record(kind, about=invitation, by=by, at=now, after=_content(invitation))
    _send(invitation, token=token, message=message)
    return invitation


def _open_one(email: str, *, role: Role, now: datetime) -> Invitation:
    """The open invitation to an address, or a new one that is not saved yet."""
    if User.objects.filter(email=email, is_active=False).exists():
        raise Conflict(
            f"{email} has a sign-in that is kept out. An administrator can let them in again."
        )
    found = Invitation.objects.filter(email=email, accepted_at=None, cancelled_at=None).first()
    if found is not None and found.role != role and found.expires_at > now:
        raise Conflict(f"{email} is invited as {found.role} already. Cancel that invitation first.")
    if found is None:
        return Invitation(email=email, role=role, sent_at=datetime.min.replace(tzinfo=now.tzinfo))
    found.role = role
    return found


def _send(invitation: Invitation, *, token: str, message: str) -> None:
    sender = str(invitation.invited_by) if invitation.invited_by else "Your partnership"
    parts = [
        f"{sender} invites you to Sightline, where partners who work together to prevent serious "
        "violence keep their activities on one register.",
        message.strip(),
        f"To accept, open this address:\n{absolute(reverse('accounts:join', args=[token]))}",
        f"It holds until {say_day(invitation.expires_at)} and works once. "
        "If you did not expect this, you need do nothing.",
    ]
    send_after_commit(
        to=invitation.email,
        subject=f"{sender} invites you to Sightline",
        text="\n\n".join(part for part in parts if part) + "\n",
    )


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, now: datetime) -> User:
    """Give whoever was invited a sign-in. Raises BadInput, or Conflict if it cannot be used."""
    audit.hold_chain()
    invitation = _usable(token, now)
    if User.objects.filter(email=invitation.email).exists():
        raise Conflict(HAS_SIGN_IN)
    try:
        validate_password(password, User(email=invitation.email, name=name))
    except ValidationError as wrong:
        raise BadInput("password: " + " ".join(wrong.messages)) from wrong
    user = add_user(
        email=invitation.email,
        name=name,
        role=Role(invitation.role),
        password=password,
        by=invitation.invited_by,
        now=now,
    )
    _join(invitation, user, now)
    return user


@transaction.atomic
def accept_invitation_as(*, token: str, user: User, now: datetime) -> None:
    """Accept for a sign-in that there is already. NotAllowed if it was sent to another address."""
    audit.hold_chain()
    invitation = _usable(token, now)
    if invitation.email != user.email:
        raise NotAllowed("This invitation was sent to another address.")
    if invitation.role != user.role:
        raise Conflict(
            f"Your sign-in is that of {user.role}, and the invitation is for {invitation.role}. "
            "Ask an administrator of your service, who can change it."
        )
    _join(invitation, user, now)


@transaction.atomic
def cancel_invitation(*, invitation_id: UUID, by: User | None, now: datetime) -> None:
    """Make an open invitation useless. Cancelling one twice changes nothing."""
    audit.hold_chain()
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound("There is no invitation with that number.")
    if by is not None and invitation.role not in MAY_INVITE.get(role_of(by), ()):
        raise NotAllowed("Your sign-in does not cover this invitation.")
    if invitation.accepted_at:
        raise Conflict(f"{invitation.email} accepted this invitation already.")
    if invitation.cancelled_at:
        return
    invitation.cancelled_at = now
    invitation.save(update_fields=["cancelled_at"])
    audit.record(
        "invitation cancelled", about=invitation, by=by, at=now, before=_content(invitation)
    )


def _usable(token: str, now: datetime) -> Invitation:
    """The invitation with that secret, if it can still be accepted; else Conflict."""
    found = Invitation.objects.select_for_update().filter(
        token_hash=hash_of(token), accepted_at=None, cancelled_at=None, expires_at__gt=now
    )
    invitation = found.first()
    if invitation is None:
        raise Conflict(OVER)
    return invitation


def _join(invitation: Invitation, user: User, now: datetime) -> None:
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    after = {**_content(invitation), "user": user.pk}
    audit.record("invitation accepted", about=invitation, by=user, at=now, after=after)
    for also in ON_JOIN:
        also(invitation, user)


def _content(invitation: Invitation) -> dict[str, Any]:
    return {"email": invitation.email, "role": invitation.role}
