"""One source for the partnership: its agreement, and its counts as its policy lets them be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pandas as pd
from django.urls import reverse

from sightline.analysis.disclosure import policy_view
from sightline.analysis.disclosure.policies import SHOWN
from sightline.analysis.disclosure.views import NOT_SHOWN
from sightline.errors import NotFound
from sightline.service.need.queries import sources as loaded_sources
from sightline.service.sources.models import Cell, Source, WithheldText
from sightline.service.sources.protected import DIMENSIONS
from sightline.service.sources.queries.words import (
    Standing,
    Text,
    area_names,
    freshness_of,
    gaps_in,
    say_day,
    say_month,
    standing_of,
)
from sightline.service.sources.sight import (
    has_lapsed,
    in_partnership,
    is_unit,
    known_source,
    may_send,
    policy_of,
    sees_counts,
)

_WITHHELD = (
    f"“{NOT_SHOWN.capitalize()}” may be few or many: beside the totals that are shown, it would "
    "tell of a few by subtraction."
)
HEADINGS = (Text("Area or site"), Text("Kind"), Text("Ages"), Text("People", numeric=True))


@dataclass(frozen=True)
class Row:
    """A line of the agreement."""

    key: str
    value: str


@dataclass(frozen=True)
class Counts:
    """The counts of one month, and where the other months are."""

    caption: str
    headings: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    months: tuple[Text, ...]
    gaps: str
    policy: str
    withheld: str  # why some are not shown that may be many; empty where all others are


@dataclass(frozen=True)
class SourcePage:
    """A source, and what the viewer may do with it. Addresses are empty where they may not."""

    title: str
    what: str
    standing: Standing
    rows: tuple[Row, ...]
    protocol_address: str
    cannot_tell: str
    counts: Counts | None
    why_no_counts: str
    edit_address: str
    upload_address: str
    texts_address: str
    texts_waiting: int
    release_address: str
    released_address: str


def source_page(*, viewer: Any, source_id: UUID, month: str, today: date) -> SourcePage:
    """A source for people of the partnership; counts of a month, the last one if none is named."""
    source = known_source(source_id)
    if not in_partnership(viewer):
        raise NotFound("There is no source with that number.")
    unit, lapsed = is_unit(viewer), has_lapsed(source, today=today)
    counts, why = _counts(viewer, source, month, lapsed=lapsed)
    here = [source.pk]
    waiting = WithheldText.objects.filter(file__source=source, state="withheld").count()
    released = source.releases.filter(approved_at__isnull=False).exists() and not lapsed
    has_files = source.form != Source.Form.ELSEWHERE
    takes = has_files and not lapsed
    return SourcePage(
        title=source.title,
        what=source.what,
        standing=standing_of(source, today=today),
        rows=_rows(source),
        protocol_address=source.protocol_address,
        cannot_tell=source.cannot_tell,
        counts=counts,
        why_no_counts=why,
        edit_address=reverse("sources:edit", args=here) if unit else "",
        upload_address=reverse("sources:upload", args=here)
        if takes and may_send(viewer, source)
        else "",
        texts_address=reverse("sources:texts", args=here) if unit and has_files else "",
        texts_waiting=waiting if unit else 0,
        release_address=reverse("sources:release", args=here) if unit and takes else "",
        released_address=reverse("sources:released", args=here) if released else "",
    )


def _rows(source: Source) -> tuple[Row, ...]:
    giver = source.organisation.name if source.organisation else source.publisher
    protocol = source.protocol_title or ("not needed" if source.is_open else "not supplied")
    return (
        Row("Given by", giver or "not supplied"),
        Row("Freshness", freshness_of(source, dict(loaded_sources()))),
        Row("Lawful basis", source.lawful_basis),
        Row("Sharing protocol", protocol),
        Row("Signed on", say_day(source.signed_on)),
        Row("Review by", say_day(source.review_on)),
        Row("Holds until", say_day(source.lapses_on)),
        Row("Steward", source.steward_role),
        Row("Who sees its counts", source.get_seen_by_display()),
        Row("Small counts", policy_of(source).words),
    )


def _counts(viewer: Any, source: Source, month: str, *, lapsed: bool) -> tuple[Counts | None, str]:
    if source.form == Source.Form.ELSEWHERE:
        return None, ""
    if lapsed:
        return None, "Its agreement has lapsed, so nothing of it is shown."
    if not sees_counts(viewer, source):
        return None, "Its agreement lets only the unit, its analysts and its giver see its counts."
    cells = Cell.objects.filter(source=source)
    months = sorted(set(cells.values_list("month", flat=True)), reverse=True)
    if not months:
        return None, "No file was taken in yet. Its giver or the unit can send one."
    chosen = month if month in months else months[0]
    names = [*DIMENSIONS, "count"]
    table = pd.DataFrame(
        list(cells.filter(month=chosen).values_list(*names, "shown")), columns=[*names, "shown"]
    )
    here = reverse("sources:source", args=[source.pk])
    rows = _shown(table, source)
    return Counts(
        caption=f"People in {say_month(chosen)}",
        headings=HEADINGS,
        rows=rows,
        months=tuple(
            Text(say_month(each), address="" if each == chosen else f"{here}?month={each}")
            for each in months
        ),
        gaps=", ".join(gaps_in(months)),
        policy=policy_of(source).words,
        withheld=_WITHHELD if any(row[3].text == NOT_SHOWN for row in rows) else "",
    ), ""


def _shown(table: pd.DataFrame, source: Source) -> tuple[tuple[Text, ...], ...]:
    """The rows as the policy lets them be seen, and none that others tell by subtraction."""
    seen = policy_view(table, policy=policy_of(source))
    areas = area_names()
    said = []
    for each in seen.itertuples():
        count = f"{int(each.shown_count):,}" if each.shown == SHOWN else each.shown
        said.append((Text(areas.get(each.area, each.area)), Text(each.kind), Text(each.age),
                     Text(count, numeric=True)))  # fmt: skip
    return tuple(said)
