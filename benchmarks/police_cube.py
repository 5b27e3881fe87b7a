"""Police files to a cube of areas, months and categories: this package beside pandas.

    python benchmarks/police_cube.py

Prints seconds, the ratio, peak memory, and whether every count is the same. pandas does the
shortest honest thing: read the columns it needs, keep known areas, count. It checks nothing.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sightline.analysis.periods import Month, months_to
from sightline.evidence.cubes import incident_cube, store_incidents
from sightline.exchange.police import read_incidents

DATA = Path(os.environ.get("SIGHTLINE_OPEN_DATA", Path(__file__).parents[2] / "shared/data"))
ROUNDS = 5
YEAR = months_to(Month(2025, 12), how_many=12)


def main() -> None:
    folder = DATA / "crime" / "police-uk"
    if not folder.is_dir():
        print(f"skipped: no police files in {folder}; set SIGHTLINE_OPEN_DATA to the data's folder")
        return
    names = known_names(DATA / "geography" / "lsoa21_essex.geojson")
    before = peak_mb()
    seconds: dict[str, list[float]] = {"store": [], "cube": [], "pandas": []}
    for round_ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as scratch:
            stored = Path(scratch)
            accounts = timed(seconds["store"], lambda at=stored: store(folder, names, at))
            ours = timed(seconds["cube"], lambda at=stored: incident_cube(at))
        if round_ == 0:
            peak = peak_mb()  # before pandas has read anything
        theirs = timed(seconds["pandas"], lambda: peer(folder, names))
    report(seconds, accounts, ours, theirs)
    print(f"peak memory      {peak:.0f} MB of the process ({before:.0f} MB before reading)")


def store(folder: Path, names: dict[str, str], stored: Path) -> tuple:
    files = read_incidents(
        [folder], months=YEAR, known_areas=names, area_names=names, vintage="2021"
    )
    return store_incidents(files, folder=stored)


def peer(folder: Path, names: dict[str, str]) -> pd.DataFrame:
    wanted = ["Month", "LSOA code", "Crime type"]
    paths = [path for month in YEAR for path in folder.rglob(f"{month}-*-street.csv")]
    rows = pd.concat([pd.read_csv(path, usecols=wanted) for path in paths])
    rows = rows[rows["LSOA code"].isin(names)]
    keys = ["LSOA code", "Month", "Crime type"]
    return rows.groupby(keys).size().reset_index(name="incidents")


def known_names(boundaries: Path) -> dict[str, str]:
    features = json.loads(boundaries.read_bytes())["features"]
    properties = [feature["properties"] for feature in features]
    return {each["lsoa21_code"]: each["lsoa21_name"] for each in properties}


def timed(seconds: list[float], run: Callable) -> object:
    start = time.perf_counter()
    made = run()
    seconds.append(time.perf_counter() - start)
    return made


def report(seconds: dict[str, list[float]], accounts: tuple, ours: pd.DataFrame, theirs) -> None:
    store_s, cube_s, pandas_s = (statistics.median(seconds[name]) for name in seconds)
    rows = sum(account.rows_in for account in accounts)
    counts = theirs.set_axis(ours.columns, axis=1).astype({"incidents": "int64"})
    same = ours.astype(object).equals(counts.astype(object))
    print(
        f"rows             {rows:,} in {len(accounts)} files, {ours['incidents'].sum():,} counted"
    )
    print(f"read and store   {store_s:.2f} s (every row checked; median of {ROUNDS})")
    print(f"cube             {cube_s:.2f} s")
    print(f"pandas           {pandas_s:.2f} s (nothing checked, nothing stored)")
    print(f"pandas / ours    {pandas_s / (store_s + cube_s):.2f} the first time")
    print(f"pandas / ours    {pandas_s / cube_s:.1f} every time after, from what is stored")
    print(f"same counts      {'yes, in every cell' if same else 'NO'}")
    if not same:
        sys.exit(1)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
