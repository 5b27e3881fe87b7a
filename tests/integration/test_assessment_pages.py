"""A draft needs assessment: its page, its two files, and its numbers beside those of the pages."""

from __future__ import annotations

import csv
import io
import re

import docx
import numpy as np
import pytest
from django.core.management import call_command
from django.urls import reverse
from factories.county_folder import load, write_county_folder
from factories.listening import heard_of
from factories.pages import text_of
from factories.register import user_of
from factories.small_county import AREAS
from pypdf import PdfReader

from sightline.demo.indicators import write_indicators
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import verify_chain
from sightline.service.need.models import Listening
from sightline.service.need.queries.factors import factors_of
from sightline.service.places import queries as places

pytestmark = pytest.mark.django_db
PAGE, READERS = "/needs-assessment", [Role.ANALYST, Role.UNIT, Role.COMMISSIONER, Role.BOARD]


@pytest.fixture
def _county(tmp_path):
    load(write_county_folder(tmp_path))


@pytest.fixture
def reader(client, _county):
    client.force_login(user_of(Role.ANALYST))
    return client


def word_of(client, **asked):
    answer = client.get(f"{PAGE}/download.docx", asked)
    assert answer.status_code == 200, answer.content[:300]
    return docx.Document(io.BytesIO(answer.content))


def tables_of(word):
    """Every table by its caption without the number: a list of rows of cells."""
    captions = [p.text.split(". ", 1)[1] for p in word.paragraphs
                if p.style.name == "Caption" and p.text.startswith("Table ")]  # fmt: skip
    cells = [[[cell.text for cell in row.cells] for row in each.rows] for each in word.tables]
    return dict(zip(captions, cells, strict=True))


def starting(tables, words):
    (found,) = [rows for caption, rows in tables.items() if caption.startswith(words)]
    return found


@pytest.mark.usefixtures("_county")
@pytest.mark.parametrize("role", READERS, ids=str)
def test_the_page_says_what_is_in_it_what_is_missing_and_what_is_to_be_written(client, role):
    client.force_login(user_of(role))
    text = text_of(client.get(PAGE))
    for words in (
        "Definition of serious violence", "People and deprivation", "Violence: how many",
        "Violence: rates", "Violence: what changes", "Violence: where it gathers",
        "Risk and protective factors", "What is provided", "Gaps", "What may help",
        "What young people, families and practitioners say", "Sources", "Method and limits",
        "Hospital admissions and attendances after assaults", "Why:",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.usefixtures("_county")
@pytest.mark.parametrize("role", [Role.PARTNER, Role.NEIGHBOUR, Role.ADMINISTRATOR], ids=str)
def test_others_are_kept_out_and_nothing_is_logged(client, role):
    client.force_login(user_of(role))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}/download.pdf").status_code == 403
    assert not Event.objects.filter(kind="needs assessment downloaded").exists()


def test_word_and_pdf_say_the_same_and_hold_every_prompt(reader):
    word = word_of(reader)
    pages = PdfReader(io.BytesIO(reader.get(f"{PAGE}/download.pdf").content)).pages
    printed = re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in pages))
    for rows in tables_of(word).values():
        for cell in (cell for row in rows for cell in row):
            assert re.sub(r"\s", "", cell) in printed, cell
    page = reader.get(PAGE).context["page"]
    marked = [p.text for p in word.paragraphs if p.style.name == "Prompt"]
    assert len(marked) == len(page.prompts) > 10
    for (what, why), text in zip(page.prompts, marked, strict=True):
        assert what in text
        assert why in text
        assert re.sub(r"\s", "", what) in printed
    said = [p.text for p in word.paragraphs if p.style.name == "Not supplied"]
    for lack in page.missing:
        assert f"Not supplied: {lack}" in said
    assert "Fictional." in said[0]


def test_counts_are_those_of_the_records_and_months_not_supplied_are_not_nought(reader):
    rows = starting(tables_of(word_of(reader)), "Violence: incidents by district and month")
    # 2 a month in twelve areas, but 30 in the first and none in the last
    assert rows[-1][-1] == f"{12 * (30 + 10 * 2):,}"
    assert [sum(int(row[i].replace(",", "")) for row in rows[1:-1]) for i in range(1, 14)] == [
        int(cell.replace(",", "")) for cell in rows[-1][1:]
    ]


def test_rates_gaps_and_provision_are_those_of_the_pages(reader):
    tables = tables_of(word_of(reader))
    facts = {row["area_name"]: row for row in _gap_rows(reader)}
    for row in starting(tables, "Violence: the 12 areas most surely above")[1:]:
        assert row[3] == f"{float(facts[row[0]]['need_per_1000']):,.1f}", row
    for row in starting(tables, "The 12 areas with the largest shortfall")[1:]:
        assert row[6] == facts[row[0]]["kind"]
    listed = reader.get("/activities?status=current").context["page"]
    (facet,) = [each for each in listed.facets if each.name == "strand"]
    strands = {choice.words.casefold(): int(choice.count) for choice in facet.choices}
    told = {row[0]: int(row[1]) for row in starting(tables, "Current activities by strand")[1:]}
    told = {name.removeprefix("Strand ").casefold(): count for name, count in told.items()}
    assert {name: count for name, count in told.items() if count} == strands


