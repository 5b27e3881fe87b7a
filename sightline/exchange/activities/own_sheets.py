"""A partner's own sheets, read as a layout says: every row of every sheet accounted for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from sightline.analysis.framework import Vocabulary
from sightline.errors import BadInput
from sightline.exchange.activities.layouts.contents import Contents
from sightline.exchange.activities.layouts.layout import Layout, Shape
from sightline.exchange.activities.layouts.proposing import fitting_tables
from sightline.exchange.activities.layouts.remarks import notes_of, say_where
from sightline.exchange.activities.layouts.rows_translated import TranslatedRow, Translator
from sightline.exchange.activities.layouts.tables import Aside, Table
from sightline.exchange.activities.places import PlaceFinder
from sightline.exchange.activities.rows import ActivityRow, Lookups, RowReader, make_reference
from sightline.exchange.activities.settling import Source, note_places, settle
from sightline.exchange.problems import Problem, Reading, Weight
from sightline.exchange.sheets import AreaWords, SheetRow, WorkbookView, look_at, show, tidy

OTHER_SHEET = "a sheet that is not used"
# What tells apart rows of one organisation, activity and place, each only as far as it is needed.
_APART = (("areas_served",), ("starts_on",), ("days", "timetable"), ("age_from", "age_to"),
          ("description",))  # fmt: skip
_PLACE = ("postcode", "delivery_area", "latitude", "longitude")


def read_own_sheets(
    source: Path | str,
    *,
    layout: Layout,
    vocabularies: Mapping[str, Vocabulary],
    areas: pd.DataFrame,
    postcodes: Mapping[str, tuple[float, float]] | None,
    today: date,
    file_name: str = "",
) -> Reading[tuple[ActivityRow, ...]]:
    """The activities of all sheets that have a shape of the layout.

    A cell that says nothing known is left out with a note, and the row kept, unless leaving it out
    would say something else than it does. BadInput if no sheet has a shape of the layout.
    """
    view = look_at(source, file_name=file_name)
    tables = fitting_tables(view, layout)
    if not tables:
        raise BadInput(
            f"{view.file}: found no sheet with the headings that were confirmed, wanted those. "
            "Have its columns proposed again."
        )
    contents = Contents(vocabularies=vocabularies, areas=areas, postcodes=postcodes, today=today)
    translator = Translator(contents, layout, today)
    rows = dict(enumerate(_translated(translator, tables), start=1))
    made = _give_references(rows)
    words = AreaWords(areas)
    places = PlaceFinder(words, postcodes or None)
    lookups = Lookups(vocabularies=vocabularies, areas=words, places=places, today=today)
    readers = {number: _reader(number, row, lookups, view) for number, row in rows.items()}
    read = {number: reader.read() for number, reader in readers.items()}
    for number, row in rows.items():
        _drop_repeated(readers[number], row)
    good = [ActivityRow(number, activity) for number, activity in read.items() if activity]
    several = len(view.sheets) > 1
    origin = _source(view, tables, rows, made)
    notes = (*notes_of(translator, view.file, several), *note_places(view.file, places))
    reading = settle(origin, readers, good, set(), notes)
    return _in_their_words(reading, rows, (*origin.problems, *origin.notes, *notes), several)


def _translated(
    translator: Translator, tables: Sequence[tuple[Table, Shape]]
) -> Iterable[TranslatedRow]:
    for table, shape in tables:
        yield from translator.translate(table, shape)


def _reader(number: int, row: TranslatedRow, lookups: Lookups, view: WorkbookView) -> RowReader:
    texts = {heading: text for heading, text in row.texts.items() if heading not in row.bad}
    reader = RowReader(SheetRow(number, texts), lookups, file=view.file)
    for heading, bad in row.bad.items():
        reader.refuse(heading, bad)
    return reader


def _drop_repeated(reader: RowReader, row: TranslatedRow) -> None:
    """A cell that was refused is not also said to be blank."""
    kept = []
    for problem in reader.problems:
        bad = row.bad.get(problem.column)
        if bad is None or problem.found == bad.found or problem.weight is not Weight.REJECTED:
            kept.append(problem)
    reader.problems[:] = kept


def _give_references(rows: Mapping[int, TranslatedRow]) -> frozenset[int]:
    """References for rows without one: from organisation, activity, place, and more if needed."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in rows.items():
        if not tidy(row.texts.get("reference", "")):
            place = next((row.texts[key] for key in _PLACE if row.texts.get(key)), "")
            if place and place == row.texts.get("latitude"):
                place = f"{place}, {row.texts.get('longitude', '')}"
            name = (row.texts.get("organisation", ""), row.texts.get("activity", ""), place)
            groups[tuple(" ".join(part.casefold().split()) for part in name)].append(number)
    for numbers in groups.values():
        _give_apart(rows, numbers)
    return frozenset(number for numbers in groups.values() for number in numbers)


