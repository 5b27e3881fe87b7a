"""Where the figures of a page come from, and how old they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from sightline.service.need.queries.releases import sources

OPEN_GOVERNMENT_LICENCE = "Open Government Licence v3.0"
# What that licence asks to be said wherever the data are used; outlines are Ordnance Survey's too.
ATTRIBUTION = (
    f"Contains public sector information licensed under the {OPEN_GOVERNMENT_LICENCE}. "
    "Contains OS data © Crown copyright and database right."
)
WHAT = {
    "police": "Incidents",
    "population": "People",
    "deprivation": "Deprivation",
    "boundaries": "Areas",
}


@dataclass(frozen=True)
class SourceLine:
    """One source: what it tells, its words, and where every row of it went."""

    what: str
    words: str
    address: str


def source_lines(
    what: Mapping[str, str], *, worked_out: str, made_at: datetime
) -> tuple[SourceLine, ...]:
    """Every input in words; what was not supplied is said to be.

    what: of each input what it tells, such as WHAT. worked_out: what was worked out, at made_at.
    """
    found = sources()
    lines = []
    for key, tells in what.items():
        source = found.get(key)
        words = "not supplied"
        if source is not None:
            parts = (source.words, source.licence, f"loaded on {source.loaded_on:%-d %B %Y}")
            words = "; ".join(part for part in parts if part)
        lines.append(SourceLine(tells, words, f"{reverse('need:release')}#{key}"))
    made = f"worked out on {localtime(made_at):%-d %B %Y at %H:%M}"
    lines.append(SourceLine(worked_out, made, reverse("need:release")))
    if any(source.licence == OPEN_GOVERNMENT_LICENCE for source in found.values()):
        lines.append(SourceLine("Licence", ATTRIBUTION, reverse("need:release")))
    return tuple(lines)