def _gap_rows(client):
    return list(csv.DictReader(io.StringIO(client.get("/gaps/download.csv").content.decode())))


def test_a_trend_of_one_year_is_not_told_and_the_year_before_is_not_supplied(reader):
    rows = starting(tables_of(word_of(reader)), "Violence: trend")
    assert {row[1].split(":")[0] for row in rows[1:]} == {"Cannot tell"}
    assert {row[4] for row in rows[1:]} == {
        "Cannot tell: no month of one of the periods was supplied."
    }


def test_a_theme_that_no_record_measures_says_so(reader):
    word = word_of(reader, themes=["exploitation", "robbery"], ages="10-17")
    said = [p.text for p in word.paragraphs if p.style.name == "Not supplied"]
    assert any("Records that measure" in text and "xploitation" in text for text in said), said
    assert starting(tables_of(word), "Robbery: incidents by district and month")


def test_factors_are_told_once_indicators_are_and_no_longer_said_to_be_missing(reader, tmp_path):
    lacks = ("Indicators of risk and protective factors", "Exclusions, absence and special needs")
    told = " ".join(reader.get(PAGE).context["page"].missing)
    assert all(lack in told for lack in lacks)
    write_indicators(tmp_path / "indicators", np.random.default_rng(2018))
    names = ("authority-codes-fictional.csv", "authority-tool-fictional.csv")
    call_command("load_indicators", *[tmp_path / "indicators" / name for name in names])
    told = " ".join(reader.get(PAGE).context["page"].missing)
    assert not any(lack in told for lack in lacks)
    word = word_of(reader)
    shown = starting(tables_of(word), "Factors that stand out, by district")[1:]
    districts = places.areas()[["district", "district_name"]].drop_duplicates().values.tolist()
    assert shown == [
        [name, card.name, card.words]
        for code, name in sorted(districts, key=lambda pair: pair[1])
        for card in factors_of(code, name).cards
        if card.stands_out
    ]
    paragraphs = [p.text for p in word.paragraphs]
    assert all(factors_of(code, name).lead in paragraphs for code, name in districts)


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"ages": "x"}, "wanted a range such as 10-24"), ({"themes": "no"}, "Choose themes")],
    ids=["ages", "themes"],
)
def test_what_cannot_be_used_is_said_and_the_usual_taken(reader, asked, said):
    text = text_of(reader.get(PAGE, asked))
    assert said in text
    assert "Ages 10 to 24" in text


def test_a_theme_that_is_asked_for_twice_is_told_once(reader):
    once = reader.get(PAGE, {"themes": "robbery"})
    again = reader.get(PAGE, {"themes": ["robbery"] * 9})
    assert text_of(once).count("Robbery: what changes") == 1
    assert text_of(again) == text_of(once)


def test_what_was_heard_is_pointed_to_and_no_longer_said_to_be_missing(reader):
    told = heard_of(AREAS[0], by=user_of(Role.UNIT))
    assert "Listening evidence" in text_of(reader.get(PAGE))  # it waits for the unit
    Listening.objects.filter(pk=told.pk).update(state="partnership")
    assert "Listening evidence" not in text_of(reader.get(PAGE))
    said = "\n".join(each.text for each in word_of(reader).paragraphs)
    assert "each with how it was heard: 1." in said
    assert "bus stop" not in said


def test_one_download_is_one_event_and_looking_at_the_page_none(reader):
    reader.get(PAGE)
    kind = {"kind": "needs assessment downloaded"}
    assert not Event.objects.filter(**kind).exists()
    word_of(reader, themes="robbery", ages="10-17")
    (event,) = Event.objects.filter(**kind)
    assert '"robbery"' in event.after
    assert '"10-17"' in event.after
    assert event.by_name == "The analyst"
    assert reader.get(f"{PAGE}/download.odt").status_code == 404
    assert Event.objects.filter(**kind).count() == 1
    assert verify_chain().faults == ()


def test_without_a_county_the_page_says_who_can_load_one(client):
    client.force_login(user_of(Role.ANALYST))
    answer = client.get(reverse("assessment:draft"))
    assert answer.status_code == 404
    assert "No county has been loaded yet" in answer.content.decode()


def test_the_same_records_give_the_same_bytes(reader):
    for form in ("docx", "pdf"):
        address = f"{PAGE}/download.{form}"
        assert reader.get(address).content == reader.get(address).content
