"""A sheet that was sent: what it would do to the register, what is wrong with it, what it did."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotAllowed, NotFound
from sightline.exchange.activities import ActivityRow, write_template
from sightline.exchange.problems import Problem, Reading, Weight
from sightline.service.audit.queries import PastEvent, changes_since, newest_number
from sightline.service.pages.downloads import KINDS, Download
from sightline.service.partners.names import plain
from sightline.service.partners.queries import (
    by_plain_name,
    not_spoken_for,
    organisations_of,
    voice_of,
)
from sightline.service.register.changes import bring_up_to_date, differences
from sightline.service.register.content import content_of
from sightline.service.register.models import Activity
from sightline.service.register.queries.record import (
    ChangeWords,
    change_words,
    say_changes,
    say_time,
)
from sightline.service.register.queries.words import FIELD_WORDS, say_value, vocabularies
from sightline.service.sheets.models import Upload

MOST_ROWS_SHOWN = 100  # of each kind; the marked copy has every problem


@dataclass(frozen=True)
class UploadPage:
    """The page on which a sheet is chosen."""

    speaks_for: str
    lack: str  # why this viewer cannot add anything, if so
    cancelled: bool


@dataclass(frozen=True)
class FieldRead:
    """One field as it was read, in words: so that a date or a place read wrongly is seen."""

    key: str
    value: str


@dataclass(frozen=True)
class SheetRowWords:
    """One row of the sheet and what it would change."""

    row: int
    name: str
    organisation: str
    address: str
    changes: tuple[ChangeWords, ...] = ()
    read: tuple[FieldRead, ...] = ()  # of a new activity: what the sheet supplies


@dataclass(frozen=True)
class ProblemWords:
    """One problem, in the parts that people look for."""

    row: str
    column: str
    found: str
    wanted: str
    remedy: str
    what_it_does: str


@dataclass(frozen=True)
class PreviewPage:
    """What a sheet would do, ready to print; or, once it was added, what it did."""

    file_name: str
    done: str
    account: str
    added: tuple[SheetRowWords, ...]
    changed: tuple[SheetRowWords, ...]
    added_in_all: int
    changed_in_all: int
    unchanged: int
    refused: int
    set_aside: int
    new_organisations: tuple[str, ...]
    problems: tuple[ProblemWords, ...]
    problems_in_all: int
    notes: tuple[str, ...]
    more: str  # said where not every row is shown
    button: str  # empty where there is nothing to add
    seen_event: int
    commit_address: str
    cancel_address: str
    marked_address: str


@dataclass(frozen=True)
class ConflictRow:
    """One field that somebody changed while a preview was open: theirs, and the sheet's."""

    field: str
    before: str
    now: str
    yours: str


@dataclass(frozen=True)
class ConflictRecord:
    """An activity that was changed, by whom and when."""

    name: str
    address: str
    what: str
    rows: tuple[ConflictRow, ...]


@dataclass(frozen=True)
class ConflictPage:
    """Both sides of a conflict."""

    file_name: str
    records: tuple[ConflictRecord, ...]
    preview_address: str


def upload_page(*, viewer: Any, cancelled: bool) -> UploadPage:
    """For whom the viewer may add activities."""
    if voice_of(viewer).everyone:
        return UploadPage("any organisation", "", cancelled)
    mine = list(organisations_of(viewer).values())
    lack = "" if mine else "Your sign-in does not belong to an organisation yet."
    return UploadPage(" and ".join(mine), lack, cancelled)


