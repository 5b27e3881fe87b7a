"""XML parts of workbooks: parsed without entities, within bounds; what was marked in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from sightline.errors import BadInput
from sightline.exchange.files import MOST_CELLS

MOST_LETTERS = 50_000_000  # of all cells together; 20,000 activities need about ten million


@dataclass
class SheetMarks:
    """What the reader does not tell of a sheet; cells as (row, column), counted from 0."""

    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def reach(self, rows: int, columns: int, file: str) -> None:
        """Take in that a cell stands in that row and column, counted from 1.

        BadInput if the rectangle grows too large: the reader makes room for the whole of it.
        """
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        if self.rows * self.columns > MOST_CELLS:
            raise BadInput(
                f"{file}: found a sheet that reaches to row {self.rows:,} and column "
                f"{self.columns:,}, wanted at most {MOST_CELLS:,} cells. "
                "Delete the rows below and the columns beside the table."
            )


def parse_xml(
    xml: bytes,
    file: str,
    *,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through one part; BadInput for definitions of entities and for damaged XML.

    As calamine reads it, which is as UTF-8 whatever the part says: where two parsers read two
    different things, the one that looks for harm looks in the wrong place.
    """
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in xml:
        raise damaged(file)

    def refuse_doctype(*_: object) -> None:
        raise BadInput(
            f"{file}: found definitions of entities inside, wanted a plain workbook. "
            "Open it in a spreadsheet program and save it again."
        )

    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise damaged(file) from error


def check_letters(letters: int, file: str) -> None:
    """BadInput where cells that repeat a text would fill the memory: each gets a copy of it.

    What a file says once may stand in millions of cells, so its own size is no guide.
    """
    if letters > MOST_LETTERS:
        raise BadInput(
            f"{file}: found long texts repeated in many cells, wanted at most "
            f"{MOST_LETTERS:,} letters in all. Remove what is not needed, or split the file."
        )


def damaged(file: str) -> BadInput:
    """The refusal of a workbook that does not open."""
    return BadInput(
        f"{file}: found a damaged workbook, wanted one that opens. "
        "Open it in a spreadsheet program and save it again as .xlsx or CSV."
    )
