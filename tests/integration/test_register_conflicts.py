"""Ten thousand edits of one record at once: each is kept, or its maker is told of the conflict."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection
from factories import edits_at_once
from factories.edits_at_once import EDITORS

ROOT = Path(__file__).resolve().parents[2]


def test_by_four_processes_on_a_database_file(tmp_path):
    """As the web server's workers share it."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
        "DJANGO_SETTINGS_MODULE": "sightline.service.settings",
        "SIGHTLINE_DEMO": "1",
        "SIGHTLINE_FOLDER": str(tmp_path),
    }

    def begin(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def end(one: subprocess.Popen[str], told: str = "") -> str:
        said, wrong = one.communicate(told, timeout=900)
        assert one.returncode == 0, wrong[-2_000:]
        return said

    step = ("-m", "factories.edits_at_once")
    end(begin("manage.py", "migrate", "--verbosity=0"))
    key = end(begin(*step, "start")).strip()
    together = [begin(*step, "edit", key, str(editor)) for editor in range(EDITORS)]
    kept = "".join(end(one) for one in together)
    end(begin(*step, "check", key), kept)


@pytest.mark.django_db(transaction=True)
def test_by_four_threads_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("threads share one connection to SQLite in memory; run ./run test-postgres")
    key = edits_at_once.start()
    kept: list[str] = []
    failures: list[BaseException] = []

    def edit(editor: int) -> None:
        try:
            kept.extend(edits_at_once.edit(key, editor))
        except BaseException as failure:  # told to the test, which fails with it
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=[editor]) for editor in range(EDITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=900)
    assert failures == []
    edits_at_once.check(key, kept)
