"""The words of a mail about comments. What was written stays on the page: it can be withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from sightline.service.entry.models import Comment
from sightline.service.pages.mail import absolute
from sightline.service.pages.tokens import token_of, unsubscribe_headers

STOP = "stop comment mails"  # what the token is for


@dataclass(frozen=True)
class Letter:
    """A mail, ready to be sent."""

    subject: str
    text: str
    headers: Mapping[str, str]


def write_letter(*, mail_id: UUID, name: str, comments: Sequence[Comment]) -> Letter:
    """The mail about those comments, record by record."""
    by_record: dict[UUID, list[Comment]] = {}
    for comment in comments:
        by_record.setdefault(comment.activity_id, []).append(comment)
    stop_address = absolute(reverse("entry:comment_mails", args=[token_of(STOP, mail_id)]))
    parts = [
        f"Hello {name},",
        *(_of_record(each) for each in by_record.values()),
        f"Have these mails once a day, or not at all: {stop_address}",
    ]
    count = len(comments)
    return Letter(
        subject=f"{count} new comment{'' if count == 1 else 's'} on the register",
        text="\n\n".join(parts) + "\n",
        headers=unsubscribe_headers(stop_address),
    )


def _of_record(comments: Sequence[Comment]) -> str:
    record = comments[0].activity
    writers = dict.fromkeys(str(each.by) if each.by else "somebody" for each in comments)
    said = "a comment" if len(comments) == 1 else f"{len(comments)} comments"
    address = absolute(reverse("register:activity", args=[record.pk]))
    return (
        f"{record.name} ({record.organisation}): {said} by {', '.join(writers)}.\n"
        f"  Read and answer: {address}"
    )
