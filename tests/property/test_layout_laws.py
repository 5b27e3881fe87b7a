"""Laws of partners' own sheets: no row is lost, order and junk change nothing, JSON keeps all."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from tempfile import TemporaryDirectory

from factories.activity_sheet import vocabularies
from factories.sheet_layouts import DISTRICTS, POSTCODES, TODAY, areas_table
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import BadInput
from sightline.exchange.activities import (
    BY_HEADING,
    Answer,
    ColumnUse,
    Constant,
    Layout,
    Shape,
    Source,
    look_at,
    propose_layout,
    propose_terms,
    read_activities,
    write_marked_copy,
)
from sightline.exchange.problems import Weight

KNOWN = {
    "vocabularies": vocabularies(),
    "areas": areas_table(),
    "postcodes": POSTCODES,
    "today": TODAY,
}
HEADINGS = ["Project", "Lead agency", "Issue", "District", "Age range", "When", "Cost and funder",
            "Type of work", "How many people", "Status", "Venue postcode", "Contact name"]  # fmt: skip  # noqa: E501
VALUES = {
    "Project": st.sampled_from(["Boxing", "Night light", "Kick on", "Haven", "Beat makers"]),
    "Lead agency": st.sampled_from(["Fable Police", "Lantern House CIC", "Safe Steps"]),
    "Issue": st.sampled_from(["Knife crime", "ASB", "County lines", "Domestic violence", "VAWG"]),
    "District": st.sampled_from([*DISTRICTS.values(), "county-wide", ""]),
    "Age range": st.sampled_from(["10-17 yrs", "under 18s", "16+", "Year 7-9", "", "TBC"]),
    "When": st.sampled_from(["2025/26", "Sept 2025 - March 2026", "Autumn term 2025", ""]),
    "Cost and funder": st.sampled_from(["£12.5k Fable Lottery", "£6,000 Northmere Council", ""]),
    "Type of work": st.sampled_from(["Mentors", "Boxing", "Parenting", "Youth club", ""]),
    "How many people": st.sampled_from(["approx 40", "30-40", "25", ""]),
    "Status": st.sampled_from(["Live", "on hold", "Completed", "In progress"]),
    "Venue postcode": st.sampled_from([*POSTCODES, ""]),
    "Contact name": st.sampled_from(["Jo Made-up", "Sam Invented", ""]),
}
ROWS = st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=8)
TROUBLE = st.sampled_from(
    ["", " ", "Total", "Totals", "Note: x", "Project", "Status", "Issue", "=1+1", "31/02/2025",
     "10-17", "£5", "Northmere", "ZZ1 1AA", "#REF!", "TBC", "all", "x" * 100, "1", "\t", "£", "-"]
)  # fmt: skip
GRID = st.lists(st.lists(TROUBLE | st.text(max_size=10), max_size=6), max_size=12)


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def written(folder, rows, name="sheet.csv"):
    path = Path(folder) / name
    path.write_text(as_csv(rows), encoding="utf-8", errors="surrogatepass", newline="")
    return path


def table(rows, headings=HEADINGS):
    return [list(headings), *([row[heading] for heading in headings] for row in rows)]


def activities(path, layout=None):
    if layout is None:
        layout = propose_layout(look_at(path), **KNOWN).layout
    return [row.activity for row in read_activities(path, layout=layout, **KNOWN).rows]


@given(grid=GRID)
@settings(deadline=None, max_examples=150)
def test_every_row_of_any_grid_is_accounted_for(grid):
    with TemporaryDirectory() as folder:
        path = written(folder, grid)
        try:
            view = look_at(path)
            layout = propose_layout(view, organisation="Safe Steps", **KNOWN).layout
            layout = layout.with_default("status", "current").with_default("themes", "violence")
            reading = read_activities(path, layout=layout, **KNOWN)
        except BadInput:
            return  # what it says is looked at in the test of hostile files
        account = reading.account
        rows = sum(len(sheet.rows) for sheet in view.sheets)
        assert 1 <= rows - account.rows_in <= 3  # the rows of headings
        assert account.accepted == len(reading.rows)
        assert sum(account.reasons.values()) == account.rejected + account.set_aside
        bad = {each.row for each in reading.problems if each.weight is Weight.REJECTED}
        assert len(bad) == account.rejected
        assert not bad & {row.row for row in reading.rows}
        aside = sum(each.rows for each in reading.problems if each.weight is Weight.SET_ASIDE)
        assert aside == account.set_aside
        write_marked_copy(reading, path, Path(folder) / "marked.xlsx", layout=layout)


@given(rows=ROWS, seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_the_order_of_columns_changes_no_activity(rows, seed):
    order = random.Random(seed).sample(HEADINGS, len(HEADINGS))  # noqa: S311
    with TemporaryDirectory() as folder:
        usual = written(folder, table(rows))
        moved = written(folder, table(rows, order), "moved.csv")
        layout = propose_layout(look_at(usual), **KNOWN).layout
        assert activities(moved, layout) == activities(usual, layout)
        again = propose_layout(look_at(moved), **KNOWN).layout
        assert again.signature == layout.signature
        assert activities(moved, again) == activities(usual, layout)


@given(rows=ROWS, junk=st.lists(
    st.sampled_from(["", "Our list", "Made up for a test", "Please keep private", "Page 1"]),
    max_size=8,
))  # fmt: skip
@settings(deadline=None, max_examples=40)
def test_lines_above_the_table_change_no_activity(rows, junk):
    with TemporaryDirectory() as folder:
        plain = written(folder, table(rows))
        below = written(folder, [*([line] for line in junk), *table(rows)], "below.csv")
        assert activities(below) == activities(plain)


TEXT = st.text(max_size=20)
TARGET = st.sampled_from([*BY_HEADING])
LAYOUTS = st.builds(
    Layout,
    shapes=st.lists(
        st.builds(
            Shape,
            header_rows=st.integers(1, 3),
            headings=st.lists(TEXT, max_size=3).map(tuple),
            columns=st.lists(
                st.builds(ColumnUse, TEXT, st.lists(TARGET, max_size=3).map(tuple),
                          st.integers(1, 5)), max_size=3,
            ).map(tuple),
            constants=st.lists(
                st.builds(Constant, TARGET, st.sampled_from(Source), TEXT, TEXT), max_size=2
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    unused=st.lists(TEXT, max_size=2).map(tuple),
    defaults=st.lists(st.tuples(TARGET, TEXT), max_size=2).map(tuple),
    answers=st.lists(st.builds(Answer, TARGET, TEXT, TEXT), max_size=3).map(tuple),
    month_first=st.booleans(),
)  # fmt: skip


@given(layout=LAYOUTS)
def test_json_keeps_a_layout_whole(layout):
    again = Layout.from_json(layout.to_json())
    assert again == layout
    assert again.signature == layout.signature


@given(
    text=st.text(max_size=60) | st.recursive(st.none() | st.integers() | TEXT, st.lists).map(repr)
)
def test_other_json_is_refused(text):
    try:
        Layout.from_json(text)
    except BadInput:
        return
    raise AssertionError("a text without shapes was taken for a layout")


@given(text=st.text(max_size=60), name=st.sampled_from(["themes", "approaches", "settings"]))
def test_terms_are_proposed_from_any_text_with_a_reason(text, name):
    vocabulary = vocabularies()[name]
    found = propose_terms(text, vocabulary)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        assert each.term in vocabulary.terms
        assert 0 < each.score <= 1
        assert each.reason
    for term in vocabulary.terms.values():
        assert propose_terms(term.name, vocabulary)[0].score == 1.0
