"""Sixty organisations of the partnership, every one of them invented and named so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sightline.demo.places import COUNTY, DISTRICTS
from sightline.demo.planted import SILENT_DISTRICT

ALL = ("all",)
COUNTY_DISTRICTS = tuple(district.name for district in DISTRICTS if district.county == COUNTY)
NORTH = ("Legendbury", "Proseleigh", "Storyford", "Talecaster", "Verseley", "Yarnmouth")
WEST = ("Fabledon", "Inkbridge", "Mythwick", "Novelham")
COAST = ("Allegory Bay", "Chapterfield", "Parablesea", "Quillhaven")


@dataclass(frozen=True)
class Partner:
    """An organisation: its kind, the districts it covers (or ALL), whether it has gone silent."""

    organisation: str
    kind: str
    covers: tuple[str, ...]
    silent: bool = False

    def works_in(self, district_name: str) -> bool:
        """Whether it covers the district."""
        return self.covers == ALL or district_name in self.covers


COUNTY_WIDE = (
    ("Fableshire Police", "police"),
    ("Fableshire Commissioner for Police and Fire", "police, fire and crime commissioner"),
    ("Fableshire County Council", "county council"),
    ("Fableshire Fire and Rescue Service", "fire and rescue"),
    ("Fableshire Probation", "probation"),
    ("Fableshire Youth Network of Storytellers", "voluntary sector"),
)
ACROSS_DISTRICTS = (
    ("North Fableshire Health Board", "health", NORTH),
    ("South Fableshire Health Board", "health", WEST + COAST),
    ("Legendary Hospitals Trust", "health", NORTH),
    ("Quill Hospitals Trust", "health", ("Chapterfield", "Quillhaven")),
    ("North Fableshire Youth Justice Service", "youth justice", NORTH),
    ("West Fableshire Youth Justice Service", "youth justice", WEST),
    ("Coastal Fableshire Youth Justice Service", "youth justice", COAST),
    ("Margin Learning Trust", "school or college", WEST),
    ("Parchment Schools Partnership", "school or college", NORTH),
    ("Stanza Academy Trust", "school or college", COAST),
    ("Legendbury University of the Imagination", "school or college", ("Legendbury",)),
    ("College of the Seven Tides", "school or college", ("Allegory Bay", "Parablesea")),
    ("Moonquill Mentoring", "voluntary sector", WEST),
    ("Thrice-Told Family Support", "voluntary sector", NORTH),
    ("Ogre's Corner Boxing Club", "voluntary sector", ("Fabledon", "Mythwick")),
    ("Pixie Lamp Youth Stage", "voluntary sector", ("Allegory Bay", "Quillhaven")),
    ("Unicorn Wayfarers", "voluntary sector", ("Inkbridge", "Novelham", "Talecaster")),
    ("Mythwick Interfaith Fireside", "faith", ("Mythwick",)),
    ("Saint Fabula's Open Table", "faith", ("Fabledon",)),
    ("Yarnmouth House of Many Lamps", "faith", ("Yarnmouth",)),
    ("Allegory Bay Chapel of Tales", "faith", ("Allegory Bay",)),
    ("Fabledon Goblin Market Traders", "business", ("Fabledon",)),
    ("Quillhaven After Dark Alliance", "business", ("Quillhaven",)),
    ("Talecaster Shopkeepers of the Round Well", "business", ("Talecaster",)),
    ("Inkbridge Hearth and Hobgoblin Homes", "housing", ("Inkbridge",)),
    ("Novelham Giant's Doorstep Homes", "housing", ("Novelham",)),
)
CHARITIES = (
    "Kraken Watch Youth Project", "Griffin Youth Club", "Lanterns Youth Trust",
    "Inkpot Young People's Project", "Scholar Dragons", "Night Owls and Minotaurs",
    "New Page Young Wizards", "Selkie Shore Families", "Village Bards", "Quicksilver Youth Work",
    "Seven-League Boots Sports", "Troll Bridge Outreach", "Hedge Witches' Barn",
    "Sea Shanty Youth Loft",
)  # fmt: skip
SILENT_COVERS_AT_MOST = 4  # districts; wider organisations do report


def found_partners() -> tuple[Partner, ...]:
    """The sixty partners; those of the silent district have gone silent."""
    partners = [Partner(named(name), kind, ALL) for name, kind in COUNTY_WIDE]
    partners += [
        Partner(named(f"{name} District Council"), "district council", (name,))
        for name in COUNTY_DISTRICTS
    ]
    partners += [
        Partner(named(f"{district} {name}"), "voluntary sector", (district,))
        for district, name in zip(COUNTY_DISTRICTS, CHARITIES, strict=True)
    ]
    partners += [Partner(named(name), kind, covers) for name, kind, covers in ACROSS_DISTRICTS]
    return tuple(_fall_silent(partner) for partner in partners)


def named(name: str) -> str:
    """The name with the label that keeps it from being taken for a real one.

    >>> named("Fableshire Police")
    'Fableshire Police (fictional)'
    """
    return f"{name} (fictional)"


def _fall_silent(partner: Partner) -> Partner:
    """The partner, silent if it works mainly around the silent district."""
    near = SILENT_DISTRICT in partner.covers and len(partner.covers) <= SILENT_COVERS_AT_MOST
    return replace(partner, silent=near)
