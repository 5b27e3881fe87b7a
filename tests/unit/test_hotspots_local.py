"""Local patterns: against sums made one by one, against esda's own example, and what is refused."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.areas import AREAS
from sightline.analysis.hotspots import (
    Pattern,
    Spot,
    find_hotspots,
    moran_of_rates,
    moran_overall,
)
from sightline.analysis.hotspots.shared_draws import draw_apart, stand_among_draws
from sightline.analysis.need import smooth_by_neighbours
from sightline.analysis.neighbours import (
    Neighbours,
    nearest_neighbours,
    neighbours_from_pairs,
)
from sightline.errors import BadInput, Refused
from tests.factories.neighbourhoods import at_random, beside, in_a_row, values_of

# esda's example of G_Local: six points of which these are within 15 of each other.
SIX = beside(6, [(0, 1), (0, 3), (1, 3), (1, 4), (2, 4), (3, 4), (4, 5)])
SIX_VALUES = values_of([2, 3, 3.2, 5, 8, 7])


def exact_shares(values: np.ndarray, neighbours: Neighbours) -> np.ndarray:
    """Areas × 2: the share of all choices of neighbours whose sum is as high, and as low."""
    found = []
    for area in range(len(values)):
        others = np.delete(values, area)
        own = neighbours.near[neighbours.starts[area] : neighbours.starts[area + 1]]
        sums = [sum(chosen) for chosen in combinations(others, len(own))]
        told = values[own].sum()
        found.append([np.mean(np.array(sums) >= told - 1e-9), np.mean(sums <= told + 1e-9)])
    return np.array(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("whole", [True, False], ids=["many ties", "no ties"])
def test_shares_are_those_of_all_choices_of_neighbours(seed: int, whole: bool) -> None:
    """Every choice of neighbours is gone through for 11 areas; 199,999 draws come within 0.6%."""
    neighbours = at_random(11, seed=seed)
    values = np.random.default_rng(seed).gamma(1.2, 3, 11)
    values = np.floor(values) if whole else values
    standing = stand_among_draws(values, neighbours, draws=199_999, seed=seed)
    shares = np.column_stack([standing.high, standing.low]) / standing.draws
    assert np.abs(shares - exact_shares(values, neighbours)).max() < 0.006


def test_an_area_beside_all_others_has_only_one_sum() -> None:
    star = beside(5, [(0, other) for other in range(1, 5)])
    standing = stand_among_draws(np.array([1.0, 0.1, 0.7, 0.3, 2.0]), star, draws=999, seed=0)
    assert standing.high[0] == standing.low[0] == 999
    assert standing.chance[0] == 1


def test_every_order_of_different_sites_is_drawn_as_often() -> None:
    drawn = draw_apart(np.random.default_rng(7), 4, 60_000, 3)
    orders, times = np.unique(drawn, axis=1, return_counts=True)
    assert orders.shape[1] == 24
    assert np.abs(times - 2500).max() < 5 * np.sqrt(2500)


def test_draws_in_blocks_are_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.analysis.hotspots.shared_draws._NUMBERS_AT_ONCE", 700)
    values = np.arange(30.0) ** 2
    standing = stand_among_draws(values, at_random(30, seed=1), draws=5_000, seed=1)
    assert standing.draws == 5_000
    assert (standing.high + standing.low >= 5_000).all()
    assert (standing.high <= 5_000).all()


def test_the_example_of_esda() -> None:
    """Gi and Gi* as esda's G_Local gives them for binary weights, I as its Moran_Local does."""
    found = find_hotspots(values=SIX_VALUES, neighbours=SIX, draws=9_999)
    gi = [-1.01367290, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941]
    star = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    moran = [0.32926829, -0.08885017, -0.86236934, -0.01916376, -0.08623694, 1.32229965]
    assert found["gi"].tolist() == pytest.approx(gi, abs=1e-8)
    assert found["gi_star"].tolist() == pytest.approx(star, abs=1e-8)
    assert found["local_moran"].tolist() == pytest.approx(moran, abs=1e-8)


def test_a_tie_with_the_highest_is_not_mistaken_for_beyond_it() -> None:
    """C has one neighbour, the highest of five: chance alone gives that one time in five."""
    found = find_hotspots(values=SIX_VALUES, neighbours=SIX, draws=99_999).set_index("area")
    assert found.loc["C", "chance"] == pytest.approx(0.4, abs=0.01)


