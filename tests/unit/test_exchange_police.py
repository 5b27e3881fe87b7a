"""Every hazard of a police file: each row gets one fate, and each bad file one clear message."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.police import CATEGORIES, HEADINGS, PoliceFile, read_incidents
from sightline.exchange.problems import Weight

FILE = "2025-01-fableshire-street.csv"
HEADER = ",".join(HEADINGS)
NAMES = {
    "X01000001": "Fable Bay 001A",
    "X01000002": "Fable Bay 001B",
    "X01000003": "Moral Hill 001A",
}


def row(
    crime_id="a1",
    month="2025-01",
    longitude="2.5",
    latitude="53.5",
    location="On or near Tortoise Lane",
    area="X01000001",
    name=None,
    category="Robbery",
    outcome="Under investigation",
) -> str:
    name = NAMES.get(area, "") if name is None else name
    return (
        f"{crime_id},{month},Fableshire Police,Fableshire Police,{longitude},{latitude},{location},"
        f"{area},{name},{category},{outcome},"
    )


def nowhere(**cells) -> str:
    return row(**{"longitude": "", "latitude": "", "location": "No Location", "area": ""} | cells)


def write(folder: Path, *rows: str, file: str = FILE, end: str = "\n") -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join([HEADER, *rows]) + end).encode())
    return path


def read(*paths: Path, months=None, names=NAMES, vintage="2021") -> list[PoliceFile]:
    return list(
        read_incidents(paths, months=months, known_areas=names, area_names=names, vintage=vintage)
    )


def read_rows(folder: Path, *rows: str, end: str = "\n") -> PoliceFile:
    (file,) = read(write(folder, *rows, end=end))
    return file


def said(file: PoliceFile, weight: Weight) -> list[str]:
    return [str(problem) for problem in file.problems if problem.weight is weight]


def refusal(*paths: Path, **asked) -> str:
    with pytest.raises(BadInput) as refused:
        read(*paths, **asked)
    return str(refused.value)


def test_a_good_row_is_accepted_with_what_evidence_keeps(tmp_path):
    file = read_rows(tmp_path, row())
    assert (file.force, file.month, file.vintage) == ("fableshire", Month(2025, 1), "2021")
    assert file.incidents.to_pylist() == [
        {
            "area": "X01000001",
            "month": "2025-01",
            "category": "Robbery",
            "force": "fableshire",
            "crime_id": "a1",
            "longitude": 2.5,
            "latitude": 53.5,
            "location": "On or near Tortoise Lane",
            "outcome": "Under investigation",
            "row": 2,
        }
    ]
    assert file.problems == ()
    assert (file.account.rows_in, file.account.accepted) == (1, 1)


def test_all_categories_are_known(tmp_path):
    rows = [row(crime_id=f"a{n}", category=category) for n, category in enumerate(CATEGORIES)]
    assert len(set(CATEGORIES)) == 14
    assert read_rows(tmp_path, *rows).account.accepted == 14


def test_no_location_is_set_aside(tmp_path):
    file = read_rows(tmp_path, row(), nowhere(), nowhere())
    assert file.account.reasons == {"no location": 2}
    assert said(file, Weight.SET_ASIDE) == [
        f"{FILE}, Location: found 2 rows with no area code (rows 3, 4), wanted an area code. "
        "They are published without a place, so they count in no area."
    ]


def test_another_area_is_set_aside(tmp_path):
    file = read_rows(
        tmp_path,
        row(),
        row(area="W01000001", name="Mythos City 001A"),
        row(area="E01000009", name=""),
    )
    assert file.account.reasons == {"outside these areas": 2}
    assert file.account.set_aside == 2


@pytest.mark.parametrize(
    ("bad", "reason", "words"),
    [
        (row(month="Jan-25"), "not a month", "Month: found 'Jan-25', wanted a month such as"),
        (row(month="2025-13"), "not a month", "Month: found '2025-13'"),
        (row(month=""), "not a month", "Month: found nothing"),
        (row(month="2025-02"), "another month", "wanted the month in the file's name"),
        (row(category="Piracy"), "unknown crime type", "Crime type: found 'Piracy', wanted one of"),
        (row(category="robbery"), "unknown crime type", "Crime type: found 'robbery'"),
        (row(category=""), "unknown crime type", "Crime type: found nothing"),
        (row(longitude="east"), "unusable coordinates", "Longitude: found 'east, 53.5'"),
        (row(longitude=""), "unusable coordinates", "Longitude: found '53.5'"),
        (row(latitude=""), "unusable coordinates", "Longitude: found '2.5'"),
        (row(longitude="nan"), "unusable coordinates", "found 'nan, 53.5'"),
        (row(longitude="1_0"), "unusable coordinates", "found '1_0, 53.5'"),
        (row(latitude="inf"), "unusable coordinates", "found '2.5, inf'"),
        (row(latitude="91"), "unusable coordinates", "found '2.5, 91'"),
        (row(longitude="-181.0"), "unusable coordinates", "found '-181.0, 53.5'"),
        (row(area="#N/A"), "unusable area code", "LSOA code: found '#N/A', wanted an area code"),
        (row() + ",", "wrong number of cells", "row 3: found 13 cells, wanted 12 cells"),
        (row()[:-2], "wrong number of cells", "row 3: found 11 cells, wanted 12 cells"),
        ("one cell", "wrong number of cells", "row 3: found 1 cells"),
        (row(location='"near Hare Road'), "quotation marks out of place", "row 3: found 'a1,2025"),
        (row(location='"Hare" Road'), "quotation marks out of place", "row 3: found"),
        (row(location='x"y,"z'), "quotation marks out of place", "row 3: found"),
        (row(location="x" * 3_000_000), "not readable", "row 3: found 'a1,2025-01"),
    ],
)
def test_a_bad_row_is_rejected_alone(tmp_path, bad, reason, words):
    file = read_rows(tmp_path, row(crime_id="a0"), bad, row(crime_id="a2"))
    assert file.account.reasons == {reason: 1}
    assert (file.account.accepted, file.account.rejected) == (2, 1)
    assert file.incidents["row"].to_pylist() == [2, 4]
    (problem,) = [problem for problem in file.problems if problem.weight is Weight.REJECTED]
    assert problem.row == 3
    assert words in str(problem)
    assert str(problem).startswith(FILE)


def test_quoted_cells_and_doubled_quotes_are_read(tmp_path):
    file = read_rows(tmp_path, row(location='"On, or ""near"" Fox Lane"'))
    assert file.incidents["location"].to_pylist() == ['On, or "near" Fox Lane']


def test_a_line_break_in_a_cell_spoils_its_own_lines_only(tmp_path):
    file = read_rows(tmp_path, row(location='"Fox\nLane"'), row(), row())
    assert (file.account.rows_in, file.account.accepted, file.account.rejected) == (4, 2, 2)


def test_rejected_rows_are_told_one_by_one_up_to_a_hundred(tmp_path):
    file = read_rows(tmp_path, row(), *[row(month="?")] * 130)
    rejected = [problem for problem in file.problems if problem.weight is Weight.REJECTED]
    assert len(rejected) == 101
    assert sum(problem.rows for problem in rejected) == file.account.rejected == 130
    assert "found 30 more that cannot be used" in str(rejected[-1])


def test_a_file_cut_in_a_row_says_so(tmp_path):
    file = read_rows(tmp_path, row(), row()[:60], end="")
    assert file.account.reasons == {"file cut short": 1}
    assert said(file, Weight.REJECTED) == [
        f"{FILE}, row 3: found only 7 cells in the last row, wanted 12 cells and a line end. "
        "The file was cut off on its way, so its month is not complete: fetch it again."
    ]


def test_a_last_row_without_a_line_end_is_a_row(tmp_path):
    assert read_rows(tmp_path, row(), row(), end="").account.accepted == 2


def test_blank_lines_are_not_rows_and_windows_line_ends_are_read(tmp_path):
    path = write(tmp_path, row(), "", row(month="?"), "  ")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (file,) = read(path)
    assert (file.account.rows_in, file.account.accepted) == (2, 1)
    assert [problem.row for problem in file.problems] == [4]


def test_repeats_are_kept_as_separate_incidents(tmp_path):
    asb = row(crime_id="", category="Anti-social behaviour", outcome="")
    file = read_rows(tmp_path, asb, asb, asb, row())
    assert file.account.accepted == 4
    notes = {problem.found: problem.rows for problem in file.problems}
    assert notes == {
        "2 rows alike in every cell to another row": 2,
        "3 rows without an ID (3 of them anti-social behaviour, which is published without)": 3,
    }
    assert {problem.weight for problem in file.problems} == {Weight.NOTE}


def test_an_id_with_two_places_is_noted(tmp_path):
    file = read_rows(tmp_path, row(), row(location="On or near Hare Road"), nowhere(crime_id="b"))
    assert said(file, Weight.NOTE) == [
        f"{FILE}, Crime ID: found 2 rows with an ID that another place has too, wanted one place "
        "for each ID. Each row is an incident of its own."
    ]
    assert file.account.accepted == 2


def test_a_point_far_out_is_noted_and_the_area_code_used(tmp_path):
    rows = [row(crime_id=f"a{n}", area=area) for n, area in enumerate(NAMES)]
    file = read_rows(tmp_path, *rows, row(crime_id="b"), row(crime_id="c", longitude="-5.7"))
    assert file.account.accepted == 5
    assert said(file, Weight.NOTE) == [
        f"{FILE}, Longitude: found 1 row with a point more than 100 km from the middle of their "
        "district, wanted a point in the district of the area code. Kept: the area code is used, "
        "not the point."
    ]


def test_an_area_code_without_a_point_is_accepted_and_noted(tmp_path):
    file = read_rows(tmp_path, row(longitude="", latitude=""))
    assert file.incidents["longitude"].to_pylist() == [None]
    assert file.account.accepted == 1
    assert "1 row with an area code and no point" in said(file, Weight.NOTE)[0]


def test_columns_in_another_order_are_read_by_their_names(tmp_path):
    order = list(reversed(range(12)))
    lines = [HEADER.split(","), row().split(",")]
    path = tmp_path / FILE
    path.write_text("".join(",".join(cells[i] for i in order) + "\n" for cells in lines))
    (file,) = read(path)
    assert file.incidents["area"].to_pylist() == ["X01000001"]


def test_a_missing_column_is_one_message(tmp_path):
    path = tmp_path / FILE
    path.write_text(HEADER.replace("LSOA code,", "") + "\n" + row() + "\n")
    message = refusal(path)
    assert message.startswith(f"{FILE}, row 1: found columns Crime ID, Month,")
    assert "wanted also LSOA code" in message
    assert message.endswith("Fetch the file again from data.police.uk.")


def test_a_column_too_many_is_one_message(tmp_path):
    path = tmp_path / FILE
    path.write_text(HEADER + ",Month\n" + row() + ",\n")
    assert "wanted each once and no more" in refusal(path)


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        ("Crime ID,Month,LSOA code,Outcome type", "found an outcomes file"),
        ("Type,Date,Object of search,Outcome", "found a stop and search file"),
        ("category,location_type,context", "found results of the police.uk API"),
        ("x" * 200_000, f"{FILE}, row 1: found columns xxx"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path, headings, words):
    path = tmp_path / FILE
    path.write_text(headings + "\n1,2,3,4\n")
    assert words in refusal(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2025-01-fableshire-outcomes.csv", "found a file of outcomes records"),
        ("2025-01-fableshire-stop-and-search.csv", "found a file of stop and search records"),
        ("crimes.csv", "found that name, wanted a street-level crime file with its month"),
        ("2025-13-fableshire-street.csv", "found that name"),
    ],
)
def test_a_file_by_another_name_is_refused_with_the_remedy(tmp_path, name, words):
    assert words in refusal(write(tmp_path, row(), file=name))


def test_semicolons_and_tabs_are_refused(tmp_path):
    path = write(tmp_path, row())
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b",", b";"))
    assert f"{FILE}: found columns separated by semicolons, wanted commas" in refusal(path)
    path.write_bytes(raw.replace(b",", b"\t"))
    assert "separated by tabs" in refusal(path)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("utf-8-sig", "byte order mark"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_other_encodings_are_read_and_noted(tmp_path, encoding, words):
    path = tmp_path / FILE
    path.write_bytes(f"{HEADER}\n{row(location='On or near Café Æsop')}\n".encode(encoding))
    (file,) = read(path)
    assert file.incidents["location"].to_pylist() == ["On or near Café Æsop"]
    assert words in said(file, Weight.NOTE)[0]


def test_an_empty_file_and_one_of_headings_only_are_refused(tmp_path):
    path = tmp_path / FILE
    path.write_bytes(b"")
    assert f"{FILE}: found an empty file" in refusal(path)
    assert f"{FILE}: found headings and no rows" in refusal(write(tmp_path))


def test_a_file_without_one_usable_row_is_refused_and_not_counted_as_none(tmp_path):
    message = refusal(write(tmp_path, row(month="Jan-25"), row(month="Jan-25")))
    assert message.startswith(f"{FILE}: found 2 rows and none that can be used")
    assert f"{FILE}, row 2, Month: found 'Jan-25'" in message


def test_a_folder_in_the_published_layout_is_read_in_order(tmp_path):
    for month in ("2025-02", "2025-01"):
        for force in ("sagashire", "fableshire"):
            write(tmp_path, row(month=month), file=f"{month}/{month}-{force}-street.csv")
    write(tmp_path, row(), file="2025-01/2025-01-fableshire-outcomes.csv")
    write(tmp_path, row(), file="2025-01/.hidden.csv")
    files = read(tmp_path)
    assert [file.name for file in files] == [
        "2025-01-fableshire-street.csv",
        "2025-01-sagashire-street.csv",
        "2025-02-fableshire-street.csv",
        "2025-02-sagashire-street.csv",
    ]
    assert [len(file.problems) for file in files] == [1, 0, 0, 0]
    assert "found 1 outcomes file, wanted street-level crime files only" in str(
        files[0].problems[0]
    )


def test_a_flat_folder_capitals_and_compressed_files_are_read(tmp_path):
    write(tmp_path, row(), file="2025-01-Fableshire-STREET.CSV")
    packed = gzip.compress(f"{HEADER}\n{row(month='2025-02')}\n".encode())
    (tmp_path / "2025-02-fableshire-street.csv.gz").write_bytes(packed)
    assert [(file.force, str(file.month)) for file in read(tmp_path)] == [
        ("fableshire", "2025-01"),
        ("fableshire", "2025-02"),
    ]


def test_a_folder_without_street_files_says_what_is_there(tmp_path):
    (tmp_path / "police").mkdir()
    assert "found no street-level crime files (nothing at all)" in refusal(tmp_path / "police")
    write(tmp_path / "police", row(), file="2025-01-fableshire-outcomes.csv")
    (tmp_path / "police" / "all.zip").write_bytes(b"")
    assert "(1 outcomes file, 1 zip file)" in refusal(tmp_path / "police")


def test_a_zip_in_a_folder_is_not_read_and_the_remedy_is_said(tmp_path):
    write(tmp_path, row())
    make_zip(tmp_path / "all.zip", **{"2025-02-fableshire-street.csv": "x"})
    (file,) = read(tmp_path)
    assert str(file.problems[0]).endswith(
        ": found 1 zip file, wanted street-level crime files only. They were not read. "
        "To read a zip, name it by itself."
    )


def test_nothing_given_and_nothing_there_are_refused(tmp_path):
    assert "police files: found none" in refusal()
    assert "found no such file" in refusal(tmp_path / FILE)


def test_only_the_months_asked_for_are_read_and_the_rest_is_said(tmp_path):
    write(tmp_path, row())
    write(tmp_path, "not even a row", file="2018-10-fableshire-street.csv")
    (file,) = read(tmp_path, months=[Month(2025, 1)])
    assert "files of other months (2018-10), wanted the months asked about" in str(file.problems[0])
    message = refusal(tmp_path, months=[Month(2024, 1)])
    assert message.startswith("police files: found 2018-10 to 2025-01, wanted 2024-01.")


def make_zip(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_zip_is_read_like_a_folder(tmp_path):
    path = make_zip(
        tmp_path / "police.zip",
        **{
            f"2025-01/{FILE}": f"{HEADER}\n{row()}\n",
            "2025-01/2025-01-fableshire-outcomes.csv": "x",
            f"__MACOSX/2025-01/._{FILE}": "x",
        },
    )
    (file,) = read(path)
    assert file.name == f"police.zip/{FILE}"
    assert file.account.accepted == 1
    assert [str(problem).split(",")[0] for problem in file.problems] == [
        "police.zip: found 1 outcomes file"
    ]


def test_a_truncated_zip_is_refused(tmp_path):
    path = make_zip(tmp_path / "police.zip", **{FILE: f"{HEADER}\n{row()}\n"})
    path.write_bytes(path.read_bytes()[:-30])
    assert "police.zip: found a zip that is damaged or cut short" in refusal(path)


def test_a_zip_that_expands_too_far_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sightline.exchange.police.sources.LARGEST_ARCHIVE_BYTES", 1_000_000)
    path = make_zip(tmp_path / "police.zip", **{FILE: "0" * 2_000_000})
    assert path.stat().st_size < 10_000
    assert "police.zip: found more than 1 MB once unpacked" in refusal(path)


def test_a_file_in_a_zip_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sightline.exchange.police.sources.LARGEST_FILE_BYTES", 1_000_000)
    path = make_zip(tmp_path / "police.zip", **{FILE: "0" * 2_000_000})
    assert f"police.zip/{FILE}: found more than 0 MB" in refusal(path)


def test_of_two_releases_the_last_named_wins_and_the_other_is_set_aside(tmp_path):
    early = write(tmp_path / "early", row(), row(), row(month="?"))
    late = write(tmp_path / "late", row(outcome="Local resolution"))
    first, second = read(early, late)
    assert first.account.reasons == {"superseded": 3}
    assert (first.account.rows_in, first.incidents.num_rows) == (3, 0)
    assert first.incidents.schema == second.incidents.schema
    assert "The last one named is used; what is in this one is set aside (3 rows)." in str(
        first.problems[0]
    )
    assert second.account.accepted == 1
    assert [file.account.accepted for file in read(late, early)[1:]] == [2]


def test_the_release_that_wins_is_named(tmp_path):
    zips = [
        make_zip(tmp_path / name, **{FILE: f"{HEADER}\n{row()}\n"}) for name in ("a.zip", "b.zip")
    ]
    assert f"a.zip/{FILE}: found the same force and month again in b.zip/{FILE}" in str(
        read(*zips)[0].problems[0]
    )


def test_codes_of_another_year_are_refused_once_for_all_files(tmp_path):
    old = row(area="E01000007", name="Fable Bay 001C")
    for month, bad in (("2025-01", 2), ("2025-02", 3)):
        rows = [line.replace("2025-01", month) for line in [row()] * 97 + [old] * bad]
        write(tmp_path, *rows, file=f"{month}-fableshire-street.csv")
    message = refusal(tmp_path)
    assert message == (
        "2025-02-fableshire-street.csv: found 3.0% of rows with area codes that are not in these "
        "boundaries though their districts are, so the file likely uses 2011 areas (1 other file "
        "likewise); wanted 2021 codes. Use boundaries of 2011, or a later police file. "
        "If these boundaries are a part of a district, give all of its areas."
    )
    assert "uses 2021 areas" in refusal(tmp_path, vintage="2011")
    assert "an earlier police file" in refusal(tmp_path, vintage="2011")
    assert "wanted the codes of these boundaries. Use the boundaries of that year" in refusal(
        tmp_path, vintage="fictional"
    )


def test_a_stray_code_of_another_year_is_set_aside_with_its_own_reason(tmp_path):
    old = row(area="E01000007", name="Fable Bay 001C")
    file = read_rows(tmp_path, *[row()] * 99, old)
    assert file.account.reasons == {"areas of another year": 1}
    assert (
        "1 row with a code that is not of these areas though its district is"
        in said(file, Weight.SET_ASIDE)[0]
    )


def test_every_row_is_in_a_problem_or_accepted(tmp_path):
    file = read_rows(
        tmp_path, row(), row(month="?"), nowhere(), row(area="E01000009", name="Mythos 1A"), "x"
    )
    told = dict.fromkeys(Weight, 0)
    for problem in file.problems:
        told[problem.weight] += problem.rows
    assert told[Weight.REJECTED] == file.account.rejected == 2
    assert told[Weight.SET_ASIDE] == file.account.set_aside == 2
