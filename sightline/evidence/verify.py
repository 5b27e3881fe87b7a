"""Is a store what its manifest says? Every stored byte, row and account is looked at again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.analysis.periods import Month
from sightline.evidence.codes import month_number
from sightline.evidence.events import ENDING as EVENTS
from sightline.evidence.events import EVENT
from sightline.evidence.manifest import Entry, Manifest
from sightline.evidence.parquet import DETAIL, read_content
from sightline.evidence.splits import ENDING as SPLITS
from sightline.evidence.splits import split_faults

SMALL = ("area", "month", "category", "force")


@dataclass(frozen=True)
class Fault:
    """Something that is not as the manifest says.

    >>> print(Fault("2025-01 essex", "3 rows", "2 rows"))
    2025-01 essex: found 3 rows, wanted 2 rows.
    """

    where: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}, wanted {self.wanted}."


def verify_entry(folder: Path, manifest: Manifest, entry: Entry) -> Iterator[Fault]:
    """What is wrong with one month of one force; nothing if all is as it was stored."""
    where = f"{entry.month} {entry.force} ({entry.source})"
    yield from verify_account(entry)
    files = [(entry.stored, entry.stored_sha256)]
    files += [(entry.detail, entry.detail_sha256)] if entry.detail else []
    sound = True
    for path, sha256 in files:
        fault = _byte_fault(folder, where, path, sha256)
        if fault is not None:
            sound = False
            yield fault
    if sound:
        yield from _row_faults(folder, manifest, entry, where)


def verify_account(entry: Entry) -> Iterator[Fault]:
    """What is wrong with the account of one file's rows."""
    if not entry.balances:
        yield Fault(
            f"{entry.month} {entry.force} ({entry.source}), rows of {entry.name}",
            f"{entry.rows_in:,} in, {entry.accepted:,} accepted, {entry.rejected:,} rejected, "
            f"{entry.set_aside:,} set aside for {sum(entry.reasons.values()):,} reasons",
            "as many in as accepted, rejected and set aside, and a reason for each that is not "
            "accepted",
        )


def strays(folder: Path, manifest: Manifest) -> list[str]:
    """Files among the records that the manifest does not name: of a stopped run, or nobody's."""
    named = {path for entry in manifest.entries for path in (entry.stored, entry.detail)}
    return sorted(
        path
        for file in folder.glob("source=*/month=*/force=*/*")
        if (path := file.relative_to(folder).as_posix()) not in named
    )


def _byte_fault(folder: Path, where: str, path: str, sha256: str) -> Fault | None:
    stored = folder / path
    if not stored.is_file():
        return Fault(where, f"no file {path}", "the file that the manifest names")
    with stored.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        return Fault(f"{where}, {path}", f"SHA-256 {found[:12]}…", f"{sha256[:12]}…, as stored")
    return None


def _row_faults(folder: Path, manifest: Manifest, entry: Entry, where: str) -> Iterator[Fault]:
    rows, content = read_content(folder, entry)
    if rows != entry.accepted:
        yield Fault(where, f"{rows:,} rows stored", f"the {entry.accepted:,} accepted")
    if content != entry.content:
        yield Fault(where, "rows that say something else", "the rows that were stored")
    small = _read(folder / entry.stored, SMALL)
    yield from _misplaced(small, manifest, entry, where)
    if entry.detail.endswith(SPLITS):
        splits = pq.read_table(folder / entry.detail, partitioning=None)
        for found in split_faults(splits, small):
            yield Fault(where, found, "as many as are counted")
    elif entry.detail:
        kept = EVENT if entry.detail.endswith(EVENTS) else DETAIL
        detail = _read(folder / entry.detail, (*SMALL, *kept))
        if not detail.select(SMALL).equals(small):
            yield Fault(where, "details of other rows", "those of the rows that are counted")


def _misplaced(small: pa.Table, manifest: Manifest, entry: Entry, where: str) -> Iterator[Fault]:
    names = manifest.categories.get(entry.source, ())
    if (small["month"].to_numpy() != month_number(Month.parse(entry.month))).any():
        yield Fault(where, "rows of another month", f"rows of {entry.month}")
    if set(small["force"].unique().to_pylist()) - {entry.force}:
        yield Fault(where, "rows of another force", f"rows of {entry.force}")
    if np.any(small["category"].to_numpy() >= len(names)):
        yield Fault(where, "a category that has no name", f"one of {len(names)}")


def _read(path: Path, columns: tuple[str, ...]) -> pa.Table:
    return pq.read_table(path, columns=list(columns), partitioning=None)
