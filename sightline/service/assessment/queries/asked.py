"""What every section is told: for whom, of what, as of when, and where figures come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.periods import Month, months_to, say_months
from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import BadInput
from sightline.exchange.assessment import Provenance
from sightline.service.assessment.asking import Asked, county_of, theme_of
from sightline.service.need import queries as need
from sightline.service.need.queries import SourceFacts
from sightline.service.pages.queries import Instance
from sightline.service.places import queries as places


@dataclass(frozen=True, eq=False)
class Ask:
    """What every section is told: for whom, of what, as of when, and where figures come from."""

    viewer: Any
    county: Instance
    themes: tuple[Theme, ...]
    ages: AgeRange
    today: date
    sources: Mapping[str, SourceFacts]
    supplied: tuple[Month, ...]

    @cached_property
    def year(self) -> tuple[Month, ...]:
        """The twelve months to the last of the data, whether or not they were supplied."""
        return months_to(self.county.as_of, how_many=12)

    @property
    def months(self) -> tuple[Month, ...]:
        """Those of the twelve that were supplied."""
        return tuple(month for month in self.year if month in set(self.supplied))

    @property
    def period(self) -> str:
        """The twelve months in words, and how many of them are known."""
        return say_months(self.supplied, to=self.county.as_of)

    @property
    def ages_words(self) -> str:
        """The ages in words."""
        return f"ages {self.ages.from_age} to {self.ages.to_age}"

    @cached_property
    def districts(self) -> Mapping[str, str]:
        """The name of each district of the county by its code, in the order of names."""
        told = places.areas()[["district", "district_name"]].drop_duplicates()
        pairs = told.itertuples(index=False, name=None)
        return dict(sorted(pairs, key=lambda pair: pair[1]))

    def figure_from(self, *inputs: str, unit: str, period: str, sureness: str) -> Provenance:
        """Where a figure made from those inputs comes from; an input not supplied says so."""
        told = [self.sources[name] for name in inputs if name in self.sources]
        lacking = [name for name in inputs if name not in self.sources]
        named = [facts.words for facts in told] + [f"{name}: {NOT_SUPPLIED}" for name in lacking]
        loaded = sorted({f"{facts.loaded_on:%-d %B %Y}" for facts in told})
        return Provenance(
            unit=unit,
            period=period,
            source="; ".join(dict.fromkeys(named)),
            freshness=f"loaded on {', '.join(loaded)}" if loaded else NOT_SUPPLIED,
            sureness=sureness,
        )

    def from_register(self, *, unit: str, sureness: str) -> Provenance:
        """Where a figure counted on the register comes from."""
        day = f"{self.today:%-d %B %Y}"
        return Provenance(unit, f"as on {day}", "the activity register", f"read on {day}", sureness)


def make_ask(asked: Asked, *, viewer: Any, today: date) -> Ask:
    """What every section is told; NotFound without a county."""
    return Ask(
        viewer=viewer,
        county=county_of(),
        themes=tuple(theme_of(code) for code in asked.themes),
        ages=asked.age_range,
        today=today,
        sources=need.sources(),
        supplied=need.months_supplied(),
    )


def not_supplied(what: str, who: str) -> str:
    """One source that is missing, and who can supply it."""
    if not who:
        raise BadInput(f"{what}: found nobody who can supply it, wanted who can.")
    return f"{what}. {who}"
