"""Concentration, persistence, stability and harm: by hand, beside chance, and what is refused."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.hotspots import (
    BROAD_TYPES,
    WeightSet,
    concentration,
    lorenz_curve,
    persistence,
    stability,
    weigh_harm,
)
from sightline.errors import BadInput, Refused
from tests.factories.small_tables import codes

some_counts = st.lists(st.integers(0, 40), min_size=2, max_size=30).filter(any)


def places(counts: list[int] | np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"area": codes(len(counts)), "incidents": counts})


def months_of(counts: np.ndarray) -> pd.DataFrame:
    """MONTHLY of areas × months."""
    grid = list(product(codes(counts.shape[0]), range(1, counts.shape[1] + 1)))
    return pd.DataFrame(
        {
            "area": [area for area, _ in grid],
            "month": [f"2025-{month:02d}" for _, month in grid],
            "incidents": counts.ravel(),
        }
    )


@given(counts=some_counts)
def test_the_coefficient_is_half_the_mean_difference_over_the_mean(counts):
    """Gini's own definition, over every pair of places."""
    values = np.array(counts, dtype=float)
    difference = np.abs(values[:, np.newaxis] - values).mean()
    found = concentration(counts=places(counts), draws=99)
    assert found.gini == pytest.approx(difference / 2 / values.mean(), abs=1e-12)


@given(counts=some_counts)
def test_places_holding_half_are_the_fewest_that_do(counts):
    found = concentration(counts=places(counts), draws=99)
    ordered = sorted(counts, reverse=True)
    assert 2 * sum(ordered[: found.half]) >= sum(counts)
    assert 2 * sum(ordered[: found.half - 1]) < sum(counts)
    curve = lorenz_curve(places(counts))
    assert (curve["share_of_incidents"] >= curve["share_of_places"] - 1e-12).all()
    assert curve.iloc[-1].tolist() == [1.0, pytest.approx(1.0)]


def test_few_incidents_each_in_a_place_of_its_own_are_not_concentrated() -> None:
    """Bernasco & Steenbeek 2017: 10 incidents in 10 of 100 places: 0.9 plain, 0 generalised."""
    spread = concentration(counts=places([1] * 10 + [0] * 90))
    assert spread.gini == pytest.approx(0.9)
    assert spread.gini_generalised == pytest.approx(0, abs=1e-12)
    assert "no fewer places than by chance" in spread.words
    one = concentration(counts=places([10] + [0] * 99))
    assert one.gini_generalised == pytest.approx(1 - 1 / 10)
    assert "1 of 100 places (1.0%) hold half of 10 incidents" in one.words
    assert "fewer places than by chance" in one.words


def test_with_more_incidents_than_places_both_coefficients_are_the_same() -> None:
    found = concentration(counts=places([9, 3, 1]))
    assert found.gini_generalised == pytest.approx(found.gini)


def test_what_is_expected_by_people_is_no_concentration() -> None:
    """One place has nine tenths of the people and of the incidents."""
    counts = places([900, *[20] * 5])
    by_people = counts.rename(columns={"incidents": "expected"})
    alike, fair = concentration(counts=counts), concentration(counts=counts, expected=by_people)
    assert alike.half_share_by_chance.mean > 0.4
    assert fair.half_share_by_chance.mean == pytest.approx(fair.half_share)
    assert fair.gini_by_chance.low <= fair.gini_generalised <= fair.gini_by_chance.high


def test_the_order_of_rows_changes_no_concentration() -> None:
    counts = places([5, 0, 2, 8])
    assert concentration(counts=counts) == concentration(counts=counts.iloc[::-1])


@pytest.mark.parametrize("counts", [[0, 0], [4]])
def test_nothing_to_hold_or_to_compare_is_refused(counts: list[int]) -> None:
    with pytest.raises(Refused, match="wanted some, in two places or more"):
        concentration(counts=places(counts))
    with pytest.raises(Refused, match="found no incidents"):
        lorenz_curve(places([0, 0]))


def test_odd_questions_of_concentration_are_refused() -> None:
    counts = places([3, 1])
    with pytest.raises(BadInput, match="draws: found 9"):
        concentration(counts=counts, draws=9)
    with pytest.raises(BadInput, match="found a place without a number"):
        concentration(counts=counts, expected=pd.DataFrame({"area": ["A"], "expected": [1.0]}))


def test_months_on_top_and_their_chance_are_those_worked_out_by_hand() -> None:
    """One of four on top each month. A is there every month: 1 in 64. B and C tie for one."""
    counts = np.array([[9, 8, 7], [1, 2, 0], [0, 2, 0], [1, 0, 7]])
    found = persistence(incidents=months_of(counts), top_share=0.25).set_index("area")
    assert found["months_on_top"].to_dict() == {"A": 2.5, "D": 0.5, "B": 0.0, "C": 0.0}
    assert found["by_chance"].tolist() == [0.75] * 4
    assert found.loc["A", "chance"] == pytest.approx(3 * 0.25**2 * 0.75 + 0.25**3)
    assert found.loc["D", "chance"] == 1


def test_an_area_without_incidents_is_never_on_top() -> None:
    counts = np.array([[1, 0], [0, 0], [0, 0], [0, 0]])
    found = persistence(incidents=months_of(counts), top_share=0.5).set_index("area")
    assert found["months_on_top"].tolist() == [1, 0, 0, 0]
    assert found["by_chance"].tolist() == [0.25] * 4


