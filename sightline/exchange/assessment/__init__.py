"""A needs assessment as a document to be finished by people: as data, as DOCX and as PDF/UA-1."""

from sightline.exchange.assessment.as_docx import write_docx
from sightline.exchange.assessment.as_pdf import picture_png, write_pdf
from sightline.exchange.assessment.document import (
    Document,
    Figure,
    Prompt,
    Provenance,
    Section,
    Table,
    plain,
)
from sightline.exchange.assessment.pictures import Bar, Point, draw_bars, draw_months, with_legend

__all__ = [
    "Bar",
    "Document",
    "Figure",
    "Point",
    "Prompt",
    "Provenance",
    "Section",
    "Table",
    "draw_bars",
    "draw_months",
    "picture_png",
    "plain",
    "with_legend",
    "write_docx",
    "write_pdf",
]
