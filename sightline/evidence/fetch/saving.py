"""A file, or a stretch of one, saved so that it can be gone on with after anything."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sightline.errors import BadInput, Refused
from sightline.evidence.fetch.client import Answer, Client, Passing, chunks, too_much

_CONTENT_RANGE = re.compile(r"bytes ([0-9]+)-([0-9]+)/([0-9]+)")


@dataclass(frozen=True)
class Version:
    """What a server says of a file as it is now. size: None where it does not say."""

    address: str  # where it came from in the end
    etag: str | None
    last_modified: str | None
    size: int | None

    @property
    def validator(self) -> str | None:
        """What names these very bytes to If-Range: a strong ETag, or else the date."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified


@dataclass(frozen=True)
class Wanted:
    """What to save. span: first byte and how many, of the version they belong to."""

    address: str
    page: str
    largest_bytes: int
    hands_on_to: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    version: Version | None = None

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urlsplit(self.address).netloc


class Changed(Exception):
    """The publisher put another version in place while parts of this one were fetched."""


class NoParts(Exception):
    """The server hands out whole files only."""


@dataclass
class Part:
    """A file that is still coming: PATH.part, and beside it what it is a part of."""

    path: Path

    @property
    def note(self) -> Path:
        """Where it is said what the bytes belong to."""
        return self.path.with_name(self.path.name + ".json")

    def begun(self, wanted: Wanted) -> Version | None:
        """The version that the bytes here belong to; None (and no bytes) if they are of no use."""
        try:
            noted = json.loads(self.note.read_text(encoding="utf-8"))
            version = Version(**noted["version"])
            same = noted["address"] == wanted.address and noted["span"] == _listed(wanted.span)
        except (OSError, ValueError, KeyError, TypeError):
            same = False
        if not same or version.validator is None or not self.path.exists():
            self.clear()
            return None
        if wanted.version is not None and wanted.version.validator != version.validator:
            self.clear()
            return None
        return version

    def begin(self, wanted: Wanted, version: Version) -> None:
        """Start with no bytes, of this version."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(b"")
        noted = {
            "address": wanted.address,
            "span": _listed(wanted.span),
            "version": asdict(version),
        }
        self.note.write_text(json.dumps(noted), encoding="utf-8")

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    def clear(self) -> None:
        """Nothing has come."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def save_part(client: Client, wanted: Wanted, part: Part, *, already: int = 0) -> Version:
    """Bring all the bytes into the part, going on where it stands.

    already: bytes of other files of the same step, for the check of free space. Changed if the
    version wanted is no longer there; NoParts if a span is wanted and the server has only wholes.
    """
    saving = _Saving(client, wanted, part, client.world.clock() + client.limits.file_s, already)
    return client.persist(saving.step, what=wanted.host)


@dataclass
class _Saving:
    """Attempts at one file: as long as more of it comes than ever before, they go on."""

    client: Client
    wanted: Wanted
    part: Part
    deadline: float
    already: int
    most: int = 0  # bytes that have come at once

    def step(self) -> Version:
        try:
            return self._go_on()
        except Passing as trouble:
            trouble.progressed = self.part.size > self.most
            self.most = max(self.most, self.part.size)
            raise

    def _go_on(self) -> Version:
        wanted, part = self.wanted, self.part
        version = part.begun(wanted)
        if version is not None and _length(wanted, version) == part.size:
            return version
        with self.client.ask(
            wanted.address,
            page=wanted.page,
            headers=_headers(wanted, version, part.size),
            hands_on_to=wanted.hands_on_to,
        ) as answer:
            version = self._continued(answer, version)
            self._take(answer, version)
        return version

    def _continued(self, answer: Answer, version: Version | None) -> Version:
        """The version whose bytes are coming, with the part standing where they begin."""
        wanted, part, now = self.wanted, self.part, _version_of(answer)
        if answer.status == 416:
            part.clear()
            raise Passing("a file that is shorter than it was")
        if answer.status == 206:
            _check_continues(answer, now, wanted, version, part)
            if version is not None:
                return version
        elif wanted.span is not None:
            raise Changed if wanted.version and _differ(wanted.version, now) else NoParts
        elif version is not None and _differ(version, now):
            self.client.world.note(f"{wanted.host}: found another version; starting again")
        begun = wanted.version or now
        part.begin(wanted, begun)
        return begun

    def _take(self, answer: Answer, version: Version) -> None:
        wanted, part, length = self.wanted, self.part, _length(self.wanted, version)
        stands = part.size
        require_space(self.client, part.path.parent, (length or 0) - stands + self.already)
        with part.path.open("ab") as stream:
            for chunk in chunks(answer.body):
                stands += len(chunk)
                if stands > wanted.largest_bytes or (length is not None and stands > length):
                    part.clear()
                    raise too_much(wanted.address, length or wanted.largest_bytes, wanted.page)
                stream.write(chunk)
                self._check_time(stands)
        if length is not None and stands < length:
            raise Passing(f"{stands:,} of {length:,} bytes")

    def _check_time(self, stands: int) -> None:
        if self.client.world.clock() > self.deadline:
            raise Refused(
                f"{self.wanted.host}: found {stands:,} bytes after "
                f"{self.client.limits.file_s / 60:,.0f} minutes, wanted the whole file. What has "
                "come is kept: run the command again when the line is faster."
            )


def require_space(client: Client, folder: Path, more_bytes: int) -> None:
    """BadInput unless the disk has room for so many bytes more, and a little over."""
    folder.mkdir(parents=True, exist_ok=True)
    free = client.world.free_bytes(folder)
    wanted = max(0, more_bytes) + 50 * 1024**2
    if free < wanted:
        raise BadInput(
            f"{folder.name}: found {free / 1024**2:,.0f} MB free on this disk, wanted "
            f"{wanted / 1024**2:,.0f} MB. Make room, or name another folder with --into."
        )


def _headers(wanted: Wanted, version: Version | None, have: int) -> dict[str, str]:
    known = wanted.version or version
    headers = {}
    if wanted.span is not None:
        first, length = wanted.span
        headers["Range"] = f"bytes={first + have}-{first + length - 1}"
    elif have:
        headers["Range"] = f"bytes={have}-"
    if headers and known is not None and known.validator is not None:
        headers["If-Range"] = known.validator
    return headers


def _length(wanted: Wanted, version: Version) -> int | None:
    return wanted.span[1] if wanted.span is not None else version.size


def _version_of(answer: Answer) -> Version:
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    stated = answer.headers.get("content-length", "")
    size = int(found[3]) if found else int(stated) if stated.isdigit() else None
    return Version(
        answer.address, answer.headers.get("etag"), answer.headers.get("last-modified"), size
    )


def _differ(one: Version, other: Version) -> bool:
    return one.validator != other.validator


def _check_continues(
    answer: Answer, now: Version, wanted: Wanted, version: Version | None, part: Part
) -> None:
    """A part that is of another version, or of another place, would make a file of two halves."""
    known = wanted.version or version
    if known is not None and (_differ(known, now) or known.size not in (None, now.size)):
        part.clear()
        if wanted.version is not None:
            raise Changed
        raise Passing("another version than before")
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    first = (wanted.span[0] if wanted.span else 0) + part.size
    if found is None or int(found[1]) != first:
        part.clear()
        raise Passing("another part than was asked for")


def _listed(span: tuple[int, int] | None) -> list[int] | None:
    return None if span is None else list(span)
