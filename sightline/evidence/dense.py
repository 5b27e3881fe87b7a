"""The whole cube in one block of memory: a number for every area, month and category.

Counting by direct addressing: each record is a place in the block of its month, so counting is one
addition, with no table to look up and nothing to sort. The block is a cache beside the store, made
again whenever what is stored has changed, and mapped rather than read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.evidence.codes import NO_AREA, decode_areas
from sightline.evidence.cubes import STREET, check_files, entries_of
from sightline.evidence.manifest import Entry, read_manifest, write_whole

CACHE = ".cache"
SMALL, LARGE = np.dtype(np.uint16), np.dtype(np.uint32)
THREADS = 2
_POWERS = range(16, 25)  # how long a run of codes may be, as a power of two
_TRIES = 400


@dataclass(frozen=True, eq=False)
class DenseCube:
    """counts[month, area, category]; zero is none recorded, in months that its force supplied.

    areas: numbers of area codes, rising. months: those stored, oldest first.
    """

    counts: np.ndarray
    areas: np.ndarray
    months: tuple[Month, ...]
    categories: tuple[str, ...]

    def by_area(self, *, months: Iterable[Month], categories: Iterable[str]) -> pd.DataFrame:
        """Incidents of some categories in each area over some months: area, incidents."""
        chosen = [self.months.index(month) for month in months]
        kinds = [self.categories.index(name) for name in categories]
        part = self.counts[chosen][:, :, kinds]
        counted = part.sum(axis=(0, 2), dtype=np.int64)
        return pd.DataFrame({"area": decode_areas(self.areas), "incidents": counted})


def dense_cube(folder: Path, *, source: str = STREET, vintage: str | None = None) -> DenseCube:
    """The cube of one source and one year's area codes, from its cache if that still holds.

    Conflict if codes of several years are stored and none is chosen.
    """
    manifest = read_manifest(folder)
    entries = entries_of(manifest, folder, source=source, vintage=vintage)
    check_files(folder, entries)
    categories = manifest.categories.get(source, ())
    place = folder / CACHE / f"cube-{source}-{vintage or 'all'}.npy"
    areas = area_table(folder, entries, name=f"{source}-{vintage or 'all'}")
    months = tuple(Month.parse(month) for month in sorted({entry.month for entry in entries}))
    key = content_key(entries)
    if not _holds(place, key):
        made = count_densely(folder, entries, areas=areas, categories=len(categories))
        _keep(place, made, key)
    counts: np.ndarray = np.load(place, mmap_mode="r")
    return DenseCube(counts, areas, months, categories)


def area_table(folder: Path, entries: Sequence[Entry], *, name: str) -> np.ndarray:
    """The numbers of every area that has a record, rising: kept until what is stored changes."""
    place, key = folder / CACHE / f"areas-{name}.npy", content_key(entries)
    if not _holds(place, key):
        _keep(place, find_areas(folder, entries), key)
    table: np.ndarray = np.load(place)
    return table


def find_areas(folder: Path, entries: Iterable[Entry]) -> np.ndarray:
    """The numbers of every area that has a record, rising, read from the records."""
    paths = [folder / entry.stored for entry in entries]
    with ThreadPoolExecutor(THREADS, thread_name_prefix="areas") as pool:
        found = [np.empty(0, dtype=np.uint32), *pool.map(_areas_in, paths)]
    different: np.ndarray = np.unique(np.concatenate(found))
    known: np.ndarray = different[different != NO_AREA]
    return known


def _areas_in(path: Path) -> np.ndarray:
    stored = pq.ParquetFile(path, memory_map=True).read(["area"], use_threads=False)
    areas: np.ndarray = pc.unique(stored["area"]).to_numpy()
    return areas


def count_densely(
    folder: Path, entries: Sequence[Entry], *, areas: np.ndarray, categories: int
) -> np.ndarray:
    """Counts of month, area and category, from the small columns.

    areas: rising, every area that has a record in these entries. uint16, or uint32 if a count needs
    it. Records with no area are in no cell.
    """
    by_month = [
        [folder / entry.stored for entry in group]
        for _, group in groupby(sorted(entries, key=_month), key=_month)
    ]
    places = _Places.of(areas, categories)
    for kind in (SMALL, LARGE):
        counts = np.zeros((len(by_month), places.cells), dtype=kind)
        with ThreadPoolExecutor(THREADS, thread_name_prefix="counting") as pool:
            if all(pool.map(places.count, by_month, counts)):
                break
    return counts.reshape(len(by_month), len(areas), categories)


def content_key(entries: Iterable[Entry]) -> str:
    """Another one if any record is another."""
    words = "\n".join(f"{entry.key} {entry.content}" for entry in entries)
    return hashlib.sha256(words.encode()).hexdigest()


def changed_caches(folder: Path) -> list[str]:
    """Caches whose bytes are not those that were kept; they may be deleted."""
    changed = []
    for place in sorted((folder / CACHE).glob("*.npy")):
        try:
            kept = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))["sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not used either
        if kept != _sum(place):
            changed.append(f"{CACHE}/{place.name}")
    return changed


@dataclass(frozen=True, eq=False)
class _Places:
    """Where an area's cells start: by the rest of its number, which tells all areas apart."""

    divisor: np.uint32
    starts: np.ndarray  # by rest; an area that is unknown has no cell
    cells: int
    nowhere: int

    @classmethod
    def of(cls, areas: np.ndarray, categories: int) -> _Places:
        cells = len(areas) * categories
        divisor = _telling_divisor(np.append(areas, np.uint32(NO_AREA)))
        starts = np.full(int(divisor), cells, dtype=np.int32)
        starts[areas % divisor] = np.arange(len(areas), dtype=np.int32) * categories
        return cls(divisor, starts, cells, cells + categories)

    def count(self, paths: Sequence[Path], into: np.ndarray) -> bool:
        """Put how many records each cell has in these files; False if a number is too large."""
        counted = np.bincount(self._cells(paths), minlength=self.nowhere)[: self.cells]
        into[:] = counted
        return bool(counted.max(initial=0) <= np.iinfo(into.dtype).max)

    def _cells(self, paths: Sequence[Path]) -> np.ndarray:
        """The cell of every record in these files."""
        tables = [
            pq.ParquetFile(path, memory_map=True).read(["area", "category"], use_threads=False)
            for path in paths
        ]
        cells = np.empty(sum(table.num_rows for table in tables), dtype=np.int32)
        start = 0
        for table in tables:
            area, part = table["area"].to_numpy(), cells[start : start + table.num_rows]
            rest = area - area // self.divisor * self.divisor  # quicker than the rest itself
            self.starts.take(rest, out=part, mode="clip")
            part += table["category"].to_numpy()
            start += table.num_rows
        return cells


