"""The history of an activity, two versions side by side, and what changed on the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import make_aware

from sightline.errors import NotFound
from sightline.service.audit.queries import PastEvent, history_of, latest_changes
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.changes import field_changes, tells_place
from sightline.service.register.models import Activity
from sightline.service.register.queries.record import (
    ChangeWords,
    change_words,
    find_record,
    is_told,
    say_time,
)
from sightline.service.register.queries.sight import looks_in, visible_content
from sightline.service.register.queries.words import FIELD_WORDS, say_date, say_value

MOST_CHANGES = 200  # of the register, on one page
LOOK_BACK = timedelta(days=30)  # where nobody says since when


@dataclass(frozen=True)
class Version:
    """One event of an activity's history, and the version it left behind."""

    number: int  # of the event
    version: int
    what: str
    when: str
    by: str
    reason: str
    changes: tuple[ChangeWords, ...]
    may_restore: bool


@dataclass(frozen=True)
class ComparedField:
    """One field in two versions."""

    field: str
    earlier: str
    later: str
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side: every field, those that differ marked."""

    earlier: str
    later: str
    said: str  # how many fields differ
    fields: tuple[ComparedField, ...]


@dataclass(frozen=True)
class HistoryPage:
    """The history of one activity, newest first."""

    name: str
    address: str
    versions: tuple[Version, ...]
    chosen: tuple[int, int] | None  # events that are compared
    comparison: Comparison | None
    restore_address: str
    version: int  # of the record now
    restricted: tuple[UUID, ...]  # the activity, where its hidden place is shown to an outsider


@dataclass(frozen=True)
class ChangedActivity:
    """One thing done to one activity, for the list of changes."""

    name: str
    address: str
    organisation: str
    what: str
    when: str
    changes: tuple[ChangeWords, ...]


@dataclass(frozen=True)
class ChangesPage:
    """What changed on the register since a day."""

    since: date
    since_words: str
    found: str
    items: tuple[ChangedActivity, ...]
    restricted: tuple[UUID, ...]  # activities whose hidden place is shown to an outsider


@dataclass(frozen=True)
class WithdrawPage:
    """What is about to be taken off the register."""

    name: str
    address: str
    organisation: str
    version: int


def history_page(
    *, viewer: Any, activity_id: UUID, compare: tuple[int, int] | None = None
) -> HistoryPage:
    """Every version of an activity that the viewer may know of; two of them compared, if asked."""
    record = find_record(viewer=viewer, activity_id=activity_id)
    voice = voice_of(viewer)
    is_own = voice.speaks_for(record.organisation_id)
    events = [
        event
        for event in history_of(record)
        if is_own or is_told(event, is_sensitive=record.sensitive_site)
    ]
    counted = _counted(events, is_own=is_own)
    versions = tuple(
        _version(event, record, counted[event.number], is_own=is_own, newest=events[0])
        for event in events
    )
    kept = {event.number: event for event in events if event.after is not None}
    chosen = compare if compare and set(compare) <= set(kept) else None
    return HistoryPage(
        name=record.name,
        address=reverse("register:activity", args=[record.pk]),
        versions=versions,
        chosen=chosen or _last_two(list(kept)),
        comparison=_compare(record, kept, chosen, counted, is_own=is_own) if chosen else None,
        restore_address=reverse("register:restore", args=[record.pk]) if is_own else "",
        version=record.version,
        restricted=_looked_into([(event, record) for event in events], voice),
    )


def withdraw_page(*, viewer: Any, activity_id: UUID) -> WithdrawPage:
    """The activity that somebody is about to withdraw, or NotFound."""
    record = find_record(viewer=viewer, activity_id=activity_id)
    if record.withdrawn_at is not None:
        raise NotFound(f"{record.name} was withdrawn already.")
    address = reverse("register:activity", args=[record.pk])
    return WithdrawPage(record.name, address, record.organisation.name, record.version)


def changes_page(*, viewer: Any, since: date | None, today: date) -> ChangesPage:
    """What was added, changed, confirmed and withdrawn since a day, as the viewer may know it."""
    start = since or today - LOOK_BACK
    voice = voice_of(viewer)
    seen = Activity.objects.filter(voice.within())
    events = latest_changes(
        Activity,
        since=make_aware(datetime.combine(start, time.min)),
        most=10 * MOST_CHANGES,
        of={str(key) for key in seen.values_list("pk", flat=True)},
    )
    records = seen.select_related("organisation").in_bulk(
        {UUID(event.about_id) for event in events}
    )
    told: list[tuple[PastEvent, Activity]] = []
    for event in events:
        record = records.get(UUID(event.about_id))
        if record is None or event.after is None:
            continue
        is_own = voice.speaks_for(record.organisation_id)
        if is_own or is_told(event, is_sensitive=record.sensitive_site):
            told.append((event, record))
    shown = told[:MOST_CHANGES]
    more = f", the newest {MOST_CHANGES} shown" if len(told) > len(shown) else ""
    return ChangesPage(
        since=start,
        since_words=say_date(start),
        found=f"{len(told):,} changes{more}",
        items=tuple(
            _changed(event, record, is_own=voice.speaks_for(record.organisation_id))
            for event, record in shown
        ),
        restricted=_looked_into([pair for pair in shown if _tells_place(pair[0])], voice),
    )


def _looked_into(told: list[tuple[PastEvent, Activity]], voice: Voice) -> tuple[UUID, ...]:
    """The activities that are, or were in one of those events, at a hidden place, if it is told."""
    hidden = {
        record.pk
        for event, record in told
        if looks_in(voice, record) and (record.sensitive_site or _was_hidden(event))
    }
    return tuple(sorted(hidden))


def _was_hidden(event: PastEvent) -> bool:
    """Whether the place was hidden before an event, or after it."""
    return any((content or {}).get("sensitive_site") for content in (event.before, event.after))


def _tells_place(event: PastEvent) -> bool:
    """Whether the words of an event's changes say where something is."""
    return tells_place(field_changes(event.before or event.after, event.after))


