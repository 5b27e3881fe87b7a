"""How many people of which ages live in each area."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.analysis.areas.tables import PEOPLE, POPULATION
from sightline.analysis.framework import AgeRange


def people_of_age(population: pd.DataFrame, ages: AgeRange) -> pd.DataFrame:
    """How many people of those ages live in each area.

    population: POPULATION. Returns PEOPLE: every area of population, 0 where nobody of those ages
    lives. A band that is only partly in the ages is split evenly by single year of age, so the
    number may be fractional; an open-ended band is taken to run to the oldest age.

    >>> bands = pd.DataFrame({"area": ["A", "A"], "age_from": [0, 16], "age_to": [15, 24],
    ...                       "people": [160, 90]})
    >>> people_of_age(bands, AgeRange(10, 24)).values.tolist()
    [['A', 150.0]]
    """
    bands = POPULATION.check(population)
    first = np.maximum(bands["age_from"], ages.from_age)
    last = np.minimum(bands["age_to"], ages.to_age)
    inside = np.maximum(last - first + 1, 0) / (bands["age_to"] - bands["age_from"] + 1)
    people = (bands["people"] * inside).groupby(bands["area"], sort=True).sum()
    return PEOPLE.check(pd.DataFrame({"area": people.index, "people": people.to_numpy()}))
