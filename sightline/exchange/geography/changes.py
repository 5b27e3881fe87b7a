"""The look-up of small areas of one vintage to those of the next, with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sightline.analysis.areas import CHANGES, Change, Level
from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally, frame_of
from sightline.exchange.geography.columns import (
    LevelColumn,
    code_columns,
    count_words,
    reject_other_codes,
    still_accepted,
)
from sightline.exchange.geography.opening import open_table
from sightline.exchange.problems import Reading

_CHANGE_HEADINGS = ("chgind", "change_code", "change_indicator", "change indicator", "change")
WANTED = (
    "wanted codes of the small areas of two years and what became of each (U, S, M or X), "
    "such as LSOA11CD, LSOA21CD, CHGIND"
)


def read_changes(path: Path) -> Reading[pd.DataFrame]:
    """Which small area of the earlier year became which of the later, as CHANGES.

    path: CSV, CSV.gz, XLSX or Parquet with two columns of LSOA codes and the change indicator, in
    any order and of any years. A pair of areas counts once; the same row again is set aside,
    another change for the same pair is rejected. Changes that do not fit how the areas lie (U for
    an area with two successors) are named in a note, and the areas are believed. Wrong columns, or
    no row that can be used: BadInput.
    """
    cells = open_table(path, suits=lambda headings: _columns(headings) is not None)
    columns = _columns(cells.headings)
    if columns is None:
        raise BadInput(
            f"{path.name}: found columns {', '.join(cells.headings[:8])}, {WANTED}. Rename the "
            "columns, or use the exact-fit look-up of the Office for National Statistics."
        )
    earlier, later, indicator = columns
    table, tally = frame_of(cells), Tally.of(cells)
    old, new = (table[column.heading].str.strip() for column in (earlier, later))
    for codes, column in ((old, earlier), (new, later)):
        tally.reject_without_code(codes, column=column.heading)
        reject_other_codes(tally, codes, column)
    change = table[indicator].str.strip().str.upper()
    _reject_unknown_changes(tally, change, indicator)
    rows = pd.DataFrame({"old_area": old, "new_area": new, "change": change})
    _check_repeats(tally, rows, later.heading)
    tally.refuse_if_none()
    kept = rows[tally.accepted]
    _note_misfits(tally, kept)
    return tally.reading(CHANGES.check(kept.sort_values(["old_area", "new_area"])))


def _columns(headings: Sequence[str]) -> tuple[LevelColumn, LevelColumn, str] | None:
    """The columns of the earlier and the later code, and of the change; None if any is missing."""
    small = [column for column in code_columns(headings) if column.level is Level.LSOA]
    indicator = next((name for name in headings if name.casefold() in _CHANGE_HEADINGS), None)
    if len(small) != 2 or small[0].edition == small[1].edition or indicator is None:
        return None
    return small[0], small[1], indicator


def _reject_unknown_changes(tally: Tally, change: pd.Series, column: str) -> None:
    tally.reject(
        (~change.isin(list(Change))).to_numpy(dtype=bool),
        reason="change not known",
        column=column,
        found=lambda place: repr(change.iloc[place]) if change.iloc[place] else "nothing",
        wanted="U (unchanged), S (split), M (merged) or X (irregular)",
        remedy="Correct it as the publisher's file has it.",
    )


def _check_repeats(tally: Tally, rows: pd.DataFrame, column: str) -> None:
    used = still_accepted(tally, rows)
    pair = used.duplicated(["old_area", "new_area"]).to_numpy(dtype=bool)
    same = used.duplicated().to_numpy(dtype=bool)
    tally.set_aside(
        pair & same,
        reason="the same row again",
        column=column,
        found="pairs of areas that were there before with the same change",
        wanted="one row for each pair of areas",
        remedy="Nothing needs to be done.",
    )
    tally.reject(
        pair,
        reason="another change for the same areas",
        column=column,
        found=lambda place: (
            f"{rows['old_area'].iloc[place]} and {rows['new_area'].iloc[place]} again, "
            "with another change"
        ),
        wanted="one row for each pair of areas",
        remedy="Remove one of the rows.",
    )


def _note_misfits(tally: Tally, rows: pd.DataFrame) -> None:
    """Changes that the areas themselves contradict."""
    parts = rows.groupby("old_area")["new_area"].transform("size")
    sources = rows.groupby("new_area")["old_area"].transform("size")
    fits = {
        Change.UNCHANGED: (parts == 1) & (sources == 1),
        Change.SPLIT: (parts > 1) & (sources == 1),
        Change.MERGED: (parts == 1) & (sources > 1),
    }
    for change, fit in fits.items():
        wrong = rows[(rows["change"] == change) & ~fit]
        if len(wrong):
            first = wrong.iloc[0]
            tally.note(
                found=f"{count_words(len(wrong), 'row', 'rows')} marked {change} where "
                f"the areas do not lie so, first {first['old_area']} to {first['new_area']}",
                wanted="U for one to one, S for one to several, M for several to one",
                remedy="They are used as the areas lie. Check that no row is missing.",
            )
