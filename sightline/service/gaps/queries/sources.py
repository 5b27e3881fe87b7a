"""Where the figures of a page come from, and how old they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime

from sightline.service.gaps.queries.answers import RunFacts
from sightline.service.need import queries as need

OPEN_GOVERNMENT_LICENCE = "Open Government Licence v3.0"
# What that licence asks to be said wherever the data are used; outlines are Ordnance Survey's too.
ATTRIBUTION = (
    f"Contains public sector information licensed under the {OPEN_GOVERNMENT_LICENCE}. "
    "Contains OS data © Crown copyright and database right."
)


@dataclass(frozen=True)
class SourceLine:
    """One source: what it tells, its words, and where every row of it went."""

    what: str
    words: str
    address: str


WHAT = {
    "police": "Incidents",
    "population": "People",
    "deprivation": "Deprivation",
    "boundaries": "Areas",
    "activities": "Activities",
    "partners": "Partners",
}


def source_lines(run: RunFacts) -> tuple[SourceLine, ...]:
    """Every input of the run in words; what was not supplied is said to be."""
    found = need.sources()
    lines = []
    for key, what in WHAT.items():
        source = found.get(key)
        words = "not supplied"
        if source is not None:
            parts = (source.words, source.licence, f"loaded on {source.loaded_on:%-d %B %Y}")
            words = "; ".join(part for part in parts if part)
        lines.append(SourceLine(what, words, f"{reverse('need:release')}#{key}"))
    made = f"worked out on {localtime(run.made_at):%-d %B %Y at %H:%M}"
    lines.append(SourceLine("Gaps", made, reverse("need:release")))
    if any(source.licence == OPEN_GOVERNMENT_LICENCE for source in found.values()):
        lines.append(SourceLine("Licence", ATTRIBUTION, reverse("need:release")))
    return tuple(lines)
