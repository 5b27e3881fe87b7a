"""Counts of people that may be public: protected once, and everything else summed from them.

Hiding small cells fails, because totals, other dates and other boundaries can be subtracted. So a
fixed set of cells is rounded once, period by period, and every total, chart and download is a sum
of rounded cells. New periods are new cells: what was released is never rounded again, for two
roundings of one count tell more than one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from sightline.analysis.disclosure.rounding import Period, Whole, round_period
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput, Refused

BASE = 5
LEAST_MEAN = 1.0  # people a cell: below it rounded cells are nearly all zero and tell nothing


@dataclass(frozen=True)
class ReleaseDesign:
    """The cells of a release: what names them, which of it is the period, and the base.

    dimensions: such as ("district", "month", "age"). period: the one that grows, such as "month".
    """

    dimensions: tuple[str, ...]
    period: str
    base: int = BASE

    def __post_init__(self) -> None:
        if self.period not in self.dimensions or len(set(self.dimensions)) < 2:
            raise BadInput(
                f"release: found dimensions {', '.join(self.dimensions)} and period "
                f"{self.period!r}, wanted two or more and the period among them."
            )
        if self.base < 3:
            raise BadInput(f"release: found base {self.base}, wanted 3 or more.")

    @property
    def standing(self) -> tuple[str, ...]:
        """The dimensions that do not grow."""
        return tuple(name for name in self.dimensions if name != self.period)

    def table(self, name: str, count: str) -> Table:
        """The shape of its cells. A cell with no row is not supplied; none is 0."""
        columns = {of: Column(Kind.TEXT, of) for of in self.dimensions}
        return Table(name, {**columns, count: Column(Kind.COUNT, "people")}, self.dimensions)


@dataclass(frozen=True, eq=False)
class ProtectedCube:
    """Released cells, and how far their sums are from the truth at most.

    cells: the dimensions and protected_count, a multiple of the base. total_error: the largest
    running error of any total, in people.
    """

    design: ReleaseDesign
    cells: pd.DataFrame
    total_error: int

    @property
    def words(self) -> str:
        """What a reader is told beside every number."""
        base = self.design.base
        return (
            f"Counts are rounded to a multiple of {base} so that nobody can be recognised. Each is "
            f"less than {base} from the true count; totals are sums of rounded counts, and those "
            f"of all periods are within {self.total_error} of the truth."
        )


def protect_cube(
    counts: pd.DataFrame,
    *,
    design: ReleaseDesign,
    secret: int,
    released: ProtectedCube | None = None,
    released_counts: pd.DataFrame | None = None,
) -> ProtectedCube:
    """Round the cells so that sums stay near the truth and no small count can be worked out.

    counts: the design's dimensions and count, 0 where none; a cell without a row is not supplied.
    Periods are taken in the order of their names. secret: seeds the dice, and is never published.
    released, released_counts: what is public already and the true counts behind it; its cells are
    kept as they are, and `counts` has only later periods (BadInput if not). Refused if the mean
    count of a cell is below 1: publish larger areas or longer periods.
    """
    table = design.table("counts to release", "count").check(counts)
    _refuse_sparse(table, design)
    before, before_counts = _already(released, released_counts, design)
    _refuse_old_periods(table, before, design)
    everything = pd.concat([before_counts, table], ignore_index=True)
    series = pd.MultiIndex.from_frame(everything[list(design.standing)].drop_duplicates())
    totals = _totals(series)
    running = before.merge(before_counts, on=list(design.dimensions))
    errors = running["protected_count"] - running["count"]
    carried_cells = _by_series(running.assign(error=errors), "error", series, design)
    worst = released.total_error if released else 0
    rng = np.random.default_rng(secret)
    parts = [before]
    for _, cells in table.sort_values(list(design.dimensions)).groupby(design.period, sort=True):
        place = series.get_indexer(pd.MultiIndex.from_frame(cells[list(design.standing)]))
        true = cells["count"].to_numpy()
        period = Period(true, totals[:, place], totals @ carried_cells, carried_cells[place])
        rounded = round_period(period, base=design.base, rng=rng)
        carried_cells[place] += rounded - true
        worst = max(worst, int(np.abs(totals @ carried_cells).max()))
        parts.append(cells[list(design.dimensions)].assign(protected_count=rounded))
    cells = pd.concat(parts, ignore_index=True).sort_values(list(design.dimensions))
    protected = design.table("protected counts", "protected_count").check(cells)
    return ProtectedCube(design, protected, worst)


def sum_protected(
    cube: ProtectedCube, *, by: Sequence[str], where: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """Totals of released cells: `by`, protected_count and cells (how many were added up).

    where: the values of dimensions that count, or None for all. A total of some cells that were not
    supplied has fewer cells than others, and whoever shows it says so.
    """
    unknown = sorted({*by, *(where or {})} - set(cube.design.dimensions))
    if unknown:
        raise BadInput(
            f"protected counts: found {unknown[0]!r}, wanted any of: "
            f"{', '.join(cube.design.dimensions)}."
        )
    cells = cube.cells
    for name, values in (where or {}).items():
        cells = cells[cells[name].isin(list(values))]
    counted = cells.assign(cells=1)
    if not by:
        return counted[["protected_count", "cells"]].sum().to_frame().T
    return counted.groupby(list(by), as_index=False)[["protected_count", "cells"]].sum()


def _refuse_sparse(table: pd.DataFrame, design: ReleaseDesign) -> None:
    mean = table["count"].mean() if len(table) else LEAST_MEAN
    if mean < LEAST_MEAN:
        raise Refused(
            f"release by {', '.join(design.dimensions)}: found {mean:.2f} people a cell on "
            f"average, wanted {LEAST_MEAN:g} or more, for rounded counts would be nearly all 0. "
            "Publish larger areas, longer periods or fewer groups."
        )


def _already(
    released: ProtectedCube | None, counts: pd.DataFrame | None, design: ReleaseDesign
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cells that are public and the counts behind them; both empty before the first release."""
    if released is None:
        return (
            design.table("protected counts", "protected_count").empty(),
            design.table("released counts", "count").empty(),
        )
    if released.design != design:
        raise BadInput(
            "release: found other dimensions or another base than were released before, wanted the "
            "same. A second cube of the same people would give both away."
        )
    table = design.table("released counts", "count")
    behind = table.empty() if counts is None else table.check(counts)
    if len(behind) != len(released.cells) or len(
        behind.merge(released.cells, on=list(design.dimensions))
    ) != len(behind):
        raise BadInput(
            f"release: found {len(behind)} counts behind {len(released.cells)} released cells, "
            "wanted the count of every one of them."
        )
    return released.cells, behind


