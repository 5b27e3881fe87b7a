"""The vocabulary as reviewed data: what is committed, and laws of its reader."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.framework import AgeRange, Source
from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.vocabulary import (
    packaged_folder,
    read_vocabularies,
    reference_page,
    themes,
)
from sightline.exchange.vocabulary.lines import lines_of
from sightline.exchange.vocabulary.reading import read_draft
from sightline.exchange.vocabulary.shapes import HEAD, SHAPES, SOURCE, STATUSES, TERM

COMMITTED = packaged_folder()
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "vocabulary.md"


@pytest.fixture(scope="module")
def vocabularies():
    return read_vocabularies()


# What is committed


def test_every_committed_file_is_read(vocabularies):
    assert set(vocabularies) == {path.stem for path in COMMITTED.glob("*.toml")} == set(SHAPES)


def test_every_source_says_how_sure_it_is(vocabularies):
    sources = [
        source
        for vocabulary in vocabularies.values()
        for term in vocabulary.terms.values()
        for source in term.sources
    ]
    assert {source.status for source in sources} == set(STATUSES)
    assert all(source.address for source in sources if source.status != "unverified")
    assert all(term.sources for each in vocabularies.values() for term in each.terms.values())


def test_the_thematic_groups_are_not_made_up(vocabularies):
    groups = vocabularies["thematic_groups"]
    assert not groups.terms
    assert "partnership unit supplies them" in groups.not_known_words
    with pytest.raises(BadInput, match="no term is known"):
        groups.find("Prevention")


def test_ratings_keep_impact_apart_from_confidence(vocabularies):
    approaches = vocabularies["approaches"].terms
    navigators = approaches["emergency-department-navigators"].facts
    assert (navigators["impact"], navigators["confidence"]) == ("high", "very low")
    hot_spots = approaches["hot-spots-policing"].facts
    assert hot_spots["effects_percent"]["violence"] == -14
    assert (hot_spots["studies"], hot_spots["confidence"]) == (44, "not known")
    assert approaches["summer-jobs"].sources == (Source("No text read yet", "", "unverified"),)


def test_ages_and_months_are_values_that_cannot_be_wrong(vocabularies):
    assert vocabularies["audience"].terms["ages-10-24"].facts["ages"] == AgeRange(10, 24)
    definition = vocabularies["definition_of_serious_violence"].terms["essex-as-last-seen"]
    assert definition.facts["in_use_by"] == Month(2019, 7)
    assert vocabularies["risk_factors"].terms["substance-use"].facts["onset_ages"] == (
        AgeRange(6, 11),
        AgeRange(12, 14),
    )


def test_a_fact_left_out_is_not_known_rather_than_none_of_it(vocabularies):
    facts = vocabularies["approaches"].terms["mentoring"].facts
    assert facts["settings"] is None
    assert "settings: *not known*" in reference_page(vocabularies)


def test_a_theme_says_what_its_categories_cannot_tell(vocabularies):
    violence = themes(vocabularies)["violence"]
    assert violence.police_categories == ("Violence and sexual offences", "Robbery")
    said = " ".join(violence.cannot_tell).casefold()
    for missing in (
        "sexual offences",
        "age of the victim",
        "injured",
        "knife",
        "people involved live",
    ):
        assert missing in said


@pytest.mark.parametrize(
    ("theme", "reason"),
    [
        ("exploitation", "counts exploitation"),
        ("domestic-abuse", "cannot be taken out"),
        ("sexual-violence", "cannot separate"),
        ("weapons", "enforcement"),
        ("drugs", "enforcement"),
    ],
)
def test_a_theme_without_a_measure_says_why_first(vocabularies, theme, reason):
    found = themes(vocabularies)[theme]
    assert found.police_categories == ()
    assert reason in found.cannot_tell[0]


def test_traits_nobody_chooses_only_describe_areas(vocabularies):
    factors = vocabularies["risk_factors"].terms | vocabularies["protective_factors"].terms
    for trait in ("being-male", "being-female", "low-iq", "high-iq", "being-in-care"):
        assert factors[trait].facts["use"] == "describes an area only"


def test_the_reference_page_is_up_to_date(vocabularies):
    assert PAGE.read_text(encoding="utf-8") == reference_page(vocabularies), (
        "make it again: write reference_page(read_vocabularies()) to docs/reference/vocabulary.md"
    )


# Laws


def required_places() -> list[tuple[str, tuple[str | int, ...]]]:
    """Every required key in every committed file: the file and the path to the key."""
    places: list[tuple[str, tuple[str | int, ...]]] = []
    for name, shape in SHAPES.items():
        content = tomllib.loads((COMMITTED / f"{name}.toml").read_text(encoding="utf-8"))
        places += [(name, (key,)) for key, fact in HEAD.items() if fact.required]
        for number, term in enumerate(content.get("term", [])):
            keys = [key for key, fact in {**TERM, **shape}.items() if fact.required]
            places += [(name, ("term", number, key)) for key in [*keys, "sources"]]
            for at in range(len(term["sources"])):
                places += [(name, ("term", number, "sources", at, key)) for key in SOURCE]
    return places


def written(value: object) -> str:
    """A value as TOML on one line, for files made by a test."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


@settings(max_examples=200, deadline=None)
@given(place=st.sampled_from(required_places()))
def test_any_required_key_taken_away_is_refused_at_the_line_of_its_table(place):
    name, path = place
    content = tomllib.loads((COMMITTED / f"{name}.toml").read_text(encoding="utf-8"))
    table = content
    for part in path[:-1]:
        table = table[part]
    del table[path[-1]]
    lines = [f"{key} = {written(value)}" for key, value in content.items() if key != "term"]
    line = 1
    for number, term in enumerate(content.get("term", [])):
        lines.append("[[term]]")
        start = len(lines)
        lines += [f"{key} = {written(value)}" for key, value in term.items()]
        if path[:2] == ("term", number):
            line = (
                start
                if len(path) == 3
                else 1
                + next(
                    at
                    for at, text in enumerate(lines)
                    if at >= start and text.startswith("sources")
                )
            )
    draft = read_draft(name, "\n".join(lines).encode(), today=None)
    wanted = f"{name}.toml, line {line}, {path[-1]}: found nothing, wanted "
    assert draft.vocabulary is None
    assert [str(problem) for problem in draft.problems if str(problem).startswith(wanted)]


TEXTS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc"]), max_size=12)
VALUES = st.recursive(
    TEXTS | st.integers(-9, 9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(tables=st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), min_size=1, max_size=4))
def test_every_key_of_any_toml_is_found_on_its_line(tables):
    """Whatever the texts hold, brackets, quotes and hashes included."""
    lines, wanted = [], {}
    for number, table in enumerate(tables):
        lines += ["# [[term]]", "", "[[term]]  # name = 1"]
        wanted["term", number] = len(lines)
        for key, value in table.items():
            lines.append(f"{json.dumps(key)} = {written(value)}")
            wanted["term", number, key] = len(lines)
    text = "\n".join(lines)
    assert tomllib.loads(text) == {"term": tables}
    found = lines_of(text)
    assert {path: found[path] for path in wanted} == wanted


def test_lines_are_only_told_of_text_that_is_toml():
    with pytest.raises(AssertionError, match="read it with tomllib first"):
        lines_of("= 3")
