"""The overall index of deprivation, in the shapes it is published in; other indices are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from sightline.errors import BadInput
from sightline.exchange.deprivation import read_deprivation
from sightline.exchange.problems import Reading, Weight

OFFICIAL = [
    "LSOA code (2021)",
    "LSOA name (2021)",
    "Local Authority District code (2024)",
    "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)",
]
PLAIN = "lsoa21_code,IMD_decile,Income_rank,IMD_rank,IMD_score\n"


def read(folder: Path, text: str, name: str = "index.csv", **known: list[str]) -> Reading:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_deprivation(path, **known)


def workbook(folder: Path, sheets: dict[str, list[list[object]]], name: str = "index.xlsx") -> Path:
    with xlsxwriter.Workbook(folder / name) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return folder / name


def said(reading: Reading) -> str:
    return "\n".join(str(problem) for problem in reading.problems)


def test_a_table_with_scores(tmp_path):
    reading = read(tmp_path, PLAIN + "E01000002,1,9,4,61.5\nE01000001,8,7,26525,8.742\n")
    assert reading.rows.to_numpy().tolist() == [
        ["E01000001", 26525, 8.0, 8.742, "2025"],
        ["E01000002", 4, 1.0, 61.5, "2025"],
    ]
    assert reading.account.accepted == 2
    assert reading.problems == ()


def test_scores_are_missing_where_the_edition_has_none(tmp_path):
    rows = read(tmp_path, "lsoa11_code,IMD_rank,IMD_decile\nE01000001,5,1\n").rows
    assert np.isnan(rows["deprivation_score"]).all()
    assert rows["edition"].tolist() == ["2019"]


def test_the_official_workbook_with_notes_first_and_a_title_above(tmp_path):
    path = workbook(
        tmp_path,
        {
            "Notes": [["About this file"]],
            "Domains": [["LSOA code (2021)", "Income Rank"], ["E01000001", 9]],
            "IMD": [["The index"], OFFICIAL, ["E01000001", "A 001A", "E07000001", 26525, 8]],
        },
    )
    reading = read_deprivation(path)
    found = reading.rows.iloc[0]
    assert (found["deprivation_rank"], found["deprivation_decile"]) == (26525, 8)
    assert found["edition"] == "2025"
    assert len(reading.account.sha256) == 64


def test_rows_of_a_workbook_are_counted_as_the_sheet_counts(tmp_path):
    rows = [
        ["The index"],
        [],
        OFFICIAL,
        ["E01000001", "A", "E07", 5, 1],
        ["E01000002", "B", "E07", "x", 1],
    ]
    reading = read_deprivation(workbook(tmp_path, {"IMD": rows}))
    assert "row 5, Index of Multiple Deprivation (IMD) Rank" in said(reading)
    assert reading.account.rows_in == 2


@pytest.mark.parametrize(
    ("headings", "name", "edition"),
    [
        ("LSOA code (2011),Local Authority District code (2019),IMD_rank", "a.csv", "2019"),
        ("LSOA code (2011),Local Authority District code (2013),IMD_rank", "a.csv", "2015"),
        ("LSOA code (2011),Local Authority District code (2013),IMD_rank", "iod2019.csv", "2015"),
        ("lsoa11_code,x,IMD_rank", "IMD_2015.csv", "2015"),
        ("lsoa11_code,x,IMD_rank", "a.csv", "2019"),
        ("lsoa21_code,x,imd rank", "a.csv", "2025"),
        ("area_code,x,deprivation_rank", "deprivation.csv", ""),
    ],
)
def test_the_edition_is_told_by_districts_then_name_then_areas(tmp_path, headings, name, edition):
    rows = read(tmp_path, f"{headings}\nE01000001,1,5\n", name).rows
    assert rows["edition"].tolist() == [edition]


def test_areas_outside_england_are_set_aside_for_want_of_an_english_index(tmp_path):
    text = PLAIN + "E01000001,1,9,4,61\nW01000001,1,9,4,61\nS01000001,1,9,4,61\n"
    reading = read(tmp_path, text)
    assert dict(reading.account.reasons) == {"no English index": 2}
    assert reading.rows["area"].tolist() == ["E01000001"]


def test_areas_without_an_index_are_named_those_of_other_nations_apart(tmp_path):
    known = ["E01000001", "E01000009", "W01000001", "W01000002"]
    reading = read(tmp_path, PLAIN + "E01000001,1,9,4,61\nE01000005,1,9,4,61\n", known_areas=known)
    assert dict(reading.account.reasons) == {"area outside the boundaries": 1}
    assert "found 2 areas outside England in the boundaries, first W01000001" in said(reading)
    assert "found no deprivation for 1 of 2 areas, first E01000009" in said(reading)
    assert {problem.weight for problem in reading.problems} == {Weight.SET_ASIDE, Weight.NOTE}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (
            "E01000002,1,9,,61",
            "row 3, IMD_rank: found nothing, wanted a whole number, 1 for",
        ),
        ("E01000002,1,9,0,61", "row 3, IMD_rank: found '0'"),
        ("E01000002,1,9,4.5,61", "row 3, IMD_rank: found '4.5'"),
        ("E01000002,1,9,x,61", "row 3, IMD_rank: found 'x'"),
        (
            "E01000002,11,9,4,61",
            "row 3, IMD_decile: found '11', wanted a whole number from",
        ),
        ("E01000002,0,9,4,61", "row 3, IMD_decile: found '0'"),
        ("E01000002,1.5,9,4,61", "row 3, IMD_decile: found '1.5'"),
        ("E01000002,1,9,4,high", "row 3, IMD_score: found 'high', wanted a number"),
        (",1,9,4,61", "row 3, lsoa21_code: found nothing, wanted an area"),
        (
            "E01000001,1,9,4,61",
            "row 3, lsoa21_code: found E01000001 again, wanted one row",
        ),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_are_used(tmp_path, row, found):
    reading = read(tmp_path, f"{PLAIN}E01000001,1,9,4,61\n{row}\n")
    assert (reading.account.accepted, reading.account.rejected) == (1, 1)
    assert found in said(reading)


def test_a_blank_decile_or_score_is_missing_not_wrong(tmp_path):
    reading = read(tmp_path, PLAIN + "E01000001,,9,4,\n")
    assert reading.account.accepted == 1
    assert reading.rows[["deprivation_decile", "deprivation_score"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "index.csv: found an empty file"),
        ("lsoa21_code,Income_rank,IDACI_rank\nE1,1,2\n",
         "found another index, not the overall one: Income_rank, IDACI_rank, wanted an area"),
        ("ltla24_code,imd_average_rank\nE07,5\n", "another index, not the overall one: imd_av"),
        ("lsoa21_code,households\nE1,5\n", "found columns lsoa21_code, households, want"),
        ("name,IMD_rank\nA,5\n", "wanted an area code and the rank of the overall Index of"),
        (PLAIN, "found no row that can be used, wanted at least one"),
        (PLAIN + "E01000001,1,9,x,61\n", "no row that can be used, .*row 2, IMD_rank: found 'x'"),
    ],
)  # fmt: skip
def test_a_wrong_file_gets_one_clear_message(tmp_path, text, message):
    with pytest.raises(BadInput, match=message):
        read(tmp_path, text)


def test_wrong_workbooks(tmp_path):
    notes = workbook(tmp_path, {"Notes": [["About"]], "Empty": []}, "notes.xlsx")
    with pytest.raises(BadInput, match=r"notes\.xlsx: found no column of area codes, wanted"):
        read_deprivation(notes)
    other = workbook(tmp_path, {"IDACI": [["LSOA code (2011)", "IDACI Rank"], ["E01", 5]]})
    with pytest.raises(BadInput, match="another index, not the overall one: IDACI Rank"):
        read_deprivation(other)
    (tmp_path / "cut.xlsx").write_bytes(other.read_bytes()[:-200])
    with pytest.raises(BadInput, match=r"cut\.xlsx: found a zip that is damaged or cut short"):
        read_deprivation(tmp_path / "cut.xlsx")


def test_a_zip_called_xlsx_is_not_a_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as archive:
        archive.writestr("readme.txt", "not a workbook")
    with pytest.raises(BadInput, match="found a workbook that cannot be read, wanted XLSX"):
        read_deprivation(tmp_path / "odd.xlsx")
