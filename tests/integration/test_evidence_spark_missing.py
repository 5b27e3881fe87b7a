"""What is said where Spark cannot run: before anything is started, and in one message."""

from __future__ import annotations

import gc
import socket
import sys
from pathlib import Path

import pytest

from sightline.errors import BadInput, Refused
from sightline.evidence.engines import spark
from sightline.evidence.engines.spark import open_spark


def opened(master: str = "spark://127.0.0.1:7077") -> None:
    with open_spark(master):
        raise AssertionError("nothing opens here")


def test_without_java_it_says_which(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="found no Java, wanted 17 or newer"):
        opened()


@pytest.fixture
def _java(monkeypatch, tmp_path):
    """Something of that name: only its being there is asked before it is started."""
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\nexit 1\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))


@pytest.mark.usefixtures("_java")
def test_without_the_extra_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(Refused, match=r"Install sightline-vv\[spark\]"):
        opened()


@pytest.fixture
def _pyspark(monkeypatch):
    monkeypatch.setattr(spark, "_require_pyspark", lambda: Builder)


class Builder:
    """Stands for PySpark where it is not installed: records what it is told, starts nothing."""


@pytest.mark.usefixtures("_java", "_pyspark")
@pytest.mark.parametrize(
    "master", ["", "host:7077", "spark://", "spark://host", "spark://host:port", "http://host:80"]
)
def test_what_is_no_master_is_told(master):
    with pytest.raises(BadInput, match="wanted the address of a cluster such as spark://host"):
        opened(master)


@pytest.mark.usefixtures("_java", "_pyspark")
def test_a_master_that_nobody_is_at_is_told_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(BadInput, match=f"found nobody at spark://127.0.0.1:{port}"):
        opened(f"spark://127.0.0.1:{port}")


# PySpark leaves the pipes to what it started, and what ended, to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.")
@pytest.mark.filterwarnings("ignore:Exception ignored in. <function Popen.__del__")
@pytest.mark.filterwarnings("ignore:unclosed file <_io.:ResourceWarning")
@pytest.mark.usefixtures("_java")
def test_a_java_that_ends_at_once_is_told():
    """As one that is too old does."""
    context = pytest.importorskip("pyspark", reason="no pyspark here; install the extra spark")
    if context.SparkContext._gateway is not None:
        pytest.skip("this process has started Java already")
    with pytest.raises(Refused, match=r"Java ended at once \(JAVA_GATEWAY_EXITED\)"):
        opened("local[1]")
    gc.collect()  # here, where it is expected


@pytest.mark.parametrize("master", ["local[2]", "yarn", "k8s://https://host:443"])
def test_other_managers_of_clusters_are_left_to_spark(master):
    spark._require_master(master)


@pytest.mark.parametrize(
    ("master", "here"),
    [
        ("spark://127.0.0.1:7077", True),
        ("spark://[::1]:7077", True),
        ("spark://localhost:7077", True),
        ("local[2]", True),
        ("spark://10.0.0.1:7077", False),
        ("spark://cluster.example.org:7077", False),
        ("yarn", False),
    ],
)
def test_only_a_master_of_this_machine_ties_the_driver_to_it(master, here):
    assert ("spark.driver.host" in spark.settings_for(master)) is here


def test_a_cluster_without_workers_is_given_a_minute():
    slept: list[float] = []
    with pytest.raises(Refused, match="found no worker of spark://host:7077 that takes up work"):
        spark._require_workers(lambda: 0, "spark://host:7077", sleep=slept.append)
    assert sum(slept) == pytest.approx(60)


def test_a_worker_that_comes_late_is_waited_for():
    seen = iter([0, 0, 1])
    slept: list[float] = []
    spark._require_workers(lambda: next(seen), "spark://host:7077", sleep=slept.append)
    assert len(slept) == 2


def test_wildcards_in_the_name_of_a_folder_are_taken_plainly(tmp_path: Path):
    folder = tmp_path / "a [b] {c} * ? %20"
    assert spark._address(folder) == f"file://{tmp_path}/a \\[b\\] \\{{c\\}} \\* \\? %20"
