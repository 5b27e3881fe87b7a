"""Loading: once each, the newest release of a month, whole or not at all, and told what changed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sightline.analysis.periods import Month
from sightline.errors import Conflict
from sightline.evidence.cubes import incident_cube, months_stored
from sightline.evidence.manifest import Manifest, read_manifest
from sightline.evidence.staging import JOURNAL, SEEN
from sightline.evidence.store import Outcome, Told, load
from sightline.evidence.verify import strays, verify_account, verify_entry
from sightline.exchange.police import (
    ANYWHERE,
    CATEGORIES,
    HEADINGS,
    STREET,
    Edition,
    FileOffer,
    Rules,
    StreetReader,
    offer_files,
    read_releases,
)

HEADER = ",".join(HEADINGS)
EDITIONS = (
    Edition("2021", frozenset({"X01000001", "X01000002"}), "areas21.csv"),
    Edition("2011", frozenset({"X01000001", "X01000009"}), "areas11.csv"),
)


def row(
    crime_id="a1", month="2025-01", area="X01000001", category="Robbery", outcome="Open", at="Quay"
) -> str:
    return f"{crime_id},{month},F,F,2.5,53.5,{at},{area},Fable 001A,{category},{outcome},"


def asb(**cells) -> str:
    return row(**{"crime_id": "", "category": CATEGORIES[0], "outcome": ""} | cells)


def write(folder: Path, *rows: str, month="2025-01", force="fableshire") -> Path:
    path = folder / f"{month}-{force}-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def year(folder: Path, months: int = 4, first: int = 1) -> Path:
    for number in range(first, months + 1):
        month = f"2025-{number:02d}"
        for force in ("fableshire", "sagashire"):
            rows = [row(f"{force}{number}{n}", month) for n in range(number)] + [asb(month=month)]
            write(folder, *rows, month=month, force=force)
    return folder


class Loaded:
    """A run, what it told, and which files it opened."""

    def __init__(self, store: Path, *paths: Path, releases=(), detail=True, editions=()) -> None:
        self.told: list[Told] = []
        self.opened: list[str] = []
        rules = Rules(ANYWHERE, editions=editions, detail=detail)
        with StreetReader(rules) as reader, pytest.MonkeyPatch.context() as patch:
            read = StreetReader.open
            patch.setattr(
                StreetReader,
                "open",
                lambda me, file: self.opened.append(file.name) or read(me, file),
            )
            offers, self.notes = offer_files(
                paths, reader=reader, releases=read_releases(list(releases))
            )
            self.manifest: Manifest = load(
                offers, folder=store, categories={STREET: CATEGORIES}, tell=self.told.append
            )

    @property
    def outcomes(self) -> dict[str, int]:
        return dict(Counter(one.outcome.name for one in self.told))


def stored(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (SEEN, ".lock")
    }


def count(store: Path, **asked) -> int:
    return int(incident_cube(store, **asked)["incidents"].sum())


def test_every_file_is_stored_once_and_not_opened_again(tmp_path):
    files, store = year(tmp_path / "files"), tmp_path / "store"
    first = Loaded(store, files)
    assert first.outcomes == {"STORED": 8}
    before = stored(store)
    again = Loaded(store, files)
    assert (again.outcomes, again.opened) == ({"UNCHANGED": 8}, [])
    assert stored(store) == before
    assert count(store) == 2 * (1 + 2 + 3 + 4) + 8


def test_a_new_month_touches_only_itself(tmp_path):
    files, store = year(tmp_path / "files"), tmp_path / "store"
    Loaded(store, files)
    before = stored(store)
    write(files, row(month="2025-05"), month="2025-05")
    later = Loaded(store, files)
    assert later.opened == ["2025-05-fableshire-street.csv"]
    assert later.outcomes == {"UNCHANGED": 8, "STORED": 1}
    kept = {name: content for name, content in stored(store).items() if name in before}
    assert {name for name in kept if kept[name] != before[name]} == {"manifest.json"}


def test_a_file_that_was_only_touched_is_opened_but_not_read_again(tmp_path):
    files, store = year(tmp_path / "files", 1), tmp_path / "store"
    Loaded(store, files)
    before = stored(store)
    for path in files.iterdir():
        os.utime(path, (1, 1))
    again = Loaded(store, files)
    assert (again.outcomes, len(again.opened)) == ({"UNCHANGED": 2}, 2)
    assert stored(store).keys() == before.keys()


def test_a_file_changed_behind_an_old_time_and_size_is_noticed(tmp_path):
    path, store = write(tmp_path / "files", row("a"), row("b")), tmp_path / "store"
    os.utime(path, (1, 1))
    Loaded(store, path, releases=["2025-03"])
    path.write_text(path.read_text().replace("Open", "Shut"))
    os.utime(path, (1, 1))
    again = Loaded(store, path, releases=["2025-03"])
    assert again.outcomes == {"REPLACED": 1}
    assert again.manifest.revisions[0].outcome_changed == 2


def test_the_same_files_give_the_same_bytes_in_any_order(tmp_path):
    files = year(tmp_path / "files")
    paths = sorted(files.iterdir())
    Loaded(tmp_path / "one", *paths, releases=["2025-06"])
    Loaded(tmp_path / "other", *reversed(paths[:3]), releases=["2025-06"])
    Loaded(tmp_path / "other", *reversed(paths), releases=["2025-06"])
    assert stored(tmp_path / "one") == stored(tmp_path / "other")


def test_a_newer_release_replaces_and_what_it_changed_is_kept(tmp_path):
    early = write(
        tmp_path / "early", row("a"), row("b"), row("c"), row("d"), asb(), asb(), row("same")
    )
    late = write(
        tmp_path / "late",
        row("a", outcome="Charged"),
        row("b", at="Pier"),
        row("c", area="X01000002", outcome="Charged"),
        row("e"),
        asb(),
        row("same"),
    )
    store = tmp_path / "store"
    Loaded(store, early, releases=["2025-03"])
    told = Loaded(store, late, releases=["2025-04"])
    assert told.outcomes == {"REPLACED": 1}
    (revision,) = told.manifest.revisions
    assert (revision.new, revision.gone, revision.moved) == (1, 1, 2)
    assert (revision.outcome_changed, revision.counts_changed, revision.net_change) == (2, 1, -1)
    assert (revision.release_before, revision.release_after) == ("2025-03", "2025-04")
    assert count(store) == 6
    (old,) = told.manifest.superseded
    assert (old.rows_in, old.stored) == (7, "")


def test_where_only_counts_are_kept_releases_are_compared_by_counts(tmp_path):
    early = write(tmp_path / "early", row("a"), row("b"), asb())
    late = write(tmp_path / "late", row("a", area="X01000002"), row("b"), asb(), asb())
    store = tmp_path / "store"
    Loaded(store, early, releases=["2025-03"], detail=False)
    told = Loaded(store, late, releases=["2025-04"], detail=False)
    (revision,) = told.manifest.revisions
    assert (revision.new, revision.gone, revision.moved, revision.outcome_changed) == (0,) * 4
    assert (revision.counts_changed, revision.net_change) == (3, 1)


@pytest.mark.parametrize("together", [True, False])
def test_an_older_release_does_not_replace_a_newer_one(tmp_path, together):
    late = write(tmp_path / "late", row("a"), row("b"))
    early = write(tmp_path / "early.d", row("a"))
    store = tmp_path / "store"
    releases = ["late=2025-04", "early.d=2025-03"]
    if together:
        Loaded(store, late.parent, early.parent, releases=releases)
    else:
        Loaded(store, late.parent, releases=["2025-04"])
        told = Loaded(store, early.parent, releases=["2025-03"])
        assert told.outcomes == {"OLDER": 1}
    assert count(store) == 2
    again = Loaded(store, late.parent, early.parent, releases=releases)
    assert (again.outcomes, again.opened) == ({"UNCHANGED": 1, "OLDER": 1}, [])
    assert [entry.rows_in for entry in again.manifest.superseded] == [1]


def test_of_two_files_of_one_release_the_last_named_is_used(tmp_path):
    one, other = (write(tmp_path / name, row(name)) for name in ("one", "other"))
    Loaded(tmp_path / "store", one.parent, other.parent, releases=["2025-04"])
    (entry,) = read_manifest(tmp_path / "store").entries
    assert pq.read_table(tmp_path / "store" / entry.detail)["crime_id"].to_pylist() == ["other"]


def test_repeats_without_an_id_and_an_id_with_two_places_all_count(tmp_path):
    file = write(tmp_path / "files", asb(), asb(), asb(), row("a"), row("a", at="Pier"))
    run = Loaded(tmp_path / "store", file)
    assert count(tmp_path / "store") == 5
    (told,) = run.told
    found = [problem.found for problem in told.batch.problems]
    assert "2 rows alike in every cell to another row" in found
    assert "2 rows with an ID that another place has too" in found


@pytest.mark.parametrize("detail", [True, False])
def test_rows_that_are_stored_are_let_go(tmp_path, detail):
    """Whoever keeps what is told of every file does not keep every row of the country."""
    run = Loaded(tmp_path / "store", year(tmp_path / "files"), detail=detail)
    assert [told.batch.incidents.num_rows for told in run.told] == [0] * 8
    assert [told.batch.account.accepted for told in run.told] == [2, 2, 3, 3, 4, 4, 5, 5]


def test_codes_of_2011_and_2021_stand_side_by_side(tmp_path):
    files = tmp_path / "files"
    write(files, row(month="2018-10", area="X01000009"), month="2018-10")
    write(files, row(area="X01000002"), row(area="X01000001"))
    write(files, *[row(month="2025-02", area="X01000007")] * 2, month="2025-02")
    run = Loaded(tmp_path / "store", files, editions=EDITIONS)
    assert [entry.vintage for entry in run.manifest.entries] == ["2011", "2021", ""]
    assert count(tmp_path / "store", vintage="2011") == 1
    with pytest.raises(Conflict, match="found area codes of 2011 and of 2021 and of no known year"):
        count(tmp_path / "store")
    (note,) = run.told[2].batch.problems[-1:]
    assert "at most 0.0% of area codes in one look-up" in str(note)


def test_areas_in_no_look_up_are_kept_and_told(tmp_path):
    rows = [row(area="X01000001")] * 150 + [row(area="W01000001")]
    run = Loaded(tmp_path / "store", write(tmp_path / "files", *rows), editions=EDITIONS)
    assert run.manifest.entries[0].vintage == "2021"
    assert count(tmp_path / "store") == 151
    assert "1 row with area codes that no look-up has" in str(run.told[0].batch.problems[-1])


def test_look_ups_given_later_read_the_files_again(tmp_path):
    files, store = year(tmp_path / "files", 1), tmp_path / "store"
    Loaded(store, files)
    run = Loaded(store, files, editions=EDITIONS)
    assert {entry.vintage for entry in run.manifest.entries} == {"2021"}
    assert not run.manifest.revisions


def test_a_file_cut_off_is_stored_but_for_its_last_row_and_told(tmp_path):
    path = write(tmp_path / "files", row("a"), row("b"))
    path.write_bytes(path.read_bytes()[:-40])
    run = Loaded(tmp_path / "store", path)
    (entry,) = run.manifest.entries
    assert (entry.rows_in, entry.accepted, entry.rejected) == (2, 1, 1)
    assert entry.reasons == {"file cut short": 1}


def test_a_file_that_cannot_be_used_is_refused_and_the_others_stored(tmp_path):
    files = year(tmp_path / "files", 1)
    write(files, month="2025-02")
    run = Loaded(tmp_path / "store", files)
    assert run.outcomes == {"STORED": 2, "REFUSED": 1}
    (refused,) = [one for one in run.told if one.outcome is Outcome.REFUSED]
    assert "found headings and no rows" in refused.words
    assert months_stored(tmp_path / "store")["fableshire"] == (Month(2025, 1),)


def test_a_zip_is_read_as_a_folder_is_and_named_for_its_release(tmp_path):
    files = year(tmp_path / "files", 2)
    zipped = tmp_path / "2025-03.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for path in files.iterdir():
            archive.write(path, f"{path.name[:7]}/{path.name}")
    Loaded(tmp_path / "store", zipped)
    entries = read_manifest(tmp_path / "store").entries
    assert {entry.release for entry in entries} == {"2025-03"}
    again = Loaded(tmp_path / "store", zipped)
    assert (again.outcomes, again.opened) == ({"UNCHANGED": 4}, [])


def break_after(finished: int, store: Path, files: Path) -> None:
    """Load in a process that kills itself once so many files have passed."""
    script = f"""
