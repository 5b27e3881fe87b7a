"""Counts and rates of one vintage of areas as another: what is exact, what is split, what is told.

All places are fictional.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.areas import (
    Change,
    How,
    convert_counts,
    convert_rates,
    measure_split,
    reverse_changes,
    vintage_of,
    vintage_shares,
)
from sightline.analysis.areas.sharing import interval_of_split
from sightline.errors import BadInput, Refused

# X1 stays; X2 is split into X21 and X22; X3 and X4 are merged into X34.
CHANGES = pd.DataFrame(
    [
        ("X1", "X1", "U"),
        ("X2", "X21", "S"),
        ("X2", "X22", "S"),
        ("X3", "X34", "M"),
        ("X4", "X34", "M"),
    ],
    columns=["old_area", "new_area", "change"],
)
IRREGULAR = pd.DataFrame(
    [("XA", "XP", "X"), ("XA", "XQ", "X"), ("XB", "XP", "X")],
    columns=["old_area", "new_area", "change"],
)


def people(**living: float) -> pd.DataFrame:
    return pd.DataFrame({"area": list(living), "people": list(living.values())})


def counts(**counted: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        {"area": list(counted), "count": pd.array(list(counted.values()), dtype="Float64")}
    )


def by_area(table: pd.DataFrame, column: str) -> dict[str, float]:
    return dict(zip(table["area"], table[column], strict=True))


class TestShares:
    def test_each_way_of_sharing_is_named(self):
        shares = vintage_shares(changes=CHANGES, people=people(X21=300, X22=100))
        assert shares["share"].tolist() == [1, 0.75, 0.25, 1, 1]
        assert shares["how"].tolist() == [
            How.SAME,
            How.PEOPLE,
            How.PEOPLE,
            How.WHOLE,
            How.WHOLE,
        ]

    @pytest.mark.parametrize(
        "living", [None, people(X21=300), people(X21=0, X22=0)], ids=["none", "unknown", "nobody"]
    )
    def test_without_people_of_every_part_the_parts_are_equal_and_said_to_be(self, living):
        shares = vintage_shares(changes=CHANGES, people=living)
        split = shares[shares["from_area"] == "X2"]
        assert split["share"].tolist() == [0.5, 0.5]
        assert set(split["how"]) == {How.EQUAL}

    def test_an_irregular_area_is_fitted_to_the_people_of_both_vintages(self):
        """All of B went to P, which has 150: 50 of them come from A, and A's other 150 are in Q."""
        shares = vintage_shares(
            changes=IRREGULAR, people=people(XP=150, XQ=150), people_before=people(XA=200, XB=100)
        )
        assert shares["share"].tolist() == pytest.approx([0.25, 0.75, 1.0])
        assert shares["how"].tolist() == [How.FITTED] * 3

    def test_the_scale_of_the_earlier_people_does_not_matter(self):
        shares = vintage_shares(
            changes=IRREGULAR, people=people(XP=150, XQ=150), people_before=people(XA=100, XB=50)
        )
        assert shares["share"].tolist() == pytest.approx([0.25, 0.75, 1.0])

    @pytest.mark.parametrize("before", [None, people(XA=200), people(XA=0, XB=0)])
    def test_an_irregular_area_without_both_is_a_best_fit(self, before):
        shares = vintage_shares(
            changes=IRREGULAR, people=people(XP=150, XQ=450), people_before=before
        )
        assert shares["share"].tolist() == [0.25, 0.75, 1.0]
        assert set(shares["how"]) == {How.BEST_FIT}

    def test_reversed_a_split_is_a_merger(self):
        back = vintage_shares(changes=reverse_changes(CHANGES))
        assert back["how"].tolist() == [How.SAME, How.WHOLE, How.WHOLE, How.EQUAL, How.EQUAL]
        assert reverse_changes(IRREGULAR)["change"].tolist() == [Change.IRREGULAR] * 3

    def test_shares_of_an_area_given_twice_are_refused(self):
        with pytest.raises(BadInput, match="more than one row for X1, X1"):
            vintage_shares(changes=pd.concat([CHANGES, CHANGES[:1]]))


