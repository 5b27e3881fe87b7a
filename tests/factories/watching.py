"""People who watch something, and the records that change under their eyes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from factories.register import NOW, bare, club, store_county, user_of

from sightline.service.accounts.models import Role, User
from sightline.service.register.actions import record_activity
from sightline.service.watching.actions import choose_often, send_notices, watch
from sightline.service.watching.models import Watch

BEGUN = date(2026, 1, 15)


def register_two() -> tuple[UUID, UUID]:
    """A club of the trust and walks of another organisation, in a small county."""
    store_county()
    return (
        record_activity(club(), by=None, now=NOW),
        record_activity(bare(), by=None, now=NOW),
    )


def change_club(by: User | None = None, **given: Any) -> UUID:
    """Bring the club up to date, as somebody or as the service."""
    return record_activity(club(**given), by=by, now=NOW)


def begin(user: User, kind: str, target: object, *, often: str = "daily") -> Watch:
    """Watch something, and be told by mail so often."""
    begun = watch(kind=kind, target=str(target), by=user, now=NOW, today=BEGUN)
    choose_often(user=user, often=often, now=NOW, today=BEGUN)
    return begun


def tell_on(day: date, capture: Callable[..., Any]) -> int:
    """Send the notices of a day, and let the mails go."""
    with capture(execute=True):
        return send_notices(today=day, now=datetime.combine(day, time(7, 0), UTC))


def analyst(name: str = "Ann Analyst") -> User:
    """Somebody of the partnership who speaks for no organisation."""
    return user_of(Role.ANALYST, name=name)
