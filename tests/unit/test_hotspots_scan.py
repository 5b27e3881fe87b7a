"""The scan: against cylinders gone through one by one, and what it says of planted clusters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.hotspots import (
    ScanQuestion,
    expect_by_people,
    find_clusters,
    find_clusters_in_time,
)
from sightline.analysis.hotspots.cylinders import (
    Cylinders,
    _Search,
    best_of_circles,
    largest_by_chance,
    log_ratio,
    nearest_first,
    smallest_counts,
)
from sightline.errors import BadInput, Refused
from tests.factories.small_tables import codes

MONTHS = ["2025-09", "2025-10", "2025-11", "2025-12"]


def square(side: int) -> pd.DataFrame:
    """PLACES of areas on a grid, a kilometre apart."""
    place = np.arange(side * side)
    return pd.DataFrame(
        {
            "area": codes(side * side),
            "easting_m": 1000.0 * (place % side),
            "northing_m": 1000.0 * (place // side),
        }
    )


def cells_of(counted: np.ndarray, expected: np.ndarray | None = None) -> pd.DataFrame:
    """SCANNED of areas × months; as much expected everywhere if not told."""
    areas, months = counted.shape
    grid = pd.DataFrame(
        [(area, month) for area in codes(areas) for month in MONTHS[-months:]],
        columns=["area", "month"],
    )
    expected = np.ones(counted.shape) if expected is None else expected
    return grid.assign(incidents=counted.ravel(), expected=expected.ravel())


def one_by_one(
    counted: np.ndarray, cylinders: Cylinders, total: float
) -> tuple[float, tuple[int, int, tuple[int, int]]]:
    """The largest ratio by the formula as it is published, and which cylinder has it."""
    best, which = 0.0, (0, 0, (0, 0))
    for centre in range(len(counted)):
        for size in range(1, cylinders.order.shape[1] + 1):
            inside = cylinders.order[centre, :size]
            for first, last in cylinders.windows:
                c = counted[inside, first : last + 1].sum()
                e = cylinders.expected[inside, first : last + 1].sum()
                if c <= e or e > cylinders.largest_share * total:
                    continue
                rest = (total - c) * math.log((total - c) / (total - e)) if c < total else 0.0
                ratio = c * math.log(c / e) + rest
                if ratio > best + 1e-12:
                    best, which = ratio, (centre, size, (first, last))
    return best, which


def some_cylinders(seed: int, *, areas: int = 12, months: int = 4) -> tuple[Cylinders, np.ndarray]:
    dice = np.random.default_rng(seed)
    expected = dice.gamma(2, 1, (areas, months))
    counted = dice.poisson(expected * 2) + (dice.random((areas, months)) < 0.1) * 4
    expected *= counted.sum() / expected.sum()
    windows = [(first, last) for last in range(months) for first in range(last + 1)]
    order = nearest_first(dice.normal(size=(areas, 2)), areas - 2)
    return Cylinders(order, tuple(windows), expected, 0.5), counted


@given(seed=st.integers(0, 10_000))
def test_the_best_cylinder_is_the_best_of_all_gone_through_one_by_one(seed):
    cylinders, counted = some_cylinders(seed)
    best = best_of_circles(counted.astype(float), cylinders)
    ratio, _ = one_by_one(counted, cylinders, float(counted.sum()))
    assert best.ratio.max() == pytest.approx(ratio, abs=1e-9)


@given(seed=st.integers(0, 10_000), floor=st.floats(0.5, 6))
def test_many_maps_at_once_give_what_each_gives_alone(seed, floor):
    cylinders, counted = some_cylinders(seed)
    total, chances = int(counted.sum()), cylinders.expected.ravel() / cylinders.expected.sum()
    maps = np.random.default_rng(seed).multinomial(total, chances, size=11)
    found = _Search(cylinders, total, floor).largest(maps)
    alone = [
        best_of_circles(one.reshape(counted.shape).astype(float), cylinders).ratio.max()
        for one in maps
    ]
    assert found.tolist() == pytest.approx(np.maximum(alone, floor).tolist(), abs=1e-9)


def test_counts_too_large_for_small_numbers_are_counted_all_the_same() -> None:
    cylinders, counted = some_cylinders(3)
    many = Cylinders(cylinders.order, cylinders.windows, cylinders.expected * 900, 0.5)
    total = int(counted.sum()) * 900
    assert total > 65_535
    maps = np.random.default_rng(1).multinomial(total, many.expected.ravel() / total, size=5)
    alone = [
        best_of_circles(one.reshape(counted.shape).astype(float), many).ratio.max() for one in maps
    ]
    found = _Search(many, total, 0.5).largest(maps)
    assert found.tolist() == pytest.approx(alone, abs=1e-6)


def test_more_maps_than_are_counted_at_once_are_all_counted() -> None:
    cylinders, counted = some_cylinders(5)
    found = largest_by_chance(cylinders, total=int(counted.sum()), draws=1_100, seed=1, told=3.0)
    assert len(found) == 1_100
    assert 0.05 < (found >= 3.0).mean() <= 1


@given(floor=st.floats(0.1, 20), total=st.integers(2, 300))
def test_the_smallest_count_worth_looking_at_is_where_the_ratio_reaches_the_floor(floor, total):
    reach = smallest_counts(floor, float(total), total)
    count = np.arange(1.0, total + 1)
    assert (np.diff(reach) >= 0).all()
    assert (log_ratio(count, reach * (1 + 1e-9), float(total)) <= floor * (1 + 1e-6)).all()


def planted(seed: int = 1) -> np.ndarray:
    """49 areas × 4 months, about 5 incidents a cell; four areas in a corner have 12 for two months,
    and one in the other corner has 30 in the last."""
    counted = np.random.default_rng(seed).poisson(5.0, (49, 4))
    counted[np.ix_([0, 1, 7, 8], [2, 3])] += 9
    counted[48, 3] += 22
    return counted


def test_planted_clusters_are_found_with_their_months_and_share_no_area() -> None:
    found = find_clusters_in_time(
        cells=cells_of(planted()), places=square(7), question=ScanQuestion(nearest=20)
    )
    first, second = found.clusters.iloc[0], found.clusters.iloc[1]
    members = found.members.groupby("cluster")["area"].agg(set)
    assert members[1] == {codes(49)[place] for place in (0, 1, 7, 8)}
    assert (first["first_month"], first["last_month"]) == ("2025-11", "2025-12")
    assert members[2] == {codes(49)[48]}
    assert second["first_month"] == "2025-12"
    assert (found.clusters["chance"][:2] <= 0.002).all()
    assert (found.clusters["chance"][2:] > 0.05).all()
    assert found.members["area"].is_unique
    assert found.cylinders == 49 * 20 * 2


def test_a_cluster_that_is_over_is_found_only_by_looking_back() -> None:
    counted = np.random.default_rng(2).poisson(5.0, (49, 4))
    counted[np.ix_([0, 1, 7, 8], [1])] += 15
    now, back = (
        find_clusters_in_time(
            cells=cells_of(counted), places=square(7), longest=2, still_going=going,
            question=ScanQuestion(nearest=10),
        ).clusters.iloc[0]
        for going in (True, False)
    )  # fmt: skip
    assert now["chance"] > 0.05
    assert (back["first_month"], back["last_month"]) == ("2025-10", "2025-10")
    assert back["chance"] <= 0.01


def counts_of(incidents: list[float], people: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"area": codes(len(people)), "incidents": incidents, "people": people})


def test_one_period_is_scanned_in_space_alone() -> None:
    """A holds 12 of 20 incidents and an eighth of the people: 12 ln 4.8 + 8 ln (8 / 17.5)."""
    found = find_clusters(
        counts=counts_of([12, 2, 1, 5], [100, 200, 200, 300]),
        places=square(2),
        question=ScanQuestion(nearest=1),
    )
    only = found.clusters.iloc[0]
    assert (only["centre"], only["areas"], only["first_month"]) == ("A", 1, "")
    assert only["expected"] == pytest.approx(2.5)
    ratio = 12 * math.log(4.8) + 8 * math.log(8 / 17.5)
    assert only["log_likelihood_ratio"] == pytest.approx(ratio)
    assert only["times_elsewhere"] == pytest.approx((12 / 2.5) / (8 / 17.5))


def test_all_incidents_in_one_area_are_no_rate_elsewhere() -> None:
    found = find_clusters(counts=counts_of([9, 0, 0, 0], [10] * 4), places=square(2))
    assert np.isnan(found.clusters.loc[0, "times_elsewhere"])
    assert found.clusters.loc[0, "log_likelihood_ratio"] == pytest.approx(9 * math.log(4))


def test_where_everything_is_as_expected_there_is_no_cluster() -> None:
    found = find_clusters(counts=counts_of([5] * 4, [10] * 4), places=square(2))
    assert len(found.clusters) == len(found.members) == 0


def test_without_a_cluster_chances_are_what_they_say() -> None:
    """80 maps without a cluster: 1 in 20 claims one at 1 in 20, give or take."""
    chances = []
    for seed in range(80):
        counted = np.random.default_rng(seed).multinomial(300, np.full(25 * 3, 1 / 75))
        found = find_clusters_in_time(
            cells=cells_of(counted.reshape(25, 3)), places=square(5),
            question=ScanQuestion(nearest=8, draws=99, seed=seed),
        )  # fmt: skip
        chances.append(found.clusters["chance"].iloc[0])
    assert 0 < np.mean(np.array(chances) <= 0.05) <= 0.125
    assert 0.4 <= np.mean(chances) <= 0.6


def test_rows_in_any_order_and_expected_on_any_scale_give_the_same() -> None:
    cells, places = cells_of(planted()), square(7)
    one = find_clusters_in_time(cells=cells, places=places, question=ScanQuestion(nearest=9))
    other = find_clusters_in_time(
        cells=cells.assign(expected=cells["expected"] * 7).sample(frac=1, random_state=1),
        places=places.iloc[::-1],
        question=ScanQuestion(nearest=9),
    )
    pd.testing.assert_frame_equal(one.clusters, other.clusters)
    pd.testing.assert_frame_equal(one.members, other.members)


def test_a_rise_everywhere_is_no_cluster() -> None:
    """Twice as many in December in every area: what is expected rises with it."""
    counted = np.full((9, 2), 10)
    counted[:, 1] = 20
    cells = cells_of(counted).drop(columns="expected")
    people = pd.DataFrame({"area": codes(9), "people": 100})
    expected = expect_by_people(incidents=cells, people=people)
    assert len(find_clusters_in_time(cells=expected, places=square(3)).clusters) == 0
    with pytest.raises(BadInput, match="no row for I"):
        expect_by_people(incidents=cells, people=people.iloc[:-1])


@pytest.mark.parametrize(
    "asked",
    [{"nearest": 0}, {"largest_share": 0.6}, {"draws": 98}, {"most": 0}],
    ids=lambda asked: next(iter(asked)),
)
def test_odd_questions_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=f"{next(iter(asked))}: found"):
        ScanQuestion(**asked)


def test_cells_that_cannot_be_scanned_are_refused_with_the_reason() -> None:
    cells, places = cells_of(np.full((4, 4), 2)), square(2)

    def tried(cells: pd.DataFrame, places: pd.DataFrame = places, **how: Any) -> None:
        find_clusters_in_time(cells=cells, places=places, **how)

    with pytest.raises(BadInput, match="longest: found 5"):
        tried(cells, longest=5)
    with pytest.raises(BadInput, match="found none after 2025-09"):
        tried(cells[cells["month"] != "2025-10"])
    with pytest.raises(BadInput, match="no row for A in some month"):
        tried(cells.iloc[1:])
    with pytest.raises(BadInput, match="places: found no row for D"):
        tried(cells, places.iloc[:-1])
    with pytest.raises(Refused, match="found 0 incidents"):
        tried(cells.assign(incidents=0))
    with pytest.raises(Refused, match="incidents where none are expected"):
        tried(cells.assign(expected=[0.0, *[1.0] * 15]))
