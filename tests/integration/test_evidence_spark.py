"""Spark on a real cluster of this machine: the same answers as DuckDB's, row for row.

The slowest file of the suite: a master, two workers and Java's start cost about half a minute, and
each question some seconds, however small.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from factories.spark_cluster import spark_cluster, why_not
from factories.stored_rows import awkward_rows, write_rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.cli.main import main
from sightline.errors import Conflict
from sightline.evidence import expressions
from sightline.evidence.engines import spark as engine
from sightline.evidence.engines.duckdb import DuckDB
from sightline.evidence.engines.spark import Spark, open_spark
from sightline.evidence.manifest import read_manifest

# Side by side with other tests there would be several clusters at once.
ASIDE = "./run test-spark runs these by themselves"
WHY_NOT = why_not() or (ASIDE if "PYTEST_XDIST_WORKER" in os.environ else "")

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    # PySpark leaves the socket that an answer came through to the garbage collector.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket.socket"),
    pytest.mark.filterwarnings("ignore:unclosed <socket.socket:ResourceWarning"),
]

# Small questions once each: a compiler that thinks long never earns its time back.
_FIRST_TIER = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
QUICKLY = {
    "spark.driver.extraJavaOptions": _FIRST_TIER,
    "spark.executor.extraJavaOptions": _FIRST_TIER,
    "spark.sql.shuffle.partitions": "2",
}

OF_RECORDS = {
    "cube": expressions.cube,
    "months_of_forces": expressions.months_of_forces,
    "forces_of_areas": expressions.forces_of_areas,
}
OF_RELEASES = {
    "revised_ids": expressions.revised_ids,
    "revised_counts": lambda: expressions.revised_counts(without_id_only=True),
}


@pytest.fixture(scope="module")
def master() -> Iterator[str]:
    with spark_cluster() as address:
        yield address


@pytest.fixture(scope="module")
def spark(master) -> Iterator[Spark]:
    with open_spark(master, settings=QUICKLY) as opened:
        executors = partial(engine._executors, opened.session)
        engine._require_workers(lambda: executors() - 1, master)  # both workers are at work
        yield opened


def same(spark: Spark, expression: ibis.Table, files: Mapping[str, Sequence[Path]]) -> pa.Table:
    """What both engines answer, which is the same table."""
    theirs = DuckDB().collect(expression, files)
    ours = spark.collect(expression, files)
    assert ours.schema == theirs.schema
    assert ours.to_pylist() == theirs.to_pylist()
    return ours


@pytest.fixture(scope="module")
def awkward(tmp_path_factory) -> dict[str, list[Path]]:
    """Two releases of made-up rows, in two files each; and the tables they stand for."""
    folder = tmp_path_factory.mktemp("awkward")
    before = awkward_rows(1)
    after = [row | ({"location": None} if row["row"] % 7 == 0 else {}) for row in before[:-50]]
    after += awkward_rows(2, rows=100)
    halves = {
        name: [write_rows(folder / f"{name}-{half}.parquet", rows[half::2]) for half in (0, 1)]
        for name, rows in {expressions.BEFORE: before, expressions.AFTER: after}.items()
    }
    both = halves[expressions.BEFORE] + halves[expressions.AFTER]
    return halves | {expressions.RECORDS: both, expressions.DETAILS: both}


@pytest.mark.parametrize("name", OF_RECORDS)
def test_awkward_records_are_counted_alike(spark, awkward, name):
    files = {expressions.RECORDS: awkward[expressions.RECORDS]}
    assert same(spark, OF_RECORDS[name](), files).num_rows > 30


def test_awkward_ids_are_counted_alike(spark, awkward):
    files = {expressions.DETAILS: awkward[expressions.DETAILS]}
    counted = same(spark, expressions.distinct_incidents(), files)
    assert sum(counted["without_id"].to_pylist()) > 1_000


@pytest.mark.parametrize("name", ["last_outcomes", "unmatched_outcomes"])
def test_awkward_outcomes_are_joined_alike(spark, awkward, name):
    files = {
        expressions.DETAILS: awkward[expressions.BEFORE],
        expressions.OUTCOMES: awkward[expressions.AFTER],
    }
    assert same(spark, getattr(expressions, name)(), files).num_rows > 0


@pytest.mark.parametrize("name", OF_RELEASES)
def test_awkward_revisions_are_found_alike(spark, awkward, name):
    files = {part: awkward[part] for part in (expressions.BEFORE, expressions.AFTER)}
    found = same(spark, OF_RELEASES[name](), files)
    assert found.num_rows > 20
    if name == "revised_ids":
        assert set(found["change"].to_pylist()) == {"new", "gone", "moved", "outcome"}


def test_nothing_is_counted_as_nothing(spark, tmp_path):
    nobody = [write_rows(tmp_path / "none.parquet", [])]
    assert same(spark, expressions.cube(), {expressions.RECORDS: nobody}).num_rows == 0
    details = {expressions.DETAILS: nobody}
    assert same(spark, expressions.distinct_incidents(), details).num_rows == 0
    releases = {expressions.BEFORE: nobody, expressions.AFTER: nobody}
    assert same(spark, expressions.revised_ids(), releases).num_rows == 0


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "area": st.sampled_from([0, 501_000_001, 2**32 - 1]),
            "month": st.sampled_from([0, 24_300, 2**16 - 1]),
            "category": st.sampled_from([0, 255]),
            "force": st.sampled_from(["essex", "kent"]),
            "crime_id": st.sampled_from([None, "", "a", "A", "é", "ß", "𝒷"]),
            "location": st.sampled_from([None, "", "x", "\u00a0", "Ω"]),
        }
    ),
    max_size=30,
)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_any_rows_are_counted_alike(spark, tmp_path, rows):
    stored = [write_rows(tmp_path / "rows.parquet", rows)]
    same(spark, expressions.cube(), {expressions.RECORDS: stored})
    same(spark, expressions.distinct_incidents(), {expressions.DETAILS: stored})


@pytest.mark.real
def test_real_records_make_the_same_cube_and_the_same_file(
    spark, shared_data, tmp_path, monkeypatch
):
    """Essex of October 2018 and 2025, through the command and through the engine."""
    store = tmp_path / "store"
    police = str(shared_data / "crime" / "police-uk")
    looked_up = str(shared_data / "geography" / "lsoa21_boundaries_bsc_ew.parquet")
    asked = ["evidence", "load", police, "--store", str(store), "--areas", looked_up]
    assert main(asked) == 0
    stored = [store / entry.stored for entry in read_manifest(store).entries]
    same(spark, expressions.cube(), {expressions.RECORDS: stored})
    asked_of = []

    def opened(master: str) -> AbstractContextManager[Spark]:
        asked_of.append(master)
        return nullcontext(spark)

    monkeypatch.setattr(engine, "open_spark", opened)  # it is open: a process has one
    written = {}
    for name, more in {"duckdb": [], "spark": ["--master", "spark://here:7077"]}.items():
        out = tmp_path / f"{name}.parquet"
        asked = ["evidence", "cube", str(store), "--vintage", "2021", "--out", str(out)]
        assert main([*asked, "--engine", name, *more]) == 0
        written[name] = out.read_bytes()
    assert asked_of == ["spark://here:7077"]
    assert written["spark"] == written["duckdb"]


@pytest.mark.real
def test_real_revisions_are_the_same(spark, shared_data, tmp_path):
    """City of London in June 2025, of an earlier and a later release: 15 outcomes changed."""
    crime = shared_data / "crime"
    files = {}
    for name, zipped in {
        expressions.BEFORE: "police-uk-city-of-london-2024-2025-earlier-release.zip",
        expressions.AFTER: "police-uk-2025-neighbours.zip",
    }.items():
        store = tmp_path / name
        asked = [str(crime / zipped), "--store", str(store), "--months", "2025-06"]
        assert main(["evidence", "load", *asked]) == 0
        files[name] = [
            store / entry.detail
            for entry in read_manifest(store).entries
            if entry.force == "city-of-london"
        ]
    changed = same(spark, expressions.revised_ids(), files)
    assert changed["change"].to_pylist() == ["outcome"] * 15


def test_a_process_opens_spark_once(spark, master):
    """PySpark would hand out the one that is open, whatever its master."""
    with pytest.raises(Conflict, match="Spark is open in this process already"), open_spark(master):
        pass
    assert spark.session.range(3).count() == 3


def test_no_process_of_a_cluster_outlives_it():
    """Also where what it was started for breaks off."""
    started: list[str] = []

    def breaks_off() -> None:
        with spark_cluster(workers=1) as address:
            started.append(address)
            assert len(processes_naming(address)) >= 1
            raise RuntimeError("what it was started for")

    with pytest.raises(RuntimeError, match="what it was started for"):
        breaks_off()
    assert processes_naming(started[0]) == []


def processes_naming(address: str) -> list[str]:
    """The processes of this machine whose command has the address of a cluster, or its port."""
    port = address.rsplit(":", 1)[1].encode()
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().split(b"\0")
        except OSError:  # it has ended since
            continue
        of_master = b"org.apache.spark.deploy.master.Master" in words and port in words
        if of_master or address.encode() in words:
            found.append(process.parent.name)
    return found
