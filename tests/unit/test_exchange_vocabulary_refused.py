"""A vocabulary file with anything wrong is refused: the file, the exact line, and what to do."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from sightline.errors import BadInput
from sightline.exchange.vocabulary import packaged_folder, read_vocabularies
from sightline.exchange.vocabulary.reading import read_draft


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the committed vocabulary that a test may spoil."""
    return Path(shutil.copytree(packaged_folder(), tmp_path / "vocabulary"))


def refusal_of(folder: Path, **more: date) -> str:
    with pytest.raises(BadInput) as refused:
        read_vocabularies(folder, **more)
    return str(refused.value)


FRAMEWORK = "essex.pfcc.police.uk/news/safer-essex-violence-and-vulnerability-framework/"

SPOILT = [
    # file, what is there, what is put in its place, the key, what the message must say
    (
        "strands",
        'name = "County lines"',
        "name = County lines",
        "",
        "not TOML",
        "quotes at both ends",
    ),
    ("strands", 'name = "County lines"', 'name = "a"\nname = "b"', "", "not TOML", "each key once"),
    (
        "strands",
        'name = "County lines"',
        'nmae = "County lines"',
        "nmae",
        "'nmae'",
        "Rename it to name",
    ),
    ("strands", 'name = "County lines"', "name = 7", "name", "found 7", "Correct it"),
    ("strands", 'name = "County lines"', 'name = " "', "name", "found ' '", "not empty"),
    (
        "strands",
        'term = "county-lines"',
        'term = "County Lines"',
        "term",
        "'County Lines'",
        "hyphens",
    ),
    (
        "strands",
        'term = "knife-crime"',
        'term = "county-lines"',
        "term",
        "again",
        "rename or remove",
    ),
    (
        "strands",
        'name = "Knife crime"',
        'name = "COUNTY LINES"',
        "name",
        "again",
        "It is first on line",
    ),
    (
        "strands",
        "reviewed_on = 2026-11-24",
        'reviewed_on = "soon"',
        "reviewed_on",
        "'soon'",
        "date",
    ),
    (
        "strands",
        "reviewed_on = 2026-11-24",
        "reviewed_on = 2026-11-24T10:00:00",
        "reviewed_on",
        "2026-11-24 10:00:00",
        "without quotes",
    ),
    (
        "strands",
        "review_due_on = 2027-05-24",
        "review_due_on = 2026-11-24",
        "review_due_on",
        "2026-11-24",
        "reviewed again",
    ),
    (
        "ambitions",
        'status = "verified"',
        'status = "certain"',
        "status",
        "'certain'",
        "verified; derived",
    ),
    (
        "ambitions",
        'address = "essex',
        'address = "elsewhere',
        "address",
        "'elsewhere",
        "one address",
    ),
    (
        "ambitions",
        f'address = "{FRAMEWORK}"',
        'address = ""',
        "address",
        "an empty text",
        "unverified",
    ),
    (
        "thematic_groups",
        "not_known = [",
        "notes = [",
        "not_known",
        "no terms",
        "who can supply them",
    ),
    (
        "themes",
        '["Violence and sexual offences", "Robbery"]',
        '["Violence", "Robbery"]',
        "police_categories",
        "'Violence'",
        "police_categories.toml",
    ),
    (
        "themes",
        '["Violence and sexual offences", "Robbery"]',
        '["Possession of weapons"]',
        "police_categories",
        "counts enforcement",
        "what people need",
    ),
    (
        "themes",
        '["Anti-social behaviour"]',
        "[]",
        "why_no_measure",
        "neither",
        "Add why_no_measure",
    ),
    (
        "themes",
        "police_categories = []",
        'police_categories = ["Robbery"]',
        "why_no_measure",
        "a reason for none",
        "Remove the reason",
    ),
    ("approaches", 'impact = "high"', 'impact = "huge"', "impact", "'huge'", "high; moderate; low"),
    (
        "approaches",
        'confidence = "very low"',
        'confidence = "so-so"',
        "confidence",
        "'so-so'",
        "very low",
    ),
    ("approaches", 'pages_dated = "2023-2025"', "", "pages_dated", "without a date", "not-rated"),
    (
        "approaches",
        'pages_dated = "2023-2025"',
        'pages_dated = "2025-2023"',
        "pages_dated",
        "'2025-2023'",
        "a year or two",
    ),
    (
        "approaches",
        "effects_percent = { crime = -33 }",
        "effects_percent = { crime = -330 }",
        "effects_percent",
        "-330",
        "per cent",
    ),
    ("approaches", "{ crime = -33 }", "3", "effects_percent", "found 3", "{ violence = -14 }"),
    ("approaches", "crime = -33", 'crime = "less"', "effects_percent", "less", "per cent"),
    ("approaches", '["tertiary"]', '"tertiary"', "levels", "'tertiary'", '["tertiary"]'),
    (
        "approaches",
        '["tertiary"]',
        '["tertiary", "tertiary"]',
        "levels",
        "'tertiary', ",
        "without repeats",
    ),
    ("strands", 'status = "verified"', "status = 1", "status", "found 1", "verified"),
    ("strands", 'address = "', 'address = 1, note = "', "address", "found 1", "a text in quotes"),
    (
        "prevention_levels",
        'matches = "universal"',
        'matches = "nobody"',
        "matches",
        "'nobody'",
        "add the term to",
    ),
    ("approaches", "studies = 24", "studies = true", "studies", "true", "whole number"),
    (
        "approaches",
        'impact = "not-rated"\nconfidence = "not known"',
        'impact = "not-rated"\nconfidence = "low"',
        "confidence",
        "'low'",
        "give the impact",
    ),
    (
        "risk_factors",
        'onset_ages = ["6-11"]',
        'onset_ages = ["11-6"]',
        "onset_ages",
        "['11-6']",
        "younger",
    ),
    (
        "risk_factors",
        'domain = "individual"',
        'domain = "character"',
        "domain",
        "'character'",
        "peer group",
    ),
    (
        "prevention_levels",
        'matches = "universal"',
        'matches = "secondary"',
        "matches",
        "'secondary'",
        "other axis",
    ),
    ("audience", 'ages = "10-24"\n', "", "ages", "without ages", 'kind = "group"'),
    (
        "types_of_violence",
        'in_local_definition = "in"',
        'in_local_definition = "not known"',
        "local_definition",
        "not placed in",
        "Remove local_definition",
    ),
    (
        "types_of_violence",
        'in_local_definition = "not known"',
        'in_local_definition = "out"',
        "local_definition",
        "no definition",
        "Add local_definition",
    ),
    (
        "definition_of_serious_violence",
        '"county-lines", "gang-related"',
        '"county-lines", "threats"',
        "includes",
        "county-lines, knife-enabled, threats",
        "types_of_violence.toml",
    ),
    (
        "definition_of_serious_violence",
        'in_use_by = "2019-07"',
        'in_use_by = "July 2019"',
        "in_use_by",
        "'July 2019'",
        "a month",
    ),
]


