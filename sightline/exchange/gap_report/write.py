"""What a report says, and setting it as a PDF that a screen reader can follow."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import typst

from sightline.errors import BadInput

TEMPLATE = Path(__file__).with_name("report.typ")


@dataclass(frozen=True)
class ReportArea:
    """One line of the table: words ready to print."""

    name: str
    need: str
    to_reach: str
    reached: str
    shortfall: str
    kind: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ReportPlace:
    """One place that neighbours with the same gap make up: words ready to print."""

    name: str
    kind: str
    areas: str
    shortfall: str
    order: str  # the first and the last place it could have
    first_month: str


@dataclass(frozen=True)
class ReportCliff:
    """One activity that goes dark, in one district: words ready to print."""

    day: str
    name: str
    because: str
    place: str
    people: str
    share: str
    others: str


@dataclass(frozen=True)
class ReportInput:
    """Where the rows of one input went."""

    what: str
    name: str
    rows_in: str
    accepted: str
    rejected: str
    set_aside: str
    sha256: str


@dataclass(frozen=True)
class GapReport:
    """A report, as words: nothing is worked out after this."""

    title: str
    fictional: bool
    question: str
    policy: str
    figures: tuple[tuple[str, str], ...]  # what, and how much with its unit
    areas: tuple[ReportArea, ...]
    areas_title: str
    areas_note: str
    areas_left_out: str
    map_title: str
    map_svg: str
    map_words: str  # what the map shows, for those who cannot see it
    legend: tuple[tuple[str, str], ...]  # shade, meaning
    cannot_tell: tuple[str, ...]
    method: tuple[str, ...]
    inputs: tuple[ReportInput, ...]
    problems: str
    places: tuple[ReportPlace, ...] = ()
    places_left_out: str = ""
    cliffs: tuple[ReportCliff, ...] = ()
    cliffs_left_out: str = ""


def write_report(path: Path, report: GapReport) -> None:
    """Set the report as PDF/UA-1. Data reach the template as JSON, never as markup."""
    values = asdict(report)
    picture = values.pop("map_svg").encode()
    pdf = set_pages(TEMPLATE, values=values, files={"map.svg": picture})
    path.write_bytes(pdf)


def set_pages(template: Path, *, values: dict[str, object], files: dict[str, bytes]) -> bytes:
    """Compile one template with its values and pictures; BadInput if it breaks the standard."""
    sources: dict[str, bytes] = {"main.typ": template.read_bytes(), **files}
    try:
        pdf = typst.compile(
            cast("bytes", sources),  # files by name, which the published types leave out
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"report": json.dumps(values, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise BadInput(f"report: could not be set as an accessible PDF. {error}") from error
    return bytes(pdf)
