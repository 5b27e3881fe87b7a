"""Exactly the activities of a list as a file, each fact as the viewer may know it.

The same activities in the same order as the list, all pages of them: as a sheet, as JSON, as points
of a map; or the organisations that lead them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sightline.errors import NotFound
from sightline.exchange.activities import HEADINGS, sheet_cells, write_sheet
from sightline.exchange.geojson import PlacedActivity, activities_geojson
from sightline.exchange.sheets import CellValue, write_csv, write_workbook
from sightline.service.pages.downloads import KINDS, Download, name_file
from sightline.service.pages.queries import instance
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.places import queries as places
from sightline.service.register.public import NEVER_PUBLIC
from sightline.service.register.queries.asked import Asked
from sightline.service.register.queries.facets import Names, districts
from sightline.service.register.queries.light import Light
from sightline.service.register.queries.matching import Matches, allowed, answer
from sightline.service.register.queries.picture import map_geojson
from sightline.service.register.queries.sight import Seen, see, words_instead
from sightline.service.register.queries.wholes import whole_records

_LISTS = frozenset({
    "partners", "themes", "areas_served", "funders", "violence_types", "risk_factors",
    "protective_factors", "days",
})  # fmt: skip
ORGANISATION_HEADINGS = ("organisation", "activities", "current", "districts", "last_confirmed_on")


@dataclass(frozen=True)
class _Answered:
    """The activities of a list, as one viewer may see them."""

    matches: Matches
    seen: Sequence[Seen]
    hidden: frozenset[str]  # columns that this viewer is not told of any activity


def activities_download(*, viewer: Any, asked: Asked, kind: str, today: date) -> Download:
    """The activities that were asked for, all pages of them, in the order of the list."""
    if kind not in KINDS:
        raise NotFound(f"There are these kinds of download: {', '.join(KINDS)}.")
    voice = voice_of(viewer)
    matches = answer(allowed(asked, voice), voice=voice, today=today)
    hidden = frozenset() if voice.in_partnership else NEVER_PUBLIC
    answered = _Answered(matches, list(_seen(matches.ids, voice)), hidden)
    name = name_file(f"activities-{today.isoformat()}", kind)
    if kind in ("csv", "xlsx"):
        content = _sheet(answered, name)
    else:
        content = _json(answered) if kind == "json" else _geojson(answered)
    return Download(name, content, KINDS[kind], _restricted(answered, voice))


def organisations_download(*, viewer: Any, asked: Asked, kind: str, today: date) -> Download:
    """The organisations that lead the activities that were asked for, in the order of names."""
    if kind not in ("csv", "xlsx", "json"):
        raise NotFound("Organisations can be downloaded as csv, xlsx and json.")
    voice = voice_of(viewer)
    rows = list(_organisations(answer(allowed(asked, voice), voice=voice, today=today)))
    name = name_file(f"organisations-{today.isoformat()}", kind)
    if kind == "json":
        plain = [{heading: _plain(row[heading]) for heading in row} for row in rows]
        return Download(name, _as_json("organisations", plain), KINDS[kind])
    with tempfile.TemporaryDirectory(prefix="sightline-download-") as folder:
        path = Path(folder) / name
        if kind == "csv":
            write_csv(path, ORGANISATION_HEADINGS, rows)
        else:
            write_workbook(path, ORGANISATION_HEADINGS, rows, title="Organisations")
        return Download(name, path.read_bytes(), KINDS[kind])


def map_shapes(*, viewer: Any, asked: Asked, names: Names, today: date) -> str:
    """The districts with what the map of the list says of each, as GeoJSON."""
    voice = voice_of(viewer)
    matches = answer(allowed(asked, voice), voice=voice, today=today)
    return map_geojson(matches, names["district"])


def _seen(ids: Sequence[UUID], voice: Voice) -> Iterator[Seen]:
    """The activities of those keys in that order, as somebody with that voice may see them."""
    found = {record.pk: see(record, voice) for record in whole_records(ids)}
    return (found[key] for key in ids if key in found)


def _restricted(answered: _Answered, voice: Voice) -> tuple[UUID, ...]:
    """The activities whose hidden place the file tells to somebody outside their organisation."""
    if not voice.everyone:  # the unit alone sees the places of others
        return ()
    told = zip(answered.matches.ids, answered.seen, strict=True)
    return tuple(key for key, each in told if each.facts.sensitive_site)


def _sheet(answered: _Answered, name: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="sightline-download-") as folder:
        path = Path(folder) / name
        write_sheet(
            [each.facts for each in answered.seen],
            path,
            areas=places.areas(),
            postcodes=places.postcodes(),
            instead=[words_instead(each) for each in answered.seen],
            leave_out=answered.hidden,
        )
        return path.read_bytes()


def _told(answered: _Answered) -> Iterator[tuple[UUID, dict[str, object]]]:
    """Each activity with the cells of the sheet as JSON has them: lists, numbers, null."""
    cells = sheet_cells(
        [each.facts for each in answered.seen],
        areas=places.areas(),
        postcodes=places.postcodes(),
        instead=[words_instead(each) for each in answered.seen],
    )
    headings = [heading for heading in HEADINGS.all if heading not in answered.hidden]
    keys = answered.matches.ids
    for key, each, row in zip(keys, answered.seen, cells, strict=True):
        told: dict[str, object] = {"id": str(key)}
        for heading in headings:
            value = row.get(heading)
            is_list = heading in _LISTS and heading not in each.hides
            told[heading] = list(getattr(each.facts, heading)) if is_list else _plain(value)
        yield key, told


def _plain(value: CellValue) -> object:
    """A cell as JSON has it; null for what is not supplied."""
    if value is None or value == "":
        return None
    return value.isoformat() if isinstance(value, date) else value


def _json(answered: _Answered) -> bytes:
    return _as_json("activities", [told for _, told in _told(answered)])


def _as_json(what: str, rows: Sequence[Mapping[str, object]]) -> bytes:
    county = instance()
    made: dict[str, object] = {
        "county": county.name if county else None,
        "fictional": bool(county and county.fictional),
        "found": len(rows),
        what: rows,
    }
    return json.dumps(made, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _geojson(answered: _Answered) -> bytes:
    county, cube = instance(), answered.matches.cube
    placed = []
    for key, told in _told(answered):
        light = cube.rows[cube.row_of[key]]
        points = cube.places_of(light)
        placed.append(PlacedActivity(told, points, is_about=light.sensitive))
    return activities_geojson(placed, fictional=bool(county and county.fictional))


def _organisations(matches: Matches) -> Iterator[dict[str, CellValue]]:
    names = districts(matches.cube)
    gathered: dict[tuple[str, str], list[Light]] = {}
    for light in matches.lights:
        gathered.setdefault((light.organisation.casefold(), light.organisation), []).append(light)
    for (_, organisation), lights in sorted(gathered.items()):
        codes = dict.fromkeys(light.delivered for light in lights if light.delivered)
        yield {
            "organisation": organisation,
            "activities": len(lights),
            "current": sum(light.status == "current" for light in lights),
            "districts": "; ".join(names.get(code, code) for code in codes),
            "last_confirmed_on": max(
                (light.confirmed_on for light in lights if light.confirmed_on), default=None
            ),
        }
