"""A table of a feature service, asked for page by page and put together whole.

Paging is by resultOffset and resultRecordCount in a stated order, as ArcGIS REST describes it;
pages that have come are kept, so a run that breaks off goes on with the next one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from sightline.errors import BadInput, Refused
from sightline.evidence.fetch.client import Client
from sightline.evidence.fetch.publishers import Service
from sightline.evidence.fetch.saving import require_space

_PAGE = 2000  # rows; the most that such a service hands out at once, which may be fewer
_NUMBERS_OF_ROWS = frozenset({"fid", "objectid", "globalid"})  # the service's, not the table's


def fetch_features(client: Client, service: Service, folder: Path) -> list[dict[str, Any]]:
    """Every row of the table: {"properties": …, "geometry": …}, geometry absent without outlines.

    folder: where the pages are kept until all have come; the caller clears it with `clear_pages`.
    Refused if there are more or fewer rows in the end than the service said there are.
    """
    there_are = _count(client, service)
    require_space(client, folder, service.origin.largest_bytes // 4)
    features: list[dict[str, Any]] = []
    while len(features) < there_are:
        page = _page(client, service, folder, after=len(features), of=there_are)
        if not page:
            break
        features += page
    if len(features) != there_are:
        clear_pages(folder)
        raise Refused(
            f"{service.into}: found {len(features):,} rows where the service said {there_are:,}, "
            "wanted all of one version. It may be changing just now: run the command again later."
        )
    return features


def clear_pages(folder: Path) -> None:
    """The table is together: its pages are wanted no more."""
    shutil.rmtree(folder, ignore_errors=True)


def as_geojson(features: Sequence[Mapping[str, Any]]) -> bytes:
    """Features with outlines, as one GeoJSON file in longitude and latitude."""
    listed = [
        {"type": "Feature", "properties": each["properties"], "geometry": each["geometry"]}
        for each in features
    ]
    whole = {"type": "FeatureCollection", "features": listed}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def as_csv(features: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as CSV in UTF-8, with the service's own headings."""
    headings = list(dict.fromkeys(name for each in features for name in each["properties"]))
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(each["properties"] for each in features)
    return text.getvalue().encode()


def _page(
    client: Client, service: Service, folder: Path, *, after: int, of: int
) -> list[dict[str, Any]]:
    outlines = service.into.endswith(".geojson")
    asked: dict[str, object] = {
        "where": "1=1",
        "outFields": "*",
        "orderByFields": service.sorted_by,
        "resultOffset": after,
        "resultRecordCount": _PAGE,
    }
    asked |= (
        {"f": "geojson", "outSR": 4326, "geometryPrecision": 6}
        if outlines
        else {"f": "json", "returnGeometry": "false"}
    )
    address = f"{service.address}?{urlencode(asked, quote_via=quote)}"
    kept = folder / f"{hashlib.sha256(f'{address} {of}'.encode()).hexdigest()[:24]}.json"
    if kept.exists():
        content = kept.read_bytes()
    else:
        client.world.say(f"{service.into}: {after:,} of {of:,} rows")
        content = _read(client, service, address)
        unfinished = kept.with_suffix(".unfinished")
        unfinished.write_bytes(content)
        unfinished.replace(kept)
    return [_plain(feature) for feature in _understood(content, service)["features"]]


def _plain(feature: Mapping[str, Any]) -> dict[str, Any]:
    values = feature.get("properties", feature.get("attributes")) or {}
    named = {
        name: value for name, value in values.items() if name.casefold() not in _NUMBERS_OF_ROWS
    }
    return {"properties": named, "geometry": feature.get("geometry")}


def _count(client: Client, service: Service) -> int:
    asked = {"where": "1=1", "returnCountOnly": "true", "f": "json"}
    content = _read(client, service, f"{service.address}?{urlencode(asked)}")
    count = _understood(content, service).get("count")
    if not isinstance(count, int) or count < 1:
        raise _not_understood(service, f"no number of rows ({count!r})")
    return count


def _read(client: Client, service: Service, address: str) -> bytes:
    origin = service.origin
    return client.read(address, page=origin.page, largest_bytes=origin.largest_bytes)


def _understood(content: bytes, service: Service) -> dict[str, Any]:
    """The answer as the service means it: its errors come with the status of a success."""
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise _not_understood(service, "an answer that is not JSON") from error
    if not isinstance(answer, dict):
        raise _not_understood(service, "an answer of another shape")
    if "error" in answer:
        told = answer["error"]
        message = told.get("message") if isinstance(told, dict) else told
        raise _not_understood(service, f"the error {message!r}")
    if not isinstance(answer.get("features", []), list):
        raise _not_understood(service, "an answer of another shape")
    return answer


def _not_understood(service: Service, found: str) -> BadInput:
    return BadInput(
        f"{service.into}: found {found}, wanted rows of the table. The service may have moved: "
        f"look at {service.origin.page}."
    )
