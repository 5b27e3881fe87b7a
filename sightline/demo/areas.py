"""Small areas: cells around scattered points, denser in towns, cut by the coast and the river."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree, Voronoi

from sightline.demo.places import (
    COUNTY,
    DISTRICTS,
    RIVER_HEAD_M,
    District,
    Life,
    dry_land,
    river,
    river_middle_m,
)

IN_TOWN = {
    Life.CITY: 0.9,
    Life.METROPOLIS: 0.6,
    Life.NEW_TOWN: 0.9,
    Life.PORT: 0.8,
    Life.UNIVERSITY: 0.8,
    Life.RETIREMENT: 0.65,
    Life.MIXED: 0.65,
    Life.COMMUTER: 0.55,
    Life.RURAL: 0.35,
}
TOWN_AREA_KM2 = 0.5  # of one small area in a town
PER_GROUP = 5  # small areas that share a number, as in 001A to 001E


@dataclass(frozen=True)
class Land:
    """The small areas of all four counties, with what the other parts of the demo need to know.

    areas: area, area_name, district, district_name, county, life, easting_m, northing_m (a point
    inside), centre_m (distance to the middle of the district's main town). shapes: one per row.
    """

    areas: pd.DataFrame
    shapes: np.ndarray

    def within(self, county: str) -> Land:
        """The part of the land that is one county."""
        mine = (self.areas["county"] == county).to_numpy()
        return Land(self.areas[mine].reset_index(drop=True), self.shapes[mine])

    def beyond(self, county: str) -> Land:
        """The part of the land that is not that county."""
        other = (self.areas["county"] != county).to_numpy()
        return Land(self.areas[other].reset_index(drop=True), self.shapes[other])


def lay_out_land(rng: np.random.Generator) -> Land:
    """The small areas of the county and of its neighbours near the border."""
    land = dry_land()
    seeds, district_of = scatter_seeds(rng, land)
    shapes = cells(rng, seeds, land)
    points = shapely.get_coordinates(shapely.point_on_surface(shapes)).round()
    areas = pd.DataFrame({"easting_m": points[:, 0], "northing_m": points[:, 1]})
    return _named(areas, shapes, district_of)


def scatter_seeds(rng: np.random.Generator, land: shapely.Polygon) -> tuple[np.ndarray, np.ndarray]:
    """The points that the cells grow from (metres), and the number of each point's district."""
    shapely.prepare(land)
    centres = KDTree([(d.easting_km * 1_000, d.northing_km * 1_000) for d in DISTRICTS])
    places = [_seeds_of(rng, number, land, centres) for number in range(len(DISTRICTS))]
    seeds = np.vstack(places)
    district_of = np.repeat(np.arange(len(DISTRICTS)), [len(place) for place in places])
    for _ in range(2):  # half a step towards the middle of the cell keeps cells from being slivers
        seeds = _settle(seeds, land)
    return seeds.round(), district_of


def _seeds_of(
    rng: np.random.Generator, number: int, land: shapely.Polygon, centres: KDTree
) -> np.ndarray:
    """Points of one district: some around its main town, the rest where no other is nearer."""
    district = DISTRICTS[number]
    in_town = round(district.small_areas * IN_TOWN[district.life])
    middle = np.array([district.easting_km, district.northing_km]) * 1_000
    spread = 1_000 * np.sqrt(in_town * TOWN_AREA_KM2 / np.pi) / 1.7
    town = middle + rng.normal(0, spread, (40 * in_town, 2))
    country = middle + rng.uniform(-16_000, 16_000, (60 * district.small_areas, 2))

    def mine(points: np.ndarray, wanted: int) -> np.ndarray:
        nearest = centres.query(points)[1] == number
        good: np.ndarray = points[nearest & shapely.contains_xy(land, points)]
        if len(good) < wanted:
            raise AssertionError(f"{district.name} has too little land for its small areas")
        return good[:wanted]

    return np.vstack([mine(town, in_town), mine(country, district.small_areas - in_town)])


def _settle(seeds: np.ndarray, land: shapely.Polygon) -> np.ndarray:
    """Each point half-way to the middle of its cell, unless that is in the water."""
    diagram = _diagram(seeds)
    middles = np.array(
        [
            diagram.vertices[diagram.regions[diagram.point_region[i]]].mean(axis=0)
            for i in range(len(seeds))
        ]
    )
    step = middles - seeds
    length = np.maximum(np.hypot(*step.T), 1)[:, None]
    moved = seeds + step / length * np.minimum(length * 0.5, 900)
    kept: np.ndarray = np.where(shapely.contains_xy(land, moved)[:, None], moved, seeds)
    return kept


def _diagram(seeds: np.ndarray) -> Voronoi:
    """The Voronoi diagram, with guards far out so that every cell of a seed is closed."""
    middle = seeds.mean(axis=0)
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return Voronoi(np.vstack([seeds, middle + 90_000 * np.c_[np.cos(turn), np.sin(turn)]]))


def cells(rng: np.random.Generator, seeds: np.ndarray, land: shapely.Polygon) -> np.ndarray:
    """One polygon per seed; together they fill the land, and none lies across the river."""
    edges = shapely.linestrings(_wavering_edges(rng, seeds))
    lines = shapely.union_all(np.append(edges, land.boundary), grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    faces = faces[shapely.contains(land.buffer(1), faces)]
    owner = np.full(len(faces), -1)
    seed_at, face_at = shapely.STRtree(faces).query(shapely.points(seeds), predicate="within")
    owner[face_at] = seed_at
    _adopt_orphans(faces, owner)
    return np.array(
        [shapely.union_all(faces[owner == seed]) for seed in range(len(seeds))], dtype=object
    )


def _wavering_edges(rng: np.random.Generator, seeds: np.ndarray) -> np.ndarray:
    """The edges between cells, bent a little at two places each, as real boundaries are."""
    diagram = _diagram(seeds)
    ridges = np.array(diagram.ridge_vertices)
    closed = (ridges >= 0).all(axis=1)
    start, end = (diagram.vertices[ridges[closed, side]] for side in (0, 1))
    pairs = diagram.points[diagram.ridge_points[closed]]
    apart = np.hypot(*(pairs[:, 0] - pairs[:, 1]).T)
    along = end - start
    length = np.maximum(np.hypot(*along.T), 1)
    across = np.c_[-along[:, 1], along[:, 0]] / length[:, None]
    bend = (rng.uniform(-0.09, 0.09, (2, len(along))) * np.minimum(length, apart))[:, :, None]
    return np.stack(
        [start, start + along / 3 + across * bend[0], end - along / 3 + across * bend[1], end],
        axis=1,
    )


def _adopt_orphans(faces: np.ndarray, owner: np.ndarray) -> None:
    """Give each face that water cut off from its seed to whom it shares most boundary with."""
    tree = shapely.STRtree(faces)
    changed = True
    while changed:
        changed = False
        for orphan in np.flatnonzero(owner < 0):
            beside = tree.query(faces[orphan], predicate="intersects")
            beside = np.sort(beside[owner[beside] >= 0])
            shared = shapely.length(shapely.intersection(faces[orphan], faces[beside]))
            if len(beside) and shared.max() > 0:
                owner[orphan] = owner[beside[np.argmax(shared)]]
                changed = True


def _named(areas: pd.DataFrame, shapes: np.ndarray, district_of: np.ndarray) -> Land:
    """Codes and names, district by district, numbered from north to south as ONS does."""
    pieces = []
    first = 1
    for number, district in enumerate(DISTRICTS):
        mine = np.flatnonzero(district_of == number)
        order = mine[_north_to_south(areas.iloc[mine])]
        piece = areas.iloc[order].copy()
        _add_names(piece, district, number, first)
        pieces.append(piece)
        first += len(piece)
    named = pd.concat(pieces)
    return Land(named.reset_index(drop=True), shapes[named.index.to_numpy()])


def _add_names(piece: pd.DataFrame, district: District, number: int, first: int) -> None:
    middle_m = (district.easting_km * 1_000, district.northing_km * 1_000)
    piece["area"] = [f"X01{first + i:06d}" for i in range(len(piece))]
    piece["area_name"] = [
        f"{district.name} {i // PER_GROUP + 1:03d}{'ABCDE'[i % PER_GROUP]}"
        for i in range(len(piece))
    ]
    piece["district"] = f"X07{number + 1:06d}"
    piece["district_name"] = district.name
    piece["county"] = district.county
    piece["life"] = str(district.life)
    piece["centre_m"] = np.hypot(
        piece["easting_m"] - middle_m[0], piece["northing_m"] - middle_m[1]
    ).round()


def _north_to_south(areas: pd.DataFrame) -> np.ndarray:
    """An order that goes from north to south in bands, to and fro, so that groups are compact."""
    bands = max(round(np.sqrt(len(areas) / PER_GROUP)), 1)
    by_north = np.argsort(-areas["northing_m"].to_numpy(), kind="stable")
    order: list[int] = []
    for turn, band in enumerate(np.array_split(by_north, bands)):
        easting = areas["easting_m"].to_numpy()[band]
        order.extend(band[np.argsort(easting if turn % 2 == 0 else -easting, kind="stable")])
    return np.array(order)


def banks(land: Land) -> tuple[Sequence[str], Sequence[str]]:
    """The county's areas along the north bank and the south bank, away from the river's head."""
    water = river()
    mine = land.within(COUNTY)
    beside = shapely.dwithin(mine.shapes, water, 1.0)
    west_edge = shapely.bounds(mine.shapes)[:, 0]
    beside &= west_edge > RIVER_HEAD_M + 500
    easting, northing = (mine.areas[side].to_numpy() for side in ("easting_m", "northing_m"))
    north = northing > river_middle_m(easting)
    codes = mine.areas["area"].to_numpy()
    return list(codes[beside & north]), list(codes[beside & ~north])


def facing_pairs(land: Land, *, within_m: float = 1_500.0) -> list[tuple[str, str]]:
    """Areas that face each other across the river: one of each bank, their edges this near."""
    shape_of = dict(zip(land.areas["area"], land.shapes, strict=True))
    north, south = banks(land)
    tree = shapely.STRtree([shape_of[area] for area in south])
    near = tree.query([shape_of[area] for area in north], predicate="dwithin", distance=within_m)
    return sorted((north[i], south[j]) for i, j in near.T)


def coast_areas(land: Land) -> list[str]:
    """The county's areas that touch the open sea."""
    mine = land.within(COUNTY)
    shore = dry_land().boundary.difference(river().buffer(5))
    edge = shapely.dwithin(mine.shapes, shore, 1.0)
    frame = (mine.areas["easting_m"] > 670_000) | (mine.areas["northing_m"] < 375_000)
    return list(mine.areas.loc[edge & frame.to_numpy(), "area"])
