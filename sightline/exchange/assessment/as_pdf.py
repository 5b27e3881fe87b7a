"""Setting an assessment as PDF/UA-1 with Typst, and a picture of it as PNG for Word."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import cast

import typst

from sightline.errors import BadInput
from sightline.exchange.assessment.document import Document, lay, plain

TEMPLATE = Path(__file__).with_name("document.typ")
_PICTURE = b"""#set page(width: 16cm, height: auto, margin: 0pt)
#image("picture.svg", width: 16cm, alt: "picture")
"""
PIXELS_PER_INCH = 150.0


def write_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1; the same bytes for the same document.

    Words reach the template as JSON, never as markup. BadInput if it would break the standard.
    """
    pieces, pictures = [], {}
    for piece in lay(document):
        told = asdict(piece)
        svg = told.pop("svg")
        if svg:
            pictures[f"figure-{piece.number}.svg"] = svg.encode()
        pieces.append(told)
    values = {
        "title": plain(document.title),
        "partnership": plain(document.partnership),
        "period": plain(document.period),
        "fictional": document.fictional,
        "made_on": f"{document.made_on:%-d %B %Y}",
        "made": [document.made_on.year, document.made_on.month, document.made_on.day],
        "pieces": pieces,
    }
    sources = {"main.typ": TEMPLATE.read_bytes(), **pictures}
    try:
        return bytes(
            typst.compile(
                cast("bytes", sources),  # files by name, which the published types leave out
                format="pdf",
                pdf_standards=["ua-1"],
                sys_inputs={"document": json.dumps(values, ensure_ascii=False)},
            )
        )
    except typst.TypstError as error:
        raise BadInput(f"assessment: could not be set as an accessible PDF. {error}") from error


def picture_png(svg: str) -> bytes:
    """A picture as PNG, drawn by the program that sets the PDF, so that both files show the same.

    BadInput if it is no picture.
    """
    sources = {"main.typ": _PICTURE, "picture.svg": svg.encode()}
    try:
        made = typst.compile(cast("bytes", sources), format="png", ppi=PIXELS_PER_INCH)
    except typst.TypstError as error:
        raise BadInput(f"figure: could not be drawn. {error}") from error
    return bytes(made if isinstance(made, bytes) else made[0])
