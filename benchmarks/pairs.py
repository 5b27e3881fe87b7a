"""Pairs of activities near each other with something in common: this package beside DuckDB.

    python benchmarks/pairs.py

100,000 activities at places where people live (five of six around centres of very different sizes).
A pair matches within 5 km if the ages, the times of the week and the risk factors of the two
overlap; of each activity the ten matches with most in common are kept. The peer is a self-join on
the same 5 km grid (each activity copied to the nine cells around it), with the same filter and a
window for the ten best. Prints processor seconds of both (one thread and all), their ratios, the
matches of both, and the sum of scores kept, which have to be the same.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from workloads import cpu_seconds

from sightline.analysis.pairs import Matches, match_nearby

WITHIN_M, MOST, SEED, RISKS = 5_000, 10, 42, 46
SELF_JOIN = f"""
with around as (
    select row, e, n, ages, times, risks, e // {WITHIN_M} + dx as x, n // {WITHIN_M} + dy as y
    from activities, (values (-1), (0), (1)) a(dx), (values (-1), (0), (1)) b(dy)
), pairs as (
    select one.row as one, other.row as other,
        (one.e - other.e) * (one.e - other.e) + (one.n - other.n) * (one.n - other.n) as apart,
        bit_count(one.ages & other.ages) + bit_count(one.times & other.times)
            + bit_count(one.risks & other.risks) as score
    from activities one join around other
        on one.e // {WITHIN_M} = other.x and one.n // {WITHIN_M} = other.y
    where one.row <> other.row
        and (one.e - other.e) * (one.e - other.e) + (one.n - other.n) * (one.n - other.n)
            <= {WITHIN_M**2}
        and one.ages & other.ages <> 0 and one.times & other.times <> 0
        and one.risks & other.risks <> 0
), ranked as (
    select one, other, score,
        row_number() over (partition by one order by score desc, apart, other) as place
    from pairs
)
select count(*), sum(score), sum(one * 31 % 9973 * other % 9973)
from ranked where place <= {MOST}
"""  # noqa: S608  every value in it is a number written above


def main() -> None:
    try:
        import duckdb
    except ImportError:
        print("not measured: duckdb is not here")
        return
    print(f"{'activities':>10} {'ours cpu s':>10} {'duckdb cpu s':>12} {'ratio':>7}  same")
    for how_many in (20_000, 100_000):
        points, masks = drawn(how_many)
        ours_s, ours = cpu_seconds(lambda p=points, m=masks: matched(p, m), rounds=3)
        for threads in (1, 2):
            connection = duckdb.connect(config={"threads": threads})
            load(connection, points, masks)
            theirs_s, theirs = cpu_seconds(
                lambda c=connection: c.execute(SELF_JOIN).fetchone(), rounds=2
            )
            same = "yes" if summed(ours) == tuple(map(int, theirs)) else f"NO, theirs {theirs}"
            print(
                f"{how_many:>10,} {ours_s:>10.2f} {theirs_s:>12.2f} {theirs_s / ours_s:>6.1f}x  "
                f"{same}: of {ours.pairs:,} pairs {len(ours.one):,} kept, score "
                f"{int(ours.score.sum()):,}; duckdb with {threads} thread(s)"
            )


def matched(points: np.ndarray, masks: np.ndarray) -> Matches:
    return match_nearby(
        points=points, owners=np.arange(len(points)), masks=masks, within_m=WITHIN_M, most=MOST
    )


def summed(found: Matches) -> tuple[int, int, int]:
    """How many pairs are kept, their scores, and which they are."""
    which = int((found.one * 31 % 9973 * found.other % 9973).sum())
    return len(found.one), int(found.score.sum()), which


def drawn(how_many: int) -> tuple[np.ndarray, np.ndarray]:
    """Points in whole metres, and the ages, times and risk factors of each as bits."""
    rng = np.random.default_rng(SEED)
    homes = places(rng, 35_672)
    points = homes[rng.integers(0, len(homes), how_many)] + rng.normal(0, 500, (how_many, 2))
    points = np.rint(points).clip(0)
    youngest = rng.integers(5, 19, how_many)
    ages = bits(youngest, rng.integers(2, 12, how_many))
    times = some_of(rng, how_many, 7, 4)  # days of the week
    return points, np.column_stack([ages, times, some_of(rng, how_many, RISKS, 5)])


def places(rng: np.random.Generator, areas: int) -> np.ndarray:
    centres = rng.uniform([130e3, 20e3], [640e3, 640e3], (60, 2))
    spread = rng.uniform(2e3, 14e3, 60)
    weight = rng.pareto(1.1, 60) + 0.3
    near = rng.choice(60, int(0.8 * areas), p=weight / weight.sum())
    around = centres[near] + rng.normal(0, 1, (len(near), 2)) * spread[near, None]
    anywhere = rng.uniform([130e3, 20e3], [640e3, 640e3], (areas - len(near), 2))
    return np.concatenate([around, anywhere])


def bits(first: np.ndarray, how_many: np.ndarray) -> np.ndarray:
    one = np.uint64(1)
    return ((one << how_many.astype(np.uint64)) - one) << first.astype(np.uint64)


def some_of(rng: np.random.Generator, rows: int, width: int, most: int) -> np.ndarray:
    """One to `most` of `width` bits in each row."""
    chosen = rng.integers(0, width, (rows, most)).astype(np.uint64)
    used = np.arange(most) < rng.integers(1, most + 1, rows)[:, None]
    return np.bitwise_or.reduce(np.where(used, np.uint64(1) << chosen, np.uint64(0)), axis=1)


def load(connection: object, points: np.ndarray, masks: np.ndarray) -> None:
    table = pd.DataFrame(
        {
            "row": np.arange(len(points)),
            "e": points[:, 0].astype(np.int64),
            "n": points[:, 1].astype(np.int64),
            **dict(zip(("ages", "times", "risks"), masks.T, strict=True)),
        }
    )
    connection.register("given", table)  # type: ignore[attr-defined]
    connection.execute("create table activities as select * from given")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
