"""What others make of street files: pandas and DuckDB counting them, and SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

COLUMNS = {"LSOA code": "area", "Month": "month", "Crime type": "category"}


def pandas_cube(*paths: Path) -> Callable[[], Callable]:
    import pandas as pd

    def work() -> Callable:
        rows = pd.concat([pd.read_csv(file, usecols=list(COLUMNS)) for file in opened(paths)])
        counted = rows.groupby(list(COLUMNS), sort=False).size().reset_index(name="incidents")
        return lambda: pandas_pieces(counted.rename(columns=COLUMNS))

    return work


def duckdb_cube(csv: Path) -> Callable[[], Callable]:
    """The strict reader, two threads, three columns, nothing else asked of a row."""
    import duckdb

    from sightline.exchange.police import HEADINGS

    files = [str(file) for file in opened((csv,))]
    types = dict.fromkeys(HEADINGS.values(), "VARCHAR")
    connection = duckdb.connect(config={"threads": "2"})

    def work() -> Callable:
        counted = connection.execute(
            """
            SELECT area, month, category, count(*) AS incidents
            FROM read_csv(?, columns = ?, header = true, auto_detect = false, delim = ',',
                          quote = '"', escape = '"', new_line = '\\n', strict_mode = true)
            GROUP BY ALL
            """,
            [files, types],
        ).df()
        return lambda: pandas_pieces(counted)

    return work


def sums(csv: Path) -> Callable[[], Callable]:
    def work() -> Callable:
        for file in opened((csv,)):
            hashlib.sha256(file.read_bytes()).digest()
        return lambda: iter(())

    return work


def opened(paths: tuple[Path, ...]) -> Iterator[object]:
    for path in paths:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith("-street.csv"):
                        yield io.BytesIO(archive.read(name))
        else:
            yield from sorted(path.rglob("*-street.csv"))


def pandas_pieces(counted: object) -> Iterator[tuple[np.ndarray, ...]]:
    from sightline.analysis.periods import Month
    from sightline.evidence.codes import area_number, month_number
    from sightline.exchange.police import CATEGORIES

    numbers = {
        "area": area_number,
        "month": lambda text: month_number(Month.parse(text)),
        "category": CATEGORIES.index,
    }
    columns = []
    for name, number in numbers.items():
        table = {text: number(text) for text in counted[name].unique()}
        columns.append(counted[name].map(table).to_numpy())
    yield (*columns, counted["incidents"].to_numpy())
