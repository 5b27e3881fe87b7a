"""The bytes and the characters of a file from outside, with every assumption said."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import stat
import zlib
from pathlib import Path

from sightline.errors import BadInput
from sightline.exchange.problems import Problem, Weight

# Far above what honest files need, far below what would hurt the machine.
LARGEST_FILE_BYTES = 256 * 1024**2  # the largest national look-up table is about 100 MB

SAVE_AS_UTF8 = "Save it again as 'CSV UTF-8'."

_NOT_TEXT = (
    (
        b"PK\x03\x04",
        "a zip file or an Excel workbook",
        "Save the sheet as CSV, or unpack it first.",
    ),
    (b"\xd0\xcf\x11\xe0", "an old or protected Office file", "Open it and save it as CSV."),
    (b"%PDF", "a PDF", "Ask for the table behind it as CSV or XLSX."),
    (
        b"\x1f\x8b",
        "a compressed file",
        "Give the file a name that ends in .gz, or unpack it first.",
    ),
    (b"SQLite format 3", "a database", "Export the table from it as CSV."),
    (b"PAR1", "a Parquet file", "Save the table as CSV."),
)
# Two or three bytes that only UTF-8 would put together; in a file that is not UTF-8 they mean
# that it was pasted together from two files.
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def read_bytes(path: Path, *, largest_bytes: int = LARGEST_FILE_BYTES) -> bytes:
    """The bytes of a file, unpacked if its name ends in .gz; BadInput if there are too many."""
    size = size_of(path)
    if size > largest_bytes:
        raise too_large(path.name, largest_bytes)
    raw = path.read_bytes()
    return _gunzip(raw, path.name, largest_bytes) if path.name.lower().endswith(".gz") else raw


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file as it is stored, in hexadecimal."""
    size_of(path)
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def decode(raw: bytes, *, file: str) -> tuple[str, tuple[Problem, ...]]:
    """The text in those bytes, and notes of what was assumed; BadInput if there is any doubt.

    >>> decode("Café".encode("cp1252"), file="a.csv")[0]
    'Café'
    >>> decode(b"", file="a.csv")
    Traceback (most recent call last):
    ...
    sightline.errors.BadInput: a.csv: found an empty file, wanted a table with a row of headings. \
Check that the right file was chosen.
    """
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise BadInput(
            f"{file}: found an empty file, wanted a table with a row of headings. "
            "Check that the right file was chosen."
        )
    for start, what, remedy in _NOT_TEXT:
        if raw.startswith(start):
            raise BadInput(f"{file}: found {what}, wanted text. {remedy}")
    text, notes = _decode(raw, file)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadInput(f"{file}, line {line}: found a NUL byte, wanted text only. {SAVE_AS_UTF8}")
    return text, notes


def size_of(path: Path) -> int:
    """How many bytes a file has as it is stored; BadInput if there is no such file."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path.name}: found no such file, wanted a file. Check its name and its folder."
        ) from error
    if not stat.S_ISREG(status.st_mode):
        raise BadInput(f"{path.name}: found a folder, wanted a file. Name one file in it.")
    return status.st_size


def too_large(file: str, largest_bytes: int, when: str = "") -> BadInput:
    """The refusal of a file with too many bytes."""
    return BadInput(
        f"{file}: found more than {largest_bytes / 1024**2:.0f} MB {when}, wanted at most that. "
        "Remove what is not needed, or split the file.".replace(" ,", ",")
    )


def _gunzip(raw: bytes, file: str, largest_bytes: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            unpacked = stream.read(largest_bytes + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise BadInput(
            f"{file}: found a .gz file that is damaged or cut short, wanted a whole one. "
            "Fetch the file again."
        ) from error
    if len(unpacked) > largest_bytes:
        raise too_large(file, largest_bytes, "once unpacked ")
    return unpacked


def _decode(raw: bytes, file: str) -> tuple[str, tuple[Problem, ...]]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise BadInput(
                f"{file}: found damaged UTF-16 text, wanted whole text. {SAVE_AS_UTF8}"
            ) from error
        return text, (file_note(file, "UTF-16 text", "UTF-8", f"It was read. {SAVE_AS_UTF8}"),)
    marked = raw.startswith(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _decode_western(raw, file, raw.count(b"\n", 0, error.start) + 1)
    remedy = "Nothing needs to be done."
    mark = (file_note(file, "a byte order mark", "UTF-8 without one", remedy),) if marked else ()
    return text, mark


def _decode_western(raw: bytes, file: str, line: int) -> tuple[str, tuple[Problem, ...]]:
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        bad = raw.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{file}, line {bad}: found byte {raw[error.start]:02X}, which is neither UTF-8 nor "
            f"Windows-1252, wanted UTF-8 text. {SAVE_AS_UTF8}"
        ) from error
    if _UTF8_LETTER.search(raw):
        raise BadInput(
            f"{file}, line {line}: found UTF-8 and Windows-1252 letters in one file, wanted UTF-8 "
            f"throughout. {SAVE_AS_UTF8}"
        )
    assumed = file_note(
        file,
        f"letters that are not UTF-8 (first in line {line})",
        "UTF-8",
        f"It was read as Windows-1252: check the accents and pound signs. {SAVE_AS_UTF8}",
    )
    return text, (assumed,)


def file_note(file: str, found: str, wanted: str, remedy: str) -> Problem:
    """A note about a whole file: it was used, and this was assumed."""
    return Problem(file, found, wanted, remedy, weight=Weight.NOTE, rows=0, file=file)
