"""How people come: by setting and age, whole areas, schools, round barriers, by travel times."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import (
    DELIVERIES,
    Barriers,
    Decay,
    Delivery,
    How,
    Place,
    Travel,
    TravelTimes,
    access_by_area,
    floating_catchments,
    reach_parts,
)
from sightline.analysis.provision.nearby import squares_within
from sightline.errors import BadInput
from tests.factories.dense_reach import published_access
from tests.factories.small_tables import AS_OF, YOUNG, activity, at, population_of, row_of_areas


def shared(one, *, people=(500, 500), older=None, ages=YOUNG, **how):
    """How the room of the activity falls to A, B, C …, for people of the ages."""
    parts = reach_parts(
        activities=[one],
        areas=row_of_areas(len(people)),
        population=population_of(people or (0,), older=older),
        ages=ages,
        theme="violence",
        as_of=AS_OF,
        **how,
    )
    return {row.area: round(row.share, 4) for row in parts.itertuples()}


def river(at_m, *, north=9000.0):
    """A line from south to north between the areas."""
    return pd.DataFrame(
        {
            "from_easting_m": [at_m],
            "from_northing_m": [-9000.0],
            "to_easting_m": [at_m],
            "to_northing_m": [north],
        }
    )


def bridge(east, north):
    return pd.DataFrame({"easting_m": [east], "northing_m": [north]})


class TestDecay:
    def test_a_setting_draws_from_as_far_as_its_table_says(self):
        """At 3 km: a half from the community, a quarter to outreach, 0.7071 to a hospital."""
        community = shared(activity(places=at(0), setting="community"))
        street = shared(activity(places=at(0), setting="street"))
        hospital = shared(activity(places=at(0), setting="health-service"))
        assert community == {"A": 0.6667, "B": 0.3333}
        assert street == {"A": 0.8, "B": 0.2}
        assert hospital == {"A": 0.5858, "B": 0.4142}

    def test_under_fourteens_travel_less(self):
        """Half is at 1,800 m: B counts 0.5 ** (3000 / 1800) = 0.315 of A."""
        young = activity(places=at(0), ages=AgeRange(10, 13))
        assert shared(young) == pytest.approx({"A": 1 / 1.315, "B": 0.315 / 1.315}, abs=1e-3)

    def test_one_decay_may_be_set_for_all(self):
        street = activity(places=at(0), setting="street")
        assert shared(street, half_distance_m=3000) == {"A": 0.6667, "B": 0.3333}
        assert shared(street, furthest_m=2000) == {"A": 1.0}
        zones = Travel(decay=Decay.by_steps(((1000, 1.0), (4000, 0.25))))
        assert shared(street, travel=zones) == {"A": 0.8, "B": 0.2}

    def test_the_table_may_be_ones_own(self):
        mine = {**DELIVERIES, "street": Delivery(How.NEAR, Decay(3000, 10_000))}
        street = activity(places=at(0), setting="street")
        assert shared(street, travel=Travel(mine)) == {"A": 0.6667, "B": 0.3333}

    @pytest.mark.parametrize(
        "steps", [((2000, 0.5), (1000, 0.2)), ((1000, 0.2), (2000, 0.5)), ((1000, 1.5),)]
    )
    def test_steps_that_rise_are_refused(self, steps):
        with pytest.raises(BadInput, match="steps: found"):
            Decay.by_steps(steps)

    def test_no_steps_reach_nobody_but_at_the_door(self):
        assert Decay.by_steps(()).of(np.array([1.0])).tolist() == [0.0]

    def test_every_setting_says_why(self):
        assert all(delivery.why for delivery in DELIVERIES.values())


class TestDelivery:
    def test_online_falls_to_the_areas_served_and_not_to_its_office(self):
        online = activity(places=at(0), areas_served=("A", "B"), setting="online")
        assert shared(online, people=(100, 300, 500)) == {"A": 0.25, "B": 0.75}

    def test_online_without_areas_served_is_placed_nowhere(self):
        assert shared(activity(places=at(0), setting="online")) == {}

    def test_home_visits_without_areas_served_go_out_from_the_base(self):
        home = activity(places=at(0), setting="home")
        assert shared(home) == pytest.approx({"A": 0.6025, "B": 0.3975}, abs=1e-4)

    def test_a_school_is_for_those_at_school(self):
        """For 10 to 24; a school takes those to 18: nine years of fifteen live everywhere alike."""
        lesson = activity(places=at(0), setting="school-and-college", ages=AgeRange(10, 24))
        assert shared(lesson, people=(500,), ages=AgeRange(10, 18)) == {"A": 1.0}
        assert shared(lesson, people=(500,), ages=AgeRange(19, 24)) == {"A": 0.0}

    def test_parents_at_a_school_are_of_their_own_ages(self):
        parents = activity(places=at(0), setting="school-and-college", ages=AgeRange(25, 64))
        assert shared(parents, people=(500,), older=(300,), ages=AgeRange(25, 64)) == {"A": 1.0}

    def test_a_school_that_gives_no_ages_is_for_those_of_school_age(self):
        lesson = activity(places=at(0), setting="school-and-college", ages=None)
        assert shared(lesson, people=(500,), older=(500,), ages=AgeRange(10, 18)) == {"A": 1.0}


class TestBarriers:
    def test_nobody_crosses_a_river_without_a_bridge(self):
        assert shared(activity(places=at(0)), travel=Travel(barriers=Barriers(river(1500)))) == {
            "A": 1.0
        }

    def test_a_bridge_is_the_way_round(self):
        """By a bridge 2 km north: twice √(1500² + 2000²) = 5 km."""
        barriers = Barriers(river(1500), bridge(1500, 2000))
        weight = 0.5 ** (5 / 3)
        assert shared(activity(places=at(0)), travel=Travel(barriers=barriers)) == pytest.approx(
            {"A": 1 / (1 + weight), "B": weight / (1 + weight)}, abs=1e-4
        )

    def test_a_bridge_too_far_away_is_none(self):
        barriers = Barriers(river(1500), bridge(1500, 8000))
        assert shared(activity(places=at(0)), travel=Travel(barriers=barriers)) == {"A": 1.0}

    def test_a_river_that_ends_before_is_passed(self):
        travel = Travel(barriers=Barriers(river(1500, north=-10.0)))
        assert shared(activity(places=at(0)), travel=travel) == {"A": 0.6667, "B": 0.3333}

    def test_a_place_on_the_bank_is_not_across(self):
        """The river runs through the point of B itself; beyond it lies C."""
        travel = Travel(barriers=Barriers(river(3000)))
        found = shared(activity(places=at(0)), people=(500, 500, 500), travel=travel)
        assert found == {"A": 0.6667, "B": 0.3333}

    def test_no_barriers_are_none(self):
        none = Barriers(river(1500).iloc[:0])
        assert shared(activity(places=at(0)), travel=Travel(barriers=none)) == {
            "A": 0.6667,
            "B": 0.3333,
        }

    def test_many_trips_at_once_are_each_trip_alone(self):
        dice = np.random.default_rng(5)
        start, end = dice.uniform(-9e3, 9e3, (2, 300, 2))
        lines = pd.DataFrame(dice.uniform(-9e3, 9e3, (6, 4)), columns=list(river(0).columns))
        barriers = Barriers(lines, bridge(100.0, 200.0))
        together = barriers.lengths_m(start, end)
        alone = [barriers.lengths_m(start[[row]], end[[row]])[0] for row in range(len(start))]
        assert together.tolist() == alone
        crossed = [
            any(_cross(*start[row], *end[row], *line) for line in lines.to_numpy())
            for row in range(len(start))
        ]
        straight = np.hypot(*(end - start).T)
        by_bridge = np.hypot(*(start - [100, 200]).T) + np.hypot(*(end - [100, 200]).T)
        assert together == pytest.approx(np.where(crossed, by_bridge, straight))
        assert 0 < sum(crossed) < len(crossed)


def _cross(ax, ay, bx, by, cx, cy, dx, dy):
    """Whether a-b and c-d cross, each having the other's ends on both its sides."""

    def side(px, py, qx, qy, x, y):
        return (qx - px) * (y - py) - (qy - py) * (x - px)

    one = side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy)
    other = side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by)
    return one < 0 and other < 0


