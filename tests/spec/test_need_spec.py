"""How need is worked out. Each example can be checked with pencil and paper."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.need import count_incidents, shrink_rates
from sightline.analysis.periods import Month
from sightline.errors import BadInput, Refused
from tests.factories.small_tables import need_of


def test_incidents_are_counted_for_the_types_and_months_asked_about():
    """A had 2 robberies in November and 3 in December; its 7 burglaries are another theme."""
    cube = pd.DataFrame(
        [
            ("A", "2025-11", "Robbery", 2),
            ("A", "2025-12", "Robbery", 3),
            ("A", "2025-12", "Burglary", 7),
            ("A", "2024-12", "Robbery", 50),
        ],
        columns=["area", "month", "category", "incidents"],
    )
    counted = count_incidents(
        cube=cube,
        categories=["Robbery"],
        months=[Month(2025, 11), Month(2025, 12)],
        areas=["B", "A"],
    )
    assert counted.to_numpy().tolist() == [["B", 0], ["A", 5]]


def test_a_rate_is_incidents_a_year_for_every_1000_people_of_the_group():
    """12 incidents in 2 years among 400 people: 12 / 2 / 0.4 = 15."""
    need = need_of([12], [400], years=2)
    assert need["rate_per_1000"].tolist() == pytest.approx([15])


def test_need_is_the_areas_own_rate_and_what_areas_like_it_have_by_their_weights():
    """own_weight × rate + (1 - own_weight) × expected, for every area."""
    need = need_of([40, 10, 0, 3], [1000, 1000, 50, 400])
    own = need["own_weight"]
    by_hand = own * need["rate_per_1000"] + (1 - own) * need["expected_per_1000"]
    assert need["need_per_1000"].tolist() == pytest.approx(by_hand.tolist())


def test_the_same_rate_counts_for_more_where_more_people_live():
    """Both have 50 a year per 1,000; 10 from 200 people says more than 1 from 20."""
    need = need_of([10, 1, 20, 20, 20], [200, 20, 1000, 1000, 1000]).set_index("area")
    assert need.loc["A", "rate_per_1000"] == need.loc["B", "rate_per_1000"] == 50
    assert need.loc["A", "own_weight"] > need.loc["B", "own_weight"]
    assert need.loc["A", "need_per_1000"] > need.loc["B", "need_per_1000"] > 20


def test_no_incidents_do_not_mean_no_need():
    """50 people without an incident say little; 20 per 1,000 is usual round about."""
    need = need_of([0, 20, 21, 19, 20], [50, 1000, 1000, 1000, 1000]).set_index("area")
    assert need.loc["A", "rate_per_1000"] == 0
    assert need.loc["A", "need_per_1000"] > 10


def test_areas_that_are_all_alike_keep_their_rate():
    """6 areas with 10 in 1,000: expected is (60 + a half) / 6 = 10.083; need is nearly that."""
    need = need_of([10] * 6, [1000] * 6)
    assert need["expected_per_1000"].tolist() == pytest.approx([60.5 / 6] * 6)
    assert need["need_per_1000"].tolist() == pytest.approx([10.07] * 6, abs=0.02)
    assert need["need_low"].iloc[0] < 10 < need["need_high"].iloc[0]


def test_if_nothing_happened_anywhere_need_is_small_but_not_known_to_be_nothing():
    """Half an incident is put to the 4,000 people there are: 0.5 / 4 = 0.125, never zero."""
    need = need_of([0] * 4, [1000] * 4)
    assert need["expected_per_1000"].tolist() == pytest.approx([0.125] * 4)
    assert (need["need_per_1000"] > 0).all()
    assert (need["need_per_1000"] < 0.125).all()
    assert (need["need_high"] > 0.125).all()


def test_one_area_by_itself_keeps_its_count_and_half_an_incident():
    """7 among 1,000: (7 + a half) / 1 is expected, and need lies between 7 and that."""
    need = need_of([7], [1000])
    assert need["expected_per_1000"].tolist() == pytest.approx([7.5])
    assert 7 <= need["need_per_1000"].iloc[0] <= 7.5
    assert need["need_low"].iloc[0] < 4
    assert need["need_high"].iloc[0] > 11


def test_where_nobody_lives_there_is_no_rate_and_need_is_what_others_have():
    """4 incidents in a park are told; they say nothing of a rate among residents."""
    need = need_of([20, 20, 20, 4], [1000, 1000, 1000, 0]).set_index("area")
    park, others = need.loc["D"], need.loc[["A", "B", "C"]]
    assert np.isnan(park["rate_per_1000"])
    assert park["incidents"] == 4
    assert park["own_weight"] == 0
    assert park["need_per_1000"] == pytest.approx(park["expected_per_1000"])
    assert others["expected_per_1000"].tolist() == pytest.approx([60.5 / 3] * 3)
    width = need["need_high"] - need["need_low"]
    assert width["D"] > width[["A", "B", "C"]].max()


def test_without_people_anywhere_there_is_no_answer():
    with pytest.raises(Refused, match="no area where people of these ages live"):
        need_of([3, 1], [0, 0])


def test_an_area_without_a_number_of_people_is_not_guessed():
    with pytest.raises(BadInput, match=r"people: found no row for 1 area\(s\), B first"):
        shrink_rates(
            incidents=pd.DataFrame({"area": ["A", "B"], "incidents": [1, 2]}),
            people=pd.DataFrame({"area": ["A"], "people": [100]}),
            years=1,
        )


def test_deprivation_that_says_nothing_has_no_say():
    """Rates have nothing to do with this index, so need is the same as without it, nearly."""
    counts, people = [18, 22, 21, 19, 20, 20, 21, 19] * 5, [1000] * 40
    without = need_of(counts, people)["need_per_1000"]
    with_it = need_of(counts, people, deprivation=[1, 1, 2, 2, 2, 2, 1, 1] * 5)["need_per_1000"]
    assert with_it.tolist() == pytest.approx(without.tolist(), rel=0.01)


def test_deprivation_that_goes_with_need_sets_what_is_expected():
    """Deprived areas have 40, others 10: a deprived hamlet of 10 people is expected to have 40."""
    counts = [40, 10] * 20 + [0, 0]
    people = [1000, 1000] * 20 + [10, 10]
    need = need_of(counts, people, deprivation=[9, 1] * 21)
    assert need["expected_per_1000"].iloc[-2:].tolist() == pytest.approx([40, 10], rel=0.05)


def test_an_area_whose_deprivation_is_not_known_may_have_any_and_is_marked():
    """The others have 40 or 10: on average 25, and it may be as high or as low as either."""
    need = need_of([40, 10, 20] * 10, [1000] * 30, deprivation=[9, 1, None] * 10)
    assert need["deprivation_given"].tolist() == [1, 1, 0] * 10
    assert need["expected_per_1000"].iloc[2] == pytest.approx(25, rel=0.05)


def test_a_shared_index_of_deprivation_tells_areas_apart_no_more_than_none():
    need = need_of([4, 6, 5], [500] * 3, deprivation=[7, 7, 7])
    assert need["deprivation_given"].tolist() == [0, 0, 0]
    assert need.drop(columns="deprivation_given").equals(
        need_of([4, 6, 5], [500] * 3).drop(columns="deprivation_given")
    )
