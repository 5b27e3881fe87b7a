"""A layout proposed for a partner's sheets: what is taken for what, why, and what is asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from sightline.analysis.framework import Vocabulary
from sightline.errors import BadInput
from sightline.exchange.activities.columns import BY_HEADING, COLUMNS, Kind
from sightline.exchange.activities.layouts.columns_proposed import (
    CERTAIN,
    ColumnProposal,
    propose_columns,
)
from sightline.exchange.activities.layouts.contents import Contents
from sightline.exchange.activities.layouts.headings import PLACE, name_matches
from sightline.exchange.activities.layouts.layout import (
    BY_DATES,
    ColumnUse,
    Constant,
    Layout,
    Shape,
    Source,
    signature_of_headings,
)
from sightline.exchange.activities.layouts.questions import Question, ask
from sightline.exchange.activities.layouts.rows_translated import (
    Translator,
    district_in,
    labelled_lines,
)
from sightline.exchange.activities.layouts.tables import Aside, Table, find_table, locate
from sightline.exchange.activities.said import is_day_first, is_month_first
from sightline.exchange.files import file_note
from sightline.exchange.problems import Problem
from sightline.exchange.sheets import WorkbookView

_REQUIRED = tuple(column.heading for column in COLUMNS if column.required)
_LEAST_NAMED = 2  # headings of activities that a table must have to be taken for a list of them


@dataclass(frozen=True)
class ConstantProposal:
    """A value for every row of a sheet, in the partner's words, and why."""

    constant: Constant
    text: str
    score: float
    reason: str


