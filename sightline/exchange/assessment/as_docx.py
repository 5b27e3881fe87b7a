"""Setting an assessment as a Word document: real headings, repeated header rows, numbered captions.

The same document gives the same bytes: dates inside are the day it was made.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time

import docx
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from sightline.exchange.assessment.as_pdf import picture_png
from sightline.exchange.assessment.document import Document, Laid, lay, plain

PROMPT, MISSING, SOURCE = "Prompt", "Not supplied", "Table source"
FICTIONAL = "Fictional. The places, people and organisations in this document are invented."
LANGUAGE = "en-GB"
WIDTH_CM = 17.4
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip entry


def write_docx(document: Document) -> bytes:
    """The document for Word; the same bytes for the same document."""
    word = docx.Document()
    _set_up(word, document)
    word.add_paragraph(plain(document.title), style="Title")
    made = f"{document.made_on:%-d %B %Y}"
    word.add_paragraph(
        f"{plain(document.partnership)}. {plain(document.period)}. Draft made on {made}."
    )
    if document.fictional:
        word.add_paragraph(FICTIONAL, style=MISSING)
    for piece in lay(document):
        _WRITE[piece.kind](word, piece)
    kept = io.BytesIO()
    word.save(kept)
    return _with_fixed_dates(kept.getvalue())


def _set_up(word: Word, document: Document) -> None:
    """Page, language, properties and styles."""
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.footer.paragraphs[0].text = plain(document.title) + (
        " (fictional)" if document.fictional else ""
    )
    facts = word.core_properties
    facts.title, facts.author, facts.last_modified_by = plain(document.title), "Sightline", ""
    facts.subject, facts.language = plain(document.period), LANGUAGE
    facts.comments, facts.revision = "", 1
    facts.created = facts.modified = datetime.combine(document.made_on, time(12), UTC)
    _set_language(word)
    word.styles["Normal"].font.size = Pt(10.5)
    _add_style(word, PROMPT, fill="FFF7BF", edge="F47738")
    _add_style(word, MISSING, fill="F3F2F1", edge="505A5F")
    _add_style(word, SOURCE).font.size = Pt(8)
    word.styles["Caption"].font.color.rgb = RGBColor(0x0B, 0x4F, 0x4B)


def _set_language(word: Word) -> None:
    for properties in word.styles.element.iter(qn("w:rPr")):
        for language in properties.findall(qn("w:lang")):
            language.set(qn("w:val"), LANGUAGE)


def _add_style(word: Word, name: str, *, fill: str = "", edge: str = ""):  # type: ignore[no-untyped-def]
    """A style of paragraphs, shaded and with an edge at its left if told."""
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    style.quick_style = True
    if fill:
        properties = style.element.get_or_add_pPr()
        borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
        for key, value in {"val": "single", "sz": "24", "space": "6", "color": edge}.items():
            left.set(qn(f"w:{key}"), value)
        borders.append(left)
        shade = OxmlElement("w:shd")
        for key, value in {"val": "clear", "color": "auto", "fill": fill}.items():
            shade.set(qn(f"w:{key}"), value)
        properties.append(borders)
        properties.append(shade)
    return style


def _heading(word: Word, piece: Laid) -> None:
    word.add_heading(piece.text, level=piece.number)


def _text(word: Word, piece: Laid) -> None:
    word.add_paragraph(piece.text)


def _missing(word: Word, piece: Laid) -> None:
    word.add_paragraph(piece.text, style=MISSING)


def _prompt(word: Word, piece: Laid) -> None:
    paragraph = word.add_paragraph(style=PROMPT)
    paragraph.add_run(piece.text).bold = True
    paragraph.add_run(f" {piece.note}")
    word.add_paragraph()  # where it is written


def _picture(word: Word, piece: Laid) -> None:
    picture = word.add_picture(io.BytesIO(picture_png(piece.svg)), width=Cm(piece.width_cm))
    told = picture._inline.docPr
    told.set("descr", piece.note)
    told.set("name", f"Figure {piece.number}")
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    _caption(word, piece, "Figure")


def _table(word: Word, piece: Laid) -> None:
    _caption(word, piece, "Table").paragraph_format.keep_with_next = True
    table = word.add_table(rows=1 + len(piece.rows), cols=len(piece.headings))
    table.style, table.autofit = "Table Grid", False
    size = Pt(6.5 if len(piece.headings) > 10 else 7.5 if len(piece.headings) > 6 else 8.5)
    lines = (piece.headings, *piece.rows)
    widths = [Cm(WIDTH_CM * width / sum(piece.widths)) for width in piece.widths]
    for number, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(text)
            run.font.size, run.bold = size, number == 0
        _row_marks(row, is_header=number == 0)
    word.add_paragraph(piece.note, style=SOURCE)


def _row_marks(row, *, is_header: bool) -> None:  # type: ignore[no-untyped-def]
    """A row is not parted by the end of a page; that of the headings is repeated on each."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(("w:tblHeader",) if is_header else ())):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "true")
        properties.append(mark)


def _caption(word: Word, piece: Laid, kind: str) -> Paragraph:
    """A caption whose number Word can count again: `Table 3. …`."""
    number, words = str(piece.number), piece.text.split(". ", 1)[-1]
    paragraph = word.add_paragraph(style="Caption")
    paragraph.add_run(f"{kind} ")
    for part in ("begin", f" SEQ {kind} \\* ARABIC ", "separate", number, "end"):
        run = paragraph.add_run(number if part == number else "")
        if part.startswith(" SEQ"):
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = part
            run._r.append(instruction)
        elif part != number:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), part)
            run._r.append(mark)
    paragraph.add_run(f". {words}")
    return paragraph


def _with_fixed_dates(package: bytes) -> bytes:
    """The same zip, every entry dated alike: a package holds the time it was written."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as given,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in given.infolist():
            dated = zipfile.ZipInfo(entry.filename, EARLIEST)
            dated.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(dated, given.read(entry))
    return kept.getvalue()


_WRITE = {
    "heading": _heading,
    "text": _text,
    "missing": _missing,
    "prompt": _prompt,
    "picture": _picture,
    "table": _table,
}
