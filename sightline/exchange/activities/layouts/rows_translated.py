"""Rows of a partner's sheets in the words of the activity sheet, with all that it took."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sightline.exchange.activities.columns import BY_HEADING, Kind
from sightline.exchange.activities.layouts.cells_understood import COMPOSITE, CellReader, Outcome
from sightline.exchange.activities.layouts.columns_proposed import JOINED
from sightline.exchange.activities.layouts.contents import Contents
from sightline.exchange.activities.layouts.headings import PLACE, Target, name_matches
from sightline.exchange.activities.layouts.layout import (
    BY_DATES,
    SECTION,
    Constant,
    Layout,
    Shape,
    Source,
)
from sightline.exchange.activities.layouts.lengths import LONGEST_READ
from sightline.exchange.activities.layouts.tables import Table, TableRow
from sightline.exchange.activities.said import is_ambiguous_date
from sightline.exchange.sheets import BadCell

_LABELLED = re.compile(r"\s*([^:]{2,60}?)\s*[:=]\s+(\S.*)")
Key = tuple[str, int]


@dataclass
class TranslatedRow:
    """One row: where it stands, its words by heading, and what is wrong with its cells."""

    sheet: str
    row: int  # as the spreadsheet counts
    texts: dict[str, str] = field(default_factory=dict)
    bad: dict[str, BadCell] = field(default_factory=dict)  # the row cannot go without these
    columns: Mapping[str, str] = field(default_factory=dict)  # where each heading comes from


class _Use(NamedTuple):
    """A column that is used: what it feeds, where it stands (-1: lines between rows), its name."""

    targets: Target
    at: int
    shown: str


@dataclass(frozen=True)
class Remark:
    """How texts of one column were taken, or that they were left out, and in which rows."""

    sheet: str
    column: str  # as its heading is shown
    target: Target
    text: str
    outcome: Outcome
    rows: list[int]


class Translator:
    """Puts the rows of tables into the words of the activity sheet, as a layout says."""

    def __init__(self, contents: Contents, layout: Layout, today: date) -> None:
        self.layout, self.today = layout, today
        self._cells = CellReader(contents, layout)
        self._contents = contents
        self._remarks: dict[tuple[str, str, Target, str], Remark] = {}
        self.ambiguous: list[str] = []  # dates whose day and month could be the other way round
        self.by_dates = 0  # rows whose status follows from their dates

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was understood or left out, one for each distinct text of a column."""
        return tuple(self._remarks.values())

    def translate(self, table: Table, shape: Shape) -> Iterator[TranslatedRow]:
        """Every row of a table."""
        uses = self._uses(table, shape)
        fixed = self._fixed(table, shape)
        came_from = {h: each.shown for each in reversed(uses) for h in each.targets}
        for row in table.rows:
            made = TranslatedRow(table.sheet, row.at + 1, columns=came_from)
            self._fill(made, row, uses)
            for heading, text in fixed:
                if not made.texts.get(heading) and heading not in made.bad:
                    made.texts[heading] = text
            self._finish(made)
            yield made

    def constant_text(self, table: Table, constant: Constant) -> str:
        """What a constant says for a table, in the partner's words."""
        if constant.source is Source.SHEET_NAME:
            return table.sheet
        if constant.source is Source.SAID:
            return constant.text
        for line in table.above:
            found = _labelled(line)
            if constant.label and found and found[1].casefold() == constant.label.casefold():
                return found[2]
            wants_district = not constant.label and constant.target == "areas_served"
            if wants_district and (district := district_in(line, self._contents)):
                return district
        return ""

    def read(self, target: Target, text: str) -> Outcome:
        """What a text gives for a target, as in a row."""
        return self._cells.read(target, text)

    def suggest_places(self, text: str) -> tuple[str, ...]:
        """Names of areas that look like a text."""
        return self._contents.places.suggest(text)

    def _uses(self, table: Table, shape: Shape) -> list[_Use]:
        """Columns that are used and where they stand; those of one heading before wider ones."""
        places: dict[Key, int] = {key: at for at, key in enumerate(table.keys)}
        uses = [
            _Use(targets, at, table.headings[at] if at >= 0 else SECTION)
            for use in shape.columns
            for targets in _read_apart(use.targets)
            if use.targets
            and (at := places.get((use.heading, use.occurrence), -1)) + (use.heading == SECTION)
            >= 0
        ]
        return sorted(uses, key=lambda each: (len(each.targets) > 1, each.at < 0))

    def _fixed(self, table: Table, shape: Shape) -> list[tuple[str, str]]:
        """Values for cells that say nothing: constants of the sheet, then defaults."""
        fixed: dict[str, str] = {}
        said = [(each.target, self.constant_text(table, each)) for each in shape.constants]
        for heading, text in (*said, *self.layout.defaults):
            if text == BY_DATES:
                fixed.setdefault(heading, text)
            elif text:
                for name, words in self.read((heading,), text).texts.items():
                    fixed.setdefault(name, words)
        return list(fixed.items())

    def _fill(self, made: TranslatedRow, row: TableRow, uses: Sequence[_Use]) -> None:
        joined: dict[str, list[str]] = defaultdict(list)
        places: list[tuple[str, str]] = []
        for use in uses:
            text = (
                row.section if use.at < 0 else row.cells[use.at] if use.at < len(row.cells) else ""
            )
            if not text:
                if len(use.targets) == 1:
                    made.texts.setdefault(use.targets[0], "")
            elif use.targets == PLACE:
                places.append((text, use.shown))
            else:
                for heading, words in self._take(made, use.targets, text, use.shown).texts.items():
                    if heading in JOINED:
                        joined[heading].append(words)
                    elif words and not made.texts.get(heading):
                        made.texts[heading] = words
        if places:
            self._place(made, places)
        for heading, several in joined.items():
            between = "\n" if BY_HEADING[heading].kind is Kind.TEXT else "; "
            made.texts[heading] = between.join(dict.fromkeys(filter(None, several)))

    def _place(self, made: TranslatedRow, places: Sequence[tuple[str, str]]) -> None:
        """The parts of an address are one place; what a column of its own says comes first."""
        text = ", ".join(dict.fromkeys(text for text, _ in places))
        outcome = self._take(made, PLACE, text, places[0][1])
        located = made.texts.get("postcode") or made.texts.get("latitude")
        for heading, words in outcome.texts.items():
            own = heading != "areas_served" and located and heading != "postcode"
            if words and not made.texts.get(heading) and not own:
                made.texts[heading] = words

    def _take(self, made: TranslatedRow, target: Target, text: str, column: str) -> Outcome:
        outcome = self._cells.read(target, text)
        if outcome.is_strict and outcome.bad:
            heading = "areas_served" if target == PLACE else target[0]
            made.bad[heading] = outcome.bad
        if outcome.note or outcome.bad or outcome.unsure:
            self._remark(made, column, target, text, outcome)
        if len(text) <= 10 and target[0] in _DATED and is_ambiguous_date(text):
            self.ambiguous.append(text)
        return outcome

    def _remark(
        self, made: TranslatedRow, column: str, target: Target, text: str, outcome: Outcome
    ) -> None:
        key = (made.sheet, column, target, text)
        remark = self._remarks.setdefault(
            key, Remark(made.sheet, column, target, text, outcome, [])
        )
        remark.rows.append(made.row)

    def _finish(self, made: TranslatedRow) -> None:
        for heading, other in (("age_from", "age_to"), ("age_to", "age_from")):
            if (text := made.texts.get(heading)) and not made.texts.get(other):
                alone = Outcome(note=f"no {other} beside it: the ages are not supplied")
                column = made.columns.get(heading, heading)
                self._remark(made, column, (heading,), text, alone)
                made.texts[heading] = ""
        if made.texts.get("status") == BY_DATES:
            made.texts["status"] = self._status(made)
            self.by_dates += 1

    def _status(self, made: TranslatedRow) -> str:
        start, end = made.texts.get("starts_on", ""), made.texts.get("ends_on", "")
        today = self.today.isoformat()
        if start[:10] > today:
            return "planned"
        return "ended" if end and end != "none" and end[:10] < today else "current"


