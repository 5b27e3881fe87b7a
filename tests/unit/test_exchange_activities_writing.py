"""Sheets that are written: safe from formulas, read back the same, ready to be filled in."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factories.activity_sheet import (
    GOOD,
    POSTCODES,
    areas_table,
    good_xlsx,
    read,
    vocabularies,
    write_csv,
)
from python_calamine import CalamineWorkbook

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Activity, Place, Status
from sightline.errors import BadInput
from sightline.exchange.activities import (
    COLUMNS,
    HEADINGS,
    reference_page,
    write_marked_copy,
    write_sheet,
    write_template,
)

FULL = Activity(
    reference="SHORE-01",
    name="Club",
    organisation="Trust",
    themes=("violence", "knife-crime"),
    status=Status.PLANNED,
    ages=AgeRange(0, 120),
    places=(Place(660_500.0, 390_100.0),),
    areas_served=("X07000001", "X01000003"),
    open_to="everyone",
    eligibility="- lives here\n- wants to",
    starts_on=date(1900, 1, 1),
    ends_on=date(2027, 8, 31),
    funded_until=date(2026, 3, 31),
    people_a_year=120.0,
    confirmed_on=date(2025, 10, 14),
    partners=("Police", "Council"),
    prevention_level="secondary",
    approach="mentoring",
    setting="community",
    description="=1+1",
    referral="'@phone",
    funders=("none",),
    funding_gbp=12_500.5,
    people_last_year=0.0,
    places_free=8.0,
    sensitive_site=True,
    postcode="ZZ1 1AA",
    delivery_area="X01000001",
)
PAYLOADS = [
    start + rest
    for start in ("=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠", "'=", "''@")
    for rest in ('HYPERLINK("http://x","y")', "cmd|' /C calc'!A0", "1+1", "SUM(A1:A9)", "")
]


def cells_of(path, sheet=0):
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()
    return dict(zip(rows[0], rows[1], strict=True))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_activity_reads_back_as_it_was_written(tmp_path, ending):
    bare = Activity(reference="B", name="B", organisation="B", themes=("drugs",),
                    status=Status.ENDED, open_to="")  # fmt: skip
    several = replace(
        bare, reference="C", places=(Place(660_000.1, 390_000.2), Place(661_234.5, 391_234.5))
    )
    path = tmp_path / f"a.{ending}"
    write_sheet([FULL, bare, several], path)
    assert [row.activity for row in read(path).rows] == [FULL, bare, several]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_place_that_follows_from_the_postcode_is_not_written_twice(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    several = replace(FULL, reference="B", places=(*FULL.places, Place(661_234.5, 391_234.5)))
    write_sheet([FULL, several], path, areas=areas_table(), postcodes=POSTCODES)
    assert [row.activity for row in read(path).rows] == [FULL, several]
    moved = replace(FULL, places=(Place(660_000.0, 390_000.0),), postcode="")
    write_sheet([moved], path, areas=areas_table(), postcodes=POSTCODES)
    assert [row.activity for row in read(path).rows] == [moved]
    if ending == "xlsx":
        assert (cells_of(path)["latitude"], cells_of(path)["longitude"]) == ("", "")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_is_ever_a_formula(tmp_path, payload):
    activity = replace(FULL, description=payload.strip(), referral=f"{payload}x".strip())
    write_sheet([activity], tmp_path / "a.xlsx")
    write_sheet([activity], tmp_path / "a.csv")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    written = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    for cell in next(csv.DictReader(io.StringIO(written))).values():
        assert cell[:1] not in tuple("=+-@\t\r＝＋－＠")
    for path in (tmp_path / "a.xlsx", tmp_path / "a.csv"):
        assert [row.activity for row in read(path).rows] == [activity]


def test_a_semicolon_in_a_name_becomes_a_comma(tmp_path):
    write_sheet([replace(FULL, partners=("A; B", "C"))], tmp_path / "a.csv")
    assert read(tmp_path / "a.csv").rows[0].activity.partners == ("A, B", "C")


def test_the_same_activities_give_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_sheet([FULL], tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(BadInput) as refused:
        write_sheet([FULL], tmp_path / "a.ods")
    assert str(refused.value) == (
        "a.ods: found the ending '.ods', wanted .csv or .xlsx. Rename it."
    )


def test_the_template_has_every_heading_guidance_lists_and_an_example_that_is_not_read(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path, vocabularies=vocabularies())
    workbook = CalamineWorkbook.from_path(path)
    assert workbook.sheet_names == ["Activities", "Guidance", "Lists"]
    assert tuple(workbook.get_sheet_by_index(0).to_python()[0]) == HEADINGS.all
    guidance = workbook.get_sheet_by_name("Guidance").to_python()
    assert [row[0] for row in guidance[1:]] == [column.heading for column in COLUMNS]
    lists = list(zip(*workbook.get_sheet_by_name("Lists").to_python(), strict=True))
    assert [column[0] for column in lists] == [
        "themes", "prevention_levels", "strands", "thematic_groups", "types_of_violence",
        "risk_factors", "protective_factors", "approaches", "settings", "audience",
    ]  # fmt: skip
    assert "Knife crime" in lists[0]
    reading = read(path)
    assert (reading.rows, reading.account.reasons) == ((), {"the example row": 1})
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count("<dataValidation ") == len(COLUMNS)
    terms = {name: len(vocabularies()[name].terms) for name in ("themes", "approaches")}
    assert f"<formula1>Lists!$A$2:$A${terms['themes'] + 1}</formula1>" in xml
    assert f"<formula1>Lists!$H$2:$H${terms['approaches'] + 1}</formula1>" in xml
    assert '<formula1>"planned,current,paused,ended"</formula1>' in xml


def test_a_marked_copy_says_what_to_do_beside_each_row(tmp_path):
    source = write_csv(
        tmp_path / "a.csv",
        GOOD | {"reference": "A", "postcode": "SS1", "age_from": "x"},
        {"activity": ""},
        GOOD | {"reference": "B", "postcode": "ZZ9 9ZZ", "extra": "kept"},
    )
    source.write_text(source.read_text() + "only,two\n")
    reading = read(source)
    copy = tmp_path / "marked.xlsx"
    write_marked_copy(reading, source, copy)
    rows = CalamineWorkbook.from_path(copy).get_sheet_by_index(0).to_python()
    assert rows[0] == [*GOOD, "reference", "postcode", "age_from", "extra", "what to do"]
    assert rows[1][-1].split("\n") == [
        "age_from: found 'x', wanted one age in whole years from 0 to 120. "
        "Write the youngest age under age_from and the oldest under age_to.",
        "age_to: found nothing, wanted the oldest age. "
        "Give it, or write 120 if there is no upper limit.",
        "postcode: found 'SS1', wanted a full postcode such as SS1 1AB. "
        "Correct it, or give the area code.",
    ]
    assert rows[3][-1].startswith("Note: postcode: found 'ZZ9 9ZZ', which is not in the list")
    assert (rows[3][-2], rows[4][:2]) == ("kept", ["only", "two"])
    assert rows[4][-1].startswith("found 2 cells, too few")
    account = CalamineWorkbook.from_path(copy).get_sheet_by_name("Account").to_python()
    assert account[0] == ["a.csv: 4 rows came in."]
    assert account[1] == ["1 accepted, 2 rejected, 1 set aside."]
    with zipfile.ZipFile(copy) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    styles = dict(re.findall(r'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"', xml))
    marked = {cell: style for cell, style in styles.items() if cell[1] != "1" and cell[0] != "I"}
    assert marked.keys() == {"F2", "G2", "F4"}  # the postcodes and the age
    assert marked["F2"] == marked["G2"] != marked["F4"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_marked_copy_can_be_corrected_and_read_again(tmp_path, kind):
    if kind == "csv":
        source = write_csv(tmp_path / "a.csv", GOOD | {"reference": "A", "postcode": "SS1"})
    else:
        source = good_xlsx(tmp_path / "a.xlsx", reference="A", postcode="SS1")
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    write_marked_copy(read(source), source, first)
    reading = read(first)
    assert [str(each) for each in reading.problems] == [str(each) for each in read(source).problems]
    write_marked_copy(reading, first, second)
    headings = CalamineWorkbook.from_path(second).get_sheet_by_index(0).to_python()[0]
    assert headings.count("what to do") == 1


def test_a_marked_copy_of_another_file_is_refused(tmp_path):
    source = write_csv(tmp_path / "a.csv", GOOD)
    reading = read(source)
    write_csv(source, GOOD | {"status": "ended"})
    with pytest.raises(BadInput) as refused:
        write_marked_copy(reading, source, tmp_path / "marked.xlsx")
    assert str(refused.value) == (
        "a.csv: found another file than the one that was read, wanted the same. "
        "Read the sheet again."
    )


def test_the_reference_page_is_up_to_date():
    page = Path(__file__).parents[2] / "docs/reference/activity-sheet.md"
    assert page.read_text(encoding="utf-8") == reference_page(), "make it again: ./run docs"
