"""Comments told by mail: to whoever looks after the record, and to who commented on it before.

In the transaction that keeps a comment it is noted whom it concerns; the mail goes once that is
kept. Whoever had such a mail within the hour, or wants one a day, has the rest told by the command
`send_comment_mails`. Who may no longer read a comment by then is not told of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, NotFound
from sightline.service.accounts.models import User
from sightline.service.accounts.policy import PARTNERSHIP, role_of
from sightline.service.audit import actions as audit
from sightline.service.entry.letters import write_letter
from sightline.service.entry.models import Comment, CommentMail, CommentNote, CommentReader, Often
from sightline.service.entry.sight import comments_read_by
from sightline.service.pages.mail import send_after_commit
from sightline.service.register.actions import who_looks_after
from sightline.service.register.queries import visible_to

APART = timedelta(hours=1)  # two mails to one person, where they are sent at once
NOTES_KEPT = timedelta(days=730)


def note_comment(comment: Comment) -> None:
    """Note whom a comment concerns, and tell them once it is kept."""
    people = [user for user in _concerned(comment) if _may_read(user, comment)]
    CommentNote.objects.bulk_create(CommentNote(comment=comment, user=user) for user in people)
    for user in people:
        tell = partial(tell_of_comments, user_id=user.pk, now=comment.at)
        transaction.on_commit(tell, robust=True)  # the comment is kept, whatever becomes of mails


def _concerned(comment: Comment) -> list[User]:
    """Those who look after the record and those who commented before, but for its writer."""
    record = comment.activity
    before = User.objects.filter(
        pk__in=Comment.objects.filter(activity=record).exclude(by=None).values("by")
    )
    asked = who_looks_after(record)
    stopped = CommentReader.objects.filter(often=Often.NEVER).values_list("user_id", flat=True)
    left_out = {comment.by_id, *stopped}
    found = {user.pk: user for user in (*asked, *before) if user.is_active}
    return sorted(
        (user for key, user in found.items() if key not in left_out), key=lambda user: user.email
    )


def _may_read(user: User, comment: Comment) -> bool:
    if role_of(user) not in PARTNERSHIP or not user.is_active:
        return False
    if not visible_to(user).filter(pk=comment.activity_id).exists():
        return False
    owner = comment.activity.organisation_id
    return comments_read_by(user, comment.activity_id, owner).filter(pk=comment.pk).exists()


def send_comment_mails(*, now: datetime) -> int:
    """Send what was not told yet, one mail to a person; how many. What was sent is kept two years.

    Run once a day: it is the digest of who wants one a day, and the rest of who had one already.
    """
    CommentMail.objects.filter(sent_at__lt=now - NOTES_KEPT).delete()
    CommentNote.objects.filter(comment__at__lt=now - NOTES_KEPT).delete()
    waiting = User.objects.filter(comment_notes__told_at=None, comment_notes__isnull=False)
    keys = waiting.order_by("email").values_list("pk", flat=True).distinct()
    return sum(tell_of_comments(user_id=key, now=now, is_digest=True) for key in list(keys))


@transaction.atomic
def tell_of_comments(*, user_id: UUID, now: datetime, is_digest: bool = False) -> bool:
    """Tell one person of every comment that they were not told of; whether a mail went."""
    audit.hold_chain()
    user = User.objects.get(pk=user_id)
    reader = CommentReader.objects.filter(user=user).first()
    often = reader.often if reader else Often.AT_ONCE
    lately = CommentMail.objects.filter(user=user, sent_at__gt=now - APART).exists()
    if not is_digest and (often != Often.AT_ONCE or lately):
        return False
    waiting = CommentNote.objects.filter(user=user, told_at=None)
    notes = list(waiting.select_related("comment__activity__organisation", "comment__by"))
    waiting.update(told_at=now)
    told = [note.comment for note in notes if _is_to_tell(user, note.comment)]
    if not told or often == Often.NEVER:
        return False
    mail = CommentMail.objects.create(user=user, sent_at=now, sent_to=user.email)
    letter = write_letter(mail_id=mail.pk, name=user.name, comments=told)
    after = {"to": user.email, "comments": [str(comment.pk) for comment in told]}
    audit.record("comment mail sent", about=mail, by=None, at=now, after=after)
    send_after_commit(
        to=user.email, subject=letter.subject, text=letter.text, headers=letter.headers
    )
    return True


def _is_to_tell(user: User, comment: Comment) -> bool:
    return comment.withdrawn_at is None and _may_read(user, comment)


@transaction.atomic
def choose_comment_mails(*, user: User, often: str, now: datetime) -> None:
    """Say how often somebody is told of comments by mail."""
    if often not in Often.values:
        raise BadInput(f"how often: found {often!r}, wanted {', '.join(Often.values)}.")
    audit.hold_chain()
    reader = CommentReader.objects.filter(user=user).first()
    before = reader.often if reader else Often.AT_ONCE.value
    if before == often:
        return
    CommentReader.objects.update_or_create(user=user, defaults={"often": often})
    audit.record(
        "mails chosen", about=user, by=user, at=now,
        before={"comments": before}, after={"comments": often},
    )  # fmt: skip


def stop_comment_mails(*, mail_id: UUID, now: datetime) -> None:
    """Send the person of a mail no more of them (RFC 8058: one press, no questions)."""
    mail = CommentMail.objects.select_related("user").filter(pk=mail_id).first()
    if mail is None:
        raise NotFound("There is no such mail.")
    choose_comment_mails(user=mail.user, often=Often.NEVER.value, now=now)
