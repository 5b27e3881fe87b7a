"""Exactly the activities of a list as a sheet, each cell as the viewer may know it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sightline.errors import NotFound
from sightline.exchange.activities import write_sheet
from sightline.service.pages.downloads import KINDS, Download, name_file
from sightline.service.partners.queries import voice_of
from sightline.service.places import queries as places
from sightline.service.register.queries.asked import Asked
from sightline.service.register.queries.listing import records_in_order
from sightline.service.register.queries.matching import find_matches
from sightline.service.register.queries.sight import see, words_instead


def activities_download(*, viewer: Any, asked: Asked, kind: str, today: date) -> Download:
    """The activities that were asked for, all pages of them, in the order of the list."""
    if kind not in KINDS:
        raise NotFound("There are two kinds of download: csv and xlsx.")
    ids = find_matches(replace(asked, page=1), today=today).ids
    voice = voice_of(viewer)
    seen = [see(record, voice) for record in records_in_order(ids)]
    name = name_file(f"activities-{today.isoformat()}", kind)
    with tempfile.TemporaryDirectory(prefix="sightline-download-") as folder:
        path = Path(folder) / name
        write_sheet(
            [each.facts for each in seen],
            path,
            areas=places.areas(),
            postcodes=places.postcodes(),
            instead=[words_instead(each) for each in seen],
        )
        return Download(name, path.read_bytes(), KINDS[kind])
