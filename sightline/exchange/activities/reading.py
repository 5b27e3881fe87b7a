"""The activity sheet read whole: every good row, every problem, every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from sightline.analysis.framework import Vocabulary
from sightline.exchange.activities.columns import EXAMPLE_REFERENCE, HEADINGS
from sightline.exchange.activities.places import PlaceFinder
from sightline.exchange.activities.rows import ActivityRow, Lookups, RowReader
from sightline.exchange.files import file_note
from sightline.exchange.problems import Account, Problem, Reading, Weight
from sightline.exchange.sheets import (
    AreaWords,
    Sheet,
    SheetRow,
    find_repeats,
    open_sheet,
    tidy,
    unescape_formula,
)

BLANK, RAGGED = "blank row", "wrong number of cells"
EXAMPLE_ROW, REPEATED = "the example row", "repeats another row"


def read_activities(
    path: Path,
    *,
    vocabularies: Mapping[str, Vocabulary],
    areas: pd.DataFrame,
    postcodes: Mapping[str, tuple[float, float]] | None,
    today: date,
) -> Reading[tuple[ActivityRow, ...]]:
    """The activities of a sheet, CSV or XLSX, with the headings of `columns`.

    areas: AREAS. postcodes: easting and northing in metres by postcode; None without a list.
    Nothing is read by half: a row is good, or it is rejected with all its problems, or it is set
    aside. BadInput, before any row is used, if the file as a whole cannot be read.
    """
    sheet = open_sheet(path, HEADINGS)
    words = AreaWords(areas)
    places = PlaceFinder(words, postcodes or None)
    lookups = Lookups(vocabularies=vocabularies, areas=words, places=places, today=today)
    examples = {row.row for row in sheet.rows if _is_example(row)}
    rows = {row.row: row for row in sheet.rows if row.row not in examples}
    readers = {number: RowReader(row, lookups, file=path.name) for number, row in rows.items()}
    read = {number: reader.read() for number, reader in readers.items()}
    good = [ActivityRow(number, activity) for number, activity in read.items() if activity]
    return _settle(sheet, readers, good, examples, _note_places(path.name, places))


def _is_example(row: SheetRow) -> bool:
    return tidy(row.texts.get("reference", "")).casefold() == EXAMPLE_REFERENCE.casefold()


def _settle(
    sheet: Sheet,
    readers: Mapping[int, RowReader],
    good: Sequence[ActivityRow],
    examples: set[int],
    notes: tuple[Problem, ...],
) -> Reading[tuple[ActivityRow, ...]]:
    """Settle rows that stand for the same activity, and account for every row."""
    file = sheet.cells.file
    made = {row.row: row.activity.reference for row in good}
    keys = {
        number: made.get(number) or unescape_formula(tidy(reader.row.texts.get("reference", "")))
        for number, reader in readers.items()
    }
    repeats = find_repeats(
        {number: reader.row for number, reader in readers.items()},
        {number: f"{_organisation(readers[number])}\n{key}" for number, key in keys.items() if key},
    )
    for number, others in repeats.at_odds.items():
        readers[number].problems.append(_at_odds(readers[number], keys[number], others, file))
    aside = [_example(number, file) for number in sorted(examples)]
    aside += [_repeats(number, first, file) for number, first in repeats.identical.items()]
    told = {number: each for number, each in readers.items() if number not in repeats.identical}
    rejected = [reader for _, reader in sorted(told.items()) if reader.is_rejected]
    kept = tuple(row for row in good if row.row in told and not told[row.row].is_rejected)
    notes += _note_made(file, [row for row in kept if not readers[row.row].text("reference")])
    notes += _note_open(file, [row for row in kept if _is_blank(readers[row.row].row)])
    problems = [*sheet.cells.problems, *aside]
    problems += [problem for reader in told.values() for problem in reader.problems]
    problems.sort(key=lambda problem: problem.row or 0)
    account = _account(sheet, len(kept), rejected, aside)
    return Reading(kept, (*sheet.notes, *notes, *problems), account)


def _organisation(reader: RowReader) -> str:
    """References are an organisation's own: two organisations may both have a 1."""
    return tidy(reader.row.texts.get("organisation", ""))


