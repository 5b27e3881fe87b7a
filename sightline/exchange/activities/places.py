"""Where an activity is delivered: from its postcode, its latitude and longitude, or its area."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
import pyproj

from sightline.analysis.provision import Place
from sightline.exchange.sheets import AreaWords, BadCell

# Windows of latitude and longitude: Great Britain with its islands, and the part of the North Sea
# where made-up counties lie.
_BRITAIN = ((49.8, 60.95), (-8.7, 1.8))
_MADE_UP = ((52.9, 54.1), (1.7, 3.2))
_FAR_M = 20_000.0  # further than this from the middle of every area is worth a note
_APART_M = 1_000.0  # a postcode and a point further apart than this are worth a note
_DECIMALS = 8  # of degrees: a millimetre, so that writing and reading again changes nothing


@dataclass(frozen=True)
class Location:
    """Where a row says it is, and its places on the grid as far as known, to 0.1 m."""

    postcode: str
    delivery_area: str
    places: tuple[Place, ...]
    points: str = ""  # latitude and longitude as given

    @property
    def key(self) -> str:
        """The words that tell this place from another."""
        return self.postcode or self.delivery_area or self.points


class Notebook(Protocol):
    """Where problems of a row go."""

    def refuse(self, heading: str, bad: BadCell) -> None:
        """Keep a problem that rejects the row."""

    def note(self, heading: str, found: str, wanted: str, remedy: str) -> None:
        """Keep a problem that leaves the row as it is."""


class PlaceFinder:
    """Finds places; a postcode comes first, then a point, then the centre of the area."""

    def __init__(
        self, areas: AreaWords, postcodes: Mapping[str, tuple[float, float]] | None
    ) -> None:
        """postcodes: eastings and northings in metres, None where no list is supplied."""
        self.areas, self.postcodes = areas, postcodes
        self.without_list = 0  # rows whose postcode could not be looked up
        centres = np.array(list(areas.centres.values()), dtype="float64")
        self._centres = centres.reshape(-1, 2)

    def locate(
        self,
        notebook: Notebook,
        *,
        postcode: str,
        delivery_area: str,
        latitude: tuple[float, ...],
        longitude: tuple[float, ...],
    ) -> Location:
        """The location of one row; what is odd about it goes into the notebook.

        Several points are several places, whatever the postcode.
        """
        points = self._points(notebook, latitude, longitude)
        by_postcode = self._by_postcode(notebook, postcode)
        if len(points) > 1:
            places, heading = points, "latitude"
        elif by_postcode:
            places, heading = (by_postcode,), "postcode"
        else:
            places, heading = points, "latitude"
        if not places and delivery_area in self.areas.centres:
            places = (Place(*map(_to_10_cm, self.areas.centres[delivery_area])),)
        self._note_apart(notebook, points, by_postcode)
        for place in places:
            self._note_far(notebook, place, heading)
        said = "; ".join(
            f"{north}, {east}" for north, east in zip(latitude, longitude, strict=False)
        )
        return Location(postcode, delivery_area, places, said if points else "")

    def _note_apart(
        self, notebook: Notebook, points: tuple[Place, ...], by_postcode: Place | None
    ) -> None:
        if len(points) != 1 or by_postcode is None:
            return
        apart_m = _distance_m(points[0], by_postcode)
        if apart_m > _APART_M:
            notebook.note(
                "latitude",
                f"a point {apart_m / 1000:.0f} km from the postcode",
                "a point near the postcode",
                "The postcode was used: correct one of them.",
            )

    def _by_postcode(self, notebook: Notebook, postcode: str) -> Place | None:
        if not postcode:
            return None
        if self.postcodes is None:
            self.without_list += 1
            return None
        found = self.postcodes.get(postcode)
        if found is None:
            notebook.note(
                "postcode",
                f"'{postcode}', which is not in the list of postcodes",
                "a postcode in use",
                "The row was kept without it: correct it, or give the area code.",
            )
            return None
        return Place(*map(_to_10_cm, found))

    def _points(
        self, notebook: Notebook, latitude: tuple[float, ...], longitude: tuple[float, ...]
    ) -> tuple[Place, ...]:
        if len(latitude) != len(longitude):
            short, other = (
                ("latitude", "longitude")
                if len(latitude) < len(longitude)
                else ("longitude", "latitude")
            )
            bad = BadCell(f"no {short} beside each {other}", "both", "Give both or neither.")
            notebook.refuse(short, bad)
            return ()
        places = []
        for north, east in zip(latitude, longitude, strict=True):
            if not _in_window(north, east):
                swapped = _in_window(east, north)
                remedy = "Swap latitude and longitude." if swapped else "Copy both from a map."
                found = f"{north}, {east}"
                notebook.refuse("latitude", BadCell(found, "a point in Great Britain", remedy))
                return ()
            places.append(to_grid(north, east))
        return tuple(places)

    def _note_far(self, notebook: Notebook, place: Place, heading: str) -> None:
        if not len(self._centres):
            return
        away = self._centres - (place.easting_m, place.northing_m)
        nearest_m = float(np.sqrt((away**2).sum(axis=1)).min())
        if nearest_m > _FAR_M:
            notebook.note(
                heading,
                f"a place {nearest_m / 1000:.0f} km from the nearest area",
                "a place in or near the county",
                "It was kept: check it, a minus sign of the longitude above all.",
            )


def to_grid(latitude: float, longitude: float) -> Place:
    """A place on the grid (EPSG:27700, to 0.1 m) from degrees (EPSG:4326).

    Without the national shift grid, which no package brings, the projection is right to some 2 m.

    >>> to_grid(52.65797861, 1.71607397)  # 651409.8, 313177.5 by the Ordnance Survey's own grid
    Place(easting_m=651411.4, northing_m=313177.3)
    """
    easting, northing = _projection().transform(longitude, latitude)
    return Place(_to_10_cm(easting), _to_10_cm(northing))


def to_degrees(place: Place) -> tuple[float, float]:
    """Latitude and longitude of a place, such that `to_grid` gives the place again."""
    longitude, latitude = _projection().transform(
        place.easting_m, place.northing_m, direction=pyproj.enums.TransformDirection.INVERSE
    )
    return round(latitude, _DECIMALS), round(longitude, _DECIMALS)


@cache
def _projection() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(
        "EPSG:4326", "EPSG:27700", always_xy=True, allow_ballpark=False
    )


def _in_window(latitude: float, longitude: float) -> bool:
    return any(
        south <= latitude <= north and west <= longitude <= east
        for (south, north), (west, east) in (_BRITAIN, _MADE_UP)
    )


def _to_10_cm(metres: float) -> float:
    return round(float(metres), 1)


def _distance_m(one: Place, other: Place) -> float:
    return math.hypot(one.easting_m - other.easting_m, one.northing_m - other.northing_m)
