"""Spark, on a cluster: for more records than one machine can count.

The extra `spark` (PySpark) and Java 17 or newer are needed, and nothing of them is loaded until an
engine is opened. Every machine of the cluster must see the store at the same path.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa

from sightline.errors import BadInput, Conflict, Refused
from sightline.evidence.engines import Files

if TYPE_CHECKING:
    import ibis

SHUFFLE_PARTITIONS = 16  # at first; Spark joins small ones together as it goes
_REACH_S = 5.0  # to reach a master
_WORKERS_S = 60.0  # for the first worker to take up work
_STANDALONE = "spark"
_OTHERS = ("local", "yarn", "k8s")


@dataclass(frozen=True)
class Spark:
    """Counts on a cluster that is at hand; `open_spark` opens and closes it."""

    session: Any

    @property
    def name(self) -> str:
        """As `--engine` calls it."""
        return "spark"

    def collect(self, expression: ibis.Table, files: Files) -> pa.Table:
        """The answer to an expression over those files (see `engines.Engine`)."""
        import ibis

        _ = ibis.pyspark  # its dialect is known only once its back end is
        query = ibis.to_sql(expression, dialect="pyspark")
        for name, paths in files.items():
            stored = self.session.read.option("recursiveFileLookup", "true").parquet(
                *[_address(path) for path in paths]  # folders named month=… are no columns
            )
            stored.createOrReplaceTempView(name)
        found = self.session.sql(query).toArrow()
        return found.cast(expression.schema().to_pyarrow())  # Spark has no unsigned numbers


@contextmanager
def open_spark(master: str, *, settings: Mapping[str, str] | None = None) -> Iterator[Spark]:
    """An engine on the cluster of a master, such as spark://host:7077, while the block runs.

    settings: of Spark, by name, over those of `settings_for`. Refused if the extra or Java is
    missing, or no worker takes up work; BadInput if the master cannot be one, or is not reached;
    Conflict if this process has Spark open already.
    """
    _require_java()
    session_class = _require_pyspark()
    _require_master(master)
    session = _started(session_class, settings_for(master) | dict(settings or {}))
    try:
        if urlsplit(master).scheme == _STANDALONE:
            _require_workers(lambda: _executors(session), master)
        yield Spark(session)
    finally:
        session.stop()


def settings_for(master: str) -> dict[str, str]:
    """What Spark is told: quiet, in UTC, and on this machine alone if the master is.

    >>> settings_for("spark://127.0.0.1:7077")["spark.driver.host"]
    '127.0.0.1'
    """
    settings = {
        "spark.master": master,
        "spark.app.name": "sightline",
        "spark.driver.memory": "2g",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(SHUFFLE_PARTITIONS),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if _on_this_machine(master):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def _address(path: Path) -> str:
    """As Hadoop reads it: not encoded as an address on the web is, its wildcards taken plainly."""
    return "file://" + re.sub(r"([\\*?\[\]{}])", r"\\\1", str(path.resolve()))


def _on_this_machine(master: str) -> bool:
    host = urlsplit(master).hostname
    if host is None:
        return master.startswith("local")
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost"


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else None
    if shutil.which("java") is None and not (java and java.exists()):
        raise Refused(
            "--engine spark: found no Java, wanted 17 or newer. Install it (on Debian "
            "openjdk-17-jre-headless), or set JAVA_HOME; --engine duckdb needs none."
        )


def _require_pyspark() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refused(
            "--engine spark: found no PySpark, wanted the extra of that name. Install "
            "sightline-vv[spark]; --engine duckdb does not need it."
        ) from error
    return SparkSession


def _require_master(master: str) -> None:
    """BadInput unless somebody listens there: Spark itself would try for a minute, then break."""
    parts = urlsplit(master)
    scheme = parts.scheme or master.split("[")[0]
    if scheme in _OTHERS:
        return
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if scheme != _STANDALONE or not host or not port:
        raise BadInput(
            f"--master: found {master!r}, wanted the address of a cluster such as "
            "spark://host:7077, or one of yarn, k8s://… and local[2]."
        )
    try:
        socket.create_connection((host, port), timeout=_REACH_S).close()
    except OSError as error:
        raise BadInput(
            f"--master: found nobody at {master} ({error.strerror or error}), wanted a master of "
            "Spark. Start it, or name the right one."
        ) from error


def _started(session_class: Any, settings: Mapping[str, str]) -> Any:
    from pyspark.errors import PySparkException

    if session_class.getActiveSession() is not None:  # it would be taken, whatever its master
        raise Conflict(
            "--engine spark: found that Spark is open in this process already, wanted to open it. "
            "Close that first, or use it."
        )
    builder = session_class.builder
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:  # Java ended: too old, or too little memory
        raise Refused(
            f"--engine spark: found that Java ended at once ({error.getCondition()}), wanted Java "
            "17 or newer with 2 GB of memory. What it said is above."
        ) from error


def _executors(session: Any) -> int:
    """How many workers have taken up work; the driver counts as one of the listed."""
    return int(session._jsc.sc().getExecutorMemoryStatus().size()) - 1


def _require_workers(
    count: Callable[[], int], master: str, *, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Refused if nobody takes up work in a minute: a job would wait for ever."""
    waited = 0.0
    while count() < 1:
        if waited >= _WORKERS_S:
            raise Refused(
                f"--master: found no worker of {master} that takes up work, wanted at least one. "
                "Start a worker, or free one; each needs a core and 1 GB of memory for this."
            )
        sleep(0.25)
        waited += 0.25