def preview_page(*, viewer: Any, upload_id: UUID) -> PreviewPage:
    """A sheet of the viewer's own beside the register as it is now; NotFound if not theirs."""
    upload = _own(viewer, upload_id)
    seen_event = newest_number()
    if upload.committed_at is not None:
        return _done(upload)
    reading = _still_theirs(viewer, upload)
    columns = upload.columns()
    known = _known(reading.rows)
    added = [row for row in reading.rows if _key(row) not in known]
    both = [(row, known[_key(row)]) for row in reading.rows if _key(row) in known]
    changed = [words for row, record in both if (words := _changed_words(row, record, columns))]
    shown = [problem for problem in reading.problems if problem.row is not None]
    shown.sort(key=lambda problem: list(Weight).index(problem.weight))
    account = reading.account
    return PreviewPage(
        file_name=upload.file_name,
        done="",
        account=f"{_count(account.rows_in, 'row')} came in: {account.accepted:,} can be used, "
        f"{account.rejected:,} refused, {account.set_aside:,} set aside.",
        added=tuple(_words(row) for row in added[:MOST_ROWS_SHOWN]),
        changed=tuple(changed[:MOST_ROWS_SHOWN]),
        added_in_all=len(added),
        changed_in_all=len(changed),
        unchanged=len(both) - len(changed),
        refused=account.rejected,
        set_aside=account.set_aside,
        new_organisations=_new_organisations(added),
        problems=tuple(_problem(problem) for problem in shown[:MOST_ROWS_SHOWN]),
        problems_in_all=len(shown),
        notes=tuple(str(problem) for problem in reading.problems if problem.row is None),
        more=f"The first {MOST_ROWS_SHOWN} are shown.",
        button=_button(len(added), len(changed), account.rejected),
        seen_event=seen_event,
        **_addresses(upload),
    )


def marked_copy(*, viewer: Any, upload_id: UUID) -> Download:
    """The marked copy of a sheet of the viewer's own; NotFound if there is none."""
    upload = _own(viewer, upload_id)
    if upload.marked_copy is None:
        raise NotFound("There is no marked copy: nothing is wrong with any row of this sheet.")
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    return Download(f"{stem} - to correct.xlsx", bytes(upload.marked_copy), KINDS["xlsx"])


def conflict_page(*, viewer: Any, upload_id: UUID, seen_event: int) -> ConflictPage:
    """What others changed of the activities in a sheet since an event, beside what it says."""
    upload = _own(viewer, upload_id)
    columns = upload.columns()
    rows = {_key(row): row for row in _still_theirs(viewer, upload).rows}
    records = {
        str(record.pk): (rows[key], record)
        for key, record in _known(rows.values()).items()
        if key in rows
    }
    return ConflictPage(
        file_name=upload.file_name,
        records=tuple(
            _conflict(event, *records[event.about_id], columns)
            for event in changes_since(seen_event, Activity)
            if event.about_id in records
        ),
        preview_address=reverse("sheets:preview", args=[upload_id]),
    )


def _conflict(
    event: PastEvent, row: ActivityRow, record: Activity, columns: Collection[str]
) -> ConflictRecord:
    """One change by somebody else, and what the sheet would make of each field it changed."""
    wanted = content_of(bring_up_to_date(record.facts(), row.activity, columns))
    yours = {words: say_value(field, wanted[field]) for field, words in FIELD_WORDS.items()}
    return ConflictRecord(
        name=record.name,
        address=reverse("register:activity", args=[record.pk]),
        what=f"{event.kind.capitalize()} by {event.by}, {say_time(event.at)}",
        rows=tuple(
            ConflictRow(change.field, change.before, change.after, yours[change.field])
            for change in change_words(event, is_own=True, is_sensitive=False)
        ),
    )


def _own(viewer: Any, upload_id: UUID) -> Upload:
    upload = Upload.objects.filter(pk=upload_id, sent_by=viewer).first()
    if upload is None:
        raise NotFound("There is no sheet of yours at this address. It may have been cancelled.")
    return upload


def _still_theirs(viewer: Any, upload: Upload) -> Reading[tuple[ActivityRow, ...]]:
    """What a sheet says; NotAllowed if its sender may no longer see what it would change."""
    reading = upload.as_read()
    if others := not_spoken_for(viewer, {row.activity.organisation for row in reading.rows}):
        raise NotAllowed(f"You may no longer see all that is said of {', '.join(others)}.")
    return reading


