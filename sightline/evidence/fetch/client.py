"""Asking a publisher's server politely: one connection at a time, patiently, never astray."""

from __future__ import annotations

import email.utils
import http.client
import shutil
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedIOBase
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import urljoin, urlsplit

from sightline.errors import BadInput, NotFound, Refused

USER_AGENT = "Sightline (open-source software of violence and vulnerability partnerships; urllib)"
MOST_HOPS = 5
CHUNK_BYTES = 256 * 1024
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_SENT_ON = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})

Made = TypeVar("Made")


@dataclass(frozen=True)
class Limits:
    """How patient to be."""

    attempts: int = 5  # without a byte of progress between them
    first_wait_s: float = 1.0  # doubled after each attempt
    longest_wait_s: float = 300.0  # a server that asks for more is asked another day
    silent_s: float = 60.0  # a connection over which nothing comes for so long is given up
    file_s: float = 6 * 3600.0


@dataclass(frozen=True)
class Surroundings:
    """What fetching needs of the world, given to it: the clock, the dice, the disk."""

    sleep: Callable[[float], None]
    clock: Callable[[], float]  # seconds, never going back
    now: Callable[[], datetime]
    dice: Callable[[], float]  # from 0 up to 1
    say: Callable[[str], None]  # how it goes, for whoever is watching
    note: Callable[[str], None]  # what must be told in the end
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free


@dataclass(frozen=True)
class Answer:
    """What a server answered, before its body is read."""

    address: str  # where it came from in the end, as the publisher writes it
    status: int
    headers: Mapping[str, str]
    body: BufferedIOBase


class Passing(Exception):
    """Trouble that may be over soon. progressed: more has come than ever before."""

    def __init__(self, found: str, *, wait_s: float | None = None) -> None:
        super().__init__(found)
        self.wait_s = wait_s
        self.progressed = False


