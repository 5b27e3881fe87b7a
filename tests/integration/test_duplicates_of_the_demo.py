"""The fictional county's planted double is found, by what its sheet of activities says alone."""

from __future__ import annotations

import json

import pandas as pd
from factories.activity_sheet import vocabularies

from sightline.analysis.provision import Activity, parts_of
from sightline.demo.county import AS_OF, build_county
from sightline.evidence.duplicates import Kind, find_pairs
from sightline.exchange.activities import read_activities
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.postcodes import read_postcodes


def compared(activity: Activity, districts: dict[str, str]) -> dict[str, object]:
    place = activity.places[0] if activity.places else None
    parts = parts_of((*activity.partners, *activity.funders))
    return {
        "record": activity.reference,
        "name": activity.name,
        "organisation": activity.organisation,
        "partners": [part.name for part in parts],
        "postcode": activity.postcode,
        "area": activity.delivery_area,
        "district": districts.get(activity.delivery_area, ""),
        "easting_m": place and place.easting_m,
        "northing_m": place and place.northing_m,
        "starts_on": activity.starts_on,
        "age_from": activity.ages and activity.ages.from_age,
        "age_to": activity.ages and activity.ages.to_age,
        "themes": list(activity.themes),
        "people_a_year": activity.people_a_year,
        "text": activity.description,
    }


def test_the_planted_double_is_the_likeliest_pair_of_the_county(tmp_path):
    folder = build_county(tmp_path).parent
    areas = read_boundaries(folder / "areas.geojson").rows.areas
    sheet = read_activities(
        folder / "activities.csv",
        vocabularies=vocabularies(),
        areas=areas,
        postcodes=read_postcodes(folder / "postcodes.csv").rows,
        today=AS_OF.last_day,
    )
    districts = dict(zip(areas["area"], areas["district"], strict=True))
    records = pd.DataFrame([compared(row.activity, districts) for row in sheet.rows])
    found = find_pairs(records, kind=Kind.ACTIVITY)
    planted = json.loads((folder / "planted.json").read_text())["duplicate"]
    likeliest = found.iloc[0]
    assert {likeliest["first"], likeliest["second"]} == set(planted)
    assert likeliest["probability"] > 0.9
    # and it does not drown: few others are as much as likely
    assert (found["probability"] > 0.5).sum() <= len(records) * 0.05
