"""Police files out of an archive at its publisher's: through faults, changes and hostile zips."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import publishers_server as server
from factories.police_archive import (
    PADDING,
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
from sightline.evidence.fetch import archive


@pytest.fixture
def publishers() -> Iterator[Publishers]:
    with publishing() as running:
        yield running


@pytest.fixture
def fetch(publishers, tmp_path, capsys, monkeypatch) -> Fetch:
    monkeypatch.setattr(evidence_fetch.time, "sleep", lambda seconds: None)
    return Fetch(publishers, tmp_path, capsys)


def test_stopped_in_the_middle_of_a_file_it_goes_on_there(fetch, tmp_path, publishers):
    plenty = police_files() | {street("2025-11", "essex"): PADDING[:150_000]}
    publishers.files[STORE] = zipped(plenty)
    whole = len(publishers.files[STORE])

    def cut(handler, content):
        return server.cut_after(100_000)(handler, content)

    publishers.fault(STORE, lambda handler, content: False, cut, *[server.answered(503)] * 5)
    code, printed = fetch(months="2025-11")
    assert code == 6
    assert "What has come is kept: run the command again later" in printed
    publishers.faults.clear()
    publishers.asked.clear()
    code, printed = fetch(months="2025-11")
    assert (code, held(tmp_path)) == (
        0,
        {f"police/{street('2025-11', 'essex')}": PADDING[:150_000]},
    )
    (_, member) = publishers.requests(STORE)
    first, last = member["range"].removeprefix("bytes=").split("-")
    assert int(first) >= 100_000
    assert int(last) < whole


def test_what_came_before_a_run_broke_off_is_not_fetched_again(fetch, publishers):
    passed = [lambda handler, content: False] * 2  # the list, and the first file
    publishers.fault(STORE, *passed, *[server.answered(500)] * 5)
    assert fetch()[0] == 6
    publishers.asked.clear()
    assert "1 files fetched, 1 were here already." in fetch()[1]
    assert len(publishers.requests(STORE)) == 2


def test_a_part_of_an_archive_that_has_changed_since_is_not_gone_on_with(
    fetch, tmp_path, publishers
):
    plenty = police_files() | {street("2025-11", "essex"): PADDING[:150_000]}
    publishers.files[STORE] = zipped(plenty)
    cut = server.cut_after(100_000)
    publishers.fault(STORE, lambda handler, content: False, cut, *[server.answered(503)] * 5)
    assert fetch(months="2025-11")[0] == 6
    publishers.faults.clear()
    newer = PADDING[100_000:250_000]
    publishers.files[STORE] = zipped(plenty | {street("2025-11", "essex"): newer})
    assert fetch(months="2025-11")[0] == 0
    assert held(tmp_path) == {f"police/{street('2025-11', 'essex')}": newer}


def test_a_changed_archive_is_caught_where_if_range_is_not_heeded(fetch, tmp_path, publishers):
    newer = {name: content + b"newer\n" for name, content in police_files().items()}

    def changes(handler, content):
        handler.publishers.files[STORE] = zipped(newer)
        return server.heedless(handler, handler.publishers.files[STORE])

    publishers.fault(STORE, lambda handler, content: False, changes)
    assert fetch()[0] == 0
    assert all(content.endswith(b"newer\n") for content in held(tmp_path).values())


def test_a_release_named_again_asks_for_nothing_more(fetch, publishers):
    fetch("--release", "2025-12")
    publishers.asked.clear()
    assert "0 files fetched, 2 were here" in fetch("--release", "2025-12")[1]
    assert publishers.asked == []


def test_a_list_cut_off_is_asked_for_again(fetch, publishers):
    publishers.fault(STORE, server.cut_after(50))
    assert fetch()[0] == 0


def test_a_list_longer_than_thought_possible_makes_the_archive_come_whole(
    fetch, tmp_path, publishers, monkeypatch
):
    monkeypatch.setattr(archive, "_TAIL_BYTES", 60)
    assert fetch()[0] == 0
    assert len(held(tmp_path)) == 2


def test_a_member_larger_than_such_files_are_is_not_unpacked(fetch, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_LARGEST_MEMBER_BYTES", 100)
    code, printed = fetch()
    assert code == 2
    assert "more bytes than a month of a force has" in printed
    assert held(tmp_path) == {}


def test_a_list_that_points_elsewhere_is_told(fetch, tmp_path, publishers):
    whole = bytearray(publishers.files[STORE])
    whole[whole.index(b"PK\x03\x04") + 1] ^= 0xFF
    publishers.files[STORE] = bytes(whole)
    code, printed = fetch()
    assert code == 2
    assert "no header where one is listed" in printed
    assert held(tmp_path) == {}


def test_an_archive_that_changes_while_it_is_fetched_is_listed_again(fetch, tmp_path, publishers):
    newer = {name: content + b"newer\n" for name, content in police_files().items()}
    publishers.fault(STORE, lambda handler, content: False)
    publishers.fault(STORE, server.replaced(STORE, zipped(newer)))
    code, printed = fetch()
    assert code == 0
    assert "2025-12: found a new version of the archive; listing it again" in printed
    assert all(content.endswith(b"newer\n") for content in held(tmp_path).values())


def test_an_archive_that_keeps_changing_is_left_for_later(fetch, publishers):
    for change in range(3):
        newer = zipped(police_files() | {"README": b"%d" % change})
        publishers.fault(STORE, lambda handler, content: False, server.replaced(STORE, newer))
    code, printed = fetch()
    assert code == 6
    assert "found that it changed 3 times while it was fetched" in printed


@pytest.mark.parametrize("lacking", ["parts", "validators"])
def test_without_parts_the_archive_comes_whole_and_is_cleared_away(
    fetch, tmp_path, publishers, lacking
):
    setattr(publishers, lacking, False)
    code, _ = fetch()
    assert (code, sorted(held(tmp_path))) == (
        0,
        [f"police/{street(month, 'essex')}" for month in ("2025-11", "2025-12")],
    )


def test_most_of_an_archive_is_fetched_in_one_go(fetch, tmp_path, publishers):
    code, _ = fetch(area="england-and-wales", months="2025-12")
    assert code == 0
    assert len(held(tmp_path)) == 3
    assert [asked.get("range", "whole")[:7] for asked in publishers.requests(STORE)] == [
        "bytes=-",
        "whole",
    ]


def test_a_whole_archive_that_is_no_zip_is_not_kept(fetch, tmp_path, publishers):
    publishers.parts = False
    publishers.files[STORE] = b"<html>sorry</html>"
    code, printed = fetch()
    assert code == 2
    assert "found something that is not a zip, wanted the archive" in printed
    assert held(tmp_path) == {}


@pytest.mark.parametrize("page", [b"<html>We are moving, come back on Monday.</html>", b"no"])
def test_a_page_in_place_of_an_archive_is_told(fetch, publishers, page):
    publishers.files[STORE] = page
    code, printed = fetch()
    assert code == 2
    assert "2025-12.zip: found something that is not a zip" in printed


def test_a_month_that_a_force_did_not_publish_is_told_and_is_not_zero(fetch, publishers):
    lacking = police_files()
    del lacking[street("2025-11", "essex")]
    publishers.files[STORE] = zipped(lacking)
    code, printed = fetch()
    assert code == 0
    assert (
        "2025-11 essex: found no street file in the archive of 2025-12: not published, which is "
        "not the same as none recorded" in printed
    )


def test_nothing_published_of_what_is_asked_is_an_error(fetch):
    code, printed = fetch(area="sussex")
    assert code == 2
    assert "found none of the files asked for" in printed


@pytest.mark.parametrize("parts", [True, False])
def test_names_that_lead_out_of_the_folder_are_passed_over(fetch, tmp_path, publishers, parts):
    hostile = {
        "../../evil.csv": b"x",
        "/etc/evil.csv": b"x",
        "2025-12/../../2025-12-essex-street.csv": b"x",
        "2025-11/2025-12-essex-street.csv": b"x",
        "2025-12\\2025-12-essex-street.csv": b"x",
    }
    publishers.parts = parts
    publishers.files[STORE] = zipped({**hostile, **police_files()})
    before = {path for path in tmp_path.parent.rglob("*") if "open" not in path.parts}
    assert fetch()[0] == 0
    assert {path for path in tmp_path.parent.rglob("*") if "open" not in path.parts} == before
    assert b"x" not in held(tmp_path).values()
    assert len(held(tmp_path)) == 2


def test_bytes_that_do_not_unpack_are_not_kept(fetch, tmp_path, publishers):
    whole = bytearray(publishers.files[STORE])
    at = whole.index(b"2025-11-essex-street.csv") + 60
    whole[at] ^= 0xFF
    sound, publishers.files[STORE] = publishers.files[STORE], bytes(whole)
    code, printed = fetch(months="2025-11")
    assert code == 2
    assert "2025-11-essex-street.csv: found bytes that do not unpack" in printed
    assert held(tmp_path) == {}
    publishers.files[STORE] = sound
    assert fetch(months="2025-11")[0] == 0


def test_a_member_packed_in_another_way_is_told(fetch, publishers):
    publishers.files[STORE] = zipped(police_files(), zipfile.ZIP_LZMA)
    code, printed = fetch()
    assert code == 2
    assert "found bytes that do not unpack (kept in a way that is not read here)" in printed


def test_a_member_that_is_stored_plainly_is_read(fetch, tmp_path, publishers):
    publishers.files[STORE] = zipped(police_files(), zipfile.ZIP_STORED)
    assert fetch()[0] == 0
    assert held(tmp_path)[f"police/{street('2025-12', 'essex')}"].endswith(b"essex 2025-12\n")


def test_months_before_the_newest_archive_come_from_an_older_one(fetch, tmp_path, publishers):
    older = "/data.police.uk/data/archive/2022-12.zip"
    publishers.files[older] = zipped({street("2020-01", "essex"): b"old", "more": PADDING})
    publishers.files[STORE] = zipped({street("2025-12", "essex"): b"new", "more": PADDING})
    code, printed = fetch(months="2020-01..2025-12")
    assert code == 0
    assert {Path(path).name: text for path, text in held(tmp_path).items()} == {
        "2020-01-essex-street.csv": b"old",
        "2025-12-essex-street.csv": b"new",
    }
    assert printed.count("not published") == 70
