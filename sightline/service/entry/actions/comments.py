"""Comments on records: said, answered, withdrawn. Nothing goes out one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sightline.errors import Conflict, NotAllowed, NotFound, Refused
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.entry.actions.common import plain_words
from sightline.service.entry.models import Audience, Comment
from sightline.service.entry.sight import comments_read_by
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import visible_to

MOST_IN_AN_HOUR = 20
# Rooms that write digests add a function here, in their AppConfig.ready(): called in the
# transaction that keeps the comment, to note whom it concerns.
ON_COMMENT: list[Callable[[Comment], None]] = []


@transaction.atomic
def add_comment(
    *,
    activity_id: UUID,
    text: str,
    audience: Audience,
    key: UUID,
    by: User,
    now: datetime,
    answers_to: UUID | None = None,
) -> UUID:
    """Say something about a record; its key. The same form sent twice says it once.

    answers_to: the comment that this one answers, and whose audience it has. Refused if somebody
    says very much in an hour.
    """
    audit.hold_chain()
    made = Comment.objects.filter(key=key).first()
    if made is not None and made.by_id == by.pk:
        return made.pk
    record: Activity | None = visible_to(by).filter(pk=activity_id).first()
    if record is None or made is not None:
        raise NotFound("There is no activity with that number on the register.")
    words = plain_words(text, wanted="what you want to say")
    _refuse_too_many(by, now)
    answered = _answered(answers_to, record, by=by)
    comment = Comment(
        key=key,
        activity=record,
        text=words,
        audience=answered.audience if answered else audience,
        answers_to=answered,
        by=by,
        at=now,
    )
    comment.save(force_insert=True)
    # its words are not put into the chain, which forgets nothing: they can be withdrawn
    after = {"activity": str(record.pk), "audience": comment.audience}
    audit.record("comment added", about=comment, by=by, at=now, after=after)
    for note in ON_COMMENT:
        note(comment)
    return comment.pk


@transaction.atomic
def withdraw_comment(*, comment_id: UUID, by: User, now: datetime) -> UUID:
    """Take the words of a comment away; that there was one stays. The activity's key."""
    audit.hold_chain()
    comment = Comment.objects.select_related("activity").filter(pk=comment_id).first()
    if comment is None or not _reads(comment, by):
        raise NotFound("There is no comment with that number here.")
    if comment.by_id != by.pk and not voice_of(by).everyone:
        raise NotAllowed("Only whoever wrote a comment and the unit may withdraw it.")
    if comment.withdrawn_at is None:
        comment.text, comment.withdrawn_at = "", now
        comment.save(force_update=True)
        audit.record("comment withdrawn", about=comment, by=by, at=now)
    return comment.activity_id


def _reads(comment: Comment, by: User) -> bool:
    """Whether somebody sees the record, and may read the comment on it."""
    if not visible_to(by).filter(pk=comment.activity_id).exists():
        return False
    owner = comment.activity.organisation_id
    return comments_read_by(by, comment.activity_id, owner).filter(pk=comment.pk).exists()


def _answered(comment_id: UUID | None, record: Activity, *, by: User) -> Comment | None:
    """The comment that this one answers; a reply to a reply stands below the first one."""
    if comment_id is None:
        return None
    readable = comments_read_by(by, record.pk, record.organisation_id)
    found = readable.filter(pk=comment_id).first()
    if found is None:
        raise NotFound("The comment that you answer is not there.")
    if found.withdrawn_at is not None:
        raise Conflict("The comment that you answer was withdrawn.")
    return found.answers_to or found


def _refuse_too_many(by: User, now: datetime) -> None:
    lately = Comment.objects.filter(by=by, at__gt=now - timedelta(hours=1)).count()
    if lately >= MOST_IN_AN_HOUR:
        raise Refused(
            f"You have written {lately} comments in the last hour, and more than "
            f"{MOST_IN_AN_HOUR} are not taken. Write again later; this one was not kept."
        )
