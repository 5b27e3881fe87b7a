"""Passwords: set, and set anew by whoever forgot theirs."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from sightline.errors import BadInput
from sightline.service.accounts.actions.tries import spend
from sightline.service.accounts.days import say_day
from sightline.service.accounts.models import User
from sightline.service.accounts.secrets_kept import hash_of
from sightline.service.audit import actions as audit
from sightline.service.pages.mail import absolute, send_after_commit

MAILS_AN_HOUR = 3


@transaction.atomic
def set_password(*, user: User, password: str, now: datetime) -> None:
    """Give somebody the password that they chose; every session of theirs is over."""
    audit.hold_chain()
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise BadInput("password: " + " ".join(wrong.messages)) from wrong
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("password set", about=user, by=user, at=now)
    send_after_commit(
        to=user.email,
        subject="Your Sightline password was changed",
        text=(
            f"The password of your Sightline sign-in was changed on {say_day(now)}. "
            "If it was not you, tell your violence and vulnerability unit at once.\n"
        ),
    )


@transaction.atomic
def send_password_link(*, email: str, now: datetime) -> None:
    """Send the way to a new password; to an address without a sign-in, that there is none.

    Both get a mail: neither the page nor the time it takes tells a stranger who has a sign-in.
    An address gets three within an hour, whoever asks, and no more.
    """
    who = hash_of(email.strip().lower())[:60]
    hour = now.replace(minute=0, second=0, microsecond=0)
    if spend(what="password link", who=who, since=hour) > MAILS_AN_HOUR:
        return
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    send_after_commit(
        to=email.strip().lower() if user is None else user.email,
        subject="A new password for Sightline",
        text=_NO_SIGN_IN if user is None else _way_to_new_password(user),
    )


_NO_SIGN_IN = (
    "Somebody asked Sightline for a new password with this e-mail address, which has no sign-in "
    "there. You may have been invited with another address. If it was not you, you need do "
    "nothing.\n"
)


def _way_to_new_password(user: User) -> str:
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    address = absolute(reverse("accounts:new_password", args=[key, token]))
    return (
        "Somebody asked for a new password for your Sightline sign-in. To choose one, open this "
        f"address:\n{address}\n\nIt holds for an hour and works once. If it was not you, you need "
        "do nothing: your password stays as it is.\n"
    )
