"""`sightline evidence cube`: counts of area, month and category out of a store, as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli.engines import add_engine, opened_engine
from sightline.errors import BadInput

if TYPE_CHECKING:
    import pyarrow as pa

_ENDINGS = (".csv", ".parquet")


def add_cube(verb: argparse.ArgumentParser) -> None:
    """The words and options of the verb."""
    verb.description = (
        "Counts the records of a store by area, month and category, on this machine or on a "
        "cluster: the same counts. Records without a place stand under an empty area."
    )
    verb.set_defaults(do=write_cube)
    verb.add_argument("store", type=Path, metavar="DIR", help="the store")
    verb.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the file to write: CSV or Parquet"
    )
    verb.add_argument("--months", metavar="FROM..TO", help="only these (default: all)")
    verb.add_argument(
        "--vintage", metavar="YEAR", help="only area codes of that year, such as 2021"
    )
    add_engine(verb)


def write_cube(given: argparse.Namespace) -> None:
    """Count, write the file, and print how much there is in it."""
    import pyarrow.compute

    from sightline.cli.evidence_store import months_between
    from sightline.evidence.export import cube_table

    if given.out.suffix not in _ENDINGS:
        raise BadInput(f"--out: found {given.out.name}, wanted a .csv or .parquet file. Rename it.")
    months = months_between(given.months)
    with opened_engine(given) as engine:
        cube = cube_table(given.store, months=months, vintage=given.vintage, engine=engine)
    write_table(given.out, cube)
    rows = pyarrow.compute.sum(cube["incidents"]).as_py()
    print(f"{rows or 0:,} records in {cube.num_rows:,} cells of area, month and category.")


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table whole or not at all, as its file's name asks."""
    import pyarrow.csv
    import pyarrow.parquet

    unfinished = path.with_name(f".{path.name}.unfinished")
    if path.suffix == ".csv":
        pyarrow.csv.write_csv(table, unfinished)
    else:
        pyarrow.parquet.write_table(table, unfinished, compression="zstd")
    unfinished.replace(path)
