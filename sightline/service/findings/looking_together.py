"""Who works with whom and who could, as analysis asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from sightline.analysis.findings import Finding
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.network import find_pairs, missing_links, network_findings
from sightline.analysis.network.links import SERVES
from sightline.analysis.network.ties import PARTS
from sightline.analysis.pairs import parts_whenever
from sightline.analysis.provision import Activity, Visibility, parts_of, runs_in
from sightline.service.findings.stored import Stored
from sightline.service.partners.names import plain
from sightline.service.partners.queries import by_plain_name, organisation_names

EVERY_AGE = AgeRange(0, OLDEST)


def find_links(stored: Stored) -> Sequence[Finding]:
    """Organisations that reach the same people and never meet, and single bridges between others.

    What an organisation keeps to itself ties nobody here: a finding of two names would tell of it.
    """
    names = _Names()
    running = [
        one
        for one in stored.activities
        if runs_in(one, stored.as_of) and one.visibility != Visibility.ORGANISATION
    ]
    taken = [(one.reference, name) for one in running for name in names.of(one)]
    parts = PARTS.check(pd.DataFrame(taken, columns=list(PARTS.columns), dtype=object))
    missing = missing_links(
        serves=_serves(stored, running, parts),
        pairs=find_pairs(parts),
        population=stored.population,
        areas=stored.geography.areas,
    )
    return network_findings(parts=parts, missing=missing)


def _serves(stored: Stored, running: Sequence[Activity], parts: pd.DataFrame) -> pd.DataFrame:
    """SERVES: whom each organisation reaches, by the areas of the activities it takes part in."""
    reached = parts_whenever(
        activities=running,
        areas=stored.geography.areas,
        population=stored.population,
        as_of=stored.as_of,
    )[["activity", "area"]]
    said = pd.DataFrame(
        list(_ages(running)), columns=["activity", "theme", "age_from", "age_to"]
    ).astype({"activity": object, "theme": object})
    serves = parts.merge(reached, on="activity").merge(said, on="activity")
    return SERVES.check(serves[list(SERVES.columns)])


def _ages(running: Sequence[Activity]) -> Iterator[tuple[str, str, int, int]]:
    for one in running:
        ages = one.ages or EVERY_AGE
        for theme in one.themes:
            yield one.reference, theme, ages.from_age, ages.to_age


@dataclass
class _Names:
    """Organisations by the name that the register has for them, however they were written."""

    def __post_init__(self) -> None:
        self._keys, self._names = by_plain_name(), organisation_names()

    def of(self, activity: Activity) -> tuple[str, ...]:
        """Everybody who takes part in an activity, its leader first, each once."""
        written = (activity.organisation, *(part.name for part in parts_of(activity.partners)))
        return tuple(dict.fromkeys(self._known(name) for name in written))

    def _known(self, name: str) -> str:
        key = self._keys.get(plain(name))
        return self._names.get(key, name) if key else name