def _read_apart(targets: Target) -> tuple[Target, ...]:
    """What a column feeds together, as ages have two ends, or each heading from the whole text."""
    if len(targets) < 2 or targets in COMPOSITE:
        return (targets,)
    return tuple((heading,) for heading in targets)


_DATED = frozenset(h for h, column in BY_HEADING.items() if column.kind is Kind.DATE)


def _labelled(line: str) -> re.Match[str] | None:
    """What stands before the colon of a line and behind it; a long line says no such thing."""
    return _LABELLED.fullmatch(line) if len(line) <= LONGEST_READ else None


def labelled_lines(table: Table) -> list[tuple[str, str, str]]:
    """Lines above a table that say something of all its rows: label, text, heading."""
    found = []
    for line in table.above:
        match = _labelled(line)
        names = name_matches(match[1]) if match else ()
        if match and names and names[0].score >= 0.9 and len(names[0].target) == 1:
            found.append((match[1], match[2], names[0].target[0]))
    return found


def district_in(line: str, contents: Contents) -> str:
    """The one district that a line names, whole words; nothing if it names none or several."""
    words = line.split()
    found = {
        " ".join(words[start:end]).strip(",.:;()")
        for start in range(len(words))
        for end in range(start + 1, min(start + 4, len(words)) + 1)
    }
    known = {
        contents.places.served(text).texts["areas_served"]: text
        for text in sorted(found)
        if text and contents.places.is_district(text)
    }
    return next(iter(known.values())) if len(known) == 1 else ""
