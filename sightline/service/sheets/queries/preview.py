"""A sheet that was sent: what it would do to the register, what is wrong with it, what it did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.provision import Status
from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotFound
from sightline.exchange.activities import ActivityRow
from sightline.exchange.problems import Problem, Weight
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.audit.queries import newest_number
from sightline.service.pages.downloads import KINDS, Download
from sightline.service.pages.queries import Panel, PanelRow
from sightline.service.partners.names import plain
from sightline.service.partners.queries import by_plain_name, voice_of
from sightline.service.register.changes import differences, tells_place
from sightline.service.register.content import content_of
from sightline.service.register.models import Activity
from sightline.service.register.queries.record import (
    ChangeWords,
    say_changes,
    say_time,
)
from sightline.service.register.queries.sight import looks_in
from sightline.service.register.queries.words import FIELD_WORDS, say_value
from sightline.service.sheets.known import key_of, known_records
from sightline.service.sheets.models import Upload
from sightline.service.sheets.queries.waiting import own_upload, still_theirs

MOST_ROWS_SHOWN = 100  # of each kind; the marked copy has every problem
MOST_ABSENT = 20  # so many names are listed


@dataclass(frozen=True)
class FieldRead:
    """One field as it was read, in words: so that a date or a place read wrongly is seen."""

    key: str
    value: str


@dataclass(frozen=True)
class SheetRowWords:
    """One row of the sheet and what it would change."""

    row: str  # "Row 12", and in which sheet of several
    name: str
    organisation: str
    address: str
    changes: tuple[ChangeWords, ...] = ()
    read: tuple[FieldRead, ...] = ()  # of a new activity: what the sheet supplies


@dataclass(frozen=True)
class ProblemWords:
    """One problem, in the parts that people look for."""

    row: str  # "Row 12", and in which sheet of several
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
    ended_in_all: int  # of those changed
    unchanged: int
    absent_in_all: int  # activities of those organisations that are not in the sheet
    absent: tuple[str, ...]
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
    columns_address: str  # to say what the columns mean
    waits: str  # that the unit looks it over first, or whose sheet the unit looks over
    cancel_words: str
    restricted: tuple[UUID, ...]  # activities whose hidden place is shown to an outsider


def preview_page(*, viewer: Any, upload_id: UUID) -> PreviewPage:
    """A sheet of the viewer's own beside the register as it is now; NotFound if not theirs."""
    upload = own_upload(viewer, upload_id)
    seen_event = newest_number()
    if upload.committed_at is not None:
        return _done(upload)
    reading = still_theirs(viewer, upload)
    columns = upload.columns()
    known = known_records(reading.rows)
    added = [row for row in reading.rows if key_of(row) not in known]
    both = [(row, known[key_of(row)]) for row in reading.rows if key_of(row) in known]
    changed = [words for row, record in both if (words := _changed_words(row, record, columns))]
    shown = [problem for problem in reading.problems if problem.row is not None]
    shown.sort(key=lambda problem: list(Weight).index(problem.weight))
    account = reading.account
    absent = _absent(reading.rows, known)
    return PreviewPage(
        file_name=upload.file_name,
        done="",
        account=f"{_count(account.rows_in, 'row')} came in: {account.accepted:,} can be used, "
        f"{account.rejected:,} refused, {account.set_aside:,} set aside.",
        added=tuple(_words(row) for row in added[:MOST_ROWS_SHOWN]),
        changed=tuple(changed[:MOST_ROWS_SHOWN]),
        added_in_all=len(added),
        changed_in_all=len(changed),
        ended_in_all=sum(_ends(words) for words in changed),
        unchanged=len(both) - len(changed),
        absent_in_all=len(absent),
        absent=tuple(absent[:MOST_ABSENT]),
        refused=account.rejected,
        set_aside=account.set_aside,
        new_organisations=_new_organisations(added),
        problems=tuple(_problem(problem) for problem in shown[:MOST_ROWS_SHOWN]),
        problems_in_all=len(shown),
        notes=tuple(str(problem) for problem in reading.problems if problem.row is None),
        more=f"The first {MOST_ROWS_SHOWN} are shown.",
        button=_button(len(added), len(changed), account.rejected)
        if upload.asked_at is None or upload.sent_by_id != viewer.pk
        else "",
        waits=_waits(viewer, upload),
        cancel_words=_cancel_words(viewer, upload),
        seen_event=seen_event,
        restricted=_looked_into(viewer, both, columns),
        **_addresses(upload),
    )


def _looked_into(
    viewer: Any, both: Iterable[tuple[ActivityRow, Activity]], columns: Collection[str]
) -> tuple[UUID, ...]:
    """The activities whose hidden place is told, as it is and would be, to an outsider."""
    voice = voice_of(viewer)
    return tuple(
        record.pk
        for row, record in both
        if record.sensitive_site
        and looks_in(voice, record)
        and tells_place(differences(record.facts(), row.activity, columns))
    )


