"""Files of a source: read apart, looked over, taken in or thrown away."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sightline.analysis.periods import Month
from sightline.errors import BadInput, Conflict, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.places.models import Area
from sightline.service.sheets.actions.isolation import read_apart, safe_name
from sightline.service.sources.actions.tidying import tidy_sources
from sightline.service.sources.blanks import blanks_over_known
from sightline.service.sources.models import Cell, SentFile, Source, WithheldText
from sightline.service.sources.sight import may_send, refuse_lapsed, source_to_send_for

_COMMAND = ("-m", "sightline.service.sources.worker")
_AT_ONCE = 500


def send_file(
    *, source_id: UUID, content: bytes, file_name: str, by: User, now: datetime, today: date
) -> UUID:
    """Read a file and keep it to be looked over; its key. The same file twice is one.

    Nothing counts until it is taken in. Refused once the agreement has lapsed.
    """
    source = source_to_send_for(source_id, by=by)
    refuse_lapsed(source, today=today)
    sha256 = hashlib.sha256(content).hexdigest()
    known = SentFile.objects.filter(source=source, sha256=sha256).first()
    if known is not None:
        return known.pk
    name = safe_name(file_name)
    request = {"form": source.form, "file_name": name, "areas": _districts()}
    read = read_apart(content, file_name=name, request=request, sender=by.pk, command=_COMMAND)
    reading: dict[str, Any] = dict(read.reading or {})
    texts = reading.pop("texts", [])
    tidy_sources(now=now, today=today)
    with transaction.atomic():
        file, _ = SentFile.objects.get_or_create(
            source=source,
            sha256=sha256,
            defaults={"file_name": name, "sent_by": by, "sent_at": now, "reading": reading,
                      "texts": texts},
        )  # fmt: skip
    return file.pk


@transaction.atomic
def take_file(*, file_id: UUID, by: User, now: datetime, today: date) -> None:
    """Count what a file says. Cells it has are replaced, others stay; its texts are withheld.

    A cell that it leaves blank stays what it was: a blank takes away nothing that is known.
    """
    audit.hold_chain()
    file = _file(file_id, by=by)
    refuse_lapsed(file.source, today=today)
    if file.taken_at is not None:
        raise Conflict(f"{file.file_name} was taken in already. It counts once.")
    cells = file.reading["cells"]
    if not cells:
        raise BadInput(
            f"{file.file_name}: found no row that can be used. Correct it, send it again."
        )
    _refuse_months_to_come(file, {cell[1] for cell in cells}, today=today)
    _refuse_other_site(file.source, {cell[0] for cell in cells})
    again, blank = _replace(file, cells)
    WithheldText.objects.bulk_create(
        [WithheldText(file=file, row=row, what=what, text=text) for row, what, text in file.texts],
        batch_size=_AT_ONCE,
    )
    withheld, file.texts = len(file.texts), []
    file.reading = {**file.reading, "cells": [], "counted": len(cells) - blank, "again": again,
                    "blank": blank}  # fmt: skip
    file.taken_at = now
    file.save()
    told = {"file": file.file_name, "sha256": file.sha256, "months": file.reading["months"],
            "rows": file.reading["accepted"], "withheld": withheld,
            "blank": blank}  # fmt: skip
    audit.record("file of a source taken in", about=file, by=by, at=now, after=told)


@transaction.atomic
def throw_away(*, file_id: UUID, by: User, now: datetime) -> UUID:
    """Forget a file that was not taken in; the key of its source."""
    audit.hold_chain()
    file = _file(file_id, by=by)
    if file.taken_at is not None:
        raise Conflict(f"{file.file_name} was taken in already, so it stays.")
    audit.record("file of a source thrown away", about=file, by=by, at=now)
    source_id: UUID = file.source_id
    file.delete()
    return source_id


def _file(file_id: UUID, *, by: User) -> SentFile:
    found = SentFile.objects.select_related("source").filter(pk=file_id).first()
    if found is None or not may_send(by, found.source):
        raise NotFound("There is no such file. It may have been thrown away.")
    return found


def _districts() -> list[str]:
    """The codes whose counts are taken: districts of the county."""
    here = Area.objects.filter(is_neighbour=False)
    return sorted(set(here.values_list("district_code", flat=True)))


def _refuse_months_to_come(file: SentFile, months: set[str], *, today: date) -> None:
    """Nothing before a month that is public is released later, so a wrong year would end it all."""
    if max(months) > str(Month.of(today)):
        raise BadInput(
            f"{file.file_name}: found counts of {Month.parse(max(months)).words}, wanted months up "
            "to this one. Correct the month, send it again."
        )


def _refuse_other_site(source: Source, areas: set[str]) -> None:
    """A file of another emergency department belongs to another source."""
    if source.form != Source.Form.ISTV:
        return
    other = Cell.objects.filter(source=source).exclude(area__in=areas).first()
    if other is not None:
        raise BadInput(
            f"site: found {', '.join(sorted(areas))}, wanted {other.area}, of which this source "
            "has counts. Send it for the source of that site."
        )


def _replace(file: SentFile, cells: list[list[Any]]) -> tuple[list[str], int]:
    """Write the cells over those there are; the months that had counts before, and the blanks.

    A blank takes away nothing that is known: how many such cells there were is the second thing.
    """
    blank = blanks_over_known(file.source, cells)
    cells = [cell for cell in cells if tuple(cell[:4]) not in blank]
    months = {cell[1] for cell in cells}
    there = {
        (each.area, each.month, each.kind, each.age): each.pk
        for each in Cell.objects.filter(source=file.source, month__in=months)
    }
    old = {tuple(cell[:4]) for cell in cells} & there.keys()
    stale = [there[key] for key in old]
    for start in range(0, len(stale), _AT_ONCE):
        Cell.objects.filter(Q(pk__in=stale[start : start + _AT_ONCE])).delete()
    Cell.objects.bulk_create(
        [
            Cell(source=file.source, file=file, area=area, month=month, kind=kind, age=age,
                 count=count, shown=shown)
            for area, month, kind, age, count, shown in cells
        ],
        batch_size=_AT_ONCE,
    )  # fmt: skip
    return sorted({str(key[1]) for key in old}), len(blank)