def _done(upload: Upload) -> PreviewPage:
    outcome = upload.outcome or {}
    return PreviewPage(
        file_name=upload.file_name,
        done=f"{_count(outcome['added'], 'activity')} added, {outcome['changed']:,} changed, "
        f"{outcome['unchanged']:,} left as they were, {_count(outcome['refused'], 'row')} refused.",
        account="",
        added=(),
        changed=(),
        added_in_all=0,
        changed_in_all=0,
        unchanged=outcome["unchanged"],
        refused=outcome["refused"],
        set_aside=0,
        new_organisations=(),
        problems=(),
        problems_in_all=0,
        notes=(),
        more="",
        button="",
        seen_event=0,
        **_addresses(upload),
    )


def _addresses(upload: Upload) -> dict[str, str]:
    names = {"commit_address": "commit", "cancel_address": "cancel"}
    if upload.marked_copy is not None:
        names["marked_address"] = "marked"
    addresses = {
        name: reverse(f"sheets:{route}", args=[upload.pk]) for name, route in names.items()
    }
    return {"marked_address": "", **addresses}


def _key(row: ActivityRow) -> tuple[str, str]:
    return plain(row.activity.organisation), plain(row.activity.reference)


def _known(rows: Iterable[ActivityRow]) -> dict[tuple[str, str], Activity]:
    """The records that the rows are about, by organisation as the row names it and reference."""
    known, keys = by_plain_name(), {_key(row) for row in rows}
    named = {known[name] for name, _ in keys if name in known}
    found = Activity.objects.whole().filter(organisation_id__in=named)
    records = {(record.organisation_id, plain(record.reference)): record for record in found}
    there = {key: (known.get(key[0]), key[1]) for key in keys}
    return {key: records[place] for key, place in there.items() if place in records}


def _words(row: ActivityRow) -> SheetRowWords:
    content = content_of(row.activity)
    said = {field: say_value(field, content[field]) for field in FIELD_WORDS if field in content}
    read = tuple(
        FieldRead(FIELD_WORDS[field], value)
        for field, value in said.items()
        if field not in ("name", "organisation") and value != NOT_SUPPLIED
    )
    return SheetRowWords(row.row, row.activity.name, row.activity.organisation, "", read=read)


def _changed_words(
    row: ActivityRow, record: Activity, columns: Collection[str]
) -> SheetRowWords | None:
    """What a row would change of a record; None if nothing."""
    changes = say_changes(differences(record.facts(), row.activity, columns))
    if record.withdrawn_at is not None:
        changes += (ChangeWords("On the register", "withdrawn", "back on it"),)
    if not changes:
        return None
    address = reverse("register:activity", args=[record.pk])
    return SheetRowWords(row.row, record.name, record.organisation.name, address, changes)


def _new_organisations(added: Iterable[ActivityRow]) -> tuple[str, ...]:
    known = by_plain_name()
    names = {row.activity.organisation for row in added}
    return tuple(sorted(name for name in names if plain(name) not in known))


def _problem(problem: Problem) -> ProblemWords:
    return ProblemWords(
        row=f"{problem.row:,}",
        column=problem.column or "the row",
        found=problem.found,
        wanted=problem.wanted,
        remedy=problem.remedy,
        what_it_does=_WHAT_IT_DOES[problem.weight],
    )


_WHAT_IT_DOES = {
    Weight.REJECTED: "Row refused",
    Weight.SET_ASIDE: "Row set aside",
    Weight.NOTE: "Row used; please check",
}


def _button(added: int, changed: int, refused: int) -> str:
    parts = list(_parts(added, changed))
    if not parts:
        return ""
    rest = f", without the {_count(refused, 'refused row')}" if refused else ""
    said = " and ".join(parts)
    return f"{said[0].upper()}{said[1:]}{rest}"


def _parts(added: int, changed: int) -> Iterator[str]:
    if added:
        yield f"add {_count(added, 'activity')}"
    if changed:
        yield f"change {_count(changed, 'activity')}"


def _count(number: int, one: str) -> str:
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{number:,} {one if number == 1 else many}"


def template_download() -> Download:
    """The empty sheet to fill in."""
    name = "activities-template.xlsx"
    with tempfile.TemporaryDirectory(prefix="sightline-template-") as folder:
        path = Path(folder) / name
        write_template(path, vocabularies=vocabularies())
        return Download(name, path.read_bytes(), KINDS["xlsx"])
