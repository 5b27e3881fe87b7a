"""Settings of the web service, read once and strictly from the environment.

SIGHTLINE_SECRET_KEY    signs sessions and forms; wanted in production, made by itself in demo mode
SIGHTLINE_HOSTS         the names people reach the service by; wanted in production
SIGHTLINE_ADDRESS       the https address in mails; https:// and the first of the hosts by default
SIGHTLINE_MAIL          smtp://USER:PASSWORD@HOST:PORT or smtps; wanted in production, files in demo
SIGHTLINE_MAIL_FROM     whom mails come from; wanted in production
SIGHTLINE_DATABASE_URL  sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME
SIGHTLINE_FOLDER        where files are kept; build/instance under the working directory by default
SIGHTLINE_PROXIES       how many trusted proxies stand in front; 0 by default
SIGHTLINE_DEMO          1 for a demonstration on one's own computer: no secure cookies, plain files
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
_HOST = re.compile(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\]")
_SENDER = re.compile(r"[^@<>\s]+@[^@<>\s]+|[^@<>\r\n]+ <[^@<>\s]+@[^@<>\s]+>")
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a read that turns into a write waits instead of failing
    "timeout": 30,  # seconds: working the gaps out anew holds the one place to write for several
    # FULL: with NORMAL, confirmed saves were lost in simulated power cuts; see docs/decisions
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


class Mode(StrEnum):
    """What the process is for. Only production meets the public, so only it is the default."""

    PRODUCTION = "production"
    DEMO = "demo"
    CHECK = "check"  # pytest and mypy, which load settings but serve nobody


@dataclass(frozen=True)
class Environment:
    """The settings that differ between one installation and another."""

    mode: Mode
    folder: Path
    secret_key: str
    hosts: tuple[str, ...]
    database: Mapping[str, Any]  # as Django's DATABASES takes it
    proxies: int
    mail: Mapping[str, Any]  # as Django's EMAIL_ settings take it
    mail_from: str
    address: str  # by which people reach the service, without a slash at the end


def read_environment(given: Mapping[str, str], *, under_check: bool = False) -> Environment:
    """Read every setting, or say which one is wrong and how to set it.

    >>> read_environment({"SIGHTLINE_DEMO": "yes"})
    Traceback (most recent call last):
    django.core.exceptions.ImproperlyConfigured: SIGHTLINE_DEMO: found 'yes', wanted 1 or nothing. \
Set it as SIGHTLINE_DEMO=1, or unset it.
    """
    mode = _mode(given, under_check=under_check)
    folder = Path(given.get("SIGHTLINE_FOLDER") or "build/instance").resolve()
    address = given.get("SIGHTLINE_DATABASE_URL")
    secret_key, hosts = _secret_key(given, mode=mode, folder=folder), _hosts(given, mode=mode)
    return Environment(
        mode=mode,
        folder=folder,
        secret_key=secret_key,
        hosts=hosts,
        database=(read_database_url(address) if address else _sqlite(folder / "sightline.sqlite3")),
        proxies=_proxies(given),
        mail=_mail(given, mode=mode, folder=folder),
        mail_from=_mail_from(given, mode=mode),
        address=_address(given, mode=mode, hosts=hosts),
    )


def read_database_url(address: str) -> dict[str, Any]:
    """A database address as Django takes it.

    >>> read_database_url("postgresql://ana:p%40ss@db.example:5433/sightline")["PASSWORD"]
    'p@ss'
    """
    parts, port = _parts_of(address)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return _sqlite(Path(unquote(parts.path[1:])).resolve())
    if parts.scheme in {"postgresql", "postgres"} and len(parts.path) > 1:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port or ""),
            "CONN_MAX_AGE": None,  # kept open: two workers of four threads hold at most eight
            "CONN_HEALTH_CHECKS": True,
        }
    raise _wrong_database(f"an address that starts {parts.scheme + ':'!r}")


def _parts_of(address: str) -> tuple[SplitResult, int | None]:
    """An address in its parts, with its port; refused if some of it would not be used."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _wrong_database("an address that cannot be taken apart") from None
    if "?" in address or "#" in address:  # such as sslmode, which must not be lost unseen
        raise _wrong_database("a ? or # in the address")
    return parts, port


def _wrong_database(found: str) -> ImproperlyConfigured:
    """What is said of an address; not the address, which may hold a password."""
    return ImproperlyConfigured(
        f"SIGHTLINE_DATABASE_URL: found {found}, wanted sqlite:///PATH or "
        "postgresql://USER:PASSWORD@HOST:PORT/NAME, with signs such as ? # / and @ in a password "
        "written as %3F %23 %2F and %40. "
        "Set it as, for example, SIGHTLINE_DATABASE_URL=sqlite:////var/lib/sightline/db.sqlite3."
    )


def _sqlite(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": SQLITE_OPTIONS}


def _mode(given: Mapping[str, str], *, under_check: bool) -> Mode:
    demo = given.get("SIGHTLINE_DEMO", "")
    if demo not in {"", "1"}:
        raise ImproperlyConfigured(
            f"SIGHTLINE_DEMO: found {demo!r}, wanted 1 or nothing. "
            "Set it as SIGHTLINE_DEMO=1, or unset it."
        )
    if under_check:
        return Mode.CHECK
    return Mode.DEMO if demo else Mode.PRODUCTION


def _secret_key(given: Mapping[str, str], *, mode: Mode, folder: Path) -> str:
    secret = given.get("SIGHTLINE_SECRET_KEY", "")
    if not secret and mode is Mode.CHECK:
        return secrets.token_urlsafe(SHORTEST_SECRET)
    if not secret and mode is Mode.DEMO:
        return _kept_secret(folder / "secret-key")
    if len(secret) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"SIGHTLINE_SECRET_KEY: found {len(secret)} characters, wanted {SHORTEST_SECRET} or "
            "more that nobody can guess. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))' and keep it. "
            "To try the service on your own computer, set SIGHTLINE_DEMO=1 instead."
        )
    return secret