def _account(
    sheet: Sheet, accepted: int, rejected: Sequence[RowReader], aside: Sequence[Problem]
) -> Account:
    reasons: Counter[str] = Counter()
    for problem in sheet.cells.problems:
        reasons[BLANK if problem.weight is Weight.SET_ASIDE else RAGGED] += problem.rows
    for problem in aside:
        reasons[EXAMPLE_ROW if problem.column else REPEATED] += 1
    for reader in rejected:
        first = next(each for each in reader.problems if each.weight is Weight.REJECTED)
        reasons[first.column or "the row"] += 1
    return Account(
        name=sheet.cells.file,
        sha256=sheet.cells.sha256,
        rows_in=sheet.cells.rows_in,
        accepted=accepted,
        rejected=len(rejected) + reasons[RAGGED],
        set_aside=len(aside) + reasons[BLANK],
        reasons={reason: count for reason, count in sorted(reasons.items()) if count},
    )


def _at_odds(reader: RowReader, key: str, others: Sequence[int], file: str) -> Problem:
    number = reader.row.row
    rows = f"row{'s' if len(others) > 1 else ''} {', '.join(map(str, sorted(others)[:10]))}"
    if tidy(reader.row.texts.get("reference", "")):
        found, remedy = f"{key!r}, which is also in {rows}", "Give each activity its own reference."
    else:
        found = f"nothing, and the same organisation, activity and place as in {rows}"
        remedy = "Give both rows a reference, or remove one."
    wanted = "a reference of its own for each activity"
    return Problem(
        f"row {number}, reference",
        found,
        wanted,
        remedy,
        Weight.REJECTED,
        1,
        file,
        number,
        "reference",
    )


def _example(number: int, file: str) -> Problem:
    return Problem(
        f"row {number}, reference",
        "the example of the template",
        "activities",
        "Nothing needs to be done; delete the row if you like.",
        Weight.SET_ASIDE,
        file=file,
        row=number,
        column="reference",
    )


def _repeats(number: int, first: int, file: str) -> Problem:
    return Problem(
        f"row {number}",
        f"the same as row {first}, cell for cell",
        "each activity once",
        "Delete the row, or give both a reference if they are two activities.",
        Weight.SET_ASIDE,
        file=file,
        row=number,
    )


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def _note_places(file: str, places: PlaceFinder) -> tuple[Problem, ...]:
    if not places.without_list:
        return ()
    return (
        replace(
            file_note(
                file,
                f"postcodes in {_rows(places.without_list)}, but no list of postcodes was supplied",
                "a list to look them up in",
                "Supply a list of postcodes, or give latitude and longitude or the area code.",
            ),
            column="postcode",
        ),
    )


def _note_made(file: str, rows: Sequence[ActivityRow]) -> tuple[Problem, ...]:
    if not rows:
        return ()
    return (
        replace(
            file_note(
                file,
                f"no reference in {_rows(len(rows))}",
                "a reference for each activity",
                "One was made from organisation, activity and place: if one of these changes, the "
                "next sheet adds an activity instead of updating it.",
            ),
            column="reference",
        ),
    )


def _is_blank(row: SheetRow) -> bool:
    """Whether the sheet asks if the site is sensitive, and the row does not say."""
    return "sensitive_site" in row.texts and not tidy(row.texts["sensitive_site"])


def _note_open(file: str, rows: Sequence[ActivityRow]) -> tuple[Problem, ...]:
    if not rows:
        return ()
    return (
        replace(
            file_note(
                file,
                f"nothing under sensitive_site in {_rows(len(rows))}",
                "yes or no",
                "It was taken as no unless the register says yes, so everyone who sees the "
                "register may see the exact place: write yes for a refuge or another place that "
                "must stay hidden.",
            ),
            column="sensitive_site",
        ),
    )
