"""The command `sightline`: its words, and the exit code of each family of error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sightline.cli.audit import add_audit, verify_audit
from sightline.cli.convert_areas import add_convert_areas
from sightline.cli.estimate_need import add_estimate_need
from sightline.cli.evidence_cube import add_cube
from sightline.cli.evidence_fetch import add_fetch
from sightline.cli.evidence_outcomes import add_outcomes
from sightline.cli.evidence_store import add_load, add_status, add_verify
from sightline.cli.find_borders import add_find_borders
from sightline.cli.find_opportunities import add_find_opportunities
from sightline.cli.find_overlaps import add_find_overlaps
from sightline.cli.plan_spend import add_plan_spend
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

# Option, what it takes, whether it must be given, and what it is for.
FILES_READ = (
    ("--boundaries", "FILE", True, "small areas: GeoJSON, TopoJSON or GeoParquet"),
    ("--population", "FILE", True, "people by age: Census bands or single years, CSV"),
    (
        "--police",
        "PATH",
        True,
        "police.uk street files: a folder, a zip or a file; may be given again",
    ),
    (
        "--activities",
        "FILE",
        False,
        "what partners do: the activity sheet, CSV or XLSX; without it nobody has reported",
    ),
    ("--partners", "FILE", False, "who is expected to report, and where: CSV or XLSX"),
    ("--deprivation", "FILE", False, "English indices of deprivation, 2019 or 2025"),
    (
        "--postcodes",
        "FILE",
        False,
        "Code-Point Open zip, or CSV of postcode, easting_m, northing_m",
    ),
    (
        "--vocabulary",
        "DIR",
        False,
        "reviewed terms, in place of those that come with Sightline",
    ),
)


def parser() -> argparse.ArgumentParser:
    """Every verb and option, with what each is for."""
    top = argparse.ArgumentParser(
        prog="sightline",
        description="Where is the need, what is done about it, where is the gap: from files alone.",
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_find_gaps(verbs.add_parser("find-gaps", help="need, reach and gap for every area"))
    _add_find_borders(
        verbs.add_parser("find-borders", help="what lies across a border, and who could act on it")
    )
    _add_find_overlaps(
        verbs.add_parser("find-overlaps", help="what is duplicated, and what complements")
    )
    _add_find_opportunities(
        verbs.add_parser("find-opportunities", help="what would add value, and who must talk")
    )
    _add_plan_spend(
        verbs.add_parser("plan-spend", help="where the next pound does most, and how sure")
    )
    add_estimate_need(
        verbs.add_parser("estimate-need", help="need by theme, ages, place and month, how sure")
    )
    template = verbs.add_parser("activity-template", help="write an empty activity sheet (XLSX)")
    template.add_argument("path", type=Path, help="the file to write, such as activities.xlsx")
    add_convert_areas(verbs.add_parser("convert-areas", help="counts by LSOA 2011 as LSOA 2021"))
    _add_evidence(verbs.add_parser("evidence", help="open data and police records, by the million"))
    add_audit(verbs.add_parser("audit", help="has the record of what was done been tampered with?"))
    return top


def _add_evidence(verb: argparse.ArgumentParser) -> None:
    verb.description = "Brings open data, and keeps records by the million."
    works = verb.add_subparsers(dest="work", required=True, metavar="WORK")
    add_fetch(works.add_parser("fetch", help="bring open data from its official publishers"))
    add_load(works.add_parser("load", help="store police records, each row accounted for"))
    add_status(works.add_parser("status", help="what a store has, and what it lacks"))
    add_verify(works.add_parser("verify", help="is everything in a store as it was stored?"))
    add_outcomes(works.add_parser("outcomes", help="what came of crimes, and after how long"))
    add_cube(works.add_parser("cube", help="count a store by area, month and category"))


def _add_find_gaps(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Reads what partners do and what open data say of need, and writes need.csv, "
        "provision.csv, gaps.csv, gaps.geojson, gaps_by_month.csv, places.csv, cliffs.csv, "
        "awards.csv, findings.csv, problems.csv, report.pdf and manifest.json."
    )
    _add_files(verb)
    _add_question(verb)
    _add_out(verb)


def _add_find_borders(verb: argparse.ArgumentParser) -> None:
    add_find_borders(verb)
    _add_files(verb)
    _add_question(verb)
    _add_out(verb)


def _add_find_overlaps(verb: argparse.ArgumentParser) -> None:
    add_find_overlaps(verb)
    _add_files(verb)
    _add_question(verb)
    _add_out(verb)


def _add_find_opportunities(verb: argparse.ArgumentParser) -> None:
    add_find_opportunities(verb)
    _add_files(verb)
    _add_question(verb)
    _add_out(verb)


def _add_plan_spend(verb: argparse.ArgumentParser) -> None:
    add_plan_spend(verb)
    _add_files(verb)
    _add_question(verb)
    _add_out(verb)


def _add_files(verb: argparse.ArgumentParser) -> None:
    files = verb.add_argument_group("what to read")
    for option, metavar, needed, words in FILES_READ:
        action = "append" if option == "--police" else "store"
        files.add_argument(
            option, type=Path, required=needed, action=action, metavar=metavar, help=words
        )


def _add_out(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write; made if absent"
    )


def _add_question(verb: argparse.ArgumentParser) -> None:
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code is 0, or that of the family of error."""
    given = parser().parse_args(arguments)
    try:
        if given.verb == "activity-template":
            from sightline.cli.activity_template import write_activity_template

            write_activity_template(given)
        elif given.verb == "audit":
            verify_audit(given)
        elif "do" in given:
            given.do(given)
        else:
            from sightline.cli.find_gaps import find_gaps_from_files  # the analysis loads slowly

            find_gaps_from_files(given)
        sys.stdout.flush()
    except SightlineError as error:
        print(f"sightline {given.verb}: {error}", file=sys.stderr)
        return next(code for family, code in EXIT_CODES.items() if isinstance(error, family))
    except BrokenPipeError:  # whoever was reading, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # no such folder, no permission, no space
        found = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        print(
            f"sightline {given.verb}: found {found}, wanted a file or folder that can be used. "
            "Mend that, or name another.",
            file=sys.stderr,
        )
        return EXIT_CODES[BadInput]
    return 0


if __name__ == "__main__":
    sys.exit(main())
