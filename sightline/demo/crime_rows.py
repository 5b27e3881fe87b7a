"""Counts of crime as rows of police.uk street files, with the hazards of published ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import KDTree

from sightline.analysis.periods import Month
from sightline.demo.areas import Land
from sightline.demo.incidents import CATEGORIES, DISORDER

HEADINGS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
POINTS_PER_AREA = 14
NO_LOCATION_SHARE = 0.013
BY_THE_OTHER_FORCE = 0.02  # of incidents in areas beside a county border
BESIDE_BORDER_M = 1_800.0
STILL_OPEN = (0.35, 0.2, 0.1)  # the share under investigation in the last months, latest first
STREETS = ("Lantern", "Quill", "Fable", "Parchment", "Margin", "Chapter", "Ballad", "Stanza",
           "Inkwell", "Proverb", "Saga", "Riddle", "Legend", "Preface", "Epilogue", "Sonnet",
           "Motif")  # fmt: skip
WAYS = ("Street", "Road", "Lane", "Close", "Avenue", "Way", "Drive", "Row")
VENUES = ("Parking Area", "Supermarket", "Shopping Area", "Petrol Station", "Park/Open Space",
          "Nightclub", "Bus/Coach Station", "Sports/Recreation Area")  # fmt: skip
NO_SUSPECT = "Investigation complete; no suspect identified"
OUTCOMES = {
    "Unable to prosecute suspect": 0.68,
    "Court result unavailable": 0.11,
    "Local resolution": 0.06,
    "Action to be taken by another organisation": 0.05,
    "Awaiting court outcome": 0.05,
    "Formal action is not in the public interest": 0.03,
    "Offender given a caution": 0.02,
}
ToDegrees = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class MapPoints:
    """The points that incidents are snapped to, and their words: arrays of area × point."""

    easting_m: np.ndarray
    northing_m: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    words: np.ndarray

    def of(self, rows: np.ndarray) -> MapPoints:
        """The points of some of the areas."""
        return MapPoints(
            self.easting_m[rows],
            self.northing_m[rows],
            self.longitude[rows],
            self.latitude[rows],
            self.words[rows],
        )


@dataclass(frozen=True)
class StreetFile:
    """One force's file of one month: its rows as lines of text, headings first."""

    month: Month
    county: str
    lines: tuple[str, ...]


def place_map_points(rng: np.random.Generator, land: Land, to_degrees: ToDegrees) -> MapPoints:
    """POINTS_PER_AREA points inside every area, each at a street or venue with a made-up name."""
    metres = points_inside(rng, land.shapes, POINTS_PER_AREA)
    longitude, latitude = to_degrees(metres[..., 0], metres[..., 1])
    streets = np.array([f"On or near {street} {way}" for street in STREETS for way in WAYS])
    venues = np.array([f"On or near {venue}" for venue in VENUES])
    shape = metres.shape[:2]
    words = np.where(
        rng.random(shape) < 0.12, rng.choice(venues, shape), rng.choice(streets, shape)
    )
    return MapPoints(metres[..., 0], metres[..., 1], longitude, latitude, words)


def points_inside(rng: np.random.Generator, shapes: np.ndarray, points: int) -> np.ndarray:
    """Points inside each polygon, on whole metres: from its middle some way towards its outline.

    Returns area × point × (easting, northing).
    """
    middles = shapely.get_coordinates(shapely.point_on_surface(shapes))[:, None, :]
    outlines = shapely.boundary(shapes)[:, None]
    along = shapely.line_interpolate_point(
        outlines, rng.random((len(shapes), points)), normalized=True
    )
    rim = np.stack([shapely.get_x(along), shapely.get_y(along)], axis=2)
    share = np.sqrt(rng.uniform(0.02, 0.72, (len(shapes), points)))[..., None]
    found = np.round(middles + (rim - middles) * share)
    inside = shapely.contains_xy(shapes[:, None], found[..., 0], found[..., 1])
    kept: np.ndarray = np.where(inside[..., None], found, np.round(middles))
    return kept


