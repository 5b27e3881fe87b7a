"""Records by the million to a cube of areas, months and categories: this package beside its peers.

    python benchmarks/police_cube.py                      20 million rows and 90 million coded rows
    python benchmarks/police_cube.py --rows 2000000 --coded-rows 9000000    a tenth, in a minute

A1  made-up street files to coded Parquet and the whole cube, a few files at a time, beside pandas,
    which reads the columns it needs and counts; it checks nothing and stores nothing. Beside both,
    what the parts cost: DuckDB's reader and GROUP BY alone, and SHA-256 of the bytes. Then the same
    with everything kept of each row; the archive loaded again with one new month; and the real
    files, where there are any.
A3  coded records to the whole cube, beside DuckDB's GROUP BY over the same files.

Every run is a process of its own, so that its peak of memory is its own. Prints seconds, processor
seconds, ratios, memory, and whether every count is the same. The made-up files need about 7 GB in
the folder for temporary files; they are deleted at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from police_peers import duckdb_cube, pandas_cube, sums

DATA = Path(os.environ.get("SIGHTLINE_OPEN_DATA", Path(__file__).parents[2] / "shared/data"))
REAL = (
    "police-uk",
    "police-uk-2025-neighbours.zip",
    "police-uk-2025-south-east.zip",
)


def main() -> None:
    given = words()
    if given.child:
        return child(*given.child)
    scratch = given.folder or Path(tempfile.mkdtemp(prefix="sightline-bench-"))
    try:
        if given.rows:
            measure_files(scratch, given.rows, given.months, given.rounds)
        if (DATA / "crime" / REAL[0]).is_dir() and given.rows:
            measure_real(scratch, given.rounds)
        if given.coded_rows:
            measure_coded(scratch, given.coded_rows, given.rounds)
    finally:
        if not given.folder:
            shutil.rmtree(scratch)
    return None


def words() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--months", type=int, default=48)
    parser.add_argument("--coded-rows", type=int, default=90_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="for what is made up; kept, and used again")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args()


def measure_files(scratch: Path, rows: int, how_many_months: int, rounds: int) -> None:
    from crime_workload import write_street_files

    csv = scratch / "csv"
    if not csv.exists():
        write_street_files(csv, rows=rows, how_many_months=how_many_months + 1)
    newest = max(path for path in csv.iterdir() if path.is_dir())
    later = scratch / "later" / newest.name
    later.parent.mkdir(exist_ok=True)
    newest.rename(later)
    try:
        print(f"A1: {rows * how_many_months // (how_many_months + 1):,} made-up rows")
        beside(
            rounds,
            ours=("load", "counts", scratch, csv),
            peer=("pandas", csv),
            names=("coded Parquet and cube", "pandas, counts only"),
        )
        parts(rounds, csv)
        only(1, "everything of a row kept", ("load", "detail", scratch, csv))
        again = run("again", scratch, csv, later)
        print(
            f"  again with one new month {again['again']:.2f} s, that month alone "
            f"{again['alone']:.2f} s: ratio {again['again'] / again['alone']:.2f}\n"
        )
    finally:
        later.rename(newest)


def measure_real(scratch: Path, rounds: int) -> None:
    paths = [DATA / "crime" / name for name in REAL]
    print("A1 on the real files")
    beside(
        rounds,
        ours=("load", "counts", scratch, *paths),
        peer=("pandas", *paths),
        names=("coded Parquet and cube", "pandas, counts only"),
    )
    only(1, "everything of a row kept", ("load", "detail", scratch, *paths))
    print()


def measure_coded(scratch: Path, rows: int, rounds: int) -> None:
    from crime_workload import write_coded_store

    store = scratch / "coded"
    if not store.exists():
        write_coded_store(store, rows=rows, how_many_months=180)
    print(f"A3: {rows:,} coded rows")
    run("areas", store)  # the table of areas that loading keeps
    beside(
        rounds,
        ours=("dense", store),
        peer=("group-by", store),
        names=("cube by direct addressing", "DuckDB GROUP BY, two threads"),
    )
    only(1, "with the table of areas made too", ("dense-afresh", store))


def beside(rounds: int, *, ours: tuple, peer: tuple, names: tuple[str, str]) -> None:
    """Both, in turn; medians, ratios, and whether the counts are the same."""
    runs = [(run(*ours), run(*peer)) for _ in range(rounds)]
    mine, theirs = ([pair[side] for pair in runs] for side in (0, 1))
    for name, results in zip(names, (mine, theirs), strict=True):
        print(
            f"  {name:<34} {median(results, 'wall'):6.2f} s {median(results, 'cpu'):6.2f} cpu "
            f"{max(each['mb'] for each in results):6.0f} MB"
        )
    for what in ("wall", "cpu"):
        ratios = [their[what] / my[what] for my, their in runs]
        print(
            f"  ratio, {what:<5} {statistics.median(ratios):.2f}x "
            f"(rounds: {', '.join(f'{ratio:.2f}' for ratio in ratios)})"
        )
    same = {(each["cells"], each["incidents"], each["print"]) for each in (*mine, *theirs)}
    print(
        f"  {mine[0]['incidents']:,} counted in {mine[0]['cells']:,} cells: "
        f"{'the same in every cell' if len(same) == 1 else 'NOT THE SAME'}"
    )
    if len(same) > 1:
        sys.exit(1)


def parts(rounds: int, csv: Path) -> None:
    """What others and parts of ours cost beside pandas, in turn: the floor of any way to load."""
    runs = [[run(what, csv) for what in ("pandas", "duckdb", "sha256")] for _ in range(rounds)]
    for place, name in (
        (1, "DuckDB's reader and GROUP BY alone"),
        (2, "SHA-256 of the bytes alone"),
    ):
        wall, cpu = (
            statistics.median(each[0][what] / each[place][what] for each in runs)
            for what in ("wall", "cpu")
        )
        mine = [each[place] for each in runs]
        print(
            f"  {name:<34} {median(mine, 'wall'):6.2f} s {median(mine, 'cpu'):6.2f} cpu: "
            f"{wall:.2f}x pandas wall, {cpu:.2f}x cpu"
        )
    if len({(each["cells"], each["print"]) for pair in runs for each in pair[:2]}) > 1:
        sys.exit("DuckDB's counts are NOT THE SAME as those of pandas")


def only(rounds: int, name: str, what: tuple) -> None:
    results = [run(*what) for _ in range(rounds)]
    print(
        f"  {name:<34} {median(results, 'wall'):6.2f} s {median(results, 'cpu'):6.2f} cpu "
        f"{max(each['mb'] for each in results):6.0f} MB"
    )


def median(results: list[dict], what: str) -> float:
    return statistics.median(each[what] for each in results)


def run(*what: object) -> dict:
    """What a process of its own measured."""
    command = [sys.executable, __file__, "--child", *map(str, what)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def child(what: str, *given: str) -> None:
    paths = [Path(path) for path in given]
    if what == "again":
        print(json.dumps(load_again(*paths)))
        return
    works: dict[str, Callable[[], Callable[[], tuple]]] = {
        "load": lambda: load_and_count(given[0], *paths[1:]),
        "pandas": lambda: pandas_cube(*paths),
        "duckdb": lambda: duckdb_cube(*paths),
        "sha256": lambda: sums(*paths),
        "dense": lambda: dense(*paths),
        "dense-afresh": lambda: dense(*paths, afresh=True),
        "group-by": lambda: group_by(*paths),
        "areas": lambda: table_of_areas(*paths),
    }
    work = works[what]()
    wall, cpu = time.perf_counter(), time.process_time()
    cells = work()
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    taken["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(taken | fingerprint(cells)))


def fingerprint(pieces: Callable[[], Iterator[tuple[np.ndarray, ...]]]) -> dict:
    """A number that any other count in any cell would change, in whatever order they come."""
    cells = incidents = whole = 0
    for area, month, category, counted in pieces():
        key = (area.astype(np.uint64) << np.uint64(24)) | (month.astype(np.uint64) << np.uint64(8))
        key = (key | category.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        key = (key ^ (key >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (key ^ (key >> np.uint64(32))) * counted.astype(np.uint64)
        cells, incidents = cells + len(key), incidents + int(counted.sum())
        whole = (whole + int(mixed.sum(dtype=np.uint64))) % 2**64
    return {"cells": cells, "incidents": incidents, "print": f"{whole:016x}"}


def load_files(store: Path, *paths: Path, detail: bool) -> None:
    from sightline.evidence.store import Outcome, Told, load
    from sightline.exchange.police import (
        ANYWHERE,
        CATEGORIES,
        STREET,
        Rules,
        StreetReader,
        offer_files,
    )

    refused: list[str] = []

    def tell(told: Told) -> None:  # what was read is let go
        if told.outcome is Outcome.REFUSED:
            refused.append(told.words)

    with StreetReader(Rules(ANYWHERE, detail=detail)) as reader:
        offers, _ = offer_files(paths, reader=reader)
        load(offers, folder=store, categories={STREET: CATEGORIES}, tell=tell)
    if refused:
        sys.exit(refused[0])


def load_and_count(kept: str, scratch: Path, *paths: Path) -> Callable[[], tuple]:
    import sightline.evidence.store
    import sightline.exchange.police  # noqa: F401 - loaded before the clock starts, as pandas is
    from sightline.evidence.dense import dense_cube

    store = scratch / f"store-{kept}"
    shutil.rmtree(store, ignore_errors=True)

    def work() -> Callable:
        load_files(store, *paths, detail=kept == "detail")
        cube = dense_cube(store)
        return lambda: dense_pieces(cube.counts, cube.areas, cube.months)

    return work


def load_again(scratch: Path, csv: Path, later: Path) -> dict:
    store, alone = scratch / "store-counts", scratch / "store-alone"
    load_files(store, csv, detail=False)  # stored already; warms what is loaded slowly
    seconds: dict[str, float] = {}
    for name, folder, paths in (("alone", alone, [later]), ("again", store, [csv, later])):
        shutil.rmtree(alone, ignore_errors=True)
        start = time.perf_counter()
        load_files(folder, *paths, detail=False)
        seconds[name] = time.perf_counter() - start
    shutil.rmtree(alone, ignore_errors=True)
    shutil.rmtree(store)
    return seconds


def dense(store: Path, *, afresh: bool = False) -> Callable[[], Callable]:
    from sightline.analysis.periods import Month
    from sightline.evidence.dense import area_table, count_densely, find_areas
    from sightline.evidence.manifest import read_manifest

    manifest = read_manifest(store)
    entries = manifest.entries
    months = tuple(Month.parse(month) for month in sorted({entry.month for entry in entries}))
    categories = len(manifest.categories["street"])

    def work() -> Callable:
        areas = find_areas(store, entries) if afresh else area_table(store, entries, name="bench")
        counts = count_densely(store, entries, areas=areas, categories=categories)
        return lambda: dense_pieces(counts, areas, months)

    return work


def dense_pieces(
    counts: np.ndarray, areas: np.ndarray, months: tuple
) -> Iterator[tuple[np.ndarray, ...]]:
    from sightline.evidence.codes import month_number

    for place, month in enumerate(months):
        area, category = np.nonzero(counts[place])
        number = np.full(len(area), month_number(month))
        yield areas[area], number, category, counts[place][area, category].astype(np.int64)


def group_by(store: Path) -> Callable[[], Callable]:
    import duckdb

    from sightline.evidence.manifest import read_manifest

    files = [str(store / entry.stored) for entry in read_manifest(store).entries]
    connection = duckdb.connect(config={"threads": "2"})

    def work() -> Callable:
        connection.execute(
            "CREATE TABLE cube AS SELECT area, month, category, count(*) AS incidents "
            "FROM read_parquet(?, hive_partitioning = false) GROUP BY ALL",
            [files],
        )
        return lambda: table_pieces(connection)

    return work


def table_pieces(connection: object) -> Iterator[tuple[np.ndarray, ...]]:
    for batch in connection.sql("FROM cube").to_arrow_reader(1_000_000):
        yield tuple(batch.column(place).to_numpy() for place in range(4))


def table_of_areas(store: Path) -> Callable[[], Callable]:
    from sightline.evidence.dense import area_table
    from sightline.evidence.manifest import read_manifest

    def work() -> Callable:
        area_table(store, read_manifest(store).entries, name="bench")
        return lambda: iter(())

    return work


if __name__ == "__main__":
    main()
