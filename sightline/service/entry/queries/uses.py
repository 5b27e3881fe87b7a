"""What records were used for besides gaps, as far as the chain of events knows.

It names the records whose hidden places went into a file, and of a needs assessment the themes: the
records of those themes are counted in it. Other downloads leave no event, so nothing is said of
them: that none is told here does not mean that there was none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from sightline.service.accounts.models import User
from sightline.service.audit.queries import PastEvent, events_of_kind
from sightline.service.pages.queries import PanelRow
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import RecordPart

READ, ASSESSED = "restricted record read", "needs assessment downloaded"
_IN_A_FILE = ", in a file"


@dataclass(frozen=True)
class RecordUses:
    """What one record was used for, a line each."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Own:
    """Some records, by their keys as text, with their themes and when each was added."""

    themes: dict[str, frozenset[str]]
    added_at: dict[str, datetime]


def trail_uses(organisations: frozenset[UUID]) -> Sequence[PanelRow]:
    """For a partner's home: files with places of theirs, and assessments that count their work."""
    records = Activity.objects.on_register().filter(organisation__in=organisations)
    return tuple(
        PanelRow(
            words,
            note=f"{times} with {_count(few, 'record', 'records')} of yours, the last on {day}.",
        )
        for words, times, few, day in _uses(_own(records))
    )


def uses_part(viewer: Any, record: Activity) -> RecordPart | None:
    """For the page of a record, for those who speak for it; nothing where nothing is known."""
    if not voice_of(viewer).speaks_for(record.organisation_id):
        return None
    own = _own(Activity.objects.filter(pk=record.pk))
    lines = tuple(f"{words}: {times}, the last on {day}." for words, times, _, day in _uses(own))
    return RecordPart("entry/uses.html", RecordUses(lines)) if lines else None


def _own(records: Any) -> _Own:
    found = records.prefetch_related("theme_rows")
    rows = [(str(each.pk), each) for each in found]
    return _Own(
        {key: frozenset(row.theme for row in each.theme_rows.all()) for key, each in rows},
        {key: each.added_at for key, each in rows},
    )


def _uses(own: _Own) -> Iterator[tuple[str, str, int, str]]:
    """What was done, how often, with how many of the records, and when last."""
    for words, one, many, told in (
        ("In a file with hidden places", "file", "files", list(_files(own))),
        ("In a needs assessment", "needs assessment", "needs assessments", list(_assessed(own))),
    ):
        if told:
            keys = set().union(*(keys for _, keys in told))
            last = max(event.at for event, _ in told)
            yield words, _count(len(told), one, many), len(keys), f"{localtime(last):%-d %B %Y}"


def _files(own: _Own) -> Iterator[tuple[PastEvent, set[str]]]:
    """The files in which places of the records stood that are hidden from others."""
    events = events_of_kind(READ, Activity, of=own.themes)
    for event in (*events, *events_of_kind(READ, User)):
        keys = {event.about_id} if event.about_id in own.themes else set(_named(event))
        if event.reason.endswith(_IN_A_FILE) and (keys := keys & own.themes.keys()):
            yield event, keys


def _assessed(own: _Own) -> Iterator[tuple[PastEvent, set[str]]]:
    """The needs assessments of a theme of the records, of those that were there by then."""
    for event in events_of_kind(ASSESSED, User):
        told = event.after if isinstance(event.after, dict) else {}
        asked = set(told.get("themes", ()))
        keys = {
            key
            for key, themes in own.themes.items()
            if themes & asked and own.added_at[key] <= event.at
        }
        if keys:
            yield event, keys


def _named(event: PastEvent) -> Collection[str]:
    told = event.after if isinstance(event.after, dict) else {}
    named: Collection[str] = told.get("activities", ())
    return named


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
