"""Outside files: what is read with a note, what is refused, and that no row is lost."""

from __future__ import annotations

import gzip
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from sightline.errors import BadInput
from sightline.exchange import files
from sightline.exchange.problems import Weight


def put(folder: Path, raw: bytes | str, name: str = "sheet.csv") -> Path:
    path = folder / name
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return path


def texts(cells: files.Cells) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.row, row.cells) for row in cells.rows]


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        (b"name,place\nCaf\xc3\xa9,1\n", None),
        (
            b"\xef\xbb\xbfname,place\nCaf\xc3\xa9,1\n",
            "sheet.csv: found a byte order mark, wanted UTF-8 without one. "
            "Nothing needs to be done.",
        ),
        (
            b"name,place\nCaf\xe9,1\n",
            "sheet.csv: found letters that are not UTF-8 (first in line 2), wanted UTF-8. It was "
            "read as Windows-1252: check the accents and pound signs. Save it again as "
            "'CSV UTF-8'.",
        ),
        (
            "name,place\nCafé,1\n".encode("utf-16"),
            "sheet.csv: found UTF-16 text, wanted UTF-8. It was read. Save it again as "
            "'CSV UTF-8'.",
        ),
        (
            b"name;place\nCaf\xc3\xa9;1\n",
            "sheet.csv: found semicolons, wanted commas. Nothing needs to be done.",
        ),
        (
            b"name\tplace\nCaf\xc3\xa9\t1\n",
            "sheet.csv: found tabs, wanted commas. Nothing needs to be done.",
        ),
    ],
)
def test_the_same_table_is_read_from_every_encoding_and_separator(tmp_path, raw, note):
    cells = files.read_cells(put(tmp_path, raw))
    assert cells.headings == ("name", "place")
    assert texts(cells) == [(2, ("Café", "1"))]
    assert [str(each) for each in cells.notes] == ([note] if note else [])
    assert all(each.weight is Weight.NOTE for each in cells.notes)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            b"",
            "sheet.csv: found an empty file, wanted a table with a row of headings. "
            "Check that the right file was chosen.",
        ),
        (
            b"\xef\xbb\xbf\r\n \r\n",
            "sheet.csv: found an empty file, wanted a table with a row of headings. "
            "Check that the right file was chosen.",
        ),
        (
            b"a,b\n1,\x81\n",
            "sheet.csv, line 2: found byte 81, which is neither UTF-8 nor Windows-1252, wanted "
            "UTF-8 text. Save it again as 'CSV UTF-8'.",
        ),
        (
            b"a,b\n\xc3\xa9,1\n\xe9,2\n",
            "sheet.csv, line 3: found UTF-8 and Windows-1252 letters in one file, wanted UTF-8 "
            "throughout. Save it again as 'CSV UTF-8'.",
        ),
        (
            b"a,b\n1,2\n3\x00,4\n",
            "sheet.csv, line 3: found a NUL byte, wanted text only. Save it again as 'CSV UTF-8'.",
        ),
        (
            "a,b\n1,2\n".encode("utf-16-le"),
            "sheet.csv, line 1: found a NUL byte, wanted text only. Save it again as 'CSV UTF-8'.",
        ),
        (
            b"\xff\xfea\x00,",
            "sheet.csv: found damaged UTF-16 text, wanted whole text. "
            "Save it again as 'CSV UTF-8'.",
        ),
        (
            b"PK\x03\x04rest",
            "sheet.csv: found a zip file or an Excel workbook, wanted text. Save the sheet as "
            "CSV, or unpack it first.",
        ),
        (
            b"%PDF-1.7",
            "sheet.csv: found a PDF, wanted text. Ask for the table behind it as CSV or XLSX.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "sheet.csv: found an old or protected Office file, wanted text. Open it and save it "
            "as CSV.",
        ),
        (
            b"\x1f\x8b\x08",
            "sheet.csv: found a compressed file, wanted text. Give the file a name that ends in "
            ".gz, or unpack it first.",
        ),
        (
            b"a,b,A\n1,2,3\n",
            "sheet.csv, row 1: found the heading 'A' above columns 1 and 3, wanted each heading "
            "once. Rename or remove one of them.",
        ),
        (
            b"a,,c\n1,2,3\n",
            "sheet.csv, row 1: found no heading above column 2, wanted a heading above every "
            "column. Name the column or remove it.",
        ),
        (
            b",,\n1,2,3\n",
            "sheet.csv, row 1: found no headings, wanted a heading above every column. "
            "Put the headings in the first row.",
        ),
        (
            b'a,b\n1,2\n"3,4\n5,6\n',
            "sheet.csv, line 3: found a quotation mark that is not closed, wanted every quote "
            "closed. Close it or remove it.",
        ),
        (
            b'a,b\n1,2\n"3"x,4\n',
            "sheet.csv, line 3: found a quotation mark inside a quoted cell, or one that is not "
            'closed, wanted every quote closed. Write a quotation mark inside a cell twice, as "", '
            "and close the cell with one.",
        ),
        (
            b'a,b,c\n"1,2,3\n4,5,6\n7",8,9\n',
            "sheet.csv, line 2: found a quotation mark that is not closed, wanted every quote "
            "closed. Close it or remove it.",
        ),
        (
            b'a,b\n"' + b"x" * 140_000 + b'",2\n',
            "sheet.csv, line 2: found a cell longer than 131,072 characters, wanted every quote "
            "closed. Shorten it; if no cell is that long, close its quotation mark.",
        ),
        (
            b",".join(b"h%d" % number for number in range(1_000_000)),
            "sheet.csv: found 1,000,000 columns, wanted at most 2,000. "
            "Remove the columns that are not needed.",
        ),
    ],
)
def test_a_file_that_leaves_doubt_is_refused_with_the_remedy(tmp_path, raw, message):
    with pytest.raises(BadInput) as refused:
        files.read_cells(put(tmp_path, raw))
    assert str(refused.value) == message


