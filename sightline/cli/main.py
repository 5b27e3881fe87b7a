"""The command `sightline`: its words, and the exit code of each family of error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sightline.errors import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    Refused,
    SightlineError,
)

EXIT_CODES: dict[type[SightlineError], int] = {
    BadInput: 2,  # as for words the command does not know
    NotFound: 3,
    NotAllowed: 4,
    Conflict: 5,
    Refused: 6,
}


def parser() -> argparse.ArgumentParser:
    """Every verb and option, with what each is for."""
    top = argparse.ArgumentParser(
        prog="sightline",
        description="Where is the need, what is done about it, where is the gap: from files alone.",
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_find_gaps(verbs.add_parser("find-gaps", help="need, reach and gap for every area"))
    template = verbs.add_parser("activity-template", help="write an empty activity sheet (XLSX)")
    template.add_argument("path", type=Path, help="the file to write, such as activities.xlsx")
    return top


def _add_find_gaps(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Reads what partners do and what open data say of need, and writes need.csv, "
        "provision.csv, gaps.csv, gaps.geojson, problems.csv, report.pdf and manifest.json."
    )
    files = verb.add_argument_group("what to read")
    files.add_argument(
        "--boundaries",
        type=Path,
        required=True,
        metavar="FILE",
        help="small areas: GeoJSON, TopoJSON or GeoParquet",
    )
    files.add_argument(
        "--population",
        type=Path,
        required=True,
        metavar="FILE",
        help="people by age: Census bands or single years, CSV",
    )
    files.add_argument(
        "--police",
        type=Path,
        required=True,
        action="append",
        metavar="DIR",
        help="police.uk street files: a folder, a zip or a file; may be given again",
    )
    files.add_argument(
        "--activities",
        type=Path,
        metavar="FILE",
        help="what partners do: the activity sheet, CSV or XLSX; without it nobody has reported",
    )
    files.add_argument(
        "--partners", type=Path, metavar="FILE", help="who is expected to report, and where: CSV"
    )
    files.add_argument(
        "--deprivation",
        type=Path,
        metavar="FILE",
        help="English indices of deprivation, 2019 or 2025",
    )
    files.add_argument(
        "--postcodes",
        type=Path,
        metavar="FILE",
        help="Code-Point Open zip, or CSV of postcode, easting_m, northing_m",
    )
    files.add_argument(
        "--vocabulary",
        type=Path,
        metavar="DIR",
        help="reviewed terms, in place of those that come with Sightline",
    )
    question = verb.add_argument_group("what to ask")
    question.add_argument(
        "--theme", default="violence", help="theme of need, by code or name (default: %(default)s)"
    )
    question.add_argument(
        "--ages", default="10-24", help="who the activities are for (default: %(default)s)"
    )
    question.add_argument(
        "--as-of", required=True, metavar="YYYY-MM", help="the last month of the twelve"
    )
    policy = verb.add_argument_group("how much reach is enough (a policy, not a fact)")
    policy.add_argument(
        "--target-share",
        type=float,
        default=0.10,
        metavar="SHARE",
        help="share of the group to reach where need is average, 0 to 1 (default: %(default)s)",
    )
    policy.add_argument(
        "--target-rule",
        choices=("proportional", "equal"),
        default="proportional",
        help="in proportion to need, or the same share everywhere (default: %(default)s)",
    )
    verb.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write; made if absent"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code is 0, or that of the family of error."""
    given = parser().parse_args(arguments)
    try:
        if given.verb == "activity-template":
            from sightline.cli.activity_template import write_activity_template

            write_activity_template(given)
        else:
            from sightline.cli.find_gaps import find_gaps_from_files  # the analysis loads slowly

            find_gaps_from_files(given)
    except SightlineError as error:
        print(f"sightline {given.verb}: {error}", file=sys.stderr)
        return next(code for family, code in EXIT_CODES.items() if isinstance(error, family))
    return 0


if __name__ == "__main__":
    sys.exit(main())