def test_local_patterns_add_up_to_that_of_the_map() -> None:
    neighbours, values = at_random(40, seed=3, each=8), values_of(np.arange(40) % 7)
    assert not neighbours.without
    local = find_hotspots(values=values, neighbours=neighbours, draws=99)["local_moran"]
    overall = moran_overall(values=values, neighbours=neighbours, permutations=0)
    assert local.mean() * 40 / 39 == pytest.approx(overall.moran, abs=1e-12)


def two_ends() -> pd.DataFrame:
    """60 areas in two rings of 30, each beside four: high ones together, low ones together."""
    values = np.full(60, 5.0) + np.arange(60) % 3
    values[10:20], values[40:48] = 30.0, -20.0
    values[16] = -20.0  # low among high
    pairs = [
        (ring + place, ring + (place + step) % 30)
        for ring in (0, 30)
        for place in range(30)
        for step in (1, 2)
    ]
    return find_hotspots(values=values_of(values), neighbours=beside(60, pairs), draws=99_999)


def test_hot_and_cold_spots_are_named_and_so_is_what_is_out_of_place() -> None:
    found = two_ends()
    hot, cold = (found.index[found["spot"] == spot] for spot in (Spot.HOT, Spot.COLD))
    assert {12, 13} <= set(hot) <= set(range(9, 21))
    assert {42, 43, 44, 45} <= set(cold) <= set(range(39, 49))
    assert found.loc[16, "pattern"] == Pattern.LOW_AMONG_HIGH
    assert found.loc[43, "pattern"] == Pattern.LOW_AMONG_LOW
    assert found.loc[25, "spot"] == found.loc[25, "pattern"] == "no clear pattern"


def test_an_area_without_neighbours_is_told_and_given_no_chance() -> None:
    values = values_of([1, 5, 2, 8, 3])
    found = find_hotspots(values=values, neighbours=beside(5, [(0, 1), (1, 2), (2, 4)]), draws=99)
    island = found.iloc[3]
    assert (island["spot"], island["pattern"]) == (Spot.ALONE, Pattern.ALONE)
    assert island[["chance", "false_discovery", "gi_star", "local_moran"]].isna().all()
    assert found.drop(index=3)["chance"].notna().all()


@pytest.mark.parametrize(
    ("values", "neighbours", "reason"),
    [
        ([4, 4, 4, 4], in_a_row(4), "the same value in every area"),
        ([1, 2, 3], in_a_row(3), "found 3 areas"),
        ([1, 2, 3, 4], beside(4, []), "0 pairs of neighbours"),
    ],
)
def test_no_pattern_is_looked_for_where_there_can_be_none(values, neighbours, reason) -> None:
    with pytest.raises(Refused, match=reason):
        find_hotspots(values=values_of(values), neighbours=neighbours)
    with pytest.raises(Refused, match=reason.removeprefix("found ")):
        moran_overall(values=values_of(values), neighbours=neighbours)


def test_unequal_weights_are_refused_and_equal_ones_are_not() -> None:
    pairs = pd.DataFrame({"area": ["A", "A", "B"], "neighbour": ["B", "C", "A"]})
    equal = pairs.assign(weight=[0.5, 0.5, 1.0])
    assert neighbours_from_pairs(areas="ABC", pairs=equal).number.tolist() == [2, 1, 0]
    with pytest.raises(Refused, match="unequal weights among the neighbours of 1 area"):
        neighbours_from_pairs(areas="ABC", pairs=pairs.assign(weight=[0.7, 0.3, 1.0]))
    with pytest.raises(BadInput, match="missing or not above zero"):
        neighbours_from_pairs(areas="ABC", pairs=pairs.assign(weight=[0.7, 0, 1.0]))


def test_pairs_with_strangers_and_areas_told_twice_are_refused() -> None:
    pairs = pd.DataFrame({"area": ["A"], "neighbour": ["Z"]})
    with pytest.raises(BadInput, match="found Z in a pair"):
        neighbours_from_pairs(areas="AB", pairs=pairs)
    with pytest.raises(BadInput, match="an area twice"):
        neighbours_from_pairs(areas="AAB", pairs=pairs)


