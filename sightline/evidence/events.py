"""Incidents with days and exact places: kept for methods that need them, told as counts alone.

Nothing here writes places anywhere. They leave a store as counts of areas, like other records, or
as what `analysis.hotspots.find_near_repeats` takes.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.analysis.hotspots import DatedEvents, dated_events
from sightline.analysis.periods import Month
from sightline.errors import BadInput, Refused
from sightline.evidence.codes import encode_areas
from sightline.evidence.manifest import read_manifest
from sightline.evidence.sources import COUNTS

ENDING = ".events.parquet"
EVENT = {
    "day": pa.date32(),
    "minute": pa.int16(),  # of the day; missing where no time is told
    "easting_m": pa.float64(),
    "northing_m": pa.float64(),
    "home_area": pa.uint32(),
    "harm": pa.string(),
    "row": pa.int32(),
}


def holds_events(incidents: pa.Table) -> bool:
    """Whether rows have days and exact places."""
    return all(column in incidents.column_names for column in EVENT)


def with_events(small: pa.Table, incidents: pa.Table) -> pa.Table:
    """The small columns with what is kept of each event beside them."""
    whole = small
    for column, kind in EVENT.items():
        values = incidents[column]
        if column == "home_area":
            values = pa.array(encode_areas(values))
        whole = whole.append_column(column, values.cast(kind))
    return whole


def exact_events(
    folder: Path,
    *,
    source: str,
    months: Collection[Month] | None = None,
    categories: Collection[str] | None = None,
) -> DatedEvents:
    """Events with days and exact places, as `analysis.hotspots.find_near_repeats` takes them.

    source: such as extract-robbery. months, categories: those to take, or None for all.

    Refused for police.uk files, whose points stand for many incidents and which have no days.
    BadInput if nothing of the kind is stored.
    """
    if source in COUNTS:
        raise Refused(
            f"{source}: found records of data.police.uk, wanted a force's own extract. They have "
            "months and no days, and points that many incidents share, so being near means "
            "nothing: ask the force for an extract with days and true places."
        )
    manifest = read_manifest(folder)
    entries = [
        entry
        for entry in manifest.of(source)
        if entry.detail.endswith(ENDING) and (months is None or Month.parse(entry.month) in months)
    ]
    if not entries:
        held = sorted({entry.source for entry in manifest.entries if entry.source not in COUNTS})
        raise BadInput(
            f"{folder.name}: found no {source} of those months, wanted some (stored: "
            f"{', '.join(held) or 'no extract'}). Load it with --columns."
        )
    tables = [pq.read_table(folder / entry.detail, partitioning=None) for entry in entries]
    events = pa.concat_tables(tables)
    if categories is not None:
        names = manifest.categories[source]
        chosen = [place for place, name in enumerate(names) if name in categories]
        events = events.filter(pc.is_in(events["category"], pa.array(chosen, pa.uint8())))
    table = pd.DataFrame(
        {
            "day": pc.strftime(events["day"], format="%Y-%m-%d").to_pylist(),
            "easting_m": events["easting_m"].to_numpy(),
            "northing_m": events["northing_m"].to_numpy(),
        }
    )
    return dated_events(table, places_are_exact=True)
