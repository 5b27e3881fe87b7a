"""Whole numbers in place of words: the same for every store, whatever was loaded first.

An area's number follows from its official code and a month's from the calendar, so there is no
table to keep in step, the same files give the same bytes in any order, and stores can be joined.
A category's number is its place in the list of its source, which the manifest keeps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.analysis.periods import Month
from sightline.errors import BadInput

NO_AREA = 0
_LETTER = 100_000_000
_CODE = re.compile(r"[A-Z][0-9]{8}")
_TENS = 10 ** np.arange(7, -1, -1)


@lru_cache(maxsize=100_000)  # every file has much the same areas
def area_number(code: str) -> int:
    """The number of an official code: its letter's place in the alphabet, then its digits.

    BadInput if it is no official code.

    >>> area_number("E01021988"), area_number("W01000001")
    (501021988, 2301000001)
    """
    if _CODE.fullmatch(code) is None:
        raise BadInput(f"area: found {code!r}, wanted an official code such as E01021988.")
    return (ord(code[0]) - 64) * _LETTER + int(code[1:])


def _area_numbers(codes: pa.StringArray) -> Sequence[int] | np.ndarray:
    """`area_number` of each, worked out together where all are official codes."""
    if not len(codes):
        return []
    try:
        cells = codes.cast(pa.binary()).cast(pa.binary(9))
    except pa.ArrowInvalid:  # another length
        return [area_number(code) for code in codes.to_pylist()]
    given = np.frombuffer(cells.buffers()[1], dtype=np.uint8)[9 * cells.offset :]
    signs = given[: 9 * len(cells)].reshape(-1, 9).astype(np.int64)
    letters, digits = signs[:, 0] - ord("A"), signs[:, 1:] - ord("0")
    if ((letters < 0) | (letters > 25)).any() or ((digits < 0) | (digits > 9)).any():
        return [area_number(code) for code in codes.to_pylist()]
    numbers: np.ndarray = (letters + 1) * _LETTER + digits @ _TENS
    return numbers


def area_code(number: int) -> str:
    """The official code with that number.

    >>> area_code(501021988)
    'E01021988'
    """
    letter, digits = divmod(int(number), _LETTER)
    return f"{chr(letter + 64)}{digits:08d}"


def month_number(month: Month) -> int:
    """Months since the year 0.

    >>> month_number(Month(2025, 1))
    24300
    """
    return month.year * 12 + month.number - 1


def month_of(number: int) -> Month:
    """The month with that number.

    >>> str(month_of(24300))
    '2025-01'
    """
    year, past = divmod(int(number), 12)
    return Month(year, past + 1)


def encode_areas(codes: pa.ChunkedArray) -> np.ndarray:
    """Area codes as uint32, 0 where there is none; BadInput if one is no official code."""
    return _encode(codes, _area_numbers, NO_AREA, np.dtype(np.uint32))


def encode_categories(names: pa.ChunkedArray, categories: Sequence[str]) -> np.ndarray:
    """Names as places in the list, uint8; BadInput if one is missing or not in the list."""
    places = {name: place for place, name in enumerate(categories)}

    def place(given: pa.StringArray) -> list[int]:
        for name in (words := given.to_pylist()):
            if name not in places:
                raise BadInput(
                    f"category: found {name!r}, wanted one of {len(places)}: {', '.join(places)}."
                )
        return [places[name] for name in words]

    numbers = _encode(names, place, 255, np.dtype(np.uint8))
    if (numbers == 255).any():
        raise BadInput("category: found none in some rows, wanted one in each.")
    return numbers


def decode_areas(numbers: np.ndarray) -> np.ndarray:
    """Official codes of uint32 numbers, as text."""
    different, place = np.unique(numbers, return_inverse=True)
    codes: np.ndarray = np.array([area_code(number) for number in different], dtype=object)[place]
    return codes


def _encode(
    words: pa.ChunkedArray,
    numbers_of: Callable[[pa.StringArray], Sequence[int] | np.ndarray],
    missing: int,
    kind: np.dtype,
) -> np.ndarray:
    if not pa.types.is_dictionary(words.type):
        words = pc.dictionary_encode(words)
    joined = words.combine_chunks() if isinstance(words, pa.ChunkedArray) else words
    if isinstance(joined, pa.ChunkedArray):  # no chunk at all
        return np.empty(0, dtype=kind)
    table = np.append(np.asarray(numbers_of(joined.dictionary), dtype=kind), kind.type(missing))
    places = pc.fill_null(joined.indices.cast(pa.int32()), len(table) - 1).to_numpy()
    encoded: np.ndarray = table.take(places)
    return encoded
