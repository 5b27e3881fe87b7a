"""The part of `sightline evidence load` that reads a force's own extracts."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline.evidence.store import Told
    from sightline.exchange.extracts import ExtractLayout


def load_extracts(
    given: argparse.Namespace, layout: ExtractLayout, *, tell: Callable[[Told], None]
) -> None:
    """Store the extracts of a layout, one file after the other; a file that cannot be read is told.

    BadInput if there is none.
    """
    from sightline.cli.evidence_store import months_between
    from sightline.errors import BadInput, Refused
    from sightline.evidence.manifest import read_manifest
    from sightline.evidence.store import Outcome, Told, load
    from sightline.exchange.extracts import find_extracts, offer_extract
    from sightline.exchange.police import read_releases

    releases = read_releases(given.release)
    with tempfile.TemporaryDirectory(prefix="sightline-") as scratch:
        for path in find_extracts(given.paths, layout, scratch=Path(scratch)):
            known = read_manifest(given.store).categories.get(layout.source, ())
            release = releases.get(path.name, releases.get(""))
            try:
                offers = offer_extract(
                    path,
                    layout,
                    known=known,
                    months=months_between(given.months),
                    release=str(release or ""),
                )
            except (BadInput, Refused) as refused:
                tell(Told(path.name, Outcome.REFUSED, words=str(refused)))
                continue
            names = {layout.source: offers[0].file.categories} if offers else {}
            load(offers, folder=given.store, categories=names, tell=tell)
