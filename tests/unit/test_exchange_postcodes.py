"""Where postcodes are, from Code-Point Open as published or from a CSV."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sightline.errors import BadInput
from sightline.exchange.postcodes import normalise_postcode, read_postcodes
from sightline.exchange.problems import Reading

REST = ',"E92000001","E19000003","E18000007","","E09000030","E05009332"\r\n'


def read(folder: Path, text: str) -> Reading:
    path = folder / "postcodes.csv"
    path.write_text(text, encoding="utf-8")
    return read_postcodes(path)


def code_point(folder: Path, **members: str) -> Path:
    path = folder / "codepo_gb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO\n")
        for name, text in members.items():
            archive.writestr(f"Data/CSV/{name}.csv", text)
    return path


def said(reading: Reading) -> str:
    return "\n".join(str(problem) for problem in reading.problems)


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("SS1 1AB", "SS1 1AB"),
        ("ss11ab", "SS1 1AB"),
        (" s s 1 1 a b ", "SS1 1AB"),
        ("E1  0AA", "E1 0AA"),
        ("CM992XZ", "CM99 2XZ"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("ZZ1 1AA", "ZZ1 1AA"),
        ("SS1", None),
        ("SS1 1A", None),
        ("SS1 11AB", None),
        ("1SS 1AB", None),
        ("SS1 1AB, Southend", None),
        ("", None),
    ],
)
def test_postcodes_are_written_one_way(text, postcode):
    assert normalise_postcode(text) == postcode


def test_code_point_open_as_published(tmp_path):
    path = code_point(
        tmp_path, ss='"SS1 1AB",10,588000,185500' + REST, e='"E1  0AA",10,530000,181000' + REST
    )
    reading = read_postcodes(path)
    assert reading.rows == {"E1 0AA": (530000.0, 181000.0), "SS1 1AB": (588000.0, 185500.0)}
    assert (reading.account.rows_in, reading.account.accepted) == (2, 2)
    assert len(reading.account.sha256) == 64


def test_postcodes_without_a_place_are_set_aside(tmp_path):
    path = code_point(
        tmp_path, e='"E1  0AA",10,530000,181000' + REST + '"E1  0AB",90,0,0' + REST + "\r\n"
    )
    reading = read_postcodes(path)
    assert list(reading.rows) == ["E1 0AA"]
    assert dict(reading.account.reasons) == {"postcode without a place": 1}


@pytest.mark.parametrize(
    "headings", ["postcode,easting_m,northing_m,area", "PCDS,OSEAST1M,OSNRTH1M,LSOA21"]
)
def test_a_csv_of_postcodes(tmp_path, headings):
    reading = read(tmp_path, f"{headings}\nzz11aa,650000,360000,X01\nZZ1 1AB,,,X01\n")
    assert reading.rows == {"ZZ1 1AA": (650000.0, 360000.0)}
    assert dict(reading.account.reasons) == {"postcode without a place": 1}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (
            "SS1,588000,185500",
            "row 3, postcode: found 'SS1', wanted a full postcode such as SS1 1AB",
        ),
        ("zz1 1aa,588000,185500", "row 3, postcode: found ZZ1 1AA again, wanted one row for each"),
        ("ZZ1 1AB,0.71,51.5", "row 3, easting_m: found '0.71', '51.5'"),
        (
            "ZZ1 1AB,-3,185500",
            "row 3, easting_m: found '-3', '185500', wanted metres of the British",
        ),
        ("ZZ1 1AB,x,185500", "row 3, easting_m: found 'x', '185500'"),
        ("ZZ1 1AB,588000,1400000", "row 3, easting_m: found '588000', '1400000'"),
        ("ZZ1 1AB,588000,", "row 3, easting_m: found '588000', ''"),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_are_used(tmp_path, row, found):
    reading = read(tmp_path, f"postcode,easting_m,northing_m\nZZ1 1AA,650000,360000\n{row}\n")
    assert list(reading.rows) == ["ZZ1 1AA"]
    assert reading.account.rejected == 1
    assert found in said(reading)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"postcodes\.csv: found an empty file"),
        ("postcode,lat,long\nSS1 1AB,51,0\n",
         "found columns postcode, lat, long, wanted also easting_m, northing_m. Add them, or use"),
        ("postcode,easting_m,northing_m\n", "found no row that can be used"),
    ],
)  # fmt: skip
def test_a_wrong_csv_gets_one_clear_message(tmp_path, text, message):
    with pytest.raises(BadInput, match=message):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("member", "message"),
    [
        ('"E1  0AA",10,530000,181000\r\n',
         r"codepo_gb\.zip, Data/CSV/e\.csv, line 1: found 4 columns, wanted the 10 of Code-Point"),
        ('"E1  0AA,10,530000,181000\r\n', r"line \d: found a quotation mark that is not closed"),
        ("\r\n", "found an empty file"),
    ],
)  # fmt: skip
def test_a_wrong_archive_gets_one_clear_message(tmp_path, member, message):
    with pytest.raises(BadInput, match=message):
        read_postcodes(code_point(tmp_path, e=member))


def test_an_archive_without_postcodes_or_cut_short_is_refused(tmp_path):
    path = code_point(tmp_path)
    with pytest.raises(BadInput, match="found no Data/CSV files with postcodes, wanted Code-Point"):
        read_postcodes(path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(BadInput, match=r"codepo_gb\.zip: found a zip that is damaged or cut short"):
        read_postcodes(path)
