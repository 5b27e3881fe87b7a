"""What a needs assessment says, as data: nothing is worked out after this, only set in type.

Both writers print the same `Laid` pieces in the same order, so that a number, a caption or a prompt
cannot be in one file and not in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from sightline.errors import BadInput

TO_WRITE = "To be written by people"
NARROWEST, WIDEST, LONGEST_WORD = 6, 34, 22  # characters of a column that its width counts
WIDTH_CM, HEIGHT_CM = 14.2, 11.5  # that a picture may have on the page
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Provenance:
    """What is needed to judge a figure: its unit, time, source, how old it is and how sure."""

    unit: str
    period: str
    source: str
    freshness: str
    sureness: str

    @property
    def words(self) -> str:
        """All of it as one line under a table.

        >>> Provenance("people", "2024", "ONS", "of 2 May 2025", "an estimate").words
        'Unit: people. Period: 2024. Source: ONS. Freshness: of 2 May 2025. How sure: an estimate.'
        """
        told = (
            ("Unit", self.unit),
            ("Period", self.period),
            ("Source", self.source),
            ("Freshness", self.freshness),
            ("How sure", self.sureness),
        )
        return " ".join(f"{name}: {value.rstrip('.')}." for name, value in told)


@dataclass(frozen=True)
class Table:
    """A table: words ready to print, each row as long as the headings."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    provenance: Provenance

    def __post_init__(self) -> None:
        if not self.headings:
            raise BadInput(f"table {self.caption!r}: found no heading, wanted one a column.")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.headings):
                raise BadInput(
                    f"table {self.caption!r}, row {number}: found {len(row)} cells, wanted "
                    f"{len(self.headings)}, one for each heading."
                )


@dataclass(frozen=True)
class Figure:
    """A picture, what it shows for those who cannot see it, and the same facts as a table."""

    caption: str
    alt: str
    svg: str
    table: Table

    def __post_init__(self) -> None:
        if not plain(self.alt):
            raise BadInput(
                f"figure {self.caption!r}: found no words for those who cannot see it, wanted some."
            )


@dataclass(frozen=True)
class Prompt:
    """What people must write, and why no figure can say it."""

    what: str
    why: str


@dataclass(frozen=True)
class Section:
    """A part of the document: its words, what people must write, its pictures and its tables.

    level: 1, or 2 within the section before it. missing: what a source would tell here that was
    not supplied, said in the text as it is.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    missing: tuple[str, ...] = ()
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2):
            raise BadInput(f"section {self.heading!r}: found level {self.level}, wanted 1 or 2.")


@dataclass(frozen=True)
class Document:
    """A draft assessment: of whom, of what time, made when, and all its sections."""

    title: str
    partnership: str
    period: str
    fictional: bool
    made_on: date
    sections: tuple[Section, ...]

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Everything that people must write, in order."""
        return tuple(prompt for section in self.sections for prompt in section.prompts)

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything that was not supplied, in order."""
        return tuple(lack for section in self.sections for lack in section.missing)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table in the order printed, that of each picture with it."""
        return tuple(
            table
            for section in self.sections
            for table in (*(figure.table for figure in section.figures), *section.tables)
        )


@dataclass(frozen=True)
class Laid:
    """One piece of the document as printed. kind: heading, text, missing, prompt, picture, table.

    number: of the picture, table or prompt, counted from 1; the level of a heading.
    """

    kind: str
    text: str
    number: int = 0
    note: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    svg: str = ""
    width_cm: float = 0.0


def lay(document: Document) -> Iterator[Laid]:
    """The pieces of a document in the order they are printed, with their numbers, made plain."""
    prompts, pictures, tables = count(1), count(1), count(1)
    for section in document.sections:
        yield Laid("heading", plain(section.heading), section.level)
        for text in section.paragraphs:
            yield Laid("text", plain(text))
        for lack in section.missing:
            yield Laid("missing", f"Not supplied: {plain(lack)}")
        for prompt in section.prompts:
            number = next(prompts)
            told = f"{TO_WRITE} ({number}): {plain(prompt.what)}"
            yield Laid("prompt", told, number, f"Why: {plain(prompt.why)}")
        for figure in section.figures:
            number = next(pictures)
            caption = f"Figure {number}. {plain(figure.caption)}"
            yield Laid("picture", caption, number, plain(figure.alt), svg=figure.svg,
                       width_cm=_width_cm(figure.svg))  # fmt: skip
            yield _laid_table(figure.table, next(tables))
        for table in section.tables:
            yield _laid_table(table, next(tables))


def _laid_table(table: Table, number: int) -> Laid:
    headings = tuple(plain(heading) for heading in table.headings)
    rows = tuple(tuple(plain(cell) for cell in row) for row in table.rows)
    return Laid(
        "table",
        f"Table {number}. {plain(table.caption)}",
        number,
        plain(table.provenance.words),
        headings,
        rows,
        tuple(_width_of(column) for column in zip(headings, *rows, strict=True)),
    )


def _width_of(column: tuple[str, ...]) -> int:
    """Characters that a column is wide: its longest cell, within limits, but no word is parted."""
    word = max((len(word) for cell in column for word in cell.split()), default=0)
    cell = min(max(max(map(len, column)), NARROWEST), WIDEST)
    return max(cell, min(word + 2, LONGEST_WORD))


def _width_cm(svg: str) -> float:
    """How wide a picture is set, so that it is not too tall; by its view box, if it tells one."""
    found = re.search(r'viewBox="[-0-9.]+ [-0-9.]+ ([0-9.]+) ([0-9.]+)"', svg)
    if found is None or not float(found[2]):
        return WIDTH_CM
    return round(min(WIDTH_CM, HEIGHT_CM * float(found[1]) / float(found[2])), 2)


def plain(text: str) -> str:
    """Text on one line, with what neither format can hold replaced, and never anything else.

    >>> plain("=1+1\\n<b>\\x00"), plain("  two   spaces ")
    ('=1+1 <b>�', 'two spaces')
    """
    return " ".join("".join(REPLACEMENT if _unfit(c) else c for c in text).split())


def _unfit(letter: str) -> bool:
    """Whether XML 1.0 has no place for it: controls but white space, surrogates, non-characters."""
    if letter.isspace() and letter not in "\x1c\x1d\x1e\x1f":
        return False
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in "\ufffe\uffff"
