"""What the columns of an extract mean, as a person confirmed it in a small file."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sightline.errors import BadInput, Refused
from sightline.exchange.files import read_bytes
from sightline.exchange.sheets import Headings, plain_heading

NEEDED = ("date", "offence")
GRID = ("easting", "northing")
DEGREES = ("longitude", "latitude")
OPTIONAL = ("time", "area", "home_area", "harm")
EXACT = "exact"
_FACTS = ("name", "force", "files", "places", "columns")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class ExtractLayout:
    """One kind of extract: its name and force, which files are of it, the heading of each column.

    columns: date, offence, and easting with northing (metres, EPSG:27700) or longitude with
    latitude (degrees, WGS 84); perhaps time, area (where it was), home_area and harm.
    """

    name: str
    force: str
    files: str  # a pattern of file names, such as robbery-*.xlsx
    columns: Mapping[str, str]
    sha256: str

    @property
    def source(self) -> str:
        """As a store calls it."""
        return f"extract-{self.name}"

    @property
    def in_degrees(self) -> bool:
        """Whether places are longitude and latitude."""
        return DEGREES[0] in self.columns

    @property
    def headings(self) -> Headings:
        """The headings that its files have to have."""
        plain = tuple(plain_heading(heading) for heading in self.columns.values())
        return Headings(plain, plain)


def read_layout(path: Path) -> ExtractLayout:
    """The layout in a TOML file; BadInput if it lacks something.

    Refused if it says that places are not exact: then they cannot answer what exact places can.
    """
    raw = read_bytes(path)
    try:
        told = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path.name}: found something that is not TOML ({error}), wanted lines such as "
            'force = "essex". Correct it.'
        ) from error
    facts = {key: told[key] for key in _FACTS if key in told}
    if len(facts) < len(_FACTS) or len(told) > len(facts):
        raise BadInput(
            f"{path.name}: found {', '.join(told) or 'nothing'}, wanted {', '.join(_FACTS)}, each "
            "once. Add what is missing and take out the rest."
        )
    for key in ("name", "force"):
        if not isinstance(facts[key], str) or _SLUG.fullmatch(facts[key]) is None:
            raise BadInput(
                f"{path.name}, {key}: found {facts[key]!r}, wanted small letters, digits and "
                "hyphens, such as essex. Correct it."
            )
    if facts["places"] != EXACT:
        raise Refused(
            f"{path.name}, places: found {facts['places']!r}, wanted {EXACT!r}: where each "
            "incident was. Points that stand for others, such as those of police.uk, make "
            "incidents near each other that were not. Load police.uk files as they are, without "
            "--columns, or ask the force for true places."
        )
    columns = _check_columns(facts["columns"], path.name)
    digest = hashlib.sha256(raw).hexdigest()
    return ExtractLayout(facts["name"], facts["force"], str(facts["files"]), columns, digest)


def _check_columns(told: object, file: str) -> dict[str, str]:
    columns = (
        {str(key): str(heading) for key, heading in dict(told).items()}
        if isinstance(told, dict)
        else {}
    )
    known = {*NEEDED, *GRID, *DEGREES, *OPTIONAL}
    places = [pair for pair in (GRID, DEGREES) if set(pair) & set(columns)]
    lacking = [column for column in NEEDED if column not in columns]
    if lacking or set(columns) - known or len(places) != 1 or set(places[0]) - set(columns):
        raise BadInput(
            f"{file}, columns: found {', '.join(columns) or 'none'}, wanted date, offence, and "
            "easting with northing or longitude with latitude; perhaps time, area, home_area and "
            "harm. Give the heading of each."
        )
    return columns
