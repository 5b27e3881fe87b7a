"""The record of what was done, checked from the command line against a real database file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sightline.service.audit import guards

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def instance(tmp_path):
    """The settings of an instance with two events, in a database of its own."""
    settings = {
        **{name: os.environ[name] for name in ("PATH",)},
        "SIGHTLINE_DEMO": "1",
        "SIGHTLINE_FOLDER": str(tmp_path),
    }
    for words in (
        ["migrate", "--verbosity", "0"],
        ["make_demo_users"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=settings, check=True,
            capture_output=True,
        )  # fmt: skip
    return settings


def verify(settings, *options):
    done = subprocess.run(
        [sys.executable, "-m", "sightline.cli.main", "audit", "verify", *options],
        cwd=ROOT, env=settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_whole_record_gives_its_head_and_a_changed_one_fails(instance):
    code, said, _ = verify(instance)
    assert (code, "Every event is as it was recorded." in said) == (0, True)
    head = said.split("head ")[1].split()[0]
    assert verify(instance, "--head", head)[0] == 0
    database = sqlite3.connect(Path(instance["SIGHTLINE_FOLDER"]) / "sightline.sqlite3")
    for sql in guards.REMOVE["sqlite"]:
        database.execute(sql)
    database.execute("UPDATE audit_event SET by_name = 'somebody else' WHERE number = 2")
    database.commit()
    database.close()
    code, _, wrong = verify(instance)
    assert code == 6
    assert "event 2: its content is not what was recorded" in wrong
    assert wrong.splitlines()[-1].startswith("sightline audit: the record of what was done cannot")
    code, _, wrong = verify(instance, "--head", "nonsense")
    assert (code, "wanted number:hash" in wrong) == (6, True)
