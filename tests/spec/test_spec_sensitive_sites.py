"""Sites that nobody may find count in their district, never at their place."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely

from sightline.analysis.areas import lay_out
from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.gaps import Question, assess_gaps
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, Place, Status, hide_sensitive_sites

AREAS = ["A1", "A2", "B1", "B2"]
THEME = Theme("violence", "Violence", ("Violence and sexual offences",), ())


@pytest.fixture
def land():
    """Two districts of two areas each, in a row, 2 km wide."""
    names = pd.DataFrame(
        {"area": AREAS, "area_name": AREAS, "district": ["A", "A", "B", "B"], "district_name": ""}
    )
    shapes = [shapely.box(west, 0, west + 2000, 2000) for west in range(0, 8000, 2000)]
    return lay_out(names=names, shapes=shapes, vintage="fictional")


def refuge(*places, **given):
    return Activity(
        **{
            "reference": "1",
            "name": "Refuge",
            "organisation": "Us",
            "themes": ("violence",),
            "status": Status.CURRENT,
            "places": tuple(Place(*place) for place in places),
            "sensitive_site": True,
            "people_a_year": 40,
        }
        | given
    )


def hidden(activity, land):
    (found,) = hide_sensitive_sites([activity], land)
    return found


def test_a_sensitive_site_is_known_by_its_district_alone(land):
    found = hidden(refuge((2500, 300)), land)
    assert (found.places, found.areas_served) == ((), ("A",))


def test_a_site_just_outside_every_outline_is_in_the_nearest_district(land):
    assert hidden(refuge((8100, 1000)), land).areas_served == ("B",)


def test_a_site_beyond_where_anybody_comes_from_is_in_no_district(land):
    """Its room is not given to a district that it has nothing to do with."""
    assert hidden(refuge((17_900, 1000)), land).areas_served == ("B",)
    assert hidden(refuge((18_100, 1000)), land).areas_served == ()
    both = refuge((18_100, 1000), (500, 500), areas_served=("B1",))
    assert hidden(both, land).areas_served == ("A", "B")


def test_the_areas_it_serves_become_their_districts_too(land):
    assert hidden(refuge((500, 500), areas_served=("B1",)), land).areas_served == ("A", "B")


def test_with_neither_place_nor_areas_it_stays_unplaced(land):
    found = hidden(refuge(), land)
    assert (found.places, found.areas_served) == ((), ())


def test_other_activities_keep_their_places(land):
    club = refuge((2500, 300), sensitive_site=False)
    assert hidden(club, land) == club


def test_moving_a_site_within_its_district_changes_no_number(land):
    """Trust: a number that falls with distance would tell where the site is."""
    people = pd.DataFrame({"area": AREAS, "age_from": 10, "age_to": 24, "people": 150})
    cube = pd.DataFrame(
        {"area": AREAS, "month": "2025-12", "category": THEME.police_categories[0], "incidents": 9}
    )
    tables = [
        assess_gaps(
            question=Question(THEME, AgeRange(10, 24), Month(2025, 12)),
            geography=land,
            population=people,
            cube=cube,
            activities=[refuge(place)],
            partners=pd.DataFrame({"organisation": [], "area": []}, dtype=object),
        )
        for place in ((10, 10), (3990, 1990))
    ]
    for field in dataclasses.fields(tables[0]):
        one, other = (getattr(table, field.name) for table in tables)
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(one, other)
    reached = tables[0].reach.set_index("area")["people_reached"]
    assert np.isclose(reached["A1"], reached["A2"])
    assert reached["B1"] == 0
