"""What the process that reads a sheet answers, and the rules for rows and columns, on their own."""

from __future__ import annotations

import pytest
from factories.activity_sheet import GOOD, POSTCODES, areas_table, write_csv
from python_calamine import CalamineWorkbook

from sightline.exchange.activities import HEADINGS
from sightline.service.register.changes import bring_up_to_date, differences
from sightline.service.register.content import activity_of, content_of, reading_content, reading_of
from sightline.service.sheets import reading as sheet_reading
from sightline.service.sheets import worker

REQUEST = {
    "areas": areas_table().to_dict(orient="list"),
    "postcodes": {postcode: list(where) for postcode, where in POSTCODES.items()},
    "today": "2025-12-31",
    "own": None,
    "do": "send",
    "file_name": "sheet.csv",
    "is_pasted": False,
    "remembered": {},
    "layout": "",
    "seen": [],
}


@pytest.fixture
def ask(tmp_path):
    """Ask about a sheet of those rows."""

    def asked(*rows, **changed):
        sheet = write_csv(tmp_path / "sheet.csv", *rows)
        return worker.answer(sheet, tmp_path / "marked.xlsx", REQUEST | changed)

    return asked


def test_a_good_sheet(ask, tmp_path):
    answer = ask(GOOD | {"reference": "A-1", "postcode": "ZZ1 1AA"})
    reading = reading_of(answer["reading"])
    assert [row.activity.postcode for row in reading.rows] == ["ZZ1 1AA"]
    given = {*GOOD, "reference", "postcode"}
    assert answer["reading"]["columns"] == [name for name in HEADINGS.all if name in given]
    assert {**reading_content(reading), "columns": answer["reading"]["columns"]} == answer[
        "reading"
    ]
    assert not (tmp_path / "marked.xlsx").exists()


def test_rows_of_others_are_refused_and_every_row_is_accounted_for(ask, tmp_path):
    rows = [
        GOOD | {"reference": "A-1"},
        GOOD | {"reference": "A-2", "organisation": "Somebody else"},
        GOOD | {"reference": "A-3", "status": "bad"},
    ]
    reading = reading_of(ask(*rows, own=["SHORELINE youth  trust"])["reading"])
    account = reading.account
    assert (account.rows_in, account.accepted, account.rejected) == (3, 1, 2)
    assert account.reasons == {"organisation": 1, "status": 1}
    assert [problem.row for problem in reading.problems if problem.row] == [3, 4]
    told = CalamineWorkbook.from_path(tmp_path / "marked.xlsx").get_sheet_by_index(0).to_python()
    assert "wanted your own organisation: SHORELINE youth  trust" in told[2][-1]


def test_a_sheet_that_is_refused_as_a_whole(ask):
    refused = ask(GOOD | {"activity": "\x00"})["refused"]
    assert refused.startswith("sheet.csv, line 2: found a NUL byte")
    assert "wanted" in refused


def test_headings_that_are_not_ours_are_asked_about(ask):
    proposal = ask({"Project": "Club", "Run by": "Us", "Ages": "10-17"})["proposal"]
    assert [column["target"] for column in proposal["columns"]] == [
        "activity", "organisation", "age_from+age_to",
    ]  # fmt: skip
    assert {each["heading"] for each in proposal["missing"]} == {"themes", "status"}


def test_too_many_rows(ask, monkeypatch):
    monkeypatch.setattr(sheet_reading, "MOST_ROWS", 1)
    refused = ask(GOOD, GOOD | {"activity": "Another"})["refused"]
    assert refused.startswith("sheet.csv: found 2 rows, wanted at most 1 in one sheet.")


def given(**fields):
    """An activity with those fields as JSON has them."""
    from sightline.analysis.provision import Activity, Status

    plain = content_of(
        Activity(reference="1", name="n", organisation="o", themes=("t",), status=Status.CURRENT)
    )
    return activity_of(plain | fields)


KEPT = {
    "ages": "10-24",
    "postcode": "ZZ1 1AA",
    "places": [[1.0, 2.0]],
    "starts_on": "2025-01-01",
    "ends_on": "2025-06-30",
    "funders": ["none"],
}


@pytest.mark.parametrize(
    ("columns", "taken_away"),
    [
        ((), set()),
        (("age_to",), {"ages"}),
        (("latitude",), {"postcode", "places"}),
        (("ends_on",), {"starts_on", "ends_on"}),
        (("funders", "confirmed_on"), {"funders"}),
        (None, set(KEPT)),
    ],
)
def test_a_blank_cell_takes_away_and_a_missing_column_does_not(columns, taken_away):
    changes = differences(given(**KEPT), given(), columns)
    assert {change.field for change in changes} == taken_away


@pytest.mark.parametrize("kept", [None, "2025-01-01", "2025-02-01"])
@pytest.mark.parametrize("new", [None, "2025-01-01", "2025-02-01"])
def test_the_later_confirmation_stands(kept, new):
    after = bring_up_to_date(given(confirmed_on=kept), given(confirmed_on=new))
    days = [day for day in (kept, new) if day]
    assert content_of(after)["confirmed_on"] == max(days, default=None)
    assert bring_up_to_date(after, given(confirmed_on=new)) == after
