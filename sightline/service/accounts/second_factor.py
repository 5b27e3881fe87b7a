"""Second factors: what allauth.mfa keeps and computes of them, and what we add to it.

Its pages are not used: their names belong to no room and they follow no table of access.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

import allauth.mfa.totp.internal.auth as totp
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

SECONDS_OF_A_CODE = 30
AROUND = 1  # a code of the half minute before or after counts too: clocks differ


class Secrets(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Keeps the secrets of second factors encrypted: a copy of the database does not give them."""

    def encrypt(self, text: str) -> str:
        """The text as it is stored."""
        return _lock().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The text as it was; empty if it was stored under another SIGHTLINE_SECRET_KEY."""
        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""


def _lock() -> Fernet:
    key = hashlib.sha256(b"second factors|" + str(settings.SECRET_KEY).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def make_secret() -> str:
    """A new secret for an app that makes codes."""
    return str(totp.generate_totp_secret())


def code_at(secret: str, moment: datetime) -> str:
    """The code that an app with this secret shows at a moment.

    >>> from datetime import UTC
    >>> code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", datetime(2005, 3, 18, 1, 58, 29, tzinfo=UTC))
    '081804'
    """
    return _code(secret, _counter(moment))


def matching_counter(secret: str, code: str, *, now: datetime, after: int = 0) -> int | None:
    """Which half minute's code this is, if it is one of now and later than the last one used."""
    here = _counter(now)
    if not secret:
        return None
    for counter in range(here - AROUND, here + AROUND + 1):
        if counter > after and totp.compare_user_code(actual=code, expected=_code(secret, counter)):
            return counter
    return None


def address_for_app(user: AbstractBaseUser, secret: str) -> str:
    """What an app reads from the picture: whose secret this is, and the secret."""
    return str(Secrets().build_totp_url(user, secret))


def picture_of(address: str) -> str:
    """The address as a picture to scan, itself an address that a page may show as an image."""
    drawn = Secrets().build_totp_svg(address)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode("ascii")


def _counter(moment: datetime) -> int:
    return int(moment.timestamp()) // SECONDS_OF_A_CODE


def _code(secret: str, counter: int) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))
