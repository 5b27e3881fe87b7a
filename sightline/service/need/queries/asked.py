"""What somebody asks of need: theme, ages, where; all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sightline.analysis.framework import OLDEST, AgeRange, Theme
from sightline.analysis.need import refuse_ages_not_told
from sightline.analysis.periods import Month
from sightline.errors import BadInput, NotFound
from sightline.service.need.asking import known_themes
from sightline.service.pages.choosing import Choice
from sightline.service.pages.queries import instance
from sightline.service.places import queries as places

# What partnerships ask about: victims at school, the duty's children and young people, all of them
# who are young, young adults, and everybody.
AGES = ("10-17", "10-24", "0-24", "18-24", f"0-{OLDEST}")


@dataclass(frozen=True)
class Question:
    """A question about need, complete."""

    theme: Theme
    ages: AgeRange
    as_of: Month
    county: str


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Empty means: as it is, without a choice."""

    theme: str = ""
    ages: str = ""
    district: str = ""
    area: str = ""  # the area in the panel
    against: str = ""  # the district that a place is set beside
    page: int = 1

    def address(self, route: str, *args: str, **changes: Any) -> str:
        """The address of a page that asks the same, but for the changes."""
        parameters = urlencode(self.with_changes(**changes).chosen())
        address = reverse(route, args=args)
        return f"{address}?{parameters}" if parameters else address

    def with_changes(self, **changes: Any) -> Asked:
        """The same but for some of it."""
        return replace(self, **changes)

    def chosen(self) -> dict[str, str]:
        """What was chosen, by the name it has in the address.

        >>> Asked(theme="robbery", page=1).chosen()
        {'theme': 'robbery'}
        """
        said = {
            "theme": self.theme,
            "ages": self.ages,
            "district": self.district,
            "area": self.area,
            "against": self.against,
            "page": "" if self.page == 1 else str(self.page),
        }
        return {name: value for name, value in said.items() if value}

    def question_alone(self) -> Asked:
        """The same theme and ages, for a page without a list."""
        return Asked(theme=self.theme, ages=self.ages)


def question_of(asked: Asked) -> Question:
    """What is asked, with the instance's own theme and ages where none is chosen."""
    county = instance()
    if county is None:
        raise NotFound(places.NO_COUNTY)
    code = asked.theme or county.theme
    theme = known_themes().get(code)
    if theme is None:
        known = ", ".join(sorted(known_themes()))
        raise BadInput(
            f"theme: found {code!r}, wanted one of {known}. Choose one on the need page."
        )
    ages = asked.ages or county.ages
    offered = _ages_offered(county.ages)
    if ages not in offered:  # an estimate is kept for each, so that not everything may be asked
        raise BadInput(
            f"ages: found {ages}, wanted one of {', '.join(offered)}. Choose them on the need "
            "page; other ages can be asked about with the command estimate-need."
        )
    return Question(theme, AgeRange.parse(ages), county.as_of, county.name)


def _ages_offered(own: str) -> tuple[str, ...]:
    """The instance's own ages first, then those that partnerships ask about."""
    return tuple(dict.fromkeys((own, *AGES)))


def say_ages(ages: AgeRange) -> str:
    """Ages in words.

    >>> say_ages(AgeRange(10, 24)), say_ages(AgeRange(0, 120))
    ('ages 10 to 24', 'all ages')
    """
    if (ages.from_age, ages.to_age) == (0, OLDEST):
        return "all ages"
    if ages.to_age == OLDEST:
        return f"ages {ages.from_age} and over"
    return f"ages {ages.from_age} to {ages.to_age}"


def theme_choices(question: Question) -> tuple[Choice, ...]:
    """The themes that the records here measure."""
    return tuple(
        Choice(code, theme.name, code == question.theme.theme)
        for code, theme in known_themes().items()
        if theme.police_categories
    )


def themes_not_measured() -> tuple[tuple[str, str], ...]:
    """The other themes, and why the records here do not measure them."""
    return tuple(
        (theme.name, theme.cannot_tell[0])
        for theme in known_themes().values()
        if not theme.police_categories
    )


def ages_choices(question: Question) -> tuple[Choice, ...]:
    """The ages that the population here tells of, the instance's own among them."""
    county = instance()
    told = places.population()
    offered = AGES if county is None else _ages_offered(county.ages)
    return tuple(
        Choice(text, say_ages(ages).capitalize(), ages == question.ages)
        for text in offered
        if _is_told(told, ages := AgeRange.parse(text))
    )


def _is_told(population: Any, ages: AgeRange) -> bool:
    try:
        refuse_ages_not_told(population, ages)
    except BadInput:
        return False
    return True
