"""Counting a store with Spark beside DuckDB: the same rows, the same cube, on this machine.

    python benchmarks/spark_and_duckdb.py [MILLIONS...]

Loads the real police files, repeats their rows (each copy in years of its own) to so many millions
(20 and 90 unless told), and counts them with DuckDB on two threads and with a Spark cluster of two
workers of one core each on this machine: by force and month, which is a short answer, and into the
cube of areas, which is a long one (of no more than about 20 million rows). Prints wall seconds,
processor seconds of every process, and Spark's as a multiple of DuckDB's. What Spark is for, more
machines, is not measured here: this is what it costs before there are any.
"""

from __future__ import annotations

import contextlib
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.cli.main import main as sightline
from sightline.evidence import expressions
from sightline.evidence.engines import Engine
from sightline.evidence.engines.duckdb import DuckDB
from sightline.evidence.engines.spark import open_spark
from sightline.evidence.manifest import read_manifest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from factories.spark_cluster import spark_cluster, why_not

DATA = Path(os.environ.get("SIGHTLINE_OPEN_DATA", Path(__file__).parents[2] / "shared/data"))
POLICE = ("police-uk", "police-uk-2025-neighbours.zip", "police-uk-2025-south-east.zip")
MILLIONS = (20, 90)
ROUNDS = 3
REAL = "real rows"
MOST_FILES = 20  # of repeated rows, for a cube: above that its answer is what takes the time
TICKS = os.sysconf("SC_CLK_TCK")
SMALL = ["area", "month", "category", "force"]


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and of processors in this process and all it has started."""

    wall: float
    cpu: float


def main(millions: Sequence[int]) -> None:
    reason = why_not() or ("" if (DATA / "crime").is_dir() else f"no open data in {DATA}")
    if reason:
        print(f"skipped: {reason}")
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        store = loaded(folder / "store")
        files = {REAL: store[expressions.RECORDS]}
        for many in millions:
            files[f"{many} million"] = repeated(store[expressions.RECORDS], many, folder)
        with spark_cluster(memory="2g") as master:
            compare(master, files, store[expressions.DETAILS])


def compare(master: str, files: Mapping[str, list[Path]], details: list[Path]) -> None:
    duckdb = DuckDB()
    began = now()
    with open_spark(master) as spark:
        print(f"{'opening Spark':24} {since(began).wall:6.1f} s wall, {since(began).cpu:.1f} s cpu")
        cube = expressions.cube()
        first = next(iter(files.values()))
        cost, _ = counted(spark, cube, {expressions.RECORDS: first})
        print(f"{'its first question':24} {cost.wall:6.1f} s wall, {cost.cpu:.1f} s cpu")
        for name, paths in files.items():
            records = {expressions.RECORDS: paths}
            report(f"months, {name}", spark, duckdb, expressions.months_of_forces, records)
            if len(paths) <= MOST_FILES or name == REAL:
                report(f"cube, {name}", spark, duckdb, expressions.cube, records)
        report(
            "Crime IDs, real rows",
            spark,
            duckdb,
            expressions.distinct_incidents,
            {expressions.DETAILS: details},
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process, with DuckDB in it: {peak:,.0f} MB")


def report(
    what: str,
    spark: Engine,
    duckdb: Engine,
    expression: Callable[[], object],
    files: Mapping[str, list[Path]],
) -> None:
    """Interleaved rounds of both, their medians, and whether they say the same."""
    costs: dict[str, list[Cost]] = {"spark": [], "duckdb": []}
    answers = {}
    for _ in range(ROUNDS):
        for engine in (duckdb, spark):
            cost, answers[engine.name] = counted(engine, expression(), files)
            costs[engine.name].append(cost)
    if not answers["spark"].equals(answers["duckdb"]):
        raise AssertionError(f"{what}: the answers differ")
    middle = {
        name: Cost(statistics.median(c.wall for c in of), statistics.median(c.cpu for c in of))
        for name, of in costs.items()
    }
    one, other = middle["duckdb"], middle["spark"]
    print(
        f"{what:24} DuckDB {one.wall:6.2f} s wall {one.cpu:6.2f} s cpu; "
        f"Spark {other.wall:6.2f} s wall {other.cpu:6.2f} s cpu; "
        f"{other.wall / one.wall:5.1f}x wall {other.cpu / one.cpu:5.1f}x cpu; "
        f"{answers['spark'].num_rows:,} rows the same",
        flush=True,
    )


def counted(engine: Engine, expression: object, files: Mapping[str, list[Path]]) -> tuple:
    began = now()
    answer = engine.collect(expression, files)
    return since(began), answer


def loaded(store: Path) -> dict[str, list[Path]]:
    """The real rows, coded, with all that is kept of them."""
    paths = [str(DATA / "crime" / name) for name in POLICE]
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        if sightline(["evidence", "load", *paths, "--store", str(store)]):
            raise AssertionError("the real files were not loaded")
    entries = read_manifest(store).entries
    print(f"{sum(entry.accepted for entry in entries):,} real rows of {len(entries)} months")
    return {
        expressions.RECORDS: [store / entry.stored for entry in entries],
        expressions.DETAILS: [store / entry.detail for entry in entries],
    }


def repeated(stored: Sequence[Path], millions: int, folder: Path) -> list[Path]:
    """The same rows again and again, each copy in later years, to so many millions."""
    rows = pa.concat_tables([pq.read_table(path, columns=SMALL) for path in stored])
    copies = -(-millions * 1_000_000 // rows.num_rows)
    place = rows.schema.get_field_index("month")
    months = rows["month"].to_numpy()
    paths = []
    for copy in range(copies):
        later = pa.array((months + 12 * 8 * copy).astype(np.uint16))
        path = folder / f"{millions}-{copy}.parquet"
        pq.write_table(rows.set_column(place, rows.schema.field(place), later), path)
        paths.append(path)
    return paths


def now() -> Cost:
    return Cost(time.perf_counter(), time.process_time() + of_children())


def since(began: Cost) -> Cost:
    at = now()
    return Cost(at.wall - began.wall, at.cpu - began.cpu)


def of_children() -> float:
    """Processor seconds of every process that descends from this one."""
    parents, ticks = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended since
            told = path.read_text().rsplit(")", 1)[1].split()
            parents[path.parent.name] = told[1]
            ticks[path.parent.name] = int(told[11]) + int(told[12])
    mine = {str(os.getpid())}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(ticks.get(pid, 0) for pid in mine - {str(os.getpid())}) / TICKS


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or MILLIONS)
