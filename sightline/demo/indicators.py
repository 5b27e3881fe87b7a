"""Made-up indicators of the fictional districts, in the layouts that publishers use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sightline.demo.places import DISTRICTS, Life
from sightline.demo.writer import Cell, write_csv

FIRST_NUMBER = 9001  # the made-up numbers of the fictional authorities
TOOL_YEARS = tuple(str(year) for year in range(2018, 2026))
SCHOOL_YEARS = tuple(f"{year}/{year - 1999:02d}" for year in range(2017, 2025))
INDEX_YEARS = tuple(range(2015, 2022))  # the last one repeats the one before, as in the real file
SEVERITY_FILE = "crime-severity-fictional-2024-25.csv"

# How far above or below the usual a way of life lies, in spreads between districts.
HARDSHIP = {
    Life.CITY: 1.0,
    Life.PORT: 2.6,
    Life.METROPOLIS: 1.2,
    Life.NEW_TOWN: 0.6,
    Life.MIXED: 0.0,
    Life.UNIVERSITY: -0.2,
    Life.RETIREMENT: 0.2,
    Life.COMMUTER: -0.9,
    Life.RURAL: -1.0,
}


@dataclass(frozen=True)
class _Made:
    """An indicator: its usual value and spread, and whether hardship raises it."""

    published_as: str
    usual: float
    spread: float
    raised: bool = True
    yearly: float = 0.0  # how much it rises a year, in spreads


_TOOL = (
    _Made("Total_ Pup_FixedEx", 4.0, 0.8, yearly=0.3),
    _Made("TotPermEx", 0.12, 0.03),
    _Made("TotPerAbNew", 18.0, 2.5),
    _Made("TotSevPerAbNew", 2.3, 0.4, yearly=0.3),
    _Made("16-17 NEET", 3.5, 0.8),
    _Made("AVG_Attain8_Score", 46.0, 3.0, raised=False),
    _Made("CPP_rate", 40.0, 9.0),
    _Made("Section_47", 180.0, 35.0),
    _Made("LAC", 65.0, 14.0),
    _Made("ChildPov", 19.0, 4.0),
    _Made("Hosp_Adm_Alc_<18yrs", 24.0, 6.0),
    _Made("CMH_0-17yrs", 80.0, 15.0),
    _Made("FirstYJS", 140.0, 30.0),
    _Made("ReoffYO15-17", 32.0, 5.0),
)
_INDEX = (
    _Made("Pupil absences", 10.5, 1.0),
    _Made("Personal crime", 45.0, 9.0),
    _Made("Low-level crime", 5.5, 1.2),
    _Made("Drug misuse", 2.8, 0.7),
    _Made("Self-harm", 190.0, 30.0),
    _Made("Child poverty", 14.0, 3.0),
    _Made("Household overcrowding", 4.0, 1.0),
)
_SEVERITY = _Made("crime_severity_score", 14.0, 3.0)


def write_indicators(folder: Path, rng: np.random.Generator) -> None:
    """The tool with its look-up, the Health Index and crime severity, all of made-up figures."""
    write_csv(
        folder / "authority-codes-fictional.csv",
        ["old_la_code", "new_la_code", "la_name", "country_code", "country_name", "region_code",
         "region_name", "fictional"],
        [(number, code, name, None, None, None, None, "yes") for number, code, name in _numbered()],
    )  # fmt: skip
    write_csv(
        folder / "authority-tool-fictional.csv",
        ["Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region",
         "Fictional"],
        _tool_rows(rng),
    )  # fmt: skip
    write_csv(
        folder / "health-index-fictional.csv",
        ["district_code", "year", "indicator", "value", "fictional"],
        _index_rows(rng),
    )
    write_csv(
        folder / SEVERITY_FILE,
        ["district_code", "crime_severity_score", "fictional"],
        [
            (code, round(float(values[0]), 3), "yes")
            for (_, code, _), values in zip(_numbered(), _values(rng, _SEVERITY, 1), strict=True)
        ],
    )


def _numbered() -> list[tuple[int, str, str]]:
    """Number, area code and name of every district, the neighbours' too."""
    return [
        (FIRST_NUMBER + place, f"X07{place + 1:06d}", district.name)
        for place, district in enumerate(DISTRICTS)
    ]


def _values(rng: np.random.Generator, made: _Made, years: int) -> np.ndarray:
    """A value for each district and year, never below 0."""
    hardship = np.array([HARDSHIP[district.life] for district in DISTRICTS])
    level = hardship * (1 if made.raised else -1) + rng.normal(0, 0.5, len(DISTRICTS))
    course = made.yearly * np.arange(years) + rng.normal(0, 0.3, (len(DISTRICTS), years))
    found = made.usual + made.spread * (level[:, np.newaxis] + course)
    kept: np.ndarray = np.maximum(found, 0.0)
    return kept


def _tool_rows(rng: np.random.Generator) -> Iterator[tuple[Cell, ...]]:
    """Rows as text, a few of them suppressed: small numbers of re-offending, some years."""
    for made in _TOOL:
        years = SCHOOL_YEARS if "Ex" in made.published_as else TOOL_YEARS
        values = _values(rng, made, len(years))
        hidden = rng.random(values.shape) < (0.2 if made.published_as == "ReoffYO15-17" else 0.01)
        for place, (number, _, name) in enumerate(_numbered()):
            for column, year in enumerate(years):
                value = f"{values[place, column]:.2f}"
                written = "-" if hidden[place, column] else value
                yield (made.published_as, None, year, name, written, number, "Fableland", "yes")


def _index_rows(rng: np.random.Generator) -> Iterator[tuple[Cell, ...]]:
    for made in _INDEX:
        values = _values(rng, made, len(INDEX_YEARS))
        values[:, -1] = values[:, -2]
        for place, (_, code, _) in enumerate(_numbered()):
            for column, year in enumerate(INDEX_YEARS):
                yield (code, year, made.published_as, round(float(values[place, column]), 3), "yes")
