"""Findings keep their names, and a small change of facts is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.findings import Finding, FindingKind, People, carry_names, what_changed
from sightline.errors import BadInput

GAP = Finding(
    kind=FindingKind.GAP,
    sort="too little",
    subject=("violence", "10-24", "E1"),
    title="Too little in the east (fictional)",
    theme="violence",
    areas=("E1", "E2", "E3"),
    reasons=("One activity reaches 5 of 50.",),
    goes_away_when="45 more people are reached.",
)


def test_a_finding_says_why_it_is_there():
    with pytest.raises(BadInput, match="found no reasons"):
        replace(GAP, reasons=())
    with pytest.raises(BadInput, match="lower first"):
        People(low=3, middle=2, high=1)


def test_a_name_goes_to_one_only_and_to_the_best_match():
    near = replace(GAP, subject=("near",), areas=("E1", "E2", "E3", "E4"))
    far = replace(GAP, subject=("far",), areas=("E1", "E2"))
    other = replace(GAP, subject=("other",), sort="nothing there")
    named = carry_names([far, near, other], [GAP])
    assert [one.identity == GAP.identity for one in named] == [False, True, False]
    assert len({one.identity for one in named}) == 3


def test_what_has_the_same_subject_keeps_its_name_wherever_it_is():
    moved = replace(GAP, areas=("W1",), title="Gone west")
    twin = replace(GAP, subject=("twin",))
    assert [one.name for one in carry_names([moved, twin], [GAP])] == ["", ""]


@given(st.integers(-1_000, 1_000), st.integers(-4, 4))
def test_less_than_five_is_no_change(before, by):
    assert what_changed({"people": before}, {"people": before + by}) == ()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0, 5, "people: was 0, is 5"),
        (100, 150, "people: was 100, is 150"),
        (100, 149, None),
        (1_500, 900.0, "people: was 1,500, is 900"),
        (None, 0, "people: was not supplied, is 0"),
        (0, None, "people: was 0, is not supplied"),
    ],
)
def test_changes_in_words(before, after, said):
    found = what_changed({"people": before}, {"people": after})
    assert found == ((said,) if said else ())
