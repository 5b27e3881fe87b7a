"""The partners sheet: who is in the partnership, and which areas each covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sightline.exchange.problems import Account, Problem, Reading, Weight
from sightline.exchange.sheets import (
    ALL,
    AreaWords,
    BadCell,
    Headings,
    Sheet,
    SheetRow,
    find_repeats,
    name_text,
    open_sheet,
    plain_text,
    tidy,
)

HEADINGS = Headings(
    all=("organisation", "kind", "areas_covered"), required=("organisation", "areas_covered")
)
_LONGEST_NAME, _LONGEST_LIST = 200, 30_000  # characters


@dataclass(frozen=True)
class PartnerRow:
    """A partner and the row it came from. areas_covered: codes of small areas or districts.

    No areas means that the partner has not said which; ("all",) means the whole county.
    """

    row: int
    organisation: str
    kind: str
    areas_covered: tuple[str, ...]


def read_partners(path: Path, *, areas: pd.DataFrame) -> Reading[tuple[PartnerRow, ...]]:
    """The partners of a sheet, CSV or XLSX: organisation, kind, areas_covered.

    areas: AREAS. Every row is good, rejected with all its problems, or set aside. BadInput if the
    file as a whole cannot be read.
    """
    sheet = open_sheet(path, HEADINGS)
    words = AreaWords(areas)
    problems: dict[int, list[Problem]] = {row.row: [] for row in sheet.rows}
    partners = [_read_row(row, words, problems[row.row], path.name) for row in sheet.rows]
    repeats = find_repeats(
        {row.row: row for row in sheet.rows},
        {partner.row: partner.organisation for partner in partners if partner.organisation},
    )
    for number, others in repeats.at_odds.items():
        problems[number].append(_at_odds(number, others, path.name))
    aside = {
        number: _repeated(number, first, path.name) for number, first in repeats.identical.items()
    }
    bad = {number: found for number, found in problems.items() if found and number not in aside}
    kept = tuple(each for each in partners if each.row not in bad and each.row not in aside)
    told = [*aside.values(), *(problem for found in bad.values() for problem in found)]
    told.sort(key=lambda problem: problem.row or 0)
    return Reading(
        kept,
        (*sheet.notes, *sheet.cells.problems, *told),
        _account(sheet, len(kept), bad, aside),
    )


def partner_areas(partners: Iterable[PartnerRow], areas: pd.DataFrame) -> pd.DataFrame:
    """The small areas each partner covers: organisation, area; districts and "all" spelt out.

    areas: AREAS. A partner that has not said which areas it covers has no row.
    """
    members: dict[str, list[str]] = {ALL: list(areas["area"])}
    for area, district in zip(areas["area"], areas["district"], strict=True):
        members.setdefault(area, []).append(area)
        if district and district != area:
            members.setdefault(district, []).append(area)
    pairs = [
        (partner.organisation, area)
        for partner in partners
        for code in partner.areas_covered
        for area in members.get(code, ())
    ]
    return pd.DataFrame(pairs, columns=["organisation", "area"], dtype=object).drop_duplicates(
        ignore_index=True
    )


def _read_row(row: SheetRow, words: AreaWords, problems: list[Problem], file: str) -> PartnerRow:
    def refuse(heading: str, found: str, wanted: str, remedy: str) -> None:
        where = f"row {row.row}, {heading}"
        problems.append(
            Problem(where, found, wanted, remedy, file=file, row=row.row, column=heading)
        )

    names = dict.fromkeys(("organisation", "kind"), "")
    for heading in names:
        try:
            names[heading] = name_text(row.texts.get(heading, ""), longest=_LONGEST_NAME)
        except BadCell as bad:
            refuse(heading, bad.found, bad.wanted, bad.remedy)
    if not tidy(row.texts["organisation"]):
        refuse("organisation", "nothing", "the name of the partner", "Fill in the cell.")
    covered: tuple[str, ...] = ()
    try:
        text = plain_text(row.texts["areas_covered"], longest=_LONGEST_LIST)
        covered = (ALL,) if text.casefold() == ALL else words.read_many(text)
    except BadCell as bad:
        refuse("areas_covered", bad.found, bad.wanted, bad.remedy)
    return PartnerRow(row.row, names["organisation"], names["kind"], covered)


def _at_odds(number: int, others: Sequence[int], file: str) -> Problem:
    return Problem(
        f"row {number}, organisation",
        f"a partner that is also in row {', '.join(map(str, others[:10]))}, with other cells",
        "each partner once",
        "Keep one row with all its areas.",
        file=file,
        row=number,
        column="organisation",
    )


def _repeated(number: int, first: int, file: str) -> Problem:
    return Problem(
        f"row {number}",
        f"the same as row {first}, cell for cell",
        "each partner once",
        "Delete the row.",
        Weight.SET_ASIDE,
        file=file,
        row=number,
    )


def _account(
    sheet: Sheet,
    accepted: int,
    bad: Mapping[int, Sequence[Problem]],
    aside: Mapping[int, Problem],
) -> Account:
    blank = sum(each.rows for each in sheet.cells.problems if each.weight is Weight.SET_ASIDE)
    reasons = Counter(found[0].column for found in bad.values())
    reasons |= {"blank row": blank, "wrong number of cells": len(sheet.cells.ragged)}
    reasons["repeats another row"] = len(aside)
    return Account(
        name=sheet.cells.file,
        sha256=sheet.cells.sha256,
        rows_in=sheet.cells.rows_in,
        accepted=accepted,
        rejected=len(bad) + len(sheet.cells.ragged),
        set_aside=len(aside) + blank,
        reasons={reason: count for reason, count in sorted(reasons.items()) if count},
    )
