"""A table of indicators as text, from CSV (gzipped or not) or Parquet, with its tally."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet

from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally, frame_of
from sightline.exchange.files import read_bytes, read_cells, sha256_of

MOST_ROWS = 5_000_000  # the local authority tool has some 650,000


def open_readings(
    path: Path, *, wanted: Sequence[str], paragraphs: bool = False
) -> tuple[pd.DataFrame, Tally]:
    """The columns `wanted` as text, and the tally of the rows.

    path: CSV, CSV.gz or Parquet. paragraphs: whether cells hold whole paragraphs. Headings are told
    apart without regard to case. A column that is not there, a damaged file, or too many rows:
    BadInput.
    """
    if path.name.lower().endswith(".parquet"):
        table = _from_parquet(path)
        rows = range(1, len(table) + 1)
        tally = Tally(file=path.name, sha256=sha256_of(path), rows=rows)
    else:
        cells = read_cells(path, most_rows=MOST_ROWS, paragraphs=paragraphs)
        table, tally = frame_of(cells), Tally.of(cells)
    return _columns(table, wanted, path.name), tally


def _from_parquet(path: Path) -> pd.DataFrame:
    try:
        stored = pyarrow.parquet.read_table(io.BytesIO(read_bytes(path)))
    except (pyarrow.ArrowException, OSError) as error:
        raise BadInput(
            f"{path.name}: found a Parquet file that is damaged or cut short, wanted a whole one. "
            "Fetch or export it again."
        ) from error
    if stored.num_rows > MOST_ROWS:
        raise BadInput(
            f"{path.name}: found {stored.num_rows:,} rows, wanted at most {MOST_ROWS:,}. "
            "Split the file."
        )
    return pd.DataFrame({name: _texts(stored[name]) for name in stored.column_names}, dtype=object)


def _texts(column: pyarrow.ChunkedArray) -> pd.Series:
    """A column as a person would type it: whole numbers are stored as 7.0."""
    values = pd.Series(column.to_pylist(), dtype=object)
    codes, different = pd.factorize(values, use_na_sentinel=False)
    texts = pd.Series([_text(value) for value in different], dtype=object)
    return texts.iloc[codes].reset_index(drop=True)


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _columns(table: pd.DataFrame, wanted: Sequence[str], file: str) -> pd.DataFrame:
    found = {str(heading).strip().casefold(): heading for heading in table.columns}
    lacking = [name for name in wanted if name.casefold() not in found]
    if lacking:
        raise BadInput(
            f"{file}: found columns {', '.join(map(str, table.columns[:8]))}, wanted also "
            f"{', '.join(lacking)}. Check that the right file was chosen."
        )
    chosen = table[[found[name.casefold()] for name in wanted]]
    return chosen.set_axis(list(wanted), axis=1).apply(lambda column: column.str.strip())
