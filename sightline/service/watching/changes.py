"""What changed in what somebody watches, and what will end there: only what they may know.

From the chain of audit events, so there is no second account of what happened. A record that is
kept from the viewer is never mentioned: not by name, not as a count, and not for the time when it
was kept from them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from sightline.analysis.provision import Status, Visibility
from sightline.service.accounts.models import User
from sightline.service.audit.models import Event
from sightline.service.audit.queries import PastEvent
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.changes import HIDDEN_OF_A_SENSITIVE_SITE
from sightline.service.register.models import Activity
from sightline.service.register.queries.record import ChangeWords, change_words, is_all_hidden
from sightline.service.register.queries.words import FIELD_WORDS, say_date
from sightline.service.watching.models import Watch
from sightline.service.watching.targets import AT_ONCE, records_watched

# What is told of: a confirmation that all is as it was is no news, and reading changes nothing.
ADDED, CHANGED, WITHDRAWN = "activity added", "activity changed", "activity withdrawn"
MOVED = "activity moved"  # to another organisation, as two were found to be one
WORDS = {ADDED: "new", CHANGED: "changed", MOVED: "changed", WITHDRAWN: "withdrawn"}
SHARED, BACK = "now shared with you", "back on the register"
DAYS_BEFORE = (90, 30)  # an end is told so many days before it
ENDS = {"ends_on": "ends", "funded_until": "its money ends"}
MOST_EVENTS = 500  # that are told at once, the newest; a whole import is no news that anybody reads
_PLACE_WORDS = {FIELD_WORDS[name] for name in HIDDEN_OF_A_SENSITIVE_SITE}
MOST_LINES = 8  # changed fields that are told of one record; the rest are counted


@dataclass
class Change:
    """What was done to one record, in words."""

    record_id: UUID
    name: str
    organisation: str
    address: str  # empty of one that was withdrawn
    what: str = ""  # new, changed, withdrawn, now shared with you
    lines: list[str] = field(default_factory=list)
    at: datetime | None = None

    @property
    def told(self) -> list[str]:
        """As many lines as are told, and how many more there are."""
        left = len(self.lines) - MOST_LINES
        return self.lines if left <= 0 else [*self.lines[:MOST_LINES], f"and {left} more"]


@dataclass(frozen=True)
class Ending:
    """An end that comes near."""

    name: str
    organisation: str
    address: str
    what: str  # "ends", "its money ends"
    day: date

    @property
    def words(self) -> str:
        """What ends, and when."""
        return f"{self.what} on {say_date(self.day)}"


class Watched:
    """Everything that one person watches, as they may see it today."""

    def __init__(self, user: User, *, today: date) -> None:
        self.user, self.today = user, today
        self.voice: Voice = voice_of(user)
        self.watches = list(Watch.objects.filter(user=user))

    def changes(self, *, after: int, upto: int | None = None) -> list[Change]:
        """What others did to it after an event, the newest first; of very much, the newest.

        What somebody did themselves is no news to them, nor what was before they watched.
        """
        if not self.watches:
            return []
        first = max(after, min(watch.since_event for watch in self.watches))
        heads = _heads(first, upto)
        keys = self._among({UUID(about_id) for _, about_id in heads})
        numbers = [number for number, about_id in heads if UUID(about_id) in keys][-MOST_EVENTS:]
        events = list(_events(numbers))
        records = self._records({UUID(event.about_id) for event, _ in events})
        found: dict[UUID, Change] = {}
        for event, by_id in events:
            record = records[UUID(event.about_id)]
            since = min(watch.since_event for watch in keys[record.pk])
            if event.number > since and by_id != str(self.user.pk):
                self._tell(found, record, event)
        told = [change for change in found.values() if change.what]
        return sorted(told, key=lambda change: (change.at is None, change.at), reverse=True)

    def endings(self, days: Iterable[tuple[date, date]]) -> list[Ending]:
        """What ends, and has not yet, after the first day of any of those spans, up to its last."""
        spans = [(max(first, self.today - timedelta(days=1)), last) for first, last in days]
        within = Q()
        for first, last in spans:
            for name in ENDS:
                within |= Q(**{f"{name}__gt": first, f"{name}__lte": last})
        if not self.watches or not within:
            return []
        ending = Activity.objects.on_register().filter(self.voice.within(), within)
        ending = ending.exclude(status=Status.ENDED.value).order_by()
        keys = self._among(set(ending.values_list("pk", flat=True)))
        found = [
            _ending(record, what, day)
            for record in self._records(keys).values()
            for name, what in ENDS.items()
            if (day := getattr(record, name)) is not None
            and any(first < day <= last for first, last in spans)
        ]
        return sorted(found, key=lambda ending: (ending.day, ending.name, ending.what))

    def coming_ends(self) -> list[Ending]:
        """What ends within the longest of the times that ends are told before."""
        before = self.today - timedelta(days=1)
        return self.endings([(before, self.today + timedelta(days=max(DAYS_BEFORE)))])

    def ends_to_tell(self, *, since: date) -> list[Ending]:
        """What has come within a time that ends are told before, since the day last told."""
        return self.endings(
            (since + timedelta(days=days), self.today + timedelta(days=days))
            for days in DAYS_BEFORE
        )

    def _among(self, keys: Collection[UUID]) -> Mapping[UUID, list[Watch]]:
        return records_watched(self.user, self.watches, among=keys, today=self.today)

    def _records(self, keys: Collection[UUID]) -> Mapping[UUID, Activity]:
        found: dict[UUID, Activity] = {}
        asked = list(keys)
        for first in range(0, len(asked), AT_ONCE):
            records = Activity.objects.select_related("organisation")
            found |= records.in_bulk(asked[first : first + AT_ONCE])
        return found

    def _tell(self, found: dict[UUID, Change], record: Activity, event: PastEvent) -> None:
        is_own = self.voice.speaks_for(record.organisation_id)
        after, before = event.after or {}, event.before
        if not is_own and not self._sees(record, after):
            found.pop(record.pk, None)  # what was told of it until then is kept from them now
            return
        change = found.setdefault(record.pk, _change(record))
        change.at = event.at
        if event.kind in {ADDED, WITHDRAWN}:
            change.what, change.lines = WORDS[event.kind], []
        elif not is_own and before is not None and not self._sees(record, before):
            change.what, change.lines = SHARED, []
        elif is_own or not is_all_hidden(event, is_sensitive=record.sensitive_site):
            self._tell_fields(change, record, event, is_own=is_own)

    def _tell_fields(
        self, change: Change, record: Activity, event: PastEvent, *, is_own: bool
    ) -> None:
        """What changed, field by field; not of a record that is new to the viewer anyway."""
        if change.what == WORDS[WITHDRAWN]:
            change.what = BACK
        change.what = change.what or WORDS[CHANGED]
        if change.what == WORDS[CHANGED]:
            told = change_words(event, is_own=is_own, is_sensitive=record.sensitive_site)
            is_hidden = record.sensitive_site or _was_hidden(event)
            change.lines += [
                _line(words, is_hidden=is_hidden)
                for words in told
                if words.field != FIELD_WORDS["confirmed_on"]
            ]

    def _sees(self, record: Activity, content: Mapping[str, Any]) -> bool:
        """Whether the viewer would have seen the record as it was then."""
        visibility = content.get("visibility") or Visibility.PARTNERSHIP.value
        return self.voice.sees(visibility, record.organisation_id)


def _was_hidden(event: PastEvent) -> bool:
    """Whether the site was to stay hidden before or after an event."""
    return any(content and content.get("sensitive_site") for content in (event.before, event.after))


def _line(words: ChangeWords, *, is_hidden: bool) -> str:
    """One change in a line; never where a hidden site is: a mail is read by whoever finds it."""
    if is_hidden and words.field in _PLACE_WORDS:
        return f"{words.field}: changed. The page of the record says to what."
    return f"{words.field}: {words.before} → {words.after}"


def _heads(after: int, upto: int | None) -> list[tuple[int, str]]:
    """The numbers of the events that tell news, oldest first, and the record each is about."""
    events = Event.objects.filter(number__gt=after, about_type=Activity._meta.label)
    if upto is not None:
        events = events.filter(number__lte=upto)
    found = events.filter(kind__in=WORDS).order_by("number")
    return list(found.values_list("number", "about_id"))


def _events(numbers: Sequence[int]) -> Iterator[tuple[PastEvent, str]]:
    """The events of those numbers, oldest first, and who did each."""
    for first in range(0, len(numbers), AT_ONCE):
        part = numbers[first : first + AT_ONCE]
        for event in Event.objects.filter(number__in=part).order_by("number"):
            yield _past(event), event.by_id


def _past(event: Event) -> PastEvent:
    return PastEvent(
        number=event.number,
        kind=event.kind,
        by=event.by_name,
        at=event.at,
        reason="",
        before=json.loads(event.before) if event.before else None,
        after=json.loads(event.after) if event.after else None,
        about_id=event.about_id,
    )


def _change(record: Activity) -> Change:
    gone = record.withdrawn_at is not None
    return Change(
        record_id=record.pk,
        name=record.name,
        organisation=record.organisation.name,
        address="" if gone else reverse("register:activity", args=[record.pk]),
    )


def _ending(record: Activity, what: str, day: date) -> Ending:
    return Ending(
        name=record.name,
        organisation=record.organisation.name,
        address=reverse("register:activity", args=[record.pk]),
        what=what,
        day=day,
    )
