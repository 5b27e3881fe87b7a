"""The scan of a made-up county: how many cylinders a second one core looks at.

    python benchmarks/scan.py [--national]

No other Python program with this scan was found, so there is no ratio: cylinders × maps by chance,
over the seconds of this process, drawing the maps and everything else included.
"""

from __future__ import annotations

import sys

import numpy as np
from workloads import Land, cpu_seconds, land, one_thread, peak_gb

one_thread()

from sightline.analysis.hotspots import Clusters, ScanQuestion, scan  # noqa: E402

MONTHS = 12


def main() -> None:
    county = land().county()
    print(
        f"{'areas':>7} {'nearest':>7} {'months':>6} {'maps':>6} {'seconds':>8} {'M a second':>10}"
    )
    for nearest, windows in ((200, going()), (550, going()), (50, any_window())):
        report(county, nearest, windows, draws=999, incidents=40_000)
    if "--national" in sys.argv[1:]:
        report(land(), 200, going(), draws=99, incidents=1_300_000)
    print(f"most memory held {peak_gb():.2f} GB")


def report(
    area: Land, nearest: int, windows: list[tuple[int, int]], *, draws: int, incidents: int
) -> None:
    dice = np.random.default_rng(3)
    share = area.people / area.people.sum()
    expected = np.repeat(share[:, np.newaxis] * incidents / MONTHS, MONTHS, axis=1)
    cells = dice.multinomial(incidents, expected.ravel() / incidents).reshape(expected.shape)

    def looked_at() -> Clusters:
        return scan(
            areas=[str(place) for place in range(len(share))],
            months=[str(month) for month in range(MONTHS)],
            cells=cells.astype("float64"),
            expected=expected,
            points=area.points,
            windows=windows,
            question=ScanQuestion(nearest=nearest, draws=draws),
        )

    seconds, found = cpu_seconds(looked_at, rounds=1)
    rate = found.cylinders * (draws + 1) / seconds / 1e6
    print(
        f"{len(share):>7,} {nearest:>7} {len(windows):>6} {draws:>6} {seconds:>8.2f} {rate:>10,.0f}"
        f"   chance of the best {found.clusters['chance'].iloc[0]:.3f}"
    )


def going() -> list[tuple[int, int]]:
    return [(first, MONTHS - 1) for first in range(MONTHS)]


def any_window() -> list[tuple[int, int]]:
    return [(first, last) for last in range(MONTHS) for first in range(last + 1)]


if __name__ == "__main__":
    main()
