"""`sightline find-borders`: from files alone to what lies across borders, and who could act."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli.progress import say
from sightline.errors import BadInput

if TYPE_CHECKING:
    from sightline.cli.borders_reading import BordersRead
    from sightline.cli.borders_writing import FoundAcross

_FILES = (
    ("--around", "outlines of the areas around the county"),
    ("--around-population", "people by age of those areas, CSV"),
    ("--lines", "railways and roads with their stops: GeoJSON, each with name and kind"),
    ("--flows", "incidents by home_area, offence_area and count, CSV; * is too few to show"),
)


def add_find_borders(verb: argparse.ArgumentParser) -> None:
    """The options of the verb that find-gaps does not have."""
    verb.description = (
        "Reads what find-gaps reads and what is known beyond the border, and writes straddles.csv, "
        "crossings.csv, turned_away.csv, told_by_neighbours.csv, flows.csv, corridors.csv, "
        "missing_links.csv, proposals.csv, findings.csv, problems.csv, report.md and manifest.json."
    )
    verb.set_defaults(do=find_borders_from_files)
    beyond = verb.add_argument_group("what is known beyond the border, each as far as it is")
    for option, words in _FILES:
        beyond.add_argument(option, type=Path, metavar="FILE", help=words)
    beyond.add_argument(
        "--neighbour",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="a neighbour's register, kept apart: an activity sheet, or services in Open Referral "
        "UK JSON; a file, or with --keep an https address; may be given again",
    )
    beyond.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="keep a copy of each neighbour's register here, and use the last good one where there "
        "is no newer",
    )
    beyond.add_argument(
        "--smallest-shown",
        type=int,
        metavar="N",
        help="the smallest count that --flows shows, where it is known",
    )
    beyond.add_argument(
        "--from", dest="base", metavar="BASE",
        help="another server that keeps https://host/path at BASE/host/path",
    )  # fmt: skip
    beyond.add_argument(
        "--seed", type=int, default=1, metavar="N", help="of the draws (default: %(default)s)"
    )


def find_borders_from_files(given: argparse.Namespace) -> None:
    """Do the whole journey, and print where the answer is."""
    from sightline.cli.borders_reading import read_borders  # the analysis loads slowly
    from sightline.cli.borders_writing import look_over, write_borders

    out: Path = given.out
    if out.exists() and not out.is_dir():
        raise BadInput(f"--out: found a file called {out.name}, wanted a folder. Name another.")
    read = read_borders(given)
    say("Looking across borders")
    found = look_over(read, seed=given.seed)
    write_borders(out, read=read, found=found)
    print(summary(read, found, out))


def summary(read: BordersRead, found: FoundAcross, out: Path) -> str:
    """What was found, in a few lines."""
    counted: dict[str, int] = {}
    for one in found.findings:
        counted[one.sort] = counted.get(one.sort, 0) + 1
    lines = [f"{number:,} × {sort}" for sort, number in counted.items()]
    return "\n".join(
        [
            f"{len(found.findings):,} findings across borders" + (": " if lines else "."),
            *lines,
            *(f"{one.name}: {one.trouble}" for one in read.registers if one.trouble),
            f"{len(read.inputs.ledger.problems):,} problems are listed in {out / 'problems.csv'}.",
            *(f"Cannot tell: {words}" for words in found.cannot_tell),
            f"Everything is in {out}.",
        ]
    )
