"""Sharing a count among places: nothing is lost, and each part says how sure it is.

Every conversion of counts, between vintages of areas or up a hierarchy, is a table of SHARES and
`convert_counts`. Parts are kept in whole units of 2^-20 (a millionth) and are handed out by largest
remainder, so the parts of a count add up to it exactly, in whatever order they are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincinv

from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

UNIT = 2.0**-20
MOST_COUNTED = 2.0**30  # more could not be shared out exactly in double precision
SURE = 0.90  # how often the interval holds


class How(StrEnum):
    """How the share of a count that goes to a place was found."""

    SAME = "the same area"
    WHOLE = "wholly inside"
    PEOPLE = "split by people"
    EQUAL = "split in equal parts"
    GIVEN = "split by given shares"
    FITTED = "irregular, fitted to the people of both"
    BEST_FIT = "irregular, best fit"


CERTAIN = (How.SAME, How.WHOLE)  # the others are estimates

SHARES = Table(
    "shares",
    {
        "from_area": Column(Kind.TEXT, "code of the area that was counted"),
        "to_area": Column(Kind.TEXT, "code of the area that the count goes to"),
        "share": Column(Kind.SHARE, "of the count; those of one from_area add up to 1"),
        "how": Column(Kind.TEXT, "how the share was found, as in How"),
    },
    ("from_area", "to_area"),
)
COUNTS = Table(
    "counts",
    {
        "area": Column(Kind.TEXT, "area code"),
        "count": Column(Kind.AMOUNT, "things counted, missing if not supplied", True),
    },
    ("area",),
)
CONVERTED = Table(
    "converted counts",
    {
        "area": Column(Kind.TEXT, "area code"),
        "count": Column(Kind.AMOUNT, "things counted, missing if not supplied", True),
        "split_share": Column(Kind.SHARE, "of the count that rests on a split", True),
        "count_low": Column(Kind.AMOUNT, "the interval's lower end; at_least where none", True),
        "count_high": Column(Kind.AMOUNT, "the interval's upper end; at_most where none", True),
        "at_least": Column(Kind.AMOUNT, "what it is for certain", True),
        "at_most": Column(Kind.AMOUNT, "what it cannot be above", True),
    },
    ("area",),
)


@dataclass(frozen=True, eq=False)
class Converted:
    """Counts by other areas. The count of `counts` and of `unplaced` is all that went in.

    counts: CONVERTED, and the columns it was counted by. unplaced: COUNTS likewise, of areas that
    no share speaks of. split_share: of all that was placed, how much rests on a split (0 to 1).
    """

    counts: pd.DataFrame
    unplaced: pd.DataFrame
    split_share: float


def check_shares(shares: pd.DataFrame) -> pd.DataFrame:
    """SHARES whose shares add up to 1 for every from_area, or BadInput.

    >>> check_shares(pd.DataFrame({"from_area": ["A", "A"], "to_area": ["B", "C"],
    ...                            "share": [0.5, 0.4], "how": "split by given shares"}))
    Traceback (most recent call last):
    ...
    sightline.errors.BadInput: shares: found 0.9 of A, wanted shares that add up to 1. Correct \
