"""What is changed about accounts: users added, tries at signing in noted."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sightline.errors import BadInput, Conflict
from sightline.service.accounts.models import KNOWN_FOR, ROLES_OF_USERS, Role, SignInTry, User
from sightline.service.audit import actions as audit


@transaction.atomic
def add_user(
    *, email: str, name: str, role: Role, password: str | None, by: User | None, now: datetime
) -> User:
    """Give somebody a sign-in. Raises BadInput or, if the address is taken, Conflict."""
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


def note_try(*, email: str, address: str, now: datetime, succeeded: bool) -> None:
    """Note one try at signing in, and forget those too old to matter."""
    SignInTry.objects.filter(tried_at__lt=now - KNOWN_FOR).delete()
    SignInTry.objects.create(email=email, address=address, tried_at=now, succeeded=succeeded)