class TestCounts:
    def shares(self) -> pd.DataFrame:
        return vintage_shares(changes=CHANGES, people=people(X21=300, X22=100))

    def convert(self, **how: object) -> pd.DataFrame:
        given = {"counts": counts(X1=5, X2=40, X3=2, X4=1), "missing_is_zero": True, **how}
        return convert_counts(shares=self.shares(), **given).counts

    def test_by_hand(self):
        table = self.convert()
        assert by_area(table, "count") == {"X1": 5, "X21": 30, "X22": 10, "X34": 3}
        assert by_area(table, "split_share") == {"X1": 0, "X21": 1, "X22": 1, "X34": 0}
        assert by_area(table, "at_least") == {"X1": 5, "X21": 0, "X22": 0, "X34": 3}
        assert by_area(table, "at_most") == {"X1": 5, "X21": 40, "X22": 40, "X34": 3}

    def test_without_a_likeness_the_interval_is_all_that_is_possible(self):
        table = self.convert()
        assert table["count_low"].equals(table["at_least"].rename("count_low"))
        assert table["count_high"].equals(table["at_most"].rename("count_high"))

    def test_the_more_alike_the_parts_the_narrower_the_interval(self):
        """What is known for certain has no width, however unlike parts are."""
        loose, tight = self.convert(likeness=2.0), self.convert(likeness=200.0)
        width = [
            by_area(table.assign(width=table["count_high"] - table["count_low"]), "width")
            for table in (loose, tight)
        ]
        assert width[0]["X1"] == width[1]["X1"] == width[0]["X34"] == 0
        assert 0 < width[1]["X21"] < width[0]["X21"] <= 40

    def test_the_ends_of_a_whole_count_are_whole(self):
        table = self.convert(likeness=6.0)
        assert (table["count_high"] % 1 == 0).all()
        assert (table["count_low"] % 1 == 0).all()

    def test_an_area_without_a_row_is_zero_only_if_that_is_what_it_means(self):
        given = counts(X1=5, X3=2)
        events = self.convert(counts=given)
        assert by_area(events, "count") == {"X1": 5, "X34": 2}
        returns = self.convert(counts=given, missing_is_zero=False)
        assert by_area(returns, "count")["X1"] == 5
        assert np.isnan(by_area(returns, "count")["X34"])

    def test_what_was_not_supplied_stays_not_supplied(self):
        table = self.convert(counts=counts(X1=0, X2=None, X3=1, X4=None))
        assert by_area(table, "count")["X1"] == 0
        assert table.set_index("area")["count"][["X21", "X22", "X34"]].isna().all()
        assert table.set_index("area")["at_most"][["X21", "X22", "X34"]].isna().all()

    def test_an_area_in_no_look_up_is_handed_back_not_lost(self):
        done = convert_counts(counts=counts(X1=5, X9=7), shares=self.shares(), missing_is_zero=True)
        assert done.counts["count"].sum() == 5
        assert done.unplaced.to_numpy().tolist() == [["X9", 7]]

    def test_counts_by_month_are_converted_month_by_month(self):
        given = pd.DataFrame(
            {
                "area": ["X2", "X2", "X3"],
                "month": ["2025-01", "2025-02", "2025-02"],
                "count": [4, 8, 1],
            }
        )
        done = convert_counts(
            counts=given, shares=self.shares(), missing_is_zero=True, by=["month"]
        )
        assert done.counts[["month", "area", "count"]].to_numpy().tolist() == [
            ["2025-01", "X21", 3],
            ["2025-01", "X22", 1],
            ["2025-02", "X21", 6],
            ["2025-02", "X22", 2],
            ["2025-02", "X34", 1],
        ]

    def test_a_split_of_nothing_says_that_it_rests_on_a_split(self):
        """Zero in the whole is zero in each part, for certain: nothing could be elsewhere."""
        table = self.convert(counts=counts(X2=0))
        assert by_area(table, "count") == {"X21": 0, "X22": 0}
        assert by_area(table, "at_most") == {"X21": 0, "X22": 0}
        assert by_area(table, "split_share") == {"X21": 0, "X22": 0}

    def test_an_irregular_area_is_never_certain(self):
        shares = vintage_shares(changes=IRREGULAR)
        table = convert_counts(counts=counts(XB=4), shares=shares, missing_is_zero=True).counts
        assert table[["area", "count", "at_least", "at_most"]].to_numpy().tolist() == [
            ["XP", 4, 0, 4]
        ]

    def test_where_none_is_expected_it_may_still_be_all(self):
        shares = vintage_shares(changes=CHANGES, people=people(X21=300, X22=0))
        table = convert_counts(
            counts=counts(X2=4), shares=shares, missing_is_zero=True, likeness=6.0
        ).counts
        assert by_area(table, "count")["X22"] == 0
        assert by_area(table, "count_high")["X22"] == 4

    def test_too_large_a_count_is_refused(self):
        with pytest.raises(BadInput, match=r"found 2,000,000,000, wanted at most 1,073,741,824"):
            self.convert(counts=counts(X1=2e9))

    def test_one_thing_that_is_split_is_in_one_part_or_the_other(self):
        low, high = interval_of_split(
            expected=np.array([0.5]), variance=np.array([0.25]), most=np.array([1.0])
        )
        assert (low[0], high[0]) == pytest.approx((0, 1), abs=1e-6)


