"""Places of a county, stored through the real readers and read back as analysis asks for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from django.db import IntegrityError, transaction
from factories.small_county import AREAS, write_small_county

from sightline.analysis.areas import Geography, lay_out
from sightline.errors import BadInput, NotFound
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.population import read_population
from sightline.service.places import actions, queries
from sightline.service.places.models import AreaPeople

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(tmp_path):
    """Twelve areas, four across and three down, read by the readers."""
    files = write_small_county(tmp_path)
    return read_boundaries(files.boundaries).rows, read_population(files.population).rows


def store(geography, population, **given):
    actions.store_places(
        actions.CountyPlaces(name="Tell", geography=geography, population=population, **given)
    )


def square(west_m, south_m, side_m=1000):
    return shapely.box(west_m, south_m, west_m + side_m, south_m + side_m)


def geography_of(squares):
    names = pd.DataFrame(
        {"area": list(squares), "area_name": list(squares), "district": "D", "district_name": "Mid"}
    )
    return lay_out(names=names, shapes=list(squares.values()), vintage="fictional")


def people_of(geography):
    return pd.DataFrame(
        {"area": geography.areas["area"], "age_from": 0, "age_to": 120, "people": 10}
    )


def test_what_is_stored_is_what_was_read(small):
    geography, population = small
    store(geography, population)
    kept = queries.geography()
    pd.testing.assert_frame_equal(kept.areas, geography.areas)
    assert shapely.equals_exact(kept.shapes, geography.shapes, tolerance=1e-6).all()
    assert kept.vintage == geography.vintage
    pd.testing.assert_frame_equal(
        queries.population().sort_values(["area", "age_from"], ignore_index=True),
        population.sort_values(["area", "age_from"], ignore_index=True),
    )


def test_neighbours_share_a_boundary_not_a_corner(small):
    store(*small)
    beside = {found.area.code for found in queries.neighbours(AREAS[5])}
    assert beside == {AREAS[1], AREAS[4], AREAS[6], AREAS[9]}


def test_areas_across_water_and_across_the_border_are_neighbours():
    county = geography_of({"A": square(0, 0), "B": square(1000, 0)})
    around = geography_of(
        {
            "A": square(0, 0),  # the county's own area again: passed over
            "N": square(0, 1700),  # 700 m over water from A
            "E": square(2000, 0),  # shares a boundary with B
            "F": square(2000, 4500),  # too far over water
            "M": square(3100, 0),  # has land, E, between it and B
        }
    )
    store(county, people_of(county), neighbours=around)
    of_a, of_b = queries.neighbours("A"), queries.neighbours("B")
    assert [(found.area.code, found.shared_m, found.apart_m) for found in of_a] == [
        ("B", 1000.0, 0.0),
        ("N", 0.0, 700.0),
    ]
    assert [found.area.code for found in of_b if found.shared_m] == ["A", "E"]
    assert "M" not in {found.area.code for found in of_b}
    assert queries.area_facts("N").is_neighbour
    assert list(queries.areas()["area"]) == ["A", "B"]
    with pytest.raises(NotFound):
        queries.area_facts("F")


def test_outlines_fill_one_drawing_and_the_map_gets_degrees(small):
    store(*small)
    size = queries.drawing_size()
    assert (size.width, size.height) == (1000, 750)
    outlines = dict(queries.area_outlines())
    assert list(outlines) == list(AREAS)
    assert all(path.startswith("M") and path.endswith("z") for path in outlines.values())
    code, name, geometry = queries.area_shapes()[0]
    west, south, east, north = shapely.from_geojson(geometry).bounds
    assert (code, name) == (AREAS[0], "Tellford 001A")
    assert 1.5 < west < east < 6
    assert 52 < south < north < 54


def test_deprivation_is_kept_with_its_edition_and_its_absence_is_no_number(small):
    geography, population = small
    deprivation = pd.DataFrame(
        {
            "area": AREAS[:2],
            "deprivation_rank": [5, 9],
            "deprivation_decile": [1, np.nan],
            "deprivation_score": [np.nan, np.nan],
            "edition": "2025",
        }
    )
    store(geography, population, deprivation=deprivation)
    facts = [queries.area_facts(code) for code in AREAS[:3]]
    assert [f.deprivation_rank for f in facts] == [5, 9, None]
    assert [f.deprivation_decile for f in facts] == [1, None, None]
    assert facts[0].deprivation_edition == "2025"


def test_postcodes_come_back_where_they_were(small):
    store(*small, postcodes={"ZZ1 1AA": (660_000.0, 380_000.0)})
    assert queries.postcodes() == {"ZZ1 1AA": (660_000.0, 380_000.0)}


def test_without_a_county_the_reader_is_told_what_to_do():
    with pytest.raises(NotFound, match="load_county"):
        queries.drawing_size()


def test_a_county_without_areas_is_refused():
    nothing = geography_of({"A": square(0, 0)})
    nothing = Geography(nothing.areas.iloc[:0], nothing.shapes[:0], "")
    with pytest.raises(BadInput, match="found no areas"):
        store(nothing, people_of(geography_of({"A": square(0, 0)})))


def test_clearing_takes_away_every_place(small):
    store(*small)
    actions.clear_places()
    assert queries.areas().empty
    assert queries.population().empty
    store(*small)  # and there is room for another


@pytest.mark.parametrize(
    "people", [{"people": -1}, {"age_from": 5, "age_to": 4}, {"age_from": 0, "age_to": 0}]
)
def test_the_database_refuses_impossible_people(small, people):
    store(*small)
    row = {"area_id": AREAS[0], "age_from": 119, "age_to": 120, "people": 1} | people
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaPeople.objects.create(**row)
