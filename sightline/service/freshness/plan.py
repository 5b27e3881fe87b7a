"""Which reminders a day calls for: one mail to a person, however many records it is about.

The preview and the sending ask the same plan, so that what is shown is what is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max

from sightline.analysis.freshness import Standing, months_later
from sightline.service.accounts.models import User
from sightline.service.freshness.models import MailKind, MailStop, Reminder, ReminderLine
from sightline.service.freshness.standing import KeptRecord, People, records_among
from sightline.service.partners.queries import organisations_of
from sightline.service.register.models import Activity

PRESSING = frozenset({Standing.OVERDUE, Standing.LONG_OVERDUE})


@dataclass(frozen=True)
class PlannedLine:
    """A record as a mail is to name it."""

    record: KeptRecord
    as_lead: bool  # they are told because they lead its organisation
    is_new: bool  # it came to this step since they were last told of it

    @property
    def step(self) -> Standing:
        """Where the record is on its way to long overdue."""
        return self.record.freshness.step

    @property
    def kind(self) -> MailKind:
        """The kind of mail that tells of it."""
        if self.as_lead:
            return MailKind.LEAD
        return MailKind.OVERDUE if self.step in PRESSING else MailKind.DUE


@dataclass(frozen=True)
class PlannedReminder:
    """One mail to be sent."""

    user: User
    lines: tuple[PlannedLine, ...]

    @property
    def kinds(self) -> tuple[MailKind, ...]:
        """The kinds of mail that it is."""
        found = {line.kind for line in self.lines}
        return tuple(kind for kind in MailKind if kind in found)


def plan_reminders(*, today: date, only: User | None = None) -> tuple[PlannedReminder, ...]:
    """The mails of a day, by the address they go to. only: for one person.

    A mail goes when a record has become overdue or long overdue, and otherwise once a month while
    anything is due. Whoever had a mail for this day, or a later one, gets none.
    """
    found, organisations = Activity.objects.on_register(), None
    if only is not None:
        organisations = list(organisations_of(only))
        found = found.filter(organisation__in=organisations)
    due = [record for record in records_among(found, today=today) if record.is_due]
    people, told = People.of(organisations), Told(only)
    wanted: dict[User, list[PlannedLine]] = {}
    for record in due:
        for user, as_lead in _recipients(record, people):
            if only is None or user == only:
                line = PlannedLine(record, as_lead, told.is_new(user, record))
                if not told.stopped(user, line.kind):
                    wanted.setdefault(user, []).append(line)
    planned = [
        PlannedReminder(user, tuple(lines))
        for user, lines in wanted.items()
        if told.wants_mail(user, lines, today)
    ]
    return tuple(sorted(planned, key=lambda each: each.user.email))


def _recipients(record: KeptRecord, people: People) -> Iterable[tuple[User, bool]]:
    """Who is told of a record that is due, each once, and whether only because they lead."""
    asked = people.asked(record)
    yield from ((user, False) for user in asked.people)
    if record.freshness.step is Standing.LONG_OVERDUE:
        yield from ((user, True) for user in asked.leads if user not in asked.people)


class Told:
    """What people were told before, and what they do not want to be told; read once."""

    def __init__(self, only: User | None = None) -> None:
        lines, mails = ReminderLine.objects.order_by(), Reminder.objects.order_by()
        stops = MailStop.objects.order_by()
        if only is not None:
            lines = lines.filter(reminder__user=only)
            mails, stops = mails.filter(user=only), stops.filter(user=only)
        named = lines.values_list("reminder__user_id", "activity_id", "step")
        self._told: Mapping[tuple[UUID, UUID, str], date] = {
            (user, activity, step): day
            for user, activity, step, day in named.annotate(day=Max("reminder__sent_for"))
        }
        self._last: Mapping[UUID, date] = dict(
            mails.values_list("user_id").annotate(day=Max("sent_for"))
        )
        self._stops = set(stops.values_list("user_id", "kind"))

    def is_new(self, user: User, record: KeptRecord) -> bool:
        """Whether a record came to its step since this person was last told of it there."""
        day = self._told.get((user.pk, record.id, record.freshness.step.value))
        since = record.freshness.since
        return day is None or (since is not None and day < since)

    def stopped(self, user: User, kind: MailKind) -> bool:
        """Whether somebody said that they do not want mails of a kind."""
        return (user.pk, kind.value) in self._stops

    def wants_mail(self, user: User, lines: Iterable[PlannedLine], today: date) -> bool:
        """Whether a mail goes to somebody on a day."""
        last = self._last.get(user.pk)
        if last is None:
            return True
        if last >= today:
            return False
        pressing = any(line.is_new and line.step in PRESSING for line in lines)
        return pressing or months_later(last, 1) <= today
