"""Zip files (and workbooks, which are zips): checked before anything is unpacked."""

from __future__ import annotations

import copy
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from sightline.errors import BadInput
from sightline.exchange.files.stored import LARGEST_FILE_BYTES, size_of, too_large

LARGEST_WORKBOOK_BYTES = 50 * 1024**2  # unpacked; 20,000 activities need about 25 MB
MOST_MEMBERS = 20_000  # a national police archive of three years has about 5,000 files
_LONGEST_NAME = 60  # characters of a name that a message shows
CHUNK_BYTES = 1024**2

# All that zipfile raises over a file that it cannot read, found by changing bytes at random.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def check_zip(path: Path, largest_bytes: int = LARGEST_FILE_BYTES) -> None:
    """BadInput unless a zip is whole, readable without a password, and safe to unpack.

    Counts the bytes that really come out: what a zip says about its own sizes is not believed.
    """
    size_of(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(members, path.name)
            left = largest_bytes
            for member in members:
                left -= _count_bytes(archive, member, left, path.name)
                if left < 0:
                    raise too_large(path.name, largest_bytes, "once unpacked ")
    except _UNREADABLE as error:
        raise _not_whole(path) from error


def _check_members(members: Sequence[zipfile.ZipInfo], file: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise BadInput(
            f"{file}: found {len(members):,} files inside, wanted at most {MOST_MEMBERS:,}. "
            "Split the archive."
        )
    names: set[str] = set()
    for member in members:
        found = _what_is_wrong(member)
        if found is None and member.filename in names:
            found = f"two files inside called {_say(member.filename)}"
        if found is not None:
            raise BadInput(
                f"{file}: found {found}, wanted a plain zip of plain files without a password. "
                "Make the zip again."
            )
        names.add(member.filename)


def _say(name: str) -> str:
    """The name of a file inside, short enough for a message: a spoilt zip may have any."""
    return repr(name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…")


def _what_is_wrong(member: zipfile.ZipInfo) -> str | None:
    name = member.orig_filename
    parts = re.split(r"[/\\]", name)
    if member.flag_bits & 0x1:
        return f"{_say(name)} behind a password"
    if ".." in parts or not parts[0] or re.match(r"[A-Za-z]:", name) or "\0" in name:
        return f"a file inside called {_say(name)}, which points outside the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return f"{_say(name)}, which is a link to another file"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"{_say(name)} compressed in an unusual way (method {member.compress_type})"
    return None


def _count_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, file: str) -> int:
    """How many bytes really come out of a member, counting until there are more than `most`."""
    unbelieved = copy.copy(member)
    unbelieved.file_size = most + 2 * CHUNK_BYTES  # else zipfile stops where the header says
    counted = 0
    with archive.open(unbelieved) as stream:
        while counted <= most and (chunk := stream.read(CHUNK_BYTES)):
            counted += len(chunk)
    if counted <= most and counted != member.file_size:
        raise BadInput(
            f"{file}: found {counted:,} bytes in {_say(member.filename)} where it says "
            f"{member.file_size:,}, wanted a zip that tells the truth. Make the zip again."
        )
    return counted


def _not_whole(path: Path) -> BadInput:
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(b"PK"):
        found, remedy = "a zip that is damaged or cut short", "Fetch or save the file again."
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        found = "an old Office file or one with a password"
        remedy = "Open it, remove the password, and save it as .xlsx or CSV."
    elif not start:
        found, remedy = "an empty file", "Check that the right file was chosen."
    else:
        found, remedy = "a file that is not a zip", "Check that the right file was chosen."
    return BadInput(f"{path.name}: found {found}, wanted a whole zip file. {remedy}")
