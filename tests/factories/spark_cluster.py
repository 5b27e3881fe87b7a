"""A real Spark cluster on this machine: a master and two workers, each a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
_PATIENCE_S = 60


def why_not() -> str:
    """Why there can be no cluster here, or nothing."""
    if find_spec("pyspark") is None:
        return "no pyspark here; install the extra spark"
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else None
    if shutil.which("java") is None and not (java and java.exists()):
        return "no Java here; install openjdk-17-jre-headless"
    return ""


@contextmanager
def spark_cluster(*, workers: int = 2, memory: str = "1g") -> Iterator[str]:
    """The address of a cluster of workers with one core each; gone when the block ends."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sightline-spark-")))
        port = free_port()
        master = f"spark://{HOST}:{port}"
        ports = ["--port", str(port), "--webui-port", "0"]
        stack.enter_context(_running(_MASTER, ["--host", HOST, *ports], scratch / "master"))
        _wait_for(port, scratch / "master.log")
        for number in range(workers):
            folder = scratch / f"worker-{number}"
            size = ["--cores", "1", "--memory", memory, "--webui-port", "0"]
            arguments = ["--host", HOST, *size, "--work-dir", str(folder), master]
            stack.enter_context(_running(_WORKER, arguments, folder))
        _wait_for_words("Registering worker", workers, scratch / "master.log")
        yield master


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(name: str, arguments: list[str], folder: Path) -> Iterator[None]:
    """A daemon of Spark in a process group of its own, which ends with the block."""
    home = Path(str(find_spec("pyspark").origin)).parent
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    small = ["-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    command = [str(java), "-cp", f"{home}/jars/*", *small, name, *arguments]
    folder.mkdir()
    with folder.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(home),
            start_new_session=True,
        )
    try:
        yield
    finally:
        _end(process)


def _environment(home: Path) -> Mapping[str, str]:
    return {
        **{name: told for name, told in os.environ.items() if not name.startswith("SPARK_")},
        "SPARK_HOME": str(home),
        "SPARK_SCALA_VERSION": "2.13",
        "SPARK_LOCAL_IP": HOST,
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """Its whole group: a worker has started processes too."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, ending)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    process.wait(timeout=10)


def _wait_for(port: int, log: Path) -> None:
    for _ in range(_PATIENCE_S * 10):
        with socket.socket() as asked:
            if asked.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the master did not come up:\n{log.read_text(errors='replace')}")


def _wait_for_words(words: str, times: int, log: Path) -> None:
    for _ in range(_PATIENCE_S * 10):
        if log.read_text(errors="replace").count(words) >= times:
            return
        time.sleep(0.1)
    raise RuntimeError(f"the workers did not register:\n{log.read_text(errors='replace')}")
