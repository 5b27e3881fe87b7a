"""Withheld texts: that they are there, for the unit; what one says only once it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from sightline.errors import NotFound
from sightline.service.sources.models import WithheldText
from sightline.service.sources.sight import has_lapsed, known_source

MOST_LISTED = 200
_WAITING = (WithheldText.State.WITHHELD,)
_ALL = (WithheldText.State.WITHHELD, WithheldText.State.CLEARED)


@dataclass(frozen=True)
class TextItem:
    """One withheld text, without what it says."""

    name: str
    state: str
    read_address: str  # empty where it was deleted, or its agreement has lapsed
    delete_address: str  # empty where it was deleted


@dataclass(frozen=True)
class TextsPage:
    """The withheld texts of a source."""

    title: str
    address: str
    lapsed: str  # why none can be read; empty while the agreement holds
    items: tuple[TextItem, ...]
    not_listed: int
    to_delete: int  # how many would go at once
    delete_address: str


@dataclass(frozen=True)
class TextPage:
    """One text, just read."""

    title: str
    name: str
    text: str
    back_address: str
    decide_address: str


def texts_page(*, source_id: UUID, today: date) -> TextsPage:
    """What is withheld of a source. Once its agreement has lapsed it can only be deleted."""
    source = known_source(source_id)
    lapsed = has_lapsed(source, today=today)
    found = WithheldText.objects.filter(file__source=source).select_related("file")
    waiting = list(found.order_by("state", "file__sent_at", "row").defer("text"))
    order = sorted(waiting, key=lambda each: each.state != WithheldText.State.WITHHELD)
    return TextsPage(
        source.title,
        reverse("sources:source", args=[source.pk]),
        "Its agreement has lapsed, so no text is shown. Delete them." if lapsed else "",
        tuple(_item(each, lapsed=lapsed) for each in order[:MOST_LISTED]),
        max(0, len(order) - MOST_LISTED),
        sum(each.state in (_ALL if lapsed else _WAITING) for each in order),
        reverse("sources:delete_texts", args=[source.pk]),
    )


def text_page(*, text_id: UUID, text: str) -> TextPage:
    """A text that has just been read, with what may be decided about it."""
    held = WithheldText.objects.select_related("file__source").filter(pk=text_id).first()
    if held is None:
        raise NotFound("There is no such text.")
    return TextPage(
        held.file.source.title,
        _name(held),
        text or "It was deleted.",
        reverse("sources:texts", args=[held.file.source_id]),
        reverse("sources:decide_text", args=[held.pk]),
    )


def _item(held: WithheldText, *, lapsed: bool) -> TextItem:
    gone = held.state == WithheldText.State.DELETED
    return TextItem(
        _name(held),
        held.get_state_display(),
        "" if gone or lapsed else reverse("sources:read_text", args=[held.pk]),
        "" if gone else reverse("sources:decide_text", args=[held.pk]),
    )


def _name(held: WithheldText) -> str:
    return f"{held.file.file_name}, row {held.row}, {held.what}"
