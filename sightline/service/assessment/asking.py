"""What a draft is about: the themes and ages that somebody asks for, and the usual ones."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.need import refuse_ages_not_told
from sightline.errors import NotFound
from sightline.service.need.asking import known_themes
from sightline.service.pages.queries import Instance, instance
from sightline.service.places import queries as places


@dataclass(frozen=True)
class Asked:
    """The themes, by their codes, and the ages of a draft, such as 10-24."""

    themes: tuple[str, ...]
    ages: str

    @property
    def age_range(self) -> AgeRange:
        """The ages as analysis takes them."""
        return AgeRange.parse(self.ages)

    def address(self, route: str, **parts: str) -> str:
        """The address of a route that asks the same."""
        pairs = [*(("themes", theme) for theme in self.themes), ("ages", self.ages)]
        return f"{reverse(route, kwargs=parts)}?{urlencode(pairs)}"


def county_of() -> Instance:
    """The county that was loaded, or NotFound with what to do about it."""
    county = instance()
    if county is None:
        raise NotFound(places.NO_COUNTY)
    return county


def usual() -> Asked:
    """The theme and the ages that the county was loaded for."""
    county = county_of()
    return Asked((county.theme,), county.ages)


def theme_of(code: str) -> Theme:
    """The theme of that code, as the vocabulary describes it."""
    return known_themes()[code]


def theme_choices() -> list[tuple[str, str]]:
    """Every theme, those that no record measures too: the draft then says so."""
    return [
        (code, theme.name if theme.police_categories else f"{theme.name} (no record measures it)")
        for code, theme in known_themes().items()
    ]


def check_ages(text: str) -> str:
    """Ages as they are written; BadInput unless the population tells of them."""
    ages = AgeRange.parse(text)
    refuse_ages_not_told(places.population(), ages)
    return str(ages)
