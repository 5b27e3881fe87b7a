"""Published results of spatial patterns and scans, found again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.hotspots import (
    OverallPattern,
    ScanQuestion,
    find_hotspots,
    moran_of_rates,
    moran_overall,
    scan,
)
from sightline.analysis.need import smooth_by_neighbours
from sightline.analysis.neighbours import Neighbours
from tests.factories.method_data import columbus, new_york, north_carolina
from tests.factories.reproductions import (
    Reproduction,
    assert_reproduced,
    from_reference,
    reproduces,
)

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.real


@reproduces(
    "Columbus, Ohio: 49 neighbourhoods, queen contiguity",
    source="Anselin 1988, Spatial Econometrics: Methods and Models; PySAL esda documentation",
)
def patterns_of_columbus(folder: Path) -> list[Reproduction]:
    table, beside = columbus(folder)
    return [
        from_reference(
            folder,
            dataset="columbus",
            starts=f"Moran's I of {column}",
            got=moran_of(table, column, beside),
        )
        for column in ("CRIME", "HOVAL")
    ] + [
        recomputed(f"{what} (by esda 2.9 from this file)", expected, got, 1e-6)
        for what, expected, got in _local_of_columbus(table, beside)
    ]


def _local_of_columbus(table: pd.DataFrame, beside: Neighbours) -> list[tuple[str, float, float]]:
    local, overall = local_of(table, "CRIME", beside), overall_of(table, "CRIME", beside)
    return [
        ("Moran's I of CRIME, z under randomisation", 5.589383, overall.z),
        ("local Moran of CRIME, neighbourhood 30", 1.621393, local.loc["30", "local_moran"]),
        ("Gi* of CRIME, neighbourhood 16, z", 3.475051, local.loc["16", "gi_star"]),
        ("Gi* of CRIME, neighbourhood 32, z", -2.851023, local.loc["32", "gi_star"]),
    ]


@reproduces(
    "North Carolina: sudden infant deaths in 100 counties",
    source="Cressie & Chan 1989; Assunção & Reis 1999; PySAL esda documentation",
)
def patterns_of_north_carolina(folder: Path) -> list[Reproduction]:
    table, beside = north_carolina(folder)
    counts = table.rename(columns={"SID79": "incidents", "BIR79": "people"})
    found = {
        "Moran's I of SIDR79": moran_of(table, "SIDR79", beside),
        "Moran's I of EB-stand": moran_of_rates(
            counts=counts, neighbours=beside, permutations=0
        ).moran,
    }
    return [
        from_reference(folder, dataset="sids2", starts=starts, got=got)
        for starts, got in found.items()
    ] + [
        recomputed(f"{what} (by esda 2.9 from this file)", expected, got, 1e-6)
        for what, expected, got in _local_of_north_carolina(table, beside)
    ]


def _local_of_north_carolina(
    table: pd.DataFrame, beside: Neighbours
) -> list[tuple[str, float, float]]:
    local = local_of(table, "SIDR79", beside)
    smoothed = smooth_by_neighbours(
        incidents=table[["area", "SID74"]].rename(columns={"SID74": "incidents"}),
        people=table[["area", "BIR74"]].rename(columns={"BIR74": "people"}),
        neighbours=beside,
        years=1,
    ).set_index("area")
    return [
        ("local Moran of SIDR79, Tyrrell (37177)", 2.831029, local.loc["37177", "local_moran"]),
        ("Gi* of SIDR79, Robeson (37155), z", 3.113246, local.loc["37155", "gi_star"]),
        (
            "spatial empirical Bayes rate 1974-78, Anson (37007), per 1,000 births",
            8.135424,
            smoothed.loc["37007", "need_per_1000"],
        ),
    ]


@reproduces(
    "New York: leukaemia in 281 census tracts, circular scan",
    source="Waller & Gotway 2004; Turnbull et al. 1990; Kulldorff 1997",
)
def scan_of_new_york(folder: Path) -> list[Reproduction]:
    table, points = new_york(folder)
    cases, people = table["cases"].to_numpy(), table["population"].to_numpy()
    found = scan(
        areas=table["area"].tolist(),
        months=[""],
        cells=cases[:, np.newaxis],
        expected=(people * cases.sum() / people.sum())[:, np.newaxis],
        points=points,
        windows=[(0, 0)],
        question=ScanQuestion(nearest=len(table)),
    )
    first = found.clusters.iloc[0]
    assert first["centre"] == "36007014300"
    return [
        Reproduction("tracts", 281, len(table), 0),
        Reproduction("cases", 592, float(cases.sum()), 0.01),
        Reproduction("people", 1_057_673, float(people.sum()), 0),
        from_reference(
            folder, dataset="ny-leukemia", starts="Circular", got=first["log_likelihood_ratio"]
        ),
        recomputed("tracts of the cluster around FIPS 36007014300", 31, first["areas"], 0),
        recomputed("cases counted there", 108.786, first["incidents"], 0.001),
        recomputed("cases expected there", 66.635, first["expected"], 0.001),
    ]


def recomputed(quantity: str, expected: float, got: float, tolerance: float) -> Reproduction:
    return Reproduction(quantity, expected, float(got), tolerance, "recomputed")


def moran_of(table: pd.DataFrame, column: str, beside: Neighbours) -> float:
    return overall_of(table, column, beside).moran


def overall_of(table: pd.DataFrame, column: str, beside: Neighbours) -> OverallPattern:
    values = table[["area", column]].rename(columns={column: "value"})
    return moran_overall(values=values, neighbours=beside, permutations=0)


def local_of(table: pd.DataFrame, column: str, beside: Neighbours) -> pd.DataFrame:
    values = table[["area", column]].rename(columns={column: "value"})
    return find_hotspots(values=values, neighbours=beside, draws=999).set_index("area")


def test_columbus(shared_data: Path) -> None:
    assert_reproduced(patterns_of_columbus(shared_data))


def test_north_carolina(shared_data: Path) -> None:
    assert_reproduced(patterns_of_north_carolina(shared_data))


def test_new_york(shared_data: Path) -> None:
    assert_reproduced(scan_of_new_york(shared_data))


def test_the_page_of_reproductions_is_up_to_date(shared_data: Path) -> None:
    """Made again from the same functions, in a process of its own."""
    command = [sys.executable, ROOT / "tools/reproductions.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_result_too_far_off_is_told() -> None:
    row = Reproduction("a quantity", expected=1.0, got=1.02, tolerance=0.01)
    with pytest.raises(AssertionError, match="a quantity"):
        assert_reproduced([row])
