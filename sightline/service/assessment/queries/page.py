"""The page about a draft, and the draft as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sightline.errors import NotFound
from sightline.exchange.assessment import Document, Section, write_docx, write_pdf
from sightline.service.assessment.asking import Asked
from sightline.service.assessment.queries.draft import make_document
from sightline.service.pages.downloads import Download, name_file
from sightline.service.register.queries import day_of_pages

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITE: Mapping[str, tuple[Callable[[Document], bytes], str]] = {
    "docx": (write_docx, WORD),
    "pdf": (write_pdf, "application/pdf"),
}


@dataclass(frozen=True)
class Heading:
    """The heading of a column."""

    text: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell."""

    text: str
    numeric: bool = False


HEADINGS = (Heading("Section"), *(Heading(name, numeric=True) for name in
            ("Tables", "Figures", "To write", "Not supplied")))  # fmt: skip


@dataclass(frozen=True)
class DraftPage:
    """What the draft holds, what it lacks, what people must write, and where it is."""

    what: str
    period: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    missing: tuple[str, ...]
    prompts: tuple[tuple[str, str], ...]  # what, why
    docx_address: str
    pdf_address: str


def draft_page(asked: Asked, *, viewer: Any) -> DraftPage:
    """What the draft would hold: it is made, so that the page cannot say otherwise."""
    document = make_document(asked, viewer=viewer, today=day_of_pages())
    return DraftPage(
        what=document.title,
        period=document.period,
        headings=HEADINGS,
        rows=tuple(_row(section) for section in document.sections),
        missing=document.missing,
        prompts=tuple((prompt.what, prompt.why) for prompt in document.prompts),
        docx_address=asked.address("assessment:download", form="docx"),
        pdf_address=asked.address("assessment:download", form="pdf"),
    )


def _row(section: Section) -> tuple[Cell, ...]:
    counts = (
        len(section.tables) + len(section.figures),
        len(section.figures),
        len(section.prompts),
        len(section.missing),
    )
    return (Cell(section.heading), *(Cell(f"{count:,}", numeric=True) for count in counts))


def draft_file(asked: Asked, *, viewer: Any, form: str) -> Download:
    """The draft as a file; NotFound unless form is docx or pdf."""
    if form not in _WRITE:
        raise NotFound(f"There is no draft as {form}: there are docx and pdf.")
    document = make_document(asked, viewer=viewer, today=day_of_pages())
    write, kind = _WRITE[form]
    return Download(name_file(f"needs-assessment-{document.made_on}", form), write(document), kind)
