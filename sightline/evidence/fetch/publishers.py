"""What is fetched and from where: the reviewed list in publishers.toml, and areas by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sightline.errors import BadInput

LIST = "publishers.toml"
EVERYWHERE = "england-and-wales"
_AND_NEIGHBOURS = "-and-neighbours"


@dataclass(frozen=True)
class Origin:
    """Who publishes something, under which licence, and the page to look at if it has moved."""

    publisher: str
    licence: str
    page: str
    largest_bytes: int  # more than this is not what was asked for


@dataclass(frozen=True)
class PoliceArchive:
    """The monthly archive of data.police.uk."""

    origin: Origin
    archive: str  # address, with {release} for the month it is named after
    months_in_an_archive: int
    releases: str  # address of the list of months that are published
    hands_on_to: tuple[str, ...]  # hosts that it may send one on to

    def address(self, release: str) -> str:
        """Of the archive named after a month such as 2025-12."""
        return self.archive.format(release=release)


@dataclass(frozen=True)
class Service:
    """A table that a feature service hands out page by page."""

    origin: Origin
    address: str
    sorted_by: str
    into: str  # path within the folder: .geojson with outlines, .csv without


@dataclass(frozen=True)
class SingleFile:
    """A file fetched whole, or one member of a zip."""

    origin: Origin
    address: str
    into: str
    member: str | None


@dataclass(frozen=True)
class Force:
    """A police force as its files are named, its area, and the forces beside it."""

    name: str
    area: str
    neighbours: tuple[str, ...]


@dataclass(frozen=True)
class Publishers:
    """The whole list, and when it was last checked."""

    checked_on: date
    how_checked: str
    police: PoliceArchive
    services: Mapping[str, Service]
    files: Mapping[str, SingleFile]
    forces: Mapping[str, Force]

    @property
    def everything(self) -> tuple[str, ...]:
        """Names of all that can be fetched, as `--what` takes them."""
        return ("police", *self.services, *self.files)


@cache
def read_publishers() -> Publishers:
    """The list that comes with Sightline."""
    text = (files("sightline.evidence.fetch") / LIST).read_text(encoding="utf-8")
    read = tomllib.loads(text)
    entries = {name: entry for name, entry in read.items() if isinstance(entry, dict)}
    forces = entries.pop("forces")
    police = entries.pop("police")
    return Publishers(
        checked_on=read["checked_on"],
        how_checked=read["how_checked"],
        police=PoliceArchive(
            _origin(police),
            police["archive"],
            police["months_in_an_archive"],
            police["releases"],
            tuple(police["hands_on_to"]),
        ),
        services={
            name: Service(_origin(entry), entry["service"], entry["sorted_by"], entry["into"])
            for name, entry in entries.items()
            if "service" in entry
        },
        files={
            name: SingleFile(_origin(entry), entry["file"], entry["into"], entry.get("member"))
            for name, entry in entries.items()
            if "file" in entry
        },
        forces={
            name: Force(name, entry["area"], tuple(entry["neighbours"]))
            for name, entry in forces.items()
        },
    )


def _origin(entry: Mapping[str, Any]) -> Origin:
    return Origin(entry["publisher"], entry["licence"], entry["page"], entry["largest_bytes"])


def find_forces(area: str, known: Mapping[str, Force]) -> tuple[str, ...]:
    """The forces of an area, sorted: of some, of some and those beside them, or of all.

    area: names parted by commas, such as "essex", "essex and neighbours", "kent,sussex" or
    "england-and-wales". BadInput names what is not a force.

    >>> find_forces("Essex and neighbours", read_publishers().forces)
    ('cambridgeshire', 'essex', 'hertfordshire', 'kent', 'metropolitan', 'suffolk')
    """
    found: set[str] = set()
    for part in area.split(","):
        name = "-".join(part.casefold().replace("&", " and ").replace("-", " ").split())
        if name == EVERYWHERE:
            found |= set(known)
            continue
        bare = name.removesuffix(_AND_NEIGHBOURS)
        if bare not in known:
            raise BadInput(
                f"--area: found {part.strip()!r}, wanted a police force such as essex, "
                f"'essex and neighbours', or {EVERYWHERE}. Known are {', '.join(sorted(known))}."
            )
        found.add(bare)
        if bare != name:
            found |= set(known[bare].neighbours)
    return tuple(sorted(found))
