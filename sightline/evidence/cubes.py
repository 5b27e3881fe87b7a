"""What a store knows: counts of area, month and category, and the months that are known at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sightline.analysis.need import INCIDENTS
from sightline.analysis.periods import Month
from sightline.errors import BadInput, Conflict
from sightline.evidence import codes
from sightline.evidence.engines import Engine
from sightline.evidence.engines.duckdb import DuckDB
from sightline.evidence.manifest import Entry, Manifest, read_manifest
from sightline.evidence.sources import STREET as STREET
from sightline.evidence.sources import refuse_unless_incidents


def incident_cube(
    folder: Path,
    *,
    months: Collection[Month] | None = None,
    categories: Collection[str] | None = None,
    source: str = STREET,
    vintage: str | None = None,
    engine: Engine | None = None,
) -> pd.DataFrame:
    """How many incidents each area had, by month and category: INCIDENTS, sorted by all three.

    months, categories: those to count, or None for all that are stored. vintage: the year of the
    area codes to count, or None where all are of one. engine: what counts; DuckDB if None. No row
    means none recorded, in the months that `months_stored` names; of other months nothing is known.

    Conflict if codes of several years are stored and none is chosen: they would not add up.
    """
    manifest = read_manifest(folder)
    entries = entries_of(manifest, folder, source=source, vintage=vintage)
    if months is not None:
        entries = [entry for entry in entries if Month.parse(entry.month) in months]
    if not entries:
        return INCIDENTS.empty()
    counted = coded_cube(folder, entries, engine=engine)
    counted = counted.filter(pc.not_equal(counted["area"], codes.NO_AREA))
    names = np.array(manifest.categories[source], dtype=object)
    cube = pd.DataFrame(
        {
            "area": codes.decode_areas(counted["area"].to_numpy()),
            "month": _month_texts(counted["month"].to_numpy()),
            "category": names[counted["category"].to_numpy()],
            "incidents": counted["incidents"].to_numpy(),
        }
    )
    if categories is not None:
        cube = cube[cube["category"].isin(set(categories))]
    return INCIDENTS.check(cube.sort_values(["area", "month", "category"]))


def coded_cube(folder: Path, entries: Sequence[Entry], *, engine: Engine | None) -> pa.Table:
    """The same in whole numbers, of some entries: `expressions.cube`."""
    from sightline.evidence import expressions  # loads slowly

    check_files(folder, entries)
    files = {expressions.RECORDS: [folder / entry.stored for entry in entries]}
    return (engine or DuckDB()).collect(expressions.cube(), files)


def entries_of(
    manifest: Manifest, folder: Path, *, source: str, vintage: str | None
) -> list[Entry]:
    """The entries of one source with area codes of one year; Conflict if they are of several.

    Refused if the source counts no incidents, such as stops: no function of need may take them.
    """
    refuse_unless_incidents(source)
    entries = [
        entry for entry in manifest.of(source) if vintage is None or entry.vintage == vintage
    ]
    years = sorted({entry.vintage or "no known year" for entry in entries})
    if len(years) > 1:
        raise Conflict(
            f"{folder.name}: found area codes of {' and of '.join(years)}, wanted one year to "
            "count, as areas changed between them. Choose the year."
        )
    return entries


def months_stored(folder: Path, *, source: str = STREET) -> dict[str, tuple[Month, ...]]:
    """The months that are stored of each force, oldest first. A month not named is not supplied."""
    return months_of(read_manifest(folder).of(source))


def months_of(entries: Iterable[Entry]) -> dict[str, tuple[Month, ...]]:
    """The months of each force among some entries, oldest first."""
    stored: dict[str, list[Month]] = {}
    for entry in entries:
        stored.setdefault(entry.force, []).append(Month.parse(entry.month))
    return {force: tuple(sorted(months)) for force, months in sorted(stored.items())}


def missing_months(folder: Path, *, months: Sequence[Month]) -> dict[str, tuple[Month, ...]]:
    """The months that are not stored of each force with any: not supplied, which is not zero."""
    return {
        force: missing
        for force, stored in months_stored(folder).items()
        if (missing := tuple(sorted(set(months) - set(stored))))
    }


def months_known(
    folder: Path, *, months: Sequence[Month], engine: Engine | None = None
) -> tuple[Month, ...]:
    """Those of the months that every force which records these areas has supplied, oldest first.

    A force records an area if no other has more incidents there: a neighbour's few do not make a
    month known that the area's own force has not supplied.
    """
    stored = months_stored(folder)
    if len(stored) > 1:
        stored = {force: stored[force] for force in _forces_of_areas(folder, engine)} or stored
    return (
        tuple(month for month in sorted(set(months)) if all(month in of for of in stored.values()))
        if stored
        else ()
    )


def _forces_of_areas(folder: Path, engine: Engine | None) -> list[str]:
    """Forces that have more incidents than any other in some area, over all that is stored."""
    from sightline.evidence import expressions  # loads slowly

    entries = read_manifest(folder).of(STREET)
    check_files(folder, entries)
    files = {expressions.RECORDS: [folder / entry.stored for entry in entries]}
    found = (engine or DuckDB()).collect(expressions.forces_of_areas(), files)
    return sorted(set(found["force"].to_pylist()))


def _month_texts(numbers: np.ndarray) -> np.ndarray:
    different, place = np.unique(numbers, return_inverse=True)
    texts: np.ndarray = np.array(
        [str(codes.month_of(number)) for number in different], dtype=object
    )[place]
    return texts


def check_files(folder: Path, entries: Iterable[Entry]) -> None:
    """BadInput if the records of an entry are gone."""
    for entry in entries:
        if not (folder / entry.stored).exists():
            raise BadInput(
                f"{folder.name}: found no {entry.stored}, wanted the incidents of {entry.force} in "
                f"{entry.month}. Load the police files again into a new folder."
            )
