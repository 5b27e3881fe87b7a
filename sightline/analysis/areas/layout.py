"""Small areas and their outlines, in metres of EPSG:27700, and finding them by code or name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.areas.tables import AREAS


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
