"""The people who sign in, as those who run sign-ins see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from sightline.errors import NotFound
from sightline.service.accounts.days import say_day
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.accounts.policy import MAY_INVITE, may_open, role_of
from sightline.service.accounts.queries.own import BELONGS_TO
from sightline.service.audit.queries import PastEvent, history_of
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.pages.queries import Link

A_PAGE = 50
HEADINGS = tuple(
    {"text": text, "numeric": False}
    for text in ("Name", "E-mail address", "Role", "Last signed in", "Second factor", "Sign-in")
)


@dataclass(frozen=True)
class Asked:
    """Which people are wanted."""

    words: str = ""
    role: str = ""
    page: int = 1


@dataclass(frozen=True)
class Cell:
    """One cell of a table."""

    text: str
    address: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that waits."""

    id: UUID
    text: str
    note: str
    may_cancel: bool


@dataclass(frozen=True)
class PeoplePage:
    """Everybody with a sign-in, and whoever is invited."""

    found: str
    headings: tuple[dict[str, Any], ...]
    rows: tuple[tuple[Cell, ...], ...]
    pages: Pages | None
    invitations: tuple[OpenInvitation, ...]
    invite_address: str


@dataclass(frozen=True)
class PastLine:
    """One thing that was done to a sign-in."""

    text: str
    note: str


@dataclass(frozen=True)
class PersonPage:
    """One person."""

    id: UUID
    name: str
    email: str
    role: str
    active: bool
    second_factor: bool
    rows: tuple[dict[str, str], ...]
    belongs_to: tuple[Link, ...]
    version: int
    may_change: bool  # the viewer may, and it is not the viewer themselves
    history: tuple[PastLine, ...]


def people_page(*, viewer: Any, asked: Asked, now: datetime) -> PeoplePage:
    """The people that were asked for, by name."""
    found = User.objects.filter(_matches(asked)).order_by("name", "email")
    count = found.count()
    last = max(1, -(-count // A_PAGE))
    here = min(max(asked.page, 1), last)
    shown = found[(here - 1) * A_PAGE : here * A_PAGE]
    return PeoplePage(
        found=f"{count:,} {'person' if count == 1 else 'people'}",
        headings=HEADINGS,
        rows=tuple(_row(user) for user in shown),
        pages=make_pages(here=here, last=last, address=lambda page: _address(asked, page)),
        invitations=tuple(_open_invitations(viewer, now)),
        invite_address=reverse("accounts:invite"),
    )


def person_page(*, viewer: Any, user_id: UUID) -> PersonPage:
    """One person, and what was done to their sign-in."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is nobody with that number here.")
    facts = {
        "E-mail address": user.email,
        "Role": user.role,
        "Sign-in": _say_standing(user),
        "Last signed in": say_day(user.last_login) or "never",
        "Second factor": _say_second_factor(user),
        "Here since": say_day(user.joined_at),
    }
    return PersonPage(
        id=user.pk,
        name=user.name,
        email=user.email,
        role=user.role,
        active=user.is_active,
        second_factor=user.second_factor_at is not None,
        rows=tuple({"key": key, "value": value} for key, value in facts.items()),
        belongs_to=tuple(link for ask in BELONGS_TO for link in ask(user)),
        version=user.version,
        may_change=may_open(viewer, "accounts:change_role") and user.pk != viewer.pk,
        history=tuple(_say(past) for past in history_of(user)),
    )


def roles_to_invite(viewer: Any) -> tuple[Role, ...]:
    """As what this viewer may invite somebody."""
    return MAY_INVITE.get(role_of(viewer), ())


def _matches(asked: Asked) -> Q:
    chosen = Q(role=asked.role) if asked.role else Q()
    for word in asked.words.split():
        chosen &= Q(name__icontains=word) | Q(email__icontains=word)
    return chosen


def _row(user: User) -> tuple[Cell, ...]:
    return (
        Cell(user.name, reverse("accounts:person", args=[user.pk])),
        Cell(user.email),
        Cell(user.role),
        Cell(say_day(user.last_login) or "never"),
        Cell("yes" if user.second_factor_at else "no"),
        Cell(_say_standing(user)),
    )


def _address(asked: Asked, page: int) -> str:
    given = {"q": asked.words, "role": asked.role, "page": str(page)}
    return "?" + urlencode({key: value for key, value in given.items() if value})


def _open_invitations(viewer: Any, now: datetime) -> Iterable[OpenInvitation]:
    waiting = Invitation.objects.filter(accepted_at=None, cancelled_at=None)
    for invitation in waiting.select_related("invited_by").order_by("-sent_at"):
        over = invitation.expires_at <= now
        sender = invitation.invited_by or "Sightline"
        yield OpenInvitation(
            id=invitation.pk,
            text=f"{invitation.email}, as {invitation.role}",
            note=f"Invited by {sender} on {say_day(invitation.sent_at)}. "
            + (f"Ran out on {say_day(invitation.expires_at)}; invite them again." if over else "")
            + ("" if over else f"Holds until {say_day(invitation.expires_at)}."),
            may_cancel=Role(invitation.role) in roles_to_invite(viewer),
        )


def _say_standing(user: User) -> str:
    return "works" if user.is_active else "kept out"


def _say_second_factor(user: User) -> str:
    return f"since {say_day(user.second_factor_at)}" if user.second_factor_at else "none"


def _say(past: PastEvent) -> PastLine:
    changed = ""
    if past.kind == "role changed":
        changed = f" from {past.before['role']} to {past.after['role']}"
    reason = f" Reason: {past.reason}" if past.reason else ""
    return PastLine(f"{past.kind}{changed}", f"{say_day(past.at)}, by {past.by}.{reason}")
