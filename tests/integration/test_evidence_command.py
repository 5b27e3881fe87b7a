"""`sightline evidence load|status|verify`: one message each, and the exit code of its family."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from factories.small_county import AREAS, street_row, write_street_file

from sightline.cli.main import main
from sightline.evidence.dense import dense_cube


def files(folder: Path, *months: str, force: str = "fableshire") -> Path:
    for month in months:
        rows = [
            street_row(area, month=month, number=number, category="Robbery")
            for number, area in enumerate(AREAS)
        ]
        rows.append(f"x,{month},F,F,,,No Location,,,Robbery,,")
        write_street_file(folder, month, rows, force=force)
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["evidence", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_load_accounts_for_every_row_and_names_the_gap(tmp_path, capsys):
    folder = files(tmp_path / "police", "2025-01", "2025-03")
    code, out, err = run(capsys, "load", folder, "--store", tmp_path / "store")
    assert (code, err) == (0, "")
    assert "2 files stored." in out
    assert "street: 26 rows in = 24 accepted + 0 rejected + 2 set aside (2 no location)." in out
    assert "2 files: found 2 rows with no area code, wanted an area code." in out
    assert "fableshire: found no street file for 2025-02, wanted one for each month" in out


def test_status_tells_months_gaps_codes_and_releases(tmp_path, capsys):
    folder = files(tmp_path / "police", "2025-01", "2025-03")
    run(capsys, "load", folder, "--store", tmp_path / "store", "--release", "2025-06")
    code, out, _ = run(capsys, "status", tmp_path / "store")
    assert code == 0
    assert "  fableshire: 2 months, 2025-01, 2025-03" in out
    assert "  area codes: year not known (2 files)" in out
    assert "  released: 2025-06 (2 files)" in out


def test_a_newer_release_and_an_older_one_are_told(tmp_path, capsys):
    store = tmp_path / "store"
    early = files(tmp_path / "early", "2025-01")
    late = files(tmp_path / "late", "2025-01")
    (path,) = late.rglob("*.csv")
    path.write_text("\n".join(path.read_text().splitlines()[:-2]) + "\n")
    run(capsys, "load", early, "--store", store, "--release", "2025-03")
    _, out, _ = run(capsys, "load", late, "--store", store, "--release", "2025-04")
    assert "in place of 2025-03: 0 new, 1 gone, 0 moved" in out
    assert "1 file stored in place of another release." in out
    assert "Superseded releases: 13 rows more, set aside." in out
    _, out, _ = run(capsys, "load", early, "--store", store, "--release", "2025-03")
    assert "is older than 2025-01-fableshire-street.csv, which is kept" in out
    _, out, _ = run(capsys, "status", store)
    assert "  revised: 2025-01 fableshire, released 2025-04 in place of 2025-03" in out


def test_months_are_chosen_and_a_wrong_order_is_refused(tmp_path, capsys):
    folder = files(tmp_path / "police", "2025-01", "2025-02")
    words = ("load", folder, "--store", tmp_path / "store", "--months")
    assert "1 file stored." in run(capsys, *words, "2025-02")[1]
    code, _, err = run(capsys, *words, "2025-02..2025-01")
    assert (code, "wanted the earlier month first" in err) == (2, True)
    code, _, err = run(capsys, *words, "2030-01")
    assert (code, "found 2025-01 to 2025-02, wanted 2030-01" in err) == (2, True)


@pytest.mark.parametrize(
    ("release", "words"),
    [
        ("June", "--release: found 'June', wanted a month such as 2026-01"),
        ("other.zip=2025-01", "--release: found 'other.zip', wanted the name of a path"),
    ],
)
def test_a_release_that_is_none_is_refused(tmp_path, capsys, release, words):
    folder = files(tmp_path / "police", "2025-01")
    code, _, err = run(capsys, "load", folder, "--store", tmp_path / "s", "--release", release)
    assert (code, words in err) == (2, True)


def test_look_ups_tell_the_year_and_another_table_is_refused(tmp_path, capsys):
    folder = files(tmp_path / "police", "2025-01")
    areas = tmp_path / "areas.csv"
    areas.write_text("LSOA21CD,LSOA21NM\n" + "".join(f"{area},Fable\n" for area in AREAS))
    load = ("load", folder, "--store", tmp_path / "store", "--areas")
    assert run(capsys, *load, areas)[0] == 0
    assert "area codes: 2021 (1 file)" in run(capsys, "status", tmp_path / "store")[1]
    areas.write_text("name,people\nFable,3\n")
    code, _, err = run(capsys, *load, areas)
    assert (code, "areas.csv: found no column of small-area codes" in err) == (2, True)


def test_a_refused_file_ends_with_exit_code_2_and_the_others_are_stored(tmp_path, capsys):
    folder = files(tmp_path / "police", "2025-01")
    write_street_file(folder, "2025-02", [], force="fableshire")
    code, out, err = run(capsys, "load", folder, "--store", tmp_path / "store")
    assert code == 2
    assert "2025-02-fableshire-street.csv: found headings and no rows" in out
    assert "1 file stored." in out
    assert "found 1 of 2 files that cannot be used" in err


def test_counts_alone_are_smaller_and_count_the_same(tmp_path, capsys):
    folder = files(tmp_path / "police", "2025-01")
    for name, more in (("whole", ()), ("counts", ("--counts-only",))):
        _, out, _ = run(capsys, "load", folder, "--store", tmp_path / name, *more)
        assert "street: 13 rows in = 12 accepted" in out
        assert run(capsys, "verify", tmp_path / name)[0] == 0
    assert len(list((tmp_path / "whole").rglob("*.parquet"))) == 2
    assert len(list((tmp_path / "counts").rglob("*.parquet"))) == 1


def test_verify_finds_what_was_changed(tmp_path, capsys):
    store = tmp_path / "store"
    run(capsys, "load", files(tmp_path / "police", "2025-01"), "--store", store)
    code, out, _ = run(capsys, "verify", store)
    assert (code, out) == (0, "1 month of a force, 12 rows: all as they were stored.\n")
    (path,) = store.rglob("*.counts.parquet")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    code, out, err = run(capsys, "verify", store)
    assert code == 5
    assert out.startswith("2025-01 fableshire (street), source=street/")
    assert "store: found 1 fault (above), wanted none" in err


def test_verify_finds_a_changed_cache(tmp_path, capsys):
    store = tmp_path / "store"
    run(capsys, "load", files(tmp_path / "police", "2025-01"), "--store", store)
    dense_cube(store)
    assert run(capsys, "verify", store)[0] == 0
    (path,) = (store / ".cache").glob("cube-*.npy")
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    code, out, _ = run(capsys, "verify", store)
    assert code == 5
    assert ".cache/cube-street-all.npy: found other bytes than were kept" in out


@pytest.mark.parametrize("work", ["status", "verify"])
def test_a_folder_that_is_no_store_is_not_found(tmp_path, capsys, work):
    code, _, err = run(capsys, work, tmp_path)
    assert (code, "found no store there" in err) == (3, True)


OUTCOMES = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type"
)
STOPS = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)


def three_kinds(folder: Path) -> Path:
    """A folder with a street file, and an outcome and a stop of the same month."""
    files(folder, "2025-01")
    crime_id = next(folder.rglob("*-street.csv")).read_text().splitlines()[1].split(",")[0]
    (folder / "2025-01-fableshire-outcomes.csv").write_text(
        f"{OUTCOMES}\n{crime_id},2025-01,F,F,,,No location,,,Suspect charged\n"
        "elsewhere,2025-01,F,F,,,No location,,,Suspect charged\n"
    )
    (folder / "2025-01-fableshire-stop-and-search.csv").write_text(
        f"{STOPS}\nPerson search,2025-01-05T10:00:00+00:00,,,,,Male,18-24,,,,,,,\n"
    )
    return folder


@pytest.mark.parametrize("zipped", [False, True])
def test_files_of_several_kinds_in_one_folder_or_zip_are_sorted(tmp_path, capsys, zipped):
    given = three_kinds(tmp_path / "police")
    if zipped:
        given = Path(shutil.make_archive(str(tmp_path / "2025-03"), "zip", given))
    store = tmp_path / "store"
    code, out, _ = run(capsys, "load", given, "--store", store)
    assert code == 0
    assert "3 files stored." in out
    assert "police-outcomes: 2 rows in = 2 accepted + 0 rejected + 0 set aside." in out
    assert "police-stops: 1 rows in = 1 accepted + 0 rejected + 0 set aside." in out
    _, out, _ = run(capsys, "status", store)
    assert "  use: Enforcement: where the police looked. Kept for transparency" in out
    code, out, _ = run(capsys, "verify", store)
    assert (code, "3 months of forces, 15 rows: all as they were stored." in out) == (0, True)
    assert "3 files stored already." in run(capsys, "load", given, "--store", store)[1]


def test_outcomes_are_told_with_what_could_not_be_joined(tmp_path, capsys):
    store, out_file = tmp_path / "store", tmp_path / "outcomes.csv"
    run(capsys, "load", three_kinds(tmp_path / "police"), "--store", store)
    code, out, _ = run(capsys, "outcomes", store, "--out", out_file)
    assert code == 0
    assert "Suspect charged: 1 crimes, half of them in the same month" in out
    assert "Outcomes of crimes that are not stored: 1, recorded 2025-01 to 2025-01." in out
    assert "Robbery,Suspect charged,0,1" in out_file.read_text()


def test_a_changed_split_is_a_fault(tmp_path, capsys):
    store = tmp_path / "store"
    run(capsys, "load", three_kinds(tmp_path / "police"), "--store", store)
    (splits,) = store.rglob("*.splits.parquet")
    splits.write_bytes(splits.read_bytes()[:-1] + b"x")
    code, out, _ = run(capsys, "verify", store)
    assert (code, "2025-01 fableshire (police-stops)" in out) == (5, True)


EXTRACT = """
name = "robbery"
force = "fableshire"
files = "robbery-*.csv"
places = "exact"

