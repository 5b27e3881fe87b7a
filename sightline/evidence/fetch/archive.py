"""A zip at a publisher's, read without fetching it whole: its list, then the members wanted.

A zip keeps its list of members at its end, and each member stands in one stretch of bytes (PKWARE,
APPNOTE.TXT, 4.3): so a server that hands out parts of files hands out single members too.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sightline.errors import BadInput
from sightline.evidence.fetch.client import Client, Passing, chunks
from sightline.evidence.fetch.publishers import PoliceArchive
from sightline.evidence.fetch.saving import NoParts, Part, Version, Wanted, save_part

_TAIL_BYTES = 2 * 1024**2  # the list of 5,000 members takes about half a megabyte
_LARGEST_MEMBER_BYTES = 256 * 1024**2
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_NAME = re.compile(
    r"(?P<month>[0-9]{4}-(?:0[1-9]|1[0-2]))/(?P=month)-(?P<force>[a-z][a-z-]*[a-z])-"
    r"(?P<kind>street|outcomes|stop-and-search)\.csv"
)

Key = tuple[str, str, str]  # month, force and kind of a police file


@dataclass(frozen=True)
class Member:
    """A police file in an archive: whose, when, what, and where its bytes are."""

    month: str
    force: str
    kind: str
    info: zipfile.ZipInfo
    span: tuple[int, int]  # from its own header to whatever comes next

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.month, self.force, self.kind

    @property
    def into(self) -> str:
        """Its path in a folder: made from what its name says, never the name itself."""
        return f"police/{self.month}/{self.month}-{self.force}-{self.kind}.csv"


@dataclass(frozen=True)
class Archive:
    """An archive as it is at the publisher's now."""

    release: str
    source: PoliceArchive
    version: Version
    members: Mapping[Key, Member]

    @property
    def address(self) -> str:
        """Where the publisher says it is."""
        return self.source.address(self.release)


def list_archive(client: Client, source: PoliceArchive, release: str) -> Archive:
    """What an archive holds, from its last bytes; NoParts if the server has only wholes."""
    wanted = _wanted(source, release)
    tail, version = client.persist(lambda: _read_tail(client, wanted), what=wanted.host)
    try:
        with zipfile.ZipFile(_Distant(tail, version.size or len(tail))) as archive:
            infos = archive.infolist()
            ends_at = archive.start_dir
    except (zipfile.BadZipFile, ValueError, struct.error) as error:
        raise not_a_zip(wanted.address, source.origin.page) from error
    return Archive(release, source, version, _members(infos, ends_at))


def _wanted(
    source: PoliceArchive,
    release: str,
    span: tuple[int, int] | None = None,
    version: Version | None = None,
) -> Wanted:
    return Wanted(
        version.address if version else source.address(release),
        source.origin.page,
        source.origin.largest_bytes,
        source.hands_on_to,
        span,
        version,
    )


def _members(infos: list[zipfile.ZipInfo], ends_at: int) -> dict[Key, Member]:
    """Those with the name of a police file; anything else, such as ../../x, is passed over."""
    infos = sorted(infos, key=lambda info: info.header_offset)
    ends = [info.header_offset for info in infos[1:]] + [ends_at]
    found = {}
    for info, end in zip(infos, ends, strict=True):
        named = _NAME.fullmatch(info.filename)
        if named is not None:
            span = (info.header_offset, end - info.header_offset)
            member = Member(named["month"], named["force"], named["kind"], info, span)
            found[member.key] = member
    return found


def open_archive(path: Path, source: PoliceArchive, release: str, version: Version) -> Archive:
    """An archive that has come whole, as `list_archive` tells of one that has not."""
    try:
        with zipfile.ZipFile(path) as archive:
            return Archive(
                release, source, version, _members(archive.infolist(), archive.start_dir)
            )
    except zipfile.BadZipFile as error:
        raise not_a_zip(source.address(release), source.origin.page) from error


def unpack_member(path: Path, member: Member, target: Path) -> None:
    """Unpack one member of an archive that has come whole, whole or not at all."""
    _unpack_to(path, member.info, member.info.header_offset, target)