class TestRates:
    def test_merged_rates_are_weighed_by_people_and_split_ones_carried(self):
        rates = pd.DataFrame({"area": ["X1", "X2", "X3", "X4"], "rate": [1.0, 8.0, 10.0, 40.0]})
        table = convert_rates(
            rates=rates,
            shares=vintage_shares(changes=CHANGES),
            people=people(X1=10, X2=50, X3=200, X4=100),
        )
        assert by_area(table, "rate") == {"X1": 1, "X21": 8, "X22": 8, "X34": 20}
        assert by_area(table, "carried_share") == {"X1": 0, "X21": 1, "X22": 1, "X34": 0}
        assert by_area(table, "rate_low")["X34"] == 20
        assert np.isnan(by_area(table, "rate_low")["X21"])  # a score has no interval

    def test_a_rate_of_counts_has_the_interval_of_its_likeness(self):
        rates = pd.DataFrame({"area": ["X2"], "rate": [8.0]})
        table = convert_rates(
            rates=rates,
            shares=vintage_shares(changes=CHANGES),
            people=people(X2=50),
            likeness=6.0,
        ).set_index("area")
        assert table.loc["X21", "rate_low"] < 8 < table.loc["X21", "rate_high"] <= 16

    @pytest.mark.parametrize(
        ("rate", "living"),
        [
            ({"X3": 10.0}, {"X3": 200, "X4": 100}),
            ({"X3": 10.0, "X4": 1.0}, {"X3": 200}),
            ({"X3": 10.0, "X4": 1.0}, {"X3": 0, "X4": 0}),
        ],
        ids=["no rate of a part", "people of a part unknown", "nobody lives there"],
    )
    def test_what_is_not_known_of_a_part_is_not_known_of_the_whole(self, rate, living):
        table = convert_rates(
            rates=pd.DataFrame({"area": list(rate), "rate": list(rate.values())}),
            shares=vintage_shares(changes=CHANGES),
            people=people(**living),
        )
        assert np.isnan(by_area(table, "rate")["X34"])


class TestMeasure:
    def test_the_share_put_into_the_wrong_part(self):
        shares = vintage_shares(changes=CHANGES, people=people(X21=300, X22=100))
        measured = measure_split(actual=counts(X1=9, X21=20, X22=20, X34=1), shares=shares)
        assert (measured.parts, measured.counted) == (2, 40)
        assert measured.misplaced_share == pytest.approx(0.25)  # 10 of 40: 30 and 10 were expected

    def test_parts_that_are_not_all_counted_cannot_tell(self):
        shares = vintage_shares(changes=CHANGES, people=people(X21=300, X22=100))
        with pytest.raises(Refused, match="no area that is split and whose parts are all counted"):
            measure_split(actual=counts(X1=9, X21=20), shares=shares)

    @pytest.mark.parametrize("likeness", [2.0, 6.0, 40.0])
    def test_the_likeness_that_made_the_parts_is_found_again(self, likeness):
        rng = np.random.default_rng(7)
        share = rng.uniform(0.3, 0.7, 800)
        part = rng.binomial(200, rng.beta(share * likeness, (1 - share) * likeness))
        old = [f"X{place}" for place in range(800)]
        shares = pd.DataFrame(
            {
                "from_area": old + old,
                "to_area": [f"{code}a" for code in old] + [f"{code}b" for code in old],
                "share": np.concatenate([share, 1 - share]),
                "how": How.PEOPLE,
            }
        )
        actual = pd.DataFrame(
            {"area": shares["to_area"], "count": np.concatenate([part, 200 - part])}
        )
        measured = measure_split(actual=actual, shares=shares)
        assert measured.likeness == pytest.approx(likeness, rel=0.15)
        assert 0.87 <= measured.covered_share <= 0.94


@pytest.mark.parametrize(
    ("area", "vintage"),
    [
        ("E01033768", ""),
        ("E01033769", "2021"),
        ("W01001958", ""),
        ("W01001959", "2021"),
        ("X01", ""),
        ("E01x", ""),
    ],
)
def test_a_code_given_after_2011_says_so(area, vintage):
    assert vintage_of(area) == vintage
