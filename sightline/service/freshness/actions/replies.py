"""Mails that came back: a plain yes confirms, everything else waits for the unit to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from sightline.errors import NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.freshness.actions.confirming import confirm_line
from sightline.service.freshness.letters import ANSWER
from sightline.service.freshness.links import LASTS, LinkState
from sightline.service.freshness.models import LONGEST_REPLY, Reminder, Reply, ReplyFate
from sightline.service.freshness.reading import Letter, read_letter, says_yes
from sightline.service.pages.tokens import read_token

REPLIES_KEPT, REMINDERS_KEPT = timedelta(days=180), timedelta(days=730)


@dataclass(frozen=True)
class _Verdict:
    """What becomes of a letter, and why."""

    fate: ReplyFate
    why: str


@transaction.atomic
def take_reply(raw: bytes, *, now: datetime, today: date) -> Reply:
    """Take in one mail as it came. The same mail delivered again does nothing.

    Every record that the mail answered was about is confirmed, if somebody plainly said so from
    the address it was sent to, once, in time; those changed since are left.
    """
    audit.hold_chain()
    letter = read_letter(raw)
    kept = Reply.objects.filter(digest=letter.digest).first()
    if kept is not None:
        return kept
    reminder = _answered(letter)
    refused = _refuse(letter, reminder, now=now)
    if refused is None and reminder is not None:
        verdict = _confirm(reminder, now=now, today=today)
    else:
        verdict = refused or _Verdict(ReplyFate.TO_READ, "It answers no mail that was sent.")
    reply = Reply.objects.create(
        digest=letter.digest,
        reminder=reminder,
        sent_from=letter.sender[:254],
        subject=letter.subject,
        text=letter.text[:LONGEST_REPLY],
        fate=verdict.fate,
        why=verdict.why,
        came_at=now,
    )
    audit.record("reply taken in", about=reply, by=None, at=now, reason=verdict.why)
    return reply


@transaction.atomic
def mark_read(*, reply_id: UUID, by: User, now: datetime) -> None:
    """Say that a reply was read and dealt with."""
    audit.hold_chain()
    reply = Reply.objects.filter(pk=reply_id).first()
    if reply is None:
        raise NotFound("There is no such reply.")
    if reply.read_at is None:
        reply.read_at, reply.read_by = now, by
        reply.save(update_fields=["read_at", "read_by"])
        audit.record("reply read", about=reply, by=by, at=now)


def forget_old_mails(*, now: datetime) -> None:
    """Let go of replies after half a year, and of what was sent after two years."""
    Reply.objects.filter(came_at__lt=now - REPLIES_KEPT).delete()
    Reminder.objects.filter(sent_at__lt=now - REMINDERS_KEPT).delete()


def _answered(letter: Letter) -> Reminder | None:
    """The one mail that a letter answers: None if it names none of ours, or several."""
    keys = {key for token in letter.tokens if (key := read_token(ANSWER, token)) is not None}
    found = list(Reminder.objects.select_related("user").filter(pk__in=keys)[:2])
    return found[0] if len(found) == 1 else None


def _refuse(letter: Letter, reminder: Reminder | None, *, now: datetime) -> _Verdict | None:
    """Why a letter confirms nothing; None if it may."""
    if letter.automatic:
        return _Verdict(ReplyFate.AUTOMATIC, _sentence(letter.automatic))
    if letter.odd:
        return _Verdict(ReplyFate.TO_READ, _sentence(letter.odd))
    if reminder is None:
        return _Verdict(ReplyFate.TO_READ, "It answers no mail that was sent, or several at once.")
    if letter.sender != reminder.sent_to or reminder.user.email != reminder.sent_to:
        return _Verdict(ReplyFate.TO_READ, "It comes from another address than the mail went to.")
    if not says_yes(letter, name=reminder.user.name):
        return _Verdict(ReplyFate.TO_READ, "It says more, or other, than that all is still right.")
    if reminder.answered_at is not None:
        return _Verdict(ReplyFate.TO_READ, "The mail it answers was answered before.")
    if reminder.sent_at + LASTS < now:
        return _Verdict(ReplyFate.TO_READ, f"It answers a mail of over {LASTS.days} days ago.")
    return None


def _confirm(reminder: Reminder, *, now: datetime, today: date) -> _Verdict:
    """Confirm all that a mail was about and is as it was."""
    reminder.answered_at = now
    reminder.save(update_fields=["answered_at"])
    states = [
        confirm_line(line_id=key, used_by="reply", now=now, today=today)
        for key in reminder.lines.values_list("pk", flat=True)
    ]
    done = states.count(LinkState.DONE)
    left = len(states) - done - states.count(LinkState.BEFORE)
    if left:
        return _Verdict(
            ReplyFate.TO_READ,
            f"{done} of {len(states)} confirmed; {left} had changed since the mail, or are gone.",
        )
    return _Verdict(
        ReplyFate.CONFIRMED, f"{done} of {len(states)} confirmed; the rest were before."
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
