"""Store the places of a county: everything that was there before is replaced, or nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import shapely
from django.db import transaction

from sightline.analysis.areas import Geography, lay_out
from sightline.errors import BadInput
from sightline.service.places.actions.neighbours import neighbours_of
from sightline.service.places.actions.outlines import draw_outlines, shapes_for_map
from sightline.service.places.models import Area, AreaNeighbour, AreaPeople, Drawing, Postcode

ROWS_AT_ONCE = 5000


@dataclass(frozen=True)
class CountyPlaces:
    """The places of a county as the readers give them.

    neighbours: areas across the border (its own areas in the same file are passed over).
    population: POPULATION. deprivation: area, deprivation_rank, deprivation_decile, edition.
    postcodes: postcode to easting and northing in metres.
    """

    name: str
    geography: Geography
    population: pd.DataFrame
    neighbours: Geography | None = None
    deprivation: pd.DataFrame | None = None
    postcodes: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@transaction.atomic
def clear_places() -> None:
    """Take away every place. Rooms that keep something about areas clear theirs first."""
    for model in (AreaNeighbour, AreaPeople, Postcode, Area, Drawing):
        model.objects.all().delete()


@transaction.atomic
def store_places(county: CountyPlaces) -> None:
    """Put the places of a county where there were none; BadInput if it has no areas."""
    if county.geography.areas.empty:
        raise BadInput("boundaries: found no areas, wanted at least one. Check the boundary file.")
    drawing = draw_outlines(county.geography.shapes)
    Drawing.objects.create(
        vintage=county.geography.vintage, width=drawing.width, height=drawing.height
    )
    everywhere = _with_neighbours(county.geography, county.neighbours)
    pairs = _pairs_of_the_county(neighbours_of(everywhere), set(county.geography.areas["area"]))
    across = everywhere.areas["area"].isin(set(pairs["neighbour"]))
    across &= ~everywhere.areas["area"].isin(county.geography.areas["area"])
    own = _rows_of_areas(county, county.geography, drawing.paths)
    _store(Area, list(own) + list(_rows_of_areas(county, _only(everywhere, across), None)))
    _store(AreaNeighbour, list(_rows_of_pairs(pairs)))
    _store(AreaPeople, list(_rows_of_people(county)))
    _store(Postcode, list(_rows_of_postcodes(county)))


def _store(model: type, rows: Sequence[object]) -> None:
    model.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)  # type: ignore[attr-defined]


def _with_neighbours(county: Geography, neighbours: Geography | None) -> Geography:
    if neighbours is None:
        return county
    others = _only(neighbours, ~neighbours.areas["area"].isin(county.areas["area"]))
    return lay_out(
        names=pd.concat([county.areas, others.areas], ignore_index=True),
        shapes=[*county.shapes, *others.shapes],
        vintage=county.vintage,
    )


def _only(geography: Geography, kept: pd.Series) -> Geography:
    return Geography(
        geography.areas[kept].reset_index(drop=True),
        geography.shapes[kept.to_numpy()],
        geography.vintage,
    )


def _pairs_of_the_county(pairs: pd.DataFrame, own: set[str]) -> pd.DataFrame:
    return pairs[pairs["area"].isin(own)].reset_index(drop=True)


def _rows_of_areas(
    county: CountyPlaces, geography: Geography, outlines: Sequence[str] | None
) -> Iterator[Area]:
    """Areas to store; without outlines they lie across the border."""
    deprivation = _deprivation_by_area(county.deprivation)
    shapes = shapes_for_map(geography.shapes)
    for row, area in enumerate(geography.areas.itertuples(index=False)):
        yield Area(
            code=area.area,
            name=area.area_name,
            district_code=area.district,
            district_name=area.district_name,
            is_neighbour=outlines is None,
            county=county.name if outlines is not None else "",
            vintage=geography.vintage,
            easting_m=area.easting_m,
            northing_m=area.northing_m,
            outline=outlines[row] if outlines is not None else "",
            shape=shapes[row],
            shape_wkb=shapely.to_wkb(geography.shapes[row]),
            **deprivation.get(area.area, {}),
        )


def _deprivation_by_area(deprivation: pd.DataFrame | None) -> dict[str, dict[str, object]]:
    if deprivation is None:
        return {}
    return {
        row.area: {
            "deprivation_rank": int(row.deprivation_rank),
            "deprivation_decile": (
                None if pd.isna(row.deprivation_decile) else int(row.deprivation_decile)
            ),
            "deprivation_edition": str(row.edition),
        }
        for row in deprivation.itertuples(index=False)
    }


def _rows_of_pairs(pairs: pd.DataFrame) -> Iterator[AreaNeighbour]:
    for pair in pairs.itertuples(index=False):
        yield AreaNeighbour(
            area_id=pair.area,
            neighbour_id=pair.neighbour,
            shared_m=pair.shared_m,
            apart_m=pair.apart_m,
        )


def _rows_of_people(county: CountyPlaces) -> Iterator[AreaPeople]:
    known = county.population["area"].isin(county.geography.areas["area"])
    for band in county.population[known].itertuples(index=False):
        yield AreaPeople(
            area_id=band.area, age_from=band.age_from, age_to=band.age_to, people=band.people
        )


def _rows_of_postcodes(county: CountyPlaces) -> Iterator[Postcode]:
    for postcode, (easting_m, northing_m) in county.postcodes.items():
        yield Postcode(postcode=postcode, easting_m=easting_m, northing_m=northing_m)
