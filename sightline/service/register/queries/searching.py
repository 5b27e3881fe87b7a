"""Which activities hold the words somebody looks for, in the order of where they hold them.

A word finds every word that begins with it. What is found depends on nothing but the activity
itself: how rare a word is in the whole register would let a stranger's list change with records
that strangers do not see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from sightline.service.pages.folding import words_of
from sightline.service.register.models import SearchEntry
from sightline.service.register.queries.cube import Cube, Numbers
from sightline.service.register.queries.people import PeopleFound
from sightline.service.register.search_words import refresh_search

IN_NAME, IN_ORGANISATION, ANYWHERE, NOWHERE = 0, 1, 2, 3
_WHERE = (("name",), ("name", "organisation"), ("name", "organisation", "open_text"))
_SHARED = ("shared_text",)
_WEIGHT = {"name": "A", "organisation": "B", "open_text": "C", "shared_text": "D"}
Where = NDArray[np.int8]


def search(
    text: str, *, cube: Cube, in_partnership: bool, people: PeopleFound = ()
) -> Where | None:
    """For each row of the cube where its activity holds all of the words; None without a word.

    IN_NAME, IN_ORGANISATION (some of the words), ANYWHERE or NOWHERE. in_partnership: also look in
    what only the partnership may see. people: the organisations at which somebody is called by a
    word, as `find_people` has it: its activities hold the word, as in the name of the organisation.
    Who may see an activity at all is not asked here.

    Each place holds the places before it, so all of the words are where the last of them is. What
    was found of a word is kept with the cube; of words that are not, one question asks.
    """
    words = words_of(text)
    if not words:
        return None
    kept = {word: cube.words.get((word, in_partnership)) for word in words}
    known = {word: where for word, where in kept.items() if where is not None}
    wanted = [word for word in words if word not in known]
    if wanted:
        row_of_entry = _rows_of_entries(cube)
        for word, where in _look_up(wanted, row_of_entry, cube.size, in_partnership):
            known[word] = where
            cube.words.put((word, in_partnership), where)
    at = dict(people)
    told = [_with_people(where, at.get(word), cube) for word, where in known.items()]
    found: Where = np.maximum.reduce(told)
    return found


def _with_people(where: Where, at: frozenset[UUID] | None, cube: Cube) -> Where:
    """Where a word is held, counting the people at some organisations as part of their name.

    What was kept of the word is the same for everybody, and stays as it is.
    """
    if not at:
        return where
    rows = cube.columns["organisation"].among([str(key) for key in at], cube.size)
    found: Where = np.where(rows, np.minimum(where, IN_ORGANISATION), where).astype(np.int8)
    return found


def _rows_of_entries(cube: Cube) -> Numbers:
    """The row of the cube of each entry of the index, by the number of the entry; -1 for none.

    The index is brought up to date first. Until there is another cube no word changes.
    """
    known = cube.found.get("rows")
    if isinstance(known, np.ndarray):
        return known
    refresh_search()
    pairs = list(SearchEntry.objects.values_list("id", "activity_id"))
    rows = np.full(max((number for number, _ in pairs), default=0) + 1, -1, dtype=np.int64)
    for number, key in pairs:
        rows[number] = cube.row_of.get(key, -1)
    cube.found["rows"] = rows
    return rows


def _look_up(
    words: Sequence[str], row_of_entry: Numbers, size: int, in_partnership: bool
) -> Iterator[tuple[str, Where]]:
    """Where each activity holds each of the words."""
    fields = (*_WHERE[:-1], _WHERE[-1] + (_SHARED if in_partnership else ()))
    asked = list(product(words, range(len(fields))))
    told = _entries([(word, fields[place]) for word, place in asked])
    found = {word: np.full(size, NOWHERE, dtype=np.int8) for word in words}
    for (word, place), entries in sorted(zip(asked, told, strict=True), key=_furthest_first):
        rows = row_of_entry[entries[entries < len(row_of_entry)]]
        found[word][rows[rows >= 0]] = place
    yield from found.items()


def _furthest_first(asked: tuple[tuple[str, int], Numbers]) -> int:
    return -asked[0][1]


def _entries(asked: Sequence[tuple[str, tuple[str, ...]]]) -> list[Numbers]:
    """The entries that hold each word in those fields, by their numbers: one question for all.

    The database joins the numbers into one text; thousands of rows would take three times as long.
    """
    sql, told = _SQL[connection.vendor]
    whole = " UNION ALL ".join(sql for _ in asked)
    parameters = [part for place, each in enumerate(asked) for part in (place, told(*each))]
    with connection.cursor() as cursor:
        cursor.execute(whole, parameters)
        texts = dict(cursor.fetchall())
    return [_numbers(texts[place] or "") for place in range(len(asked))]


def _numbers(text: str) -> Numbers:
    return np.fromstring(text, dtype=np.int64, sep=",") if text else np.empty(0, dtype=np.int64)


def _sqlite(word: str, fields: tuple[str, ...]) -> str:
    """Words are letters and digits alone, so nothing in them can be a sign of the language."""
    return f'{{{" ".join(fields)}}} : ("{word}" *)'


def _postgresql(word: str, fields: tuple[str, ...]) -> str:
    return f"'{word}':*{''.join(_WEIGHT[field] for field in fields)}"


_SQL = {
    "sqlite": (
        "SELECT %s, group_concat(rowid) FROM register_searchtext "
        "WHERE register_searchtext MATCH %s",
        _sqlite,
    ),
    "postgresql": (
        "SELECT %s::int, string_agg(id::text, ',') FROM register_searchentry "
        "WHERE words @@ %s::tsquery",
        _postgresql,
    ),
}
