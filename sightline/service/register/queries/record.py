"""One activity: everything the viewer may know of it, how sure and how fresh it is, its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotFound
from sightline.service.audit.queries import PastEvent, history_of
from sightline.service.partners.queries import voice_of
from sightline.service.register.changes import FieldChange, field_changes
from sightline.service.register.models import Activity
from sightline.service.register.queries.listing import COLOURS
from sightline.service.register.queries.sections import Section, sections_of
from sightline.service.register.queries.sight import (
    looks_in,
    see,
    visible_content,
    was_shown,
)
from sightline.service.register.queries.standing import is_late
from sightline.service.register.queries.words import (
    FIELD_WORDS,
    last_stale_day,
    say_confirmed,
    say_value,
)

READ = "restricted record read"  # the kind of event that says somebody looked
MOST_EVENTS = 10  # of the history, on the page itself


@dataclass(frozen=True)
class ChangeWords:
    """One field that was changed, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """One thing done to an activity."""

    what: str
    when: str
    by: str
    reason: str
    changes: tuple[ChangeWords, ...]


@dataclass(frozen=True)
class ActivityPage:
    """An activity, ready to print."""

    name: str
    organisation: str
    organisation_address: str
    status: str
    colour: str
    freshness: str
    is_stale: bool
    description: str
    sections: tuple[Section, ...]
    history: tuple[HistoryEntry, ...]
    confirm_address: str  # empty where the viewer may not confirm, or it was confirmed today
    version: int
    withdrawn: str
    history_address: str
    links: tuple[RecordLink, ...]
    parts: tuple[RecordPart, ...]
    restricted: tuple[UUID, ...]  # the activity, where its hidden place is shown to an outsider


@dataclass(frozen=True)
class RecordPart:
    """A part of an activity's page that a room above gives: a template that sees it as `part`."""

    template: str
    page: Any


@dataclass(frozen=True)
class RecordLink:
    """Something that can be done with an activity: words, and where."""

    text: str
    address: str


# Rooms above add functions of the viewer and the record here, in their AppConfig.ready().
RECORD_PARTS: list[Callable[[Any, Activity], RecordPart | None]] = []
RECORD_LINKS: list[Callable[[Any, Activity], RecordLink | None]] = []


def find_record(*, viewer: Any, activity_id: UUID) -> Activity:
    """An activity that the viewer may see, or NotFound. Withdrawn ones are their owner's."""
    voice = voice_of(viewer)
    seen = Activity.objects.whole().filter(voice.within())
    record: Activity | None = seen.filter(pk=activity_id).first()
    if record is None or (record.withdrawn_at and not voice.speaks_for(record.organisation_id)):
        raise NotFound("There is no activity with that number on the register.")
    return record


def activity_page(*, viewer: Any, activity_id: UUID, today: date) -> ActivityPage:
    """One activity as the viewer may see it, or NotFound."""
    record = find_record(viewer=viewer, activity_id=activity_id)
    voice = voice_of(viewer)
    seen = see(record, voice)
    facts = seen.facts
    is_done = facts.confirmed_on is not None and facts.confirmed_on >= today
    may_confirm = seen.is_own and record.withdrawn_at is None and not is_done
    return ActivityPage(
        name=facts.name,
        organisation=facts.organisation,
        organisation_address=reverse("register:organisation", args=[record.organisation_id]),
        status=facts.status.value,
        colour=COLOURS[facts.status.value],
        freshness=say_confirmed(facts.confirmed_on, today),
        is_stale=_is_stale(record, today, is_told=voice.in_partnership),
        description=""
        if "description" in seen.hides
        else facts.description or f"Description {NOT_SUPPLIED}.",
        sections=sections_of(seen),
        history=() if seen.hides else _history(record, is_own=seen.is_own),
        confirm_address=reverse("register:confirm", args=[record.pk]) if may_confirm else "",
        version=record.version,
        withdrawn=f"Withdrawn on {say_time(record.withdrawn_at)}." if record.withdrawn_at else "",
        history_address="" if seen.hides else reverse("register:history", args=[record.pk]),
        links=_links(viewer, record, is_own=seen.is_own),
        parts=tuple(part for give in RECORD_PARTS if (part := give(viewer, record)) is not None),
        restricted=(record.pk,) if record.sensitive_site and looks_in(voice, record) else (),
    )


def _is_stale(record: Activity, today: date, *, is_told: bool) -> bool:
    """Whether nobody vouches for it: by its own interval, or for the public by six months."""
    if is_told:
        return is_late(record, today)
    return record.confirmed_on is None or record.confirmed_on <= last_stale_day(today)


def _links(viewer: Any, record: Activity, *, is_own: bool) -> tuple[RecordLink, ...]:
    given = [link for give in RECORD_LINKS if (link := give(viewer, record)) is not None]
    if is_own and record.withdrawn_at is None:
        address = reverse("register:withdraw", args=[record.pk])
        given.append(RecordLink("Withdraw this activity", address))
    return tuple(given)


def _history(record: Activity, *, is_own: bool) -> tuple[HistoryEntry, ...]:
    """Everything done to it, newest first. Who did it is told to its organisation and the unit."""
    return tuple(
        HistoryEntry(
            what=event.kind.capitalize(),
            when=say_time(event.at),
            by=event.by if is_own else "",
            reason=event.reason if is_own else "",
            changes=change_words(event, is_own=is_own, is_sensitive=record.sensitive_site),
        )
        for event in history_of(record)[:MOST_EVENTS]
        if is_own or is_told(event, is_sensitive=record.sensitive_site)
    )


def is_told(event: PastEvent, *, is_sensitive: bool) -> bool:
    """Whether an event is told to others than its organisation and the unit.

    Not that somebody looked, not what was done while the record was its organisation's alone, and
    not that something changed where what changed is hidden from them.
    """
    if event.kind == READ or not was_shown(event.after or {}):
        return False
    return not is_all_hidden(event, is_sensitive=is_sensitive)


def is_all_hidden(event: PastEvent, *, is_sensitive: bool) -> bool:
    """Whether all that an event changed is hidden from all but its organisation and the unit."""
    if event.before is None or event.after is None:
        return False
    before, after = (
        visible_content({**content, "version": 0}, is_own=False, is_sensitive=is_sensitive)
        for content in (event.before, event.after)
    )
    return not field_changes(before, after)


def change_words(event: PastEvent, *, is_own: bool, is_sensitive: bool) -> tuple[ChangeWords, ...]:
    """What an event changed, as far as the viewer may know; nothing for the first one.

    That is the first one shown to them: what was said before stays its organisation's.
    """
    if event.before is None or event.after is None:
        return ()
    if not is_own and not (was_shown(event.before) and was_shown(event.after)):
        return ()
    before, after = (
        visible_content(content, is_own=is_own, is_sensitive=is_sensitive)
        for content in (event.before, event.after)
    )
    return say_changes(field_changes(before, after))


def say_changes(changes: Iterable[FieldChange]) -> tuple[ChangeWords, ...]:
    """Changes in words, in the order of `FIELD_WORDS`, which leaves out what is ours alone."""
    by_field = {change.field: change for change in changes}
    return tuple(
        ChangeWords(
            words, say_value(field, by_field[field].before), say_value(field, by_field[field].after)
        )
        for field, words in FIELD_WORDS.items()
        if field in by_field
    )


def say_time(at: datetime | None) -> str:
    """A time in words, on the clock of this country."""
    return f"{localtime(at):%-d %B %Y at %H:%M}" if at else NOT_SUPPLIED