[columns]
date = "Date"
easting = "E"
northing = "N"
offence = "Offence"
"""


@pytest.mark.parametrize("zipped", [False, True])
def test_an_extract_is_found_beside_police_files_by_its_layout(tmp_path, capsys, zipped):
    given = three_kinds(tmp_path / "police")
    (given / "robbery-2025.csv").write_text(
        "Date,E,N,Offence\n2025-01-05,660100,380200,Robbery\nnever,660100,380200,Robbery\n"
    )
    layout = tmp_path / "robbery.toml"
    layout.write_text(EXTRACT)
    if zipped:
        given = Path(shutil.make_archive(str(tmp_path / "2025-03"), "zip", given))
    store = tmp_path / "store"
    code, out, _ = run(capsys, "load", given, "--store", store, "--columns", layout)
    assert code == 0
    assert "4 files stored." in out
    assert "They were not read." not in out
    assert "extract-robbery: 2 rows in = 1 accepted + 1 rejected + 0 set aside (1 no date)." in out
    _, out, _ = run(capsys, "status", store)
    assert "  use: Days and exact places: they leave the store as counts of areas" in out
    assert run(capsys, "verify", store)[0] == 0
    code, out, _ = run(capsys, "load", given, "--store", store, "--columns", layout)
    assert (code, "4 files stored already." in out) == (0, True)


def test_an_extract_alone_and_one_that_is_not_there(tmp_path, capsys):
    layout = tmp_path / "robbery.toml"
    layout.write_text(EXTRACT)
    path = tmp_path / "robbery-2025.csv"
    path.write_text("Date,E,N,Offence\n2025-01-05,660100,380200,Robbery\n")
    words = ("--store", tmp_path / "store", "--columns", layout)
    assert "1 file stored." in run(capsys, "load", path, *words)[1]
    code, _, err = run(capsys, "load", files(tmp_path / "police", "2025-01"), *words)
    assert (code, "extract-robbery: found no file named robbery-*.csv" in err) == (2, True)