def line_of_change(file: str, text: str, old: str, new: str, key: str) -> int:
    """Where the spoilt key is, counted without the loader: the line of the key, or of its table."""
    at = text.index(old)
    spoilt = text.replace(old, new, 1)
    start = spoilt.rfind("[[term]]", 0, at) if "[[term]]" in spoilt[:at] else 0
    end = spoilt.find("[[term]]", at) if "[[term]]" in spoilt[at:] else len(spoilt)
    if not key:  # not TOML: at the spoilt line; a key given twice is told at the second
        return spoilt.count("\n", 0, at) + new.count("\n") + 1
    found = re.search(rf"\b(?<!_){key} =", spoilt[start:end])
    return spoilt.count("\n", 0, start + (found.start() if found else 0)) + 1


@pytest.mark.parametrize(("file", "old", "new", "key", "found", "remedy"), SPOILT)
def test_a_bad_file_is_refused_with_its_line_and_the_remedy(
    folder, file, old, new, key, found, remedy
):
    path = folder / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = line_of_change(file, text, old, new, key)
    where = f"{file}.toml, line {line}{', ' if key else ''}{key}: found "
    message = next((each for each in refusal_of(folder).split("\n") if each.startswith(where)), "")
    assert message, f"nothing begins with {where!r} in:\n{refusal_of(folder)}"
    assert found in message
    assert remedy in message


SMALL = """\
title = "Settings"
owner = "Unit"
reviewed_by = "Reviewer"
reviewed_on = 2026-01-31
review_due_on = 2026-07-31

[[term]]
term = "home"
name = "Home"
meaning = "At home."
sources = [
  { title = "A text", address = "example.org", status = "verified" },
]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Home"\n', "", "line 7, name: found nothing, wanted a text in quotes"),
        ('title = "Settings"\n', "", "line 1, title: found nothing, wanted a text in quotes"),
        (', status = "verified"', "", "line 12, status: found nothing, wanted one of: verified"),
        ("[[term]]", "[term]", "line 7, term: found {'term': 'home', 'name': 'Home'"),
        ("[[term]]", "[[trem]]", "line 7, trem: found an unknown key 'trem', wanted one of: title"),
        ('"At home."', '"At\nhome."', "line 10: found something that is not TOML"),
        ("},\n]\n", "},\n\n", "line 12: found something that is not TOML"),
        ('"At home."', '"""\nAt home.\nname = 3"""\nold = 1', "line 13, old: found an unknown key"),
        (
            "sources = [\n  { title",
            "sources = [\n  3, { title",
            "line 12, sources: found 3, wanted",
        ),
    ],
)
def test_the_line_is_exact(old, new, message):
    draft = read_draft("settings", SMALL.replace(old, new).encode(), today=None)
    assert any(
        str(problem).startswith(f"settings.toml, {message}") for problem in draft.problems
    ), [str(problem) for problem in draft.problems]


def test_a_file_in_another_encoding_is_refused_at_the_line_of_the_byte():
    raw = SMALL.replace("At home.", "Café.").encode("cp1252")
    (problem,) = read_draft("settings", raw, today=None).problems
    assert str(problem) == (
        "settings.toml, line 10: found the byte 0xe9, wanted text in UTF-8. "
        "Save the file again as UTF-8."
    )


def test_windows_line_ends_and_a_byte_order_mark_are_read():
    raw = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    assert read_draft("settings", raw, today=None).vocabulary is not None


def test_a_review_in_the_future_is_refused(folder):
    message = refusal_of(folder, today=date(2026, 11, 23))
    assert "strands.toml, line 6, reviewed_on: found 2026-11-24, a day to come" in message
    assert read_vocabularies(folder, today=date(2026, 11, 24))


def test_every_problem_of_every_file_is_told_at_once(folder):
    for name in ("strands", "settings"):
        path = folder / f"{name}.toml"
        path.write_text(path.read_text().replace("name = ", "nmae = "))
    message = refusal_of(folder)
    terms = sum(
        (folder / f"{name}.toml").read_text().count("[[term]]") for name in ("strands", "settings")
    )
    assert message.count("an unknown key 'nmae'") == message.count("found nothing") == terms


def test_a_file_that_is_missing_or_that_nothing_reads_is_refused(folder):
    (folder / "settings.toml").rename(folder / "setings.toml")
    assert "found no settings.toml" in refusal_of(folder)
    shutil.copy(folder / "setings.toml", folder / "settings.toml")
    assert "found setings.toml, wanted only" in refusal_of(folder)
