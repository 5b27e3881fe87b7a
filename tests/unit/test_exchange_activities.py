"""The activity sheet as a whole: headings, rows that repeat, files that are refused."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter
from factories.activity_sheet import GOOD, read, write_csv, write_xlsx

from sightline.errors import BadInput
from sightline.exchange.activities import make_reference
from sightline.exchange.problems import Weight


def told(reading):
    return [(str(each.weight), str(each)) for each in reading.problems]


def test_headings_match_in_any_case_with_spaces_or_underscores(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text(
        "ACTIVITY,Organisation ,themes,Status,People a year,age-from,AGE TO\n"
        "Club,Trust,violence,current,12,10,24\n"
    )
    activity = read(path).rows[0].activity
    assert (activity.name, activity.people_a_year, str(activity.ages)) == ("Club", 12, "10-24")


def test_unknown_columns_are_one_note(tmp_path):
    reading = read(
        write_csv(tmp_path / "a.csv", GOOD | {"reference": "1", "colour": "x", "post code s": "y"})
    )
    assert told(reading) == [
        (
            "note",
            "a.csv, row 1: found columns that are not used: 'colour', 'post code s' (did you mean "
            "postcode?), wanted the headings of the template. "
            "Rename a column if it should be read.",
        )
    ]


@pytest.mark.parametrize(
    ("headings", "message"),
    [
        (
            "activty,organisation,themes,status",
            "a.csv, row 1: found no column activity, wanted at least activity, organisation, "
            "themes, status. Rename 'activty' to activity.",
        ),
        (
            "activity,organisation,themes",
            "a.csv, row 1: found no column status, wanted at least activity, organisation, themes, "
            "status. Add status, or start from the template.",
        ),
        (
            "name,organization,theme,state",
            "a.csv, row 1: found no columns activity, organisation, themes, status, wanted at "
            "least activity, organisation, themes, status. Rename 'organization' to organisation "
            "and rename 'theme' to themes and rename 'state' to status and add activity, or start "
            "from the template.",
        ),
        (
            "activity,organisation,themes,status,starts on,starts_on",
            "a.csv, row 1: found the heading starts_on twice, wanted each heading once. "
            "Rename or remove one of them.",
        ),
    ],
)
def test_headings_that_are_missing_or_doubled_are_one_refusal(tmp_path, headings, message):
    path = tmp_path / "a.csv"
    path.write_text(f"{headings}\n1,2,3,4,5,6\n")
    with pytest.raises(BadInput) as refused:
        read(path)
    assert str(refused.value) == message


def test_every_row_is_accounted_for(tmp_path):
    rows = [
        GOOD | {"reference": "A"},
        GOOD | {"reference": "EXAMPLE"},
        {"activity": " "},
        GOOD | {"reference": "B", "postcode": "SS1"},
        GOOD | {"reference": "A"},
    ]
    path = write_csv(tmp_path / "a.csv", *rows)
    path.write_text(path.read_text() + "only,two\n")
    reading = read(path)
    account = reading.account
    assert (account.rows_in, account.accepted, account.rejected, account.set_aside) == (6, 1, 2, 3)
    assert account.reasons == {
        "blank row": 1,
        "postcode": 1,
        "repeats another row": 1,
        "the example row": 1,
        "wrong number of cells": 1,
    }
    assert [row.row for row in reading.rows] == [2]
    assert [(each.row, str(each.weight)) for each in reading.problems] == [
        (3, "set aside"),
        (4, "set aside"),
        (5, "rejected"),
        (6, "set aside"),
        (7, "rejected"),
    ]


def test_one_reference_for_two_activities_rejects_both(tmp_path):
    reading = read(
        write_csv(
            tmp_path / "a.csv",
            GOOD | {"reference": "a1"},
            GOOD | {"reference": "A1", "activity": "Other"},
        )
    )
    assert told(reading) == [
        (
            "rejected",
            "row 2, reference: found 'a1', which is also in row 3, wanted a reference of its own "
            "for each activity. Give each activity its own reference.",
        ),
        (
            "rejected",
            "row 3, reference: found 'A1', which is also in row 2, wanted a reference of its own "
            "for each activity. Give each activity its own reference.",
        ),
    ]


@pytest.mark.parametrize("other", ["A  1", "a\u00a01", "A 1 "])
def test_references_that_the_register_takes_for_one_are_one_in_a_sheet(tmp_path, other):
    rows = (GOOD | {"reference": "A 1"}, GOOD | {"reference": other, "people_a_year": "7"})
    assert read(write_csv(tmp_path / "a.csv", *rows)).account.rejected == 2


def test_a_row_that_repeats_another_is_set_aside(tmp_path):
    reading = read(write_csv(tmp_path / "a.csv", GOOD, GOOD | {"status": " current "}))
    assert told(reading)[1] == (
        "set aside",
        "row 3: found the same as row 2, cell for cell, wanted each activity once. "
        "Delete the row, or give both a reference if they are two activities.",
    )
    assert (reading.account.accepted, reading.account.set_aside) == (1, 1)


def test_without_references_the_same_activity_at_the_same_place_must_be_told_apart(tmp_path):
    reading = read(
        write_csv(tmp_path / "a.csv", GOOD | {"people_a_year": "1"}, GOOD | {"people_a_year": "2"})
    )
    assert told(reading) == [
        (
            "rejected",
            f"row {row}, reference: found nothing, and the same organisation, activity and place "
            f"as in row {other}, wanted a reference of its own for each activity. "
            "Give both rows a reference, or remove one.",
        )
        for row, other in ((2, 3), (3, 2))
    ]


def test_a_made_reference_stays_when_other_cells_change(tmp_path):
    first = read(write_csv(tmp_path / "a.csv", GOOD | {"postcode": "ZZ1 1AA"}))
    second = read(
        write_csv(
            tmp_path / "b.csv",
            GOOD | {"status": "ended", "organisation": " shoreline  youth trust"},
            GOOD | {"postcode": "zz11aa", "status": "paused", "people_a_year": "12"},
        )
    )
    reference = make_reference(GOOD["organisation"], GOOD["activity"], "ZZ1 1AA")
    assert first.rows[0].activity.reference == reference
    assert second.rows[1].activity.reference == reference
    assert second.rows[0].activity.reference != reference
    assert "found no reference in 2 rows" in told(second)[0][1]


def test_a_workbook_reads_as_a_csv_does(tmp_path):
    def fill(workbook, sheet):
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(
            0, 0, [*GOOD, "starts_on", "people_a_year", "sensitive_site", "ends_on", "reference"]
        )
        for column, text in enumerate(GOOD.values()):
            sheet.write_string(2, column, text)
        sheet.write_datetime(2, 4, date(2025, 1, 31), day)
        sheet.write_number(2, 5, 1200)
        sheet.write_boolean(2, 6, True)
        sheet.write_number(2, 7, 45688)
        sheet.write_string(2, 8, "A")

    reading = read(write_xlsx(tmp_path / "a.xlsx", fill))
    assert told(reading) == [
        (
            "set aside",
            "row 2: found nothing, wanted a row with something in it. Nothing needs to be done.",
        ),
        (
            "rejected",
            "row 3, ends_on: found '45688', which is how Excel keeps 31 January 2025, wanted a "
            "date such as 31/01/2025. Format the column as a date, or write the date out.",
        ),
    ]


def test_a_time_of_day_in_a_workbook_is_read_over(tmp_path):
    def fill(workbook, sheet):
        moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, [*GOOD, "starts_on"])
        sheet.write_row(1, 0, list(GOOD.values()))
        sheet.write_number(1, 4, 45688.58, moment)

    assert read(write_xlsx(tmp_path / "a.xlsx", fill)).rows[0].activity.starts_on == date(
        2025, 1, 31
    )


def test_a_sheet_of_too_many_columns_is_refused(tmp_path):
    def fill(_, sheet):
        sheet.write_row(0, 0, [f"column {number}" for number in range(2_001)])

    with pytest.raises(BadInput, match="found 2,001 columns, wanted at most 2,000"):
        read(write_xlsx(tmp_path / "a.xlsx", fill))


def test_the_first_visible_sheet_with_the_headings_is_read(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    workbook.add_worksheet("Read me").write_string(0, 0, "Hello")
    hidden = workbook.add_worksheet("Old")
    hidden.write_row(0, 0, list(GOOD))
    hidden.write_row(1, 0, ["Old club", *list(GOOD.values())[1:]])
    hidden.hide()
    sheet = workbook.add_worksheet("New")
    sheet.write_row(0, 0, list(GOOD))
    sheet.write_row(1, 0, list(GOOD.values()))
    workbook.close()
    assert [row.activity.name for row in read(tmp_path / "a.xlsx").rows] == [GOOD["activity"]]


def test_formulas_errors_and_merged_cells_are_told(tmp_path):
    def fill(_, sheet):
        sheet.write_row(0, 0, [*GOOD, "people_a_year", "postcode"])
        for column, text in enumerate(GOOD.values()):
            sheet.write_string(1, column, text)
        sheet.write_formula(1, 0, '=HYPERLINK("http://x","Club")', None, "Club")
        sheet.write_formula(1, 4, "=10+2", None, 12)
        sheet.write_formula(1, 5, "=VLOOKUP(1,A1:B2,2)", None, "#N/A")
        sheet.merge_range(2, 0, 3, 0, "Merged")

    reading = read(write_xlsx(tmp_path / "a.xlsx", fill))
    texts = [text for _, text in told(reading)]
    assert texts[:4] == [
        "a.xlsx: found 3 formulas in the sheet 'Activities', wanted values. Their last results "
        "were read: check that the workbook was calculated and saved.",
        "a.xlsx: found merged cells in the sheet 'Activities', wanted one value in every cell. "
        "Only the first cell of a merged block has its value: unmerge and fill them.",
        "row 2, activity: found a formula that gives 'Club', wanted plain text. "
        "Copy the cell and paste it as a value.",
        "row 2, postcode: found the error '#N/A', wanted a value. "
        "Mend the formula, or write the value in its place.",
    ]


def test_a_title_above_the_headings_has_its_own_message(tmp_path):
    def fill(_, sheet):
        sheet.write_string(0, 0, "Our activities")
        sheet.write_row(2, 0, list(GOOD))

    with pytest.raises(BadInput) as refused:
        read(write_xlsx(tmp_path / "a.xlsx", fill))
    assert str(refused.value) == (
        "a.xlsx: found the headings in row 3, wanted them in row 1. Delete the rows above them."
    )


def test_an_empty_workbook_is_refused(tmp_path):
    with pytest.raises(BadInput) as refused:
        read(write_xlsx(tmp_path / "a.xlsx", lambda *_: None))
    assert str(refused.value) == (
        "a.xlsx: found an empty workbook, wanted a sheet with a row of headings. "
        "Check that the right file was chosen."
    )


def test_two_organisations_may_use_the_same_reference(tmp_path):
    reading = read(
        write_csv(
            tmp_path / "a.csv",
            GOOD | {"reference": "1", "organisation": "Shoreline Trust"},
            GOOD | {"reference": "1", "organisation": "Harbour Trust"},
        )
    )
    assert [row.activity.organisation for row in reading.rows] == [
        "Shoreline Trust",
        "Harbour Trust",
    ]
    assert reading.account.rejected == 0


def test_a_site_that_nobody_called_sensitive_is_shown_and_noted(tmp_path):
    reading = read(
        write_csv(
            tmp_path / "a.csv",
            GOOD | {"reference": "1", "sensitive_site": " "},
            GOOD | {"reference": "2", "sensitive_site": "yes"},
            GOOD | {"reference": "3", "sensitive_site": "no"},
        )
    )
    assert [row.activity.sensitive_site for row in reading.rows] == [None, True, False]
    assert told(reading) == [
        (
            "note",
            "a.csv: found nothing under sensitive_site in 1 row, wanted yes or no. It was taken as "
            "no unless the register says yes, so everyone who sees the register may see the exact "
            "place: write yes for a refuge or another place that must stay hidden.",
        )
    ]


def test_nothing_is_read_twice(tmp_path):
    path = write_csv(tmp_path / "a.csv", GOOD | {"reference": "1"})
    assert read(path) == read(path)
    assert all(each.weight is not Weight.REJECTED for each in read(path).problems)
