"""Which area is in which, with dates: parents, roll-ups, successors. All places are fictional."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.areas import (
    How,
    Level,
    compose_shares,
    date_links,
    link_shares,
    links_on,
    parents_of,
    roll_up,
    succession_shares,
    successors_of,
)
from sightline.errors import BadInput, NotFound

JUNE_2024 = date(2024, 6, 1)


def links(
    *pairs: tuple[str, str],
    level: Level = Level.LSOA,
    to: Level = Level.DISTRICT,
    edition: str = "2021",
    starts_on: str = "",
    ends_on: str = "",
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": [pair[0] for pair in pairs],
            "level": level,
            "parent": [pair[1] for pair in pairs],
            "parent_level": to,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "area_edition": edition,
            "parent_edition": "2024",
        }
    )


# Two districts; the second keeps two partnerships; one force, but not for the partnerships.
COUNTY = pd.concat(
    [
        links(("X01", "X71"), ("X02", "X71"), ("X03", "X72")),
        links(
            ("X71", "X221"),
            ("X72", "X222"),
            ("X72", "X223"),
            level=Level.DISTRICT,
            to=Level.PARTNERSHIP,
        ),
        links(("X71", "X231"), ("X72", "X231"), level=Level.DISTRICT, to=Level.FORCE),
    ]
)
COUNTS = pd.DataFrame({"area": ["X01", "X02", "X03"], "count": [3, 4, 5]})
LIVES = pd.DataFrame(
    {
        "area": ["X70", "X71", "X72"],
        "area_name": ["Old", "One", "Two"],
        "starts_on": ["", "2023-04-01", ""],
        "ends_on": ["2023-03-31", "", ""],
    }
)


def rolled(to: Level, **how: object) -> dict[str, float]:
    given = {"counts": COUNTS, "links": COUNTY, "missing_is_zero": True, **how}
    done = roll_up(level=Level.LSOA, to=to, on=JUNE_2024, **given)
    return dict(zip(done.counts["area"], done.counts["count"], strict=True))


class TestRollUp:
    def test_straight_and_in_steps(self):
        assert rolled(Level.DISTRICT) == {"X71": 7, "X72": 5}
        assert rolled(Level.FORCE) == {"X231": 12}

    def test_a_district_with_two_partnerships_is_shared_and_never_counted_twice(self):
        assert rolled(Level.PARTNERSHIP) == {"X221": 7, "X222": 2.5, "X223": 2.5}
        people = pd.DataFrame({"area": ["X222", "X223"], "people": [400, 100]})
        assert rolled(Level.PARTNERSHIP, people=people) == {"X221": 7, "X222": 4, "X223": 1}

    def test_what_was_shared_says_so_and_how_far_it_may_be_out(self):
        done = roll_up(
            counts=COUNTS,
            links=COUNTY,
            level=Level.LSOA,
            to=Level.PARTNERSHIP,
            on=JUNE_2024,
            missing_is_zero=True,
        )
        row = done.counts.set_index("area").loc["X222"]
        assert (row["at_least"], row["at_most"], row["split_share"]) == (0, 5, 1)
        assert done.split_share == pytest.approx(5 / 12)

    def test_shared_and_together_again_is_whole(self):
        """The two partnerships are in one force, so nothing about the force is a guess."""
        up = pd.concat(
            [
                COUNTY[COUNTY["parent_level"] != Level.FORCE],
                links(
                    ("X221", "X231"),
                    ("X222", "X231"),
                    ("X223", "X231"),
                    level=Level.PARTNERSHIP,
                    to=Level.FORCE,
                ),
            ]
        )
        shares = link_shares(up, level=Level.LSOA, to=Level.FORCE, on=JUNE_2024)
        assert set(shares["how"]) == {How.WHOLE}
        assert rolled(Level.FORCE, links=up) == {"X231": 12}

    def test_an_area_without_a_parent_is_handed_back(self):
        given = pd.concat([COUNTS, pd.DataFrame({"area": ["X09"], "count": [8]})])
        done = roll_up(
            counts=given,
            links=COUNTY,
            level=Level.LSOA,
            to=Level.FORCE,
            on=JUNE_2024,
            missing_is_zero=True,
        )
        assert done.unplaced.to_numpy().tolist() == [["X09", 8]]

    def test_an_area_of_which_only_a_part_goes_on_is_handed_back_whole(self):
        up = pd.concat(
            [
                links(("X01", "X221"), ("X01", "X222"), to=Level.PARTNERSHIP),
                links(("X221", "X231"), level=Level.PARTNERSHIP, to=Level.FORCE),
            ]
        )
        assert link_shares(up, level=Level.LSOA, to=Level.FORCE, on=JUNE_2024).empty

    def test_an_area_that_is_not_supplied_makes_its_district_not_supplied(self):
        some = rolled(Level.DISTRICT, counts=COUNTS[:1], missing_is_zero=False)
        assert np.isnan(some["X71"])

    def test_levels_that_nothing_joins_are_refused_with_what_there_is(self):
        with pytest.raises(BadInput, match=r"found LSOA to district, .*lead from LSOA to region"):
            rolled(Level.REGION)
        with pytest.raises(BadInput, match="none that holds on that day"):
            rolled(Level.REGION, links=COUNTY[:0])
        with pytest.raises(BadInput, match="found LSOA twice"):
            rolled(Level.LSOA)

    def test_areas_of_two_years_are_not_mixed_in_silence(self):
        both = pd.concat([COUNTY, links(("X01", "X71"), ("X0A", "X71"), edition="2011")])
        with pytest.raises(BadInput, match=r"areas of LSOA of 2011 and 2021, wanted those of one"):
            rolled(Level.DISTRICT, links=both)
        found = rolled(Level.DISTRICT, links=both, edition="2021", missing_is_zero=False)
        assert found == {"X71": 7, "X72": 5}
        with pytest.raises(BadInput, match="found none of LSOA of 2001 to district"):
            rolled(Level.DISTRICT, links=both, edition="2001")


class TestDates:
    MERGED = pd.concat(
        [
            links(("X01", "X70"), ("X02", "X72")),
            links(("X01", "X71"), ("X02", "X72")).assign(parent_edition="2025"),
        ]
    )

    def test_a_link_holds_while_both_its_areas_do(self):
        dated = date_links(self.MERGED, LIVES)
        assert dated[["area", "parent", "starts_on", "ends_on"]].to_numpy().tolist() == [
            ["X01", "X70", "", "2023-03-31"],
            ["X01", "X71", "2023-04-01", ""],
            ["X02", "X72", "", ""],
        ]
        assert dated["parent_edition"].tolist() == ["2024", "2025", "2025"]

    def test_links_that_can_never_have_held_are_left_out(self):
        """X70 had ended before X71 began."""
        assert date_links(links(("X70", "X71")), LIVES).empty

    @pytest.mark.parametrize(
        ("day", "parent"),
        [(date(2023, 3, 31), "X70"), (date(2023, 4, 1), "X71"), (date(1990, 1, 1), "X70")],
    )
    def test_the_day_of_a_merger_belongs_to_the_new(self, day, parent):
        dated = date_links(self.MERGED, LIVES)
        assert links_on(dated, day)["parent"].tolist() == [parent, "X72"]
        assert parents_of("X01", dated, on=day)["parent"].tolist() == [parent]


class TestParents:
    def test_nearest_first_each_level_once(self):
        found = parents_of("X03", COUNTY, on=JUNE_2024)
        assert found[["parent", "parent_level", "of_several", "through"]].to_numpy().tolist() == [
            ["X72", "district", 1, "X03"],
            ["X222", "partnership", 2, "X72"],
            ["X223", "partnership", 2, "X72"],
            ["X231", "force", 1, "X72"],
        ]

    def test_an_area_may_be_its_own_parent_at_another_level(self):
        """A unitary authority is a district and a county under one code."""
        up = pd.concat([COUNTY, links(("X71", "X71"), level=Level.DISTRICT, to=Level.COUNTY)])
        found = parents_of("X01", up, on=JUNE_2024)
        assert found.loc[found["parent_level"] == "county", "parent"].tolist() == ["X71"]

    def test_an_area_of_no_look_up_is_not_found(self):
        with pytest.raises(NotFound, match="X99 is in no look-up that was given"):
            parents_of("X99", COUNTY, on=JUNE_2024)

    @pytest.mark.parametrize(
        ("day", "when"),
        [
            (date(2024, 1, 1), "its last link ended on 2023-12-31"),
            (date(2022, 1, 1), "its first link starts on 2023-01-01"),
        ],
    )
    def test_a_day_without_a_link_says_when_there_was_one(self, day, when):
        year = links(("X01", "X71"), starts_on="2023-01-01", ends_on="2023-12-31")
        with pytest.raises(NotFound, match=when):
            parents_of("X01", year, on=day)


class TestSuccessors:
    STEPS = pd.DataFrame(
        [
            ("X71", "X81", "2019-04-01"),
            ("X72", "X81", "2019-04-01"),
            ("X81", "X91", "2023-04-01"),
            ("X73", "X84", "2019-04-01"),
            ("X73", "X85", "2019-04-01"),
        ],
        columns=["area", "successor", "changed_on"],
    )

    @pytest.mark.parametrize(
        ("area", "day", "codes"),
        [
            ("X71", date(2019, 3, 31), ("X71",)),
            ("X71", date(2019, 4, 1), ("X81",)),
            ("X71", JUNE_2024, ("X91",)),
            ("X73", JUNE_2024, ("X84", "X85")),
            ("X91", date(2000, 1, 1), ("X91",)),
            ("X40", JUNE_2024, ("X40",)),
        ],
    )
    def test_step_by_step_to_the_day(self, area, day, codes):
        assert successors_of(area, self.STEPS, on=day) == codes

    def test_counts_of_older_codes_go_to_those_in_force(self):
        people = pd.DataFrame({"area": ["X84", "X85"], "people": [300, 100]})
        shares = succession_shares(self.STEPS, on=JUNE_2024, people=people)
        told = shares.set_index(["from_area", "to_area"])
        assert told.loc[("X71", "X91"), "how"] == How.WHOLE
        assert told.loc[("X91", "X91"), "how"] == How.SAME
        assert told.loc[("X73", "X84"), ["share", "how"]].tolist() == [0.75, How.PEOPLE]
        unknown = succession_shares(self.STEPS, on=JUNE_2024)
        assert unknown.set_index("to_area").loc["X85", "how"].tolist()[0] == How.EQUAL


def test_the_worse_of_two_ways_of_sharing_is_told():
    one = pd.DataFrame({"from_area": "A", "to_area": ["P", "Q"], "share": 0.5, "how": How.EQUAL})
    two = pd.DataFrame(
        {
            "from_area": ["P", "Q", "Q"],
            "to_area": ["F", "F", "G"],
            "share": [1, 0.4, 0.6],
            "how": [How.WHOLE, How.PEOPLE, How.PEOPLE],
        }
    )
    both = compose_shares(one, two)
    assert both["share"].tolist() == pytest.approx([0.7, 0.3])
    assert set(both["how"]) == {How.EQUAL}
