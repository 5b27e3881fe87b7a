"""Who is reached, at the size of a land: this package beside PySAL `access`.

    python benchmarks/catchments.py [--without-peer]

The published enhanced two-step floating catchment (weights 1, 0.68 and 0.22 to 2.5, 5 and 10 km) of
5,000 places among 35,672 areas: seconds of the processor and peak memory beside `access`, whose
table of distances is also given for nothing, and the largest difference. 40 cohorts at once beside
one. Then reach itself, for which there is no peer: 20,000 activities, six themes, twelve months,
all anew; and a county of 1,100 areas and 2,000 activities after one is changed.

`access` is not of the group bench: it is looked for, and the peer is said not to be measured where
it is not. Each side runs in a process of its own, so that neither's memory counts for the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import warnings
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from workloads import Land, area_codes, cpu_seconds, land, peak_gb, table_of_areas

STEPS = ((2500.0, 1.0), (5000.0, 0.68), (10_000.0, 0.22))
PLACES, COHORTS, SEED = 5000, 40, 7
THEMES, MONTHS = 6, 12


def main() -> None:
    ours, many, reach = (measured(what) for what in ("catchments", "cohorts", "reach"))
    print(f"E2SFCA, 35,672 areas x {PLACES:,} places: {ours['seconds'] * 1000:.0f} ms of processor")
    print(f"  at most {ours['peak_gb']:.2f} GB (to reach: 1 GB)")
    print(f"{COHORTS} cohorts at once: {many['seconds'] * 1000:.0f} ms")
    print(f"  = {many['seconds'] / ours['seconds']:.1f}x one (to reach: at most 10x)")
    if "--without-peer" not in sys.argv:
        beside_the_peer(ours)
    print(
        f"reach of 20,000 activities, {THEMES} themes x {MONTHS} months: {reach['seconds']:.1f} s"
    )
    print(f"  at most {reach['peak_gb']:.2f} GB (to reach: well under 60 s, 2 GB)")
    county = measured("county")
    print(f"a county, all anew: {county['anew_s'] * 1000:.0f} ms")
    print(f"  one activity changed, 18 months ahead: {county['changed_s'] * 1000:.0f} ms "
          "(to reach: 200 ms)")  # fmt: skip


def beside_the_peer(ours: dict[str, Any]) -> None:
    peer = measured("peer")
    if "version" not in peer:
        print("  the peer is not measured: access is not here")
        return
    whole = peer["cost_s"] + peer["solve_s"]
    print(f"PySAL access {peer['version']}: {peer['cost_s']:.1f} s for its table of distances,")
    print(f"  {peer['solve_s']:.1f} s for the catchments, {peer['peak_gb']:.1f} GB")
    print(f"  = {whole / ours['seconds']:,.0f}x end to end (to reach: 300x)")
    print(f"  = {peer['solve_s'] / ours['seconds']:,.0f}x its table given (to reach: 50x)")
    theirs, mine = np.array(peer["access"]), np.array(ours["access"])
    some = theirs > 0
    away = np.abs(mine[some] / theirs[some] - 1).max()
    print(f"  largest difference {away:.1e} of the number (to reach: 1e-6); "
          f"both none in {int((~some & (mine == 0)).sum())} areas")  # fmt: skip


def measured(what: str) -> dict[str, Any]:
    """What a process of its own says of one part."""
    command = [sys.executable, __file__, "--part", what]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def scene() -> tuple[Land, np.ndarray, np.ndarray]:
    """The land, and places that lie where people do, with room for 10 to 200."""
    country, dice = land(), np.random.default_rng(SEED)
    people = country.people / country.people.sum()
    near = country.points[dice.choice(len(country.points), PLACES, p=people)]
    return country, near + dice.normal(0, 500, near.shape), dice.integers(10, 200, PLACES) * 1.0


def part_catchments() -> dict[str, Any]:
    from sightline.analysis.provision import Decay, floating_catchments

    country, places, room = scene()
    seconds, access = cpu_seconds(
        lambda: floating_catchments(
            points=country.points, people=country.people, places=places, capacity=room,
            decay=Decay.by_steps(STEPS),
        ),
        rounds=9,
    )  # fmt: skip
    return {"seconds": seconds, "access": access.tolist(), "peak_gb": peak_gb()}


def part_cohorts() -> dict[str, Any]:
    from sightline.analysis.provision import Decay, floating_catchments

    country, places, room = scene()
    dice = np.random.default_rng(SEED)
    people = np.outer(country.people, dice.uniform(0.02, 0.2, COHORTS))
    rooms = np.outer(room, dice.uniform(0, 1, COHORTS))
    seconds, _ = cpu_seconds(
        lambda: floating_catchments(
            points=country.points, people=people, places=places, capacity=rooms,
            decay=Decay.by_steps(STEPS),
        ),
        rounds=5,
    )  # fmt: skip
    return {"seconds": seconds}


def part_peer() -> dict[str, Any]:
    warnings.simplefilter("ignore")
    try:
        import access
        import geopandas
    except ImportError:
        return {}
    country, places, room = scene()
    at = geopandas.points_from_xy
    demand = pd.DataFrame({"id": range(len(country.people)), "people": country.people})
    supply = pd.DataFrame({"id": range(PLACES), "room": room})
    model = access.Access(
        demand_df=geopandas.GeoDataFrame(demand, geometry=at(*country.points.T), crs=27700),
        demand_index="id", demand_value="people",
        supply_df=geopandas.GeoDataFrame(supply, geometry=at(*places.T), crs=27700),
        supply_index="id", supply_value="room",
    )  # fmt: skip
    cost_s, _ = cpu_seconds(
        lambda: model.create_euclidean_distance(name="m", threshold=STEPS[-1][0]), rounds=1
    )
    weigh = access.weights.step_fn(dict(STEPS))
    solve_s, found = cpu_seconds(
        lambda: model.enhanced_two_stage_fca(
            name="e", cost="m", max_cost=STEPS[-1][0], weight_fn=weigh
        ),
        rounds=1,
    )
    told = found["e_room"].reindex(range(len(country.people))).fillna(0.0)
    return {
        "version": access.__version__, "cost_s": cost_s, "solve_s": solve_s,
        "access": told.tolist(), "peak_gb": peak_gb(),
    }  # fmt: skip


def part_reach() -> dict[str, Any]:
    from sightline.analysis.framework import AgeRange
    from sightline.analysis.periods import Month
    from sightline.analysis.provision import ReachModel, months_ahead

    activities, areas, population = register_of(land(), 20_000)
    months = months_ahead(Month(2026, 1), how_many=MONTHS - 1)
    started = time.process_time()
    model = ReachModel.of(activities=activities, areas=areas, population=population)
    for theme in range(THEMES):
        model.by_month(ages=AgeRange(10, 24), theme=f"theme {theme}", months=months)
    return {"seconds": time.process_time() - started, "peak_gb": peak_gb()}


def part_county() -> dict[str, Any]:
    from sightline.analysis.framework import AgeRange
    from sightline.analysis.periods import Month
    from sightline.analysis.provision import Place, ReachModel, months_ahead

    activities, areas, population = register_of(land().county(), 2000)
    months = months_ahead(Month(2026, 1))
    question = {"ages": AgeRange(10, 24), "theme": "theme 0", "months": months}
    one = next(one for one in activities if "theme 0" in one.themes)
    moved = replace(one, places=tuple(Place(at.easting_m + 99, at.northing_m) for at in one.places))
    anew_s, model = cpu_seconds(
        lambda: ReachModel.of(activities=activities, areas=areas, population=population), rounds=3
    )
    model.by_month(**question)
    changed_s, _ = cpu_seconds(lambda: model.replacing(moved).by_month(**question), rounds=5)
    return {"anew_s": anew_s, "changed_s": changed_s}


def register_of(country: Land, number: int) -> tuple[list[Any], pd.DataFrame, pd.DataFrame]:
    """Activities of any kind where people live, the areas and their people. All made up."""
    from sightline.analysis.provision import Activity, Place, Status

    dice = np.random.default_rng(SEED)
    areas = table_of_areas(country.points)
    areas["district"] = [f"D{row // 100}" for row in range(len(areas))]
    near = dice.choice(len(areas), number, p=country.people / country.people.sum())
    at = country.points[near] + dice.normal(0, 500, (number, 2))
    settings = dice.choice(
        ["community", "street", "school-and-college", "health-service", "home", "online"],
        number, p=[0.5, 0.1, 0.2, 0.05, 0.1, 0.05],
    )  # fmt: skip
    activities = [
        Activity(
            reference=f"{row:06d}", name=f"Activity {row}", organisation="Fictional",
            themes=(f"theme {row % THEMES}",), status=Status.CURRENT, setting=str(settings[row]),
            places=(Place(float(at[row, 0]), float(at[row, 1])),),
            areas_served=(f"D{near[row] // 100}",) if dice.random() < 0.3 else (),
            confirmed_on=date(2025, 10, 1), **_told(dice),
        )
        for row in range(number)
    ]  # fmt: skip
    return activities, areas, _population(country)


def _told(dice: np.random.Generator) -> dict[str, Any]:
    """Ages, room, dates and who may come, each sometimes not told."""
    from sightline.analysis.framework import AgeRange

    ages = [AgeRange(10, 24), AgeRange(11, 16), AgeRange(8, 13), AgeRange(16, 24), None]
    return {
        "ages": ages[dice.integers(len(ages))],
        "people_a_year": float(dice.integers(5, 200)) if dice.random() < 0.8 else None,
        "ends_on": _day(dice), "funded_until": _day(dice),
        "open_to": str(dice.choice(["everyone", "girls", "send"], p=[0.8, 0.1, 0.1])),
    }  # fmt: skip


def _day(dice: np.random.Generator) -> date | None:
    return date(2026, 1, 1) + timedelta(int(dice.integers(900))) if dice.random() < 0.5 else None


def _population(country: Land) -> pd.DataFrame:
    codes = area_codes(len(country.people))
    return pd.DataFrame(
        {
            "area": np.repeat(codes, 4),
            "age_from": np.tile([0, 10, 16, 25], len(codes)),
            "age_to": np.tile([9, 15, 24, 120], len(codes)),
            "people": np.outer(country.people, [0.12, 0.07, 0.11, 0.7]).round().ravel(),
        }
    )


PARTS = {
    "catchments": part_catchments, "cohorts": part_cohorts, "peer": part_peer,
    "reach": part_reach, "county": part_county,
}  # fmt: skip

if __name__ == "__main__":
    if "--part" in sys.argv:
        print(json.dumps(PARTS[sys.argv[sys.argv.index("--part") + 1]]()))
    else:
        main()
