"""`sightline evidence load|status|verify`: police records by the million, each accounted for."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.analysis.periods import Month
from sightline.cli.evidence_extracts import load_extracts
from sightline.cli.progress import shown
from sightline.errors import BadInput, Conflict, NotFound

if TYPE_CHECKING:
    from sightline.evidence.manifest import Manifest, Revision
    from sightline.evidence.status import SourceStatus
    from sightline.evidence.store import Told
    from sightline.exchange.police import FileOffer
    from sightline.exchange.problems import Problem

_NUMBER = re.compile(r"^[0-9,]+ rows? ")  # each file's own, where all of them are summed
_MOST_LINES = 40  # messages of one kind; the rest are counted


def add_load(verb: argparse.ArgumentParser) -> None:
    """The words and options of `load`."""
    verb.description = (
        "Stores police.uk files of street-level crime, outcomes, and stop and search as Parquet, a "
        "month of a force at a time, the newest release of each, with an account of every row. "
        "Stops are enforcement: kept for transparency, and never need. What is stored already "
        "is not opened. Stopped at any point, it goes on when it is run again; until it has "
        "finished, readers see what was there before."
    )
    verb.set_defaults(do=load_evidence)
    verb.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a folder, a zip or a file; the whole "
        "country's archive too. Of two of the same month and release the last named is used",
    )
    verb.add_argument(
        "--store", type=Path, required=True, metavar="DIR", help="the store; made if absent"
    )
    verb.add_argument(
        "--release",
        action="append",
        default=[],
        metavar="[NAME=]YYYY-MM",
        help="the month the files were released, or those in the path of that name; may be given "
        "again (default: the month in an archive's name, or when its files were written)",
    )
    verb.add_argument(
        "--areas",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="look-ups or boundaries "
        "that tell the year of area codes, CSV or Parquet; the codes are used as they are",
    )
    verb.add_argument(
        "--columns",
        action="append",
        default=[],
        type=Path,
        metavar="FILE.toml",
        help="what the columns of a force's own extract mean, and which files are of it; may be "
        "given again",
    )
    verb.add_argument("--months", metavar="FROM..TO", help="only these, such as 2025-01..2025-12")
    verb.add_argument(
        "--counts-only",
        action="store_true",
        help="keep area, month and type only: twice as quick, but releases cannot be compared by "
        "Crime ID",
    )


def add_status(verb: argparse.ArgumentParser) -> None:
    """The words and options of `status`."""
    verb.description = (
        "Prints the months of each force that a store has, the gaps, the years of its area codes, "
        "the releases, and what newer releases changed."
    )
    verb.set_defaults(do=print_status)
    verb.add_argument("store", type=Path, metavar="DIR", help="the store")


def add_verify(verb: argparse.ArgumentParser) -> None:
    """The words and options of `verify`."""
    verb.description = (
        "Reads everything in a store again and says whether every file, row and account is as it "
        "was stored."
    )
    verb.set_defaults(do=verify_evidence)
    verb.add_argument("store", type=Path, metavar="DIR", help="the store")


def load_evidence(given: argparse.Namespace) -> None:
    """Load, and print what came of each file; BadInput at the end if any was refused."""
    from sightline.evidence.manifest import read_manifest
    from sightline.evidence.store import load  # loads slowly
    from sightline.exchange.extracts import read_layout
    from sightline.exchange.police import (
        ANYWHERE,
        KINDS_OF_FILES,
        STOPS,
        Rules,
        StreetReader,
        offer_files,
        read_editions,
        read_releases,
    )

    layouts = [read_layout(path) for path in given.columns]
    editions = read_editions(given.areas) if given.areas else ()
    rules = Rules(ANYWHERE, editions=editions, detail=not given.counts_only)
    told: list[Told] = []
    with StreetReader(rules) as reader:
        offers, notes = offer_files(
            given.paths,
            reader=reader,
            months=months_between(given.months),
            releases=read_releases(given.release),
            kinds=KINDS_OF_FILES,
            beside=[layout.files for layout in layouts],
        )
        bar = shown(iter(range(len(offers))), doing="Police files", how_many=len(offers))

        def tell(one: Told) -> None:
            told.append(one)
            next(bar, None)

        stops = [offer for offer in offers if offer.file.kind == STOPS]
        if others := [offer for offer in offers if offer.file.kind != STOPS]:
            load(others, folder=given.store, categories=KINDS_OF_FILES, tell=tell)
        if stops:  # their areas are told by the map points of the street files
            placed = _placed(stops, given.store)
            load(placed, folder=given.store, categories=KINDS_OF_FILES, tell=tell)
        next(bar, None)  # ends the bar
    for layout in layouts:
        load_extracts(given, layout, tell=told.append)
    manifest = read_manifest(given.store)
    for line in load_report(told, notes, manifest):
        print(line)
    refused = [one for one in told if one.words]
    if refused:
        raise BadInput(
            f"found {len(refused):,} of {len(told):,} files that cannot be used (above), wanted "
            "all. The others are stored; mend or fetch those again, and run the same command."
        )


def _placed(stops: Sequence[FileOffer], store: Path) -> list[FileOffer]:
    from sightline.evidence.outcomes import find_map_points
    from sightline.exchange.police import Places

    found = find_map_points(store)
    return [replace(offer, places=Places(*found) if found else None) for offer in stops]


def months_between(words: str | None) -> tuple[Month, ...] | None:
    """Months from one to another, or one alone; None for all.

    >>> [str(month) for month in months_between("2024-12..2025-01")]
    ['2024-12', '2025-01']
    """
    if words is None:
        return None
    first, _, last = words.partition("..")
    months = [Month.parse(first)]
    end = Month.parse(last) if last else months[0]
    if end < months[0]:
        raise BadInput(f"--months: found {words!r}, wanted the earlier month first.")
    while months[-1] < end:
        months.append(months[-1].plus(1))
    return tuple(months)


def load_report(told: list[Told], notes: tuple[Problem, ...], manifest: Manifest) -> Iterator[str]:
    """What came of a run, in lines: each kind of thing once, with how often and where."""
    from sightline.evidence.status import status_of

    problems = [
        problem
        for one in told
        if one.batch is not None
        for problem in getattr(one.batch, "problems", ())
    ]
    yield from map(str, notes)
    yield from _at_most([one.words for one in told if one.words])
    yield from _at_most([str(each) for each in problems if each.weight == "rejected"])
    yield from _summed(problems)
    yield from _at_most([line for one in told if (line := _say_release(one))])
    for outcome, files in Counter(one.outcome for one in told).items():
        yield f"{_say(files, 'file')} {outcome.value}."
    for status in status_of(manifest):
        yield account_words(status)
        yield from gap_words(status)


def account_words(status: SourceStatus) -> str:
    """The account of every row of a source."""
    left = ", ".join(f"{rows:,} {reason}" for reason, rows in status.reasons.items())
    superseded = (
        f" Superseded releases: {status.superseded_rows:,} rows more, set aside."
        if status.superseded_rows
        else ""
    )
    return (
        f"{status.source}: {status.rows_in:,} rows in = {status.accepted:,} accepted + "
        f"{status.rejected:,} rejected + {status.set_aside:,} set aside"
        f"{f' ({left})' if left else ''}.{superseded}"
    )


def gap_words(status: SourceStatus) -> Iterator[str]:
    """A line for each force that has a gap."""
    from sightline.evidence.status import say_runs

    for force, months in status.gaps.items():
        yield (
            f"{force}: found no {status.source} file for {say_runs(months)}, wanted one for each "
            "month between its first and last. Not supplied is not zero: give the missing files."
        )


def print_status(given: argparse.Namespace) -> None:
    """Print what a store has."""
    from sightline.evidence.sources import use_words
    from sightline.evidence.status import say_runs, status_of

    for status in status_of(_manifest(given.store)):
        print(account_words(status))
        if words := use_words(status.source):
            print(f"  use: {words}")
        for force, months in status.held.items():
            print(f"  {force}: {_say(len(months), 'month')}, {say_runs(months)}")
        for line in gap_words(status):
            print(f"  gap: {line}")
        print(f"  area codes: {_counted(status.vintages, 'year not known')}")
        print(f"  released: {_counted(status.releases, 'not known')}")
        for revision in status.revisions:
            print(f"  revised: {revision_words(revision)}")


def verify_evidence(given: argparse.Namespace) -> None:
    """Check everything; Conflict, after each fault is printed, if anything is not as stored."""
    from sightline.evidence.dense import changed_caches
    from sightline.evidence.verify import Fault, strays, verify_account, verify_entry

    manifest = _manifest(given.store)
    faults = 0
    for entry in shown(manifest.entries, doing="Stored months", how_many=len(manifest.entries)):
        for fault in verify_entry(given.store, manifest, entry):
            print(fault)
            faults += 1
    for entry in manifest.superseded:
        for fault in verify_account(entry):
            print(fault)
            faults += 1
    for cache in changed_caches(given.store):
        print(Fault(cache, "other bytes than were kept", "those, or no such file"))
        faults += 1
    if unnamed := strays(given.store, manifest):
        print(
            f"{_say(len(unnamed), 'file')} beside those that count: of an earlier or a stopped run."
        )
    rows = sum(entry.accepted for entry in manifest.entries)
    if faults:
        raise Conflict(
            f"{given.store.name}: found {_say(faults, 'fault')} (above), wanted none. Delete "
            "the store and load the police files again."
        )
    months = len(manifest.entries)
    of = "1 month of a force" if months == 1 else f"{months:,} months of forces"
    print(f"{of}, {rows:,} rows: all as they were stored.")


def revision_words(revision: Revision) -> str:
    """What a newer release of a month changed."""
    return (
        f"{revision.month} {revision.force}, released {revision.release_after or 'later'} in place "
        f"of {revision.release_before or 'an earlier one'}: {revision.new:,} new, "
        f"{revision.gone:,} gone, {revision.moved:,} moved, "
        f"{revision.outcome_changed:,} with another outcome, {revision.counts_changed:,} counts "
        f"without IDs changed, {revision.net_change:+,} rows"
    )


def _manifest(store: Path) -> Manifest:
    from sightline.evidence.manifest import FILE, read_manifest

    if not (store / FILE).exists():
        raise NotFound(
            f"{store.name}: found no store there, wanted a folder that `sightline evidence load` "
            "has made. Name that folder."
        )
    return read_manifest(store)


def _say_release(one: Told) -> str:
    if one.revision is not None:
        return f"{one.name} replaces {one.other}: {revision_words(one.revision)}."
    if one.entry is not None and one.outcome.name == "OLDER":
        rows = one.entry.rows_in
        return f"{one.name} is older than {one.other}, which is kept: its {rows:,} rows set aside."
    return ""


def _summed(problems: list[Problem]) -> Iterator[str]:
    """One line for each thing that was noticed or set aside, over all files."""
    rows: Counter[tuple[str, str, str]] = Counter()
    files: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        if problem.weight != "rejected":
            said = _NUMBER.sub("", problem.found.split(" (")[0])
            kind = (said, problem.wanted, problem.remedy)
            rows[kind] += problem.rows
            files[kind] += 1
    for kind, number in rows.most_common():
        found, wanted, remedy = kind
        where = _say(files[kind], "file")
        yield f"{where}: found {number:,} rows {found}, wanted {wanted}. {remedy}"


def _at_most(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"... and {len(lines) - _MOST_LINES:,} more of the same kind."


def _counted(counts: dict[str, int], unknown: str) -> str:
    return ", ".join(f"{name or unknown} ({_say(files, 'file')})" for name, files in counts.items())


def _say(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
