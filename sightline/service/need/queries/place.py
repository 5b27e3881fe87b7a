"""A place that need is told of: a small area, or a district made of them."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.errors import NotFound
from sightline.service.places import queries as places


@dataclass(frozen=True)
class Place:
    """A small area, or a district; codes are those of its small areas."""

    code: str
    name: str
    district_code: str
    district_name: str
    codes: tuple[str, ...]

    @property
    def is_district(self) -> bool:
        """Whether it is a whole district."""
        return self.code == self.district_code


def place_of(code: str) -> Place:
    """The place of that code in the county, or NotFound."""
    table = places.areas()
    area = table[table["area"] == code]
    if not area.empty:
        row = area.iloc[0]
        return Place(code, row["area_name"], row["district"], row["district_name"], (code,))
    inside = table[table["district"] == code]
    if inside.empty:
        raise NotFound("There is no area or district of the county with that code.")
    name = inside["district_name"].iloc[0]
    return Place(code, name, code, name, tuple(inside["area"]))


def all_places() -> dict[str, str]:
    """The code of every district and area of the county, districts first, by its name."""
    table = places.areas()
    districts = dict(zip(table["district_name"], table["district"], strict=True))
    areas = dict(zip(table["area_name"], table["area"], strict=True))
    return {name: codes[name] for codes in (districts, areas) for name in sorted(codes)}
