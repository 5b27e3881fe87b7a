"""Monthly files of an emergency department: what is counted, what is withheld, what is refused."""

from __future__ import annotations

from datetime import datetime

import pytest
import xlsxwriter

from sightline.analysis.periods import Month
from sightline.errors import BadInput, Conflict
from sightline.exchange.istv import (
    NOT_ON_THE_LIST,
    count_assaults,
    join_months,
    read_istv,
)
from sightline.exchange.problems import Weight

HEAD = "Reporting period start date,01/10/2026\nReporting period end date,31/10/2026\nSite,RZZ01\n"
COLUMNS = (
    "arrival date and time,assault date and time,assault method,assault method other description,"
    "assault location type,assault location description\n"
)
GOOD = "03/10/2026 01:10,02/10/2026 23:40,Knife,,Street,outside the Swan with Sam\n"
SECRET = "outside the Swan with Sam"


def write(tmp_path, rows, head=HEAD, name="october.csv"):
    path = tmp_path / name
    path.write_text(head + COLUMNS + rows, encoding="utf-8")
    return path


def read(tmp_path, rows, head=HEAD, name="october.csv"):
    return read_istv(write(tmp_path, rows, head, name))


def test_an_assault_is_counted_and_its_texts_are_kept_apart(tmp_path):
    found = read(tmp_path, GOOD)
    assert found.rows.assaults.values.tolist() == [
        ["2026-10", "2026-10-03 01:10", "2026-10-02 23:40", "blade", "street"]
    ]
    (withheld,) = found.rows.withheld
    assert (withheld.row, withheld.what, withheld.text) == (6 - 1, "location", SECRET)
    assert SECRET not in found.rows.assaults.to_csv()
    assert SECRET not in repr(found)
    assert SECRET not in " ".join(map(str, found.problems))
    assert found.account.accepted == found.account.rows_in == 1


def test_a_method_that_is_not_on_the_list_may_name_somebody_and_is_withheld(tmp_path):
    found = read(tmp_path, GOOD.replace("Knife", "Sam Smith hit him"))
    assert found.rows.assaults["method"].tolist() == [NOT_ON_THE_LIST]
    assert [each.text for each in found.rows.withheld] == ["Sam Smith hit him", SECRET]
    assert "Sam" not in " ".join(map(str, found.problems))


def test_a_text_that_stands_in_place_of_a_date_is_not_repeated(tmp_path):
    moved = "Quentin Canary did it,02/10/2026,Knife,,Street,\n,Sam Smith 5/10,Knife,,Street,\n"
    told = " ".join(map(str, read(tmp_path, GOOD + moved).problems))
    assert "assault_date_and_time: found something else, wanted a date" in told
    assert "Canary" not in told
    assert "Smith" not in told


