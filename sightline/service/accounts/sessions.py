"""Sessions, kept in the database."""

from __future__ import annotations

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Asks the database for no key but one that could be there.

    A cookie can hold any character. PostgreSQL refuses some, and the page would fail.
    """

    def __init__(self, session_key: str | None = None) -> None:
        """Django's own keys are of letters and figures; any other is nobody's."""
        known = session_key and session_key.isascii() and session_key.isalnum()
        super().__init__(session_key if known else None)
