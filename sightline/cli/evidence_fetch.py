"""`sightline evidence fetch`: open data from its official publishers, into a folder."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.analysis.periods import Month
from sightline.cli.progress import say
from sightline.errors import BadInput

if TYPE_CHECKING:
    from sightline.evidence.fetch import Surroundings

WHAT = ("police", "boundaries", "population", "deprivation")  # unless more is asked for
_MOST_MONTHS = 240


def add_fetch(verb: argparse.ArgumentParser) -> None:
    """The words and options of the verb."""
    verb.description = (
        "Brings open data from its official publishers into a folder: police files of some forces "
        "and months, boundaries and look-ups, population, deprivation. Stopped at any point, it "
        "goes on when it is run again. fetched.json says what came from where, with checksums."
    )
    verb.set_defaults(do=fetch_evidence_files)
    verb.add_argument(
        "--into", type=Path, required=True, metavar="DIR", help="the folder; made if absent"
    )
    verb.add_argument(
        "--check", action="store_true", help="only hold what was fetched against its checksums"
    )
    asked = verb.add_argument_group("what to fetch")
    asked.add_argument(
        "--area", metavar="AREA", help="such as essex, 'essex and neighbours', england-and-wales"
    )
    asked.add_argument(
        "--months", metavar="FROM..TO", help="such as 2025-01..2025-12, or one month"
    )
    asked.add_argument(
        "--what",
        default=",".join(WHAT),
        metavar="NAMES",
        help="parted by commas (default: %(default)s); --what help lists all",
    )
    asked.add_argument(
        "--kinds",
        default="street",
        metavar="NAMES",
        help="of police files: street, outcomes, stop-and-search (default: %(default)s)",
    )
    asked.add_argument(
        "--release", metavar="YYYY-MM", help="the police archive to use (default: the newest)"
    )
    asked.add_argument("--again", action="store_true", help="fetch also what is here already")
    server = verb.add_argument_group("from where")
    server.add_argument(
        "--from",
        dest="base",
        metavar="BASE",
        help="another server that keeps https://host/path at BASE/host/path",
    )
    server.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="HOST",
        help="a host that a publisher may send us on to; may be given again",
    )


def fetch_evidence_files(given: argparse.Namespace) -> None:
    """Fetch, or check what was fetched; prints what is there in the end."""
    from sightline.evidence.fetch import check_fetched, read_publishers  # loads slowly

    publishers = read_publishers()
    if given.check:
        problems = check_fetched(given.into)
        if problems:
            raise BadInput("\n".join(problems))
        print(f"Every file in {given.into} is as it was fetched.")
        return
    if given.what == "help":
        print("\n".join(publishers.everything))
        return
    _fetch(given)


def _fetch(given: argparse.Namespace) -> None:
    from sightline.evidence.fetch import (
        AREAS_CUT,
        KINDS,
        Client,
        Fetching,
        cut_boundaries,
        fetch_evidence,
        find_forces,
        read_publishers,
    )

    publishers = read_publishers()
    if not given.area:
        raise BadInput("--area: found nothing, wanted an area such as essex. Name one.")
    forces = find_forces(given.area, publishers.forces)
    fetching = Fetching(
        forces=forces,
        months=months_between(given.months) if "police" in given.what.split(",") else (),
        what=_names("--what", given.what, publishers.everything),
        kinds=_names("--kinds", given.kinds, KINDS),
        release=Month.parse(given.release) if given.release else None,
        again=given.again,
    )
    if given.into.exists() and not given.into.is_dir():
        raise BadInput(f"--into: found a file called {given.into.name}, wanted a folder.")
    notes: list[str] = []
    client = Client(surroundings(notes), base=given.base, also_trusted=given.trust)
    try:
        outcome = fetch_evidence(client, publishers, fetching, given.into)
    finally:
        print("".join(f"{note}\n" for note in notes), end="")
    print(f"{len(outcome.came):,} files fetched, {len(outcome.kept):,} were here already.")
    if "boundaries" in fetching.what:
        areas = cut_boundaries(given.into, publishers, forces)
        print(f"{areas:,} areas of {', '.join(forces)} are in {AREAS_CUT}.")
    print(f"Everything is in {given.into}; where it came from is in fetched.json.")


def surroundings(notes: list[str]) -> Surroundings:
    """The real clock and disk, and a dice for when to try again; what must be told: notes."""
    from sightline.evidence.fetch import Surroundings

    return Surroundings(
        sleep=time.sleep,
        clock=time.monotonic,
        now=lambda: datetime.now(UTC),
        dice=random.random,  # when to try again is no secret
        say=say,
        note=notes.append,
    )


def _names(option: str, text: str, known: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    strange = [name for name in names if name not in known]
    if strange or not names:
        raise BadInput(
            f"{option}: found {', '.join(strange) or 'nothing'}, wanted some of {', '.join(known)}."
        )
    return names


def months_between(text: str | None) -> tuple[Month, ...]:
    """Each month of a stretch such as 2025-01..2025-12, or the one month.

    >>> [str(month) for month in months_between("2025-11..2026-01")]
    ['2025-11', '2025-12', '2026-01']
    """
    if not text:
        raise BadInput("--months: found nothing, wanted months such as 2025-01..2025-12.")
    first, _, last = text.partition("..")
    start, end = Month.parse(first), Month.parse(last or first)
    months = [start]
    while months[-1] < end and len(months) <= _MOST_MONTHS:
        months.append(months[-1].plus(1))
    if start > end or len(months) > _MOST_MONTHS:
        raise BadInput(
            f"--months: found {text}, wanted an earlier month, then a later one at most "
            f"{_MOST_MONTHS // 12} years on, such as 2025-01..2025-12."
        )
    return tuple(months)
