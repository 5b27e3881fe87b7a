"""What becomes of every row that was read: kept, rejected or set aside, and an account of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sightline.exchange.activities.places import PlaceFinder
from sightline.exchange.activities.rows import ActivityRow, RowReader
from sightline.exchange.files import file_note
from sightline.exchange.problems import Account, Problem, Reading, Weight
from sightline.exchange.sheets import SheetRow, find_repeats, tidy, unescape_formula

EXAMPLE_ROW, REPEATED = "the example row", "repeats another row"


def say_rows(numbers: Sequence[int]) -> str:
    """Rows of the only sheet there is.

    >>> say_rows([3]), say_rows([3, 5])
    ('row 3', 'rows 3, 5')
    """
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


@dataclass(frozen=True)
class Source:
    """Where rows come from. `problems` stand for the rows that nobody tried to read."""

    file: str
    sha256: str
    rows_in: int
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    reasons: Mapping[str, int] = field(default_factory=dict)  # of those problems
    say_rows: Callable[[Sequence[int]], str] = say_rows
    made: frozenset[int] = frozenset()  # rows whose reference is not the sender's


def settle(
    source: Source,
    readers: Mapping[int, RowReader],
    good: Sequence[ActivityRow],
    examples: set[int],
    notes: tuple[Problem, ...],
) -> Reading[tuple[ActivityRow, ...]]:
    """Settle rows that stand for the same activity, and account for every row."""
    file = source.file
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
        readers[number].problems.append(_at_odds(readers[number], keys[number], others, source))
    aside = [_example(number, file) for number in sorted(examples)]
    aside += [_repeats(number, first, source) for number, first in repeats.identical.items()]
    told = {number: each for number, each in readers.items() if number not in repeats.identical}
    rejected = [reader for _, reader in sorted(told.items()) if reader.is_rejected]
    kept = tuple(row for row in good if row.row in told and not told[row.row].is_rejected)
    notes += note_made(
        file, sum(row.row in source.made or not readers[row.row].text("reference") for row in kept)
    )
    notes += _note_open(file, [row for row in kept if _is_blank(readers[row.row].row)])
    problems = [*source.problems, *aside]
    problems += [problem for reader in told.values() for problem in reader.problems]
    problems.sort(key=lambda problem: problem.row or 0)
    account = _account(source, len(kept), rejected, aside)
    return Reading(kept, (*source.notes, *notes, *problems), account)


def _organisation(reader: RowReader) -> str:
    """References are an organisation's own: two organisations may both have a 1."""
    return tidy(reader.row.texts.get("organisation", ""))


def _account(
    source: Source, accepted: int, rejected: Sequence[RowReader], aside: Sequence[Problem]
) -> Account:
    reasons = Counter(source.reasons)
    refused = sum(each.rows for each in source.problems if each.weight is Weight.REJECTED)
    before = sum(each.rows for each in source.problems if each.weight is Weight.SET_ASIDE)
    for problem in aside:
        reasons[EXAMPLE_ROW if problem.column else REPEATED] += 1
    for reader in rejected:
        first = next(each for each in reader.problems if each.weight is Weight.REJECTED)
        reasons[first.column or "the row"] += 1
    return Account(
        name=source.file,
        sha256=source.sha256,
        rows_in=source.rows_in,
        accepted=accepted,
        rejected=len(rejected) + refused,
        set_aside=len(aside) + before,
        reasons={reason: count for reason, count in sorted(reasons.items()) if count},
    )


def _at_odds(reader: RowReader, key: str, others: Sequence[int], source: Source) -> Problem:
    number, file = reader.row.row, source.file
    rows = source.say_rows(sorted(others)[:10])
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


def _repeats(number: int, first: int, source: Source) -> Problem:
    return Problem(
        f"row {number}",
        f"the same as {source.say_rows([first])}, cell for cell",
        "each activity once",
        "Delete the row, or give both a reference if they are two activities.",
        Weight.SET_ASIDE,
        file=source.file,
        row=number,
    )


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def note_places(file: str, places: PlaceFinder) -> tuple[Problem, ...]:
    """How many postcodes could not be looked up for want of a list."""
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


def note_made(file: str, rows: int) -> tuple[Problem, ...]:
    """How many rows had no reference."""
    if not rows:
        return ()
    return (
        replace(
            file_note(
                file,
                f"no reference in {_rows(rows)}",
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
