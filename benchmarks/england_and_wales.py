"""England and Wales in one run: real street rows repeated to millions, loaded, and need estimated.

    .venv/bin/python benchmarks/england_and_wales.py --rows 20000000 --scratch DIR

The 2025 street rows of some forces are read in place and repeated: each copy moves to other areas
(of the 35,672 of 2021) and other years (2022 to 2025), so that nothing in the copies is true of any
place. Each step runs in a process of its own; seconds, processor seconds and peak memory are of
that process. The scratch folder is deleted at the end.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

DATA = Path(os.environ.get("SIGHTLINE_OPEN_DATA", Path(__file__).parents[2] / "shared/data"))
YEARS = (2022, 2023, 2024, 2025)
COPIES = 4  # of each year: enough for every area to have some
GIGABYTE = 1e9
LOAD_GB, ESTIMATE_GB = 1.5, 2.0


def main() -> None:
    given = arguments()
    if given.write:
        print(f"{write_rows(given.data, given.write, given.rows):,} rows written")
        return
    folder = Path(tempfile.mkdtemp(prefix="england-and-wales-", dir=given.scratch))
    try:
        run(given, folder)
    finally:
        shutil.rmtree(folder)


def arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=2_000_000)
    words.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()))
    words.add_argument("--data", type=Path, default=DATA, help="the folder of real open data")
    words.add_argument("--theme", default="violence", help="a theme, or all")
    words.add_argument("--detail", action="store_true", help="store everything of each row")
    words.add_argument("--by-themselves", action="store_true", help="without neighbours too")
    words.add_argument("--write", type=Path, help=argparse.SUPPRESS)  # a step of its own
    return words.parse_args()


def run(given: argparse.Namespace, folder: Path) -> None:
    files, store, data = folder / "csv", folder / "store", given.data
    here = [sys.executable, __file__, "--rows", str(given.rows), "--data", str(data)]
    command = [sys.executable, "-m", "sightline.cli.main"]
    outlines = data / "geography" / "lsoa21_boundaries_bsc_ew.parquet"
    load = [*command, "evidence", "load", str(files), "--store", str(store)]
    question = ["estimate-need", "--store", str(store), "--as-of", "2025-12", "--boundaries"]
    question += [str(outlines), "--look-up"]
    question += [str(data / "geography" / "lsoa21_ward24_lad24.csv.gz"), "--population"]
    question += [str(data / "population" / "census2021_lsoa21_age6.csv.gz")]
    question += ["--theme", given.theme, "--ages", "10-24", "--out"]
    print(f"{'step':34} {'seconds':>8} {'cpu':>8} {'peak GB':>8}  figure")
    measured("write the rows", [*here, "--write", str(files)], "")
    size = sum(path.stat().st_size for path in files.rglob("*.csv"))
    load += ["--areas", str(outlines), *([] if given.detail else ["--counts-only"])]
    measured("load", load, f"<= {LOAD_GB} GB")
    shutil.rmtree(files)
    plain = [*command, *question, str(folder / "plain"), "--neighbours", "none"]
    if given.by_themselves:
        measured("estimate, areas by themselves", plain, "")
    near = [*command, *question, str(folder / "near")]
    measured("estimate, BYM2 and hot spots", near, f"BYM2 <= 90 s, <= {ESTIMATE_GB} GB")
    kept = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
    print(f"CSV {size / GIGABYTE:.2f} GB, store {kept / GIGABYTE:.2f} GB")


def measured(step: str, command: list[str], figure: str) -> None:
    """Run one step, and print what it took; what it says goes with it if it fails."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read().decode()
    if child.returncode:
        raise SystemExit(f"{step}: exit code {child.returncode}\n{words}")
    seconds, cpu = time.perf_counter() - started, used.ru_utime + used.ru_stime
    peak = used.ru_maxrss * 1024 / GIGABYTE
    print(f"{step:34} {seconds:8.1f} {cpu:8.1f} {peak:8.2f}  {figure}", flush=True)
    for line in words.splitlines():
        if " rows in = " in line or "have an estimate" in line or "written" in line:
            print(f"    {line[:140]}", flush=True)


