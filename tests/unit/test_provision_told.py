"""Who may come, when it runs, and what is missing or odd: all told, and nothing lost."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import (
    REACH_NOTES,
    Groups,
    Place,
    ReachModel,
    Travel,
    TravelTimes,
    months_ahead,
    reach_by_month,
    reach_notes,
    say_when,
)
from sightline.errors import BadInput
from tests.factories.small_tables import AS_OF, YOUNG, activity, at, population_of, row_of_areas

LINES = ["reach_low", "people_reached", "reach_high"]
NOBODY, WIDENS = "reaches nobody that is known", "widens the interval"


def model_of(*activities, people=(500,), **how):
    return ReachModel.of(
        activities=activities,
        areas=row_of_areas(len(people)),
        population=population_of(people or (0,)),
        **how,
    )


def now(*activities, people=(500,), group="everyone", shares=None):
    """Low, as told and high in area A, in December."""
    table = reach_by_month(
        activities=activities,
        areas=row_of_areas(len(people)),
        population=population_of(people),
        ages=YOUNG,
        theme="violence",
        months=[AS_OF],
        group=group,
        groups=None if shares is None else Groups(shares),
    )
    return table.loc[0, LINES].tolist()


def notes_of(*activities, people=(500,), **how):
    """What is told of the activities: about, effect and words."""
    table = reach_notes(model=model_of(*activities, people=people, **how), theme="violence",
                        as_of=AS_OF)  # fmt: skip
    return {row.about: (row.effect, row.words) for row in table.itertuples()}


def sound(reference="1", **facts):
    """An activity of which nothing is missing or odd."""
    return activity(
        reference, **{"places": at(0), "funded_without_end": True, "open_to": "everyone", **facts}
    )


class TestGroups:
    def test_a_group_whose_part_is_known_is_never_more_than_that_part(self):
        """Room for 30 girls where 40 live, of whom 49 in 100 are girls: 19.6."""
        assert now(sound(open_to="girls"), people=(40,)) == [pytest.approx(19.6)] * 3
        assert now(sound(open_to="girls")) == [30, 30, 30]

    def test_a_group_whose_part_nobody_knows_is_not_counted_at_the_low_end(self):
        assert now(sound(open_to="send")) == [0, 30, 30]
        assert now(sound(open_to="send"), shares={"send": 0.1}) == [30, 30, 30]
        assert now(sound(open_to="send"), people=(100,), shares={"send": 0.1}) == pytest.approx(
            [10] * 3
        )

    def test_asked_about_girls_those_open_to_all_count_by_their_part(self):
        assert now(sound(), group="girls") == pytest.approx([14.7] * 3)
        assert now(sound(open_to="girls"), group="girls") == [30, 30, 30]
        assert now(sound(open_to="boys"), group="girls") == [0, 0, 0]

    def test_asked_about_a_group_nobody_counted_the_interval_says_so(self):
        clubs = (sound("1"), sound("2", open_to="send"), sound("3", open_to="girls"))
        assert now(*clubs, group="send") == [30, 30, 90]

    def test_no_more_of_a_group_are_reached_than_it_is_of_the_people(self):
        """Of ten people 4.9 are girls, whatever the room is."""
        assert now(sound(), people=(10,), group="girls") == pytest.approx([4.9] * 3)

    def test_what_gives_no_number_is_guessed_by_the_groups_part_too(self):
        """The middle room of those that tell is 30: of it 14.7 are for girls, and none of boys'."""
        untold = {"people_a_year": None}
        clubs = (sound("1"), sound("2", **untold), sound("3", open_to="boys", **untold))
        assert now(*clubs, group="girls") == pytest.approx([14.7, 14.7, 29.4])

    def test_a_term_of_ages_is_for_all_of_its_ages(self):
        assert now(sound(open_to="ages-10-14")) == [30, 30, 30]

    @pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
    def test_a_part_is_from_none_to_all(self, share):
        with pytest.raises(BadInput, match="share of send: found"):
            Groups({"send": share})


class TestWhen:
    @pytest.mark.parametrize(
        ("days", "timetable", "said"),
        [
            ((), "9am-3pm", ""),
            (("monday",), "9.15am to 3pm", "only on weekdays in school hours"),
            (("monday",), "09:00-12:00 and 13:00-15:30", "only on weekdays in school hours"),
            (("monday",), "9am-3pm, 4-6pm", "only on weekdays"),
            (("monday",), "07:30 - 08:30", "only on weekdays"),
            (("monday",), "term time", "only on weekdays"),
            (("saturday", "sunday"), "10:00-12:00", "only at weekends"),
            (("friday", "saturday"), "10:00-12:00", ""),
        ],
    )
    def test_days_and_hours_that_keep_people_away_are_said(self, days, timetable, said):
        assert say_when(activity(days=days, timetable=timetable)) == said

    def test_they_are_told_and_lower_nothing(self):
        lesson = sound(days=("monday",), timetable="9am-3pm")
        assert now(lesson) == [30, 30, 30]
        assert notes_of(lesson)["days"] == (
            "is told",
            "It runs only on weekdays in school hours; its room is counted whole.",
        )