def _kept_secret(file: Path) -> str:
    """A secret of this computer's own, so that a demonstration's sign-ins outlive a restart."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(file, "x", encoding="ascii", opener=_owner_only) as new:
            new.write(secrets.token_urlsafe(SHORTEST_SECRET))
    except FileExistsError:
        pass  # made by an earlier run, or by the worker beside this one
    return file.read_text(encoding="ascii")


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _hosts(given: Mapping[str, str], *, mode: Mode) -> tuple[str, ...]:
    parts = [host.strip() for host in given.get("SIGHTLINE_HOSTS", "").split(",")]
    hosts = tuple(host for host in parts if host)
    if not hosts and mode is not Mode.PRODUCTION:
        return ("localhost", "127.0.0.1", "[::1]", "testserver")
    if not hosts or not all(_HOST.fullmatch(host) for host in hosts):
        raise ImproperlyConfigured(
            f"SIGHTLINE_HOSTS: found {','.join(hosts) or 'nothing'}, wanted the names people reach "
            "the service by, separated by commas. "
            "Set it as, for example, SIGHTLINE_HOSTS=sightline.example.org."
        )
    return hosts


def _proxies(given: Mapping[str, str]) -> int:
    found = given.get("SIGHTLINE_PROXIES") or "0"
    if not found.isascii() or not found.isdigit() or int(found) > 9:
        raise ImproperlyConfigured(
            f"SIGHTLINE_PROXIES: found {found!r}, wanted how many trusted proxies stand in front "
            "of the service, 0 to 9. Set it as, for example, SIGHTLINE_PROXIES=1."
        )
    return int(found)


def read_mail_url(address: str) -> dict[str, Any]:
    """The address of a mail server as Django's EMAIL_ settings take it.

    smtps is secured from the first byte; smtp is secured by STARTTLS, save to this machine itself.

    >>> read_mail_url("smtp://ana:p%40ss@mail.example:587")["EMAIL_HOST_PASSWORD"]
    'p@ss'
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _wrong_mail("an address that cannot be taken apart") from None
    if "?" in address or "#" in address or parts.path not in {"", "/"}:
        raise _wrong_mail("more than a host and a port")
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not port:
        raise _wrong_mail("an address without smtp:// or smtps://, a host or a port")
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not here,
        "EMAIL_TIMEOUT": 10,  # seconds: whoever pressed the button waits for it
    }


def _wrong_mail(found: str) -> ImproperlyConfigured:
    """What is said of the address of a mail server; not the address, which may hold a password."""
    return ImproperlyConfigured(
        f"SIGHTLINE_MAIL: found {found}, wanted smtp://USER:PASSWORD@HOST:PORT or smtps, with "
        "signs such as ? # / and @ in a password written as %3F %23 %2F and %40. Invitations, new "
        "passwords and reminders go by e-mail. Set it as, for example, "
        "SIGHTLINE_MAIL=smtps://sightline:secret@mail.example.org:465."
    )


def _mail(given: Mapping[str, str], *, mode: Mode, folder: Path) -> dict[str, Any]:
    address = given.get("SIGHTLINE_MAIL", "")
    if mode is Mode.CHECK:
        return {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    if address:
        return read_mail_url(address)
    if mode is Mode.PRODUCTION:
        raise _wrong_mail("nothing")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": folder / "mail",
    }


def _mail_from(given: Mapping[str, str], *, mode: Mode) -> str:
    found = given.get("SIGHTLINE_MAIL_FROM", "")
    if not found and mode is not Mode.PRODUCTION:
        return "Sightline <sightline@localhost>"
    if not _SENDER.fullmatch(found):
        raise ImproperlyConfigured(
            f"SIGHTLINE_MAIL_FROM: found {found or 'nothing'}, wanted the e-mail address that "
            "mails come from, with a name in front if you like. Set it as, for example, "
            "SIGHTLINE_MAIL_FROM='Sightline <sightline@example.org>'."
        )
    return found


def _address(given: Mapping[str, str], *, mode: Mode, hosts: tuple[str, ...]) -> str:
    found = given.get("SIGHTLINE_ADDRESS", "")
    if not found and mode is not Mode.PRODUCTION:
        return "http://127.0.0.1:8000"
    if not found and not hosts[0].startswith("."):  # one that does stands for many
        return f"https://{hosts[0]}"
    kinds = ("https",) if mode is Mode.PRODUCTION else ("https", "http")
    if not any(re.fullmatch(rf"{kind}://({_HOST.pattern})(:[0-9]+)?", found) for kind in kinds):
        raise ImproperlyConfigured(
            f"SIGHTLINE_ADDRESS: found {found or 'nothing'}, wanted the https address that people "
            "reach the service by, with nothing after the host. "
            "Set it as, for example, SIGHTLINE_ADDRESS=https://sightline.example.org."
        )
    return found