def test_every_row_is_kept_or_told(tmp_path):
    cells = files.read_cells(put(tmp_path, "a,b\r\n1,2\r\n3\r\n\r\n,\r\n4,5,6\r\n7,8,\r\n"))
    assert texts(cells) == [(2, ("1", "2")), (7, ("7", "8"))]
    assert cells.rows_in == 6
    assert [(str(each), each.weight, each.rows) for each in cells.problems] == [
        (
            "row 3: found 1 cells, too few, in the row that starts '3', wanted 2 cells, one under "
            "each heading. Add or remove separators, or put a cell that holds one in quotation "
            "marks.",
            Weight.REJECTED,
            1,
        ),
        (
            "row 6: found 3 cells, too many, in the row that starts '4', wanted 2 cells, one under "
            "each heading. Add or remove separators, or put a cell that holds one in quotation "
            "marks.",
            Weight.REJECTED,
            1,
        ),
        (
            "rows 4 to 5: found nothing, wanted a row with something in it. "
            "Nothing needs to be done.",
            Weight.SET_ASIDE,
            2,
        ),
    ]


def test_rows_are_counted_as_a_spreadsheet_counts_them_not_by_lines(tmp_path):
    cells = files.read_cells(put(tmp_path, 'a,b\n"one\ntwo",2\n3,4\n'))
    assert texts(cells) == [(2, ("one\ntwo", "2")), (3, ("3", "4"))]


def test_cells_stay_as_they_are_written(tmp_path):
    cells = files.read_cells(put(tmp_path, 'a,b,c\n007, NA ,"say ""hi"""\n'))
    assert texts(cells) == [(2, ("007", " NA ", 'say "hi"'))]


def test_more_rows_than_wanted_are_refused(tmp_path):
    with pytest.raises(BadInput, match="found more than 2 rows, wanted at most that"):
        files.read_cells(put(tmp_path, "a\n1\n2\n3\n"), most_rows=2)


def test_a_gz_file_is_unpacked_and_counted(tmp_path):
    whole = gzip.compress(b"a,b\n1,2\n")
    path = put(tmp_path, whole, "table.csv.gz")
    assert texts(files.read_cells(path)) == [(2, ("1", "2"))]
    with pytest.raises(BadInput, match="damaged or cut short, wanted a whole one"):
        files.read_bytes(put(tmp_path, whole[:-9], "cut.csv.gz"))
    with pytest.raises(BadInput, match="found more than 1 MB once unpacked, wanted at most that"):
        files.read_bytes(
            put(tmp_path, gzip.compress(bytes(2 * 1024**2)), "bomb.gz"), largest_bytes=1024**2
        )


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="found more than 1 MB, wanted at most that"):
        files.read_bytes(put(tmp_path, bytes(1024**2 + 1)), largest_bytes=1024**2)
    with pytest.raises(BadInput, match=r"nothing\.csv: found no such file"):
        files.read_cells(tmp_path / "nothing.csv")
    with pytest.raises(BadInput, match="found a folder, wanted a file"):
        files.sha256_of(tmp_path)