def _give_apart(rows: Mapping[int, TranslatedRow], numbers: Sequence[int]) -> None:
    """Add to the place what tells the rows of a group apart, until they are apart or alike."""
    keys = dict.fromkeys(numbers, "")
    for headings in ((), *_APART):
        if len(numbers) > 1 or headings == ("areas_served",):
            for number in numbers:
                told = " ".join(rows[number].texts.get(heading, "") for heading in headings).strip()
                keys[number] = f"{keys[number]} {told}".strip()
        if len(set(keys.values())) == len(numbers) and headings:
            break
    for number in numbers:
        texts = rows[number].texts
        place = next((texts[key] for key in _PLACE if texts.get(key)), "")
        if place and place == texts.get("latitude"):
            place = f"{place}, {texts.get('longitude', '')}"
        # One row alone, with a place, has the reference that the activity sheet would give it.
        whole = place if len(numbers) == 1 and place else f"{place} {keys[number]}".strip()
        name = texts.get("activity", "")
        if name and texts.get("organisation"):
            texts["reference"] = make_reference(texts["organisation"], name, whole)


def _source(
    view: WorkbookView,
    tables: Sequence[tuple[Table, Shape]],
    rows: Mapping[int, TranslatedRow],
    made: frozenset[int],
) -> Source:
    used = {table.sheet: table for table, _ in tables}
    several = len(view.sheets) > 1
    problems: list[Problem] = []
    reasons: Counter[str] = Counter()
    rows_in = 0
    for sheet in view.sheets:
        table = used.get(sheet.name)
        if table is None:
            problems += _not_used(sheet.name, len(sheet.rows), view.file)
            reasons[OTHER_SHEET] += len(sheet.rows)
            rows_in += len(sheet.rows)
            continue
        rows_in += len(sheet.rows) - table.header_rows
        reasons.update(Counter(aside.reason for aside in table.aside))
        problems += _aside(table, view.file, several)

    def say_rows(numbers: Sequence[int]) -> str:
        said = [f"row {rows[number].row}" for number in numbers]
        if several:
            said = [f"sheet {rows[number].sheet!r} row {rows[number].row}" for number in numbers]
        return ", ".join(said)

    return Source(
        view.file, view.sha256, rows_in, tuple(problems), view.notes,
        {reason: count for reason, count in reasons.items() if count}, say_rows, made,
    )  # fmt: skip


def _not_used(name: str, rows: int, file: str) -> list[Problem]:
    if not rows:
        return []
    return [
        Problem(
            f"sheet {name!r}",
            f"{rows:,} rows of a sheet that is not used",
            "a sheet with the headings that were confirmed",
            "Nothing needs to be done, unless it lists activities: then have it proposed.",
            Weight.SET_ASIDE,
            rows,
            file,
            sheet=name,
        )
    ]


def _aside(table: Table, file: str, several: bool) -> list[Problem]:
    """Rows that are no rows of the table; runs of one reason, such as blank rows, are one."""
    problems: list[Problem] = []
    run: list[Aside] = []
    for aside in (*table.aside, None):
        joins = bool(run) and aside is not None and not aside.text and not run[-1].text
        if run and not (joins and aside is not None and aside.at == run[-1].at + 1):
            problems.append(_run(run, table.sheet, file, several))
            run = []
        if aside is not None:
            run.append(aside)
    return problems


def _run(run: Sequence[Aside], sheet: str, file: str, several: bool) -> Problem:
    first, last = run[0].at + 1, run[-1].at + 1
    where = f"row {first}" if first == last else f"rows {first} to {last}"
    found = f"{run[0].reason}: {show(run[0].text)}" if run[0].text else "nothing"
    return Problem(
        f"sheet {sheet!r}, {where}" if several else where,
        found,
        "a row with an activity",
        "Nothing needs to be done, unless it is one: then fill its other cells.",
        Weight.SET_ASIDE,
        len(run),
        file,
        first,
        sheet=sheet,
    )


def _in_their_words(
    reading: Reading[tuple[ActivityRow, ...]],
    rows: Mapping[int, TranslatedRow],
    own: Iterable[Problem],
    several: bool,
) -> Reading[tuple[ActivityRow, ...]]:
    """Problems and rows where the partner finds them: their sheet, row and heading.

    own: problems that speak in the partner's words already.
    """
    settled = {id(each) for each in own}
    kept = tuple(
        ActivityRow(rows[each.row].row, each.activity, rows[each.row].sheet)
        for each in reading.rows
    )
    told = [
        each
        if each.row is None or id(each) in settled
        else _in_place(each, rows[each.row], several)
        for each in reading.problems
    ]
    order = {row.sheet: number for number, row in reversed(list(rows.items()))}
    told.sort(key=lambda each: (each.row is not None, order.get(each.sheet, 0), each.row or 0))
    return Reading(kept, tuple(told), reading.account)


def _in_place(problem: Problem, row: TranslatedRow, several: bool) -> Problem:
    column = row.columns.get(problem.column, problem.column)
    heading = problem.column if column == problem.column else f"{column} ({problem.column})"
    where = say_where(row.sheet if several else "", [row.row], heading)
    return replace(problem, where=where, row=row.row, column=column, sheet=row.sheet)
