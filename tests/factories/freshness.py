"""Records at every step of growing stale, and the mails that were sent about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from factories.register import NOW, TRUST, bare, club, organisation_of, store_county, user_of

from sightline.service.accounts.models import Role, User
from sightline.service.freshness.actions import name_owner, send_reminders
from sightline.service.partners.models import MemberRole, Membership
from sightline.service.register.actions import record_activity

CONFIRMED = date(2026, 1, 31)
# The club is confirmed every three months, the walk every six.
DUE, OVERDUE, LONG_OVERDUE = date(2026, 4, 30), date(2026, 5, 30), date(2026, 6, 29)


def noon(day: date) -> datetime:
    """The middle of a day."""
    return datetime.combine(day, time(12, 0), UTC)


def register_club(**given: Any) -> UUID:
    """A quarterly club, confirmed on the last of January."""
    store_county()
    return record_activity(club(**({"confirmed_on": CONFIRMED} | given)), by=None, now=NOW)


def register_walk(**given: Any) -> UUID:
    """Walks of another organisation that nobody has ever confirmed."""
    return record_activity(bare(**given), by=None, now=NOW)


def lead_of(organisation: str, name: str = "Lena Lead") -> User:
    """Somebody who leads an organisation."""
    user = user_of(Role.PARTNER, organisation, name=name)
    Membership.objects.filter(user=user).update(role=MemberRole.LEAD.value)
    return user


def look_after(activity_id: UUID, user: User) -> None:
    """Make somebody the owner of a record."""
    name_owner(activity_id=activity_id, user_id=user.pk, by=user_of(Role.UNIT), now=NOW)


def send_on(day: date, capture: Callable[..., Any]) -> int:
    """Send the reminders of a day, and let the mails go."""
    with capture(execute=True):
        return send_reminders(today=day, now=noon(day))


def links_in(text: str) -> list[str]:
    """The addresses of the pages on which a mail's records are said to be right."""
    return re.findall(r"http://[^/]+(/still-right/\S+)", text)


def stop_link_in(text: str) -> str:
    """The address at which mails are chosen."""
    (found,) = re.findall(r"http://[^/]+(/due/mails/\S+)", text)
    return found


def answer(mail: Any, text: str = "still right", **given: str) -> bytes:
    """A reply to a mail as a mail program writes it."""
    headers = {
        "From": mail.to[0],
        "To": mail.extra_headers["Reply-To"],
        "Subject": f"Re: {mail.subject}",
        "In-Reply-To": mail.extra_headers["Message-ID"],
        "Message-ID": "<a-reply@trust.example>",
        "Content-Type": "text/plain; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in given.items()}
    quoted = "\r\n".join(f"> {line}" for line in mail.body.splitlines())
    top = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{top}\r\n{text}\r\n\r\nOn Monday Sightline wrote:\r\n{quoted}\r\n".encode()


__all__ = [
    "CONFIRMED", "DUE", "LONG_OVERDUE", "NOW", "OVERDUE", "TRUST", "answer", "lead_of", "links_in",
    "look_after", "noon", "organisation_of", "register_club", "register_walk", "send_on",
    "stop_link_in",
]  # fmt: skip
