"""Near repeats: this package beside pointpats.Knox, on the same made-up events.

    python benchmarks/knox.py

Events lie 300 m around areas drawn by how much crime they have, on days drawn from a year. Prints
the statistic of both (identical), the chances, seconds of this process, and their ratio.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from workloads import cpu_seconds, land

from sightline.analysis.hotspots import DatedEvents, NearPairs, find_near_repeats, knox

WITHIN_M, WITHIN_DAYS, PERMUTATIONS = 400, 14, 99


def main() -> None:
    try:
        from pointpats import Knox
    except ImportError:
        print("not measured: pointpats is not here; install the group bench")
        return
    print(f"within {WITHIN_M} m and {WITHIN_DAYS} days, {PERMUTATIONS} permutations")
    print(f"{'events':>7} {'theirs':>7} {'ours':>7} {'chances':>12} {'theirs s':>9} {'ours ms':>8}")
    for number in (2_000, 5_000):
        compare(number, Knox)
    events = made_up(20_000)
    seconds, found = cpu_seconds(lambda: ours(events, permutations=999), rounds=1)
    print(f"20,000 events, 999 permutations: ours {seconds:.2f} s, {found.pairs[0, 0]:,} pairs")


def compare(number: int, peer: type) -> None:
    events = made_up(number)
    days = events.days.reshape(-1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.random.seed(1)
        theirs_s, theirs = cpu_seconds(
            lambda: peer(events.points, days, WITHIN_M, WITHIN_DAYS, permutations=PERMUTATIONS),
            rounds=1,
        )
    ours_s, found = cpu_seconds(lambda: ours(events, permutations=PERMUTATIONS), rounds=15)
    table_s, _ = cpu_seconds(lambda: as_table(events), rounds=15)
    pairs, chance = int(found.pairs[0, 0]), found.chance[0, 0]
    same = pairs == theirs.nst and np.isclose(found.expected[0, 0], theirs.expected[0, 0])
    print(
        f"{number:>7,} {theirs.nst:>7,} {pairs:>7,} {theirs.p_sim:>5.2f} {chance:>6.2f} "
        f"{theirs_s:>9.2f} {1000 * ours_s:>8.1f}  {theirs_s / ours_s:,.0f}x "
        f"({theirs_s / table_s:,.0f}x with the table), {'same' if same else 'ANOTHER'} statistic"
    )


def ours(events: DatedEvents, *, permutations: int) -> NearPairs:
    return knox(events, [WITHIN_M], [WITHIN_DAYS], permutations=permutations, seed=0)


def as_table(events: DatedEvents) -> pd.DataFrame:
    return find_near_repeats(
        events=events, within_m=[WITHIN_M], within_days=[WITHIN_DAYS], permutations=PERMUTATIONS
    )


def made_up(number: int) -> DatedEvents:
    county, dice = land().county(), np.random.default_rng(7)
    crime = county.people * county.weight
    area = dice.choice(len(crime), number, p=crime / crime.sum())
    points = county.points[area] + dice.normal(0, 300, (number, 2))
    return DatedEvents(dice.integers(0, 365, number), points)


if __name__ == "__main__":
    main()