them, or leave out the area.
    """
    checked = SHARES.check(shares)
    total = checked.groupby("from_area", sort=False)["share"].sum()
    wrong = total[(total - 1).abs() > 1e-9]
    if len(wrong):
        raise BadInput(
            f"shares: found {wrong.iloc[0]:g} of {wrong.index[0]}, wanted shares that add up to 1. "
            "Correct them, or leave out the area."
        )
    return checked


def convert_counts(
    *,
    counts: pd.DataFrame,
    shares: pd.DataFrame,
    missing_is_zero: bool,
    likeness: float | None = None,
    by: Sequence[str] = (),
) -> Converted:
    """Counts by the areas that the shares lead to.

    counts: COUNTS, with the columns of `by` (such as month and category) if it is counted by more
    than the area. shares: SHARES. missing_is_zero: whether an area without a row counts as zero
    (events, where all are reported) or as not supplied; a count that is empty is always not
    supplied. An area has a row where any of its parts has one; it is not supplied if any part is
    not. likeness: how alike the rates within an area are, as `measure_split` finds it; without it
    the interval is all that is possible.

    >>> shares = pd.DataFrame({"from_area": ["A", "A", "B"], "to_area": ["P", "Q", "Q"],
    ...     "share": [0.25, 0.75, 1.0], "how": [How.PEOPLE, How.PEOPLE, How.WHOLE]})
    >>> counts = pd.DataFrame({"area": ["A", "B", "Z"], "count": [8, 1, 5]})
    >>> done = convert_counts(counts=counts, shares=shares, missing_is_zero=True)
    >>> done.counts[["area", "count", "at_least", "at_most"]].values.tolist()
    [['P', 2.0, 0.0, 8.0], ['Q', 7.0, 1.0, 9.0]]
    >>> done.unplaced.values.tolist(), round(done.split_share, 2)
    ([['Z', 5.0]], 0.89)
    """
    given, lines = _counted_by(COUNTS, by).check(counts), check_shares(shares)
    placed = given["area"].isin(lines["from_area"])
    given["count"] = round_to_units(given["count"])
    lines = lines.assign(reach=lines.groupby("to_area")["from_area"].transform("size"))
    rows = given[placed].merge(lines, left_on="area", right_on="from_area", how="left")
    rows["part"] = share_out(rows["count"], rows["share"], _groups(rows, [*by, "area"]))
    totals = add_up(rows, [*by, "to_area"], likeness)
    unknown = totals["unknown"] | ((totals["parts"] < totals["reach"]) & (not missing_is_zero))
    numbers = [name for name, column in CONVERTED.columns.items() if column.kind is not Kind.TEXT]
    totals[numbers] = totals[numbers].where(~unknown)
    total = float(totals["count"].sum())
    return Converted(
        _counted_by(CONVERTED, by).check(totals.rename(columns={"to_area": "area"})),
        given[~placed].reset_index(drop=True),
        float((totals["count"] * totals["split_share"]).sum()) / total if total else 0.0,
    )


def share_out(amounts: pd.Series, shares: pd.Series, groups: Whole) -> Numbers:
    """The part of each row: its share of the amount of its group, to a millionth, nothing lost.

    amounts: the amount of the group, repeated; missing stays missing. groups: 0, 1, … for each row.
    Shares of a group add up to 1. What rounding leaves goes to the largest remainders, the first
    rows first.

    >>> share_out(pd.Series([1.0] * 3), pd.Series([1 / 3] * 3), np.zeros(3, dtype=int)).sum()
    np.float64(1.0)
    """
    known = amounts.fillna(0).to_numpy(dtype="float64")
    if known.max(initial=0) > MOST_COUNTED:
        raise BadInput(
            f"counts: found {known.max():,.0f}, wanted at most {MOST_COUNTED:,.0f}. "
            "Give it in a larger unit."
        )
    units = np.rint(known / UNIT).astype("int64")
    wanted = units * shares.to_numpy(dtype="float64")
    whole = np.floor(wanted * (1 - 2.0**-50)).astype("int64")
    sizes = np.bincount(groups, minlength=int(groups.max(initial=-1)) + 1)
    handed = np.zeros(len(sizes), dtype="int64")
    np.add.at(handed, groups, whole)
    order = np.lexsort((np.arange(len(groups)), -(wanted - whole), groups))
    rank = np.empty(len(groups), dtype="int64")
    rank[order] = np.arange(len(groups)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    left = units - handed[groups]
    parts = whole + left // sizes[groups] + (rank < left % sizes[groups])
    return np.where(amounts.isna(), np.nan, parts * UNIT)


def round_to_units(amounts: pd.Series) -> pd.Series:
    """The amounts to the nearest unit, a millionth; whole numbers stay as they are."""
    return (amounts / UNIT).round() * UNIT


def interval_of_split(
    *, expected: Numbers, variance: Numbers, most: Numbers
) -> tuple[Numbers, Numbers]:
    """Between what a count shared out by chance lies with 90% probability.

    expected, variance: of the count. most: all that could be here. A beta distribution on 0 to
    most with that mean and variance. Where all or nothing is expected the ends are 0 and most: an
    estimate of none is not a certainty.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = expected / most
        alike = mean * (1 - mean) * most**2 / variance - 1
    open_ended = (mean > 0) & (mean < 1) & (variance > 0)
    mean, alike = np.where(open_ended, mean, 0.5), np.where(open_ended, alike, 1.0)
    alike = np.maximum(alike, 1e-3)
    low, high = (
        most * betaincinv(mean * alike, (1 - mean) * alike, tail)
        for tail in ((1 - SURE) / 2, (1 + SURE) / 2)
    )
    return np.where(open_ended, low, 0.0), np.where(open_ended, high, most)


