"""Files that look like an activity sheet and would do harm, or are damaged: each is refused."""

from __future__ import annotations

import struct
import zipfile

import pytest
from factories.activity_sheet import good_xlsx, read, rewrite

from sightline.errors import BadInput

SHEET = "xl/worksheets/sheet1.xml"


def replaced(old, new):
    def change(raw):
        assert old in raw
        return raw.replace(old, new, 1)

    return change


DAMAGED = (
    "b.xlsx: found a damaged workbook, wanted one that opens. "
    "Open it in a spreadsheet program and save it again as .xlsx or CSV."
)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            {
                "xl/sharedStrings.xml": replaced(
                    b"<sst", b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst'
                )
            },
            "b.xlsx: found definitions of entities inside, wanted a plain workbook. "
            "Open it in a spreadsheet program and save it again.",
        ),
        (
            {SHEET: replaced(b'r="A2"', b'r="XFD1048576"')},
            "b.xlsx: found a sheet that reaches to row 1,048,576 and column 16,384, wanted at most "
            "3,000,000 cells. Delete the rows below and the columns beside the table.",
        ),
        ({SHEET: replaced(b'r="A2"', b'r="AAAA2"')}, DAMAGED),
        ({SHEET: replaced(b'r="A2"', b'r="XFE2"')}, DAMAGED),
        ({SHEET: replaced(b"</sheetData>", b"")}, DAMAGED),
        ({SHEET: lambda raw: raw.decode().replace("UTF-8", "UTF-16").encode("utf-16")}, DAMAGED),
        ({SHEET: replaced(b'r="A2"', b'r="A&#50;"')}, DAMAGED),
        ({SHEET: lambda raw: b""}, DAMAGED),
        ({"xl/_rels/workbook.xml.rels": replaced(b"worksheets/sheet1", b"elsewhere")}, DAMAGED),
        ({"xl/sharedStrings.xml": lambda raw: b"<sst/>"}, DAMAGED),
    ],
)
def test_a_hostile_or_damaged_workbook_is_refused(tmp_path, parts, message):
    path = rewrite(good_xlsx(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", parts)
    with pytest.raises(BadInput) as refused:
        read(path)
    assert str(refused.value) == message


def test_cells_cannot_hide_from_one_parser_in_the_encoding_of_the_other(tmp_path):
    """As UTF-16 the part is one element full of Chinese letters; as UTF-8 it has far-out cells."""

    def hide(raw):
        cells = raw.replace(b'r="A2"', b'r="XFD1048576"')
        return (
            "\ufeff<a>".encode("utf-16-le")
            + cells
            + b" " * (len(cells) % 2)
            + ("</a>".encode("utf-16-le"))
        )

    path = rewrite(good_xlsx(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", {SHEET: hide})
    with pytest.raises(BadInput) as refused:
        read(path)
    assert str(refused.value) == DAMAGED


def test_an_error_without_a_value_beside_the_table_does_no_harm(tmp_path):
    stray = replaced(b"</row></sheetData>", b'<c r="Z2" t="e"/></row></sheetData>')
    good = good_xlsx(tmp_path / "a.xlsx")
    reading = read(rewrite(good, tmp_path / "b.xlsx", {SHEET: stray}))
    assert reading.account.accepted == 1


def test_a_workbook_that_unpacks_to_100_mb_is_refused(tmp_path):
    path = good_xlsx(tmp_path / "bomb.xlsx")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w") as member,
    ):
        for _ in range(100):
            member.write(b"<c/>" * (1024**2 // 4))
    with pytest.raises(BadInput) as refused:
        read(path)
    assert str(refused.value) == (
        "bomb.xlsx: found more than 50 MB once unpacked, wanted at most that. "
        "Remove what is not needed, or split the file."
    )


def old_excel(raw):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def locked(raw):
    spoilt = bytearray(raw)
    spoilt[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(spoilt)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda raw: raw[:-30],
            "a.xlsx: found a zip that is damaged or cut short, wanted a whole zip file. "
            "Fetch or save the file again.",
        ),
        (
            old_excel,
            "a.xlsx: found an old Excel file (.xls) or one with a password, wanted XLSX or CSV. "
            "Open it, remove the password, and save it as .xlsx or CSV.",
        ),
        (
            locked,
            "a.xlsx: found '[Content_Types].xml' behind a password, wanted a plain zip of plain "
            "files without a password. Make the zip again.",
        ),
        (
            lambda raw: b"",
            "a.xlsx: found an empty file, wanted a table with a row of headings. "
            "Check that the right file was chosen.",
        ),
        (
            lambda raw: struct.pack("<I", 7) * 50,
            "a.xlsx, line 1: found a NUL byte, wanted text only. Save it again as 'CSV UTF-8'.",
        ),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(tmp_path, spoil, message):
    path = good_xlsx(tmp_path / "a.xlsx")
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BadInput) as refused:
        read(path)
    assert str(refused.value) == message


def test_a_sheet_far_larger_than_any_register_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"activity,organisation,themes,status\n" + b"a,b,c,d\n" * 3_500_000)
    with pytest.raises(BadInput) as refused:
        read(path)
    assert str(refused.value) == (
        "a.csv: found more than 25 MB, wanted at most that. "
        "Remove what is not needed, or split the file."
    )


def test_another_kind_of_zip_is_refused(tmp_path):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(BadInput) as refused:
        read(path)
    assert str(refused.value) == (
        "a.ods: found a zip that is not an XLSX workbook, wanted XLSX or CSV. "
        "Open it and save it as .xlsx or CSV."
    )


def test_a_workbook_under_another_name_is_read(tmp_path):
    path = good_xlsx(tmp_path / "a.xlsx", reference="1").rename(tmp_path / "a.csv")
    reading = read(path)
    assert (reading.account.accepted, reading.problems) == (1, ())
