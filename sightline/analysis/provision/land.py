"""The areas and their people as places of delivery meet them; and the ways of spreading room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision.decay import Decay
from sightline.analysis.provision.nearby import Rows
from sightline.analysis.provision.people import Numbers, PeopleByAge


@dataclass(frozen=True)
class Stop:
    """A place of delivery, and its key in the table of travel times, or an empty text."""

    easting_m: float
    northing_m: float
    times_key: str = ""


@dataclass(frozen=True)
class Way:
    """Everything that decides how room is spread: activities with the same way share a row."""

    stops: tuple[Stop, ...]  # in order; none where it is spread by people alone
    served: tuple[str, ...]  # names in small letters, in order; none where all may come
    ages: AgeRange
    decay: Decay


class Land:
    """The areas and their people, looked up by name, by age and by the nearest point.

    areas: AREAS. population: POPULATION.
    """

    def __init__(self, areas: pd.DataFrame, population: pd.DataFrame) -> None:
        self.codes = areas["area"].to_numpy(dtype=object)
        self.points: Numbers = areas[["easting_m", "northing_m"]].to_numpy(dtype="float64")
        self._people = PeopleByAge(population, list(self.codes))
        self._row_of = pd.Index(self.codes)
        self._rows_called: dict[str, list[int]] = {}
        for column in ("area", "area_name", "district", "district_name"):
            for row, name in enumerate(areas[column].str.strip().str.casefold()):
                self._rows_called.setdefault(name, []).append(row)

    def people(self, ages: AgeRange | None) -> Numbers:
        """People of those ages in every area; nobody for None."""
        return self._people.of(ages)

    def called(self, names: Iterable[str]) -> Rows:
        """Rows of the areas with these codes or names, of their own or of their districts."""
        found = [row for name in names for row in self._rows_called.get(plain(name), ())]
        return np.unique(np.array(found, dtype="int64"))

    def unknown(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names that no area or district here has."""
        return tuple(name for name in names if plain(name) not in self._rows_called)

    def rows_of(self, codes: NDArray[Any]) -> Rows:
        """Rows of the areas with these codes, -1 for others."""
        return np.asarray(self._row_of.get_indexer(pd.Index(codes)))

    def nearest(self, points: Numbers) -> list[str]:
        """Code of the area whose point is nearest to each point."""
        if not len(self.points):
            return [""] * len(points)
        return [str(code) for code in self.codes[cKDTree(self.points).query(points)[1]]]


def plain(name: str) -> str:
    """A name as it is compared."""
    return name.strip().casefold()