import os, signal
from pathlib import Path
from sightline.evidence.store import load
from sightline.exchange.police import *
told = []
def tell(one):
    told.append(one)
    if len(told) == {finished}:
        os.kill(os.getpid(), signal.SIGKILL)
with StreetReader(Rules(ANYWHERE)) as reader:
    offers, _ = offer_files([Path({str(files)!r})], reader=reader)
    load(offers, folder=Path({str(store)!r}), categories={{STREET: CATEGORIES}}, tell=tell)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert done.returncode == -9, done.stderr.decode()


def test_a_run_that_was_killed_shows_nothing_and_is_taken_up(tmp_path):
    files, store = year(tmp_path / "files", 1), tmp_path / "store"
    Loaded(store, files)
    before = stored(store)
    year(files, first=2)
    break_after(6, store, files)
    assert months_stored(store) == {
        "fableshire": (Month(2025, 1),),
        "sagashire": (Month(2025, 1),),
    }
    with (store / JOURNAL).open("a") as journal:
        journal.write('{"entry": {"source": "str')  # killed in the middle of a line
    run = Loaded(store, files)
    assert run.outcomes == {"UNCHANGED": 2, "RESUMED": 4, "STORED": 2}
    assert set(run.opened) <= {path.name for path in files.glob("2025-04-*")}
    assert not (store / JOURNAL).exists()
    whole = Loaded(tmp_path / "whole", files)
    assert run.manifest == whole.manifest
    assert stored(store) == stored(tmp_path / "whole")
    assert before.keys() - {"manifest.json"} <= stored(store).keys()