def test_the_fingerprint_is_that_of_the_stored_file(tmp_path):
    path = put(tmp_path, "abc")
    assert files.sha256_of(path) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def make_zip(folder: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = folder / "files.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return path


def link(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def unusual(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_LZMA
    return member


def test_a_sound_zip_passes(tmp_path):
    path = make_zip(tmp_path, ("2025-01/a.csv", b"a" * 5000), ("folder/", b""))
    files.check_zip(path, 5000)


@pytest.mark.parametrize(
    ("member", "message"),
    [
        (
            "../a.csv",
            "files.zip: found a file inside called '../a.csv', which points outside the archive, "
            "wanted a plain zip of plain files without a password. Make the zip again.",
        ),
        (
            "/etc/passwd",
            "files.zip: found a file inside called '/etc/passwd', which points outside the "
            "archive, wanted a plain zip of plain files without a password. Make the zip again.",
        ),
        (
            "C:\\a.csv",
            "files.zip: found a file inside called 'C:\\\\a.csv', which points outside the "
            "archive, wanted a plain zip of plain files without a password. Make the zip again.",
        ),
        (
            link("a.csv"),
            "files.zip: found 'a.csv', which is a link to another file, wanted a plain zip of "
            "plain files without a password. Make the zip again.",
        ),
        (
            unusual("a.csv"),
            "files.zip: found 'a.csv' compressed in an unusual way (method 14), wanted a plain zip "
            "of plain files without a password. Make the zip again.",
        ),
    ],
)
def test_a_zip_with_an_unsafe_member_is_refused(tmp_path, member, message):
    path = make_zip(tmp_path, (member, b"x"))
    with pytest.raises(BadInput) as refused:
        files.check_zip(path)
    assert str(refused.value) == message


def test_a_zip_behind_a_password_is_refused(tmp_path):
    raw = bytearray(make_zip(tmp_path, ("a.csv", b"x")).read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadInput, match=r"found 'a\.csv' behind a password"):
        files.check_zip(put(tmp_path, bytes(raw), "locked.zip"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_the_same_name_twice_is_refused(tmp_path):
    path = make_zip(tmp_path, ("a.csv", b"x"), ("a.csv", b"y"))
    with pytest.raises(BadInput, match=r"found two files inside called 'a\.csv'"):
        files.check_zip(path)


def test_a_zip_with_too_many_members_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sightline.exchange.files.archives.MOST_MEMBERS", 2)
    path = make_zip(tmp_path, *((f"{number}.csv", b"") for number in range(3)))
    with pytest.raises(BadInput, match="found 3 files inside, wanted at most 2"):
        files.check_zip(path)


def test_a_zip_is_counted_as_it_comes_out_not_as_it_says(tmp_path):
    raw = make_zip(tmp_path, ("a.csv", b"x" * 3_000_000)).read_bytes()
    lying = raw.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 10))
    path = put(tmp_path, lying, "lying.zip")
    with pytest.raises(BadInput, match="found more than 1 MB once unpacked"):
        files.check_zip(path, 1024**2)
    with pytest.raises(BadInput, match=r"found 3,000,000 bytes in 'a\.csv' where it says 10"):
        files.check_zip(path, 10 * 1024**2)


def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.csv", "w") as member,
    ):
        for _ in range(100):
            member.write(bytes(1024**2))
    tracemalloc.start()
    try:
        with pytest.raises(BadInput, match="found more than 50 MB once unpacked"):
            files.check_zip(path, files.LARGEST_WORKBOOK_BYTES)
        assert tracemalloc.get_traced_memory()[1] < 10 * 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda raw: raw[: len(raw) // 2], "found a zip that is damaged or cut short"),
        (lambda raw: raw[:60] + b"\xff\xff\xff" + raw[63:], "found a zip that is damaged"),
        (
            lambda raw: raw.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"),
            "found a zip",
        ),
        (lambda raw: b"", "found an empty file"),
        (lambda raw: b"no zip at all", "found a file that is not a zip"),
        (lambda raw: b"\xd0\xcf\x11\xe0" + raw[:9], "found an old Office file or one with a pass"),
    ],
)
def test_a_damaged_zip_is_refused(tmp_path, spoil, message):
    raw = make_zip(tmp_path, ("a.csv", bytes(range(256)) * 40)).read_bytes()
    with pytest.raises(BadInput, match=message):
        files.check_zip(put(tmp_path, spoil(raw), "spoilt.zip"))
