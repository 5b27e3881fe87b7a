"""Settings are read once and strictly, and every refusal says how to set it right."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from sightline.service.environment import read_mail_url
from sightline.service.settings import Mode, read_database_url, read_environment

SECRET = "s" * 50
PRODUCTION = {
    "SIGHTLINE_SECRET_KEY": SECRET,
    "SIGHTLINE_HOSTS": "sightline.example.org",
    "SIGHTLINE_MAIL": "smtps://sightline:secret@mail.example.org:465",
    "SIGHTLINE_MAIL_FROM": "Sightline <sightline@example.org>",
}
ROOT = Path(__file__).resolve().parents[2]


def test_production_is_the_default_mode():
    read = read_environment(PRODUCTION)
    assert read.mode is Mode.PRODUCTION
    assert read.hosts == ("sightline.example.org",)
    assert read.secret_key == SECRET
    assert read.proxies == 0
    assert read.folder == Path("build/instance").resolve()
    assert read.database["NAME"] == read.folder / "sightline.sqlite3"
    assert read.address == "https://sightline.example.org"
    assert read.mail_from == "Sightline <sightline@example.org>"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SIGHTLINE_SECRET_KEY": ""}, "SIGHTLINE_SECRET_KEY: found 0 characters, wanted 50"),
        ({"SIGHTLINE_SECRET_KEY": "short"}, "SIGHTLINE_SECRET_KEY: found 5 characters"),
        ({"SIGHTLINE_HOSTS": ""}, "SIGHTLINE_HOSTS: found nothing"),
        ({"SIGHTLINE_HOSTS": "*"}, r"SIGHTLINE_HOSTS: found \*"),
        ({"SIGHTLINE_HOSTS": " , "}, "SIGHTLINE_HOSTS: found nothing"),
        ({"SIGHTLINE_HOSTS": "*.example.org"}, r"SIGHTLINE_HOSTS: found \*.example.org"),
        ({"SIGHTLINE_HOSTS": "https://a.example/"}, "SIGHTLINE_HOSTS: found https://a.example/"),
        ({"SIGHTLINE_HOSTS": "a.example,."}, r"SIGHTLINE_HOSTS: found a.example,\."),
        ({"SIGHTLINE_DEMO": "true"}, "SIGHTLINE_DEMO: found 'true', wanted 1 or nothing"),
        ({"SIGHTLINE_PROXIES": "one"}, "SIGHTLINE_PROXIES: found 'one'"),
        ({"SIGHTLINE_PROXIES": "-1"}, "SIGHTLINE_PROXIES: found '-1'"),
        ({"SIGHTLINE_MAIL": ""}, "SIGHTLINE_MAIL: found nothing"),
        (
            {"SIGHTLINE_MAIL": "imap://mail.example.org:1"},
            "SIGHTLINE_MAIL: found an address without",
        ),
        ({"SIGHTLINE_MAIL": "smtp://mail.example.org"}, "SIGHTLINE_MAIL: found an address without"),
        ({"SIGHTLINE_MAIL": "smtp://h:25/x"}, "SIGHTLINE_MAIL: found more than a host and a port"),
        ({"SIGHTLINE_MAIL": "smtp://h:x"}, "SIGHTLINE_MAIL: found an address that cannot be"),
        ({"SIGHTLINE_MAIL_FROM": ""}, "SIGHTLINE_MAIL_FROM: found nothing"),
        ({"SIGHTLINE_MAIL_FROM": "Sightline"}, "SIGHTLINE_MAIL_FROM: found Sightline"),
        ({"SIGHTLINE_MAIL_FROM": "S <a@b.c>\nBcc: x"}, "SIGHTLINE_MAIL_FROM: found S"),
        ({"SIGHTLINE_ADDRESS": "http://a.example"}, "SIGHTLINE_ADDRESS: found http://a.example"),
        ({"SIGHTLINE_ADDRESS": "https://a.example/"}, "SIGHTLINE_ADDRESS: found https://a.exam"),
        ({"SIGHTLINE_HOSTS": ".example.org"}, "SIGHTLINE_ADDRESS: found nothing"),
        ({"SIGHTLINE_DATABASE_URL": "mysql://h/x"}, "SIGHTLINE_DATABASE_URL: found an address"),
        ({"SIGHTLINE_DATABASE_URL": "sqlite://x"}, "SIGHTLINE_DATABASE_URL: found an address"),
        ({"SIGHTLINE_DATABASE_URL": "postgresql://h"}, "SIGHTLINE_DATABASE_URL: found an address"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name_and_the_remedy(change, says):
    with pytest.raises(ImproperlyConfigured, match=says) as refused:
        read_environment({**PRODUCTION, **change})
    assert "Set it as" in str(refused.value) or "Make one with" in str(refused.value)


@pytest.mark.parametrize("address", [
    "mysql://ana:hunter2@db.example/sightline",
    "postgresql://ana:hunter2/3@db.example/sightline",  # read as a port, were it not refused
    "postgresql://ana:hunter2#3@db.example/sightline",
    "postgresql://ana:hunter2@[db.example/sightline",
    "postgresql://ana:hunter2@db.example/sightline?sslmode=verify-full",  # else silently lost
])  # fmt: skip
def test_a_refused_database_address_is_not_repeated_since_it_may_hold_a_password(address):
    with pytest.raises(ImproperlyConfigured, match="SIGHTLINE_DATABASE_URL: found") as refused:
        read_database_url(address)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("address", [
    "http://ana:hunter2@mail.example:25",
    "smtp://ana:hunter2/3@mail.example:25",
    "smtp://ana:hunter2#3@mail.example:25",
    "smtp://ana:hunter2@[mail.example:25",
])  # fmt: skip
def test_a_refused_mail_address_is_not_repeated_since_it_may_hold_a_password(address):
    with pytest.raises(ImproperlyConfigured, match="SIGHTLINE_MAIL: found") as refused:
        read_mail_url(address)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "ssl", "tls"),
    [
        ("smtps://ana:p%40ss@mail.example:465", True, False),
        ("smtp://ana:p%40ss@mail.example:587", False, True),
        ("smtp://localhost:25", False, False),
    ],
)
def test_a_mail_server_is_reached_in_secret_unless_it_is_this_machine(address, ssl, tls):
    read = read_mail_url(address)
    assert (read["EMAIL_USE_SSL"], read["EMAIL_USE_TLS"]) == (ssl, tls)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({**PRODUCTION, "SIGHTLINE_ADDRESS": "https://a.example:8443"}, "https://a.example:8443"),
        (
            {"SIGHTLINE_DEMO": "1", "SIGHTLINE_ADDRESS": "http://10.0.0.2:8000"},
            "http://10.0.0.2:8000",
        ),
    ],
)
def test_the_address_in_mails_can_be_another(given, address, tmp_path):
    assert read_environment({**given, "SIGHTLINE_FOLDER": str(tmp_path)}).address == address


def test_a_demonstration_keeps_its_mails_as_files(tmp_path):
    read = read_environment({"SIGHTLINE_DEMO": "1", "SIGHTLINE_FOLDER": str(tmp_path)})
    assert read.mail["EMAIL_FILE_PATH"] == tmp_path / "mail"
    assert read.address == "http://127.0.0.1:8000"


def test_a_demonstration_makes_a_secret_once_that_only_its_owner_can_read(tmp_path):
    demo = {"SIGHTLINE_DEMO": "1", "SIGHTLINE_FOLDER": str(tmp_path)}
    first, second = read_environment(demo), read_environment(demo)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert "localhost" in first.hosts


def test_a_check_has_a_new_secret_each_time_and_writes_nothing(tmp_path):
    given = {"SIGHTLINE_FOLDER": str(tmp_path)}
    first = read_environment(given, under_check=True)
    assert first.mode is Mode.CHECK
    assert first.secret_key != read_environment(given, under_check=True).secret_key
    assert list(tmp_path.iterdir()) == []


def test_a_postgresql_address_is_taken_apart():
    read = read_database_url("postgresql://ana:p%40ss@db.example:5433/sight%20line")
    assert read["ENGINE"] == "django.db.backends.postgresql"
    assert [read[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ana",
        "p@ss",
        "db.example",
        "5433",
        "sight line",
    ]


@pytest.mark.django_db
def test_saved_means_saved_in_a_live_sqlite_database(tmp_path):
    """The pragmas are asked of an open connection: a setting in the wrong place does nothing."""
    address = f"sqlite:///{tmp_path / 'live.sqlite3'}"
    connection = ConnectionHandler({"default": read_database_url(address)})["default"]
    try:
        with connection.cursor() as cursor:
            found = {
                pragma: cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,  # FULL
            "foreign_keys": 1,
            "busy_timeout": 30_000,  # milliseconds: longer than anything holds the database
        }
        assert connection.transaction_mode == "IMMEDIATE"
    finally:
        connection.close()


def run_manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_passes_the_deployment_check_with_no_warning(tmp_path):
    done = run_manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        **{
            **PRODUCTION,
            "SIGHTLINE_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ",
            "SIGHTLINE_FOLDER": str(tmp_path),
        },
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_keeps_what_only_tests_may_weaken(tmp_path):
    done = run_manage("diffsettings", **PRODUCTION, SIGHTLINE_FOLDER=str(tmp_path))
    assert done.returncode == 0, done.stderr
    found = dict(line.split(" = ", 1) for line in done.stdout.splitlines())
    assert "PASSWORD_HASHERS" not in found, "Django's own: slow for whoever guesses"
    assert "DEBUG" not in found
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert found[name] == "True"
    assert found["SECURE_HSTS_SECONDS"] == str(365 * 24 * 60 * 60)
    assert found["SESSION_COOKIE_NAME"] == "'__Host-session'"


def test_nothing_starts_with_no_settings_at_all(tmp_path):
    done = run_manage("check", SIGHTLINE_FOLDER=str(tmp_path))
    assert done.returncode != 0
    assert "SIGHTLINE_SECRET_KEY: found 0 characters" in done.stderr
    assert "SIGHTLINE_DEMO=1" in done.stderr
