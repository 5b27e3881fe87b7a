"""Published results of spatial patterns and scans, found again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sightline.analysis.hotspots import moran_of_rates, moran_overall
from sightline.analysis.neighbours import Neighbours
from tests.factories.method_data import columbus, north_carolina
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
    ]


def moran_of(table: pd.DataFrame, column: str, beside: Neighbours) -> float:
    values = table[["area", column]].rename(columns={column: "value"})
    return moran_overall(values=values, neighbours=beside, permutations=0).moran


def test_columbus(shared_data: Path) -> None:
    assert_reproduced(patterns_of_columbus(shared_data))


def test_north_carolina(shared_data: Path) -> None:
    assert_reproduced(patterns_of_north_carolina(shared_data))


def test_the_page_of_reproductions_is_up_to_date(shared_data: Path) -> None:
    """Made again from the same functions, in a process of its own."""
    command = [sys.executable, ROOT / "tools/reproductions.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_result_too_far_off_is_told() -> None:
    row = Reproduction("a quantity", expected=1.0, got=1.02, tolerance=0.01)
    with pytest.raises(AssertionError, match="a quantity"):
        assert_reproduced([row])
