"""Incidents kept as Parquet, a file a force and month, and the cube of counts made from them."""

from __future__ import annotations

import fcntl
import hashlib
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.analysis.need import INCIDENTS
from sightline.analysis.periods import Month
from sightline.errors import BadInput, Conflict
from sightline.evidence.manifest import (
    Entry,
    Manifest,
    read_manifest,
    write_manifest,
    write_whole,
)

ENGINE = {"threads": "2", "memory_limit": "300MB", "autoinstall_known_extensions": "false"}

AccountT_co = TypeVar("AccountT_co", covariant=True)
AccountT = TypeVar("AccountT")


class IncidentBatch(Protocol[AccountT_co]):
    """A month of one force, as a reader hands it over. incidents has at least COLUMNS."""

    @property
    def name(self) -> str:
        """What people call the file."""

    @property
    def force(self) -> str:
        """Such as essex."""

    @property
    def month(self) -> Month:
        """The month of its incidents."""

    @property
    def sha256(self) -> str:
        """Of the file."""

    @property
    def vintage(self) -> str:
        """The year of its area codes, or ""."""

    @property
    def incidents(self) -> pa.Table:
        """A row an incident."""

    @property
    def account(self) -> AccountT_co:
        """Where its rows went; handed through."""


COLUMNS = ("area", "month", "category")


def store_incidents(
    files: Iterable[IncidentBatch[AccountT]], *, folder: Path
) -> tuple[AccountT, ...]:
    """Keep the incidents of every file in a folder of Parquet, and return the files' accounts.

    A force and month that is stored already is replaced, never added to; others stay. Readers of
    the folder see all of it or nothing: until the last file has come, what was stored before is
    what is stored. Stopped half-way, it can be run again. The same files give the same bytes.

    Conflict if somebody else is storing there, or the folder has areas of another vintage.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder):
        before = read_manifest(folder)
        stored: dict[tuple[str, str], Entry] = {}
        accounts = []
        vintage = before.vintage
        for file in files:
            vintage = _same_vintage(file, vintage)
            stored[file.force, str(file.month)] = _store(file, folder)
            accounts.append(file.account)
        kept = {(entry.force, entry.month): entry for entry in before.entries} | stored
        after = Manifest(vintage, tuple(kept[key] for key in sorted(kept)))
        write_manifest(folder, after)
        _clear_away(folder, before, after)
    return tuple(accounts)


def incident_cube(
    folder: Path,
    *,
    months: Collection[Month] | None = None,
    categories: Collection[str] | None = None,
) -> pd.DataFrame:
    """How many incidents each area had, by month and category: INCIDENTS, sorted by all three.

    months, categories: those to count, or None for all that are stored. No row means none recorded,
    in the months that `months_stored` names; of other months nothing is known.
    """
    entries = [
        entry
        for entry in read_manifest(folder).entries
        if months is None or Month.parse(entry.month) in months
    ]
    if not entries:
        return INCIDENTS.empty()
    with _database(folder, entries) as connection:
        counted = connection.execute(
            """
            SELECT area, month, category, count(*) AS incidents
            FROM read_parquet($files, hive_partitioning = false)
            WHERE $categories IS NULL OR list_contains($categories, category)
            GROUP BY area, month, category ORDER BY area, month, category
            """,
            {
                "files": [str(folder / entry.stored) for entry in entries],
                "categories": None if categories is None else sorted(categories),
            },
        ).df()
    return INCIDENTS.check(counted)


def months_stored(folder: Path) -> dict[str, tuple[Month, ...]]:
    """The months that are stored of each force, oldest first. A month not named is not supplied."""
    stored: dict[str, list[Month]] = {}
    for entry in read_manifest(folder).entries:
        stored.setdefault(entry.force, []).append(Month.parse(entry.month))
    return {force: tuple(sorted(months)) for force, months in sorted(stored.items())}


def missing_months(folder: Path, *, months: Sequence[Month]) -> dict[str, tuple[Month, ...]]:
    """The months that are not stored of each force with any: not supplied, which is not zero."""
    return {
        force: missing
        for force, stored in months_stored(folder).items()
        if (missing := tuple(sorted(set(months) - set(stored))))
    }


def months_known(folder: Path, *, months: Sequence[Month]) -> tuple[Month, ...]:
    """Those of the months that every force which records these areas has supplied, oldest first.

    A force records an area if no other has more incidents there: a neighbour's few do not make a
    month known that the area's own force has not supplied.
    """
    stored = months_stored(folder)
    if len(stored) > 1:
        stored = {force: stored[force] for force in _forces_of_areas(folder)} or stored
    return (
        tuple(month for month in sorted(set(months)) if all(month in of for of in stored.values()))
        if stored
        else ()
    )


def _forces_of_areas(folder: Path) -> list[str]:
    """Forces that have more incidents than any other in some area, over all that is stored."""
    entries = read_manifest(folder).entries
    with _database(folder, entries) as connection:
        found = connection.execute(
            """
            WITH counted AS (
                SELECT area, force, count(*) AS incidents
                FROM read_parquet($files, hive_partitioning = true) GROUP BY area, force
            )
            SELECT DISTINCT force FROM counted
            QUALIFY rank() OVER (PARTITION BY area ORDER BY incidents DESC) = 1
            """,
            {"files": [str(folder / entry.stored) for entry in entries]},
        )
        return sorted(force for (force,) in found.fetchall())


def _same_vintage(file: IncidentBatch[AccountT], vintage: str | None) -> str:
    if vintage is not None and file.vintage != vintage:
        raise Conflict(
            f"{file.name}: found areas of {file.vintage or 'no known year'}, wanted those of "
            f"{vintage or 'no known year'}, which this folder has. Keep them in another folder."
        )
    return file.vintage


def _store(file: IncidentBatch[AccountT], folder: Path) -> Entry:
    """Write the incidents under a name that follows from their bytes, if they are not there yet."""
    lacking = [name for name in COLUMNS if name not in file.incidents.column_names]
    if lacking or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", file.force):
        raise BadInput(
            f"{file.name}: found force {file.force!r} and columns "
            f"{', '.join(file.incidents.column_names)}, wanted a force such as essex and also "
            f"{', '.join(lacking) or 'no other columns'}. Read the file again."
        )
    sink = pa.BufferOutputStream()
    pq.write_table(file.incidents, sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    name = f"{hashlib.sha256(content).hexdigest()[:24]}.parquet"
    stored = f"month={file.month}/force={file.force}/{name}"
    target = folder / stored
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    return Entry(
        file.force, str(file.month), file.name, file.sha256, file.incidents.num_rows, stored
    )


def _clear_away(folder: Path, *manifests: Manifest) -> None:
    """Delete what no reader can reach: one who read the manifest before this may still be at it."""
    wanted = {folder / entry.stored for manifest in manifests for entry in manifest.entries}
    for path in folder.glob("month=*/force=*/*"):
        if path not in wanted:
            path.unlink()


@contextmanager
def _database(folder: Path, entries: Iterable[Entry]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database to count in; BadInput if the file of an entry is gone."""
    for entry in entries:
        if not (folder / entry.stored).exists():
            raise BadInput(
                f"{folder.name}: found no {entry.stored}, wanted the incidents of {entry.force} in "
                f"{entry.month}. Read the police files again."
            )
    with (
        tempfile.TemporaryDirectory(prefix="sightline-") as spilt,
        duckdb.connect(config={**ENGINE, "temp_directory": spilt}) as connection,
    ):
        yield connection


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"{folder.name}: found another run storing incidents here, wanted to be alone. "
                "Wait until it has finished."
            ) from error
        yield
