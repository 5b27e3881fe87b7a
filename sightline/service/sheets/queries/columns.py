"""What the columns of a partner's own sheet are taken for, to be confirmed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.provision import Status
from sightline.errors import Conflict
from sightline.exchange.activities import BY_HEADING
from sightline.service.places import queries as places
from sightline.service.register.queries.words import vocabularies
from sightline.service.sheets.queries.waiting import own_upload


@dataclass(frozen=True)
class SheetFound:
    """What was found in one sheet of a workbook."""

    name: str
    said: str
    aside: tuple[str, ...]


@dataclass(frozen=True)
class ColumnFound:
    """One column: its examples, and why it is taken for what it is."""

    letter: str
    examples: str
    reason: str
    is_certain: bool
    is_used: bool


@dataclass(frozen=True)
class ColumnsPage:
    """Everything that is proposed for a sheet, ready to print beside the form."""

    file_name: str
    is_remembered: bool
    sheets: tuple[SheetFound, ...]
    columns: tuple[ColumnFound, ...]
    doubtful: int
    notes: tuple[str, ...]
    proposal: Mapping[str, Any]
    cancel_address: str


def columns_page(*, viewer: Any, upload_id: UUID) -> ColumnsPage:
    """What is proposed for a sheet of the viewer's own; Conflict if nothing waits to be said."""
    upload = own_upload(viewer, upload_id)
    if upload.proposal is None:
        raise Conflict(f"{upload.file_name}: its columns have been confirmed already.")
    proposal = upload.proposal
    columns = tuple(column_found(each) for each in proposal["columns"])
    return ColumnsPage(
        file_name=upload.file_name,
        is_remembered=proposal["is_remembered"],
        sheets=tuple(_sheet(each) for each in proposal["sheets"]),
        columns=columns,
        doubtful=sum(not each.is_certain for each in columns),
        notes=tuple(proposal["notes"]),
        proposal=proposal,
        cancel_address=reverse("sheets:cancel", args=[upload.pk]),
    )


def term_names(heading: str) -> dict[str, str]:
    """The words that a cell of a heading may have, and what they are called."""
    column = BY_HEADING[heading]
    if column.vocabulary:
        return {term.term: term.name for term in vocabularies()[column.vocabulary].terms.values()}
    if heading == "status":
        return {status.value: status.value for status in Status}
    if heading == "areas_served":
        areas = places.areas()
        pairs = areas[["district_name", "district"]].drop_duplicates().sort_values("district_name")
        return {"all": "The whole county"} | {
            str(name): str(name) for name, _ in pairs.itertuples(index=False)
        }
    return {}


def _sheet(content: Mapping[str, Any]) -> SheetFound:
    if not content["is_used"]:
        return SheetFound(content["name"], f"not used: {content['reason']}", ())
    first, last = content["header_from"], content["header_to"]
    headings = f"row {first}" if first == last else f"rows {first} to {last}"
    rows = f"{content['rows']:,} row{'' if content['rows'] == 1 else 's'}"
    return SheetFound(
        content["name"], f"{rows} below the headings in {headings}", tuple(content["aside"])
    )


def column_found(content: Mapping[str, Any]) -> ColumnFound:
    """One column of a proposal, in words."""
    return ColumnFound(
        letter=content["letter"],
        examples="; ".join(content["examples"]) or "nothing in it",
        reason=content["reason"],
        is_certain=content["is_certain"],
        is_used=bool(content["target"]),
    )