class TestTravelTimes:
    def times(self, rows, **how):
        minutes = pd.DataFrame(rows, columns=["area", "to", "minutes"])
        return Travel(times=TravelTimes(minutes, **how))

    def test_minutes_take_the_place_of_distance(self):
        """15 minutes halve, as 3 km do: B is as near as A, whatever the map says."""
        travel = self.times([("A", "CM1 1QH", 15), ("B", "CM1 1QH", 15), ("Z", "CM1 1QH", 1)])
        club = activity(places=at(0), postcode="cm11qh")
        assert shared(club, travel=travel) == {"A": 0.5, "B": 0.5}

    def test_a_pair_that_is_not_there_cannot_be_reached(self):
        travel = self.times([("B", "CM1 1QH", 5)])
        assert shared(activity(places=at(0), postcode="CM1 1QH"), travel=travel) == {"B": 1.0}

    def test_a_place_may_be_named_by_the_area_it_is_in(self):
        travel = self.times([("B", "A", 5)])
        assert shared(activity(places=at(200)), travel=travel) == {"B": 1.0}
        assert shared(activity(places=at(9999), delivery_area="a"), travel=travel) == {"B": 1.0}
        both = activity(places=at(0) + at(3000), postcode="CM1 1QH")
        assert shared(both, travel=travel) == pytest.approx({"A": 1 / 6, "B": 5 / 6}, abs=1e-4)

    def test_places_without_times_go_by_distance(self):
        travel = self.times([("B", "CM9 9ZZ", 5)])
        assert shared(activity(places=at(0)), travel=travel) == {"A": 0.6667, "B": 0.3333}

    def test_times_in_other_metres(self):
        travel = self.times([("A", "A", 0), ("B", "A", 15)], metres_a_minute=400)
        assert shared(activity(places=at(0)), travel=travel) == {"A": 0.8, "B": 0.2}

    def test_what_is_no_speed_or_a_pair_twice_is_refused(self):
        with pytest.raises(BadInput, match="metres a minute: found 0"):
            self.times([("A", "A", 0)], metres_a_minute=0)
        with pytest.raises(BadInput, match="more than one from A to cm1 1qh"):
            self.times([("A", "CM11QH", 1), ("A", "cm1 1qh", 2)])

    def test_without_areas_there_is_nothing_near(self):
        travel = self.times([("A", "A", 5)])
        assert shared(activity(places=at(0)), people=(), travel=travel) == {}


