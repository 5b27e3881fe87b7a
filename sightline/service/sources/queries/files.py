"""A file to be sent, and a file that was read: what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.errors import NotFound
from sightline.service.sources.models import Cell, SentFile
from sightline.service.sources.queries.words import say_month
from sightline.service.sources.sight import has_lapsed, known_source, may_send, refuse_lapsed


@dataclass(frozen=True)
class UploadPage:
    """Where a file is chosen."""

    title: str
    address: str
    form: str


@dataclass(frozen=True)
class FilePage:
    """A file that was read. Its counts are not shown: whoever sends it has them."""

    title: str
    address: str
    file_name: str
    months: str
    replaced: str
    account: str
    problems: tuple[str, ...]
    withheld: int
    is_taken: bool
    can_take: bool
    take_address: str
    drop_address: str


def upload_page(*, source_id: UUID, today: date) -> UploadPage:
    """Where a file of a source is chosen; Refused once its agreement has lapsed."""
    source = known_source(source_id)
    refuse_lapsed(source, today=today)
    return UploadPage(
        source.title, reverse("sources:source", args=[source.pk]), source.get_form_display()
    )


def file_page(*, viewer: Any, file_id: UUID, today: date) -> FilePage:
    """A file that was sent, for whoever may send files of its source; NotFound for others.

    Once the agreement has lapsed nothing that it says is shown: it can still be thrown away.
    """
    file = SentFile.objects.select_related("source").filter(pk=file_id).first()
    if file is None or not may_send(viewer, file.source):
        raise NotFound("There is no such file. It may have been thrown away.")
    read = file.reading
    there = Cell.objects.filter(source=file.source, month__in=read["months"])
    old = sorted(set(there.values_list("month", flat=True)))
    taken, lapsed = file.taken_at is not None, has_lapsed(file.source, today=today)
    return FilePage(
        title=file.source.title,
        address=reverse("sources:source", args=[file.source_id]),
        file_name=file.file_name,
        months="not shown" if lapsed else ", ".join(map(say_month, read["months"])) or "none",
        replaced="" if taken or lapsed else ", ".join(map(say_month, old)),
        account="Its agreement has lapsed, so nothing of it is shown."
        if lapsed
        else (
            f"{read['rows_in']:,} rows: {read['accepted']:,} accepted, {read['rejected']:,} "
            f"rejected, {read['set_aside']:,} set aside."
        ),
        problems=() if lapsed else tuple(read["problems"]),
        withheld=len(file.texts) or file.withheld.count(),
        is_taken=taken,
        can_take=not taken and not lapsed and read["accepted"] > 0,
        take_address=reverse("sources:take", args=[file.pk]),
        drop_address=reverse("sources:drop", args=[file.pk]),
    )
