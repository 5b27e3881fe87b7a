"""Cells made to keep the reader busy: they are refused unread, and what is read stays short."""

from __future__ import annotations

import csv

import pytest
from factories.activity_sheet import vocabularies
from factories.sheet_layouts import POSTCODES, TODAY, areas_table

from sightline.exchange.activities import look_at, propose_layout, read_activities
from sightline.exchange.activities.columns import BY_HEADING, Kind
from sightline.exchange.activities.layouts import cells_understood, contents
from sightline.exchange.activities.layouts.cells_understood import COMPOSITE, CellReader
from sightline.exchange.activities.layouts.contents import Contents
from sightline.exchange.activities.layouts.layout import Layout
from sightline.exchange.activities.layouts.lengths import LONGEST_LIST, LONGEST_READ
from sightline.exchange.activities.layouts.tables import find_table
from sightline.exchange.sheets import SheetView

KNOWN = {
    "vocabularies": vocabularies(),
    "areas": areas_table(),
    "postcodes": POSTCODES,
    "today": TODAY,
}
LENGTH = 32_000  # as long as a cell can be
ATOMS = (
    "1", "1 ", "£1", "12-", ", ", "- ", "– ", "to ", "(", "\n", "1/2/", "mon to ", "approx ", "c ",
    "per ", "1k ", " and ", "10-17 ", "@.", ": ", "years ", "q1 ", ";", "ZZ1 ", "54.1,",
)  # fmt: skip
LISTS = {heading for heading, column in BY_HEADING.items()
         if column.kind in (Kind.NAMES, Kind.TERMS, Kind.AREAS)}  # fmt: skip
READ_APART = [
    target
    for target in (*COMPOSITE, *((heading,) for heading in BY_HEADING))
    if len(target) > 1 or BY_HEADING[target[0]].kind is not Kind.TEXT
]
# Whatever searches in a cell with patterns; each is handed the text that it is to search.
READERS = ("said_ages", "said_cost_and_funders", "said_day", "said_days", "said_money",
           "said_names", "said_people", "said_period", "said_yes_no")  # fmt: skip


@pytest.fixture
def handed(monkeypatch):
    """The length of every text that a reader of cells was handed."""
    lengths = []
    for module in (cells_understood, contents):
        for name in READERS:
            read = getattr(module, name, None)
            if read is not None:
                monkeypatch.setattr(module, name, _noted(read, lengths))
    return lengths


def _noted(read, lengths):
    def noted(text, **more):
        lengths.append(len(text))
        return read(text, **more)

    return noted


def hostile(atom, length=LENGTH):
    return f"1{atom * (length // len(atom))}!"


@pytest.fixture(scope="module")
def known():
    return Contents(**KNOWN)


@pytest.mark.parametrize("target", READ_APART, ids="+".join)
def test_a_long_cell_of_any_column_but_free_text_is_refused_unread(known, handed, target):
    reader = CellReader(known, Layout(shapes=()))
    most = LONGEST_LIST if target[0] in LISTS and len(target) == 1 else LONGEST_READ
    for atom in ATOMS:
        outcome = reader.read(target, hostile(atom.strip() or "\n"))
        assert outcome.bad is not None, (target, atom)
        assert outcome.bad.wanted == f"at most {most:,}"
        assert outcome.bad.remedy == "Shorten the text."
        assert "characters" in outcome.bad.found
    assert handed == []


def test_free_text_is_taken_as_it_is_however_long(known):
    text = hostile("- ")
    outcome = CellReader(known, Layout(shapes=())).read(("description",), text)
    assert outcome.texts == {"description": text}


def test_blanks_do_not_count_and_keep_nobody_busy(known, handed):
    text = f"1 September 2026{' ' * LENGTH}to{chr(9) * LENGTH}31 August 2027"
    outcome = CellReader(known, Layout(shapes=())).read(("starts_on", "ends_on"), text)
    assert outcome.texts == {"starts_on": "2026-09-01", "ends_on": "2027-08-31"}
    assert max(handed) < 50


def test_columns_of_long_cells_are_looked_at_without_reading_them(known, handed):
    texts = [f"{number} {hostile(atom)}" for number, atom in enumerate(ATOMS)]
    profile = known.profile([*texts, "£12,500", "12 May 2026"])
    assert max(handed) <= LONGEST_READ
    assert profile.fit(("funding_gbp",)) == pytest.approx(1 / (len(texts) + 2), abs=0.05)


def test_headings_are_found_among_cells_that_look_like_endless_addresses():
    """One such cell kept a search for headings busy for longer than anybody waits."""
    bad = f"{'@.' * (LENGTH // 2)} !".replace(" ", "\u00a0")
    rows = [(bad, "x"), ("Activity", "Organisation"), ("Club", "Trust"), ("Walks", "Trust")]
    table = find_table(SheetView("Sheet", rows))
    assert table is not None
    assert table.headings == ("Activity", "Organisation")


def test_a_sheet_full_of_hostile_cells_is_read_to_its_end(tmp_path, handed):
    headings = ["Project", "Lead", "Theme", "Status", "Dates", "Cost", "Ages", "Where", "Numbers"]
    path = tmp_path / "hostile.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        write = csv.writer(stream)
        write.writerow([f"Note: {hostile(': ')}"])
        write.writerow(headings)
        write.writerow(["Club", "Fable Trust", "violence", "current", "2026-27", "£1,000",
                        "10-17", "ZZ1 1AA", "20"])  # fmt: skip
        for number, atom in enumerate(ATOMS):
            long = hostile(atom)
            write.writerow([f"Club {number}", "Fable Trust", "violence", "current", *[long] * 5])
    proposal = propose_layout(look_at(path), organisation="Fable Trust", **KNOWN)
    reading = read_activities(path, layout=proposal.layout, **KNOWN)
    account = reading.account
    assert account.rows_in == account.accepted + account.rejected + account.set_aside
    assert max(handed) <= LONGEST_LIST
    assert any("at most 500" in str(problem) for problem in reading.problems)


def test_money_beside_its_funder_is_found_in_a_time_that_grows_with_the_text():
    """Where a pattern is tried from every letter, it looks no further than a few letters on."""
    said = cells_understood.said_cost_and_funders(f"£12,500 from Fable Lottery {'- ' * 200}")
    assert said.texts["funding_gbp"] == "12500"
    assert said.texts["funders"].startswith("Fable Lottery")