def variance_of_split(amount: Numbers, share: Numbers, likeness: float) -> Numbers:
    """The variance of a part: beta-binomial of that many, shares as like as `likeness` says."""
    return np.asarray(amount * share * (1 - share) * (amount + likeness) / (1 + likeness))


def add_up(rows: pd.DataFrame, keys: list[str], likeness: float | None) -> pd.DataFrame:
    """CONVERTED by keys, with how many parts there are and whether any of them is unknown.

    rows: keys, count (of the whole), share, how and part of each; reach is the same for each key.
    """
    certain = rows["how"].isin(CERTAIN).to_numpy(dtype=bool)
    count, part = (rows[name].fillna(0).to_numpy(dtype="float64") for name in ("count", "part"))
    spread = variance_of_split(count, rows["share"].to_numpy(), likeness or 0.0)
    lines = rows[keys].assign(
        count=part,
        at_least=np.where(certain, part, 0),
        expected=np.where(certain, 0, part),
        most=np.where(certain, 0, count),
        variance=np.where(certain, 0, spread),
        unknown=rows["count"].isna(),
        fraction=count != np.floor(count),
        parts=1,
    )
    found = lines.groupby(keys, as_index=False, sort=True).sum()
    found["reach"] = rows.groupby(keys, sort=True)["reach"].first().to_numpy()
    found["unknown"] = found["unknown"] > 0
    return found.assign(**_ends(found, likeness))


def _ends(found: pd.DataFrame, likeness: float | None) -> dict[str, Numbers]:
    """What the count is for certain, what at most, and the ends of its interval."""
    sure, expected, most = (found[name].to_numpy() for name in ("at_least", "expected", "most"))
    low, high = np.zeros(len(found)), most
    if likeness is not None:
        variance = found["variance"].to_numpy()
        low, high = interval_of_split(expected=expected, variance=variance, most=most)
        whole = found["fraction"].to_numpy() == 0
        low, high = np.where(whole, np.floor(low), low), np.where(whole, np.ceil(high), high)
    count = found["count"].to_numpy()
    split = np.divide(expected, count, out=(most > 0).astype(float), where=count > 0)
    return {
        "split_share": np.minimum(split, 1.0),
        "count_low": sure + np.minimum(low, most),
        "count_high": sure + np.minimum(high, most),
        "at_most": sure + most,
    }


def _counted_by(table: Table, by: Sequence[str]) -> Table:
    """The table with the columns it is counted by, and one row for each of them and area."""
    texts = {name: Column(Kind.TEXT, "what it is counted by") for name in by}
    return replace(table, columns={**texts, **table.columns}, one_row_per=(*by, "area"))


def _groups(rows: pd.DataFrame, keys: list[str]) -> Whole:
    return np.asarray(rows.groupby(keys, sort=False).ngroup(), dtype="int64")
