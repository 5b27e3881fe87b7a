"""`sightline estimate-need`: from records to what places need, by theme, ages, place and month."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli.engines import add_engine
from sightline.cli.progress import say, shown

if TYPE_CHECKING:
    from sightline.cli.need_reading import NeedInputs
    from sightline.cli.need_tables import Tables

# Option, what it takes, and what it is for.
_FILES = (
    ("--store", "DIR", "records, as `sightline evidence load` keeps them"),
    ("--boundaries", "FILE", "areas with outlines: GeoJSON, TopoJSON or GeoParquet"),
    ("--look-up", "FILE", "the district of each area; in place of outlines, the list of areas too"),
    ("--population", "FILE", "people by age: Census bands or single years, CSV"),
    ("--deprivation", "FILE", "English indices of deprivation, 2019 or 2025"),
    ("--vocabulary", "DIR", "reviewed terms, in place of those that come with Sightline"),
)


def add_estimate_need(verb: argparse.ArgumentParser) -> None:
    """The words and options of the verb."""
    verb.description = (
        "Reads police records, areas and people, and writes a folder of need, months, trends, hot "
        "spots, concentration and outlook, each figure with how sure it is, and a manifest."
    )
    verb.set_defaults(do=estimate_need)
    files = verb.add_argument_group("what to read (a store or police files; outlines or a look-up)")
    for option, metavar, words in _FILES:
        needed = option == "--population"
        files.add_argument(option, type=Path, required=needed, metavar=metavar, help=words)
    files.add_argument(
        "--police",
        type=Path,
        action="append",
        metavar="PATH",
        help="police.uk street files: a folder, a zip or a file; may be given again",
    )
    files.add_argument(
        "--neighbours",
        default="borders",
        metavar="borders|none|FILE",
        help="whose rates steady an area's own: areas that share a border where there are outlines "
        "(the default), pairs in a CSV of area, neighbour, or none",
    )
    files.add_argument(
        "--vintage", metavar="YEAR", help="of a store with area codes of several years, this one"
    )
    _add_question(verb)
    add_engine(verb)
    verb.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to make; it is whole or "
        "not there",
    )  # fmt: skip


def _add_question(verb: argparse.ArgumentParser) -> None:
    group = verb.add_argument_group("what to ask")
    group.add_argument(
        "--theme", default="all", help="theme of need, or all that records measure (default: all)"
    )
    group.add_argument(
        "--ages",
        action="append",
        metavar="FROM-TO",
        help="people of these ages; may be given again (default: 10-24)",
    )
    group.add_argument(
        "--as-of", required=True, metavar="YYYY-MM", help="the last month of the twelve"
    )
    group.add_argument(
        "--compare",
        default="all",
        metavar="all|district|NAME=RATE",
        help="what areas are set against: all areas given, those of their district, or a published "
        "rate a year per 1,000 people, such as England=33.1 (default: %(default)s)",
    )
    group.add_argument(
        "--seed", type=int, default=1, metavar="N", help="of the draws (default: %(default)s)"
    )


def estimate_need(given: argparse.Namespace) -> None:
    """Do the whole journey, and print where the answer is."""
    from sightline.cli.need_reading import read_need_inputs  # the analysis loads slowly
    from sightline.cli.need_tables import each_theme, joined
    from sightline.cli.need_writing import check_out, write_need

    check_out(given.out)
    inputs = read_need_inputs(given)
    say("Estimating")
    parts = list(
        shown(each_theme(inputs), doing="Estimating themes", how_many=len(inputs.question.themes))
    )
    tables = joined(parts)
    write_need(given.out, inputs=inputs, tables=tables)
    print(summary(inputs, tables, given.out))


def summary(inputs: NeedInputs, tables: Tables, out: Path) -> str:
    """What was done, in a few lines."""
    question, grid = inputs.question, inputs.grid
    needed = tables.tables["need.csv"]
    told = int(needed["need_per_1000"].notna().sum())
    lines = [
        f"{told:,} of {len(needed):,} rows of area, theme and ages have an estimate, "
        f"{len(inputs.areas):,} areas, {len(question.themes):,} themes, 12 months to "
        f"{question.as_of.words}.",
        f"Records from {grid.months[0]} to {grid.months[-1]}: {int(grid.counts.sum()):,} in these "
        f"areas, {grid.elsewhere:,} in others, {grid.unplaced:,} without an area.",
        f"{len(inputs.ledger.problems):,} problems are listed in {out / 'problems.csv'}.",
        *(f"Cannot tell: {line}" for line in tables.cannot_tell),
        f"Everything is in {out}.",
    ]
    return "\n".join(lines)
