"""A needs assessment as data, and the same content in Word and PDF, read back from both."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from sightline.errors import BadInput
from sightline.exchange.assessment import (
    Bar,
    Document,
    Figure,
    Point,
    Prompt,
    Provenance,
    Section,
    Table,
    draw_bars,
    draw_months,
    picture_png,
    plain,
    with_legend,
    write_docx,
    write_pdf,
)

HOSTILE = [
    '=HYPERLINK("http://bad.example")',
    "#read(\"/etc/passwd\") *bold* $x$ @ref <label> // no",
    "<w:p/> & ]]> \"quotes\" 'too'",
    "null \x00 bell \x07 escape \x1b nonchar \uffff",
    "surrogate \ud800 here",
    "عربي then English",
    "tab\tand\nline",
]  # fmt: skip


def provenance(**given):
    told = {"unit": "incidents", "period": "12 months to December 2025", "source": "police.uk",
            "freshness": "loaded on 3 January 2026", "sureness": "counted"}  # fmt: skip
    return Provenance(**(told | given))


def table(caption="Incidents by district", rows=(("Northmere", "1,234"), ("Eastfold", "0"))):
    return Table(caption, ("District", "Incidents"), tuple(rows), provenance())


def figure():
    svg = draw_bars([Bar("Northmere", 12.5, "12.5", 10, 15)], line=8.0, line_words="Fableshire")
    return Figure("Rates", "Bars: Northmere 12.5 per 1,000.", svg, table("The rates, as a table"))


def document(*sections):
    return Document("Needs assessment: Fableshire", "Fableshire partnership", "2025", True,
                    date(2026, 1, 15), sections)  # fmt: skip


WHOLE = document(
    Section("Summary", ("The draft.",), prompts=(Prompt("Say what matters.", "No count can."),)),
    Section(
        "Police records",
        ("What was recorded.",),
        tables=(table(), table("None", ())),
        figures=(figure(),),
        prompts=(Prompt("Explain the pattern.", "Local knowledge."),),
        missing=("Hospital attendances. The trust can supply them.",),
    ),
    Section("By month", level=2, tables=(table("By month", (("March", "not supplied"),)),)),
)


def word_of(made):
    return docx.Document(io.BytesIO(made))


def pdf_text(made):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def squeezed(text):
    """Without white space and break hints: lines of a PDF break where they must."""
    return re.sub(r"[\s\u200b]", "", text)


def assert_same_everywhere(whole):
    word, told = word_of(write_docx(whole)), squeezed(pdf_text(write_pdf(whole)))
    assert len(word.tables) == len(whole.tables)
    for given, set_in_word in zip(whole.tables, word.tables, strict=True):
        lines = [[cell.text for cell in row.cells] for row in set_in_word.rows]
        assert lines == [[plain(cell) for cell in row] for row in (given.headings, *given.rows)]
        for row in (given.headings, *given.rows):
            assert squeezed("".join(plain(cell) for cell in row)) in told
    paragraphs = [paragraph.text for paragraph in word.paragraphs]
    for text in paragraphs:
        assert squeezed(text) in told, text
    for prompt in whole.prompts:
        marked = [p.text for p in word.paragraphs if p.style.name == "Prompt"]
        assert any(plain(prompt.what) in text and plain(prompt.why) in text for text in marked)
        assert squeezed(plain(prompt.what)) in told


def test_every_cell_paragraph_and_prompt_is_in_both_files():
    assert_same_everywhere(WHOLE)
    assert len(WHOLE.prompts) == 2
    assert WHOLE.missing == ("Hospital attendances. The trust can supply them.",)


def test_word_has_real_headings_repeated_header_rows_and_numbered_captions():
    word = word_of(write_docx(WHOLE))
    headed = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Head")]
    assert headed == [("Heading 1", "Summary"), ("Heading 1", "Police records"),
                      ("Heading 2", "By month")]  # fmt: skip
    for each in word.tables:
        marks = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
                 for row in each.rows]  # fmt: skip
        assert marks == [True, *[False] * (len(marks) - 1)]
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert captions == ["Figure 1. Rates", "Table 1. The rates, as a table",
                        "Table 2. Incidents by district", "Table 3. None",
                        "Table 4. By month"]  # fmt: skip
    (picture,) = word.inline_shapes
    assert picture._inline.docPr.get("descr") == "Bars: Northmere 12.5 per 1,000."
    assert word.core_properties.title == WHOLE.title
    assert word.core_properties.language == "en-GB"
    languages = {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_the_pdf_is_tagged_titled_and_in_english():
    reader = PdfReader(io.BytesIO(write_pdf(WHOLE)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == WHOLE.title
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_the_same_document_gives_the_same_bytes():
    assert write_docx(WHOLE) == write_docx(WHOLE)
    assert write_pdf(WHOLE) == write_pdf(WHOLE)
    entries = zipfile.ZipFile(io.BytesIO(write_docx(WHOLE))).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("text", HOSTILE[:5] + HOSTILE[6:])
def test_hostile_text_stays_text(text):
    each = document(
        Section(text, (text,), (table(text, ((text, "1"),)),), prompts=(Prompt(text, text),))
    )
    assert_same_everywhere(each)
    package = zipfile.ZipFile(io.BytesIO(write_docx(each)))
    assert "HYPERLINK" not in "".join(
        re.findall(r"<w:instrText[^>]*>(.*?)</w:instrText>",
                   package.read("word/document.xml").decode()))  # fmt: skip
    assert not [name for name in package.namelist() if "vba" in name.lower()]


@pytest.mark.parametrize("text", [HOSTILE[5], "x" * 10_000, "many words " * 900],
                         ids=["rtl", "one-word", "long"])  # fmt: skip
def test_text_of_another_direction_or_without_an_end_is_set(text):
    each = document(Section("Long", (text,), (table("Long", ((text, "7,777"),)),)))
    word = word_of(write_docx(each))
    assert word.tables[0].rows[1].cells[0].text == plain(text)
    assert "7,777" in pdf_text(write_pdf(each))


def test_a_figure_is_drawn_for_word_by_the_same_program():
    assert picture_png(figure().svg)[:8] == b"\x89PNG\r\n\x1a\n"
    with pytest.raises(BadInput, match=r"figure: could not be drawn"):
        picture_png("no picture")


def test_a_month_not_supplied_breaks_the_line_and_is_not_nought():
    svg = draw_months([Point("Jan", 3.0), Point("Feb", None), Point("Mar", 0.0), Point("Apr", 1.0)])
    assert svg.count("<circle") == 3
    assert svg.count("?</text>") == 1
    assert svg.count("<line") == 2 + 1  # two axes, one pair of months in a row


def test_a_legend_keeps_the_picture_and_escapes_words():
    inside = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400"></svg>'
    made = with_legend(inside, [("#ffffff", "Under 5 & more")])
    assert "Under 5 &amp; more" in made
    assert 'viewBox="0 0 600 442"' in made
    assert picture_png(made)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Table("T", (), (), provenance()), "found no heading"),
        (lambda: table("T", (("one",),)), "row 1: found 1 cells, wanted 2"),
        (lambda: Figure("F", " ", "<svg/>", table()), "no words for those who cannot see it"),
        (lambda: Section("S", level=3), "found level 3, wanted 1 or 2"),
    ],
    ids=["headings", "cells", "alt", "level"],
)
def test_what_cannot_be_set_is_refused(make, message):
    with pytest.raises(BadInput, match=message):
        make()
