"""What can be watched, in words, and which records that is for one viewer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from sightline.errors import BadInput
from sightline.service.partners.queries import voice_of
from sightline.service.register.forms import FilterForm
from sightline.service.register.models import Activities, Activity
from sightline.service.register.queries import Asked, activities_seen, filter_names
from sightline.service.register.queries.listing import FILTER_WORDS
from sightline.service.register.queries.matching import find_matches
from sightline.service.watching.models import LONGEST_TARGET, Watch, WatchKind

AT_ONCE = 500  # keys in one question to the database
PLACES_AND_WORDS = {
    WatchKind.DISTRICT: "district",
    WatchKind.THEME: "theme",
    WatchKind.STRAND: "strand",
}


@dataclass(frozen=True)
class Target:
    """A thing that can be watched: how it is kept, called and looked at."""

    kind: WatchKind
    target: str
    words: str
    address: str


def target_of(viewer: Any, kind: str, target: str) -> Target:
    """The thing of that kind that the viewer may watch; BadInput if there is none for them."""
    if kind not in WatchKind.values:
        raise BadInput(
            f"what to watch: found {kind!r}, wanted one of {', '.join(WatchKind.values)}."
        )
    found = Targets(viewer).find(WatchKind(kind), target)
    if found is None:
        raise BadInput("There is no such thing to watch, or you may not see it.")
    return found


class Targets:
    """The things that one viewer may watch; names are read once."""

    def __init__(self, viewer: Any) -> None:
        self.viewer = viewer
        self._names = filter_names(viewer)

    def find(self, kind: WatchKind, target: str) -> Target | None:
        """One thing; None if there is none that the viewer may see."""
        if kind is WatchKind.RECORD:
            return self._record(target)
        if kind is WatchKind.ORGANISATION:
            return self._organisation(target)
        if kind is WatchKind.QUESTION:
            return self._question(target)
        name = PLACES_AND_WORDS[kind]
        words = self._names[name].get(target)
        if words is None:
            return None
        return Target(kind, target, str(words), _list_address(name, target))

    def choices(self, kind: WatchKind) -> list[tuple[str, str]]:
        """Keys and names of all things of a kind that lists are filtered by."""
        if kind is WatchKind.ORGANISATION:
            named = activities_seen(self.viewer)
            names = self._names["organisation"]
            return [(str(key), names[str(key)]) for key in named if str(key) in names]
        name = PLACES_AND_WORDS[kind]
        return [(key, str(words)) for key, words in self._names[name].items()]

    def _record(self, target: str) -> Target | None:
        key = _key(target)
        record = None if key is None else _known(self.viewer).filter(pk=key).first()
        if record is None:
            return None
        address = "" if record.withdrawn_at else reverse("register:activity", args=[record.pk])
        return Target(WatchKind.RECORD, str(key), record.name, address)

    def _organisation(self, target: str) -> Target | None:
        key = _key(target)
        words = self._names["organisation"].get(str(key)) if key else None
        if words is None:
            return None
        address = reverse("register:organisation", args=[key])
        return Target(WatchKind.ORGANISATION, str(key), str(words), address)

    def _question(self, target: str) -> Target | None:
        asked = replace(self.asked(target), order="", view="list", page=1)
        kept = QueryDict(mutable=True)
        for name, value in asked.pairs:
            kept.appendlist(name, value)
        query = kept.urlencode()
        if not asked.pairs or len(query) > LONGEST_TARGET:
            return None
        return Target(WatchKind.QUESTION, query, self._say(asked), asked.address())

    def asked(self, target: str) -> Asked:
        """The question that an address asks."""
        return FilterForm(QueryDict(target[:LONGEST_TARGET]), names=self._names).asked()

    def _say(self, asked: Asked) -> str:
        return "; ".join(
            f"{FILTER_WORDS.get(name, name)}: {self._names.get(name, {}).get(value, value)}"
            for name, value in asked.pairs
        )


def records_watched(
    viewer: Any, watches: Iterable[Watch], *, among: Collection[UUID], today: date
) -> dict[UUID, list[Watch]]:
    """Those of the records that fall under a watch and that the viewer may see, and which watches.

    Withdrawn ones are among them, so that their going can be told; not of saved searches, which
    are asked of what is on the register.
    """
    found: dict[UUID, list[Watch]] = {}
    questions, wanted = None, set(among)
    for watch in watches:
        if watch.kind == WatchKind.QUESTION:
            questions = questions or Targets(viewer)
            asked = questions.asked(watch.target)
            keys = set(find_matches(asked, viewer=viewer, today=today).ids) & wanted
        else:
            keys = set(_keys_within(watch, viewer, among))
        for key in keys:
            found.setdefault(key, []).append(watch)
    return found


def _known(viewer: Any) -> Activities:
    """The activities that the viewer sees, and those withdrawn that they saw."""
    known: Activities = Activity.objects.filter(voice_of(viewer).within())
    return known


def _keys_within(watch: Watch, viewer: Any, among: Collection[UUID]) -> Iterator[UUID]:
    """Those of the records that a watch holds, asked for in parts that every database takes."""
    within = _known(viewer).filter(_within(watch)).order_by().values_list("pk", flat=True)
    asked = list(among)
    for first in range(0, len(asked), AT_ONCE):
        yield from within.filter(pk__in=asked[first : first + AT_ONCE])


def _within(watch: Watch) -> Q:
    """The records of a watch, as the database is asked for them."""
    key = _key(watch.target)
    return {
        WatchKind.RECORD.value: Q(pk=key),
        WatchKind.ORGANISATION.value: Q(organisation=key),
        WatchKind.DISTRICT.value: Q(district_code=watch.target)
        | Q(served_rows__district_code=watch.target),
        WatchKind.THEME.value: Q(theme_rows__theme=watch.target),
        WatchKind.STRAND.value: Q(strand=watch.target),
    }[watch.kind]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _list_address(name: str, value: str) -> str:
    query = QueryDict(mutable=True)
    query[name] = value
    return f"{reverse('register:activities')}?{query.urlencode()}"
