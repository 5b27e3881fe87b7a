"""Invitations that cannot be accepted: whoever sends one is answered as always.

Whether an address has a sign-in, and of what kind, is its owner's business and that of those who
run sign-ins. A lead who could find out by inviting would have a list of who works for the unit. So
the page says that the invitation was sent, it waits among the others, and the mail alone says why
it cannot be accepted.
"""

from __future__ import annotations

from datetime import datetime

from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.pages.mail import send_after_commit
from sightline.service.partners.models import Organisation


def why_not(email: str, *, now: datetime) -> str:
    """Why nobody of that address can join an organisation as things are; empty if they can."""
    user = User.objects.filter(email=email).first()
    if user is not None and not user.is_active:
        return "Your sign-in to Sightline is kept out. An administrator can let you in again."
    if user is not None and user.role != Role.PARTNER:
        return f"Your sign-in to Sightline is that of {user.role}, and only partners can join one."
    invited = Invitation.objects.filter(
        email=email, accepted_at=None, cancelled_at=None, expires_at__gt=now
    ).exclude(role=Role.PARTNER)
    other = invited.first()
    if other is not None:
        return f"You are invited to Sightline as {other.role}, and only partners can join one."
    return ""


def tell_them(email: str, why: str, *, organisation: Organisation, by: User) -> None:
    """Tell the owner of an address who asked, and why they cannot say yes."""
    send_after_commit(
        to=email,
        subject=f"{by} asks you to join {organisation}",
        text=f"{by} asks you to join {organisation} in Sightline.\n\n{why}\n\nIf you do work for "
        f"{organisation} now, tell your violence and vulnerability unit, which can change that. "
        f"{by} was not told why. If you did not expect this, you need do nothing.\n",
    )
