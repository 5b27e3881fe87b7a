"""Who lives there, and how deprived their areas are: never one without the other."""

from __future__ import annotations

import pandas as pd

from sightline.analysis.areas import people_of_age
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_share
from sightline.exchange.assessment import Prompt, Section, Table
from sightline.service.assessment.queries.asked import Ask, not_supplied
from sightline.service.need import queries as need
from sightline.service.places import queries as places

MOST_DEPRIVED = 0.1  # share of the county's own areas


def people(ask: Ask) -> tuple[Section, ...]:
    """People of the ages by district, beside deprivation and recorded incidents."""
    deprivation = places.deprivation()
    lacking = () if deprivation is not None else (
        not_supplied("Deprivation of the areas", "It is published as open data."),
    )  # fmt: skip
    return (
        Section(
            "People and deprivation",
            (
                "Deprivation alone predicts violence among young people poorly, so it stands here "
                "beside the people who live there and what was recorded, never by itself. It "
                "describes areas, not the people in them.",
            ),
            tables=(_table(ask, deprivation),),
            prompts=(
                Prompt(
                    "Say what is known of those who are most affected: sex, ethnicity, disability, "
                    "care, school and home, and who is missing from the records.",
                    "The records here tell ages and places of people, and nothing else of them.",
                ),
            ),
            missing=(
                *lacking,
                not_supplied(
                    "People by ethnicity, sex and disability", "The census has them as open data."
                ),
            ),
        ),
    )


def _table(ask: Ask, deprivation: pd.DataFrame | None) -> Table:
    areas = places.areas()
    lived = people_of_age(places.population(), ask.ages).groupby("area")["people"].sum()
    areas = areas.assign(people=areas["area"].map(lived).fillna(0.0))
    areas["most_deprived"] = _most_deprived(areas["area"], deprivation)
    in_all = areas["people"].sum()
    incidents = _incidents(ask, areas)
    rows = [
        (
            name,
            say_people(here["people"].sum()),
            say_share(here["people"].sum() / in_all if in_all else None),
            f"{len(here):,}",
            NOT_SUPPLIED if deprivation is None else f"{int(here['most_deprived'].sum()):,}",
            incidents.get(code, NOT_SUPPLIED),
        )
        for code, name in ask.districts.items()
        for here in [areas[areas["district"] == code]]
    ]
    named = ", ".join(theme.name.lower() for theme in ask.themes)
    return Table(
        f"People of {ask.ages_words}, deprivation and recorded incidents by district",
        (
            "District",
            f"People of {ask.ages_words}",
            "Share of the county",
            "Small areas",
            "Of these, among the county's most deprived tenth",
            f"Incidents ({named})",
        ),
        tuple(rows),
        ask.figure_from(
            "population",
            "deprivation",
            "police",
            unit="people; small areas; incidents",
            period=f"people as published; incidents in {ask.period}",
            sureness="people are estimates; incidents are counted as recorded, at whatever age",
        ),
    )


def _most_deprived(areas: pd.Series, deprivation: pd.DataFrame | None) -> pd.Series:
    if deprivation is None:
        return pd.Series(data=False, index=areas.index)
    ranks = areas.map(deprivation.set_index("area")["deprivation_rank"])
    return ranks.rank(method="min") <= MOST_DEPRIVED * len(areas)


def _incidents(ask: Ask, areas: pd.DataFrame) -> dict[str, str]:
    """Incidents of the themes by district, each category once; nothing without months."""
    categories = {name for theme in ask.themes for name in theme.police_categories}
    if not ask.months or not categories:
        return {}
    counted = need.cube(categories=categories, months=ask.months)
    district = counted["area"].map(areas.set_index("area")["district"])
    totals = counted.groupby(district)["incidents"].sum()
    return {code: f"{int(totals.get(code, 0)):,}" for code in ask.districts}