def _refuse_old_periods(table: pd.DataFrame, before: pd.DataFrame, design: ReleaseDesign) -> None:
    if not len(before):
        return
    last = before[design.period].max()
    old = sorted(set(table.loc[table[design.period] <= last, design.period]))
    if old:
        raise BadInput(
            f"{design.period} {old[0]}: found it in a release that ends with {last}, wanted later "
            "ones only. Released counts are never rounded again; say in words what was revised."
        )


def _totals(series: pd.MultiIndex) -> sparse.csr_array:
    """Totals × series: 1 where a series is in a total, for all the margins there are."""
    frame = series.to_frame(index=False)
    names = list(frame.columns)
    margins = [np.zeros(len(frame), dtype=np.int64)]
    for size in range(1, len(names)):
        for kept in combinations(names, size):
            margins.append(frame.groupby(list(kept), sort=True).ngroup().to_numpy())
    rows, offset = [], 0
    for codes in margins:
        rows.append(codes + offset)
        offset += int(codes.max(initial=-1)) + 1
    columns = np.tile(np.arange(len(frame)), len(margins))
    ones = np.ones(len(columns), dtype=np.int64)
    return sparse.csr_array((ones, (np.concatenate(rows), columns)), shape=(offset, len(frame)))


def _by_series(
    table: pd.DataFrame, what: str, series: pd.MultiIndex, design: ReleaseDesign
) -> Whole:
    """The sum of a column for each series, 0 where it has no row."""
    place = series.get_indexer(pd.MultiIndex.from_frame(table[list(design.standing)]))
    values = table[what].to_numpy(dtype="int64")
    return np.asarray(np.bincount(place, weights=values, minlength=len(series)), dtype=np.int64)
