"""Areas: where they are, who lives there, which are beside which. In metres of EPSG:27700."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from sightline.analysis.framework import AgeRange
from sightline.analysis.tables import Column, Kind, Table

AREAS = Table(
    "areas",
    {
        "area": Column(Kind.TEXT, "area code"),
        "area_name": Column(Kind.TEXT, "name"),
        "district": Column(Kind.TEXT, "district code, empty where the file gives none"),
        "district_name": Column(Kind.TEXT, "name, empty where the file gives none"),
        "easting_m": Column(Kind.NUMBER, "metres east of the grid's origin, EPSG:27700"),
        "northing_m": Column(Kind.NUMBER, "metres north of the grid's origin, EPSG:27700"),
    },
    ("area",),
)
POPULATION = Table(
    "population",
    {
        "area": Column(Kind.TEXT, "area code"),
        "age_from": Column(Kind.COUNT, "age in completed years, included"),
        "age_to": Column(Kind.COUNT, "age in completed years, included"),
        "people": Column(Kind.COUNT, "people living there"),
    },
    ("area", "age_from"),
)
PEOPLE = Table(
    "people",
    {
        "area": Column(Kind.TEXT, "area code"),
        "people": Column(Kind.AMOUNT, "people living there, fractional where a band was split"),
    },
    ("area",),
)
SHARED_BORDERS = Table(
    "neighbours by boundary",
    {
        "area": Column(Kind.TEXT, "area code"),
        "neighbour": Column(Kind.TEXT, "area code"),
        "shared_m": Column(Kind.AMOUNT, "metres of border shared"),
    },
    ("area", "neighbour"),
)
DISTANCES = Table(
    "neighbours by distance",
    {
        "area": Column(Kind.TEXT, "area code"),
        "neighbour": Column(Kind.TEXT, "area code"),
        "distance_m": Column(Kind.AMOUNT, "metres between the points inside the areas"),
    },
    ("area", "neighbour"),
)

# Generalised outlines do not always meet exactly. Two outlines that share no line worth the name,
# but run within TOLERANCE_M of each other for LEAST_SHARED_M or more, share a border all the same.
# In England and Wales areas that meet only at a corner run within 5 m of each other for 10 m
# (median) to 16 m (95th percentile), so a corner is not a border.
TOLERANCE_M = 5.0
LEAST_SHARED_M = 25.0


@dataclass(frozen=True, eq=False)
class Geography:
    """Small areas and their outlines.

    areas: the AREAS table, sorted by area. shapes: shapely polygons in EPSG:27700, one for each row
    of areas, in the same order. vintage: "2021", "2011", "fictional", or "" if not known.
    """

    areas: pd.DataFrame
    shapes: np.ndarray
    vintage: str

    def __post_init__(self) -> None:
        if len(self.areas) != len(self.shapes):
            raise AssertionError(f"{len(self.areas)} areas have {len(self.shapes)} outlines")


@dataclass(frozen=True)
class AreasFound:
    """Small areas that were asked for, in the order of the areas table, and what nobody knows."""

    areas: tuple[str, ...]
    unknown: tuple[str, ...]


def lay_out(
    *, names: pd.DataFrame, shapes: Sequence[object] | np.ndarray, vintage: str
) -> Geography:
    """A geography from names (area, area_name, district, district_name) and outlines in EPSG:27700.

    Gives every area a point inside it: its centroid where that is inside, else another.

    >>> names = pd.DataFrame({"area": ["B", "A"], "area_name": ["East", "West"],
    ...                       "district": "D", "district_name": "Mid"})
    >>> both = lay_out(names=names, shapes=[shapely.box(10, 0, 20, 10), shapely.box(0, 0, 10, 10)],
    ...                vintage="")
    >>> both.areas[["area", "easting_m", "northing_m"]].values.tolist()
    [['A', 5.0, 5.0], ['B', 15.0, 5.0]]
    """
    outlines = np.asarray(shapes, dtype=object)
    points = shapely.centroid(outlines)
    outside = ~shapely.contains(outlines, points)
    points[outside] = shapely.point_on_surface(outlines[outside])
    areas = AREAS.check(
        names.assign(easting_m=shapely.get_x(points), northing_m=shapely.get_y(points))
    )
    order = np.argsort(areas["area"].to_numpy(dtype=str), kind="stable")
    return Geography(areas.iloc[order].reset_index(drop=True), outlines[order], vintage)


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


def neighbours_by_boundary(geography: Geography) -> pd.DataFrame:
    """Areas that share a border, and how much of it.

    Returns SHARED_BORDERS sorted by area and neighbour, each pair in both directions; an island has
    no row. Areas that meet only at a corner, or face each other across water, are not neighbours.

    >>> names = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": "",
    ...                       "district_name": ""})
    >>> both = lay_out(names=names, shapes=[shapely.box(0, 0, 10, 10), shapely.box(10, 4, 20, 10)],
    ...                vintage="")
    >>> neighbours_by_boundary(both).values.tolist()
    [['A', 'B', 6.0], ['B', 'A', 6.0]]
    """
    shapes = geography.shapes
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOLERANCE_M)
    one, other = one[one < other], other[one < other]
    borders = shapely.boundary(shapes)
    shared_m = shapely.length(shapely.intersection(borders[one], borders[other]))
    short = shared_m < LEAST_SHARED_M
    near_m = _nearly_shared_m(shapes, borders, one[short], other[short])
    beyond = near_m - shared_m[short] >= LEAST_SHARED_M
    shared_m[short] = np.where(beyond, near_m, shared_m[short])
    kept = shared_m > 0
    return SHARED_BORDERS.check(
        _both_ways(geography.areas["area"], one[kept], other[kept], "shared_m", shared_m[kept])
    )


def neighbours_by_distance(areas: pd.DataFrame, *, within_m: float) -> pd.DataFrame:
    """Areas whose points are so near each other, whatever lies between.

    areas: AREAS. Returns DISTANCES sorted by area and neighbour, each pair in both directions; an
    area with nothing near has no row.

    >>> areas = pd.DataFrame({"area": ["A", "B", "C"], "area_name": "", "district": "",
    ...     "district_name": "", "easting_m": [0, 300, 9000], "northing_m": [0, 400, 0]})
    >>> neighbours_by_distance(areas, within_m=1000).values.tolist()
    [['A', 'B', 500.0], ['B', 'A', 500.0]]
    """
    points = areas[["easting_m", "northing_m"]].to_numpy(dtype="float64")
    pairs = cKDTree(points).query_pairs(within_m, output_type="ndarray") if len(points) else points
    one, other = pairs[:, 0].astype(int), pairs[:, 1].astype(int)
    distance_m = np.hypot(*(points[one] - points[other]).T)
    return DISTANCES.check(_both_ways(areas["area"], one, other, "distance_m", distance_m))


def areas_of(codes: Iterable[str], areas: pd.DataFrame) -> AreasFound:
    """The small areas that codes or names stand for, whether of small areas or of districts.

    areas: AREAS. Case and spaces around do not matter; a blank stands for nothing.

    >>> areas = pd.DataFrame({"area": ["X01", "X02"], "area_name": ["Mid 1", "Mid 2"],
    ...     "district": "X07", "district_name": "Mid", "easting_m": 0.0, "northing_m": 0.0})
    >>> areas_of(["mid", "X02", "Elsewhere"], areas)
    AreasFound(areas=('X01', 'X02'), unknown=('Elsewhere',))
    """
    wanted = {code.strip().casefold(): code.strip() for code in codes if code.strip()}
    chosen = np.zeros(len(areas), dtype=bool)
    known: set[str] = set()
    for column in ("area", "area_name", "district", "district_name"):
        keys = areas[column].str.strip().str.casefold()
        hits = keys.isin(wanted.keys()).to_numpy(dtype=bool)
        chosen |= hits
        known.update(keys[hits])
    unknown = tuple(code for key, code in wanted.items() if key not in known)
    return AreasFound(tuple(areas.loc[chosen, "area"]), unknown)


def _nearly_shared_m(
    shapes: np.ndarray, borders: np.ndarray, one: np.ndarray, other: np.ndarray
) -> np.ndarray:
    """Metres that borders run within the tolerance of each other."""
    wide = {row: shapely.buffer(shapes[row], TOLERANCE_M) for row in np.union1d(one, other)}
    of_one = shapely.intersection(
        borders[one], np.array([wide[row] for row in other], dtype=object)
    )
    of_other = shapely.intersection(
        borders[other], np.array([wide[row] for row in one], dtype=object)
    )
    return np.asarray((shapely.length(of_one) + shapely.length(of_other)) / 2)


def _both_ways(
    area: pd.Series, one: np.ndarray, other: np.ndarray, name: str, values: np.ndarray
) -> pd.DataFrame:
    codes = area.to_numpy()
    pairs = pd.DataFrame(
        {
            "area": np.concatenate([codes[one], codes[other]]),
            "neighbour": np.concatenate([codes[other], codes[one]]),
            name: np.concatenate([values, values]),
        }
    )
    return pairs.sort_values(["area", "neighbour"])
