"""Recomputing every gap and cliff: themes × ages × months, in full and after one edit.

Workload: 1,100 areas and 2,000 activities (a county), then 35,672 areas and 20,000 activities
(England and Wales), both made up from a seed; three themes, two age groups, twelve months to come.
In full: reach is spread anew, need, silence, gaps, places, cliffs and findings are worked out for
all six questions. After one edit: one activity has another number of people; what its themes touch
is worked out again. Neighbours are kept, for they change with the boundaries alone.

To reach: a county in 10 s, after one edit in 1 s; England and Wales in 180 s, 4 GB. There is no
peer that does this. Give `county` or `national` to run one of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from workloads import Land, land, one_thread, peak_gb, table_of_areas

from sightline.analysis.findings import Finding
from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.gaps import (
    AssessmentAhead,
    Question,
    cliff_findings,
    gap_findings,
    look_again,
    look_ahead,
    silence_by_area,
)
from sightline.analysis.need import shrink_rates
from sightline.analysis.neighbours import Neighbours, nearest_neighbours
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, Place, ReachModel, Status

THEMES = ("violence", "robbery", "anti-social-behaviour")
AGES = (AgeRange(10, 17), AgeRange(18, 24))
AS_OF, MONTHS = Month(2025, 12), 11  # with as_of itself twelve
AREAS_IN_A_DISTRICT = 100


@dataclass(frozen=True)
class Workload:
    """Everything that a recompute reads."""

    areas: pd.DataFrame
    population: pd.DataFrame
    incidents: dict[str, pd.DataFrame]
    activities: list[Activity]
    partners: pd.DataFrame
    neighbours: Neighbours


def workload(ground: Land, activities: int) -> Workload:
    """Areas with names and districts, people, counts, a register and its partners."""
    dice = np.random.default_rng(5)
    areas = _named(table_of_areas(ground.points))
    young = ground.people / 1_680
    bands = [(10, 17, 150.0), (18, 24, 140.0)]
    population = pd.concat(
        [
            pd.DataFrame(
                {
                    "area": areas["area"],
                    "age_from": first,
                    "age_to": last,
                    "people": (each * young).round(),
                }
            )
            for first, last, each in bands
        ]
    )
    incidents = {
        theme: pd.DataFrame(
            {"area": areas["area"], "incidents": dice.poisson(30 * ground.weight * young)}
        )
        for theme in THEMES
    }
    register = _register(dice, areas, activities)
    districts = areas.groupby("district")["area"].agg(list)
    names = sorted({one.organisation for one in register})
    partners = pd.DataFrame(
        [
            (name, area)
            for name in names
            for area in districts.iloc[int(name.split()[-1]) % len(districts)]
        ],
        columns=["organisation", "area"],
    )
    return Workload(
        areas, population, incidents, register, partners, nearest_neighbours(areas, number=6)
    )


def _named(areas: pd.DataFrame) -> pd.DataFrame:
    """Districts of about a hundred areas each, in squares of the map, and names to go with them."""
    order = np.lexsort((areas["northing_m"], areas["easting_m"] // 40_000))
    district = np.empty(len(areas), dtype=np.int64)
    district[order] = np.arange(len(areas)) // AREAS_IN_A_DISTRICT
    return areas.assign(
        district=[f"D{number:04d}" for number in district],
        district_name=[f"District {number}" for number in district],
        area_name=[f"District {number} {row:05d}" for row, number in enumerate(district)],
    )


def _register(dice: np.random.Generator, areas: pd.DataFrame, number: int) -> list[Activity]:
    at = dice.integers(0, len(areas), number)
    points = areas[["easting_m", "northing_m"]].to_numpy()[at] + dice.normal(0, 500, (number, 2))
    room = dice.integers(10, 200, number)
    ends = [None, None, None, date(2026, 3, 31), date(2026, 7, 31)]
    funded = [None, date(2026, 3, 31), date(2027, 3, 31), date(2026, 9, 30)]
    ages = [AgeRange(10, 17), AgeRange(10, 24), AgeRange(16, 24), AgeRange(25, 64)]
    confirmed = [date(2025, 11, 1), date(2025, 9, 1), date(2025, 1, 1)]
    return [
        Activity(
            reference=f"R{row:06d}",
            name=f"Club {row} (fictional)",
            organisation=f"Partner {row % max(number // 8, 1)}",
            themes=tuple(dice.choice(THEMES, 1 + row % 2, replace=False)),
            status=Status.CURRENT,
            ages=ages[dice.integers(len(ages))],
            places=(Place(float(points[row, 0]), float(points[row, 1])),),
            people_a_year=None if dice.random() < 0.1 else float(room[row]),
            ends_on=ends[dice.integers(len(ends))],
            funded_until=funded[dice.integers(len(funded))],
            funders=(f"Fund {row % 7} (fictional)",),
            funding_gbp=float(room[row]) * 200,
            confirmed_on=confirmed[dice.integers(len(confirmed))],
        )
        for row in range(number)
    ]


def questions(themes: Sequence[str]) -> list[Question]:
    """Each theme with each age group."""
    return [
        Question(Theme(theme, theme.capitalize(), (theme,), ()), ages, AS_OF)
        for theme in themes
        for ages in AGES
    ]


def answer(work: Workload, model: ReachModel, question: Question) -> AssessmentAhead:
    """Need, silence, reach and gaps of one question, in all months."""
    people = pd.DataFrame(
        {"area": work.areas["area"], "people": model.spreads.land.people(question.ages)}
    )
    reports = pd.DataFrame(
        {
            "organisation": [one.organisation for one in model.activities],
            "confirmed_on": pd.Series([one.confirmed_on for one in model.activities], dtype=object),
        }
    )
    return look_ahead(
        question=question,
        need=shrink_rates(incidents=work.incidents[question.theme.theme], people=people, years=1.0),
        silence=silence_by_area(
            partners=work.partners,
            last_reports=reports,
            areas=work.areas["area"].tolist(),
            as_of=AS_OF,
        ),
        partners=work.partners,
        model=model,
        areas=work.areas,
        months=MONTHS,
    )


def found_in(aheads: Sequence[AssessmentAhead], neighbours: Neighbours) -> list[Finding]:
    """Gaps of each question, and cliffs of all together."""
    found = [one for ahead in aheads for one in gap_findings(ahead, neighbours=neighbours)]
    return [*found, *cliff_findings(aheads)]


def in_full(work: Workload) -> tuple[ReachModel, list[AssessmentAhead], list[Finding]]:
    """From the register to every finding."""
    model = ReachModel.of(activities=work.activities, areas=work.areas, population=work.population)
    aheads = [answer(work, model, question) for question in questions(THEMES)]
    return model, aheads, found_in(aheads, work.neighbours)


def after_one_edit(
    work: Workload, model: ReachModel, aheads: Sequence[AssessmentAhead]
) -> list[Finding]:
    """One activity of one theme has other room; questions of other themes keep their answers."""
    edited = next(one for one in model.activities if len(one.themes) == 1)
    changed = model.replacing(replace(edited, people_a_year=77.0))
    touched = [look_again(ahead, model=changed) for ahead in aheads if ahead.is_touched_by(edited)]
    return found_in(touched, work.neighbours)


def told(what: str, work: Callable[[], object], *, target: float | None) -> object:
    """Do it, and print what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    given = work()
    took, busy = time.perf_counter() - wall, time.process_time() - cpu
    aim = "" if target is None else f" (to reach: {target:.0f} s, {took / target:.2f} of it)"
    print(f"{what}: {took:.2f} s, cpu {busy:.2f} s, peak {peak_gb():.2f} GB{aim}", flush=True)
    return given


def measure(name: str, ground: Land, activities: int, *, target: float, edit: float | None) -> None:
    """Print one workload."""
    work = workload(ground, activities)
    areas = len(work.areas)
    print(f"{name}: {areas:,} areas, {activities:,} activities; before it {peak_gb():.2f} GB")
    model, aheads, found = told(f"{name}, in full", lambda: in_full(work), target=target)  # type: ignore[misc]
    kinds = pd.Series([str(one.kind) for one in found]).value_counts().to_dict()
    print(f"{name}: {kinds}")
    told(f"{name}, after one edit", lambda: after_one_edit(work, model, aheads), target=edit)


def main() -> None:
    one_thread()
    whole, asked = land(), set(sys.argv[1:]) or {"county", "national"}
    if "county" in asked:
        measure("county", whole.county(), 2_000, target=10, edit=1)
    if "national" in asked:
        measure("national", whole, 20_000, target=180, edit=None)


if __name__ == "__main__":
    main()
