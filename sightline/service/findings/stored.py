"""What finders read: everything stored, each table read once, and the version of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.framework import AgeRange, Theme, Vocabulary
from sightline.analysis.gaps import (
    Assessment,
    AssessmentAhead,
    Question,
    ReachPolicy,
    assess_gaps,
    look_ahead,
)
from sightline.analysis.neighbours import Neighbours, neighbours_from_pairs
from sightline.analysis.periods import Month, months_to
from sightline.analysis.provision import (
    KEPT_TO_ITSELF,
    Activity,
    ReachModel,
    Visibility,
    hide_sensitive_sites,
)
from sightline.errors import NotFound
from sightline.exchange.vocabulary import read_vocabularies
from sightline.service.gaps.actions import question_of
from sightline.service.gaps.models import GapRun
from sightline.service.need import queries as need
from sightline.service.need.asking import known_themes
from sightline.service.pages.queries import instance
from sightline.service.partners import queries as partners
from sightline.service.places import queries as places
from sightline.service.register import queries as register

YEAR = 12  # months


@dataclass(frozen=True, eq=False)
class Stored:
    """The county as it is stored now. NotFound, by `ask`, where none has been loaded."""

    ages: AgeRange
    as_of: Month
    policy: ReachPolicy
    today: date

    @classmethod
    def ask(cls) -> Stored:
        """What is stored, asked about the ages, month and policy that gaps are kept for."""
        run = GapRun.objects.first()
        if run is None:
            raise NotFound(places.NO_COUNTY)
        kept = question_of(run)
        return cls(kept.ages, kept.as_of, kept.policy, register.day_of_pages())

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The themes that need is told of and partners speak of: police records measure them, and
        an activity on the register names them, or the county was loaded for them.

        Of a theme that nobody has ever named, a list of places without it would say nothing.
        """
        county = instance()
        spoken_of = {theme for one in self.activities for theme in one.themes}
        spoken_of |= {county.theme} if county else set()
        return tuple(
            theme
            for code, theme in known_themes().items()
            if theme.police_categories and code in spoken_of
        )

    @cached_property
    def geography(self) -> Geography:
        """The areas of the county with their outlines."""
        return places.geography()

    @cached_property
    def population(self) -> pd.DataFrame:
        """POPULATION."""
        return places.population()

    @cached_property
    def deprivation(self) -> pd.DataFrame | None:
        """Deprivation by area, None if it was not supplied."""
        return places.deprivation()

    @cached_property
    def partners(self) -> pd.DataFrame:
        """PARTNERS: who covers which area."""
        return partners.partners_covering()

    @cached_property
    def months_supplied(self) -> tuple[Month, ...]:
        """The months that police records were supplied for."""
        return need.months_supplied()

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """Every activity as findings may tell of it: no hidden place, no word kept to itself.

        What a finding says is read by more people than may read every record behind it.
        """
        shown = [_without_own_words(one) for one in register.provision_activities()]
        return hide_sensitive_sites(shown, self.geography)

    @cached_property
    def surroundings(self) -> places.Surroundings:
        """The county's areas and those around it, and which share a boundary."""
        return places.surroundings()

    @cached_property
    def neighbours(self) -> Neighbours:
        """The county's areas beside each other."""
        return neighbours_from_pairs(areas=self.geography.areas["area"], pairs=places.borders())

    @cached_property
    def vocabularies(self) -> Mapping[str, Vocabulary]:
        """The words of the framework, by the name of their vocabulary."""
        return _vocabularies()

    @cached_property
    def words(self) -> dict[str, str]:
        """What each term of the framework is called, by its code."""
        every = self.vocabularies.values()
        return {code: term.name for one in every for code, term in one.terms.items()}

    @cached_property
    def reach(self) -> ReachModel:
        """Every activity spread over the areas that it can serve, whatever is asked of it."""
        return ReachModel.of(
            activities=self.activities, areas=self.geography.areas, population=self.population
        )

    def question(self, theme: Theme) -> Question:
        """Where the gap is for a theme, over the twelve months to the last of the data."""
        return Question(theme, self.ages, self.as_of, self.policy)

    def cube(self, theme: Theme) -> pd.DataFrame:
        """INCIDENTS of a theme in those twelve months."""
        months = months_to(self.as_of, how_many=YEAR)
        return need.cube(categories=theme.police_categories, months=months)

    def assessment(self, theme: Theme) -> Assessment:
        """Need, reach and gaps for a theme; worked out once, however many finders ask."""
        if theme.theme not in self._assessments:
            self._assessments[theme.theme] = assess_gaps(
                question=self.question(theme),
                geography=self.geography,
                population=self.population,
                cube=self.cube(theme),
                activities=self.activities,
                partners=self.partners,
                deprivation=self.deprivation,
                months_supplied=self.months_supplied,
            )
        return self._assessments[theme.theme]

    def ahead(self, theme: Theme) -> AssessmentAhead:
        """The same for every month to come; worked out once."""
        if theme.theme not in self._aheads:
            now = self.assessment(theme)
            self._aheads[theme.theme] = look_ahead(
                question=now.question,
                need=now.need,
                silence=now.silence,
                partners=self.partners,
                model=self.reach,
                areas=self.geography.areas,
            )
        return self._aheads[theme.theme]

    @cached_property
    def _aheads(self) -> dict[str, AssessmentAhead]:
        return {}

    @cached_property
    def _assessments(self) -> dict[str, Assessment]:
        return {}

    @cached_property
    def inputs(self) -> dict[str, list[str]]:
        """The sha256 of every file that was loaded, by what it tells."""
        return need.input_versions()

    @cached_property
    def vocabulary(self) -> str:
        """A sha256 of every word of the framework as it is described now."""
        return _version_of_vocabularies()

    def version_of(self, what: str, theme: Theme | None) -> str:
        """The version of one input, for one theme or all: it changes if anything in it does.

        what: "activities" (of the theme alone), "reports" (when each organisation last said
        something), "partners", "data", "question" or "vocabulary".
        """
        return str(self._versions(theme)[what])

    def _versions(self, theme: Theme | None) -> dict[str, str]:
        key = theme.theme if theme else ""
        if key not in self._kept_versions:
            told = [one for one in self.activities if theme is None or key in one.themes]
            self._kept_versions[key] = self._for_all | {
                "activities": _sha256(told),
            }
        return self._kept_versions[key]

    @cached_property
    def _kept_versions(self) -> dict[str, dict[str, str]]:
        return {}

    @cached_property
    def _for_all(self) -> dict[str, str]:
        reports = sorted({(one.organisation, str(one.confirmed_on)) for one in self.activities})
        covering = self.partners.sort_values(list(self.partners.columns)).to_csv(index=False)
        return {
            "reports": _sha256(reports),
            "partners": _sha256(covering),
            "data": _sha256([json.dumps(self.inputs, sort_keys=True), self.months_supplied]),
            "vocabulary": self.vocabulary,
            "question": _sha256([str(self.ages), str(self.as_of), self.policy]),
        }


@cache
def _vocabularies() -> Mapping[str, Vocabulary]:
    """The reviewed words of the framework; they change only with a release."""
    return read_vocabularies()


@cache
def _version_of_vocabularies() -> str:
    return _sha256(_vocabularies())


def _without_own_words(activity: Activity) -> Activity:
    """The activity without the words that only its organisation and the unit may read."""
    if activity.visibility != Visibility.ORGANISATION:
        return activity
    return replace(
        activity, name=KEPT_TO_ITSELF, description="", eligibility="", referral="", timetable="",
        depends_on="",
    )  # fmt: skip


def _sha256(told: Any) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()