def test_every_kind_is_counted_in_every_month_of_the_file_and_none_is_nought(tmp_path):
    found = read(tmp_path, GOOD * 3).rows
    counts = count_assaults(found).set_index("kind")["count"]
    assert counts["blade"] == 3
    assert counts["firearm"] == 0
    assert count_assaults(found, by="location_type").set_index("kind")["count"]["street"] == 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,Knife,,Street,", "no assault_date_and_time: found nothing"),
        (",02/10/2026,,,Street,", "row 5, assault_method: found nothing"),
        (",31/02/2026,Knife,,Street,", "a day that does not exist"),
        (",02/10/2026 25:00,Knife,,Street,", "found '02/10/2026 25:00'"),
        ("03/11/2026,02/10/2026,Knife,,Street,", "found 03/11/2026, wanted a day of the reporting"),
        ("03/10/2026 01:00,03/10/2026 02:00,Knife,,Street,", "wanted a moment up to the arrival"),
        (GOOD.strip() + ",more", "7 cells under 6"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_once_with_the_reason(tmp_path, row, said):
    found = read(tmp_path, GOOD + (row + "\n") * 2)
    rejected = [each for each in found.problems if each.weight is Weight.REJECTED]
    assert len(rejected) == 1
    assert rejected[0].rows == 2
    text = (
        str(rejected[0]).replace("row 5 and 1 more", "row 5").replace("row 6 and 1 more", "row 5")
    )
    assert said.split(": ")[-1] in text
    assert (found.account.accepted, found.account.rejected) == (1, 2)


def test_without_an_arrival_the_assault_says_the_month_within_the_period(tmp_path):
    found = read(tmp_path, ",30/09/2026,Knife,,Street,\n,31/10/2026,Knife,,Street,\n")
    assert found.rows.assaults["month"].tolist() == ["2026-10", "2026-10"]
    assert found.rows.assaults["arrived"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("", "found no reporting_period_start_date or"),
        (HEAD.replace("31/10", "30/10"), "wanted whole months"),
        (HEAD.replace("RZZ01", "R!"), "wanted 3 to 12 letters and digits"),
        (HEAD.replace("01/10/2026", "soon"), "header: found 'soon'"),
    ],
)
def test_a_file_without_its_period_or_site_is_refused(tmp_path, head, said):
    with pytest.raises(BadInput, match=said):
        read(tmp_path, GOOD, head)


def test_columns_that_are_not_of_the_data_set_are_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("name,age\nA,1\n")
    with pytest.raises(BadInput, match="wanted the fields of ISB 1594"):
        read_istv(path)
    path.write_text(HEAD + COLUMNS.strip() + ",method\n")
    with pytest.raises(BadInput, match="two columns for assault_method"):
        read_istv(path)


def test_a_workbook_with_the_header_in_columns_reads_the_same(tmp_path):
    path = tmp_path / "october.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    headings = (*COLUMNS.strip().split(","), "period start", "period end", "site code")
    sheet.write_row(0, 0, headings)
    sheet.write_datetime(1, 0, datetime(2026, 10, 3, 1, 10), day)  # noqa: DTZ001
    sheet.write_datetime(1, 1, datetime(2026, 10, 2, 23, 40), day)  # noqa: DTZ001
    sheet.write_row(1, 2, ["knife", "", "street", SECRET, "01/10/2026", "31/10/2026", "RZZ01"])
    book.close()
    found = read_istv(path).rows
    assert found.assaults.equals(read(tmp_path, GOOD).rows.assaults)
    assert found.header.site == "RZZ01"


def test_two_sites_or_periods_in_the_columns_of_one_file_are_refused(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(
        COLUMNS.strip() + ",site,period start,period end\n"
        + GOOD.strip() + ",RZZ01,01/10/2026,31/10/2026\n"
        + GOOD.strip() + ",RZZ02,01/10/2026,31/10/2026\n"
    )  # fmt: skip
    with pytest.raises(BadInput, match="2 different values"):
        read_istv(path)


def test_the_same_file_twice_counts_once_and_a_month_without_a_file_is_a_gap(tmp_path):
    october, december = read(tmp_path, GOOD), read(
        tmp_path,
        GOOD.replace("/10/", "/12/"),
        HEAD.replace("/10/", "/12/"),
        "december.csv",
    )  # fmt: skip
    months = join_months([october, december, october])
    assert len(months.assaults) == 2
    assert months.repeated == ("october.csv",)
    assert months.missing == (Month(2026, 11),)


def test_two_files_of_one_month_or_of_two_sites_are_not_joined(tmp_path):
    october = read(tmp_path, GOOD)
    again = read(tmp_path, GOOD * 2, name="again.csv")
    elsewhere = read(tmp_path, GOOD, HEAD.replace("RZZ01", "RZZ02"), "elsewhere.csv")
    with pytest.raises(Conflict, match="October 2026: found it in"):
        join_months([october, again])
    with pytest.raises(Conflict, match="October 2026"):
        join_months([october, elsewhere])
    with pytest.raises(Conflict, match="found no file"):
        join_months([])
