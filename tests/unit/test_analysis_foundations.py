"""Tables, months, ages and accounts: what everything else stands on."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.framework import OLDEST, AgeRange, Vocabulary
from sightline.analysis.periods import Month, months_to
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput
from sightline.exchange.problems import Account

TABLE = Table(
    "counts",
    {
        "area": Column(Kind.TEXT, "area code"),
        "people": Column(Kind.COUNT, "people"),
        "share": Column(Kind.SHARE, "of everybody", may_be_missing=True),
        "change": Column(Kind.NUMBER, "people", may_be_missing=True),
        "note": Column(Kind.TEXT, "words", may_be_missing=True),
    },
    ("area",),
)
GOOD = {"area": ["A", "B"], "people": [1, 0], "share": [0.5, None], "change": [-1, None]}
months = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


def table(**changed: object) -> pd.DataFrame:
    return pd.DataFrame(GOOD | {"note": [None, "x"]} | changed)


def test_a_good_table_keeps_zero_and_missing_apart() -> None:
    checked = TABLE.check(table(more=[1, 2]))
    assert list(checked.columns) == list(TABLE.columns)
    assert checked["people"].tolist() == [1, 0]
    assert checked["share"].isna().tolist() == [False, True]
    assert checked["note"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("column", "values", "row", "found"),
    [
        ("people", [1, 1.5], 2, "1.5"),
        ("people", [1, -1], 2, "-1"),
        ("people", [None, 1], 1, "nothing"),
        ("people", ["many", 1], 1, "many"),
        ("people", [float("inf"), 1], 1, "inf"),
        ("share", [1.1, 0], 1, "1.1"),
        ("share", ["half", 0], 1, "half"),
        ("change", [float("-inf"), 0], 1, "-inf"),
        ("area", [None, "B"], 1, "nothing"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(
    column: str, values: list[object], row: int, found: str
) -> None:
    with pytest.raises(BadInput) as refused:
        TABLE.check(table(**{column: values}))
    assert str(refused.value).startswith(f"counts, column {column}, row {row}: found {found}, ")
    assert TABLE.columns[column].unit in str(refused.value)


def test_a_missing_column_and_a_repeated_row_are_refused() -> None:
    with pytest.raises(BadInput, match="wanted also people, share"):
        TABLE.check(pd.DataFrame({"area": ["A"], "change": [0], "note": ["x"]}))
    with pytest.raises(BadInput, match="more than one row for A"):
        TABLE.check(table(area=["A", "A"]))
    assert TABLE.empty().empty


@given(months, st.integers(-500, 500))
def test_months_go_forward_and_back(month: Month, by: int) -> None:
    assert month.plus(by).plus(-by) == month
    assert Month.parse(str(month)) == month
    assert Month.of(month.last_day) == Month.of(month.first_day) == month
    assert (month.plus(by) > month) == (by > 0)


def test_twelve_months_end_with_the_last() -> None:
    year = months_to(Month(2024, 2), how_many=12)
    assert (str(year[0]), str(year[-1]), len(set(year))) == ("2023-03", "2024-02", 12)
    assert year[-1].last_day == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "25-01", "2025-1", "", "2025-12-01"])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="wanted a month such as 2025-12"):
        Month.parse(text)


@pytest.mark.parametrize("text", ["24-10", "10", "", "-1-5", "10-121", "ten-20"])
def test_what_is_not_a_range_of_ages_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="wanted a range"):
        AgeRange.parse(text)


@given(*[st.integers(0, OLDEST)] * 4)
def test_the_overlap_of_ages_is_what_both_hold(a: int, b: int, c: int, d: int) -> None:
    one, other = AgeRange(min(a, b), max(a, b)), AgeRange(min(c, d), max(c, d))
    both = set(range(one.from_age, one.to_age + 1)) & set(range(other.from_age, other.to_age + 1))
    overlap = one.overlap(other)
    assert overlap == other.overlap(one)
    assert (overlap.years if overlap else 0) == len(both)


def test_rows_that_went_nowhere_stop_the_program() -> None:
    with pytest.raises(AssertionError, match="3 rows came in"):
        Account("a.csv", "0" * 64, rows_in=3, accepted=1, rejected=1, set_aside=0)


def test_a_word_that_is_no_term_is_answered_with_those_that_are() -> None:
    empty = Vocabulary("groups", "Groups", "Reviewer", date(2026, 1, 1), {})
    with pytest.raises(BadInput, match="no term is known"):
        empty.find("anything")
