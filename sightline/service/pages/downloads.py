"""Files to keep: their names and kinds, and the answer that hands one over."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from sightline.service.pages.queries import instance

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
}


@dataclass(frozen=True)
class Download:
    """A file to be kept."""

    name: str
    content: bytes
    content_type: str
    restricted: tuple[UUID, ...] = ()  # activities whose hidden place it tells to an outsider


def name_file(words: str, form: str) -> str:
    """The name of a file of the county's facts: of a made-up county it says that it is."""
    county = instance()
    label = "fictional-" if county is not None and county.fictional else ""
    return f"{label}{words}.{form}"


def hand_over(download: Download) -> HttpResponse:
    """The file, to be kept and not opened in place."""
    response = HttpResponse(download.content, content_type=download.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=download.name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
