"""What is told answer by answer and what stands in a row of the sheet are read alike."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
from factories.register import AREAS, DISTRICTS, POSTCODES, club
from hypothesis import given
from hypothesis import strategies as st

from sightline.exchange.activities import BY_HEADING, AnswerReader, read_activities
from sightline.exchange.problems import Weight
from sightline.exchange.vocabulary import read_vocabularies

TODAY = date(2026, 1, 15)
COUNTY = pd.DataFrame(
    {
        "area": AREAS,
        "area_name": ["Northmere 001A", "Northmere 001B", "Eastfold 001A", "Eastfold 001B"],
        "district": [DISTRICTS[0], DISTRICTS[0], DISTRICTS[1], DISTRICTS[1]],
        "district_name": ["Northmere", "Northmere", "Eastfold", "Eastfold"],
        "easting_m": [661_000.0, 663_000.0, 665_000.0, 667_000.0],
        "northing_m": [381_000.0] * 4,
    }
)
SOURCES = {"vocabularies": read_vocabularies(), "areas": COUNTY, "postcodes": POSTCODES}
READER = AnswerReader(**SOURCES, today=TODAY)
# words that mean something in some column, and words that mean nothing anywhere
WORDS = (
    "", "none", "yes", "no", "0", "7", "12", "18", "120", "1,200", "£12.5k", "-3", "1.5", "x",
    "31/03/2026", "2025-02-30", "31 Jan 2025", "45000", "violence; exploitation", "everyone",
    "mentoring", "universal", "secondary", "community", "ZZ1 1AA", "zz11ab", "ZZ9 9ZZ", "SS1",
    "Northmere", "X01000001", "all", "nowhere", "current", "planned", "ended", "going on",
    "public", "organisation", "Mon; Thu", "Funday", "County Council 60%", "A 60%; B 70%",
    "=1+1", "'=1+1", "'quoted'", " around ", "two\nlines", "#REF!", "51.5385", "53.3; 53.31", "2.1",
)  # fmt: skip
LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
CELL = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), LETTERS)
GOOD = {"reference": "R-1", "activity": "Club", "organisation": "Us", "themes": "violence"}
GOOD |= {"status": "current"}


def read_as_a_sheet(answers: dict[str, str]):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(BY_HEADING)
    writer.writerow([answers.get(heading, "") for heading in BY_HEADING])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        path.write_bytes(text.getvalue().encode("utf-8-sig"))
        return read_activities(path, **SOURCES, today=TODAY)


def said(problems) -> set[tuple[str, str, str, str]]:
    return {(each.column, each.found, each.wanted, each.remedy) for each in problems}


@given(st.dictionaries(st.sampled_from(list(BY_HEADING)), CELL, max_size=12))
def test_a_form_and_a_sheet_agree_about_every_answer(told):
    answers = GOOD | {heading: text for heading, text in told.items() if "\x00" not in text}
    form, sheet = READER.read(answers), read_as_a_sheet(answers)
    assert [row.activity for row in sheet.rows] == ([form.activity] if form.activity else [])
    rejected = [each for each in sheet.problems if each.weight is Weight.REJECTED]
    assert said(rejected) == said(form.rejected)
    notes = {each for each in sheet.problems if each.weight is Weight.NOTE and each.row}
    assert said(notes) == said(set(form.problems) - set(form.rejected))


@given(st.sampled_from(["", "Club", "'=1", "'quoted'", "''=x", "-", "=1+1"]))
def test_answers_of_an_activity_tell_of_it_again(text):
    activity = club(description=text, timetable=text, eligibility=text)
    assert READER.read(READER.answers_of(activity)).activity == activity


def test_the_example_of_the_sheet_is_no_reference():
    told = READER.read(GOOD | {"reference": "example"})
    assert told.activity is None
    assert [each.column for each in told.rejected] == ["reference"]
