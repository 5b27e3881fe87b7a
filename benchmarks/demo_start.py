"""./run demo from a fresh clone until the first page answers, cold and then warm.

Figures to reach: cold 3 minutes (installs everything, with an empty cache), warm 15 seconds.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_S = 600


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 (a fixed address)
            return bool(page.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def seconds_to_first_page(clone: Path, cache: Path) -> float:
    """Start the demo, wait for its home page, and stop it."""
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SIGHTLINE_")}
    environment = clean | {"PORT": str(port), "UV_CACHE_DIR": str(cache)}
    environment.pop("VIRTUAL_ENV", None)
    began = time.perf_counter()
    demo = subprocess.Popen(
        ["./run", "demo"],
        cwd=clone,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/"):
            if demo.poll() is not None or time.perf_counter() - began > LONGEST_S:
                raise SystemExit("the demo did not start")
            time.sleep(0.1)
        return time.perf_counter() - began
    finally:
        os.killpg(demo.pid, signal.SIGTERM)
        demo.wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone, cache = Path(folder) / "clone", Path(folder) / "cache"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        cold = seconds_to_first_page(clone, cache)
        warm = seconds_to_first_page(clone, cache)
    print(f"./run demo, cold: {cold:.1f} s (to reach: 180 s)")
    print(f"./run demo, warm: {warm:.1f} s (to reach: 15 s)")


if __name__ == "__main__":
    main()
