"""Settings of the web service, read once and strictly from the environment.

SIGHTLINE_SECRET_KEY    signs sessions and forms; wanted in production, made by itself in demo mode
SIGHTLINE_HOSTS         the names people reach the service by; wanted in production
SIGHTLINE_DATABASE_URL  sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME
SIGHTLINE_FOLDER        where files are kept; build/instance under the working directory by default
SIGHTLINE_PROXIES       how many trusted proxies stand in front; 0 by default
SIGHTLINE_DEMO          1 for a demonstration on one's own computer: no secure cookies, plain files
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
_HOST = re.compile(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\]")
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
    return Environment(
        mode=mode,
        folder=folder,
        secret_key=_secret_key(given, mode=mode, folder=folder),
        hosts=_hosts(given, mode=mode),
        database=(read_database_url(address) if address else _sqlite(folder / "sightline.sqlite3")),
        proxies=_proxies(given),
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


# Only pytest and mypy's plugin have these in their own process; what they start has not.
ENVIRONMENT = read_environment(
    os.environ, under_check="_pytest.config" in sys.modules or "mypy_django_plugin" in sys.modules
)
IN_PRODUCTION = ENVIRONMENT.mode is Mode.PRODUCTION
IN_DEMO = ENVIRONMENT.mode is Mode.DEMO

FOLDER = ENVIRONMENT.folder
if ENVIRONMENT.mode is not Mode.CHECK:
    FOLDER.mkdir(parents=True, exist_ok=True)
PROXIES = ENVIRONMENT.proxies
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
DEBUG = False
ROOT_URLCONF = "sightline.service.urls"
WSGI_APPLICATION = "sightline.service.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A new room adds one line here.
ROOMS = [
    "sightline.service.audit",
    "sightline.service.pages",
    "sightline.service.accounts",
    "sightline.service.places",
    "sightline.service.partners",
    "sightline.service.register",
    "sightline.service.duplicates",
    "sightline.service.entry",
    "sightline.service.sheets",
    "sightline.service.freshness",
    "sightline.service.overview",
    "sightline.service.watching",
    "sightline.service.need",
    "sightline.service.gaps",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",  # after pages, whose templates for form fields come first
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sightline.service.pages.headers.PermissionsPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sightline.service.accounts.gate.KeepNothing",
    "sightline.service.pages.errors.ErrorPages",
    "sightline.service.accounts.gate.Gate",
]

DATABASES = {"default": dict(ENVIRONMENT.database)}

# Form fields are drawn with the templates in pages/templates/pages/forms and django/forms.
FORM_RENDERER = "sightline.service.pages.renderers.Fields"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "csp.context_processors.nonce",
                "sightline.service.accounts.context.frame",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "pages:home"
LOGOUT_REDIRECT_URL = "pages:home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
if ENVIRONMENT.mode is Mode.CHECK:  # tests sign in hundreds of times; nobody else does it so
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = FOLDER / "static" if IN_PRODUCTION else None
WHITENOISE_USE_FINDERS = not IN_PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FOLDER / "files"},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if IN_PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        ),
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],  # the nonce appears only where a page uses it
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IN_PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IN_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IN_PRODUCTION
SECURE_HSTS_PRELOAD = IN_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None

SESSION_ENGINE = "sightline.service.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if IN_PRODUCTION else "session"
SESSION_COOKIE_SECURE = IN_PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
CSRF_COOKIE_NAME = "__Host-csrf" if IN_PRODUCTION else "csrf"
CSRF_COOKIE_SECURE = IN_PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sightline.service.pages.errors.stale_form"

FILE_UPLOAD_HANDLERS = [
    "sightline.service.register.limits.LetGoOfTheRest",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of a form, files not counted
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": True}},
}
