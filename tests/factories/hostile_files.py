"""Files that do harm, are damaged, or are merely odd, made small: what may be sent as a sheet."""

from __future__ import annotations

import gzip
import random
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from factories.activity_sheet import rewrite
from factories.sheet_layouts import write_ods

HEADINGS = ["Project", "Run by", "Issue", "Location", "Age range", "Start date", "Cost", "Status"]
ROW = ["Boxing", "Made-up Trust", "Knife crime", "ZZ1 1AA", "10-17", "01/04/2025", "£5k", "Live"]
SHEET, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
STRINGS, CONTENT = "xl/sharedStrings.xml", "content.xml"
TROUBLE = [
    "=1+1", "=HYPERLINK(\"http://x\")", "+44", "-1", "@SUM(A1)", "\t", "#REF!", "#N/A", "\u202eabc",
    "\ufffd", "\u0000"[:0] + "\u0001", "9" * 400, "x" * 40_000, "1e999", "nan", "inf", "-0",
    "31/02/2025", "99/99/9999", "0/0/0", "2025-13-45", "00000", "99999", "£" * 50, "£1" + "0" * 30,
    "1" * 25 + "k", "100-1", "999+", "under 0", "Year 99", "KS9", "ZZ", "51.5, 0.7, 9", "0,0",
    "999999 999999", "all; all", ";;;;", "a;b" * 200, "None", "NULL", "true", "(((((", "%s%n",
    "{{7*7}}", "<script>", "' OR 1=1", "../../etc", "\\x00", "🎉", "ﷺ", "İ", "ß", "²", "½", "١٢",
    "Q9 2025/26", "Autumn term 9999", "2099/00", "over 0 years", "£5 over 0 years", "to", "-", "–",
]  # fmt: skip


def hostile_files(folder: Path) -> Iterator[Path]:
    """More than 150 files, one after the other."""
    for number, (name, make) in enumerate(_all().items()):
        path = folder / f"{number:03}-{name}"
        make(path)
        yield path


def _all() -> Mapping[str, Callable[[Path], object]]:
    made: dict[str, Callable[[Path], object]] = {}
    made |= _texts()
    made |= _cells()
    made |= _zips()
    made |= _workbooks()
    made |= _opendocument()
    made |= _spoilt()
    return made


