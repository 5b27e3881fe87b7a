"""People: added, their role changed, kept out when they leave, let in again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import ROLES_OF_USERS, Role, User, in_one_line
from sightline.service.audit import actions as audit


@transaction.atomic
def add_user(
    *, email: str, name: str, role: Role, password: str | None, by: User | None, now: datetime
) -> User:
    """Give somebody a sign-in. Raises BadInput or, if the address is taken, Conflict."""
    audit.hold_chain()
    if role not in ROLES_OF_USERS:
        raise BadInput(f"role: found {role}, wanted one of: {', '.join(ROLES_OF_USERS)}.")
    if User.objects.filter(email=email.strip().lower()).exists():
        raise Conflict(f"{email} already has a sign-in.")
    try:
        user = User.objects.add(email=email, name=name, role=role, password=password)
    except ValidationError as wrong:
        raise BadInput(" ".join(wrong.messages)) from wrong
    after = {"email": user.email, "name": user.name, "role": user.role}
    audit.record("user added", about=user, by=by, at=now, after=after)
    return user


@transaction.atomic
def set_up_demo_user(*, email: str, name: str, role: Role, password: str) -> User:
    """The user of a demonstration with this address, made if need be, with this password."""
    user = User.objects.filter(email=email).first()
    if user is None:
        return add_user(
            email=email, name=name, role=role, password=password, by=None, now=timezone.now()
        )
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record("password set", about=user, by=None, at=timezone.now())
    return user


@transaction.atomic
def change_role(
    *, user_id: UUID, role: Role, version: int, by: User, now: datetime, reason: str
) -> None:
    """Make somebody something else to the partnership. Their sessions are over."""
    user = lock_user(user_id, version=version, by=by)
    if user.role == role:
        return
    if user.role == Role.ADMINISTRATOR:
        _another_administrator_than(user)
    before, user.role = user.role, role
    user.version += 1
    _check(user)
    user.save(update_fields=["role", "version"])
    audit.record(
        "role changed",
        about=user,
        by=by,
        at=now,
        before={"role": before},
        after={"role": role},
        reason=reason,
    )


@transaction.atomic
def deactivate_user(*, user_id: UUID, version: int, by: User, now: datetime, reason: str) -> None:
    """Keep somebody out, from their next request on; what they did stays theirs."""
    user = lock_user(user_id, version=version, by=by)
    if user.role == Role.ADMINISTRATOR:
        _another_administrator_than(user)
    _set_active(user, active=False, by=by, now=now, reason=reason)


@transaction.atomic
def reactivate_user(*, user_id: UUID, version: int, by: User, now: datetime, reason: str) -> None:
    """Let somebody in again who was kept out."""
    user = lock_user(user_id, version=version, by=by)
    _set_active(user, active=True, by=by, now=now, reason=reason)


@transaction.atomic
def rename_user(*, user: User, name: str, now: datetime) -> None:
    """Change the name that colleagues know somebody by."""
    audit.hold_chain()
    kept = User.objects.select_for_update().get(pk=user.pk)
    before, kept.name = kept.name, in_one_line(name)
    if kept.name == before:
        return
    _check(kept)
    kept.save(update_fields=["name"])
    audit.record(
        "name changed",
        about=kept,
        by=kept,
        at=now,
        before={"name": before},
        after={"name": kept.name},
    )


@transaction.atomic
def end_sessions(*, user: User, now: datetime) -> User:
    """End every session of somebody, at their own wish; the view keeps the one they are in."""
    audit.hold_chain()
    kept = User.objects.select_for_update().get(pk=user.pk)
    kept.version += 1
    kept.save(update_fields=["version"])
    audit.record("sessions ended", about=kept, by=kept, at=now)
    return kept


def lock_user(user_id: UUID, *, version: int, by: User) -> User:
    """Somebody else, for an administrator to change. NotAllowed, NotFound, or Conflict if stale.

    Nobody changes their own role or shuts themselves out.
    """
    if by.role != Role.ADMINISTRATOR or not by.is_active:
        raise NotAllowed("Only an administrator may change what somebody else may do.")
    if by.pk == user_id:
        raise NotAllowed("Nobody changes this for themselves. Ask another administrator.")
    audit.hold_chain()
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is nobody with that number here.")
    if user.version != version:
        raise Conflict(f"{user.name} was changed since you opened the page.")
    return user


def _another_administrator_than(user: User) -> None:
    """Refuse to leave the service with nobody who can run its sign-ins."""
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if not others.exists():
        raise Conflict(f"{user.name} is the last administrator. Make somebody else one first.")


def _set_active(user: User, *, active: bool, by: User, now: datetime, reason: str) -> None:
    if user.is_active == active:
        return
    user.is_active = active
    user.version += 1
    user.save(update_fields=["is_active", "version"])
    kind = "user let in again" if active else "user kept out"
    audit.record(kind, about=user, by=by, at=now, after=_standing(user), reason=reason)


def _standing(user: User) -> dict[str, Any]:
    return {"email": user.email, "role": user.role, "is_active": user.is_active}


def _check(user: User) -> None:
    try:
        user.full_clean()
    except ValidationError as wrong:
        raise BadInput(" ".join(wrong.messages)) from wrong
