"""The organisations at which somebody is called as a search asks, for those who may see them.

Kept for each voice apart, and no longer than until the next change: what one viewer may see is
never in the answer to another.
"""

from __future__ import annotations

from uuid import UUID

from sightline.service.pages.folding import fold, words_of
from sightline.service.partners.queries import Voice, people_seen
from sightline.service.register.queries.keeping import mark_now
from sightline.service.register.queries.kept import Kept

PeopleFound = tuple[tuple[str, frozenset[UUID]], ...]
Called = tuple[tuple[UUID, tuple[str, ...]], ...]
_CALLED: Kept[object, Called] = Kept(50)


def find_people(text: str, voice: Voice) -> PeopleFound:
    """Each word of a text that begins a word of somebody's name, and at which organisations.

    Only of people whom that voice sees; empty where there are none.
    """
    words = words_of(text)
    if not words or not voice.in_partnership:
        return ()
    called = _called(voice)
    found = {
        word: frozenset(
            key for key, names in called if any(name.startswith(word) for name in names)
        )
        for word in words
    }
    return tuple((word, keys) for word, keys in found.items() if keys)


def _called(voice: Voice) -> Called:
    """The words of the names of those whom a voice sees, each with the organisation."""
    mark = mark_now()
    if mark is None:
        return _read(voice)
    return _CALLED.get_or_make((mark, voice), lambda: _read(voice))


def _read(voice: Voice) -> Called:
    return tuple((key, tuple(fold(name).split())) for key, name in people_seen(voice))