def _telling_divisor(numbers: np.ndarray) -> np.uint32:
    """A small number that leaves a different rest for each of these.

    Codes come in a few runs, so one is soon found that is a little longer than the longest run.
    """
    for power in _POWERS:
        for divisor in range(1 << power, (1 << power) + _TRIES):
            rests = np.bincount(numbers % np.uint32(divisor), minlength=divisor)
            if rests.max(initial=0) <= 1:
                return np.uint32(divisor)
    raise BadInput(
        f"areas: found {len(numbers):,} codes with no order in them, wanted official codes, which "
        "come in runs. Count them with incident_cube."
    )


def _month(entry: Entry) -> str:
    return entry.month


def _holds(place: Path, key: str) -> bool:
    try:
        kept = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
        return bool(kept["of"] == key and kept["bytes"] == place.stat().st_size)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _keep(place: Path, values: np.ndarray, key: str) -> None:
    place.parent.mkdir(exist_ok=True)
    place.with_suffix(".json").unlink(missing_ok=True)
    unfinished = place.with_suffix(".unfinished")
    with unfinished.open("wb") as stream:
        np.save(stream, values)
    unfinished.replace(place)
    about = json.dumps({"of": key, "bytes": place.stat().st_size, "sha256": _sum(place)})
    write_whole(place.with_suffix(".json"), about.encode())


def _sum(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
