"""What is read of places: the shapes analysis asks for, and the facts pages show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from django.db.models import QuerySet, Sum

from sightline.analysis.areas import AREAS, POPULATION, Geography
from sightline.errors import NotFound
from sightline.service.pages.once import once
from sightline.service.places.models import Area, AreaNeighbour, AreaPeople, Drawing, Postcode

NO_COUNTY = (
    "No county has been loaded yet. Whoever looks after this site can load one with "
    "python manage.py load_county and the folder it is in."
)


@dataclass(frozen=True)
class DrawingSize:
    """The view box that the outlines are made for, in units."""

    width: int
    height: int


@dataclass(frozen=True)
class AreaFacts:
    """What is known of one area, whoever's it is."""

    code: str
    name: str
    district_code: str
    district_name: str
    is_neighbour: bool
    vintage: str
    deprivation_rank: int | None
    deprivation_decile: int | None
    deprivation_edition: str


@dataclass(frozen=True)
class NeighbourFacts:
    """An area beside another: metres of shared boundary, or metres of water between."""

    area: AreaFacts
    shared_m: float
    apart_m: float


def drawing_size() -> DrawingSize:
    """The size of the drawing of the county, or NotFound with what to do about it."""
    found = Drawing.objects.first()
    if found is None:
        raise NotFound(NO_COUNTY)
    return DrawingSize(found.width, found.height)


def geography() -> Geography:
    """The county's own areas with their outlines, as analysis takes them."""
    return _geography(Area.objects.filter(is_neighbour=False))


def _geography(wanted: QuerySet[Area]) -> Geography:
    rows = list(
        wanted.order_by("code")
        .values_list(
            "code", "name", "district_code", "district_name", "easting_m", "northing_m",
            "vintage", "shape_wkb",
        )
    )  # fmt: skip
    areas = pd.DataFrame([row[:6] for row in rows], columns=list(AREAS.columns))
    shapes = shapely.from_wkb([bytes(row[7]) for row in rows])
    return Geography(
        AREAS.check(areas), np.asarray(shapes, dtype=object), rows[0][6] if rows else ""
    )


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The county's areas and those known around it; beside: area, neighbour, both ways."""

    geography: Geography
    beside: pd.DataFrame


def surroundings() -> Surroundings:
    """The county with what is known around it, and which areas share a boundary."""
    shared = AreaNeighbour.objects.filter(shared_m__gt=0)
    pairs = set(shared.values_list("area_id", "neighbour_id"))
    both_ways = sorted(pairs | {(neighbour, area) for area, neighbour in pairs})
    beside = pd.DataFrame(both_ways, columns=["area", "neighbour"], dtype=object)
    return Surroundings(_geography(Area.objects.all()), beside)


def areas() -> pd.DataFrame:
    """AREAS of the county: small areas, their districts and a point inside each."""
    return once("areas", _areas).copy()


def _areas() -> pd.DataFrame:
    rows = Area.objects.filter(is_neighbour=False).order_by("code")
    names = ("code", "name", "district_code", "district_name", "easting_m", "northing_m")
    return AREAS.check(pd.DataFrame(rows.values_list(*names), columns=list(AREAS.columns)))


def area_names() -> Mapping[str, str]:
    """The name of every small area and district by its code."""
    return once("area names", _area_names)


def _area_names() -> Mapping[str, str]:
    found = areas()
    small = dict(zip(found["area"], found["area_name"], strict=True))
    return {**small, **dict(zip(found["district"], found["district_name"], strict=True))}


def population() -> pd.DataFrame:
    """POPULATION: people by area and age band."""
    rows = AreaPeople.objects.order_by("area_id", "age_from")
    names = ("area_id", "age_from", "age_to", "people")
    return POPULATION.check(
        pd.DataFrame(rows.values_list(*names), columns=list(POPULATION.columns))
    )


def deprivation() -> pd.DataFrame | None:
    """area, deprivation_rank (1 is most deprived); None where no area has one."""
    rows = Area.objects.filter(is_neighbour=False, deprivation_rank__isnull=False)
    ranks = pd.DataFrame(
        rows.order_by("code").values_list("code", "deprivation_rank"),
        columns=["area", "deprivation_rank"],
    )
    return None if ranks.empty else ranks