@dataclass(frozen=True)
class SheetProposal:
    """What was found in one sheet. Rows are counted as the spreadsheet counts them."""

    name: str
    is_used: bool
    reason: str
    header_from: int = 0
    header_to: int = 0
    rows: int = 0  # of the table
    aside: tuple[Aside, ...] = ()
    above: tuple[str, ...] = ()
    columns: tuple[ColumnProposal, ...] = ()
    constants: tuple[ConstantProposal, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A heading that must be filled and that nothing gives, and answers for all rows."""

    heading: str
    used_for: str
    could_be: tuple[str, ...]  # words for Layout.with_default
    remedy: str


@dataclass(frozen=True)
class Proposal:
    """Everything a person confirms once. `layout` is what holds if they change nothing."""

    file: str
    signature: str
    sheets: tuple[SheetProposal, ...]
    questions: tuple[Question, ...]
    missing: tuple[Missing, ...]
    layout: Layout
    notes: tuple[Problem, ...]
    is_remembered: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether nothing is left to ask and no column is in doubt."""
        doubts = [
            column
            for sheet in self.sheets
            for column in sheet.columns
            if sheet.is_used and column.targets and column.score < CERTAIN
        ]
        return not (self.questions or self.missing or doubts)


def propose_layout(
    view: WorkbookView,
    *,
    vocabularies: Mapping[str, Vocabulary],
    areas: pd.DataFrame,
    postcodes: Mapping[str, tuple[float, float]] | None,
    today: date,
    remembered: Layout | None = None,
    organisation: str | None = None,
) -> Proposal:
    """What the sheets of a view are taken for: from the names of columns and what is in them.

    remembered: a layout that somebody confirmed for sheets of this shape; where it fits, it holds
    and only what is new is asked. organisation: the sender's own, for sheets without such a column.
    BadInput if no sheet has a table.
    """
    contents = Contents(vocabularies=vocabularies, areas=areas, postcodes=postcodes, today=today)
    if remembered is not None:
        tables = fitting_tables(view, remembered)
        if tables:
            return _remembered(view, remembered, tables, contents, today)
    found = {sheet.name: find_table(sheet) for sheet in view.sheets}
    sheets = [_sheet(name, table, contents) for name, table in found.items()]
    if not any(sheet.is_used for sheet in sheets):
        sheets = [_use_anyway(sheet) for sheet in sheets]
    if not any(sheet.is_used for sheet in sheets):
        raise BadInput(
            f"{view.file}: found no table in it, wanted rows below a row of headings. "
            "Put a heading above every column."
        )
    layout = _layout(sheets, found)
    layout = _with_organisation(layout, organisation)
    layout = _with_month_first(view, layout)
    used = [(table, shape) for table, shape in fitting_tables(view, layout) if shape]
    return _proposal(view, layout, sheets, used, contents, today)


def signature_of(view: WorkbookView) -> str:
    """The signature of the headings of a view, to find the layout somebody confirmed for it."""
    tables = [find_table(sheet) for sheet in view.sheets]
    return signature_of_headings(
        table.shape_headings for table in tables if table is not None and _named(table)
    )


def fitting_tables(view: WorkbookView, layout: Layout) -> list[tuple[Table, Shape]]:
    """The tables of a view that have a shape of the layout, each with the shape that fits best."""
    fitting = []
    for sheet in view.sheets:
        if sheet.name and sheet.name in layout.unused:
            continue
        best: tuple[int, Table, Shape] | None = None
        for shape in layout.shapes:
            table = locate(sheet, shape)
            if table is not None and (best is None or len(shape.columns) > best[0]):
                best = (len(shape.columns), table, shape)
        if best is not None:
            fitting.append(best[1:])
    return fitting


def _named(table: Table) -> bool:
    """Whether enough headings are those of activities."""
    named = {
        match.target
        for heading in table.headings
        for match in name_matches(heading)[:1]
        if match.score >= 0.6 and match.target
    }
    return len(named) >= _LEAST_NAMED


def _sheet(name: str, table: Table | None, contents: Contents) -> SheetProposal:
    if table is None:
        return SheetProposal(name, is_used=False, reason="it has no table")
    columns = propose_columns(table, contents)
    used = {heading for column in columns for heading in column.targets}
    is_used = bool(table.rows) and len(used) >= _LEAST_NAMED
    reason = f"it has a table with {len(table.rows):,} rows"
    if not is_used:
        reason = "nothing in it is like a list of activities"
    return SheetProposal(
        name=name,
        is_used=is_used,
        reason=reason,
        header_from=table.header_at + 1,
        header_to=table.header_at + table.header_rows,
        rows=len(table.rows),
        aside=table.aside,
        above=table.above,
        columns=columns,
        constants=_constants(table, used, columns, contents) if is_used else (),
    )


def _use_anyway(sheet: SheetProposal) -> SheetProposal:
    """Where no sheet is surely a list of activities, the ones with rows are shown to the person."""
    return replace(sheet, is_used=bool(sheet.rows and any(each.targets for each in sheet.columns)))


def _constants(
    table: Table, used: set[str], columns: Sequence[ColumnProposal], contents: Contents
) -> tuple[ConstantProposal, ...]:
    """What the name of the sheet and the lines above its table say of every row."""
    found: list[ConstantProposal] = []
    for label, text, heading in labelled_lines(table):
        if heading not in used:
            constant = Constant(heading, Source.ABOVE, label=label)
            found.append(
                ConstantProposal(constant, text, 0.8, f"the line {label!r} above the table")
            )
    given = {each.constant.target for each in found}
    own = any("areas_served" in column.targets and column.targets != PLACE for column in columns)
    if "areas_served" not in given and not own:
        if contents.places.is_known(table.sheet):
            constant = Constant("areas_served", Source.SHEET_NAME)
            reason = "the sheet has the name of an area"
            found.append(ConstantProposal(constant, table.sheet, 0.9, reason))
        elif not used.intersection(PLACE) and (
            named := [each for line in table.above if (each := district_in(line, contents))]
        ):
            constant = Constant("areas_served", Source.ABOVE)
            reason = "a line above the table names the district"
            found.append(ConstantProposal(constant, named[0], 0.75, reason))
    return tuple(found)


def _layout(sheets: Sequence[SheetProposal], found: Mapping[str, Table | None]) -> Layout:
    shapes: dict[tuple[str, ...], Shape] = {}
    for sheet in sheets:
        table = found[sheet.name]
        if not sheet.is_used or table is None:
            continue
        columns = tuple(
            ColumnUse(each.key[0], each.targets, each.key[1])
            for each in sorted(sheet.columns, key=lambda each: each.key)
            if each.targets
        )
        constants = tuple(each.constant for each in sheet.constants)
        old = shapes.get(table.shape_headings)
        if old is None:
            shapes[table.shape_headings] = Shape(
                table.header_rows, table.shape_headings, columns, constants
            )
        else:
            shapes[table.shape_headings] = replace(
                old, constants=tuple(dict.fromkeys((*old.constants, *constants)))
            )
    unused = tuple(each.name for each in sheets if not each.is_used and each.name)
    return Layout(tuple(shapes.values()), unused)


def _with_organisation(layout: Layout, organisation: str | None) -> Layout:
    given = all(
        "organisation" in {h for use in shape.columns for h in use.targets}
        or any(each.target == "organisation" for each in shape.constants)
        for shape in layout.shapes
    )
    return (
        layout if given or not organisation else layout.with_default("organisation", organisation)
    )


def _with_month_first(view: WorkbookView, layout: Layout) -> Layout:
    """The month comes first only where some dates make no sense otherwise, and none the other way.

    A layout that says so shows it to the person, as every other part of it.
    """
    month, day = 0, 0
    for table, shape in fitting_tables(view, layout):
        keys = [(use.heading, use.occurrence) for use in shape.columns if _is_dated(use)]
        for text in {text for key in keys for text in table.texts_of(key)}:
            month += is_month_first(text)
            day += not is_month_first(text) and is_day_first(text)
    return replace(layout, month_first=month > 0 and day == 0)


def _is_dated(use: ColumnUse) -> bool:
    return any(BY_HEADING[heading].kind is Kind.DATE for heading in use.targets)


def _remembered(
    view: WorkbookView,
    layout: Layout,
    tables: Sequence[tuple[Table, Shape]],
    contents: Contents,
    today: date,
) -> Proposal:
    by_name = {table.sheet: (table, shape) for table, shape in tables}
    sheets = []
    for sheet in view.sheets:
        if sheet.name not in by_name:
            sheets.append(SheetProposal(sheet.name, is_used=False, reason="it was left out before"))
            continue
        table, shape = by_name[sheet.name]
        sheets.append(_as_before(table, shape, contents, Translator(contents, layout, today)))
    made = _proposal(view, layout, sheets, tables, contents, today)
    return replace(made, is_remembered=True)


def _as_before(
    table: Table, shape: Shape, contents: Contents, translator: Translator
) -> SheetProposal:
    targets = {(use.heading, use.occurrence): use.targets for use in shape.columns}
    columns = tuple(
        replace(each, targets=targets.get(each.key, ()), score=1.0 if each.key in targets else 0.0,
                reason="as it was confirmed before")
        for each in propose_columns(table, contents)
    )  # fmt: skip
    constants = tuple(
        ConstantProposal(each, translator.constant_text(table, each), 1.0, "as confirmed before")
        for each in shape.constants
    )
    return SheetProposal(
        table.sheet, True, "it has the headings of a sheet that was confirmed before",
        table.header_at + 1, table.header_at + table.header_rows, len(table.rows),
        table.aside, table.above, columns, constants,
    )  # fmt: skip


def _proposal(
    view: WorkbookView,
    layout: Layout,
    sheets: Sequence[SheetProposal],
    used: Sequence[tuple[Table, Shape]],
    contents: Contents,
    today: date,
) -> Proposal:
    translator = Translator(contents, layout, today)
    for table, shape in used:
        deque(translator.translate(table, shape), maxlen=0)
    return Proposal(
        file=view.file,
        signature=signature_of(view),
        sheets=tuple(sheets),
        questions=ask(translator, layout),
        missing=_missing(layout, used, contents),
        layout=layout,
        notes=(*view.notes, *_notes(view, layout)),
    )


def _notes(view: WorkbookView, layout: Layout) -> tuple[Problem, ...]:
    if not layout.month_first:
        return ()
    return (
        file_note(
            view.file,
            "dates such as 02/13/2025, which make sense only with the month first",
            "the day before the month, as in 31/01/2025",
            "All its dates are read with the month first: check one or two of them.",
        ),
    )


def _missing(
    layout: Layout, used: Sequence[tuple[Table, Shape]], contents: Contents
) -> tuple[Missing, ...]:
    """Headings that must be filled and that some used sheet gives no word for."""
    defaults = {heading for heading, _ in layout.defaults}
    missing = []
    for heading in _REQUIRED:
        lacking = [
            table
            for table, shape in used
            if heading not in {h for use in shape.columns for h in use.targets}
            and heading not in {each.target for each in shape.constants}
        ]
        if lacking and heading not in defaults:
            missing.append(_what_could_be(heading, used, contents))
    return tuple(missing)


def _what_could_be(
    heading: str, used: Sequence[tuple[Table, Shape]], contents: Contents
) -> Missing:
    column = BY_HEADING[heading]
    could_be: tuple[str, ...] = ()
    remedy = "Choose the column it stands in, or give one answer for all rows."
    if column.kind is Kind.STATUS:
        dated = any(
            BY_HEADING[h].kind is Kind.DATE
            for _, shape in used
            for use in shape.columns
            for h in use.targets
        )
        could_be = (*((BY_DATES,) if dated else ()), "current", "planned", "paused", "ended")
    elif column.vocabulary:
        could_be = tuple(contents.matchers[heading].vocabulary.terms)
    return Missing(heading, column.used_for, could_be, remedy)
