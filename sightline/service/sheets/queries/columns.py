"""What the columns of a partner's own sheet are taken for, to be confirmed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.provision import Status
from sightline.errors import Conflict
from sightline.exchange.activities import (
    AGES,
    BY_HEADING,
    COLUMNS,
    DATES,
    MONEY_AND_FUNDERS,
    PLACE,
    POINT,
    WHEN,
)
from sightline.service.places import queries as places
from sightline.service.register.queries.words import FIELD_WORDS, vocabularies
from sightline.service.sheets.proposals import target_key
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


# What one column may feed besides a single heading.
SEVERAL = {
    AGES: "Ages, youngest to oldest",
    DATES: "From when to when",
    MONEY_AND_FUNDERS: "Money and who gives it",
    POINT: "A point: latitude and longitude",
    PLACE: "A place, however written",
    WHEN: "Days and times",
}
_HEADING_WORDS = {
    "activity": "Name of the activity",
    "age_from": "Youngest age",
    "age_to": "Oldest age",
    "latitude": "Latitude",
    "longitude": "Longitude",
}


def target_choices() -> list[tuple[str, str]]:
    """Everything that a column may be taken for, in words."""
    several = [(target_key(target), words) for target, words in SEVERAL.items()]
    single = [(column.heading, say_heading(column.heading)) for column in COLUMNS]
    return [("", "Not used"), *several, *sorted(single, key=lambda pair: pair[1])]


def say_heading(heading: str) -> str:
    """A heading of the activity sheet in the words of the pages.

    >>> say_heading("funding_gbp"), say_heading("age_from")
    ('Money a year', 'Youngest age')
    """
    return _HEADING_WORDS.get(heading) or FIELD_WORDS[heading]


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
