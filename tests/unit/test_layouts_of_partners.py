"""Six lists as partners keep them: read without editing, with the answers a person would give."""

from __future__ import annotations

import sys

import pytest
from factories.activity_sheet import vocabularies
from factories.sheet_layouts import EXAMPLES, POSTCODES, TODAY, areas_table, is_right

from sightline.exchange.activities import (
    Layout,
    look_at,
    propose_layout,
    read_activities,
    signature_of,
    write_marked_copy,
)

KNOWN = {
    "vocabularies": vocabularies(),
    "areas": areas_table(),
    "postcodes": POSTCODES,
    "today": TODAY,
}


def confirmed(example, source):
    """The layout as proposed, with only the answers that the sender knows."""
    proposal = propose_layout(look_at(source), organisation=example.organisation, **KNOWN)
    layout = proposal.layout
    for question in proposal.questions:
        means = example.answers.get((question.target, question.text))
        if means is not None:
            layout = layout.answered(question.target, question.text, means)
    for missing in proposal.missing:
        if missing.heading in example.defaults:
            layout = layout.with_default(missing.heading, example.defaults[missing.heading])
    return proposal, layout


def share_right(example, folder):
    source = example.write(folder)
    _, layout = confirmed(example, source)
    reading = read_activities(source, layout=layout, **KNOWN)
    left = list(example.right)
    for row in reading.rows:
        match = next(
            (each for each in left if each.activity == row.activity.name
             and is_right(each, row.activity)), None,
        )  # fmt: skip
        if match is not None:
            left.remove(match)
    return len(example.right) - len(left), left, reading


def test_nearly_every_row_of_six_lists_is_placed_right(tmp_path, capsys):
    rows = right = 0
    for example in EXAMPLES:
        found, left, reading = share_right(example, tmp_path)
        with capsys.disabled():
            sys.stdout.write(f"\n{example.name}: {found} of {len(example.right)} rows right")
        assert len(reading.rows) <= len(example.right), "a row that is no activity was taken in"
        rows, right = rows + len(example.right), right + found
        assert found / len(example.right) >= 0.95, [left, [str(each) for each in reading.problems]]
    with capsys.disabled():
        sys.stdout.write(f"\nsix layouts: {right / rows:.1%} of {rows} rows right\n")
    assert right / rows >= 0.95


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_layout_is_remembered_and_fits_again_without_a_question(tmp_path, example):
    source = example.write(tmp_path)
    proposal, layout = confirmed(example, source)
    kept = Layout.from_json(layout.to_json())
    assert kept == layout
    again = propose_layout(look_at(source), remembered=kept, **KNOWN)
    assert again.is_remembered
    assert [question for question in again.questions if question.is_required] == []
    assert again.missing == ()
    assert proposal.signature == signature_of(look_at(source)) == again.signature


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_row_of_a_list_is_accounted_for(tmp_path, example):
    source = example.write(tmp_path)
    _, layout = confirmed(example, source)
    reading = read_activities(source, layout=layout, **KNOWN)
    account = reading.account
    assert account.rows_in == account.accepted + account.rejected + account.set_aside
    assert account.accepted == len(reading.rows)
    assert sum(account.reasons.values()) == account.rejected + account.set_aside
    for problem in reading.problems:
        assert problem.where
        assert problem.found
        assert problem.wanted
        assert problem.remedy


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_marked_copy_of_a_list_reads_the_same_again(tmp_path, example):
    source = example.write(tmp_path)
    _, layout = confirmed(example, source)
    reading = read_activities(source, layout=layout, **KNOWN)
    copy = tmp_path / "marked.xlsx"
    write_marked_copy(reading, source, copy, layout=layout)
    again = read_activities(copy, layout=layout, **KNOWN)
    assert [row.activity for row in again.rows] == [row.activity for row in reading.rows]
    assert propose_layout(look_at(copy), **KNOWN).signature == layout.signature


def test_the_marked_copy_marks_the_cell_that_the_partner_wrote(tmp_path):
    source = "Project\tRun by\tIssue\tStatus\nBoxing\tTrust\tKnife crime\tDeclined\n"
    layout = propose_layout(look_at(source), **KNOWN).layout
    reading = read_activities(source, layout=layout, **KNOWN)
    told = [each for each in reading.problems if each.column == "Status"]
    assert [each.where for each in told] == ["row 2, Status (status)"]
    write_marked_copy(reading, source, tmp_path / "marked.xlsx", layout=layout)
    rows = look_at(tmp_path / "marked.xlsx").sheets[0].rows
    assert rows[0] == ("Project", "Run by", "Issue", "Status", "what to do")
    assert rows[1][:4] == ("Boxing", "Trust", "Knife crime", "Declined")
    assert rows[1][4].startswith("Status: found 'Declined', wanted")


@pytest.mark.parametrize(("target", "heading"), [("approach", "Type of work"), ("themes", "Issue")])
def test_an_answer_with_a_word_that_the_vocabulary_lost_is_asked_again(target, heading):
    source = f"Project\tRun by\tIssue\t{heading} 2\nBoxing\tTrust\tKnife crime\tZorbing\n"
    layout = propose_layout(look_at(source), **KNOWN).layout
    layout = layout.with_column(f"{heading} 2", target)
    gone = layout.answered(target, "Zorbing", "zq-lost-term")
    again = propose_layout(look_at(source), remembered=gone, **KNOWN)
    assert [(each.target, each.text) for each in again.questions] == [(target, "Zorbing")]
    left = layout.answered(target, "Zorbing", "")
    assert propose_layout(look_at(source), remembered=left, **KNOWN).questions == ()
