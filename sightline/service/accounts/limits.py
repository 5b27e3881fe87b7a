"""How often somebody may ask for what costs the service something.

Whatever is sent has the limit WRITES; files have one of their own, known by the name of their
route; so have the searches of strangers. A room adds other costly routes to LIMIT_OF, in its
AppConfig.ready(). Reading a page costs little, and has no limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from sightline.service.accounts.actions import spend
from sightline.service.accounts.addresses import address_of


@dataclass(frozen=True)
class Limit:
    """So many times within a stretch of time, for one person or one address of strangers."""

    what: str
    times: int
    within: timedelta

    def began(self, now: datetime) -> datetime:
        """When the stretch of time began that is now.

        >>> from datetime import UTC
        >>> FILES.began(datetime(2026, 1, 15, 9, 47, 11, tzinfo=UTC)).strftime("%H:%M:%S")
        '09:40:00'
        """
        length = self.within.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // length * length, tz=now.tzinfo)


WRITES = Limit("writes", times=120, within=timedelta(minutes=5))
FILES = Limit("files", times=60, within=timedelta(minutes=10))  # downloads
UPLOADS = Limit("uploads", times=40, within=timedelta(minutes=10))  # each time a sheet is read
SEARCHES = Limit("searches", times=120, within=timedelta(minutes=5))  # by strangers
MAILS = Limit("mails", times=20, within=timedelta(hours=1))  # sent to whom the sender names

LIMIT_OF: dict[str, Limit] = {"accounts:invite": MAILS, "accounts:forgotten": MAILS}
# By a word in a route's name, where LIMIT_OF does not say.
BY_NAME = {"download": FILES, "template": FILES, "marked": FILES, "upload": UPLOADS,
           "columns": UPLOADS, "propose": UPLOADS}  # fmt: skip
WITHOUT_SEARCH = frozenset({"pages", "accounts"})


def wait_for(request: HttpRequest, route: str, *, now: datetime) -> timedelta | None:
    """How long whoever asks must wait, or None if they need not; counts the asking."""
    if not settings.LIMITS:
        return None
    for limit in _limits(request, route):
        began = limit.began(now)
        if spend(what=limit.what, who=_who(request), since=began) > limit.times:
            return began + limit.within - now
    return None


def limit_of(route: str) -> Limit | None:
    """The limit of a route's own, beside that on sending.

    >>> limit_of("overview:where_download").what, limit_of("pages:home")
    ('files', None)
    """
    words = route.split(":")[-1].split("_")
    by_name = next((limit for word, limit in BY_NAME.items() if word in words), None)
    return LIMIT_OF.get(route, by_name)


def _limits(request: HttpRequest, route: str) -> Iterator[Limit]:
    sends = request.method not in {"GET", "HEAD", "OPTIONS"}
    if sends:
        yield WRITES
    own = limit_of(route)
    if own is not None and (sends or own not in {UPLOADS, MAILS}):
        yield own
    stranger_asks = bool(request.GET) and not request.user.is_authenticated
    if stranger_asks and route.split(":")[0] not in WITHOUT_SEARCH:
        yield SEARCHES


def _who(request: HttpRequest) -> str:
    """A person, or the address of a stranger: never a name that a visitor could make up."""
    user = request.user
    return str(user.pk) if user.is_authenticated else address_of(request)
