"""Counts of the areas that are asked about, month by month, with what was not supplied marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from sightline.analysis.periods import Month
from sightline.errors import Refused
from sightline.evidence import codes
from sightline.evidence.cubes import STREET, check_files, coded_cube, entries_of, months_of
from sightline.evidence.engines import Engine
from sightline.evidence.engines.duckdb import DuckDB
from sightline.evidence.manifest import Entry, read_manifest


@dataclass(frozen=True, eq=False)
class MonthlyGrid:
    """counts[area, month, category]: zero is none recorded where `known`, and nothing elsewhere.

    areas: codes, ascending. months: in order, without a gap. forces: the force that records each
    area, "" where nothing says which. known[area, month]: whether that force has supplied the
    month. unplaced: records of these months without an area. elsewhere: those in other areas.
    """

    areas: np.ndarray
    months: tuple[Month, ...]
    categories: tuple[str, ...]
    counts: np.ndarray
    forces: np.ndarray
    known: np.ndarray
    unplaced: int
    elsewhere: int

    def of(self, categories: Collection[str]) -> np.ndarray:
        """Incidents of some categories together, areas × months; NaN where not supplied."""
        places = [self.categories.index(name) for name in categories if name in self.categories]
        summed = self.counts[:, :, places].sum(axis=2, dtype=np.float64)
        return np.where(self.known, summed, np.nan)


def monthly_grid(
    folder: Path,
    *,
    areas: Collection[str],
    last: Month,
    most_months: int,
    alike: Sequence[str] | None = None,
    vintage: str | None = None,
    engine: Engine | None = None,
) -> MonthlyGrid:
    """Count a store's street records in these areas, up to a month and so many months back.

    alike: for each area, sorted by code, the name of the group it is in, such as its district: an
    area without a record is taken to be recorded by the force that records most of its group.
    vintage, engine: as for `incident_cube`. Refused if nothing of those months is stored.
    """
    manifest = read_manifest(folder)
    entries = entries_of(manifest, folder, source=STREET, vintage=vintage)
    months = _months(entries, last, most_months)
    within = [entry for entry in entries if Month.parse(entry.month) in months]
    if not within:
        raise Refused(
            f"{folder.name}: found no street records from {months[0]} to {months[-1]}, wanted some "
            "months of them. Load those months, or ask about others."
        )
    counted = coded_cube(folder, within, engine=engine)
    found, place = _places(areas, counted["area"].to_numpy())
    names = manifest.categories[STREET]
    grid = np.zeros((len(found), len(months), len(names)), dtype=np.int32)
    inside = place >= 0
    number = counted["incidents"].to_numpy()
    month = counted["month"].to_numpy().astype(np.int64) - codes.month_number(months[0])
    where = (place[inside], month[inside], counted["category"].to_numpy()[inside])
    grid[where] = number[inside]
    nowhere = counted["area"].to_numpy() == codes.NO_AREA
    forces = _forces(folder, entries, found, alike, engine)
    return MonthlyGrid(
        areas=found,
        months=months,
        categories=tuple(names),
        counts=grid,
        forces=forces,
        known=_known(forces, months, entries),
        unplaced=int(number[nowhere].sum()),
        elsewhere=int(number[~inside & ~nowhere].sum()),
    )


def _months(entries: Sequence[Entry], last: Month, most: int) -> tuple[Month, ...]:
    """From the first stored, no further back than asked, to the last asked about."""
    stored = [Month.parse(entry.month) for entry in entries]
    first = max(min([*stored, last]), last.plus(1 - most))
    months = [first]
    while months[-1] < last:
        months.append(months[-1].plus(1))
    return tuple(months)


def _places(areas: Collection[str], numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The areas by code, and the place of each number among them, -1 where it is none of them."""
    found = np.array(sorted(set(areas)), dtype=object)
    known = codes.encode_areas(pa.chunked_array([pa.array(found)])).astype(np.int64)
    order = np.argsort(known)
    at = np.searchsorted(known[order], numbers).clip(0, len(known) - 1)
    place = order[at]
    return found, np.where(known[place] == numbers, place, -1)


def _forces(
    folder: Path,
    entries: Sequence[Entry],
    areas: np.ndarray,
    alike: Sequence[str] | None,
    engine: Engine | None,
) -> np.ndarray:
    """The force with most records in each area, else in its group; "" if neither is known."""
    from sightline.evidence import expressions  # loads slowly

    forces = np.full(len(areas), "", dtype=object)
    if len({entry.force for entry in entries}) == 1:
        forces[:] = entries[0].force
        return forces
    check_files(folder, entries)
    files = {expressions.RECORDS: [folder / entry.stored for entry in entries]}
    found = (engine or DuckDB()).collect(expressions.forces_of_areas(), files)
    _, place = _places(areas, found["area"].to_numpy())
    told = np.array(found["force"].to_pylist(), dtype=object)
    forces[place[place >= 0]] = told[place >= 0]
    if alike is not None:
        _fill(forces, np.array(alike, dtype=object))
    return forces


def _fill(forces: np.ndarray, alike: np.ndarray) -> None:
    """Give areas without a force the one that records most areas of their group."""
    for group in sorted(set(alike[forces == ""])):
        among = forces[(alike == group) & (forces != "")]
        if group and len(among):
            names, number = np.unique(among.astype(str), return_counts=True)
            forces[(alike == group) & (forces == "")] = str(names[int(np.argmax(number))])


def _known(forces: np.ndarray, months: Sequence[Month], entries: Sequence[Entry]) -> np.ndarray:
    stored = months_of(entries)
    of_force = {
        force: np.array([month in set(stored.get(force, ())) for month in months])
        for force in set(forces)
    }
    return np.array([of_force[force] for force in forces], dtype=bool).reshape(-1, len(months))
