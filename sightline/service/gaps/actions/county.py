"""Which files a county is loaded from: a county.toml, or a folder of open data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month, months_to
from sightline.errors import BadInput

COUNTY_FILE = "county.toml"
PATHS = (
    "boundaries",
    "neighbours",
    "population",
    "deprivation",
    "activities",
    "partners",
    "postcodes",
)
NEEDED_PATHS = ("boundaries", "population")
LONGEST_NAME = 100  # characters, of a county
KEYS = {
    *PATHS,
    *("name", "fictional", "as_of", "theme", "ages", "police", "sources"),
    *("schools", "hospitals"),  # part of the folder; no room of the service reads them yet
}


@dataclass(frozen=True)
class SourceWords:
    """Where an input comes from, in words for people."""

    source: str
    licence: str = ""
    period: str = ""


@dataclass(frozen=True)
class CountyFiles:
    """A county's files and its question. An optional file that is not there is None."""

    name: str
    fictional: bool
    as_of: Month
    theme: str
    ages: AgeRange
    boundaries: Path
    population: Path
    police: tuple[Path, ...]
    neighbours: Path | None = None
    deprivation: Path | None = None
    activities: Path | None = None
    partners: Path | None = None
    postcodes: Path | None = None
    sources: Mapping[str, SourceWords] = field(default_factory=lambda: MappingProxyType({}))

    def words_of(self, what: str) -> SourceWords:
        """Where an input comes from; made up if the county is, else as told, else not supplied."""
        if what in self.sources:
            return self.sources[what]
        return SourceWords("Made up for teaching" if self.fictional else "Not supplied")


def read_county_file(path: Path) -> CountyFiles:
    """A county.toml, or the folder it is in. BadInput names the key and what it wanted."""
    file = path / COUNTY_FILE if path.is_dir() else path
    try:
        keys = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(
            f"{path}: found no {COUNTY_FILE}, wanted the folder a county is in. Check the path."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadInput(f"{file.name}: found {wrong}, wanted TOML. Correct that line.") from None
    _refuse_unknown(file.name, keys)
    paths = {name: _path(file, keys, name) for name in PATHS}
    return CountyFiles(
        name=_name(file.name, keys),
        fictional=_yes_or_no(file.name, keys, "fictional"),
        as_of=Month.parse(_text(file.name, keys, "as_of")),
        theme=_text(file.name, keys, "theme"),
        ages=AgeRange.parse(_text(file.name, keys, "ages")),
        police=_police(file, keys),
        sources=_sources(file.name, keys),
        **paths,  # type: ignore[arg-type]  # the needed ones are refused when absent
    )


def _refuse_unknown(file: str, keys: Mapping[str, object]) -> None:
    unknown = sorted(set(keys) - KEYS)
    if unknown:
        raise BadInput(
            f"{file}: found {', '.join(unknown)}, wanted only {', '.join(sorted(KEYS))}. "
            "Correct the spelling, or take it out."
        )


def _text(file: str, keys: Mapping[str, object], name: str) -> str:
    found = keys.get(name)
    if not isinstance(found, str) or not found.strip():
        raise BadInput(f"{file}, {name}: found {_shown(found)}, wanted text in quotes. Add it.")
    return found.strip()


def _name(file: str, keys: Mapping[str, object]) -> str:
    """The name of the county: one line, short enough to be kept."""
    name = _text(file, keys, "name")
    if not name.isprintable():
        raise BadInput(f"{file}, name: found {name!r}, wanted one line of text. Type it again.")
    if len(name) > LONGEST_NAME:
        raise BadInput(
            f"{file}, name: found {len(name):,} characters, wanted at most {LONGEST_NAME}. "
            "Shorten it."
        )
    return name


def _yes_or_no(file: str, keys: Mapping[str, object], name: str) -> bool:
    found = keys.get(name)
    if not isinstance(found, bool):
        raise BadInput(f"{file}, {name}: found {_shown(found)}, wanted true or false. Add it.")
    return found


def _path(file: Path, keys: Mapping[str, object], name: str) -> Path | None:
    if name not in keys and name not in NEEDED_PATHS:
        return None
    return _existing(file, name, _text(file.name, keys, name))


def _police(file: Path, keys: Mapping[str, object]) -> tuple[Path, ...]:
    found = keys.get("police")
    if not isinstance(found, list) or not found or not all(isinstance(path, str) for path in found):
        raise BadInput(
            f"{file.name}, police: found {_shown(found)}, wanted a list of files or folders such "
            'as ["police"]. Add it.'
        )
    return tuple(_existing(file, "police", path) for path in found)


def _existing(file: Path, name: str, text: str) -> Path:
    path = file.parent / text
    if not path.exists():
        raise BadInput(
            f"{file.name}, {name}: found {text!r}, which is not there, wanted a path from the "
            f"folder of {file.name}. Correct it, or add the file."
        )
    return path


def _sources(file: str, keys: Mapping[str, object]) -> Mapping[str, SourceWords]:
    found: Any = keys.get("sources", {})
    try:
        return {what: SourceWords(**words) for what, words in found.items()}
    except (AttributeError, TypeError):
        raise BadInput(
            f"{file}, sources: found {found}, wanted the source, licence and period of each input. "
            'Write [sources.police], then source = "…", licence = "…", period = "…".'
        ) from None


def _shown(found: object) -> str:
    return "nothing" if found is None else repr(found)


def open_data_county(folder: Path) -> CountyFiles:
    """Essex from a folder of open data: police records, outlines, people and deprivation.

    The year is the twelve months to the last month of police records in it; nobody has reported
    an activity yet, and no partner is known.
    """
    police = folder / "crime" / "police-uk"
    found = sorted(month.name for month in police.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]"))
    if not found:
        raise BadInput(
            f"{folder}: found no months of police records in crime/police-uk, wanted folders such "
            "as crime/police-uk/2025-12. Check the path."
        )
    as_of = Month.parse(found[-1])
    year = {str(month) for month in months_to(as_of, how_many=12)}
    return CountyFiles(
        name="Essex",
        fictional=False,
        as_of=as_of,
        theme="violence",
        ages=AgeRange(10, 24),
        boundaries=_open_file(folder, "geography/lsoa21_essex.geojson"),
        population=_open_file(folder, "population/census2021_lsoa21_age6.csv.gz"),
        deprivation=_open_file(folder, "deprivation/iod2025_lsoa21.csv.gz"),
        neighbours=_if_there(folder / "geography" / "lsoa21_essex_and_neighbours.geojson.gz"),
        police=tuple(police / month for month in found if month in year),
        sources=_open_sources(found[0] if found[0] in year else min(year & set(found)), found[-1]),
    )


def _open_file(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.exists():
        raise BadInput(f"{folder}: found no {name}, wanted it there. Add the file.")
    return path


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None


def _open_sources(first: str, last: str) -> Mapping[str, SourceWords]:
    licence = "Open Government Licence v3.0"
    outlines = "Office for National Statistics, lower layer super output areas"
    return {
        "boundaries": SourceWords(outlines, licence, "December 2021"),
        "neighbours": SourceWords(outlines, licence, "December 2021"),
        "population": SourceWords(
            "Office for National Statistics, Census 2021, usual residents by age",
            licence,
            "March 2021",
        ),
        "deprivation": SourceWords(
            "Ministry of Housing, Communities and Local Government, English indices of deprivation",
            licence,
            "2025 edition",
        ),
        "police": SourceWords(
            "police.uk street-level crime",
            licence,
            f"{Month.parse(first).words} to {Month.parse(last).words}",
        ),
    }
