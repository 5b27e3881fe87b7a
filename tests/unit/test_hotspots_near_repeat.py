"""Near repeats: pairs gone through one by one, every order of the days, and what is refused."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.hotspots import DatedEvents, dated_events, find_near_repeats
from sightline.errors import BadInput, Refused


def extract(days: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"day": days, "easting_m": 100.0, "northing_m": np.arange(len(days))})


def pairs_by_hand(events: DatedEvents, days: Any, metres: float, soon: int) -> int:
    return sum(
        np.hypot(*(events.points[one] - events.points[other])) <= metres
        and abs(days[one] - days[other]) <= soon
        for one, other in combinations(range(len(events)), 2)
    )


def made_up(seed: int, number: int) -> DatedEvents:
    """Places on a grid 100 m apart, so that bounds are met exactly, and days of a month."""
    dice = np.random.default_rng(seed)
    return DatedEvents(dice.integers(0, 30, number), 100.0 * dice.integers(0, 5, (number, 2)))


@given(seed=st.integers(0, 10_000), number=st.integers(2, 14))
def test_pairs_are_those_counted_by_hand(seed, number):
    events = made_up(seed, number)
    if len(set(events.days)) == 1:
        return
    found = find_near_repeats(
        events=events, within_m=[200, 100, 0], within_days=[3, 0, 10], permutations=99
    )
    assert found[["within_m", "within_days"]].values.tolist() == [
        [metres, soon] for metres in (0, 100, 200) for soon in (0, 3, 10)
    ]
    for row in found.itertuples():
        counted = pairs_by_hand(events, events.days, row.within_m, row.within_days)
        assert row.pairs == counted


def test_expected_and_chance_are_those_of_every_order_of_the_days() -> None:
    """Seven incidents: all 5,040 orders of their days, beside 99,999 shuffles."""
    events = made_up(11, 7)
    near = [
        pair
        for pair in combinations(range(7), 2)
        if np.hypot(*(events.points[pair[0]] - events.points[pair[1]])) <= 200
    ]
    sums = [
        sum(abs(days[one] - days[other]) <= 5 for one, other in near)
        for days in permutations(events.days.tolist())
    ]
    found = find_near_repeats(
        events=events, within_m=[200], within_days=[5], permutations=99_999
    ).iloc[0]
    assert found["expected"] == pytest.approx(np.mean(sums))
    assert found["chance"] == pytest.approx(np.mean(np.array(sums) >= found["pairs"]), abs=0.008)
    assert 0.05 < found["chance"] < 0.95


def test_repeats_planted_nearby_and_soon_are_found() -> None:
    """60 incidents over a year and 10 km; 20 more within 100 m and a week of one of them."""
    dice = np.random.default_rng(3)
    days, points = dice.integers(0, 365, 60), dice.uniform(0, 10_000, (60, 2))
    days = np.append(days, days[:20] + dice.integers(1, 7, 20))
    points = np.vstack([points, points[:20] + dice.uniform(-60, 60, (20, 2))])
    found = find_near_repeats(
        events=DatedEvents(days, points), within_m=[100, 3_000], within_days=[7]
    )
    assert found["pairs"].iloc[0] >= 20
    assert found["chance"].iloc[0] == 0.001
    assert found["expected"].iloc[0] < 2


def test_the_order_of_incidents_and_the_first_day_change_nothing() -> None:
    events, order = made_up(5, 40), np.random.default_rng(1).permutation(40)
    asked: dict[str, Any] = {"within_m": [100, 300], "within_days": [2, 9], "permutations": 99}
    one = find_near_repeats(events=events, **asked)
    other = find_near_repeats(
        events=DatedEvents(events.days[order] + 9_000, events.points[order] + 5e5), **asked
    )
    columns = ["pairs", "expected"]
    pd.testing.assert_frame_equal(one[columns], other[columns])
    assert other["chance"].tolist() == pytest.approx(one["chance"].tolist(), abs=0.2)


def test_with_nothing_planted_one_in_twenty_claims_a_repeat() -> None:
    chances = [
        find_near_repeats(
            events=made_up(seed, 50), within_m=[100], within_days=[3], permutations=99
        )["chance"].iloc[0]
        for seed in range(150)
    ]
    assert 0.01 <= np.mean(np.array(chances) <= 0.05) <= 0.1
    assert 0.42 <= np.mean(chances) <= 0.62


def test_an_extract_with_days_and_true_places_is_taken() -> None:
    events = dated_events(extract(["1970-01-02", "2025-12-31"]), places_are_exact=True)
    assert events.days.tolist() == [1, 20_453]
    assert events.points[1].tolist() == [100.0, 1.0]


@pytest.mark.parametrize("days", [["2025-11", "2025-12"], ["2025-11-01", "2025-12-01"] * 10])
def test_months_are_refused_however_they_are_written(days: list[str]) -> None:
    with pytest.raises(Refused, match=r"wanted the day of every incident.*police\.uk"):
        dated_events(extract(days), places_are_exact=True)


def test_places_that_stand_for_others_are_refused() -> None:
    with pytest.raises(Refused, match="moved to map points"):
        dated_events(extract(["2025-11-02"]), places_are_exact=False)


@pytest.mark.parametrize("day", ["31/12/2025", "2025-02-30", "soon"])
def test_what_is_no_day_is_told_with_its_row(day: str) -> None:
    with pytest.raises(BadInput, match=r"column day, row 2: found '.*', wanted a day"):
        dated_events(extract(["2025-12-31", day]), places_are_exact=True)


def test_a_day_of_another_century_is_told() -> None:
    with pytest.raises(BadInput, match="wanted days of one lifetime"):
        dated_events(extract(["2025-12-31", "1725-12-31"]), places_are_exact=True)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"within_m": []}, "found bounds of"),
        ({"within_days": [-1]}, "found bounds of"),
        ({"permutations": 98}, "permutations: found 98"),
    ],
)
def test_odd_bounds_are_refused(asked: dict[str, Any], reason: str) -> None:
    usual: dict[str, Any] = {"within_m": [100], "within_days": [7], "permutations": 99}
    with pytest.raises(BadInput, match=reason):
        find_near_repeats(events=made_up(1, 9), **(usual | asked))


@pytest.mark.parametrize("days", [[], [5], [5, 5, 5]])
def test_too_little_to_compare_is_refused(days: list[int]) -> None:
    events = DatedEvents(np.array(days, dtype=np.int64), np.zeros((len(days), 2)))
    with pytest.raises(Refused, match="wanted two or more, not all on one day"):
        find_near_repeats(events=events, within_m=[1], within_days=[1])


def test_more_pairs_than_can_be_held_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.analysis.hotspots.near_repeat._MOST_PAIRS", 30)
    with pytest.raises(Refused, match=r"found 45 pairs within 900 m, more than can be held \(30\)"):
        find_near_repeats(events=made_up(1, 10), within_m=[900], within_days=[1])
    few = find_near_repeats(events=made_up(1, 10), within_m=[0], within_days=[1])
    assert few["pairs"].iloc[0] <= 30
