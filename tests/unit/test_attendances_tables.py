"""Tables of attendances: stars, blanks and noughts told apart; every row accounted for."""

from __future__ import annotations

import pytest

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.attendances import read_attendances

HEAD = "district_code,Month,Kind,Age group,Attendances\n"


def read(tmp_path, rows, head=HEAD, **asked):
    path = tmp_path / "attendances.csv"
    path.write_text(head + rows, encoding="utf-8")
    return read_attendances(path, **asked)


def test_a_star_a_blank_and_a_nought_are_three_things(tmp_path):
    found = read(
        tmp_path,
        "X07000001,Oct 2026,Assault,10-24,*\n"
        "X07000001,11/2026,Assault,10-24,<5\n"
        "X07000001,2026-12,Assault,10-24,\n"
        "X07000001,01/01/2027,Assault,10-24,0\n"
        'X07000001,Feb-2027,Assault,10-24,"1,204"\n',
    ).rows
    assert found.cells["shown"].tolist() == [
        "too few to show", "too few to show", "not supplied", "shown", "shown"
    ]  # fmt: skip
    assert found.cells["count"].dropna().tolist() == [0, 1204]
    assert found.missing == (Month(2026, 12),)


def test_kind_and_age_are_all_where_there_is_no_such_column(tmp_path):
    found = read(tmp_path, "RZZ01,2026-10,7\n", "site,month,count\n")
    assert found.rows.cells.iloc[0, :4].tolist() == ["RZZ01", "2026-10", "all", "all ages"]


def test_a_total_over_kinds_is_known_by_whichever_word(tmp_path):
    rows = "".join(f"X07000001,2026-1{number},{word},10-24,50\n"
                   for number, word in enumerate(("All kinds", "TOTAL", "any")))  # fmt: skip
    assert set(read(tmp_path, rows).rows.cells["kind"]) == {"all"}


def test_a_cell_twice_counts_once_and_with_two_counts_not_at_all(tmp_path):
    row = "X07000001,2026-10,assault,10-24,9\n"
    once = read(tmp_path, row * 2)
    assert (once.account.accepted, once.account.set_aside) == (1, 1)
    other = read(tmp_path, row + row.replace(",9", ",8"))
    assert (other.account.accepted, other.account.rejected) == (0, 2)
    assert "found 2 rows of X07000001, 2026-10, assault, 10-24" in str(other.problems[-1])


def test_one_message_for_each_kind_of_problem(tmp_path):
    found = read(
        tmp_path,
        "X07000001,2026-10,a,10-24,many\n"
        "X07000001,2026-11,a,10-24,-\n"
        ",2026-11,a,10-24,1\n"
        "X07000009,2026-11,a,10-24,1\n"
        "X07000001,2026-11,=1+1,10-24,1\n"
        "X07000001,whenever,a,10-24,1\n"
        "X07000001,2026-11,a,old,1\n"
        ",,,,\n"
        "X07000001,2026-11,a,10-24,1,2\n"
        "X07000001,2026-11,a,10-24,1\n",
        known_areas=["X07000001"],
    )
    told = {problem.where: problem.rows for problem in found.problems}
    assert told == {
        "row 2 and 1 more, count": 2,
        "row 4, area": 1,
        "row 5, area": 1,
        "row 6, kind": 1,
        "row 7, month": 1,
        "row 8, age": 1,
        "row 9": 1,
        "row 10": 1,
    }
    account = found.account
    assert (account.rows_in, account.accepted) == (10, 1)
    assert (account.rejected, account.set_aside) == (7, 2)


def test_a_month_without_rows_is_a_gap_and_not_nought(tmp_path):
    found = read(tmp_path, "X07000001,2026-10,a,,9\nX07000001,2027-01,a,,9\n")
    assert found.rows.missing == (Month(2026, 11), Month(2026, 12))
    assert "not supplied, which is not none" in str(found.problems[0])


def test_kinds_that_must_be_free_text_are_refused_without_repeating_them(tmp_path):
    rows = "".join(f"X07000001,2026-10,seen with person {n},,1\n" for n in range(60))
    with pytest.raises(BadInput, match="60 different texts") as refused:
        read(tmp_path, rows)
    assert "person" not in str(refused.value)


def test_a_table_without_counts_is_refused(tmp_path):
    with pytest.raises(BadInput, match="wanted such as area_code, month, kind, age, count"):
        read(tmp_path, "A,B\n", "one,two\n")
