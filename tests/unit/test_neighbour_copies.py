"""Neighbours' registers are copied as they come, and the last good copy outlives a bad one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sightline.errors import BadInput, NotFound, Refused
from sightline.evidence.fetch import Client, Limits, Surroundings
from sightline.evidence.neighbour_copies import (
    Copy,
    bring_feed,
    bring_file,
    keep_copy,
    read_copies,
)
from tests.factories.publishers_server import Publishers, answered, cut_after, serving

FIRST, SECOND = date(2025, 11, 1), date(2025, 12, 1)
FEED = "https://mythos.example/services"


def is_good(path: Path) -> None:
    if not path.read_text().startswith("good"):
        raise BadInput(f"{path.name}: found something else, wanted a register.")


def keep(folder: Path, bring, today: date, name: str = "Mythos City") -> Copy:
    return keep_copy(folder, name=name, source="their.csv", today=today, bring=bring, check=is_good)


def given(folder: Path, text: str) -> Path:
    path = folder / "their.csv"
    path.write_text(text)
    return path


def test_a_newer_copy_is_kept_beside_the_older_one(tmp_path: Path) -> None:
    path, kept = given(tmp_path, "good one"), tmp_path / "kept"
    before = keep(kept, bring_file(path), FIRST)
    given(tmp_path, "good two")
    after = keep(kept, bring_file(path), SECOND)
    assert before.path(kept).read_text() == "good one"
    assert after.path(kept).read_text() == "good two"
    assert (after.told_on, after.trouble) == ("2025-12-01", "")
    assert read_copies(kept) == {"Mythos City": after}


def test_the_same_content_again_is_the_same_copy_of_a_later_day(tmp_path: Path) -> None:
    path, kept = given(tmp_path, "good one"), tmp_path / "kept"
    before, after = (keep(kept, bring_file(path), day) for day in (FIRST, SECOND))
    assert before.file == after.file
    assert after.told_on == "2025-12-01"
    assert len(list(kept.glob("mythos*"))) == 1


def test_a_malformed_register_leaves_the_last_good_copy_and_says_why(tmp_path: Path) -> None:
    path, kept = given(tmp_path, "good one"), tmp_path / "kept"
    keep(kept, bring_file(path), FIRST)
    given(tmp_path, "<html>")
    copy = keep(kept, bring_file(path), SECOND)
    assert copy.path(kept).read_text() == "good one"
    assert copy.told_on == "2025-11-01"
    assert "found something else" in copy.trouble
    assert read_copies(kept)["Mythos City"].trouble == ""  # it is no fact about the copy
    path.unlink()
    assert "no such file" in keep(kept, bring_file(path), SECOND).trouble


def test_without_a_good_copy_the_trouble_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="found something else"):
        keep(tmp_path / "kept", bring_file(given(tmp_path, "<html>")), FIRST)


def test_a_copy_that_was_changed_is_of_no_use(tmp_path: Path) -> None:
    path, kept = given(tmp_path, "good one"), tmp_path / "kept"
    keep(kept, bring_file(path), FIRST).path(kept).write_text("good, but not theirs")
    path.unlink()
    with pytest.raises(BadInput, match="not as it was kept"):
        keep(kept, bring_file(path), SECOND)


def test_names_that_look_alike_in_files_are_kept_apart(tmp_path: Path) -> None:
    path, kept = given(tmp_path, "good one"), tmp_path / "kept"
    one, other = (keep(kept, bring_file(path), FIRST, name) for name in ("A b", "a-B"))
    assert one.file != other.file
    assert set(read_copies(kept)) == {"A b", "a-B"}


def test_a_list_of_copies_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "copies.json").write_text("{")
    with pytest.raises(BadInput, match="list of copies that cannot be read"):
        read_copies(tmp_path)


@pytest.fixture
def server() -> Iterator[Publishers]:
    with serving() as publishers:
        yield publishers


def client(server: Publishers) -> Client:
    world = Surroundings(
        sleep=lambda _: None,
        clock=lambda: 0.0,
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        dice=lambda: 0.5,
        say=lambda _: None,
        note=lambda _: None,
        free_bytes=lambda _: 10**12,
    )
    return Client(world, Limits(attempts=2, silent_s=5), base=server.base)


def test_a_feed_is_brought_and_gone_on_with_where_it_broke_off(
    tmp_path: Path, server: Publishers
) -> None:
    server.files["/mythos.example/services"] = b"good and long"
    server.fault("/mythos.example/services", cut_after(6))
    copy = keep_copy(
        tmp_path, name="Mythos", source=FEED, today=FIRST, check=is_good,
        bring=bring_feed(client(server), FEED),
    )  # fmt: skip
    assert copy.path(tmp_path).read_text() == "good and long"
    assert copy.file.endswith(".json")
    assert len(server.requests("/mythos.example/services")) == 2
    assert not list(tmp_path.glob("*.part*"))


def test_a_feed_that_is_down_or_gone_leaves_the_last_good_copy(
    tmp_path: Path, server: Publishers
) -> None:
    server.files["/mythos.example/services"] = b"good"

    def again(day: date) -> Copy:
        return keep_copy(
            tmp_path, name="Mythos", source=FEED, today=day, check=is_good,
            bring=bring_feed(client(server), FEED),
        )  # fmt: skip

    again(FIRST)
    server.fault("/mythos.example/services", *[answered(503)] * 10)
    down = again(SECOND)
    assert (down.told_on, down.path(tmp_path).read_text()) == ("2025-11-01", "good")
    assert "busy server (status 503)" in down.trouble
    del server.files["/mythos.example/services"]
    server.faults.clear()
    assert "status 404" in again(SECOND).trouble


def test_a_feed_that_was_never_there_is_told_as_it_is(tmp_path: Path, server: Publishers) -> None:
    with pytest.raises((NotFound, Refused)):
        keep_copy(
            tmp_path, name="Mythos", source=FEED, today=FIRST, check=is_good,
            bring=bring_feed(client(server), FEED),
        )  # fmt: skip
