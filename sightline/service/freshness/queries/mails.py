"""Reminders: which somebody gets, which a day calls for, which were sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from sightline.errors import NotFound
from sightline.service.accounts.models import User
from sightline.service.freshness.letters import STOP, say_subject
from sightline.service.freshness.models import MailKind, MailStop, Reminder, Reply, ReplyFate
from sightline.service.freshness.plan import PlannedReminder, plan_reminders
from sightline.service.pages.tokens import read_token
from sightline.service.register.queries.record import say_time
from sightline.service.register.queries.words import say_date

MOST_SENT = 50


@dataclass(frozen=True)
class MailsPage:
    """The kinds of mail somebody may have, and which they do."""

    name: str
    wanted: tuple[str, ...]  # kinds, as the form has them
    saved: bool


def mails_page(*, token: str, saved: bool = False) -> MailsPage:
    """The choice of mails for whoever got a mail, or NotFound if it was not sent from here."""
    user = user_of_stop_token(token)
    stopped = set(MailStop.objects.filter(user=user).values_list("kind", flat=True))
    return MailsPage(
        user.name, tuple(kind.value for kind in MailKind if kind.value not in stopped), saved
    )


def reminder_of_stop_token(token: str) -> UUID:
    """The mail that a way to stop mails came with, or NotFound."""
    key = read_token(STOP, token)
    if key is None or not Reminder.objects.filter(pk=key).exists():
        raise NotFound("This link was not sent from here, or is not whole. Copy all of it.")
    return key


def user_of_stop_token(token: str) -> User:
    """The person to whom a mail was sent, or NotFound."""
    reminder = Reminder.objects.select_related("user").get(pk=reminder_of_stop_token(token))
    return reminder.user


@dataclass(frozen=True)
class PlannedMail:
    """A mail that would be sent now."""

    to: str
    subject: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SentMail:
    """A mail that was sent."""

    to: str
    when: str
    lines: tuple[str, ...]
    used: str


@dataclass(frozen=True)
class RemindersPage:
    """What would be sent, what was, and who does not want to be told."""

    day: str
    planned: tuple[PlannedMail, ...]
    sent: tuple[SentMail, ...]
    stopped: tuple[str, ...]
    to_read: str


def reminders_page(*, today: date) -> RemindersPage:
    """Reminders as the unit sees them."""
    waiting = Reply.objects.filter(fate=ReplyFate.TO_READ, read_at=None).count()
    return RemindersPage(
        day=say_date(today),
        planned=tuple(_planned(each) for each in plan_reminders(today=today)),
        sent=tuple(_sent()),
        stopped=tuple(
            f"{stop.user.name}: {stop.get_kind_display()} (stopped on {say_time(stop.stopped_at)})"
            for stop in MailStop.objects.select_related("user").order_by("user__name", "kind")
        ),
        to_read=f"{waiting:,} repl{'y' if waiting == 1 else 'ies'} to read",
    )


def _planned(each: PlannedReminder) -> PlannedMail:
    return PlannedMail(
        to=f"{each.user.name}, {each.user.email}",
        subject=say_subject(each.lines),
        lines=tuple(
            f"{line.record.name} ({line.record.organisation}): {line.step.value}"
            for line in each.lines
        ),
    )


def _sent() -> Iterator[SentMail]:
    newest = Reminder.objects.select_related("user").prefetch_related("lines__activity")
    for reminder in newest.annotate(used=Count("lines__used_at"))[:MOST_SENT]:
        lines = list(reminder.lines.all())
        yield SentMail(
            to=f"{reminder.user.name}, {reminder.sent_to}",
            when=say_time(reminder.sent_at),
            lines=tuple(f"{line.activity.name}: {line.step}" for line in lines),
            used=f"{reminder.used} of {len(lines)} said to be still right through it",
        )
