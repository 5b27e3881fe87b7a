"""Somebody's own account: who they are here, and how they sign in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt
from django.conf import settings

from sightline.service.accounts.days import say_day
from sightline.service.accounts.models import User
from sightline.service.accounts.policy import WRITERS, role_of
from sightline.service.accounts.second_factor import address_for_app, picture_of
from sightline.service.pages.queries import Link

# The room of partners says what somebody belongs to; an address may be empty.
BELONGS_TO: list[Callable[[Any], Sequence[Link]]] = []


@dataclass(frozen=True)
class AccountPage:
    """Somebody's own account."""

    email: str
    role: str
    belongs_to: tuple[Link, ...]
    second_factor: bool
    second_factor_since: str
    codes_left: int
    wanted: bool  # the second factor is, of somebody with this role
    demonstration: bool


@dataclass(frozen=True)
class SetUpPage:
    """What an app must be told to make codes."""

    picture: str  # an address that shows it
    secret: str  # in groups of four letters, to be typed
    address: str
    wanted: bool
    demonstration: bool


@dataclass(frozen=True)
class CodesPage:
    """The recovery codes that are left."""

    codes: tuple[str, ...]


def account_page(*, viewer: User) -> AccountPage:
    """Your own account."""
    since = viewer.second_factor_at
    return AccountPage(
        email=viewer.email,
        role=viewer.role,
        belongs_to=tuple(link for ask in BELONGS_TO for link in ask(viewer)),
        second_factor=since is not None,
        second_factor_since=say_day(since),
        codes_left=len(recovery_codes_page(viewer=viewer).codes),
        wanted=wants_second_factor(viewer),
        demonstration=settings.IN_DEMO,
    )


def set_up_page(*, viewer: User, secret: str) -> SetUpPage:
    """The way to bind an app to a sign-in."""
    address = address_for_app(viewer, secret)
    return SetUpPage(
        picture=picture_of(address),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        address=address,
        wanted=wants_second_factor(viewer),
        demonstration=settings.IN_DEMO,
    )


def recovery_codes_page(*, viewer: User) -> CodesPage:
    """The recovery codes that were not used yet, in two groups of four figures."""
    kept = Authenticator.objects.filter(
        user_id=viewer.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    if kept is None or not decrypt(kept.data["seed"]):
        return CodesPage(())
    left = RecoveryCodes(kept).get_unused_codes()
    return CodesPage(tuple(f"{code[:4]} {code[4:]}" for code in left))


def wants_second_factor(user: Any) -> bool:
    """Whether somebody must have a second factor: whose role may change what is held."""
    return bool(settings.SECOND_FACTOR_WANTED) and role_of(user) in WRITERS


def lacks_second_factor(user: Any) -> bool:
    """Whether somebody must have a second factor and has none."""
    return wants_second_factor(user) and user.second_factor_at is None
