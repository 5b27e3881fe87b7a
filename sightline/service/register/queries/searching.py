"""Which activities hold the words somebody looks for, in the order of where they hold them.

A word finds every word that begins with it. What is found depends on nothing but the activity
itself: how rare a word is in the whole register would let a stranger's list change with records
that strangers do not see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from sightline.service.register.folding import words_of
from sightline.service.register.models import SearchEntry
from sightline.service.register.queries.cube import Cube, Numbers
from sightline.service.register.search_words import refresh_search

IN_NAME, IN_ORGANISATION, ANYWHERE, NOWHERE = 0, 1, 2, 3
_WHERE = (("name",), ("name", "organisation"), ("name", "organisation", "open_text"))
_SHARED = ("shared_text",)
_WEIGHT = {"name": "A", "organisation": "B", "open_text": "C", "shared_text": "D"}
MOST_REMEMBERED = 200  # answers, in each process and for as long as the register stays the same


@dataclass(frozen=True)
class _Question:
    words: tuple[str, ...]
    in_partnership: bool


def search(text: str, *, cube: Cube, in_partnership: bool) -> NDArray[np.int64] | None:
    """For each row of the cube where its activity holds all of the words; None without a word.

    IN_NAME, IN_ORGANISATION (some of the words), ANYWHERE or NOWHERE. in_partnership: also look in
    what only the partnership may see. Who may see an activity at all is not asked here.
    """
    words = words_of(text)
    if not words:
        return None
    question = _Question(words, in_partnership)
    known = cube.found.get(question)
    if isinstance(known, np.ndarray):
        return known
    refresh_search()
    row_of_entry = _rows_of_entries(cube)
    where = np.full(cube.size, NOWHERE, dtype=np.int64)
    fields = (*_WHERE[:-1], _WHERE[-1] + (_SHARED if in_partnership else ()))
    for place in reversed(range(len(fields))):
        rows = _known(row_of_entry, _matching(words, fields[place]))
        where[rows] = place
    if len(cube.found) > MOST_REMEMBERED:
        cube.found.clear()
    cube.found[question] = where
    return where


def _rows_of_entries(cube: Cube) -> Numbers:
    """The row of the cube of each entry of the index, by the number of the entry; -1 for none."""
    known = cube.found.get("rows")
    if isinstance(known, np.ndarray):
        return known
    pairs = list(SearchEntry.objects.values_list("id", "activity_id"))
    rows = np.full(max((number for number, _ in pairs), default=0) + 1, -1, dtype=np.int64)
    for number, key in pairs:
        rows[number] = cube.row_of.get(key, -1)
    cube.found["rows"] = rows
    return rows


def _known(row_of_entry: Numbers, entries: Iterable[int]) -> Numbers:
    numbers = np.fromiter(entries, dtype=np.int64)
    rows = row_of_entry[numbers[numbers < len(row_of_entry)]]
    return rows[rows >= 0]


def _matching(words: tuple[str, ...], fields: tuple[str, ...]) -> Iterable[int]:
    """The entries that hold all of the words in these fields, by their numbers."""
    sql, asked = _SQL[connection.vendor](words, fields)
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked])
        return [number for (number,) in cursor.fetchall()]


def _sqlite(words: tuple[str, ...], fields: tuple[str, ...]) -> tuple[str, str]:
    """Words are letters and digits alone, so nothing in them can be a sign of the language."""
    asked = " AND ".join(f'"{word}" *' for word in words)
    sql = "SELECT rowid FROM register_searchtext WHERE register_searchtext MATCH %s"
    return sql, f"{{{' '.join(fields)}}} : ({asked})"


def _postgresql(words: tuple[str, ...], fields: tuple[str, ...]) -> tuple[str, str]:
    weights = "".join(_WEIGHT[field] for field in fields)
    asked = " & ".join(f"'{word}':*{weights}" for word in words)
    return "SELECT id FROM register_searchentry WHERE words @@ %s::tsquery", asked


_SQL = {"sqlite": _sqlite, "postgresql": _postgresql}
