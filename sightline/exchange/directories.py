"""A neighbour's directory of services in Open Referral UK 3.0 (JSON), as activities.

The standard says which services there are, where, and for which ages. It says nothing of themes of
violence, of how many people there is room for, or of codes of areas: what is not there stays not
supplied. A service counts for a theme only where a term of its taxonomies has the name of one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj

from sightline.analysis.areas import areas_of
from sightline.analysis.framework import OLDEST, AgeRange, Vocabulary
from sightline.analysis.provision import Activity, Place, Status
from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally
from sightline.exchange.files import decode, read_bytes, sha256_of
from sightline.exchange.problems import Reading

WANTED = "wanted the services of an Open Referral UK directory: JSON with a list called contents"
STATUSES = {
    "active": Status.CURRENT,
    "temporarily closed": Status.PAUSED,
    "inactive": Status.ENDED,
    "defunct": Status.ENDED,
}
_LONGEST = 200  # characters of a name
_LONGEST_TEXT = 2_000


def read_directory(
    path: Path, *, vocabularies: Mapping[str, Vocabulary], areas: pd.DataFrame
) -> Reading[tuple[Activity, ...]]:
    """The services of a file as activities: a page of services, a list of them, or one alone.

    vocabularies: as they are read, with one of themes. areas: AREAS; a service area that is none of
    them by name is taken to lie elsewhere, with a note. Services are numbered from 1. Those of no
    theme are set aside, those without an id, name, organisation or known status rejected. A file
    that is not such JSON, or is one page of several: BadInput.
    """
    services = _services(path)
    tally = Tally(
        file=path.name, sha256=sha256_of(path), rows=range(1, len(services) + 1), word="service"
    )
    ids = [_text(one, "id") for one in services]
    _check(tally, services, ids)
    if tally.rejected.all():
        first = f" The first problem is {tally.problems[0]}" if tally.problems else ""
        raise BadInput(
            f"{path.name}: found no service that can be read, {WANTED}, some of it.{first}"
        )
    themes = [_themes(one, vocabularies["themes"]) for one in services]
    tally.set_aside(
        np.array([not found for found in themes], dtype=bool),
        reason="no theme",
        column="attributes",
        found="services whose taxonomy terms name no theme",
        wanted="a taxonomy term that is the name of a theme, such as Violence",
        remedy="Ask the neighbour to give such a term, or to send an activity sheet.",
    )
    kept = np.flatnonzero(tally.accepted)
    found = tuple(_activity(services[place], themes[place]) for place in kept)
    elsewhere = areas_of((name for one in found for name in one.areas_served), areas).unknown
    if elsewhere:
        tally.note(
            where=f"{path.name}, service_areas",
            found=f"{len(elsewhere):,} that are no area known here, such as {elsewhere[0][:80]!r}",
            wanted="names or codes of areas",
            remedy="They are taken to lie elsewhere. If one means everybody, ask for it to be left "
            "out.",
        )
    return tally.reading(found)


def _services(path: Path) -> list[Any]:
    text, _ = decode(read_bytes(path), file=path.name)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path.name}: found text that is not JSON, {WANTED}. It may be cut short: fetch it "
            "again."
        ) from error
    if isinstance(document, dict) and document.get("total_pages", 1) not in (0, 1):
        raise BadInput(
            f"{path.name}: found one page of {document['total_pages']}, wanted all services in one "
            "file. Ask for a page as large as the list."
        )
    if isinstance(document, dict):
        document = document.get("contents", [document] if "id" in document else None)
    if not isinstance(document, list):
        raise BadInput(f"{path.name}: found JSON of another kind, {WANTED}.")
    return document


def _check(tally: Tally, services: list[Any], ids: list[str]) -> None:
    tally.reject(
        np.array([not name for name in ids], dtype=bool),
        reason="id",
        column="id",
        found=lambda _: "nothing",
        wanted="an id of its own for each service",
        remedy="Ask the neighbour to give it.",
    )
    tally.reject(
        np.array([ids.count(name) > 1 for name in ids], dtype=bool),
        reason="id of another service",
        column="id",
        found=lambda place: f"{ids[place]} again",
        wanted="an id of its own for each service",
        remedy="Ask the neighbour which of them is right.",
    )
    wanted: dict[str, Sequence[object]] = {
        "name": [_text(one, "name") for one in services],
        "organization": [_text(_part(one, "organization"), "name") for one in services],
        "status": [STATUSES.get(_text(one, "status").casefold()) for one in services],
    }
    for column, found in wanted.items():
        tally.reject(
            np.array([not value for value in found], dtype=bool),
            reason=column,
            column=column,
            found=lambda place, column=column: (  # type: ignore[misc]
                repr(_part(services[place], column))[:80]
            ),
            wanted=f"a {column} as the standard has it",
            remedy="Ask the neighbour to give it.",
        )


def _part(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _text(value: Any, key: str, *, longest: int = _LONGEST) -> str:
    """A text without line breaks and marks that no page can show; empty where there is none."""
    found = _part(value, key)
    text = " ".join(found.split()) if isinstance(found, str) else ""
    return "".join(sign for sign in text if sign.isprintable())[:longest]


def _list(value: Any, key: str) -> list[Any]:
    found = _part(value, key)
    return found if isinstance(found, list) else []


def _themes(service: Any, themes: Vocabulary) -> tuple[str, ...]:
    known = {
        word.casefold(): term.term
        for term in themes.terms.values()
        for word in (term.term, term.name)
    }
    said = [_text(_part(one, "taxonomy_term"), "name") for one in _list(service, "attributes")]
    return tuple(dict.fromkeys(known[word.casefold()] for word in said if word.casefold() in known))


def _activity(service: Any, themes: tuple[str, ...]) -> Activity:
    served = (_text(one, "name") for one in _list(service, "service_areas"))
    return Activity(
        reference=_text(service, "id"),
        name=_text(service, "name"),
        organisation=_text(_part(service, "organization"), "name"),
        themes=themes,
        status=STATUSES[_text(service, "status").casefold()],
        ages=_ages(service),
        places=_places(service),
        areas_served=tuple(name for name in served if name),
        confirmed_on=_day(_part(service, "assured_date")) or _day(_part(service, "last_modified")),
        description=_text(service, "description", longest=_LONGEST_TEXT),
        eligibility=_text(service, "eligibility_description"),
    )


def _ages(service: Any) -> AgeRange | None:
    """Ages where one end is given at least; an end that is not is the youngest or oldest."""
    low, high = _part(service, "minimum_age"), _part(service, "maximum_age")
    ends = [end for end in (low, high) if isinstance(end, (int, float)) and 0 <= end <= OLDEST]
    if not ends:
        return None
    first = int(low) if low in ends else 0
    last = int(high) if high in ends else OLDEST
    return AgeRange(first, last) if first <= last else None


def _places(service: Any) -> tuple[Place, ...]:
    """Where it is held, in metres; a point far from the British Isles is not known."""
    points = []
    for one in _list(service, "service_at_locations"):
        where = _part(one, "location")
        east, north = _part(where, "longitude"), _part(where, "latitude")
        numbers = all(isinstance(value, (int, float)) for value in (east, north))
        if numbers and -11 <= east <= 4 and 48 <= north <= 62:
            points.append((east, north))
    grid = pyproj.Transformer.from_crs(4326, 27700, always_xy=True, allow_ballpark=False)
    return tuple(Place(*(round(metres, 1) for metres in grid.transform(*at))) for at in points)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