def _bytes(raw: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(raw)


def _csv(*rows: list[str], separator: str = ",") -> bytes:
    return "\r\n".join(separator.join(row) for row in rows).encode()


def _texts() -> dict[str, Callable[[Path], object]]:
    good = _csv(HEADINGS, ROW)
    wide = ",".join(f"h{n}" for n in range(2_500)).encode()
    million = b"," * 1_000_000
    return {
        "empty.csv": _bytes(b""),
        "blank.csv": _bytes(b"\r\n\r\n  \r\n"),
        "only-commas.csv": _bytes(b",,,,,\r\n" * 50),
        "bom-only.csv": _bytes(b"\xef\xbb\xbf"),
        "one-cell.csv": _bytes(b"hello"),
        "one-column.csv": _bytes(b"Project\r\nBoxing\r\nMentors\r\n"),
        "headings-only.csv": _bytes(_csv(HEADINGS)),
        "headings-twice.csv": _bytes(_csv(HEADINGS, HEADINGS, ROW)),
        "nul.csv": _bytes(good + b"\r\nA\x00B,x"),
        "utf16.csv": _bytes(good.decode().encode("utf-16")),
        "utf16-cut.csv": _bytes(good.decode().encode("utf-16")[:-1]),
        "utf32.csv": _bytes(good.decode().encode("utf-32")),
        "mixed-letters.csv": _bytes(good + "\r\nCafé".encode() + "\r\nCaf\u00e9".encode("cp1252")),
        "cp1252.csv": _bytes(good.decode().replace("Boxing", "Café").encode("cp1252")),
        "no-code-page.csv": _bytes(good + b"\x81\x8d\x9d"),
        "open-quote.csv": _bytes(good + b'\r\n"Boxing,a,b,c,d,e,f,g\r\n' * 3),
        "inner-quote.csv": _bytes(good + b'\r\n"a"b,c,d,e,f,g,h,i'),
        "long-cell.csv": _bytes(good + b'\r\n"' + b"x" * 200_000 + b'",b'),
        "ragged.csv": _bytes(_csv(HEADINGS, ROW[:3], [*ROW, "more", "and", "more"], ROW[:1])),
        "2500-columns.csv": _bytes(wide + b"\r\n" + wide),
        "million-columns.csv": _bytes(million),
        "million-columns-below.csv": _bytes(good + b"\r\n" + million + b"x"),
        "million-empty-rows.csv": _bytes(good + b"\r\n" * 1_000_000 + b"Boxing,a"),
        "million-empty-rows-last.csv": _bytes(good + b"\r\n" * 1_000_000),
        "commas-in-a-million-rows.csv": _bytes(good + b"\r\n" + b",,,,,,,\r\n" * 1_000_000),
        "too-many-rows.csv": _bytes(good + b"\r\n" + b"a\r\n" * 1_100_000),
        "semicolons.csv": _bytes(_csv(HEADINGS, ROW, separator=";")),
        "tabs.tsv": _bytes(_csv(HEADINGS, ROW, separator="\t")),
        "pipes.csv": _bytes(_csv(HEADINGS, ROW, separator="|")),
        "old-mac.csv": _bytes(good.replace(b"\r\n", b"\r")),
        "duplicate-headings.csv": _bytes(_csv([*HEADINGS, *HEADINGS], [*ROW, *ROW])),
        "all-one-heading.csv": _bytes(_csv(["Project"] * 8, ROW)),
        "blank-headings.csv": _bytes(_csv(["", "", "", ""], ROW[:4])),
        "numbers-for-headings.csv": _bytes(_csv(list("12345678"), ROW)),
        "data-only.csv": _bytes(_csv(ROW, ROW, ROW)),
        "web-page.xls": _bytes(b"<html><table><tr><td>Project</td></tr></table></html>"),
        "xml.fods": _bytes(b'<?xml version="1.0"?><office:document/>'),
        "rich.rtf": _bytes(b"{\\rtf1 Project}"),
        "paper.pdf": _bytes(b"%PDF-1.7 not a table"),
        "database.csv": _bytes(b"SQLite format 3\x00" + bytes(80)),
        "parquet.csv": _bytes(b"PAR1" + bytes(40)),
        "old.xls": _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        "packed.csv.gz": _bytes(gzip.compress(good)),
        "packed-bomb.csv.gz": _bytes(gzip.compress(b"a," * 14_000_000)),
        "packed-cut.csv.gz": _bytes(gzip.compress(good)[:-6]),
        "notes-only.csv": _bytes(b"Dear all,\r\n\r\nplease find the list below.\r\n\r\nThanks\r\n"),
        "deep-title.csv": _bytes(b"note\r\n" * 59 + good),
        "deeper-title.csv": _bytes(b"note,about\r\n" * 400 + good),
        "random.bin": _bytes(random.Random(1).randbytes(4_000)),  # noqa: S311
        "random-letters.csv": _bytes(bytes(random.Random(2).choices(range(32, 126), k=9_000))),  # noqa: S311
    }


def _cells() -> dict[str, Callable[[Path], object]]:
    """One file for each cell that has gone wrong for somebody, in every column at once."""
    return {
        f"cell-{number:02}.csv": _bytes(_quoted([HEADINGS, [text] * 8, ROW]))
        for number, text in enumerate(TROUBLE)
    }


def _quoted(rows: list[list[str]]) -> bytes:
    lines = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(lines).encode("utf-8", "surrogatepass")


def _zips() -> dict[str, Callable[[Path], object]]:
    return {
        "zip-of-nothing.xlsx": _zip({}),
        "zip-of-text.xlsx": _zip({"a.txt": b"x"}),
        "zip-bomb.xlsx": _zip({WORKBOOK: b" " * 60_000_000}),
        "zip-slip.xlsx": _zip({"../../evil.xml": b"<x/>"}),
        "zip-in-zip.xlsx": _zip({"a.zip": b"PK\x03\x04"}),
        "zip-many.xlsx": _zip({f"f{n}": b"" for n in range(20_100)}),
        "zip-wrong-kind.ods": _zip({"mimetype": b"application/epub+zip", CONTENT: b"<x/>"}),
        "word.docx": _zip({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<T/>"}),
        "binary.xlsb": _zip({"xl/workbook.bin": bytes(50)}),
        "numbers.numbers": _zip({"Index/Document.iwa": bytes(50)}),
        "start-of-zip.xlsx": _bytes(b"PK\x03\x04" + bytes(60)),
        "end-of-zip.xlsx": _bytes(b"PK\x05\x06" + bytes(18)),
    }


def _zip(members: Mapping[str, bytes]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, raw in members.items():
                archive.writestr(name, raw)

    return make


def _book(fill: Callable[[Any, Any], None] | None = None) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        workbook = xlsxwriter.Workbook(path)
        sheet = workbook.add_worksheet("List")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ROW)
        if fill:
            fill(workbook, sheet)
        workbook.close()
        return path

    return make


def _changed(part: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        good = _book()(path.with_suffix(".good"))
        rewrite(good, path, {part: change})
        good.unlink()

    return make


def _put(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        assert old in raw, old
        return raw.replace(old, new, 1)

    return change


_ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/x">]>'
)


def _workbooks() -> dict[str, Callable[[Path], object]]:
    overlaid = b"<mergeCells>" + b'<mergeCell ref="A1:H2"/>' * 3_000 + b"</mergeCells>"
    merge_all = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    odd = b'<mergeCells><mergeCell ref="ZZZZ"/></mergeCells>'
    return {
        "good.xlsx": _book(),
        "good.xlsm": _macros,
        "formulas.xlsx": _book(lambda w, s: s.write_formula(1, 0, "=A1&B1", None, "Boxing")),
        "formula-error.xlsx": _book(lambda w, s: s.write_formula(1, 2, "=1/0", None, "#DIV/0!")),
        "volatile.xlsx": _book(lambda w, s: s.write_formula(1, 5, "=NOW()", None, 45_000)),
        "all-hidden.xlsx": _hidden,
        "chart-only.xlsx": _chart,
        "empty-sheet.xlsx": lambda path: xlsxwriter.Workbook(path).close(),
        "300-sheets.xlsx": _many_sheets,
        "long-shared.xlsx": _book(_long_shared),
        "merged-titles.xlsx": _book(lambda w, s: s.merge_range(3, 0, 5, 7, "all one")),
        "merged-headings.xlsx": _book(lambda w, s: s.merge_range(0, 0, 0, 7, "List")),
        "merge-everything.xlsx": _changed(SHEET, _put(b"</sheetData>", b"</sheetData>" + merge_all)),  # noqa: E501
        "merged-over.xlsx": _changed(SHEET, _put(b"</sheetData>", b"</sheetData>" + overlaid)),
        "merged-oddly.xlsx": _changed(SHEET, _put(b"</sheetData>", b"</sheetData>" + odd)),
        "far-corner.xlsx": _changed(SHEET, _put(b'r="A2"', b'r="XFD1048576"')),
        "wide.xlsx": _book(lambda w, s: s.write_string(0, 16_000, "far")),
        "long.xlsx": _book(lambda w, s: s.write_string(900_000, 0, "far")),
        "entities.xlsx": _changed(STRINGS, _put(b"<sst", _ENTITIES + b"<sst")),
        "entities-in-book.xlsx": _changed(WORKBOOK, _put(b"<workbook", _ENTITIES + b"<workbook")),
        "negative-row.xlsx": _changed(SHEET, _put(b'r="2"', b'r="-2"')),
        "no-strings.xlsx": _changed(STRINGS, lambda raw: b"<sst/>"),
        "string-out-of-range.xlsx": _changed(SHEET, _put(b"<v>0</v>", b"<v>999999999</v>")),
        "string-not-a-number.xlsx": _changed(SHEET, _put(b"<v>0</v>", b"<v>abc</v>")),
        "no-sheet.xlsx": _changed(SHEET, lambda raw: b""),
        "cut-xml.xlsx": _changed(SHEET, lambda raw: raw[: len(raw) // 2]),
        "utf16-part.xlsx": _changed(SHEET, lambda raw: raw.decode().encode("utf-16")),
        "nul-part.xlsx": _changed(SHEET, lambda raw: raw + b"\x00"),
        "deep-xml.xlsx": _changed(SHEET, _put(b"<sheetData>", b"<x>" * 9_000 + b"<sheetData>")),
        "two-names.xlsx": _changed(WORKBOOK, _put(b"</sheets>", b'<sheet name="List" r:id="rId1" sheetId="9"/></sheets>')),  # noqa: E501
        "huge-number.xlsx": _book(lambda w, s: s.write_number(1, 6, 1e308)),
        "negative-date.xlsx": _book(lambda w, s: s.write_number(
            1, 5, -5, w.add_format({"num_format": "dd/mm/yyyy"}))),
        "far-date.xlsx": _book(lambda w, s: s.write_number(
            1, 5, 3e6, w.add_format({"num_format": "dd/mm/yyyy"}))),
        "time.xlsx": _book(lambda w, s: s.write_number(
            1, 5, 0.5, w.add_format({"num_format": "hh:mm"}))),
        "boolean.xlsx": _book(lambda w, s: s.write_boolean(1, 7, True)),
        "long-text.xlsx": _book(lambda w, s: s.write_string(1, 0, "x" * 32_000)),
        "formula-text.xlsx": _book(lambda w, s: s.write_string(1, 0, '=cmd|"/c calc"!A1')),
    }  # fmt: skip


def _long_shared(_: Any, sheet: Any) -> None:
    for row in range(2, 4_002):
        sheet.write_string(row, 0, "x" * 32_000)


def _macros(path: Path) -> None:
    good = _book()(path.with_suffix(".good"))
    rewrite(good, path, {})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", bytes(200))
    good.unlink()


def _hidden(path: Path) -> None:
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet("Cover")
    hidden = workbook.add_worksheet("List")
    hidden.write_row(0, 0, HEADINGS)
    hidden.hide()
    workbook.close()


def _chart(path: Path) -> None:
    workbook = xlsxwriter.Workbook(path)
    numbers = workbook.add_worksheet("Numbers")
    numbers.write_row(0, 0, [1, 2])
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"values": "=Numbers!$A$1:$B$1"})
    page = workbook.add_chartsheet()
    page.set_chart(chart)
    page.activate()
    numbers.hide()
    workbook.close()


def _many_sheets(path: Path) -> None:
    workbook = xlsxwriter.Workbook(path)
    for number in range(300):
        sheet = workbook.add_worksheet(f"S{number}")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ROW)
    workbook.close()


def _ods(
    change: Callable[[bytes], bytes] = lambda raw: raw, **parts: Any
) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        good = write_ods(path.with_suffix(".good"), {"List": [HEADINGS, ROW]})
        rewrite(good, path, {CONTENT: change})
        with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a name twice is the harm that is meant
            for name, raw in parts.items():
                archive.writestr(name.replace("__", "/").replace("_", "."), raw)
        good.unlink()

    return make


def _opendocument() -> dict[str, Callable[[Path], object]]:
    cell, row = b"<table:table-cell ", b"<table:table-row>"
    nested = b"<table:table table:name='in'><table:table-row><table:table-cell/></table:table-row></table:table>"  # noqa: E501
    return {
        "good.ods": _ods(),
        "ods-entities.ods": _ods(_put(b"<office:document", _ENTITIES + b"<office:document")),
        "ods-columns-repeated.ods": _ods(_put(cell, cell + b'table:number-columns-repeated="16000" ')),  # noqa: E501
        "ods-rows-repeated.ods": _ods(_put(row, b'<table:table-row table:number-rows-repeated="900000">')),  # noqa: E501
        "ods-million-columns.ods": _ods(_put(cell, cell + b'table:number-columns-repeated="1000000" ')),  # noqa: E501
        "ods-too-many.ods": _ods(_put(cell, cell + b'table:number-columns-repeated="99999999999" ')),  # noqa: E501
        "ods-many-blanks.ods": _ods(
            _put(b"<text:p>Boxing", b'<text:p>Boxing<text:s text:c="999999999"/>')
        ),
        "ods-long-repeated.ods": _ods(
            _put(
                cell + b'office:value-type="string"><text:p>Boxing',
                cell + b'office:value-type="string" table:number-columns-repeated="16000"><text:p>'
                + b"x" * 30_000,
            )
        ),
        "ods-negative.ods": _ods(_put(cell, cell + b'table:number-columns-repeated="-1" ')),
        "ods-not-a-number.ods": _ods(_put(cell, cell + b'table:number-rows-spanned="many" ')),
        "ods-span-all.ods": _ods(_put(cell, cell + b'table:number-rows-spanned="1048576" table:number-columns-spanned="16384" ')),  # noqa: E501
        "ods-bad-type.ods": _ods(_put(b'value-type="string"', b'value-type="float" office:value="x"')),  # noqa: E501
        "ods-bad-date.ods": _ods(_put(b'value-type="string"', b'value-type="date" office:date-value="2025-99-99"')),  # noqa: E501
        "ods-odd-type.ods": _ods(_put(b'value-type="string"', b'value-type="void"')),
        "ods-cut.ods": _ods(lambda raw: raw[: len(raw) * 2 // 3]),
        "ods-empty-part.ods": _ods(lambda raw: b""),
        "ods-no-table.ods": _ods(lambda raw: raw[: raw.index(b"<table:table ")] + raw[raw.index(b"</table:table>") + 14 :]),  # noqa: E501
        "ods-nested.ods": _ods(_put(b"<text:p>Boxing</text:p>", b"<text:p>Boxing</text:p>" + nested)),  # noqa: E501
        "ods-two-names.ods": _ods(_put(b"</office:spreadsheet>", b'<table:table table:name="List"/></office:spreadsheet>')),  # noqa: E501
        "ods-no-name.ods": _ods(_put(b'table:name="List"', b"")),
        "ods-utf16.ods": _ods(lambda raw: raw.decode().replace("UTF-8", "UTF-16").encode("utf-16")),
        "ods-nul.ods": _ods(lambda raw: raw + b"\x00"),
        "ods-formula.ods": _ods(_put(cell, cell + b'table:formula="of:=NOW()" ')),
        "ods-macros.ods": _ods(Basic__script__xml=b"<script/>"),
        "ods-manifest-twice.ods": _ods(**{"META-INF__manifest_xml": b"<m/>"}),
        "ods-million-empty-rows.ods": _ods(_put(b"</table:table>", b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>')),  # noqa: E501
    }  # fmt: skip


def _spoilt() -> dict[str, Callable[[Path], object]]:
    """Good workbooks with a password, cut short, or with bytes changed at random."""
    made: dict[str, Callable[[Path], object]] = {}

    def locked(path: Path) -> None:
        raw = bytearray(_book()(path).read_bytes())
        raw[raw.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(raw)

    made["locked.xlsx"] = locked
    for eighths in range(1, 8):
        made[f"cut-{eighths}.xlsx"] = _cut(_book(), eighths)
        made[f"cut-{eighths}.ods"] = _cut(_ods(), eighths)
    for seed in range(12):
        made[f"changed-{seed}.xlsx"] = _flip(_book(), seed)
        made[f"changed-{seed}.ods"] = _flip(_ods(), seed)
    return made


def _cut(make: Callable[[Path], object], eighths: int) -> Callable[[Path], object]:
    def cut(path: Path) -> None:
        make(path)
        raw = path.read_bytes()
        path.write_bytes(raw[: len(raw) * eighths // 8])

    return cut


def _flip(make: Callable[[Path], object], seed: int) -> Callable[[Path], object]:
    def flip(path: Path) -> None:
        make(path)
        raw, dice = bytearray(path.read_bytes()), random.Random(seed)  # noqa: S311
        for _ in range(6):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        path.write_bytes(raw)

    return flip
