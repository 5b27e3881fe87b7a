"""Every real archive in one store: killed once and taken up, each row accounted for, counts equal.

Slower than other files: it reads 1.3 million rows twice, by two programs that share nothing.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest

from sightline.evidence.cubes import incident_cube
from sightline.evidence.dense import dense_cube
from sightline.evidence.manifest import read_manifest
from sightline.evidence.staging import JOURNAL
from sightline.evidence.status import silent_gaps, status_of
from sightline.evidence.verify import verify_account, verify_entry
from sightline.exchange.police import ANYWHERE, Rules, StreetReader, clean, offer_files

pytestmark = pytest.mark.real

EARLIER = "police-uk-city-of-london-2024-2025-earlier-release.zip"
NEIGHBOURS, SOUTH_EAST = "police-uk-2025-neighbours.zip", "police-uk-2025-south-east.zip"
ROWS = {"police-uk": 158_217 + 17_791, NEIGHBOURS: 560_458, SOUTH_EAST: 591_814, EARLIER: 18_867}
KILLED_AFTER = 60

# The command, killed by itself once so many files have passed.
KILLER = """
import os, signal, sys
from sightline.cli.main import main
from sightline.evidence import store
passed, settle = [], store._settle
def settled(*given):
    passed.append(1)
    if len(passed) == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return settle(*given)
store._settle = settled
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture(scope="module")
def store(shared_data, tmp_path_factory) -> Path:
    """All archives, loaded by the command, which is killed once and run again."""
    folder = tmp_path_factory.mktemp("evidence") / "store"
    crime = shared_data / "crime"
    words = [
        *("evidence", "load", *(str(crime / name) for name in (EARLIER, *ROWS)[:-1])),
        *("--store", str(folder), "--release", "2026-06", "--release", f"{EARLIER}=2026-02"),
        *("--areas", str(shared_data / "geography" / "lsoa11_lsoa21_lad22.csv.gz")),
    ]
    killed = subprocess.run(
        [sys.executable, "-c", KILLER, str(KILLED_AFTER), *words], check=False, capture_output=True
    )
    assert killed.returncode == -9, killed.stderr.decode()
    assert (folder / JOURNAL).exists()
    assert not read_manifest(folder).entries
    again = subprocess.run(
        [sys.executable, "-m", "sightline.cli.main", *words],
        check=False,
        capture_output=True,
        text=True,
    )
    assert again.returncode == 0, again.stderr
    assert "files stored by the run before, which was stopped." in again.stdout
    assert not (folder / JOURNAL).exists()
    return folder


def test_every_row_is_accounted_for(store):
    manifest = read_manifest(store)
    (status,) = status_of(manifest)
    assert status.rows_in + status.superseded_rows == sum(ROWS.values()) == 1_347_147
    assert status.rows_in == status.accepted + status.rejected + status.set_aside
    assert (status.accepted, status.rejected, status.superseded_rows) == (1_312_348, 0, 8_875)
    assert status.reasons == {"no location": 25_924}
    assert status.vintages == {"2011": 1, "2021": 155}
    assert status.releases == {"2026-02": 12, "2026-06": 144}
    everything = (*manifest.entries, *manifest.superseded)
    assert [fault for entry in everything for fault in verify_account(entry)] == []


def test_a_force_that_gave_no_july_has_a_gap_and_not_a_zero(store):
    (status,) = status_of(read_manifest(store))
    gaps = silent_gaps(status.held)
    assert [str(month) for month in gaps["thames-valley"]] == ["2025-07"]
    assert set(gaps) == {"thames-valley", "essex"}


def test_the_later_release_of_the_city_changed_outcomes_and_no_crime(store):
    revisions = {revision.month: revision for revision in read_manifest(store).revisions}
    assert len(revisions) == 12
    assert revisions["2025-06"].outcome_changed == 15
    assert {(each.new, each.gone, each.moved) for each in revisions.values()} == {(0, 0, 0)}


def test_everything_stored_is_as_it_was_stored(store):
    manifest = read_manifest(store)
    faults = [fault for entry in manifest.entries for fault in verify_entry(store, manifest, entry)]
    assert faults == []


def unpacked(crime: Path, folder: Path) -> list[str]:
    """The files that should count, found by nothing of ours."""
    for name in (NEIGHBOURS, SOUTH_EAST):
        with zipfile.ZipFile(crime / name) as archive:
            archive.extractall(folder / name)
    with zipfile.ZipFile(crime / EARLIER) as archive:
        for name in archive.namelist():
            if name.startswith("2024"):
                archive.extract(name, folder / EARLIER)
    paths = [*folder.rglob("*-street.csv"), *(crime / "police-uk").rglob("*-street.csv")]
    return [str(path) for path in paths]


def test_both_cubes_equal_plain_counts_of_the_files(shared_data, store, tmp_path):
    with duckdb.connect() as connection:
        plain = connection.execute(
            """
            SELECT "LSOA code" AS area, "Month" AS month, "Crime type" AS category,
                   count(*) AS incidents
            FROM read_csv(?, all_varchar = true, header = true, delim = ',', quote = '"',
                          escape = '"')
            WHERE "LSOA code" IS NOT NULL AND "Month" >= '2024'
            GROUP BY ALL ORDER BY ALL
            """,
            [unpacked(shared_data / "crime", tmp_path)],
        ).df()
    ours = incident_cube(store, vintage="2021")
    assert len(ours) == len(plain) == 486_026
    for column in plain.columns:
        assert (ours[column].to_numpy() == plain[column].to_numpy()).all()
    dense = dense_cube(store, vintage="2021")
    months = dense.months[-3:]
    counted = dense.by_area(months=months, categories=["Robbery"])
    wanted = plain[plain["month"].isin([str(m) for m in months]) & (plain["category"] == "Robbery")]
    by_area = wanted.groupby("area")["incidents"].sum()
    some = counted[counted["incidents"] > 0]
    assert dict(zip(some["area"], some["incidents"], strict=True)) == by_area.to_dict()
    assert int(dense.counts.sum()) == plain["incidents"].sum()


@pytest.mark.parametrize("name", ["police-uk", EARLIER])
def test_both_ways_of_reading_account_for_the_real_files_alike(shared_data, monkeypatch, name):
    """A month of each force in the quick way and line by line."""
    with StreetReader(Rules(ANYWHERE)) as reader:
        offers, _ = offer_files([shared_data / "crime" / name], reader=reader)
        chosen = offers[:2]
        quick = [offer.read() for offer in chosen]
        monkeypatch.setattr(clean, "_count_plain_lines", lambda raw: None)
        careful = [offer.read() for offer in chosen]
    for one, other in zip(quick, careful, strict=True):
        assert (one.account, one.problems) == (other.account, other.problems)
        assert one.incidents.equals(other.incidents)
