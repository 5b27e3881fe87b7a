"""Settings of Django, from the environment as `environment.py` reads it."""

from __future__ import annotations

import os
import sys

from csp.constants import NONCE, NONE, SELF

from sightline.service.environment import Mode, read_database_url, read_environment

__all__ = ["Mode", "read_database_url", "read_environment"]

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
    "sightline.service.deliveries",
    "sightline.service.duplicates",
    "sightline.service.entry",
    "sightline.service.sheets",
    "sightline.service.freshness",
    "sightline.service.overview",
    "sightline.service.watching",
    "sightline.service.need",
    "sightline.service.sources",
    "sightline.service.gaps",
    "sightline.service.findings",
    "sightline.service.assessment",
    "sightline.service.demonstration",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",  # after pages, whose templates for form fields come first
    "allauth.account",  # allauth.mfa stands on it; none of its pages is shown
    "allauth.mfa",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sightline.service.pages.headers.PermissionsPolicy",
    "sightline.service.pages.once.OncePerPage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth does not start without it
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sightline.service.accounts.gate.KeepNothing",
    "sightline.service.pages.errors.ErrorPages",
    "sightline.service.accounts.gate.Gate",
    "sightline.service.accounts.gate.Limits",
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
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds that the link to a new password holds
# Whoever may change what the partnership holds proves who they are twice. Tests turn it on.
SECOND_FACTOR_WANTED = IN_PRODUCTION
LIMITS = ENVIRONMENT.mode is not Mode.CHECK  # tests ask for more than people do
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "sightline.service.accounts.second_factor.Secrets"
MFA_TOTP_ISSUER = "Sightline"
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

ADDRESS = ENVIRONMENT.address  # for links in mails
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = ENVIRONMENT.mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = ENVIRONMENT.mail.get("EMAIL_FILE_PATH")
EMAIL_HOST = ENVIRONMENT.mail.get("EMAIL_HOST", "")
EMAIL_PORT = ENVIRONMENT.mail.get("EMAIL_PORT", 0)
EMAIL_HOST_USER = ENVIRONMENT.mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = ENVIRONMENT.mail.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = ENVIRONMENT.mail.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = ENVIRONMENT.mail.get("EMAIL_TIMEOUT")

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
    "sightline.service.sheets.limits.LetGoOfTheRest",
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
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": True},
        "sightline": {"handlers": ["stderr"], "level": "WARNING", "propagate": True},
    },
}