def faults(store: Path) -> list[str]:
    manifest = read_manifest(store)
    found = [
        str(fault) for entry in manifest.entries for fault in verify_entry(store, manifest, entry)
    ]
    return found + [str(f) for entry in manifest.superseded for f in verify_account(entry)]


@pytest.fixture
def store(tmp_path) -> Path:
    Loaded(tmp_path / "store", year(tmp_path / "files", 2))
    return tmp_path / "store"


def test_a_store_as_it_was_stored_has_no_fault(store):
    assert faults(store) == []
    assert strays(store, read_manifest(store)) == []


@pytest.mark.parametrize("what", ["counts", "detail"])
def test_each_changed_byte_and_each_lost_file_is_found(store, what):
    for path in sorted(store.rglob(f"*.{what}.parquet")):
        content = path.read_bytes()
        for place in (0, len(content) // 2, len(content) - 1):
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert len(faults(store)) == 1
        path.unlink()
        assert "found no file" in faults(store)[0]
        path.write_bytes(content)
    assert faults(store) == []


def test_two_files_that_changed_places_are_found(store):
    one, other = sorted(store.rglob("*.counts.parquet"))[:2]
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert len(faults(store)) == 2


def test_a_file_nobody_named_is_a_stray(store):
    (store / "source=street/month=2025-01/force=fableshire/extra.parquet").write_bytes(b"x")
    assert len(strays(store, read_manifest(store))) == 1
    assert count(store) == 10


def test_offers_say_what_they_are_without_being_opened(tmp_path):
    path = write(tmp_path / "files", row())
    with StreetReader(Rules(ANYWHERE)) as reader:
        ((offer,), _) = offer_files([path], reader=reader, releases={"": Month(2025, 4)})
    assert isinstance(offer, FileOffer)
    assert (offer.key, offer.release) == (("street", "fableshire", "2025-01"), "2025-04")