class _StayPut(urllib.request.HTTPRedirectHandler):
    """Where one is sent on is looked at here first."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Client:
    """Fetches over https; or from `base`, where another server keeps the same paths by host.

    base: such as http://127.0.0.1:8000, where https://host/path is at BASE/host/path.
    also_trusted: hosts that anybody may be sent on to, besides those the list of publishers names.
    """

    world: Surroundings
    limits: Limits = field(default_factory=Limits)
    base: str | None = None
    also_trusted: Collection[str] = ()
    _said: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.base is not None and urlsplit(self.base).scheme not in ("http", "https"):
            raise BadInput(
                f"--from: found {self.base!r}, wanted the address of a server such as "
                "https://mirror.example.org/open-data."
            )
        self._opener = urllib.request.build_opener(_StayPut)

    @contextmanager
    def ask(
        self,
        address: str,
        *,
        page: str,
        headers: Mapping[str, str] | None = None,
        hands_on_to: Collection[str] = (),
    ) -> Iterator[Answer]:
        """Ask once and follow where one is sent on, if it may be followed.

        page: where a person looks if the address has moved. Raises Passing for what may be over
        soon; NotFound, Refused or BadInput for what will not.
        """
        trusted = {urlsplit(address).netloc, *hands_on_to, *self.also_trusted}
        for _ in range(MOST_HOPS + 1):
            answer = self._ask_once(address, headers or {})
            with answer.body:
                if answer.status not in _SENT_ON:
                    yield self._accepted(answer, page)
                    return
                address = self._sent_on(answer, trusted, page)
        raise Refused(
            f"{urlsplit(address).netloc}: found that it sends one on more than {MOST_HOPS} times, "
            f"wanted a file. See {page}."
        )

    def persist(self, step: Callable[[], Made], *, what: str) -> Made:
        """Take a step again while its trouble may pass; Refused when it has not."""
        failed = 0
        while True:
            try:
                return step()
            except Passing as trouble:
                failed = 1 if trouble.progressed else failed + 1
                if failed >= self.limits.attempts:
                    raise Refused(
                        f"{what}: found {trouble} after {failed} tries, wanted the file. What has "
                        "come is kept: run the command again later, and it goes on from there."
                    ) from trouble
                self._wait(failed, trouble, what)

    def read(
        self, address: str, *, page: str, largest_bytes: int, hands_on_to: Collection[str] = ()
    ) -> bytes:
        """The whole of something small, in memory."""

        def once() -> bytes:
            with self.ask(address, page=page, hands_on_to=hands_on_to) as answer:
                content = b"".join(chunks(answer.body))
            expected = answer.headers.get("content-length")
            if expected is not None and len(content) != int(expected):
                raise Passing(f"{len(content):,} of {int(expected):,} bytes")
            if len(content) > largest_bytes:
                raise too_much(address, largest_bytes, page)
            return content

        return self.persist(once, what=urlsplit(address).netloc)

    def _wait(self, failed: int, trouble: Passing, what: str) -> None:
        """As long as the server asks, or twice as long each time, give or take half."""
        if trouble.wait_s is None:
            seconds = self.limits.first_wait_s * 2 ** (failed - 1) * (0.5 + self.world.dice())
            seconds = min(seconds, self.limits.longest_wait_s)
        else:
            seconds = trouble.wait_s
        self.world.say(f"{what}: found {trouble}; trying again in {seconds:.0f} s")
        self.world.sleep(seconds)

    def _real(self, address: str) -> str:
        parts = urlsplit(address)
        if self.base is None:
            if parts.scheme != "https":
                raise BadInput(
                    f"{address}: found {parts.scheme or 'no scheme'}, wanted https. Only a server "
                    "named with --from may be without."
                )
            return address
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.base.rstrip('/')}/{parts.netloc}{parts.path}{query}"

    def _ask_once(self, address: str, headers: Mapping[str, str]) -> Answer:
        host = urlsplit(address).netloc
        asked = urllib.request.Request(  # noqa: S310 - https, or the server that was named
            self._real(address),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers},
        )
        try:
            found = self._opener.open(asked, timeout=self.limits.silent_s)
        except urllib.error.HTTPError as error:
            found = error
        except urllib.error.URLError as error:
            raise _no_connection(host, error.reason) from error
        except (http.client.HTTPException, OSError) as error:
            raise Passing(f"no whole answer ({type(error).__name__})") from error
        lowered = {name.lower(): value for name, value in found.headers.items()}
        return Answer(address, found.status, lowered, cast(BufferedIOBase, found))

    def _accepted(self, answer: Answer, page: str) -> Answer:
        host = urlsplit(answer.address).netloc
        if answer.status in (200, 206, 304, 416):
            return answer
        if answer.status in _PASSING:
            raise self._busy(answer, host)
        if answer.status in _GONE:
            raise NotFound(
                f"{answer.address}: found nothing there (status {answer.status}), wanted a file. "
                f"It may have moved: look at {page}, and bring {LIST_NAMED} up to date."
            )
        raise Refused(
            f"{host}: found that it refuses (status {answer.status}), wanted a file. Try again "
            f"later, or fetch it by hand from {page}."
        )

    def _busy(self, answer: Answer, host: str) -> Passing:
        wait_s = self._asked_to_wait(answer.headers.get("retry-after"))
        if wait_s is not None and wait_s > self.limits.longest_wait_s:
            raise Refused(
                f"{host}: found that it asks us to come back in {wait_s / 60:,.0f} minutes, wanted "
                "a file. Run the command again then; what has come is kept."
            )
        return Passing(f"a busy server (status {answer.status})", wait_s=wait_s)

    def _asked_to_wait(self, retry_after: str | None) -> float | None:
        """Seconds of a Retry-After, which is a number or a date; None if it is neither."""
        if retry_after is None:
            return None
        if retry_after.strip().isdigit():
            return float(retry_after)
        try:
            until = email.utils.parsedate_to_datetime(retry_after)
            return max(0.0, (until - self.world.now()).total_seconds())
        except (TypeError, ValueError):  # no date, or one without its zone
            return None

    def _sent_on(self, answer: Answer, trusted: Collection[str], page: str) -> str:
        """Where to ask next; Refused if that is a host nobody has vouched for."""
        to = self._as_published(urljoin(answer.address, answer.headers.get("location", "")))
        before, after = urlsplit(answer.address).netloc, urlsplit(to)
        if after.netloc not in trusted or after.scheme != "https":
            raise Refused(
                f"{before}: found that it sends us on to {after.scheme}://{after.netloc}, wanted "
                f"https at {' or '.join(sorted(trusted))}. Look at {page}; if that is where the "
                f"files are now, say --trust {after.netloc}."
            )
        if answer.status in (301, 308):
            self._say_once(f"{answer.address} has moved for good to {to}.")
        elif before != after.netloc:
            self._say_once(f"{before} hands its files on from {after.netloc}.")
        return to

    def _as_published(self, address: str) -> str:
        base = (self.base or "").rstrip("/") + "/"
        return (
            "https://" + address[len(base) :] if self.base and address.startswith(base) else address
        )

    def _say_once(self, words: str) -> None:
        if words not in self._said:
            self._said.add(words)
            self.world.note(words)


LIST_NAMED = "the list of publishers"


def chunks(body: BufferedIOBase) -> Iterator[bytes]:
    """The bytes of an answer as they come; Passing where the connection breaks off."""
    while True:
        try:
            chunk = body.read1(CHUNK_BYTES)  # what is there, not waiting for more
        except (OSError, http.client.HTTPException) as error:
            found = "silent" if isinstance(error, TimeoutError) else "broken"
            raise Passing(f"a {found} connection") from error
        if not chunk:
            return
        yield chunk


def too_much(address: str, largest_bytes: int, page: str) -> BadInput:
    """More came than such a file has."""
    return BadInput(
        f"{address}: found more than {largest_bytes / 1024**2:,.0f} MB, wanted less. Look at "
        f"{page} for what is there now."
    )


def _no_connection(host: str, reason: object) -> Exception:
    if isinstance(reason, socket.gaierror):
        return Refused(
            f"{host}: found no such name, wanted its address. This computer seems to be offline. "
            "Connect it and run the command again: what has come is kept."
        )
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Refused(
            f"{host}: found a certificate that cannot be trusted, wanted the publisher's own. If "
            "your network looks into https, name its certificates in SSL_CERT_FILE."
        )
    return Passing(f"no connection ({reason}); this computer may be offline")