def marked_copy(*, viewer: Any, upload_id: UUID) -> Download:
    """The marked copy of a sheet of the viewer's own; NotFound if there is none."""
    upload = own_upload(viewer, upload_id)
    if upload.marked_copy is None:
        raise NotFound("There is no marked copy: nothing is wrong with any row of this sheet.")
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    return Download(f"{stem} - to correct.xlsx", bytes(upload.marked_copy), KINDS["xlsx"])


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
        ended_in_all=0,
        unchanged=outcome["unchanged"],
        absent_in_all=0,
        absent=(),
        refused=outcome["refused"],
        set_aside=0,
        new_organisations=(),
        problems=(),
        problems_in_all=0,
        notes=(),
        more="",
        button="",
        seen_event=0,
        waits="",
        cancel_words="",
        restricted=(),
        **_addresses(upload),
    )


def _waits(viewer: Any, upload: Upload) -> str:
    if upload.asked_at is None:
        return ""
    if upload.sent_by_id == viewer.pk:
        return "It waits for the unit, which looks over what partners send. You are told by e-mail."
    return f"{upload.sent_by} sent it, and it waits for you to look it over."


def _cancel_words(viewer: Any, upload: Upload) -> str:
    own = upload.sent_by_id == viewer.pk
    return "Cancel and throw the sheet away" if own else f"Give it back to {upload.sent_by}"


def sheets_panel(viewer: Any) -> Panel | None:
    """For the unit's home page: sheets that wait to be looked over; None where there are none."""
    if role_of(viewer) is not Role.UNIT:
        return None
    waiting = Upload.objects.filter(asked_at__isnull=False).select_related("sent_by")
    rows = tuple(
        PanelRow(
            upload.file_name,
            reverse("sheets:preview", args=[upload.pk]),
            f"from {upload.sent_by}, {say_time(upload.asked_at)}",
        )
        for upload in waiting.order_by("asked_at")
    )
    return Panel("Sheets to look over", rows, "") if rows else None


def _addresses(upload: Upload) -> dict[str, str]:
    names = {"commit_address": "commit", "cancel_address": "cancel", "columns_address": "propose"}
    if upload.marked_copy is not None:
        names["marked_address"] = "marked"
    addresses = {
        name: reverse(f"sheets:{route}", args=[upload.pk]) for name, route in names.items()
    }
    return {"marked_address": "", **addresses}


def _words(row: ActivityRow) -> SheetRowWords:
    content = content_of(row.activity)
    said = {field: say_value(field, content[field]) for field in FIELD_WORDS if field in content}
    read = tuple(
        FieldRead(FIELD_WORDS[field], value)
        for field, value in said.items()
        if field not in ("name", "organisation") and value != NOT_SUPPLIED
    )
    name, organisation = row.activity.name, row.activity.organisation
    return SheetRowWords(_say_row(row.row, row.sheet), name, organisation, "", read=read)


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
    where = _say_row(row.row, row.sheet)
    return SheetRowWords(where, record.name, record.organisation.name, address, changes)


def _ends(words: SheetRowWords) -> bool:
    """Whether a row ends an activity."""
    status = FIELD_WORDS["status"]
    return any(each.field == status and each.after == Status.ENDED for each in words.changes)


def _absent(rows: Iterable[ActivityRow], known: Mapping[tuple[str, str], Activity]) -> list[str]:
    """Names of what the same organisations have on the register and the sheet does not have."""
    organisations = by_plain_name()
    names = {key_of(row)[0] for row in rows}
    about = {organisations[name] for name in names if name in organisations}
    others = Activity.objects.on_register().filter(organisation_id__in=about)
    there = [record.pk for record in known.values()]
    return list(others.exclude(pk__in=there).order_by("name").values_list("name", flat=True))


def _say_row(row: int | None, sheet: str) -> str:
    """Where a row is, as the spreadsheet counts.

    >>> _say_row(12, ""), _say_row(12, "Northmere")
    ('Row 12', 'Sheet Northmere, row 12')
    """
    return f"Sheet {sheet}, row {row:,}" if sheet else f"Row {row:,}"


def _new_organisations(added: Iterable[ActivityRow]) -> tuple[str, ...]:
    known = by_plain_name()
    names = {row.activity.organisation for row in added}
    return tuple(sorted(name for name in names if plain(name) not in known))


def _problem(problem: Problem) -> ProblemWords:
    return ProblemWords(
        row=_say_row(problem.row, problem.sheet),
        column=problem.column or "the row",
        found=problem.found,
        wanted=problem.wanted,
        remedy=problem.remedy,
        what_it_does=_WHAT_IT_DOES[problem.weight],
    )


_WHAT_IT_DOES = {
    Weight.REJECTED: "Row refused",
    Weight.SET_ASIDE: "Row set aside",
    Weight.NOTE: "Please check",
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
