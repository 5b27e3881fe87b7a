"""Comments on a record, as a part of its page, and the page where one is written."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime

from sightline.errors import NotFound
from sightline.service.accounts.policy import may_open
from sightline.service.entry.letters import STOP
from sightline.service.entry.models import Audience, Comment, CommentMail, CommentReader, Often
from sightline.service.entry.sight import comments_read_by
from sightline.service.pages.tokens import read_token
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordPart, find_record

WITHDRAWN = "This comment was withdrawn."


@dataclass(frozen=True)
class CommentLine:
    """One comment, or the line that one leaves behind."""

    by: str
    when: str
    text: str
    audience: str
    withdrawn: bool
    withdraw_address: str  # empty where the viewer may not
    reply_address: str
    replies: tuple[CommentLine, ...] = ()


@dataclass(frozen=True)
class CommentsPart:
    """The comments on a record that the viewer may read."""

    comments: tuple[CommentLine, ...]
    write_address: str


@dataclass(frozen=True)
class CommentMailsPage:
    """How often one person is told of comments by mail."""

    name: str
    often: str
    saved: bool


@dataclass(frozen=True)
class CommentPage:
    """Where a comment is written."""

    name: str
    address: str
    answers: str  # the words that it answers; empty for a new one
    initial: dict[str, Any]


def comments_part(viewer: Any, record: Activity) -> RecordPart | None:
    """What people of the partnership said about a record; nothing for anybody else."""
    if not may_open(viewer, "entry:comment"):
        return None
    found = list(comments_read_by(viewer, record.pk, record.organisation_id))
    replies: dict[UUID, list[Comment]] = {}
    for each in found:
        if each.answers_to_id is not None:
            replies.setdefault(each.answers_to_id, []).append(each)
    write = reverse("entry:comment", args=[record.pk])
    may_withdraw_all = voice_of(viewer).everyone

    def line(each: Comment) -> CommentLine:
        own = may_withdraw_all or each.by_id == viewer.pk
        gone = each.withdrawn_at is not None
        return CommentLine(
            by=str(each.by or "somebody who has left"),
            when=f"{localtime(each.at):%-d %B %Y at %H:%M}",
            text=each.text or WITHDRAWN,
            audience=f"Read by {_lower_first(Audience(each.audience).label)}",
            withdrawn=gone,
            withdraw_address=reverse("entry:withdraw_comment", args=[each.pk])
            if own and not gone
            else "",
            reply_address="" if gone else f"{write}?to={each.pk}",
            replies=tuple(map(line, replies.get(each.pk, ()))),
        )

    first = tuple(line(each) for each in found if each.answers_to_id is None)
    return RecordPart("entry/comments.html", CommentsPart(first, write))


def _lower_first(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def comment_page(*, viewer: Any, activity_id: UUID, to: str) -> CommentPage:
    """The form for a comment, or for a reply to one that the viewer may read."""
    record = find_record(viewer=viewer, activity_id=activity_id)
    initial: dict[str, Any] = {"key": str(uuid.uuid4()), "audience": Audience.ORGANISATION.value}
    answered = _answered(viewer, record, to) if to else None
    if answered is not None:
        initial |= {"answers_to": str(answered.pk), "audience": answered.audience}
    return CommentPage(
        name=record.name,
        address=reverse("register:activity", args=[record.pk]),
        answers=answered.text if answered else "",
        initial=initial,
    )


def _answered(viewer: Any, record: Activity, to: str) -> Comment:
    readable = comments_read_by(viewer, record.pk, record.organisation_id)
    try:
        found = readable.filter(pk=UUID(to), withdrawn_at=None).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("The comment that you answer is not there.")
    return found


def comment_mails_page(*, token: str, saved: bool) -> CommentMailsPage:
    """The choice for the person of a mail, or NotFound if it was not sent from here."""
    user = mail_of_token(token).user
    reader = CommentReader.objects.filter(user=user).first()
    return CommentMailsPage(user.name, reader.often if reader else Often.AT_ONCE.value, saved)


def mail_of_token(token: str) -> CommentMail:
    """The mail that a way to stop such mails came with, or NotFound."""
    key = read_token(STOP, token)
    found = key and CommentMail.objects.select_related("user").filter(pk=key).first()
    if not found:
        raise NotFound("This link was not sent from here, or is not whole. Copy all of it.")
    return found