def postcodes() -> Mapping[str, tuple[float, float]]:
    """Where each known postcode is: easting and northing in metres."""
    return {
        postcode: (easting_m, northing_m)
        for postcode, easting_m, northing_m in Postcode.objects.values_list()
    }


class PostcodeBook(Mapping[str, tuple[float, float]]):
    """The list of postcodes, looked up one by one instead of read whole."""

    def __getitem__(self, postcode: str) -> tuple[float, float]:
        """Easting and northing in metres; KeyError for one that is not in the list."""
        found = Postcode.objects.filter(pk=postcode).values_list("easting_m", "northing_m").first()
        if found is None:
            raise KeyError(postcode)
        return found

    def __iter__(self) -> Iterator[str]:
        """Every postcode."""
        return iter(Postcode.objects.values_list("pk", flat=True))

    def __len__(self) -> int:
        """How many there are."""
        return Postcode.objects.count()

    def __bool__(self) -> bool:
        """Whether there is a list at all."""
        return Postcode.objects.exists()


def place_of_postcode(postcode: str) -> tuple[float, float] | None:
    """Where one postcode is, written as SS1 1AB: metres east and north; None if it is not known."""
    found = Postcode.objects.filter(postcode=postcode).first()
    return None if found is None else (found.easting_m, found.northing_m)


def area_facts(code: str) -> AreaFacts:
    """One area of the county or across its border, or NotFound."""
    area = Area.objects.defer("outline", "shape", "shape_wkb").filter(code=code).first()
    if area is None:
        raise NotFound("There is no area with that code here.")
    return _facts(area)


def area_outlines() -> tuple[tuple[str, str], ...]:
    """Code and SVG path of each of the county's areas."""
    rows = Area.objects.filter(is_neighbour=False).order_by("code")
    return tuple(rows.values_list("code", "outline"))


def area_shapes() -> tuple[tuple[str, str, str], ...]:
    """Code, name and GeoJSON geometry of each of the county's areas."""
    rows = Area.objects.filter(is_neighbour=False).order_by("code")
    return tuple(rows.values_list("code", "name", "shape"))


def neighbours(code: str) -> tuple[NeighbourFacts, ...]:
    """The areas beside one: those it touches first, then those across water; by name."""
    rows = (
        AreaNeighbour.objects.filter(area_id=code)
        .select_related("neighbour")
        .defer("neighbour__outline", "neighbour__shape", "neighbour__shape_wkb")
    )
    beside = [NeighbourFacts(_facts(row.neighbour), row.shared_m, row.apart_m) for row in rows]
    return tuple(sorted(beside, key=lambda found: (found.shared_m == 0, found.area.name)))


def people_by_band(*codes: str) -> tuple[tuple[int, int, float], ...]:
    """Age from, age to and people of each band of those areas together, youngest first."""
    rows = AreaPeople.objects.filter(area_id__in=codes).values_list("age_from", "age_to")
    return tuple(rows.annotate(lived=Sum("people")).order_by("age_from"))


def borders() -> pd.DataFrame:
    """area, neighbour: the county's areas that share a boundary, each pair both ways."""
    rows = AreaNeighbour.objects.filter(shared_m__gt=0, neighbour__is_neighbour=False)
    rows = rows.filter(area__is_neighbour=False).order_by("area_id", "neighbour_id")
    return pd.DataFrame(rows.values_list("area_id", "neighbour_id"), columns=["area", "neighbour"])


def deprivation_facts(codes: Collection[str]) -> tuple[AreaFacts, ...]:
    """The facts of those areas, for what is known of their deprivation."""
    rows = Area.objects.defer("outline", "shape", "shape_wkb").filter(code__in=codes)
    return tuple(_facts(area) for area in rows.order_by("code"))


def _facts(area: Area) -> AreaFacts:
    return AreaFacts(
        area.code,
        area.name,
        area.district_code,
        area.district_name,
        area.is_neighbour,
        area.vintage,
        area.deprivation_rank,
        area.deprivation_decile,
        area.deprivation_edition,
    )
