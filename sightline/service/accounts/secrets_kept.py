"""What is kept of a secret that was sent to somebody."""

from __future__ import annotations

import hashlib


def hash_of(token: str) -> str:
    """What is kept instead of a long random secret: enough to know it again, not to use it.

    >>> len(hash_of("a secret"))
    64
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
