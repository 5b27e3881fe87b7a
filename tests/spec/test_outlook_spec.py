"""What an area may expect, and how outlooks are judged. Small numbers, checked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sightline.analysis.outlook import (
    BENCHMARK,
    OUTLOOK,
    SCORES,
    backtest,
    expect_incidents,
    summarise,
)
from sightline.analysis.outlook.history import history_of, season_of
from sightline.analysis.outlook.scoring import (
    accuracy_and_efficiency,
    poisson_deviance,
    ranked_probability,
    share_held,
    share_held_split,
)
from sightline.analysis.periods import Month
from sightline.errors import BadInput, Refused
from tests.factories.monthly_counts import LAST, drawn, told


def several(counts: dict[str, list[float | None]]) -> pd.DataFrame:
    return pd.concat([told(months, area=area) for area, months in counts.items()])


STEADY = several({"A": [20] * 24, "B": [5] * 24, "C": [1] * 24})


def test_areas_that_never_change_are_expected_not_to():
    """20, 5 and 1 a month for two years: about 240, 60 and 12 in the next, or a little nearer."""
    ahead = expect_incidents(monthly=STEADY)
    assert ahead["expected"].tolist() == pytest.approx([240, 60, 12], rel=0.06)
    assert (ahead["low"] <= ahead["expected"]).all()
    assert (ahead["expected"] <= ahead["high"]).all()
    assert ahead[["first", "last"]].iloc[0].tolist() == ["2026-01", "2026-12"]
    assert OUTLOOK.check(ahead).equals(ahead)


def test_one_busy_month_among_few_incidents_is_not_taken_for_what_comes():
    """D had 6 in its last month and none before, in a place where areas have 1 a month."""
    calm = {f"A{place}": [1] * 12 for place in range(20)}
    ahead = expect_incidents(monthly=several(calm | {"D": [0] * 11 + [6]}), months_ahead=1)
    busy = ahead.set_index("area").loc["D"]
    assert busy["expected"] < 2


def test_what_lasts_is_taken_for_what_comes():
    """From 10 to 20 a month two years ago, and it stayed."""
    areas = {f"A{place}": [10] * 24 + [20] * 24 for place in range(8)}
    ahead = expect_incidents(monthly=several(areas), months_ahead=12)
    assert ahead["expected"].tolist() == pytest.approx([240] * 8, rel=0.15)


def test_the_season_of_all_areas_is_allowed_for():
    """Twice as many in June as in December: June alone is expected to have more than January."""
    year = [10, 11, 13, 16, 18, 20, 20, 18, 16, 13, 11, 10]
    monthly = several({f"A{place}": year * 3 for place in range(6)})
    season = season_of(history_of(monthly))
    assert season is not None
    assert season[5] / season[0] == pytest.approx(2, rel=0.12)
    next_month = expect_incidents(monthly=monthly, months_ahead=1)
    assert next_month["expected"].iloc[0] == pytest.approx(10, abs=1.5)
    assert next_month["season_known"].tolist() == [1] * 6


def test_of_one_year_alone_the_season_is_not_known():
    ahead = expect_incidents(monthly=several({"A": [9] * 12, "B": [3] * 12}))
    assert ahead["season_known"].tolist() == [0, 0]


def test_a_month_not_supplied_is_not_a_month_of_none():
    with_gap = several({"A": [10] * 10 + [None] * 5 + [10] * 9, "B": [10] * 24})
    ahead = expect_incidents(monthly=with_gap)
    assert ahead["expected"].iloc[0] == pytest.approx(ahead["expected"].iloc[1], rel=0.03)


def test_an_area_that_nothing_is_known_of_is_expected_to_be_as_others_and_surely_unsure():
    monthly = several({f"A{place}": [4 + place] * 12 for place in range(6)} | {"Z": [None] * 12})
    ahead = expect_incidents(monthly=monthly, months_ahead=6).set_index("area")
    assert 24 < ahead.loc["Z", "expected"] < 60
    assert ahead.loc["Z", "unevenness"] > 2 * ahead.loc["A3", "unevenness"]


def test_too_little_says_nothing():
    with pytest.raises(Refused, match="found 5 months, wanted 6"):
        expect_incidents(monthly=told([1] * 5))
    with pytest.raises(Refused, match="no incidents"):
        expect_incidents(monthly=told([0] * 12))
    with pytest.raises(BadInput, match="months ahead: found 13"):
        expect_incidents(monthly=STEADY, months_ahead=13)


def test_accuracy_is_the_share_caught_to_the_share_of_areas():
    """The two areas named had 5 + 1 of 10 in a fifth of the areas: 0.6 / 0.2 = 3; best is 4.5."""
    found = np.array([5, 1, 4, 0, 0, 0, 0, 0, 0, 0.0])
    named = np.array([9, 8, 1, 1, 1, 1, 1, 1, 1, 1.0])
    pai, pei = accuracy_and_efficiency(found, named, top_share=0.2)
    assert (pai, pei) == (pytest.approx(3), pytest.approx(6 / 9))


def test_scores_are_those_of_the_textbook():
    """A Poisson of 2, of which 3 came: sums by hand, and the deviance 2 (3 log 1.5 - 1)."""
    counts = np.arange(60)
    by_hand = ((stats.poisson.cdf(counts, 2.0) - (counts >= 3)) ** 2).sum()
    even = np.zeros(1)
    got = ranked_probability(np.array([3.0]), np.array([2.0]), even)
    assert got == pytest.approx(by_hand, abs=1e-6)
    deviance = poisson_deviance(np.array([3.0]), np.array([2.0]))
    assert deviance == pytest.approx(2 * (3 * np.log(1.5) - 1))


def test_a_count_on_the_end_of_an_interval_is_held_in_part():
    """Of a Poisson of 1, none has a chance of 37%: of it, 32 lie above the lowest twentieth."""
    found, expected = np.zeros(1), np.ones(1)
    split = share_held_split(found, expected, np.zeros(1), 0.9)
    assert split == pytest.approx((np.exp(-1) - 0.05) / np.exp(-1), abs=1e-6)
    assert share_held(found, np.zeros(1), np.full(1, 3.0)) == 1.0


def test_the_benchmark_is_set_beside_what_is_plain_and_beats_it():
    monthly = drawn(areas=120, number=36, mean=6, slow=0.3, seed=5)
    origins = [Month(2024, 12), Month(2025, 6)]
    scores = backtest(monthly=monthly, origins=origins, months_ahead=6, seed=1, top_share=0.1)
    assert SCORES.check(scores).equals(scores)
    assert len(scores) == 10
    mean = summarise(scores).set_index("model")
    assert mean.index[0] == BENCHMARK
    assert (mean["crps_ratio"].drop(BENCHMARK) > 1).all()
    assert mean.loc["another area at random", "pai"] < mean.loc[BENCHMARK, "pai"]


def test_a_model_that_knows_what_comes_beats_the_benchmark():
    """Only then is its ratio below 1; it is given nothing but months up to the origin."""
    monthly = drawn(areas=30, number=24, mean=12)
    asked: list[str] = []

    def clairvoyant(known: pd.DataFrame, ahead: int) -> pd.DataFrame:
        asked.append(known["month"].max())
        came = monthly[monthly["month"] > known["month"].max()]
        total = came.groupby("area")["incidents"].sum().reset_index(name="expected")
        usual = expect_incidents(monthly=known, months_ahead=ahead)
        told = usual.drop(columns="expected").merge(total, on="area")
        return told.assign(expected=told["expected"] + 0.01, unevenness=0.0)

    scores = backtest(
        monthly=monthly,
        origins=[Month(2025, 9)],
        months_ahead=3,
        seed=1,
        models={"clairvoyant": clairvoyant},
    ).set_index("model")
    assert asked == ["2025-09"]
    assert scores.loc["clairvoyant", "crps_ratio"] < 0.8
    assert scores.loc["clairvoyant", "pei"] == 1


def test_origins_that_cannot_be_judged_are_refused():
    with pytest.raises(BadInput, match="wanted one with 3 known months after it"):
        backtest(monthly=STEADY, origins=[LAST], months_ahead=3, seed=1)
    with pytest.raises(BadInput, match="origins: found none"):
        backtest(monthly=STEADY, origins=[], months_ahead=3, seed=1)
    unknown = several({"A": [5] * 20 + [None] * 4, "B": [5] * 20 + [0] * 4})
    with pytest.raises(Refused, match="no area with incidents"):
        backtest(monthly=unknown, origins=[Month(2025, 8)], months_ahead=3, seed=1)


def restless(*, areas: int, number: int, seed: int) -> pd.DataFrame:
    """Areas whose levels differ by a gamma and walk about, some 4% a month, by themselves."""
    dice = np.random.default_rng(seed)
    level = np.log(8 * dice.gamma(1.5, 1 / 1.5, areas))[:, np.newaxis]
    walk = np.cumsum(0.04 * dice.standard_normal((areas, number)), axis=1)
    counts = dice.poisson(np.exp(level + walk))
    return several({f"A{place:03d}": list(row) for place, row in enumerate(counts)})


def held_of(number: int, ahead: int, seeds: int) -> float:
    """How often what came was held, ends counted in part."""
    held = [
        backtest(
            monthly=restless(areas=300, number=number, seed=seed),
            origins=[LAST.plus(-ahead)],
            months_ahead=ahead,
            seed=1,
        )["held_split"].iloc[0]
        for seed in range(seeds)
    ]
    return float(np.mean(held))


@pytest.mark.parametrize(("number", "ahead"), [(48, 12), (30, 6), (18, 1)])
def test_nine_intervals_in_ten_hold_what_comes(number, ahead):
    assert 0.88 <= held_of(number, ahead, 4) <= 0.92


def test_with_two_years_to_look_back_on_hardly_fewer_do():
    """One year to learn from and one to try it on, of places whose levels walk about."""
    assert 0.85 <= held_of(36, 12, 4) <= 0.92