def test_areas_alike_are_on_top_by_turns_as_often_as_chance_says() -> None:
    counts = np.random.default_rng(1).poisson(6.0, (400, 24))
    found = persistence(incidents=months_of(counts), top_share=0.1)
    assert found["months_on_top"].mean() == pytest.approx(found["by_chance"].iloc[0])
    assert (found["chance"] <= 0.05).mean() <= 0.07


def test_the_same_risk_in_both_halves_is_as_stable_as_can_be() -> None:
    risk = np.random.default_rng(2).gamma(0.5, 8, 300)
    same = np.random.default_rng(3).poisson(risk[:, np.newaxis], (300, 12))
    found = stability(incidents=months_of(same), draws=199)
    assert found.words.endswith("as many as if nothing had changed")
    assert (found.top, found.by_chance) == (15, 0.75)
    assert found.unchanged_low <= found.both <= found.unchanged_high


def test_a_top_drawn_anew_is_not_called_stable() -> None:
    alike = np.random.default_rng(4).poisson(6.0, (300, 12))
    assert stability(incidents=months_of(alike), draws=99).words.endswith("drawn anew")


def test_a_top_half_of_which_moved_is_neither() -> None:
    counts = np.full((100, 2), 5)
    counts[:5] = 900
    counts[5:10, 0], counts[10:15, 1] = 2_000, 100
    found = stability(incidents=months_of(counts), top_share=0.1, draws=199)
    assert found.both == 5
    assert found.words == (
        "5 of the top 10 areas stay on top: more than by chance, fewer than if nothing had changed"
    )


@pytest.mark.parametrize(
    ("counts", "asked", "error", "reason"),
    [
        (np.ones((4, 3)), {}, BadInput, "found 3 months, wanted an even number"),
        (np.ones((4, 2)), {"draws": 5}, BadInput, "draws: found 5"),
        (np.ones((4, 2)), {"top_share": 0.0}, BadInput, "top_share: found 0.0"),
        (np.array([[1, 0], [2, 0]]), {}, Refused, "a half of the months without incidents"),
    ],
)
def test_odd_questions_of_stability_are_refused(
    counts: np.ndarray, asked: dict[str, Any], error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        stability(incidents=months_of(counts), **asked)


def test_a_month_that_was_not_supplied_is_not_taken_for_none() -> None:
    with pytest.raises(BadInput, match="found 1 of 8 months of areas without a row"):
        persistence(incidents=months_of(np.ones((4, 2))).iloc[1:])
    with pytest.raises(BadInput, match="found 0 of 0"):
        persistence(incidents=months_of(np.ones((4, 2))).iloc[:0])


WEIGHTS = pd.DataFrame({"category": ["killing", "wounding", "push"], "weight": [5000, 300, 1]})
EXAMPLE = WeightSet("an invented set", "invented for this test", "days", WEIGHTS)


def crimes(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["area", "category", "crimes"])


def test_harm_is_the_sum_of_weights_and_names_the_set() -> None:
    found = weigh_harm(
        crimes=crimes(("A", "wounding", 2), ("A", "push", 30), ("B", "push", 0)), weights=EXAMPLE
    )
    assert found["harm"].tolist() == [630, 0]
    assert found["crimes"].tolist() == [32, 0]
    assert set(found["weights"]) == {"an invented set"}
    assert set(found["unit"]) == {"days"}
    assert found.loc[1, "harm_low"] == 0 < found.loc[1, "harm_high"]


def test_of_one_weight_the_interval_is_that_of_the_count() -> None:
    """Weight 1, 20 crimes: the exact Poisson bounds of Garwood 1936, 90%: 13.25 to 29.06."""
    found = weigh_harm(crimes=crimes(("A", "push", 20)), weights=EXAMPLE)
    assert found.loc[0, ["harm_low", "harm_high"]].tolist() == pytest.approx(
        [13.25, 29.06], abs=0.01
    )


def test_nine_intervals_in_ten_hold_the_harm_that_was_drawn_from() -> None:
    """200 areas, some woundings and many pushes; killings are left out, as the docstring says."""
    dice, held = np.random.default_rng(5), []
    for _ in range(20):
        rates = dice.gamma(3, 2, (200, 1)) * np.array([[0.5, 6.0]])
        rows = [
            (f"A{area:03d}", name, int(count))
            for area, pair in enumerate(dice.poisson(rates))
            for name, count in zip(["wounding", "push"], pair, strict=True)
        ]
        found = weigh_harm(crimes=crimes(*rows), weights=EXAMPLE)
        truth = rates @ [300, 1]
        held.append(((found["harm_low"] <= truth) & (truth <= found["harm_high"])).mean())
    assert 0.87 <= np.mean(held) <= 0.98


@pytest.mark.parametrize("name", sorted(BROAD_TYPES)[::5])
def test_types_of_open_police_data_are_refused_whatever_weight_they_are_given(name: str) -> None:
    weights = WeightSet("mine", "mine", "points", pd.DataFrame({"category": [name], "weight": [9]}))
    with pytest.raises(Refused, match=r"types of police\.uk"):
        weigh_harm(crimes=crimes(("A", name.upper(), 3)), weights=weights)


def test_a_category_without_a_weight_and_a_set_without_a_source_are_told() -> None:
    with pytest.raises(BadInput, match="1 categories without a weight in an invented set, arson"):
        weigh_harm(crimes=crimes(("A", "arson", 1), ("A", "push", 1)), weights=EXAMPLE)
    with pytest.raises(BadInput, match="found no source"):
        WeightSet("a set", " ", "days", WEIGHTS)
    with pytest.raises(BadInput, match="interval: found 1"):
        weigh_harm(crimes=crimes(("A", "push", 1)), weights=EXAMPLE, interval=1)
