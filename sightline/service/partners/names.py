"""Names of organisations and references as they are compared. No Django here."""

from __future__ import annotations


def plain(name: str) -> str:
    """In small letters, with single spaces.

    >>> plain(" The  Trust")
    'the trust'
    """
    return " ".join(name.casefold().split())
