"""Nobody can work out a small count from everything that is released, however it is cut."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from sightline.analysis.disclosure import (
    SMALLEST_SHOWN,
    ProtectedCube,
    ReleaseDesign,
    protect_cube,
    sum_protected,
)
from tests.factories.attacker import Published, attack, numbers_of

DESIGN = ReleaseDesign(("district", "kind", "age", "month"), period="month")
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]
STANDING = ("district", "kind", "age")
MARGINS = [kept for size in range(4) for kept in combinations(STANDING, size)]


@cache
def invented_counts(districts: int = 19, seed: int = 20) -> pd.DataFrame:
    """A year of made-up attendances, most of them few: uneven over districts, kinds and ages."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product(
        [
            [f"District {n:02d} (fictional)" for n in range(districts)],
            ["assault", "weapon", "other"],
            ["0-9", "10-17", "18-24", "25 and over"],
            MONTHS,
        ],
        names=DESIGN.dimensions,
    )
    usual = np.repeat(rng.gamma(1.5, 3.0, len(index) // len(MONTHS)), len(MONTHS))
    return index.to_frame(index=False).assign(count=rng.poisson(usual))


@cache
def released() -> ProtectedCube:
    return protect_cube(invented_counts(), design=DESIGN, secret=77)


def everything_published(cube: ProtectedCube, cells: pd.DataFrame) -> list[Published]:
    """Every cell, and every total over every run of months, with the error that is told of each.

    A total from the first month to any other is within total_error; of a run in the middle it is
    the difference of two such, so they say all that any run of months says.
    """
    base = DESIGN.base
    known = [numbers_of(cells, cube.cells, DESIGN.dimensions, "protected_count", base - 1)]
    for place in range(1, len(MONTHS) + 1):
        run = MONTHS[:place]
        of_run = cells[cells["month"].isin(run)]
        for kept in MARGINS:
            table = sum_protected(cube, by=kept, where={"month": run})
            within = base - 1 if kept == STANDING else cube.total_error
            known.append(_of_rows(cells, of_run, table, kept, within))
    return known


def _of_rows(
    cells: pd.DataFrame, rows: pd.DataFrame, table: pd.DataFrame, kept: tuple[str, ...], within: int
) -> Published:
    """What a table says of some of the cells; one row for all where nothing is kept."""
    if kept:
        some = numbers_of(rows.reset_index(drop=True), table, kept, "protected_count", within)
    else:
        some = numbers_of(
            rows.assign(all=1).reset_index(drop=True),
            table.assign(all=1),
            ("all",),
            "protected_count",
            within,
        )
    coo = some.sets.tocoo()
    columns = rows.index.to_numpy()[coo.col]
    sets = sparse.csr_array((coo.data, (coo.row, columns)), shape=(len(table), len(cells)))
    return Published(sets, some.low, some.high)


def series_of(cells: pd.DataFrame) -> np.ndarray:
    return cells.groupby(list(STANDING), sort=False).ngroup().to_numpy()


def small_cells(cells: pd.DataFrame) -> np.ndarray:
    return np.flatnonzero(cells["count"].between(1, SMALLEST_SHOWN - 1))


def test_the_attacker_recovers_no_small_count_of_two_thousand():
    """And none to within one: the least and the most that it can be are more than two apart."""
    cells = invented_counts()
    targets = small_cells(cells)
    assert len(targets) >= 2_000
    published = everything_published(released(), cells)
    true = cells["count"].to_numpy()
    for one in published:
        assert (one.low <= one.sets @ true).all()
        assert (one.sets @ true <= one.high).all()
    found = attack(published, series=series_of(cells), targets=targets)
    exact = found[found["least"] == found["most"]]
    assert len(exact) == 0
    assert (found["most"] - found["least"] > 2).all()


def test_the_same_attacker_recovers_small_counts_that_are_merely_hidden():
    """So an attacker that finds nothing is not one that cannot find anything."""
    cells = invented_counts(districts=4)
    true = cells["count"].to_numpy()
    small = small_cells(cells)
    hidden = np.isin(np.arange(len(cells)), small)
    identity = numbers_of(cells, cells, DESIGN.dimensions, "count", 0)
    known = [
        Published(
            identity.sets, np.where(hidden, 1, true), np.where(hidden, SMALLEST_SHOWN - 1, true)
        )
    ]
    for kept in MARGINS[1:]:
        keys = [*kept, "month"]
        totals = cells.groupby(keys, as_index=False)["count"].sum()
        known.append(numbers_of(cells, totals, keys, "count", 0))
    for kept in MARGINS[1:]:
        totals = cells.groupby(list(kept), as_index=False)["count"].sum()
        known.append(numbers_of(cells, totals, kept, "count", 0))
    found = attack(known, series=series_of(cells), targets=small)
    exact = found[found["least"] == found["most"]]
    assert len(exact) > len(small) / 4
    assert (exact["least"].to_numpy() == true[exact["cell"]]).all()


def test_released_cells_are_close_and_their_running_totals_are_closer():
    cells = invented_counts()
    both = released().cells.merge(cells, on=list(DESIGN.dimensions))
    error = both["protected_count"] - both["count"]
    assert error.abs().max() < DESIGN.base
    assert (both["protected_count"] % DESIGN.base == 0).all()
    running = error.groupby([both[name] for name in STANDING]).cumsum()
    assert running.abs().max() < DESIGN.base
    for kept in MARGINS[:-1]:
        keys = [both[name] for name in kept] or [pd.Series(0, index=both.index)]
        by_month = error.groupby([*keys, both["month"]]).sum()
        so_far = by_month.groupby(level=list(range(len(keys)))).cumsum()
        assert so_far.abs().max() <= released().total_error
    assert released().total_error <= 2 * DESIGN.base


def test_a_new_month_changes_no_released_cell():
    cells = invented_counts(districts=6)
    first = cells[cells["month"] < "2025-12"]
    before = protect_cube(first, design=DESIGN, secret=5)
    after = protect_cube(
        cells[cells["month"] == "2025-12"],
        design=DESIGN,
        secret=6,
        released=before,
        released_counts=first,
    )
    kept = after.cells[after.cells["month"] < "2025-12"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, before.cells)
    assert set(after.cells["month"]) == set(MONTHS)
    assert after.total_error >= before.total_error


def test_another_secret_gives_another_release():
    """The rule cannot be worked backwards from knowing it."""
    cells = invented_counts(districts=4)
    one = protect_cube(cells, design=DESIGN, secret=1)
    two = protect_cube(cells, design=DESIGN, secret=2)
    assert (one.cells["protected_count"] != two.cells["protected_count"]).any()