class TestNotes:
    def test_nothing_is_told_of_what_is_whole(self):
        assert notes_of(sound()) == {}
        assert reach_notes(model=model_of(), theme="violence", as_of=AS_OF).equals(
            REACH_NOTES.empty()
        )

    def test_neither_a_place_nor_areas(self):
        assert notes_of(sound(places=())) == {
            "places": (NOBODY, "Found no place and no areas served. Give one of them.")
        }

    def test_online_for_nobody_said(self):
        effect, words = notes_of(sound(setting="online"))["areas_served"]
        assert (effect, words[-31:]) == (NOBODY, "it is run from. Give the areas it serves."[-31:])

    def test_a_place_in_the_sea(self):
        effect, words = notes_of(sound(places=(Place(0, -50_000),)))["places"]
        assert effect == NOBODY
        assert words.startswith("Found a place at 0, -50000, which is 50 km from the nearest area;")

    def test_one_of_two_places_in_the_sea(self):
        assert notes_of(sound(places=(Place(0, 0), Place(0, -50_000))))["places"][0] == "is told"

    def test_a_place_with_nobody_of_its_ages_near(self):
        assert notes_of(sound(ages=AgeRange(70, 80)))["places"] == (
            NOBODY,
            "Found nobody of ages 70-80 who can come within 10 km. Check its place and its ages.",
        )

    def test_areas_of_another_vintage(self):
        old = sound(places=(), areas_served=("E01021988",))
        assert notes_of(old)["areas_served"] == (
            NOBODY,
            "Found E01021988, wanted codes or names of the areas or districts here. If they are of "
            "another year, convert them.",
        )
        partly = sound(places=(), areas_served=("A", *(f"old {row}" for row in range(7))))
        effect, words = notes_of(partly)["areas_served"]
        assert effect == "is told"
        assert words.startswith("Found old 0, old 1, old 2, old 3, old 4 …, wanted")

    def test_areas_served_where_nobody_of_its_ages_lives(self):
        empty = sound(places=(), areas_served=("A",), ages=AgeRange(70, 80))
        assert notes_of(empty)["areas_served"][0] == NOBODY

    @pytest.mark.parametrize(
        ("facts", "about", "effect"),
        [
            ({"ages": None}, "ages", WIDENS),
            ({"people_a_year": None}, "people_a_year", WIDENS),
            ({"people_a_year": None, "no_limit": True}, "people_a_year", WIDENS),
            ({"people_a_year": 0}, "people_a_year", "is told"),
            ({"open_to": "send"}, "open_to", WIDENS),
            ({"open_to": "girls"}, "open_to", "is told"),
            ({"confirmed_on": date(2025, 1, 1)}, "confirmed_on", WIDENS),
            ({"funded_without_end": False}, "funded_until", WIDENS),
        ],
    )
    def test_what_is_not_known_is_told_with_what_it_does(self, facts, about, effect):
        assert {key: said[0] for key, said in notes_of(sound(**facts)).items()} == {about: effect}

    def test_only_what_runs_and_is_of_the_theme_is_told(self):
        assert notes_of(sound(places=(), ends_on=date(2025, 1, 1))) == {}
        assert notes_of(sound(places=(), themes=("other",))) == {}

    def test_places_reached_by_the_clock_are_not_measured(self):
        minutes = pd.DataFrame({"area": ["A"], "to": ["CM1 1QH"], "minutes": [5]})
        travel = Travel(times=TravelTimes(minutes))
        far = sound(places=(Place(0, -50_000),), postcode="CM1 1QH")
        assert notes_of(far, travel=travel) == {}

    def test_without_areas_nobody_is_reached(self):
        effect, _ = notes_of(sound(), people=())["places"]
        assert effect == NOBODY


class TestModel:
    def test_a_sensitive_site_with_its_place_is_refused_at_every_door(self):
        refuge = sound(sensitive_site=True)
        with pytest.raises(BadInput, match="activity 1: found a place of a site that is sensitive"):
            model_of(refuge)
        with pytest.raises(BadInput, match="through hide_sensitive_sites"):
            model_of().replacing(refuge)
        assert len(model_of(sound(sensitive_site=True, places=(), areas_served=("D1",))).rows) == 1

    def test_two_with_one_reference_are_refused(self):
        with pytest.raises(BadInput, match="a reference of its own for each"):
            model_of(sound(), sound())

    def test_taking_away_what_is_not_there_changes_nothing(self):
        model = model_of(sound())
        assert model.without("none") is model

    def test_a_model_does_not_change_when_another_is_made_from_it(self):
        model = model_of(sound())
        model.replacing(sound(places=at(3000))).replacing(sound("2"))
        assert [one.places for one in model.activities] == [at(0)]
        assert len(model.spreads.ways) == 1

    def test_ways_that_nothing_uses_any_more_are_let_go(self):
        model = model_of(sound("kept"), sound(), people=(500, 500))
        for metres in range(400):
            model = model.replacing(sound(places=at(float(metres))))
        assert len(model.spreads.ways) <= 2 * 2 + 101
        table = model.by_month(ages=YOUNG, theme="violence", months=months_ahead(AS_OF))
        anew = model_of(sound("kept"), sound(places=at(399.0)), people=(500, 500))
        assert table.equals(anew.by_month(ages=YOUNG, theme="violence", months=months_ahead(AS_OF)))