def key_of(path: str) -> Key | None:
    """What the file at a path of `Member.into` is, or None if it is no police file.

    >>> key_of("police/2025-12/2025-12-essex-street.csv")
    ('2025-12', 'essex', 'street')
    """
    named = _NAME.fullmatch(path.removeprefix("police/"))
    return (named["month"], named["force"], named["kind"]) if named else None


def save_member(client: Client, archive: Archive, member: Member, target: Path) -> None:
    """Fetch one member and unpack it to a file, whole or not at all. Changed, NoParts as above."""
    part = Part(target.with_name(target.name + ".part"))
    wanted = _wanted(archive.source, archive.release, member.span, archive.version)
    save_part(client, wanted, part, already=member.info.file_size)
    try:
        _unpack_to(part.path, member.info, 0, target)
    finally:
        part.clear()


def not_a_zip(address: str, page: str) -> BadInput:
    """What came is something else, such as a page that says sorry."""
    return BadInput(
        f"{address}: found something that is not a zip, wanted the archive. Look at {page} for "
        "what is there now."
    )


def _unpack_to(stored: Path, info: zipfile.ZipInfo, at: int, target: Path) -> None:
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        _unpack(stored, info, at, unfinished)
    except (zlib.error, struct.error, ValueError) as error:
        unfinished.unlink(missing_ok=True)
        raise BadInput(
            f"{target.name}: found bytes that do not unpack ({error}), wanted the file as the "
            "archive lists it. Run the command again; if it stays so, tell the publisher."
        ) from error
    unfinished.replace(target)


def _unpack(stored: Path, info: zipfile.ZipInfo, at: int, target: Path) -> None:
    """The member whose own header is at that byte. ValueError if it is not as it is listed."""
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("kept in a way that is not read here")
    if info.file_size > _LARGEST_MEMBER_BYTES:
        raise ValueError("more bytes than a month of a force has")
    inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    check, size, left = 0, 0, info.compress_size
    with stored.open("rb") as source, target.open("wb") as sink:
        source.seek(at)
        fields = _LOCAL_HEADER.unpack(source.read(_LOCAL_HEADER.size))
        if fields[0] != b"PK\x03\x04":
            raise ValueError("no header where one is listed")
        source.seek(fields[-2] + fields[-1], io.SEEK_CUR)
        while left > 0 and (packed := source.read(min(left, 1024**2))):
            left -= len(packed)
            room = info.file_size - size + 1  # no more than listed, whatever it would unpack to
            plain = inflate.decompress(packed, room) if inflate else packed
            check, size = zlib.crc32(plain, check), size + len(plain)
            sink.write(plain)
    if (check, size) != (info.CRC, info.file_size):
        raise ValueError("another checksum or size than listed")


def _read_tail(client: Client, wanted: Wanted) -> tuple[bytes, Version]:
    with client.ask(
        wanted.address,
        page=wanted.page,
        headers={"Range": f"bytes=-{_TAIL_BYTES}"},
        hands_on_to=wanted.hands_on_to,
    ) as answer:
        placed = re.fullmatch(
            r"bytes ([0-9]+)-([0-9]+)/([0-9]+)", answer.headers.get("content-range", "")
        )
        if answer.status != 206 or placed is None:
            raise NoParts
        content = b"".join(chunks(answer.body))
        if len(content) != int(placed[2]) + 1 - int(placed[1]):
            raise Passing(f"{len(content):,} bytes of the list of an archive")
        version = Version(
            answer.address,
            answer.headers.get("etag"),
            answer.headers.get("last-modified"),
            int(placed[3]),
        )
        if version.validator is None:  # parts that nothing ties together are not put together
            raise NoParts
        return content, version


class _Distant(io.RawIOBase):
    """A file at a publisher's of which the end is here, as zipfile reads it: backwards."""

    def __init__(self, tail: bytes, size: int) -> None:
        super().__init__()
        self._tail, self._size, self._at = tail, size, 0

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the start of the file")
        self._at = base + offset
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        start = self._at - (self._size - len(self._tail))
        if start < 0:
            raise NoParts  # a longer list than was thought possible: the whole will have it
        end = None if size is None or size < 0 else start + size
        found = self._tail[start:end]
        self._at += len(found)
        return found
