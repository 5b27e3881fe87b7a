"""`sightline evidence outcomes`: the last outcome of crimes, and what could not be joined."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from sightline.evidence.outcomes import LastOutcomes


def add_outcomes(verb: argparse.ArgumentParser) -> None:
    """The words and options of the verb."""
    verb.description = (
        "Joins the outcomes of a store to its street-level crimes by Crime ID, and tells how many "
        "crimes have which last outcome, after how many months, and what could not be joined."
    )
    verb.set_defaults(do=print_outcomes)
    verb.add_argument("store", type=Path, metavar="DIR", help="the store")
    verb.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write all of it too, as CSV: category, last_outcome, months_after, incidents",
    )


def print_outcomes(given: argparse.Namespace) -> None:
    """Join, print, and write the file if one is wanted."""
    from sightline.evidence.outcomes import find_last_outcomes

    if given.out is not None and given.out.suffix.lower() != ".csv":
        raise BadInput(f"--out: found {given.out.name!r}, wanted a file name that ends in .csv.")
    found = find_last_outcomes(given.store)
    if given.out is not None:
        found.table.to_csv(given.out, index=False)
    for line in outcome_words(found):
        print(line)


def outcome_words(found: LastOutcomes) -> Iterator[str]:
    """A line for each last outcome, most frequent first, then what could not be joined."""
    told = found.table[found.table["last_outcome"].notna()]
    totals = told.groupby("last_outcome")["incidents"].sum()
    for outcome in sorted(totals.index, key=lambda name: (-totals[name], name)):
        half = _half_by(told[told["last_outcome"] == outcome])
        when = "in the same month" if half == 0 else f"within {half} month{'s'[: half != 1]}"
        yield f"{outcome}: {totals[outcome]:,} crimes, half of them {when}"
    yield (
        f"No outcome stored: {found.without_outcome:,} crimes. It may be in a month that is not "
        "stored; not told is not none."
    )
    yield f"No Crime ID, so no outcome can be joined: {found.without_id:,} incidents."
    if found.unmatched:
        first, last = min(found.unmatched), max(found.unmatched)
        yield (
            f"Outcomes of crimes that are not stored: {sum(found.unmatched.values()):,}, recorded "
            f"{first} to {last}. Load the street files of the months before; crimes published "
            "without a place are set aside, and stay unmatched."
        )


def _half_by(rows: pd.DataFrame) -> int:
    """The fewest months within which half the crimes had it."""
    counted = rows.groupby("months_after")["incidents"].sum().sort_index().cumsum()
    return int(counted.index[(counted * 2 >= counted.iloc[-1]).argmax()])
