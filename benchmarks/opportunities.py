"""All kinds of opportunity, and overlaps, at the size of a county and of England and Wales.

    python benchmarks/opportunities.py

No peer does this, so there is no ratio: prints processor seconds of each kind, what is shared by
all, and how many were found. Activities, people and shortfalls are drawn; the areas are those of
pairs.py. Need, reach and gaps are given, as they are to the service.
"""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pandas as pd
from pairs import places
from workloads import peak_gb

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.gaps import Question
from sightline.analysis.opportunities import KINDS, Ground
from sightline.analysis.overlaps import find_overlaps, overlap_findings
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, Place, Status, reach_parts
from sightline.exchange.vocabulary import read_vocabularies

SEED = 7
APPROACHES = ("mentoring", "sports-programmes", "knife-crime-education", "arts-programmes", "")
SETTINGS = ("community", "street", "school-and-college", "health-service")
LEVELS = ("primary", "secondary", "tertiary", "")


def main() -> None:
    for activities, areas in ((2_000, 1_100), (20_000, 35_672)):
        measure(activities, areas)


def measure(activities: int, areas: int) -> None:
    ground = drawn(activities, areas)
    print(f"{activities:,} activities, {areas:,} areas")
    total = 0.0
    for what in ("reach", "everywhere", "room_by_district", "home_of"):
        total += timed(f"  shared: {what}", lambda what=what: getattr(ground, what))[0]
    for sort, find in KINDS.items():
        seconds, found = timed(f"  {sort}", lambda find=find: list(find(ground)))
        total += seconds
        print(f"      {len(found):,} found")
    print(f"  all kinds together {total:.2f} s of processor")
    seconds, overlaps = timed(
        "  overlaps",
        lambda: find_overlaps(
            activities=ground.of_theme,
            parts=ground.everywhere,
            areas=ground.areas,
            as_of=ground.question.as_of,
        ),
    )
    _, found = timed(
        "  overlaps as findings",
        lambda: overlap_findings(
            overlaps=overlaps,
            activities=ground.of_theme,
            parts=ground.everywhere,
            areas=ground.areas,
        ),
    )
    print(f"      {overlaps['verdict'].value_counts().to_dict()}, {len(found):,} findings")
    print(f"  most memory {peak_gb():.1f} GB")


def timed(what: str, work):
    started = time.process_time()
    given = work()
    seconds = time.process_time() - started
    print(f"{what:<45} {seconds:>7.2f} s", flush=True)
    return seconds, given


def drawn(how_many: int, areas: int) -> Ground:
    rng = np.random.default_rng(SEED)
    points = places(np.random.default_rng(42), 35_672)
    middle = np.median(points, axis=0)
    points = points[np.argsort(np.hypot(*(points - middle).T))[:areas]]
    points = points[np.lexsort(points.T)]
    codes = [f"A{row:05d}" for row in range(areas)]
    district = [f"D{row // 80:03d}" for row in range(areas)]
    table = pd.DataFrame(
        {
            "area": codes,
            "area_name": codes,
            "district": district,
            "district_name": district,
            "easting_m": points[:, 0],
            "northing_m": points[:, 1],
        }
    )
    people = pd.DataFrame(
        {"area": codes, "age_from": 0, "age_to": 24, "people": rng.integers(200, 600, areas)}
    )
    question = Question(
        theme=Theme("violence", "Violence", ("Robbery",), ()),
        ages=AgeRange(10, 24),
        as_of=Month(2025, 12),
    )
    activities = [activity(rng, row, points) for row in range(how_many)]
    parts = reach_parts(
        activities=activities,
        areas=table,
        population=people,
        ages=question.ages,
        theme="violence",
        as_of=question.as_of,
    )
    return Ground(
        question=question,
        areas=table,
        population=people,
        gaps=gaps(rng, codes),
        parts=parts,
        activities=activities,
        vocabularies=read_vocabularies(),
    )


def gaps(rng: np.random.Generator, codes: list[str]) -> pd.DataFrame:
    short = np.where(rng.random(len(codes)) < 0.5, rng.gamma(2, 8, len(codes)), 0.0)
    return pd.DataFrame(
        {
            "area": codes,
            "people": 300.0,
            "need_per_1000": 10.0,
            "need_low": 5.0,
            "need_high": 15.0,
            "people_to_reach": short,
            "people_reached": 0.0,
            "shortfall": short,
            "shortfall_low": short / 2,
            "shortfall_high": short * 1.5,
            "kind": "too little",
            "share_silent": 0.0,
        }
    )


def activity(rng: np.random.Generator, row: int, points: np.ndarray) -> Activity:
    at = points[rng.integers(len(points))] + rng.normal(0, 500, 2)
    wide = rng.random() < 0.1
    youngest = int(rng.integers(5, 17))
    started = date(int(rng.integers(2022, 2027)), int(rng.choice([1, 4, 9])), 1)
    return Activity(
        reference=f"{row:06d}",
        name=f"Activity {row}",
        organisation=f"Organisation {rng.integers(row // 3 + 1)}",
        themes=("violence",),
        status=Status.CURRENT,
        ages=AgeRange(youngest, youngest + int(rng.integers(3, 10))),
        places=() if wide else (Place(float(at[0]), float(at[1])),),
        areas_served=(f"D{rng.integers(len(points) // 80):03d}",) if wide else (),
        starts_on=started,
        ends_on=date(started.year + 4, 3, 31) if rng.random() < 0.4 else None,
        people_a_year=float(rng.integers(10, 200)),
        confirmed_on=date(2025, 10, 1) if rng.random() < 0.8 else None,
        places_free=float(rng.integers(0, 20)) if rng.random() < 0.6 else None,
        people_waiting=float(rng.integers(0, 6)) if rng.random() < 0.5 else None,
        people_last_year=float(rng.integers(5, 90)) if rng.random() < 0.5 else None,
        funders=(f"Funder {rng.integers(30)}",) if rng.random() < 0.8 else (),
        funding_gbp=float(rng.integers(3, 90) * 1000) if rng.random() < 0.7 else None,
        approach=str(rng.choice(APPROACHES)),
        setting=str(rng.choice(SETTINGS)),
        prevention_level=str(rng.choice(LEVELS)),
        open_to="professionals" if rng.random() < 0.03 else "everyone",
        days=tuple(
            str(day) for day in rng.choice(["monday", "tuesday", "friday"], 2, replace=False)
        ),
        depends_on="a match of 30%" if rng.random() < 0.03 else "",
    )


if __name__ == "__main__":
    main()
