"""The page on which a sheet is sent, and the empty sheet to fill in."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sightline.exchange.activities import write_template
from sightline.service.pages.downloads import KINDS, Download
from sightline.service.partners.queries import organisations_of, voice_of
from sightline.service.register.queries.words import vocabularies


@dataclass(frozen=True)
class UploadPage:
    """The page on which a sheet is chosen."""

    speaks_for: str
    lack: str  # why this viewer cannot add anything, if so
    cancelled: bool


def upload_page(*, viewer: Any, cancelled: bool) -> UploadPage:
    """For whom the viewer may add activities."""
    if voice_of(viewer).everyone:
        return UploadPage("any organisation", "", cancelled)
    mine = list(organisations_of(viewer).values())
    lack = "" if mine else "Your sign-in does not belong to an organisation yet."
    return UploadPage(" and ".join(mine), lack, cancelled)


def template_download() -> Download:
    """The empty sheet to fill in."""
    name = "activities-template.xlsx"
    with tempfile.TemporaryDirectory(prefix="sightline-template-") as folder:
        path = Path(folder) / name
        write_template(path, vocabularies=vocabularies())
        return Download(name, path.read_bytes(), KINDS["xlsx"])
