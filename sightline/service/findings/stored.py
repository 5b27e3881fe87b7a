"""What finders read: everything stored, each table read once, and the version of each."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.gaps import Assessment, Question, ReachPolicy, assess_gaps
from sightline.analysis.periods import Month, months_to
from sightline.analysis.provision import (
    KEPT_TO_ITSELF,
    Activity,
    Visibility,
    hide_sensitive_sites,
)
from sightline.errors import NotFound
from sightline.service.gaps.actions import question_of
from sightline.service.gaps.models import GapRun
from sightline.service.need import queries as need
from sightline.service.need.asking import known_themes
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
        """The themes that police records measure, so that need for them can be told."""
        return tuple(theme for theme in known_themes().values() if theme.police_categories)

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
    def borders(self) -> pd.DataFrame:
        """Which areas share a boundary: area, neighbour."""
        return places.borders()

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

    @cached_property
    def _assessments(self) -> dict[str, Assessment]:
        return {}

    @cached_property
    def inputs(self) -> dict[str, list[str]]:
        """The sha256 of every file that was loaded, by what it tells."""
        return need.input_versions()

    @cached_property
    def vocabulary(self) -> str:
        """A sha256 of every theme as it is described now."""
        return _sha256(known_themes())

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
                "vocabulary": _sha256(theme) if theme else self.vocabulary,
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
            "question": _sha256([str(self.ages), str(self.as_of), self.policy]),
        }


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
