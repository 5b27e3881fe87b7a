"""Second factors: set up, checked, renewed, taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.db import transaction

from sightline.errors import BadInput, Conflict
from sightline.service.accounts.actions.people import lock_user
from sightline.service.accounts.days import say_day
from sightline.service.accounts.models import User
from sightline.service.accounts.second_factor import matching_counter
from sightline.service.audit import actions as audit
from sightline.service.pages.mail import send_after_commit

WRONG_CODE = (
    "The code is not right. Enter the six figures that your app shows now, or wait for the next."
)


@transaction.atomic
def set_up_second_factor(*, user: User, secret: str, code: str, now: datetime) -> User:
    """Bind an app to a sign-in, with ten recovery codes. BadInput if the code is not the app's."""
    kept = _lock(user)
    if kept.second_factor_at:
        raise Conflict("There is a second factor already. Take it away before you set up another.")
    counter = matching_counter(secret, code, now=now)
    if counter is None:
        raise BadInput(WRONG_CODE)
    factor = TOTP.activate(kept, secret).instance
    factor.data["last_counter"] = counter  # the code just given is used up
    factor.save(update_fields=["data"])
    RecoveryCodes.activate(kept)
    _changed(kept, at=now, now=now, kind="second factor set up", by=kept)
    return kept


@transaction.atomic
def renew_recovery_codes(*, user: User, now: datetime) -> User:
    """Make ten new recovery codes; those of before are useless."""
    kept = _lock(user)
    if not kept.second_factor_at:
        raise Conflict("There is no second factor. Set one up first.")
    _factors(kept).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(kept)
    _changed(kept, at=kept.second_factor_at, now=now, kind="recovery codes renewed", by=kept)
    return kept


@transaction.atomic
def remove_second_factor(*, user: User, now: datetime) -> User:
    """Take somebody's own second factor away, as before they change to another telephone."""
    kept = _lock(user)
    _factors(kept).delete()
    _changed(kept, at=None, now=now, kind="second factor taken away", by=kept)
    return kept


@transaction.atomic
def reset_second_factor(
    *, user_id: UUID, version: int, by: User, now: datetime, reason: str
) -> None:
    """Take away the second factor of somebody who lost it, so that they can set up another."""
    user = lock_user(user_id, version=version, by=by)
    _factors(user).delete()
    _changed(user, at=None, now=now, kind="second factor reset", by=by, reason=reason)


@transaction.atomic
def reset_second_factor_from_the_server(*, email: str, now: datetime, reason: str) -> None:
    """The same by whoever runs the service, where the only administrator lost theirs."""
    audit.hold_chain()
    user = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    if user is None:
        raise BadInput(f"{email}: found no sign-in with this address. Check its spelling.")
    _factors(user).delete()
    _changed(user, at=None, now=now, kind="second factor reset", by=None, reason=reason)


@transaction.atomic
def check_second_factor(*, user: User, code: str, now: datetime) -> bool:
    """Whether this is a code of their app that was not used yet, or an unused recovery code.

    Either is used up by it, in the same transaction, whichever worker process is asked.
    """
    audit.hold_chain()
    for factor in _factors(user).select_for_update().order_by("-type"):
        if factor.type == Authenticator.Type.TOTP and _use_code(factor, code, now=now):
            return True
        if factor.type == Authenticator.Type.RECOVERY_CODES and _use_recovery_code(
            factor, code, user=user, now=now
        ):
            return True
    return False


def _use_code(factor: Authenticator, code: str, *, now: datetime) -> bool:
    secret, last = decrypt(factor.data["secret"]), factor.data["last_counter"]
    counter = matching_counter(secret, code, now=now, after=last)
    if counter is None:
        return False
    factor.data["last_counter"], factor.last_used_at = counter, now
    factor.save(update_fields=["data", "last_used_at"])
    return True


def _use_recovery_code(factor: Authenticator, code: str, *, user: User, now: datetime) -> bool:
    codes = RecoveryCodes(factor)
    if not decrypt(factor.data["seed"]) or not codes.validate_code(code):
        return False
    left = len(codes.get_unused_codes())
    audit.record("recovery code used", about=user, by=user, at=now, after={"left": left})
    send_after_commit(
        to=user.email,
        subject="A recovery code of your Sightline sign-in was used",
        text=(
            f"Somebody signed in with your password and a recovery code; {left} are left. "
            "If it was not you, change your password now, and tell your violence and "
            "vulnerability unit.\n"
        ),
    )
    return True


def _lock(user: User) -> User:
    audit.hold_chain()
    return User.objects.select_for_update().get(pk=user.pk)


def _factors(user: User) -> Any:
    return Authenticator.objects.filter(user_id=user.pk)


def _changed(
    user: User, *, at: datetime | None, now: datetime, kind: str, by: User | None, reason: str = ""
) -> None:
    """Say when the second factor is from, end the sessions, note it, and tell the owner."""
    user.second_factor_at = at
    user.version += 1
    user.save(update_fields=["second_factor_at", "version"])
    audit.record(kind, about=user, by=by, at=now, reason=reason)
    send_after_commit(
        to=user.email,
        subject=f"Your Sightline sign-in: {kind}",
        text=(
            f"{kind[0].upper()}{kind[1:]}, on {say_day(now)}. "
            "If you know nothing of it, tell your violence and vulnerability unit at once.\n"
        ),
    )
