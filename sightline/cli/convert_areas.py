"""`sightline convert-areas`: counts by areas of one year as counts by areas of another."""

from __future__ import annotations

import argparse
from pathlib import Path

LIKENESS = 8.0  # of recorded crime, as analysis.areas.LIKENESS_OF_CRIME measured it


def add_convert_areas(verb: argparse.ArgumentParser) -> None:
    """The words and options of the verb."""
    verb.description = (
        "Converts counts by small areas of one year to those of another (LSOA 2011 to 2021, or "
        "back), and says how much of each count is an estimate and between what it lies. "
        "Totals stay exactly the same."
    )
    verb.set_defaults(do=convert_areas)
    verb.add_argument(
        "--counts", type=Path, required=True, metavar="FILE", help="CSV, XLSX or Parquet"
    )
    verb.add_argument("--count", required=True, metavar="HEADING", help="the column of the counts")
    verb.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="HEADING",
        help="what else it is counted by, such as Month; may be given again",
    )
    verb.add_argument(
        "--area", metavar="HEADING", help="the column of the area codes, where it cannot be told"
    )
    verb.add_argument(
        "--look-up",
        type=Path,
        required=True,
        metavar="FILE",
        help="old codes to new with the change indicator: LSOA11CD, LSOA21CD, CHGIND",
    )
    _add_choices(verb)
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help="the CSV to write")


def _add_choices(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--backward", action="store_true", help="from the later year of the look-up to the earlier"
    )
    verb.add_argument(
        "--population",
        type=Path,
        metavar="FILE",
        help="people of the areas that are converted to; without it splits are in equal parts",
    )
    verb.add_argument(
        "--population-before",
        type=Path,
        metavar="FILE",
        help="people of the areas that were counted, for the few irregular ones",
    )
    verb.add_argument(
        "--no-row-means",
        choices=("not-supplied", "zero"),
        default="not-supplied",
        help="what an area without a row is (default: %(default)s)",
    )
    verb.add_argument(
        "--likeness",
        type=float,
        default=LIKENESS,
        metavar="NUMBER",
        help="how alike the parts of an area are; the default was measured on recorded crime, "
        "robbery is about 3 and shoplifting 0.4 (default: %(default)s)",
    )


def convert_areas(given: argparse.Namespace) -> None:
    """Convert, write, and print how far it may be out."""
    from sightline.cli.area_conversion import convert_files  # the analysis loads slowly

    convert_files(given)
