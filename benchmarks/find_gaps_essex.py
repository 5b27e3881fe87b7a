"""find-gaps on real Essex, twelve months, from files: wall time and peak memory of the process.

Figure to reach: 20 s and 1 GB on two cores. There is no peer that does this; the second line is
pandas reading the same twelve police files and grouping them, as a floor for the reading alone.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(os.environ.get("SIGHTLINE_OPEN_DATA", Path(__file__).parents[2] / "shared/data"))
PEER = """
import glob, sys, pandas
files = glob.glob(sys.argv[1] + "/crime/police-uk/2025-*/*.csv")
rows = pandas.concat(pandas.read_csv(file) for file in files)
print(len(rows.groupby(["LSOA code", "Month", "Crime type"]).size()))
"""


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds, and MB at the peak of the largest child so far."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.perf_counter() - began, peak


def main() -> None:
    if not (DATA / "INVENTORY.csv").exists():
        print("skipped: no real open data; set SIGHTLINE_OPEN_DATA to its folder")
        return
    with tempfile.TemporaryDirectory() as out:
        peer, peer_peak = measured([sys.executable, "-c", PEER, str(DATA)])
        ours, peak = measured(
            [
                *(sys.executable, "-m", "sightline.cli.main", "find-gaps"),
                *("--boundaries", f"{DATA}/geography/lsoa21_essex.geojson"),
                *("--population", f"{DATA}/population/census2021_lsoa21_age6.csv.gz"),
                *("--deprivation", f"{DATA}/deprivation/iod2025_lsoa21.csv.gz"),
                *("--police", f"{DATA}/crime/police-uk", "--as-of", "2025-12", "--out", out),
            ]
        )
    print(f"pandas, reading and grouping alone: {peer:.1f} s, {peer_peak:.0f} MB")
    print(f"find-gaps, the whole journey: {ours:.1f} s, {peak:.0f} MB (to reach: 20 s, 1,000 MB)")
    print(f"ratio to the floor: {ours / peer:.1f}")


if __name__ == "__main__":
    main()
