"""The cube of a store as a table for other programs: words in place of codes, in little memory."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
import pyarrow as pa

from sightline.analysis.periods import Month
from sightline.errors import BadInput, NotFound
from sightline.evidence import codes
from sightline.evidence.cubes import STREET, coded_cube, entries_of
from sightline.evidence.engines import Engine
from sightline.evidence.manifest import FILE, read_manifest


def cube_table(
    folder: Path,
    *,
    months: Collection[Month] | None = None,
    source: str = STREET,
    vintage: str | None = None,
    engine: Engine | None = None,
) -> pa.Table:
    """How many incidents each area had, by month and category, sorted by all three.

    Columns: area, month, category (text, each word kept once), incidents. months: those to count,
    or None for all that are stored. vintage: the year of the area codes, or None where all are of
    one. engine: what counts; DuckDB if None. Records without a place stand under the area "".

    NotFound if there is no store; BadInput if none of the months is stored; Conflict if codes of
    several years are stored and no vintage is chosen.
    """
    if not (folder / FILE).exists():
        raise NotFound(
            f"{folder.name}: found no store there, wanted a folder that `sightline evidence load` "
            "has made. Name that folder."
        )
    manifest = read_manifest(folder)
    entries = entries_of(manifest, folder, source=source, vintage=vintage)
    if months is not None:
        entries = [entry for entry in entries if Month.parse(entry.month) in months]
    if not entries:
        raise BadInput(
            f"{folder.name}: found no {source} records of those months, wanted some. `sightline "
            "evidence status` tells what is stored."
        )
    counted = coded_cube(folder, entries, engine=engine)
    names = manifest.categories[source]
    return pa.table(
        {
            "area": _worded(counted["area"], _area_word),
            "month": _worded(counted["month"], lambda number: str(codes.month_of(number))),
            "category": _worded(counted["category"], lambda number: names[number]),
            "incidents": counted["incidents"],
        }
    )


def _area_word(number: int) -> str:
    return "" if number == codes.NO_AREA else codes.area_code(number)


def _worded(numbers: pa.ChunkedArray, word_of: Callable[[int], str]) -> pa.DictionaryArray:
    different, place = np.unique(numbers.to_numpy(), return_inverse=True)
    words = pa.array([word_of(int(number)) for number in different], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32)), words)
