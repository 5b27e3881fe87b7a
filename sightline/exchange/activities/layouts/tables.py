"""Where the table of a sheet is: its headings, its rows, and what stands round it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sightline.exchange.activities.layouts.headings import name_matches
from sightline.exchange.activities.layouts.layout import SECTION, Shape, plain_key
from sightline.exchange.activities.layouts.lengths import LONGEST_SIGHT
from sightline.exchange.sheets import WHAT_TO_DO, SheetView

MOST_ABOVE = 60  # rows that may stand above the headings
MOST_HEADER_ROWS = 3
_CONTENT = re.compile(
    r"[£$]?\s*[\d,.]+\s*[km%]?|\d{4}-\d{2}-\d{2}.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|"
    r"[A-Za-z]{1,2}\d[A-Za-z0-9]? ?\d[A-Za-z]{2}|\S+@\S+\.\S+|https?://\S+|yes|no|n/a|tbc|none",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:grand |sub[- ]?|overall )?totals?\b|sum\b|average\b|mean\b", re.IGNORECASE)
_NUMERIC = re.compile(r"[£$(]?\s*-?[\d,.]+\s*[km%)]?", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:\*|notes?\b|n\.?b\.?\b|source\b|key\b|please\b|contact\b|prepared\b|updated\b|"
    r"last updated|version\b|page \d|©|for (?:more|further)|see\b|all figures|draft\b)",
    re.IGNORECASE,
)
_LONGEST_SECTION = 80
_LONGEST_NAME = 60

BLANK, HEADINGS_AGAIN, TOTAL = "blank row", "headings repeated", "a total"
ABOVE, NOTE, LINE = "above the table", "a note", "a line between the rows"


@dataclass(frozen=True)
class TableRow:
    """One row of the table: where it is (from 0), its cells, the last line above it."""

    at: int
    cells: tuple[str, ...]
    section: str = ""


@dataclass(frozen=True)
class Aside:
    """A row that is no row of the table, and why."""

    at: int
    reason: str
    text: str = ""


@dataclass(frozen=True)
class Table:
    """The table of one sheet. `keys` tell its columns: heading and how-manieth with it."""

    sheet: str
    header_at: int
    header_rows: int
    headings: tuple[str, ...]  # as shown: the rows of headings joined
    rows: tuple[TableRow, ...]
    aside: tuple[Aside, ...]
    above: tuple[str, ...]  # texts of the lines above the headings

    @cached_property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """What each column is recognised by."""
        seen: Counter[str] = Counter()
        keys = []
        for heading in self.headings:
            key = plain_key(heading)
            seen[key] += 1
            keys.append((key, seen[key]))
        return tuple(keys)

    @cached_property
    def has_sections(self) -> bool:
        """Whether lines between the rows say something of the rows below them."""
        return any(row.section for row in self.rows)

    @property
    def shape_headings(self) -> tuple[str, ...]:
        """The headings in order of the alphabet, without the column of a marked copy."""
        return tuple(sorted(key for key, _ in self.keys if key != plain_key(WHAT_TO_DO)))

    def texts_of(self, key: tuple[str, int]) -> list[str]:
        """Every text of a column, from the first row to the last."""
        if key == (SECTION, 1):
            return [row.section for row in self.rows]
        column = self.keys.index(key)
        return [row.cells[column] if column < len(row.cells) else "" for row in self.rows]


def find_table(sheet: SheetView) -> Table | None:
    """The table of a sheet: the rows that look most like headings, and what is below them."""
    rows = [tuple(cell.strip() for cell in row) for row in sheet.rows]
    best: tuple[float, int, int] | None = None
    for start in range(min(len(rows), MOST_ABOVE)):
        for count in range(1, MOST_HEADER_ROWS + 1):
            span = rows[start : start + count]
            if len(span) < count or not all(map(_may_be_headings, span)):
                break
            score = _likeness(span)
            if best is None or score > best[0] + 1e-9:
                best = (score, start, count)
    if best is None or best[0] < 1.2:
        widest = _widest_texts(rows)
        best = (0.0, widest, 1) if widest is not None else None
    return None if best is None else _take(sheet.name, rows, best[1], best[2])


def locate(sheet: SheetView, shape: Shape) -> Table | None:
    """The table of a sheet that has all the columns a shape uses; None without one."""
    wanted = {(use.heading, use.occurrence) for use in shape.columns if use.heading != SECTION}
    if not wanted:
        return None
    rows = [tuple(cell.strip() for cell in row) for row in sheet.rows]
    names = {name for name, _ in wanted}
    best: tuple[int, int] | None = None
    for start in range(min(len(rows), MOST_ABOVE + 200)):
        span = rows[start : start + shape.header_rows]
        if len(span) < shape.header_rows:
            break
        keys = _keys(_joined(span))
        if names <= {name for name, _ in keys} and wanted <= keys:
            shared = len(set(shape.headings) & {name for name, _ in keys})
            if best is None or shared > best[0]:
                best = (shared, start)
    return None if best is None else _take(sheet.name, rows, best[1], shape.header_rows)


def _keys(headings: Iterable[str]) -> set[tuple[str, int]]:
    seen: Counter[str] = Counter()
    keys = set()
    for heading in headings:
        key = plain_key(heading)
        seen[key] += 1
        keys.add((key, seen[key]))
    return keys


def _may_be_headings(row: Sequence[str]) -> bool:
    texts = {cell for cell in row if cell}
    if len(texts) < 2:
        return False
    content = sum(len(text) > LONGEST_SIGHT or bool(_CONTENT.fullmatch(text)) for text in texts)
    return content * 3 <= len(texts)


def _likeness(span: Sequence[Sequence[str]]) -> float:
    """How many different things the headings surely name, less what looks like content."""
    best: dict[object, float] = {}
    for heading, last in zip(_joined(span), _padded(span)[-1], strict=True):
        for text in {heading, last} - {""}:
            for match in name_matches(text)[:1]:
                score = match.score if text == heading else match.score * 0.98
                found = match.target or match.like
                best[found] = max(best.get(found, 0.0), score if score >= 0.6 else 0.0)
    cells = [cell for row in span for cell in row if cell]
    content = sum(len(cell) > 90 or bool(_CONTENT.fullmatch(cell)) for cell in cells)
    return sum(best.values()) - 0.7 * content - 0.3 * (len(span) - 1)


def _widest_texts(rows: Sequence[Sequence[str]]) -> int | None:
    """The first of the widest rows that hold nothing but short texts, all different."""
    widths = [
        len(set(filter(None, row))) if _may_be_headings(row) else 0 for row in rows[:MOST_ABOVE]
    ]
    most = max(widths, default=0)
    if most < 2:
        return None
    return next(at for at, width in enumerate(widths) if width >= most * 0.7 and width >= 2)


def _padded(span: Sequence[Sequence[str]]) -> list[list[str]]:
    width = max(map(len, span), default=0)
    return [[*row, *[""] * (width - len(row))] for row in span]


def _joined(span: Sequence[Sequence[str]]) -> list[str]:
    """One heading a column; one over several columns holds for all of them."""
    padded = _padded(span)
    for upper, lower in pairwise(padded):
        said = ""
        for column, text in enumerate(upper):
            said = text or said
            if not text and lower[column] and said:
                upper[column] = said
    headings = []
    for cells in zip(*padded, strict=True):
        parts = [" ".join(part.split()) for part in cells if part]
        headings.append(" ".join(dict.fromkeys(parts)))
    return headings


def _take(sheet: str, rows: Sequence[tuple[str, ...]], start: int, count: int) -> Table:
    headings = tuple(_joined(rows[start : start + count]))
    above = [" ".join(dict.fromkeys(filter(None, row))) for row in rows[:start] if any(row)]
    aside = [
        Aside(at, ABOVE if any(row) else BLANK, " ".join(dict.fromkeys(filter(None, row))))
        for at, row in enumerate(rows[:start])
    ]
    kept, more = _body(rows, start, count, headings)
    return Table(sheet, start, count, headings, tuple(kept), (*aside, *more), tuple(above))


def _body(
    rows: Sequence[tuple[str, ...]], start: int, count: int, headings: Sequence[str]
) -> tuple[list[TableRow], list[Aside]]:
    """The rows below the headings: those of the table, and those that are not."""
    first = start + count
    lower = [tuple(row) for row in rows[start:first]]
    width = max(len(headings), 1)
    full = [at for at in range(first, len(rows)) if len(set(filter(None, rows[at]))) > 1]
    last_full = full[-1] if full else first
    kept: list[TableRow] = []
    aside: list[Aside] = []
    section, after_blank = "", False
    for at in range(first, len(rows)):
        row = rows[at]
        if at == len(rows) - 1 and all(_NUMERIC.fullmatch(cell) for cell in row if cell):
            reason: str | None = TOTAL  # sums without a word beside them
        else:
            reason = _why_aside(row, lower, width, at > last_full and after_blank)
        if reason == LINE and at > last_full:
            reason = None if len(row) and row[0] and len(row[0]) <= _LONGEST_NAME else NOTE
        if reason is None:
            kept.append(TableRow(at, row, section))
        else:
            text = next(filter(None, row), "")
            section = text if reason == LINE else section
            aside.append(Aside(at, reason, text))
        after_blank = not any(row)
    return kept, aside


def _why_aside(
    row: Sequence[str], header: Sequence[tuple[str, ...]], width: int, below: bool
) -> str | None:
    texts = [cell for cell in row if cell]
    if not texts:
        return BLANK
    if tuple(row) in header and len(set(texts)) > 1:
        return HEADINGS_AGAIN
    numbers = [text for text in texts if _NUMERIC.fullmatch(text)]
    rest = [text for text in texts if not _NUMERIC.fullmatch(text)]
    if numbers and len(set(rest)) == 1 and _TOTAL.match(rest[0]):
        return TOTAL
    if len(set(texts)) > 1 or width < 3:
        return TOTAL if below and numbers and not rest else None
    if numbers:
        return TOTAL if below else None
    if below or _NOTE.match(texts[0]) or len(texts[0]) > _LONGEST_SECTION:
        return NOTE
    return LINE
