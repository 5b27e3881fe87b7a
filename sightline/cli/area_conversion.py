"""Counts by areas of one year as counts by areas of another, from files alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from sightline.analysis.areas import (
    Converted,
    convert_counts,
    people_of_age,
    reverse_changes,
    vintage_of,
    vintage_shares,
)
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.cli.inputs import Ledger
from sightline.errors import BadInput
from sightline.exchange.geography import AreaCounts, read_area_counts, read_changes
from sightline.exchange.population import read_population
from sightline.exchange.problems import Account
from sightline.exchange.sheets import escape_formula

MOST_TOLD = 10  # problems printed one by one
EVERYBODY = AgeRange(0, OLDEST)


def convert_files(given: argparse.Namespace) -> None:
    """Read, convert, write, and print what was done and how far it may be out."""
    if not given.likeness > 0:
        raise BadInput(
            f"--likeness: found {given.likeness:g}, wanted a number above 0. Larger is more alike."
        )
    ledger = Ledger()
    reading = read_area_counts(given.counts, count=given.count, by=given.by, area=given.area)
    counts = ledger.take("counts", given.counts, reading)
    done = _convert(given, counts, ledger)
    _write(given.out, done.counts, counts)
    if len(done.unplaced):
        _write(_not_placed(given.out), done.unplaced, counts)
    for problem in ledger.problems[:MOST_TOLD]:
        print(problem, file=sys.stderr)
    if len(ledger.problems) > MOST_TOLD:
        print(f"{len(ledger.problems) - MOST_TOLD:,} more problems.", file=sys.stderr)
    print(summary(given, done, reading.account))


def _convert(given: argparse.Namespace, counts: AreaCounts, ledger: Ledger) -> Converted:
    changes = ledger.take("look-up", given.look_up, read_changes(given.look_up))
    shares = vintage_shares(
        changes=reverse_changes(changes) if given.backward else changes,
        people=_people(given.population, ledger),
        people_before=_people(given.population_before, ledger),
    )
    done = convert_counts(
        counts=counts.counts,
        shares=shares,
        missing_is_zero=given.no_row_means == "zero",
        likeness=given.likeness,
        by=counts.by,
    )
    if done.counts.empty:
        raise BadInput(
            f"{given.counts.name}, {counts.area_heading}: found areas such as "
            f"{done.unplaced['area'].iloc[0]}, none of them among those that "
            f"{given.look_up.name} converts, wanted areas such as {shares['from_area'].iloc[0]}. "
            "Name the column of the codes with --area, or turn the look-up round with --backward."
        )
    return done


def _people(path: Path | None, ledger: Ledger) -> pd.DataFrame | None:
    """Everybody who lives in each area; None if no file was given."""
    if path is None:
        return None
    return people_of_age(ledger.take("population", path, read_population(path)), EVERYBODY)


def summary(given: argparse.Namespace, done: Converted, account: Account) -> str:
    """What was done, in a few lines."""
    placed, unplaced = done.counts["count"].sum(), done.unplaced["count"].sum()
    unknown = int(done.counts["count"].isna().sum())
    basis = "the people who live in the parts" if given.population else "equal parts"
    lines = [
        f"Rows: {account.rows_in:,} in = {account.accepted:,} accepted + {account.rejected:,} "
        f"rejected + {account.set_aside:,} set aside.",
        f"{placed + unplaced:,.10g} counted = {placed:,.10g} placed in "
        f"{done.counts['area'].nunique():,} areas + {unplaced:,.10g} not placed.",
        f"{done.split_share:.1%} of what was placed rests on a split by {basis}; its interval of "
        f"90% is in count_low and count_high (likeness {given.likeness:g}), and what is possible "
        "in at_least and at_most.",
    ]
    if unknown:
        lines.append(
            f"Empty counts: {unknown:,}. A part was not supplied, which is not zero. If an area "
            "without a row had none, say --no-row-means zero."
        )
    if len(done.unplaced):
        lines.append(_say_unplaced(given, done.unplaced))
    return "\n".join([*lines, f"Everything is in {given.out}."])


def _say_unplaced(given: argparse.Namespace, unplaced: pd.DataFrame) -> str:
    areas = sorted(set(unplaced["area"]))
    later = [area for area in areas if vintage_of(area) == "2021" and not given.backward]
    why = (
        f". First given in 2021: {len(later):,}, such as {later[0]}, so the counts mix two vintages"
        if later
        else ""
    )
    return (
        f"Areas in no look-up: {len(areas):,}, first {areas[0]}{why}. "
        f"Their rows are in {_not_placed(given.out)}."
    )


def _not_placed(out: Path) -> Path:
    return out.with_name(f"{out.stem}-not-placed.csv")


def _write(path: Path, table: pd.DataFrame, counts: AreaCounts) -> None:
    """CSV, every number whole to the last digit so that totals stay, no text a sheet would run."""
    ordered = table[["area", *[name for name in table.columns if name != "area"]]].copy()
    for name in ("area", *counts.by):
        ordered[name] = [escape_formula(text) for text in ordered[name]]
    part = path.with_name(f".{path.name}.writing")
    ordered.to_csv(part, index=False, lineterminator="\n", encoding="utf-8")
    part.replace(path)
