"""What people say of money and places before a plan is made: costs of ways to add, and labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sightline.analysis.framework import AgeRange
from sightline.analysis.spending import Rule, Way
from sightline.errors import BadInput
from sightline.exchange.problems import Account, Problem, Reading, Weight
from sightline.exchange.sheets import (
    AreaWords,
    BadCell,
    Headings,
    Sheet,
    SheetRow,
    name_text,
    open_sheet,
    show,
    tidy,
)

COSTS = Headings(
    all=("way", "name", "people_a_year", "fixed_gbp", "per_person_gbp", "ages"),
    required=("way", "name"),
)
LABELS = Headings(all=("area", "kind", "label"), required=("area", "kind", "label"))
_LONGEST = 200  # characters of a name
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_DIGITS_OF_MOST = 9
Made = TypeVar("Made")


def read_costs(path: Path) -> Reading[tuple[Rule, ...]]:
    """The costs sheet, CSV or XLSX: way, name, people_a_year, fixed_gbp, per_person_gbp, ages.

    An empty amount is not known, never zero. A row that cannot be used is a problem; the rest is
    used. BadInput if the file as a whole cannot be read.
    """
    return _read(path, COSTS, _rule, lambda rule: (rule.way, rule.name))


def read_labels(path: Path, *, areas: pd.DataFrame) -> Reading[pd.DataFrame]:
    """The labels sheet, CSV or XLSX: area, kind, label; one row for each area and kind.

    areas: AREAS; names and districts are understood too. Returns area, and a column for each kind,
    missing where an area has no label of it.
    """
    words = AreaWords(areas)
    members: dict[str, list[str]] = {}
    for area, district in zip(areas["area"], areas["district"], strict=True):
        members.setdefault(area, []).append(area)
        if district and district != area:
            members.setdefault(district, []).append(area)

    def label(row: SheetRow) -> tuple[str, str, str]:
        (code,) = _one(words.read_many(_filled(row, "area")))
        kind = name_text(_filled(row, "kind"), longest=_LONGEST).casefold()
        return code, kind, name_text(_filled(row, "label"), longest=_LONGEST)

    reading = _read(path, LABELS, label, lambda made: made[:2])
    table = pd.DataFrame({"area": areas["area"].astype(object)})
    for code, kind, name in reading.rows:
        if kind not in table.columns:
            table[kind] = pd.Series([None] * len(table), dtype=object)
        table.loc[table["area"].isin(members.get(code, [code])), kind] = name
    return Reading(table, reading.problems, reading.account)


def _one(codes: Sequence[str]) -> Sequence[str]:
    if len(codes) != 1:
        raise BadCell(f"{len(codes)} areas", "one area", "Give each area a row of its own.")
    return codes


def _rule(row: SheetRow) -> Rule:
    text = _filled(row, "way").casefold().replace("_", " ")
    if text not in set(Way):
        raise BadCell(show(text), f"one of: {', '.join(Way)}", "Correct it.")
    ages = tidy(row.texts.get("ages", ""))
    people, fixed, each = (
        _number(row, heading) for heading in ("people_a_year", "fixed_gbp", "per_person_gbp")
    )
    return Rule(
        way=Way(text),
        name=name_text(_filled(row, "name"), longest=_LONGEST),
        people_a_year=None if people is None else float(people),
        fixed_gbp=fixed,
        per_person_gbp=each,
        ages=AgeRange.parse(ages) if ages else None,
    )


def _filled(row: SheetRow, heading: str) -> str:
    text = tidy(row.texts.get(heading, ""))
    if not text:
        raise BadCell(f"nothing as {heading}", "something", "Fill in the cell.")
    return text


def _number(row: SheetRow, heading: str) -> Decimal | None:
    text = tidy(row.texts.get(heading, "")).removeprefix("£").strip()
    if not text:
        return None
    plain = text.replace(",", "")
    if not _NUMBER.fullmatch(text) or len(plain.partition(".")[0]) > _DIGITS_OF_MOST:
        raise BadCell(
            f"{show(text)} as {heading}",
            "a number, zero or more, below a thousand million",
            "Correct it, or leave it blank if it is not known.",
        )
    return Decimal(plain)


def _read(
    path: Path,
    headings: Headings,
    make: Callable[[SheetRow], Made],
    name: Callable[[Made], object],
) -> Reading[tuple[Made, ...]]:
    sheet = open_sheet(path, headings)
    made: dict[object, Made] = {}
    problems: list[Problem] = []
    for row in sheet.rows:
        try:
            one = make(row)
            if name(one) in made:
                raise BadCell("a row for what has one above", "one row", "Delete one of them.")
            made[name(one)] = one
        except BadCell as bad:
            problems.append(_problem(path, row, bad.found, bad.wanted, bad.remedy))
        except BadInput as bad:
            problems.append(
                _problem(path, row, str(bad), "a value that can be used", "Correct it.")
            )
    return Reading(
        tuple(made.values()),
        (*sheet.notes, *sheet.cells.problems, *problems),
        _account(sheet, len(made), problems),
    )


def _problem(path: Path, row: SheetRow, found: str, wanted: str, remedy: str) -> Problem:
    return Problem(f"row {row.row}", found, wanted, remedy, file=path.name, row=row.row)


def _account(sheet: Sheet, accepted: int, problems: Sequence[Problem]) -> Account:
    blank = sum(each.rows for each in sheet.cells.problems if each.weight is Weight.SET_ASIDE)
    reasons: Mapping[str, int] = Counter(
        {
            "cannot be used": len(problems),
            "blank row": blank,
            "wrong number of cells": len(sheet.cells.ragged),
        }
    )
    return Account(
        name=sheet.cells.file,
        sha256=sheet.cells.sha256,
        rows_in=sheet.cells.rows_in,
        accepted=accepted,
        rejected=len(problems) + len(sheet.cells.ragged),
        set_aside=blank,
        reasons={reason: count for reason, count in sorted(reasons.items()) if count},
    )
