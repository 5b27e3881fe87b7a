"""Which records may be the same: what is found, why, and what is left alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from factories.duplicates import activities, organisations

from sightline.errors import BadInput
from sightline.evidence.duplicates import (
    Evidence,
    Kind,
    evidence_of,
    find_pairs,
    known_records,
    likely_same,
    model_of,
    pattern_of,
)
from sightline.evidence.duplicates.names import words_of


def pairs_of(found: pd.DataFrame, least: float = 0.5) -> set[tuple[str, str]]:
    likely = found[found["probability"] >= least]
    return set(zip(likely["first"], likely["second"], strict=True))


def organisation(record: str, name: str, **told: object) -> dict[str, object]:
    return {"record": record, "name": name, **told}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Lane Youth Club", "HARBOUR LANE YTH CLUB"),
        ("Harbour Lane Youth Club", "The Harbour Lane Youth Club Ltd"),
        ("Harbour Lane Youth Club", "Harbour Lane Youth Club (Registered Charity No. 1234567)"),
        ("Saint Mary's Community Centre", "St. Marys Comm. Ctr CIO"),
        ("Théâtre & Arts Organization", "Theatre and Arts Organisation"),
    ],
)
def test_names_written_differently_are_compared_alike(one, other):
    assert words_of(one) == words_of(other)


def test_a_name_of_nothing_but_a_legal_form_keeps_its_words():
    assert words_of("The Company Ltd") == ["the", "company", "ltd"]


@pytest.mark.parametrize("make", [organisations, activities])
def test_planted_duplicates_are_found_and_sister_branches_are_not(make):
    kind = Kind.ORGANISATION if make is organisations else Kind.ACTIVITY
    planted = make(3_000, seed=11)
    found, same = pairs_of(find_pairs(planted.records, kind=kind)), planted.same()
    assert len(found & same) / len(found) > 0.8
    assert len(found & same) / len(same) > 0.8


def test_the_same_name_in_another_place_is_not_the_same():
    told = [
        organisation("a", "Saint Botolph's Church", postcode="ZZ1 1AA", district="X07000001"),
        organisation("b", "St Botolphs Church", postcode="ZZ1 1AA", district="X07000001"),
        organisation("c", "Saint Botolph's Church", postcode="ZZ9 4QQ", district="X07000002"),
    ]
    found = find_pairs(pd.DataFrame(told), kind=Kind.ORGANISATION)
    assert pairs_of(found) == {("a", "b")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North Fableshire Health Board", "South Fableshire Health Board"),
        ("Quayside Junior School", "Quayside Infant School"),
        ("7th Tideway Scouts", "9th Tideway Scouts"),
        ("Youth Hub 1", "Youth Hub 2"),
    ],
)
def test_north_and_south_are_two(one, other):
    told = [organisation("a", one, district="X1"), organisation("b", other, district="X1")]
    found = find_pairs(pd.DataFrame(told), kind=Kind.ORGANISATION)
    assert pairs_of(found, least=0.3) == set()


def test_others_in_the_same_building_are_not_the_same():
    told = [
        organisation("a", "Tideway Scouts", postcode="ZZ1 1AA"),
        organisation("b", "Lantern House Refuge", postcode="ZZ1 1AA"),
    ]
    found = find_pairs(pd.DataFrame(told), kind=Kind.ORGANISATION)
    assert pairs_of(found, least=0.2) == set()


def test_two_activities_of_one_organisation_in_one_hall_are_not_the_same():
    boxing = {
        "record": "a", "name": "Boxing on Fridays", "organisation": "Ring of Tales",
        "postcode": "ZZ1 1AA", "age_from": 11, "age_to": 18,
    }  # fmt: skip
    cooking = {**boxing, "record": "b", "name": "Cooking together"}
    found = find_pairs(pd.DataFrame([boxing, cooking]), kind=Kind.ACTIVITY)
    assert pairs_of(found, least=0.3) == set()


def test_a_shared_identifier_finds_what_the_names_do_not():
    told = [
        organisation("a", "Lantern House", identifiers=["charity:1234567"]),
        organisation("b", "Quay Street Refuge", identifiers=["Charity:1234567"]),
        organisation("c", "Tideway Scouts", identifiers=["charity:7654321"]),
    ]
    found = find_pairs(pd.DataFrame(told), kind=Kind.ORGANISATION, least_probability=0.0)
    assert list(zip(found["first"], found["second"], strict=True)) == [("a", "b")]
    assert found["level_identifiers"].tolist() == [0]


def test_identifiers_of_two_kinds_tell_nothing_and_of_one_kind_they_may_differ():
    def level(one: str, other: str) -> int:
        told = [
            organisation("a", "Lantern House", identifiers=[one]),
            organisation("b", "Lantern House", identifiers=[other]),
        ]
        found = find_pairs(pd.DataFrame(told), kind=Kind.ORGANISATION, least_probability=0.0)
        return int(found["level_identifiers"].iloc[0])

    assert level("charity:1", "company:1") == -1
    assert level("charity:1", "charity:2") == 1


def test_what_one_does_not_say_tells_nothing():
    told = [
        organisation("a", "Lantern House", postcode="ZZ1 1AA"),
        organisation("b", "Lantern House"),
    ]
    found = find_pairs(pd.DataFrame(told), kind=Kind.ORGANISATION, least_probability=0.0)
    levels = {"name": 0} | {
        each.field: int(found[f"level_{each.field}"].iloc[0])
        for each in model_of(Kind.ORGANISATION).comparisons
    }
    evidence = {one.field: one for one in evidence_of(model_of(Kind.ORGANISATION), levels)}
    assert evidence["place"].strength == "says nothing"
    assert evidence["place"].bits == 0
    assert evidence["name"].words == "the same name, which few others have"


def test_an_activity_told_by_its_partner_too_is_one_activity():
    club = {
        "record": "a", "name": "Boxing club, Sonnet Row", "organisation": "Ring of Tales",
        "partners": [], "postcode": "ZZ1 1AA", "age_from": 11, "age_to": 18,
        "people_a_year": 120, "themes": ["violence"],
    }  # fmt: skip
    again = {
        **club, "record": "b", "name": "Ring of Tales boxing club (Sonnet Row)",
        "organisation": "Commissioner of Fableshire", "partners": ["The Ring of Tales Ltd"],
    }  # fmt: skip
    found = find_pairs(pd.DataFrame([club, again]), kind=Kind.ACTIVITY)
    assert pairs_of(found) == {("a", "b")}
    assert found["level_organisation"].tolist() == [1]  # one is led by a partner of the other


def test_a_name_of_marks_alone_breaks_nothing():
    """It has no word to be found by, and others are found as they would be without it."""
    told = [organisation("a", "@!"), organisation("b", "Fable Youth Club", postcode="ZZ1 1AA"),
            organisation("c", "Fable Youth Club", postcode="ZZ1 1AA")]  # fmt: skip
    found = find_pairs(pd.DataFrame(told), kind=Kind.ORGANISATION)
    assert pairs_of(found) == {("b", "c")}
    known_records(pd.DataFrame(told), kind=Kind.ORGANISATION)


def test_nothing_and_one_record_have_no_pairs():
    columns = ["record", "name"]
    assert find_pairs(pd.DataFrame(columns=columns), kind=Kind.ACTIVITY).empty
    one = pd.DataFrame([["a", "Club"]], columns=columns)
    assert find_pairs(one, kind=Kind.ACTIVITY).empty
    strangers = pd.DataFrame([["a", "Lantern House"], ["b", "Tideway Scouts"]], columns=columns)
    found = find_pairs(strangers, kind=Kind.ACTIVITY)
    assert found.empty
    assert "level_name" in found.columns


def test_records_without_key_or_name_or_with_a_key_twice_are_refused():
    with pytest.raises(BadInput, match="no column record"):
        find_pairs(pd.DataFrame({"name": ["Club"]}), kind=Kind.ACTIVITY)
    with pytest.raises(BadInput, match="found a twice"):
        find_pairs(pd.DataFrame({"record": ["a", "a"], "name": ["x", "y"]}), kind=Kind.ACTIVITY)
    with pytest.raises(BadInput, match="without a name"):
        find_pairs(pd.DataFrame({"record": ["a", "b"], "name": ["x", " "]}), kind=Kind.ACTIVITY)


def test_a_search_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    find_pairs(organisations(500, seed=3).records, kind=Kind.ORGANISATION)
    assert list(Path.cwd().iterdir()) == []


def test_strength_is_told_in_words_that_follow_the_bits():
    def strength(bits: float, level: int = 0) -> str:
        return Evidence("name", "Name", "", level, bits).strength

    assert [strength(bits) for bits in (0.1, 1, 3, 9)] == [
        "says little", "slightly for", "for", "strongly for",
    ]  # fmt: skip
    assert [strength(bits) for bits in (-0.1, -1, -3, -9)] == [
        "says little", "slightly against", "against", "strongly against",
    ]  # fmt: skip
    assert strength(0, level=-1) == "says nothing"


def test_a_pattern_leaves_out_what_was_not_compared():
    evidence = (Evidence("name", "", "", 0, 1.0), Evidence("web", "", "", -1, 0.0))
    assert pattern_of(evidence) == "name 0"


def test_a_new_record_is_not_told_to_be_like_itself_and_needs_a_name():
    known = known_records(
        pd.DataFrame([organisation("a", "Lantern House")]), kind=Kind.ORGANISATION
    )
    assert likely_same({"record": "a", "name": "Lantern House"}, known, least_probability=0) == []
    assert likely_same({"name": " "}, known) == []
    assert likely_same({"name": "Tideway Scouts"}, known) == []
    assert [one.record for one in likely_same({"name": "Lantern House"}, known)] == ["a"]


def test_a_common_word_alone_brings_up_only_the_most_alike():
    rows = [organisation(f"r{n:04}", f"Club {n}", postcode="ZZ1 1AA") for n in range(400)]
    known = known_records(pd.DataFrame(rows), kind=Kind.ORGANISATION)
    new = {"name": "Club 7", "postcode": "ZZ1 1AA"}
    found = likely_same(new, known, least_probability=0, most=3)
    assert found[0].record == "r0007"
    assert len(found) == 3


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_kept_are_shares(kind):
    for each in model_of(kind).comparisons:
        assert sum(level.m for level in each.levels) == pytest.approx(1, abs=0.001)
        assert sum(level.u for level in each.levels) == pytest.approx(1, abs=0.001)