def test_values_of_other_areas_or_of_too_few_are_refused() -> None:
    with pytest.raises(BadInput, match=r"found 0 area\(s\) .* and 1 without a value \(D"):
        find_hotspots(values=values_of([1, 2, 3]), neighbours=in_a_row(4))
    with pytest.raises(BadInput, match=r"found 1 area\(s\) .* and 0 without a value \(E"):
        find_hotspots(values=values_of([1, 2, 3, 4, 5]), neighbours=in_a_row(4))


@pytest.mark.parametrize("asked", [{"draws": 98}, {"draws": 1_000_000}, {"false_discovery": 1.0}])
def test_odd_questions_are_refused(asked: dict[str, float]) -> None:
    with pytest.raises(BadInput, match=next(iter(asked))):
        find_hotspots(values=SIX_VALUES, neighbours=SIX, **asked)
    with pytest.raises(BadInput, match="permutations: found -1"):
        moran_overall(values=SIX_VALUES, neighbours=SIX, permutations=-1)


def test_an_overall_pattern_is_put_in_words() -> None:
    def words(values: list[float]) -> str:
        return moran_overall(values=values_of(values), neighbours=in_a_row(len(values))).words

    assert words([1.0] * 10 + [9.0] * 10) == (
        "high areas tend to lie beside high ones, and low beside low"
    )
    assert words([1.0, 9.0] * 10) == "high areas tend to lie beside low ones"
    assert words([1, 9, 2, 2, 8, 1, 9, 7, 4, 3]).startswith("cannot tell")


def test_nearest_neighbours_are_those_of_every_distance_worked_out() -> None:
    points = np.random.default_rng(5).integers(0, 40, (60, 2))  # many ties of distance
    areas = pd.DataFrame(
        dict.fromkeys(AREAS.columns, "") | {"area": [f"A{row:02d}" for row in range(60)]},
        index=range(60),
    ).assign(easting_m=points[:, 0], northing_m=points[:, 1])
    found = nearest_neighbours(areas, number=4)
    distance = np.hypot(*(points[:, np.newaxis] - points).transpose(2, 0, 1).astype(float))
    np.fill_diagonal(distance, -1.0)
    expected = np.sort(np.argsort(distance, axis=1, kind="stable")[:, 1:5], axis=1)
    assert found.near.reshape(60, 4).tolist() == expected.tolist()
    with pytest.raises(BadInput, match="found 60 of 60"):
        nearest_neighbours(areas, number=60)


def test_parts_of_the_map_and_ways_of_being_neighbours() -> None:
    two = beside(5, [(0, 1), (2, 3)])
    assert len(set(two.parts())) == 3
    assert two.symmetric
    one_way = neighbours_from_pairs(
        areas="AB", pairs=pd.DataFrame({"area": ["A"], "neighbour": ["B"]})
    )
    assert not one_way.symmetric
    assert np.isnan(one_way.means(np.array([1.0, 2.0]))[1])


def test_a_rate_of_nobody_has_no_part_in_a_pattern_of_rates() -> None:
    counts = values_of([1, 2, 3, 4]).rename(columns={"value": "incidents"})
    with pytest.raises(BadInput, match=r"people: found 0 in 2 area\(s\), B first"):
        moran_of_rates(counts=counts.assign(people=[9, 0, 8, 0]), neighbours=in_a_row(4))


def test_the_same_rate_everywhere_has_no_pattern_whatever_the_people() -> None:
    people = np.array([100, 2_000, 30, 900, 60])
    counts = pd.DataFrame({"area": list("ABCDE"), "incidents": people / 10, "people": people})
    with pytest.raises(Refused, match="the same value in every area"):
        moran_of_rates(counts=counts, neighbours=in_a_row(5))


def test_rates_are_drawn_to_neighbours_only_where_somebody_lives_in_some_time() -> None:
    told = pd.DataFrame({"area": list("ABC"), "incidents": [1, 2, 3], "people": [0, 0, 0]})
    with pytest.raises(Refused, match="no area where people live"):
        smooth_by_neighbours(incidents=told, people=told, neighbours=in_a_row(3), years=1)
    with pytest.raises(BadInput, match="years: found 0"):
        smooth_by_neighbours(incidents=told, people=told, neighbours=in_a_row(3), years=0)
