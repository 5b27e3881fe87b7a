"""Stops and searches as counts: what each search was and whom, by area and month, never as rows.

Each characteristic is counted apart, so that no two of them can be tied to one person, and what
was in one row of the file cannot be put together again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.analysis.disclosure import NoNumber, showable
from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.evidence import codes
from sightline.evidence.manifest import Entry, read_manifest
from sightline.evidence.sources import STOPS

CHARACTERISTICS = {
    "gender": "gender",
    "age_range": "age range",
    "self_defined_ethnicity": "self-defined ethnicity",
    "officer_defined_ethnicity": "officer-defined ethnicity",
    "in_operation": "part of a policing operation",
    "legislation": "legislation",
    "object": "object of search",
    "outcome": "outcome",
    "outcome_linked": "outcome linked to object of search",
    "clothing_removed": "removal of more than outer clothing",
}
NOT_RECORDED = "not recorded"
ENDING = ".splits.parquet"
_BY = ["area", "month", "characteristic", "value"]


def holds_splits(incidents: pa.Table) -> bool:
    """Whether rows tell of searches, so that all but area and category is counted and not kept."""
    return all(column in incidents.column_names for column in CHARACTERISTICS)


def keeps_rows(entry: Entry) -> bool:
    """Whether the rows of an entry are kept with their Crime IDs, and not counts or events."""
    return entry.detail.endswith(".detail.parquet")


def count_splits(small: pa.Table, incidents: pa.Table) -> pa.Table:
    """How many searches each value has: area, month (numbers), characteristic, value, stops.

    small: the small columns of the same rows. A cell with nothing in it is "not recorded".
    """
    parts = []
    for column, name in CHARACTERISTICS.items():
        value = pc.fill_null(incidents[column].cast(pa.string()), NOT_RECORDED)
        rows = pa.table({"area": small["area"], "month": small["month"], "value": value})
        counted = rows.group_by(["area", "month", "value"]).aggregate([([], "count_all")])
        counted = counted.rename_columns(["area", "month", "value", "stops"])
        words = pa.array([name] * counted.num_rows, pa.string())
        parts.append(counted.append_column("characteristic", words).select([*_BY, "stops"]))
    return pa.concat_tables(parts).sort_by([(column, "ascending") for column in _BY])


def split_faults(splits: pa.Table, small: pa.Table) -> Iterator[str]:
    """In words, each characteristic that has not as many searches in each area as are counted."""
    wanted = _per_area(small.group_by("area").aggregate([([], "count_all")]), "count_all")
    for name in CHARACTERISTICS.values():
        rows = splits.filter(pc.equal(splits["characteristic"], name))
        found = _per_area(rows.group_by("area").aggregate([("stops", "sum")]), "stops_sum")
        if found != wanted:
            yield f"other numbers of searches by {name}"


def people_searched(folder: Path, *, months: tuple[Month, ...] | None = None) -> pd.DataFrame:
    """Searches by area, month, characteristic and value, as they may be shown.

    Columns: area ("" where the place is not known), month, characteristic, value, stops: a number,
    or NoNumber.TOO_FEW. Where one number of an area, month and characteristic is too few to show,
    none of them is shown, or it would follow from the others and the number of searches. A value
    with no row was not met with. There are no totals beside these, as they could be subtracted.

    BadInput if no stops are stored with their characteristics.
    """
    entries = [
        entry
        for entry in read_manifest(folder).of(STOPS)
        if entry.detail and (months is None or Month.parse(entry.month) in months)
    ]
    if not entries:
        raise BadInput(
            f"{folder.name}: found no stop and search records with their characteristics, wanted "
            "some. Load stop-and-search files, without --counts-only."
        )
    tables = [pq.read_table(folder / entry.detail, partitioning=None) for entry in entries]
    counted = pa.concat_tables(tables).to_pandas()
    counted = counted.groupby(_BY, as_index=False)["stops"].sum()
    few = counted["stops"].map(lambda stops: showable(int(stops)) is NoNumber.TOO_FEW)
    hidden = few.groupby([counted[column] for column in _BY[:3]]).transform("any")
    counted["stops"] = counted["stops"].astype(object).mask(hidden, NoNumber.TOO_FEW)
    counted["area"] = counted["area"].map(
        lambda number: "" if number == codes.NO_AREA else codes.area_code(number)
    )
    counted["month"] = counted["month"].map(lambda number: str(codes.month_of(number)))
    return counted


def _per_area(counted: pa.Table, column: str) -> dict[int, int]:
    return dict(zip(counted["area"].to_pylist(), counted[column].to_pylist(), strict=True))