def write_rows(data: Path, folder: Path, rows: int) -> int:
    """Street files of so many rows or a few more; returns how many."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    outlines = data / "geography" / "lsoa21_boundaries_bsc_ew.parquet"
    told = pq.read_table(outlines, columns=["lsoa21_code", "lsoa21_name"]).sort_by("lsoa21_code")
    codes, names = (told[name].combine_chunks() for name in told.column_names)
    real = [(path, table_of(text)) for path, text in real_files(data)]
    held = pa.chunked_array([c for _, t in real for c in t["LSOA code"].chunks])
    used = sorted(code for code in held.unique().to_pylist() if code)
    whole = COPIES * len(YEARS) * sum(len(table) for _, table in real)
    if rows > whole:
        raise SystemExit(f"--rows: found {rows:,}, wanted {whole:,} at most")
    written = 0
    for copy in range(COPIES):
        place = [(index + copy * len(used)) % len(codes) for index in range(len(used))]
        moved = (pa.array(used), codes.take(pa.array(place)), names.take(pa.array(place)))
        for year in YEARS:
            for (month, force), table in real:
                kept = table.take(pa.array(np.arange(0, len(table), whole / rows).astype(int)))
                written += _write(folder, kept, month, force, year, copy, moved)
    return written


def table_of(content: bytes):
    import pyarrow as pa
    import pyarrow.csv as pacsv

    headings = content.split(b"\n", 1)[0].decode().strip().split(",")
    types = dict.fromkeys(headings, pa.string())
    return pacsv.read_csv(
        io.BytesIO(content), convert_options=pacsv.ConvertOptions(column_types=types)
    )


def real_files(data: Path) -> Iterator[tuple[tuple[str, str], bytes]]:
    """Month, force and content of every real street file of 2025."""
    for path in sorted((data / "crime" / "police-uk").glob("2025-*/*-street.csv")):
        yield (path.name[5:7], path.name[8:-11]), path.read_bytes()
    for name in ("police-uk-2025-neighbours.zip", "police-uk-2025-south-east.zip"):
        with zipfile.ZipFile(data / "crime" / name) as archive:
            for item in sorted(archive.namelist()):
                file = item.rsplit("/", 1)[-1]
                if file.startswith("2025-") and file.endswith("-street.csv"):
                    yield (file[5:7], file[8:-11]), archive.read(item)


def _write(folder: Path, table, month: str, force: str, year: int, step: int, moved) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as pacsv

    used, codes, names = moved
    place = pc.index_in(table["LSOA code"], value_set=used)
    new = {
        "Crime ID": _other_ids(table["Crime ID"], year, step),
        "Month": pa.array([f"{year}-{month}"] * len(table)),
        "LSOA code": pc.fill_null(pc.take(codes, place), ""),
        "LSOA name": pc.fill_null(pc.take(names, place), ""),
    }
    for name, column in new.items():
        table = table.set_column(table.column_names.index(name), name, column)
    of = force if not step else f"{force}-{'abcdefghij'[step - 1]}"
    path = folder / f"{year}-{month}" / f"{year}-{month}-{of}-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write((",".join(table.column_names) + "\n").encode())
        options = pacsv.WriteOptions(include_header=False, quoting_style="needed")
        pacsv.write_csv(table, stream, options)
    return len(table)


def _other_ids(ids, year: int, step: int):
    """The same with other first digits, so that no two copies share an ID; none stays none."""
    import pyarrow.compute as pc

    start = f"{year % 16:x}{step:x}"
    changed = pc.binary_join_element_wise(start, pc.utf8_slice_codeunits(ids, 2), "")
    return pc.if_else(pc.equal(ids, ""), "", changed)


if __name__ == "__main__":
    main()
