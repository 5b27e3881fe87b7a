"""Six lists as partners keep them: read without editing, with the answers a person would give."""

from __future__ import annotations

import pytest
from factories.activity_sheet import vocabularies
from factories.sheet_layouts import EXAMPLES, POSTCODES, TODAY, areas_table

from sightline.exchange.activities import (
    Layout,
    look_at,
    propose_layout,
    read_activities,
    signature_of,
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


def is_right(right, activity):
    places = activity.areas_served or ((activity.delivery_area,) if activity.delivery_area else ())
    ages = (activity.ages.from_age, activity.ages.to_age) if activity.ages else None
    told = (
        activity.organisation == right.organisation,
        set(activity.themes) == set(right.themes),
        set(places) == set(right.areas),
        activity.postcode == right.postcode,
        ages == right.ages,
        (activity.starts_on, activity.ends_on) == (right.starts_on, right.ends_on),
        right.funding_gbp is None or activity.funding_gbp == right.funding_gbp,
        not right.approach or activity.approach == right.approach,
    )
    return all(told)


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
            print(f"\n{example.name}: {found} of {len(example.right)} rows right", end="")
        assert len(reading.rows) <= len(example.right), "a row that is no activity was taken in"
        rows, right = rows + len(example.right), right + found
        assert found / len(example.right) >= 0.95, [left, [str(each) for each in reading.problems]]
    with capsys.disabled():
        print(f"\nsix layouts: {right / rows:.1%} of {rows} rows right")
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
