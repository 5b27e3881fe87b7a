"""`sightline evidence fetch`, against a server on this machine that stands for the publishers'."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from factories import publishers_server as server
from factories.police_archive import (
    ARCHIVE,
    RELEASES,
    STORE,
    Fetch,
    held,
    police_files,
    publishing,
    street,
    zipped,
)
from factories.publishers_server import Publishers

from sightline.cli import evidence_fetch
from sightline.evidence.fetch import read_publishers, read_record
from sightline.evidence.fetch.record import alone_in

LIST = read_publishers()


def path_of(address: str) -> str:
    return "/" + address.removeprefix("https://")


@pytest.fixture
def publishers() -> Iterator[Publishers]:
    with publishing() as running:
        yield running


@pytest.fixture
def fetch(publishers, tmp_path, capsys, monkeypatch) -> Fetch:
    monkeypatch.setattr(evidence_fetch.time, "sleep", lambda seconds: None)
    return Fetch(publishers, tmp_path, capsys)


def test_the_months_of_a_force_come_without_the_rest_of_the_archive(fetch, tmp_path, publishers):
    code, printed = fetch()
    assert (code, held(tmp_path)) == (
        0,
        {
            f"police/{street(month, 'essex')}": police_files()[street(month, "essex")]
            for month in ("2025-11", "2025-12")
        },
    )
    assert "data.police.uk hands its files on from policeuk-data.s3.amazonaws.com." in printed
    assert "2 files fetched, 0 were here already." in printed
    assert all("range" in asked for asked in publishers.requests(STORE))
    assert publishers.most_at_once == 1


def test_what_came_is_written_down_with_its_checksum_and_release(fetch, tmp_path, publishers):
    fetch()
    entries = read_record(tmp_path / "open")
    entry = entries[f"police/{street('2025-12', 'essex')}"]
    assert entry.address == "https:/" + ARCHIVE
    assert entry.came_from == "https:/" + STORE
    assert (entry.release, entry.etag) == ("2025-12", server.etag(publishers.files[STORE]))
    assert (entry.publisher, entry.size) == (
        "data.police.uk",
        500 * len("Crime ID,Month\nessex 2025-12\n"),
    )
    assert entry.fetched_at.endswith("+00:00")


def test_a_second_run_asks_nobody(fetch, publishers):
    fetch()
    publishers.asked.clear()
    code, printed = fetch()
    assert (code, publishers.asked) == (0, [])
    assert "0 files fetched, 2 were here already." in printed


def test_a_file_that_was_damaged_is_told_and_fetched_again(fetch, tmp_path):
    fetch()
    target = tmp_path / "open" / "police" / street("2025-12", "essex")
    target.write_bytes(b"mine")
    assert fetch("--check")[0] == 2
    code, printed = fetch()
    assert code == 0
    assert "essex-street.csv: found other bytes than were fetched; fetching it again" in printed
    assert target.read_bytes() != b"mine"
    assert fetch("--check") == (0, f"Every file in {tmp_path / 'open'} is as it was fetched.\n")


def test_a_file_that_is_gone_is_fetched_again_and_check_names_it(fetch, tmp_path):
    fetch()
    (tmp_path / "open" / "police" / street("2025-12", "essex")).unlink()
    code, printed = fetch("--check")
    assert code == 2
    assert "2025-12-essex-street.csv: found nothing, wanted those of 20" in printed
    fetch()
    assert fetch("--check")[0] == 0


def test_check_needs_a_folder_that_was_fetched_into(fetch, tmp_path):
    code, printed = fetch("--check")
    assert code == 2
    assert "open: found no fetched.json" in printed


def test_again_fetches_what_is_here_and_a_new_release_replaces_an_old_one(
    fetch, tmp_path, publishers
):
    fetch(months="2025-11")
    newer = police_files(**{street("2025-11", "essex"): b"revised\n"})
    publishers.files["/data.police.uk/data/archive/2026-01.zip"] = zipped(newer)
    assert "0 files fetched" in fetch(months="2025-11")[1]
    assert "1 files fetched" in fetch("--again", months="2025-11")[1]
    assert "1 files fetched" in fetch("--release", "2026-01", months="2025-11")[1]
    assert held(tmp_path) == {f"police/{street('2025-11', 'essex')}": b"revised\n"}
    assert [each.release for each in read_record(tmp_path / "open").values()] == ["2026-01"]


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (b'[{"date": "2025-10"}]', "--months: found 2025-12, wanted months up to 2025-10"),
        (b"[]", "found something else, wanted a list of months"),
        (b"<html>", "found something else, wanted a list of months"),
        (b'[{"date": "soon"}]', "found something else, wanted a list of months"),
    ],
)
def test_the_list_of_releases_decides_and_is_not_trusted_blindly(fetch, publishers, listed, told):
    publishers.files[RELEASES] = listed
    code, printed = fetch()
    assert code == 2
    assert told in printed


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"area": "Atlantis"}, "--area: found 'Atlantis', wanted a police force such as essex"),
        ({"area": ""}, "--area: found nothing"),
        ({"months": "2025-13"}, "month: found '2025-13'"),
        ({"months": "2025-12..2025-01"}, "--months: found 2025-12..2025-01"),
        ({"months": "1900-01..2025-01"}, "later one at most 20 years on"),
        ({"months": ""}, "--months: found nothing"),
        ({"what": "weather"}, "--what: found weather, wanted some of police, boundaries"),
        ({"what": ","}, "--what: found nothing"),
    ],
)
def test_a_question_that_cannot_be_meant_is_told_before_anybody_is_asked(
    fetch, publishers, given, told
):
    code, printed = fetch(**given)
    assert code == 2
    assert told in printed
    assert publishers.asked == []


def test_a_file_where_the_folder_should_be_is_told(fetch, tmp_path):
    (tmp_path / "open").write_text("a file")
    assert fetch()[0] == 2


def test_two_runs_do_not_fetch_into_one_folder(fetch, tmp_path):
    with alone_in(tmp_path / "open"):
        code, printed = fetch()
    assert code == 5
    assert "found another run fetching into it" in printed


@pytest.mark.parametrize("damage", ["", "{}", '{"format": 9, "files": []}'])
def test_a_damaged_record_is_told(fetch, tmp_path, damage):
    fetch()
    (tmp_path / "open" / "fetched.json").write_text(damage)
    code, printed = fetch()
    assert code == 2
    assert "open/fetched.json: found something that cannot be read" in printed


def test_what_can_be_fetched_is_listed(fetch):
    assert fetch(what="help") == (0, "\n".join(LIST.everything) + "\n")


CENSUS = LIST.files["population"]


def test_one_member_of_a_zip_is_kept_and_the_zip_is_not(fetch, tmp_path, publishers):
    publishers.files[path_of(CENSUS.address)] = zipped(
        {str(CENSUS.member): b"date,geography\n", "../evil.csv": b"x"}
    )
    assert fetch(what="population")[0] == 0
    assert held(tmp_path) == {CENSUS.into: b"date,geography\n"}


@pytest.mark.parametrize(
    ("served", "told"),
    [
        (b"PK, but no zip", "found something that is not a zip"),
        (zipped({"other.csv": b""}), f"found no {CENSUS.member} in it"),
        (zipped({str(CENSUS.member): bytes(105 * 1024**2)}), "found more than 100 MB, wanted less"),
    ],
)
def test_a_zip_without_the_table_is_told(fetch, tmp_path, publishers, served, told):
    publishers.files[path_of(CENSUS.address)] = served
    code, printed = fetch(what="population")
    assert code == 2
    assert told in printed
    assert held(tmp_path) == {}


def feature(area: str, **more: str) -> dict[str, object]:
    outline = {"type": "Polygon", "coordinates": [[[0, 51], [0.1, 51], [0.1, 51.1], [0, 51]]]}
    return {"properties": {"LSOA21CD": area, **more}, "geometry": outline}


@pytest.fixture
def tables(publishers) -> dict[str, str]:
    """Six made-up areas of two districts: one of Essex, one of Kent; a page has four."""
    rows = {
        "boundaries": [feature(f"E0100000{n}", LSOA21NM=f"Fable 00{n}A") for n in range(6)],
        "wards-and-districts": [
            {"properties": {"LSOA21CD": f"E0100000{n}", "LAD24CD": d, "LAD24NM": f"{d}, “Märe”"}}
            for n, d in enumerate(["E07000001"] * 4 + ["E07000002"] * 2)
        ],
        "partnerships-and-forces": [
            {"properties": {"LAD24CD": "E07000001", "PFA24CD": "E23000028", "PFA24NM": "Essex"}},
            {"properties": {"LAD24CD": "E07000002", "PFA24CD": "E23000032", "PFA24NM": "Kent"}},
        ],
    }
    paths = {name: path_of(LIST.services[name].address) for name in rows}
    publishers.tables.update({paths[name]: rows[name] for name in rows})
    publishers.most_rows = 4
    return paths


def test_boundaries_are_put_together_and_cut_to_the_area(fetch, tmp_path, tables):
    code, printed = fetch(what="boundaries")
    assert code == 0
    assert "4 areas of essex are in geography/lsoa21-of-the-area.geojson." in printed
    files = held(tmp_path)
    national = json.loads(files["geography/lsoa21-boundaries.geojson"])
    assert len(national["features"]) == 6
    assert national["features"][5]["properties"] == {
        "LSOA21CD": "E01000005",
        "LSOA21NM": "Fable 005A",
    }
    cut = json.loads(files["geography/lsoa21-of-the-area.geojson"])
    assert cut["features"][0]["properties"] == {
        "LSOA21CD": "E01000000",
        "LSOA21NM": "Fable 000A",
        "LAD24CD": "E07000001",
        "LAD24NM": "E07000001, “Märe”",
        "PFA24CD": "E23000028",
        "PFA24NM": "Essex",
    }
    assert not list((tmp_path / "open").rglob(".pages*"))


def test_a_run_that_breaks_off_between_pages_goes_on_with_the_next(fetch, publishers, tables):
    passed = [lambda handler, content: False] * 2
    publishers.fault(tables["boundaries"], *passed, *[server.answered(502)] * 5)
    assert fetch(what="boundaries")[0] == 6
    publishers.asked.clear()
    assert fetch(what="boundaries")[0] == 0
    assert len(publishers.requests(tables["boundaries"])) == 2  # the count, and the second page


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b'{"error": {"code": 400, "message": "Invalid URL"}}', "found the error 'Invalid URL'"),
        (b'{"error": "no"}', "found the error 'no'"),
        (b"<html>", "found an answer that is not JSON"),
        (b"[]", "found an answer of another shape"),
        (b'{"features": 3}', "found an answer of another shape"),
        (b'{"count": 0}', "found no number of rows (0)"),
        (b'{"count": "many"}', "found no number of rows ('many')"),
    ],
)
def test_an_answer_that_is_no_table_is_told(fetch, publishers, tables, answer, told):
    publishers.fault(tables["boundaries"], server.content(answer))
    code, printed = fetch(what="boundaries")
    assert code == 2
    assert f"lsoa21-boundaries.geojson: {told}" in printed


def test_more_rows_promised_than_come_is_told_and_nothing_is_kept(fetch, publishers, tables):
    publishers.fault(tables["boundaries"], server.content(b'{"count": 7}'))
    code, printed = fetch(what="boundaries")
    assert code == 6
    assert "found 6 rows where the service said 7" in printed
    assert fetch(what="boundaries")[0] == 0


def test_tables_that_do_not_fit_the_boundaries_are_told(fetch, publishers, tables):
    publishers.tables[tables["wards-and-districts"]] = [{"properties": {"LSOA21CD": "E01000000"}}]
    code, printed = fetch(what="boundaries")
    assert code == 2
    assert "lsoa21-ward24-lad24.csv: found no column LAD24CD" in printed


def test_a_force_without_an_area_in_the_tables_is_told(fetch, tables):
    code, printed = fetch(what="boundaries", area="sussex")
    assert code == 2
    assert "found no area of sussex" in printed


def test_every_address_is_https_at_a_host_of_its_publisher(tmp_path):
    addresses = [
        LIST.police.archive,
        LIST.police.releases,
        *(each.address for each in (*LIST.services.values(), *LIST.files.values())),
        *(each.origin.page for each in (*LIST.services.values(), *LIST.files.values())),
    ]
    assert all(address.startswith("https://") for address in addresses)
    assert len(LIST.forces) == 43
    for name, force in LIST.forces.items():
        for neighbour in force.neighbours:
            assert name in LIST.forces[neighbour].neighbours