class TestNearby:
    @pytest.mark.parametrize(("places", "areas"), [(400, 700), (1, 700), (400, 1), (0, 5), (5, 0)])
    def test_many_places_in_blocks_are_each_place_with_each_area(self, places, areas):
        """Enough of them, close enough, that bands are cut into blocks of any size."""
        dice = np.random.default_rng(8)
        at_places, points = (dice.normal(0, 9e3, (number, 2)) for number in (places, areas))
        found = squares_within(points, at_places, 10_000.0)
        squares = np.square(at_places[:, np.newaxis] - points[np.newaxis]).sum(axis=2)
        wanted = np.where(squares <= 10_000.0**2, squares, 0.0)
        assert found.toarray() == pytest.approx(wanted)
        assert found.nnz == (squares <= 10_000.0**2).sum()

    def test_access_adds_up_over_blocks(self):
        """An area in reach of places of several blocks has a part of each."""
        dice = np.random.default_rng(8)
        places, points = (dice.normal(0, 9e3, (number, 2)) for number in (400, 700))
        people, room = dice.uniform(0, 900, 700), dice.uniform(0, 99, 400)
        steps = ((2500.0, 1.0), (10_000.0, 0.22))
        found = floating_catchments(
            points=points, people=people, places=places, capacity=room, decay=Decay.by_steps(steps)
        )
        wanted = published_access(points, people, places, room, steps)
        assert found == pytest.approx(wanted, rel=1e-9)


class TestAccess:
    def test_people_times_access_is_the_room_that_is_handed_out(self):
        """The same club as reach: 30 places, 20 and 10; each person of 500 has 0.04 and 0.02."""
        areas = row_of_areas(3)
        people = pd.DataFrame({"area": ["A", "B"], "people": [500, 500]})
        sites = pd.DataFrame(
            {"site": ["1", "2"], "easting_m": [0.0, 9e9], "northing_m": 0.0, "capacity": 30.0}
        )
        access = access_by_area(areas=areas, people=people, sites=sites, decay=Decay())
        assert access["access"].tolist() == pytest.approx([0.04, 0.02, 0.01])

    def test_without_places_there_is_no_access(self):
        none = np.empty((0, 2))
        found = floating_catchments(
            points=np.zeros((2, 2)), people=np.ones(2), places=none, capacity=np.empty(0),
            decay=Decay(),
        )  # fmt: skip
        assert found.tolist() == [0, 0]

    def test_as_many_cohorts_of_people_as_of_room(self):
        with pytest.raises(BadInput, match="cohorts: found people of shape"):
            floating_catchments(
                points=np.zeros((1, 2)), people=np.ones((1, 2)), places=np.zeros((1, 2)),
                capacity=np.ones((1, 3)), decay=Decay(),
            )  # fmt: skip


def test_places_that_are_far_from_each_other_and_from_all_areas():
    clubs = activity(places=(Place(0, 0), Place(1e6, 1e6), Place(-1e6, 0)))
    assert shared(clubs) == {"A": 0.6667, "B": 0.3333}


def test_the_page_about_reach_has_the_table_of_settings():
    """docs/explanation/reach.md tells every line of DELIVERIES, and no other."""
    page = (Path(__file__).parents[2] / "docs/explanation/reach.md").read_text()
    table = page.split("## How far people come")[1].split("##")[0]
    told = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    who = {How.NEAR: "near", How.SCHOOL: "school", How.AREA_WIDE: "areas served"}
    wanted = [
        [
            setting,
            who[delivery.how],
            *(
                [f"{metres / 1000:g} km" for metres in distances_of(delivery)]
                if delivery.base_counts
                else ["", ""]
            ),
            delivery.why,
        ]
        for setting, delivery in DELIVERIES.items()
    ]
    found = [[cell.strip(" |") for cell in row] for row in told[1:]]
    assert [[cell for cell in row if cell] for row in found] == [
        [cell for cell in row if cell] for row in wanted
    ]


def distances_of(delivery):
    return delivery.decay.half_distance_m, delivery.decay.furthest_m


@pytest.mark.parametrize("metres", [1e12, 1e200])
def test_a_place_out_of_this_world_is_just_far(metres):
    clubs = activity(places=(Place(0, 0), Place(metres, 0), Place(0, -metres), Place(-metres, 0)))
    assert shared(clubs) == {"A": 0.6667, "B": 0.3333}


def test_without_an_end_to_the_distance_everybody_may_come():
    far = activity(places=at(-60_000.0))
    assert shared(far, furthest_m=float("inf")) == {"A": 0.6667, "B": 0.3333}
    assert shared(activity(places=at(0)), furthest_m=0) == {"A": 1.0}
