"""A file to be sent, and a file that was read: what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.errors import NotFound
from sightline.service.sources.blanks import blanks_over_known
from sightline.service.sources.models import Cell, SentFile
from sightline.service.sources.queries.words import say_month
from sightline.service.sources.sight import has_lapsed, may_send, refuse_lapsed, source_to_send_for


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
    blank: str  # what is said of cells that are known and blank in it; empty where none is
    account: str
    problems: tuple[str, ...]
    withheld: int
    is_taken: bool
    can_take: bool
    take_address: str
    drop_address: str


def upload_page(*, viewer: Any, source_id: UUID, today: date) -> UploadPage:
    """Where a file of a source is chosen, for whoever may send one; NotAllowed for others.

    Refused once its agreement has lapsed.
    """
    source = source_to_send_for(source_id, by=viewer)
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
        blank="" if lapsed else _say_blank(file),
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


def _say_blank(file: SentFile) -> str:
    """How many counts that are known are blank in the file, and what becomes of them."""
    if file.taken_at is None:
        count = len(blanks_over_known(file.source, file.reading["cells"]))
    else:
        count = file.reading.get("blank", 0)
    if not count:
        return ""
    are = "count that is known is" if count == 1 else "counts that are known are"
    stay = "It stays as it is" if count == 1 else "They stay as they are"
    return (
        f"{count:,} {are} blank in this file. {stay}, for a blank says nothing. To change a count, "
        "send its number, 0 for none, or * for too few."
    )
