"""The words of a reminder, and the links in it that only its reader knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from sightline.analysis.freshness import Standing
from sightline.service.freshness.links import LASTS
from sightline.service.freshness.plan import PlannedLine
from sightline.service.pages.mail import absolute
from sightline.service.pages.tokens import token_of, unsubscribe_headers
from sightline.service.register.queries.words import say_date

LINK = "still right"  # what the token of a link is for
STOP = "stop reminders"
ANSWER = "answer a reminder"
LONGEST_LOCAL_PART = 64  # of a mail address (RFC 5321)
HEADINGS = {
    Standing.LONG_OVERDUE: "Long overdue",
    Standing.OVERDUE: "Overdue",
    Standing.DUE: "Due",
}


@dataclass(frozen=True)
class Letter:
    """A mail, ready to be sent."""

    subject: str
    text: str
    headers: Mapping[str, str]


def write_letter(
    *, reminder_id: UUID, name: str, lines: Sequence[PlannedLine], keys: Sequence[UUID]
) -> Letter:
    """The mail about those records. keys: of each line, what its link is made from."""
    token = token_of(ANSWER, reminder_id)
    stop_address = absolute(reverse("freshness:mails", args=[token_of(STOP, reminder_id)]))
    parts = [f"Hello {name},", _opening(lines)]
    for step, heading in HEADINGS.items():
        told = [_say(line, key) for line, key in zip(lines, keys, strict=True) if line.step is step]
        if told:
            parts += [f"{heading.upper()}", *told]
    parts += [
        _how_to_answer(),
        f"All of your records: {absolute(reverse('freshness:due'))}",
        f"Choose which of these mails you get: {stop_address}",
        f"Reference: {token}",
    ]
    return Letter(
        subject=say_subject(lines),
        text="\n\n".join(parts) + "\n",
        headers={**unsubscribe_headers(stop_address), **_way_back(token)},
    )


def say_subject(lines: Sequence[PlannedLine]) -> str:
    """How many records, and how late; no names, as subjects are shown on locked screens."""
    late = sum(line.step is not Standing.DUE for line in lines)
    count = f"{len(lines)} record{'' if len(lines) == 1 else 's'}"
    return f"{count} to look at: {late} overdue" if late else f"{count} to look at"


def _opening(lines: Sequence[PlannedLine]) -> str:
    if len(lines) == 1:
        return "This record on the shared register is to be confirmed. Is it still right?"
    return (
        f"These {len(lines)} records on the shared register are to be confirmed. "
        "Is each of them still right?"
    )


def _say(line: PlannedLine, key: UUID) -> str:
    record = line.record
    address = absolute(reverse("freshness:still_right", args=[token_of(LINK, key)]))
    why = " You are told because you lead this organisation." if line.as_lead else ""
    return (
        f"{record.name} ({record.organisation})\n"
        f"  {say_state(line)}.{why}\n"
        f"  Look at it and say that it is still right: {address}"
    )


def say_state(line: PlannedLine) -> str:
    """When it was confirmed, and since when that is not enough.

    The day is said, not how long ago: a mail is read when it is read.
    """
    record = line.record
    confirmed = (
        f"Last confirmed on {say_date(record.confirmed_on)}"
        if record.confirmed_on
        else "Never confirmed"
    )
    return f"{confirmed}; {line.step.value} since {say_date(record.freshness.since)}"


def _how_to_answer() -> str:
    return (
        "If everything listed here is still right, you can also answer this mail with the two "
        "words\nstill right\nand nothing else. If something has changed, open the record and "
        f"change it. The links hold for {LASTS.days} days."
    )


def _way_back(token: str) -> Mapping[str, str]:
    """Headers by which an answer is known: the mail's own name, and an address with the token."""
    local, _, host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    headers = {"Message-ID": f"<{token}@{host}>"}
    tagged = f"{local}+{token}"
    if local and len(tagged) <= LONGEST_LOCAL_PART:
        headers["Reply-To"] = f"{tagged}@{host}"
    return headers
