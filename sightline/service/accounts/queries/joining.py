"""What whoever was invited sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sightline.service.accounts.days import say_day
from sightline.service.accounts.models import Invitation, User
from sightline.service.accounts.secrets_kept import hash_of

# Rooms above say what else an invitation is to, such as an organisation, by name.
INVITED_TO: list[Callable[[Invitation], Sequence[str]]] = []


@dataclass(frozen=True)
class JoinPage:
    """An invitation, opened by whoever has its address."""

    email: str
    name: str
    invited_by: str
    role: str
    joins: tuple[str, ...]  # what they will belong to
    has_sign_in: bool
    for_another: bool  # somebody else is signed in
    until: str


def join_page(*, token: str, viewer: Any, now: datetime) -> JoinPage | None:
    """The invitation, or None if it was used, was cancelled, has run out, or never was."""
    found = Invitation.objects.filter(
        token_hash=hash_of(token), accepted_at=None, cancelled_at=None, expires_at__gt=now
    )
    invitation = found.select_related("invited_by").first()
    if invitation is None:
        return None
    return JoinPage(
        email=invitation.email,
        name=invitation.name,
        invited_by=str(invitation.invited_by or "Your partnership"),
        role=invitation.role,
        joins=tuple(name for ask in INVITED_TO for name in ask(invitation)),
        has_sign_in=User.objects.filter(email=invitation.email).exists(),
        for_another=viewer.is_authenticated and viewer.email != invitation.email,
        until=say_day(invitation.expires_at),
    )
