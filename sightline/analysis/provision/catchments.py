"""Access by the enhanced two-step floating catchment, as it was published, at the scale of a land.

First every place's capacity is set against the people in its catchment, weighted by distance; then
every area adds up the ratios of the places in its own (Luo & Qi 2009, Health & Place 15:1100-1107).
People × access is the room an area gets: what `reach_parts` gives, which hands the room out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.analysis.areas import AREAS, PEOPLE
from sightline.analysis.provision.decay import Decay
from sightline.analysis.provision.nearby import bands_of, squares_within
from sightline.analysis.provision.people import Numbers
from sightline.analysis.provision.tables import ACCESS, SITES
from sightline.errors import BadInput


def access_by_area(
    *, areas: pd.DataFrame, people: pd.DataFrame, sites: pd.DataFrame, decay: Decay
) -> pd.DataFrame:
    """The room for each person of an area, at all places they can come to.

    areas: AREAS. people: PEOPLE of the ages the places are for; an area without a row has nobody.
    sites: SITES. Returns ACCESS, a row for every area in their order; a place with nobody in its
    catchment gives nothing to anybody.

    >>> areas = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": "",
    ...     "district_name": "", "easting_m": [0.0, 3000.0], "northing_m": 0.0})
    >>> people = pd.DataFrame({"area": ["A", "B"], "people": [500, 500]})
    >>> sites = pd.DataFrame({"site": ["1"], "easting_m": [0.0], "northing_m": [0.0],
    ...     "capacity": [30.0]})
    >>> access_by_area(areas=areas, people=people, sites=sites, decay=Decay())["access"].tolist()
    [0.04, 0.02]
    """
    land, places = AREAS.check(areas), SITES.check(sites)
    lived = PEOPLE.check(people).set_index("area")["people"].reindex(land["area"]).fillna(0.0)
    access = floating_catchments(
        points=land[["easting_m", "northing_m"]].to_numpy(),
        people=lived.to_numpy(),
        places=places[["easting_m", "northing_m"]].to_numpy(),
        capacity=places["capacity"].to_numpy(),
        decay=decay,
    )
    return ACCESS.check(pd.DataFrame({"area": land["area"], "access": access}))


def floating_catchments(
    *, points: Numbers, people: Numbers, places: Numbers, capacity: Numbers, decay: Decay
) -> Numbers:
    """Access of every area, for one cohort or many at once, from arrays.

    points: areas × 2 in metres. people: areas, or areas × cohorts. places: places × 2. capacity:
    places, or places × cohorts. Returns areas, or areas × cohorts: capacity for each person.

    >>> floating_catchments(points=np.zeros((1, 2)), people=np.array([10.0]),
    ...     places=np.zeros((1, 2)), capacity=np.array([5.0]), decay=Decay()).tolist()
    [0.5]
    """
    if people.shape[1:] != capacity.shape[1:]:
        raise BadInput(
            f"cohorts: found people of shape {people.shape} and capacity of {capacity.shape}, "
            "wanted as many cohorts in both."
        )
    if people.ndim > 1:
        return _of_many(points, people, places, capacity, decay)
    access = np.zeros(people.shape)
    for band in bands_of(points, places, decay.furthest_m):
        lived, room = people[band.areas], capacity[band.places]
        given = np.zeros(lived.shape)
        for block in band.blocks():
            weights = decay.of_squares(block.squared_m2)
            ratio = _ratio(room[block.places], weights @ lived[block.areas])
            given[block.areas] += ratio @ weights
        access[band.areas] += given
    return access


def _of_many(
    points: Numbers, people: Numbers, places: Numbers, capacity: Numbers, decay: Decay
) -> Numbers:
    """Many cohorts share the weights, kept sparse: one pass over them serves all the cohorts.

    Small dense blocks would be handed to several threads, which wait for each other longer than
    they work.
    """
    weights = squares_within(points, places, decay.furthest_m)
    weights.data = decay.of_squares(weights.data)
    access: Numbers = weights.T @ _ratio(capacity, weights @ people)
    return access


def _ratio(capacity: Numbers, wanted: Numbers) -> Numbers:
    """Room for each person in a catchment; none where nobody is in it."""
    return np.divide(capacity, wanted, out=np.zeros_like(wanted), where=wanted > 0)