def _changed(event: PastEvent, record: Activity, *, is_own: bool) -> ChangedActivity:
    withdrawn = record.withdrawn_at is not None and not is_own
    return ChangedActivity(
        name=record.name,
        address="" if withdrawn else reverse("register:activity", args=[record.pk]),
        organisation=record.organisation.name,
        what=event.kind.capitalize(),
        when=say_time(event.at),
        changes=change_words(event, is_own=is_own, is_sensitive=record.sensitive_site),
    )


def _counted(events: Sequence[PastEvent], *, is_own: bool) -> dict[int, int]:
    """The version that each event left behind, by its number; 0 where it left none.

    Others count what they are told: a number left out would tell them of a change that is hidden.
    """
    kept = [event for event in reversed(events) if event.after is not None]
    found = dict.fromkeys((event.number for event in events), 0)
    for count, event in enumerate(kept, start=1):
        found[event.number] = event.after["version"] if is_own else count
    return found


def _version(
    event: PastEvent, record: Activity, version: int, *, is_own: bool, newest: PastEvent
) -> Version:
    return Version(
        number=event.number,
        version=version,
        what=event.kind.capitalize(),
        when=say_time(event.at),
        by=event.by if is_own else "",
        reason=event.reason if is_own else "",
        changes=change_words(event, is_own=is_own, is_sensitive=record.sensitive_site),
        may_restore=is_own and event.after is not None and event is not newest,
    )


def _last_two(numbers: list[int]) -> tuple[int, int] | None:
    """The events that are offered for comparison, newest first given: the last, and before it."""
    return (numbers[1], numbers[0]) if len(numbers) > 1 else None


def _compare(
    record: Activity,
    kept: Mapping[int, PastEvent],
    chosen: tuple[int, int],
    counted: Mapping[int, int],
    *,
    is_own: bool,
) -> Comparison:
    one, other = (kept[number] for number in sorted(chosen))
    contents = [
        visible_content(event.after, is_own=is_own, is_sensitive=record.sensitive_site)
        for event in (one, other)
    ]
    before, after = contents
    fields = tuple(
        ComparedField(
            field=words,
            earlier=say_value(name, before.get(name)),
            later=say_value(name, after.get(name)),
            differs=before.get(name) != after.get(name),
        )
        for name, words in FIELD_WORDS.items()
        if name in before or name in after
    )
    count = sum(field.differs for field in fields)
    said = f"{count} field{'' if count == 1 else 's'} differ{'s' if count == 1 else ''}."
    return Comparison(_name(one, counted), _name(other, counted), said, fields)


def _name(event: PastEvent, counted: Mapping[int, int]) -> str:
    return f"Version {counted[event.number]}, {say_time(event.at)}"
