"""Links and addresses in mails that only somebody who got the mail can know."""

from __future__ import annotations

import binascii
from base64 import b32decode, b32encode
from collections.abc import Mapping
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

KEY_BYTES = SEAL_BYTES = 16


def token_of(purpose: str, key: UUID) -> str:
    """A key sealed for one purpose: 52 small letters and digits, so that mail programs keep it.

    >>> key = UUID(int=7)
    >>> read_token("tests", token_of("tests", key)) == key, len(token_of("tests", key))
    (True, 52)
    >>> read_token("other", token_of("tests", key)), read_token("tests", "nonsense")
    (None, None)
    """
    return _seal(purpose, key, settings.SECRET_KEY)


def read_token(purpose: str, text: str) -> UUID | None:
    """The key of a token that was sealed here for that purpose; None of any other text."""
    if not text.isascii():  # ſ, say, is an S when it is made large
        return None
    try:
        sealed = b32decode(f"{text.upper()}====")
    except (binascii.Error, ValueError):
        return None
    if len(sealed) != KEY_BYTES + SEAL_BYTES:
        return None
    key = UUID(bytes=sealed[:KEY_BYTES])
    # Compared as text: of its last letter not every bit counts, and a token has one spelling.
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    good = (compare_digest(text.lower(), _seal(purpose, key, secret)) for secret in secrets)
    return key if any(good) else None


def unsubscribe_headers(address: str) -> Mapping[str, str]:
    """Headers by which a mail program offers to stop such mails with one press (RFC 8058).

    >>> unsubscribe_headers("https://sightline.example/stop/x")["List-Unsubscribe"]
    '<https://sightline.example/stop/x>'
    """
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",  # so that no absence note answers (RFC 3834)
    }


def _seal(purpose: str, key: UUID, secret: str | bytes) -> str:
    seal = salted_hmac(f"sightline.{purpose}", key.bytes, secret=secret, algorithm="sha256")
    sealed = key.bytes + seal.digest()[:SEAL_BYTES]
    return b32encode(sealed).decode("ascii").rstrip("=").lower()