def street_files(
    rng: np.random.Generator,
    land: Land,
    counts: np.ndarray,
    months: Sequence[Month],
    points: MapPoints,
) -> Iterator[StreetFile]:
    """Every force's street file of every month, from counts (area × month × category)."""
    writer = _RowWriter(land, points)
    for at, month in enumerate(months):
        area, category = np.nonzero(counts[:, at, :])
        times = counts[area, at, category]
        area, category = np.repeat(area, times), np.repeat(category, times)
        county = _recorded_by(rng, land, area)
        still_open = dict(zip(reversed(months), STILL_OPEN, strict=False)).get(month, 0.0)
        for name in dict.fromkeys(land.areas["county"]):
            mine = county == name
            lines = writer.lines(rng, month, name, area[mine], category[mine], still_open)
            yield StreetFile(month, name, (",".join(HEADINGS), *lines))


def _recorded_by(rng: np.random.Generator, land: Land, area: np.ndarray) -> np.ndarray:
    """The county whose force records each incident: its own, or now and then the one next door."""
    xy = land.areas[["easting_m", "northing_m"]].to_numpy()
    county = land.areas["county"].to_numpy()
    other, away = county.copy(), np.full(len(county), np.inf)
    for name in dict.fromkeys(county):
        distance, _ = KDTree(xy[county == name]).query(xy)
        nearer = (county != name) & (distance < away)
        other[nearer], away[nearer] = name, distance[nearer]
    across = (away[area] < BESIDE_BORDER_M) & (rng.random(len(area)) < BY_THE_OTHER_FORCE)
    recorded: np.ndarray = np.where(across, other[area], county[area])
    return recorded


class _RowWriter:
    """Turns incidents into lines of a street file."""

    def __init__(self, land: Land, points: MapPoints) -> None:
        self._kinds = list(CATEGORIES)
        self._areas = list(
            land.areas["area"].str.cat(land.areas["area_name"], sep=",").astype(object)
        )
        self._points = [
            [f"{lon:.6f},{lat:.6f},{words}" for lon, lat, words in zip(*row, strict=True)]
            for row in zip(points.longitude, points.latitude, points.words, strict=True)
        ]
        self._no_suspect = np.array([kind.no_suspect_share for kind in CATEGORIES.values()])

    def lines(
        self,
        rng: np.random.Generator,
        month: Month,
        county: str,
        area: np.ndarray,
        category: np.ndarray,
        still_open: float,
    ) -> list[str]:
        """One line per incident; those without a location come last, as in the published files."""
        force = f"{county} Police (fictional)"
        point = (POINTS_PER_AREA * rng.random(len(area)) ** 1.6).astype(int)
        nowhere = rng.random(len(area)) < NO_LOCATION_SHARE
        crimes = self._crime_ids(rng, category)
        outcomes = self._outcomes(rng, category, still_open)
        lines = [
            f"{crimes[i]},{month},{force},{force},"
            + (",,No Location,," if lost else f"{self._points[at][point[i]]},{self._areas[at]}")
            + f",{self._kinds[category[i]]},{outcomes[i]},"
            for i, (at, lost) in enumerate(zip(area.tolist(), nowhere.tolist(), strict=True))
        ]
        order = np.argsort(nowhere, kind="stable")
        return [lines[i] for i in order]

    def _crime_ids(self, rng: np.random.Generator, category: np.ndarray) -> list[str]:
        """64 hexadecimal digits, one of them twice; empty for anti-social behaviour."""
        text = rng.bytes(32 * len(category)).hex()
        disorder = self._kinds.index(DISORDER)
        crimes = [
            "" if kind == disorder else text[64 * i : 64 * i + 64]
            for i, kind in enumerate(category.tolist())
        ]
        numbered = [i for i, crime in enumerate(crimes) if crime]
        if len(numbered) > 3:
            crimes[numbered[-1]] = crimes[numbered[1]]
        return crimes

    def _outcomes(
        self, rng: np.random.Generator, category: np.ndarray, still_open: float
    ) -> list[str]:
        """The last outcome known; empty for anti-social behaviour."""
        other = rng.choice(np.array(list(OUTCOMES)), len(category), p=list(OUTCOMES.values()))
        outcome = np.where(
            rng.random(len(category)) < self._no_suspect[category], NO_SUSPECT, other
        )
        outcome = np.where(rng.random(len(category)) < still_open, "Under investigation", outcome)
        disorder = category == self._kinds.index(DISORDER)
        return [str(text) for text in np.where(disorder, "", outcome)]
