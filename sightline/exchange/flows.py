"""Flows: how many incidents by where people live and where it happened, from CSV."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sightline.analysis.borders import FLOWS
from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally, frame_of
from sightline.exchange.files import read_cells
from sightline.exchange.problems import Reading

HEADINGS = ("home_area", "offence_area", "count")
# How publishers mark a count that is too few to show.
HIDDEN = ("*", "c", "[c]", "x", "[x]", "suppressed", "too few to show")
_FEWER = re.compile(r"(?:<|fewer than|less than|under)\s*[0-9]+")
_LARGEST = 10**9


def read_flows(path: Path) -> Reading[pd.DataFrame]:
    """The flows of a CSV of home_area, offence_area and count, as FLOWS.

    Areas are codes or names, of small areas or of districts. A count that is marked as too few to
    show (such as * or <5) is missing, and never zero; an empty cell says nothing: it is rejected.
    Two rows of the same two areas are both rejected. BadInput if the whole file cannot be read.
    """
    cells = read_cells(path)
    names = _headings(cells.headings, path.name)
    table, tally = frame_of(cells).rename(columns=names), Tally.of(cells)
    text = table[list(HEADINGS)].apply(lambda column: column.str.strip())
    for heading in HEADINGS[:2]:
        tally.reject(
            (text[heading] == "").to_numpy(dtype=bool),
            reason="no area",
            column=heading,
            found=lambda _: "nothing",
            wanted="the code or name of an area",
            remedy="Fill in the cell, or leave the row out.",
        )
    counts = _counts(text["count"], tally)
    same = text.assign(
        home_area=text["home_area"].str.casefold(), offence_area=text["offence_area"].str.casefold()
    )
    tally.reject(
        same.duplicated(list(HEADINGS[:2]), keep=False).to_numpy(dtype=bool),
        reason="the same two areas again",
        column="offence_area",
        found=lambda place: (
            f"{text['home_area'].iloc[place]} and "
            f"{text['offence_area'].iloc[place]} in more than one row"
        ),
        wanted="one row for each two areas",
        remedy="Add them up where you hold the records, or correct the areas.",
    )
    tally.refuse_if_none()
    rows = text.assign(count=counts)[tally.accepted]
    return tally.reading(FLOWS.check(rows))


def _headings(given: Sequence[str], file: str) -> dict[str, str]:
    known = {re.sub(r"[\s_]+", "_", heading.strip().casefold()): heading for heading in given}
    missing = [heading for heading in HEADINGS if heading not in known]
    if missing:
        raise BadInput(
            f"{file}: found no column {', '.join(missing)}, wanted {', '.join(HEADINGS)}. "
            "Name the columns so."
        )
    return {known[heading]: heading for heading in HEADINGS}


def _counts(text: pd.Series, tally: Tally) -> pd.Series:
    """The counts, missing where they are hidden."""
    plain = text.str.casefold()
    hidden = plain.isin(HIDDEN) | plain.str.fullmatch(_FEWER)
    counts = pd.to_numeric(plain.str.replace(",", "").where(~hidden), errors="coerce")
    whole = (counts >= 0) & (counts <= _LARGEST) & (counts == np.floor(counts))
    tally.reject(
        (~whole & ~hidden).to_numpy(dtype=bool),
        reason="count",
        column="count",
        found=lambda place: repr(text.iloc[place]) if text.iloc[place] else "nothing",
        wanted="a whole number, or * where it is too few to show",
        remedy="Correct the cell. Zero is written 0; a hidden count is written *.",
    )
    return counts.where(whole)
