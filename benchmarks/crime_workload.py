"""Made-up police files and coded records of the size of a country, the same every time.

The recipe: 35,672 areas, whose weights are a gamma of shape 1.2 times an urban factor; a month is
four files of four made-up forces, each with a quarter of the areas; 14 types of crime. Nothing in
these files is about a real place, person or crime.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sightline.evidence.codes import month_of
from sightline.evidence.cubes import STREET
from sightline.evidence.manifest import Entry, Manifest, write_manifest
from sightline.evidence.parquet import Written, write_records
from sightline.exchange.police import CATEGORIES, HEADINGS

AREAS = 35_672
WELSH = 1_917
FORCES = ("fableshire", "sagashire", "mythshire", "taleshire")
SEED = 42
OUTCOMES = (
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Under investigation",
    "Local resolution",
    "Status update unavailable",
)


def area_codes() -> np.ndarray:
    """Codes in the way of small areas of England and Wales; which are real is not looked at."""
    english = [f"E01{number:06d}" for number in range(1, AREAS - WELSH + 1)]
    return np.array(english + [f"W01{number:06d}" for number in range(1, WELSH + 1)])


def area_weights() -> np.ndarray:
    rng = np.random.default_rng(SEED)
    urban = np.where(rng.random(AREAS) < 0.8, rng.pareto(1.1, AREAS).clip(0, 8) + 0.3, 0.3)
    return rng.gamma(1.2, 1.0, AREAS) * urban


class Draw:
    """Places and types of crimes of one force and month after another."""

    def __init__(self) -> None:
        self.codes = area_codes()
        weights = area_weights()
        self.parts = np.array_split(np.arange(AREAS), len(FORCES))
        self.chances = [np.cumsum(weights[part]) / weights[part].sum() for part in self.parts]
        share = np.random.default_rng(SEED).dirichlet(np.full(len(CATEGORIES), 1.5))
        self.categories = np.cumsum(share)

    def draw(self, rng: np.random.Generator, force: int, rows: int) -> tuple[np.ndarray, ...]:
        """Places in `codes`, and in CATEGORIES, of so many crimes."""
        place = np.searchsorted(self.chances[force], rng.random(rows)).clip(
            0, len(self.parts[force]) - 1
        )
        category = np.searchsorted(self.categories, rng.random(rows)).clip(0, len(CATEGORIES) - 1)
        return self.parts[force][place], category.astype(np.uint8)


def months(how_many: int, *, first: int = 2010 * 12) -> Iterator[tuple[int, str]]:
    """Months as whole numbers and as text."""
    for number in range(first, first + how_many):
        yield number, f"{number // 12}-{number % 12 + 1:02d}"


def write_street_files(folder: Path, *, rows: int, how_many_months: int) -> list[Path]:
    """That many rows as street files, four a month, in the publisher's layout."""
    draw, rng = Draw(), np.random.default_rng(SEED)
    each = rows // (how_many_months * len(FORCES))
    written = []
    for _, month in months(how_many_months):
        for force, name in enumerate(FORCES):
            path = folder / month / f"{month}-{name}-street.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_csv(path, _street(draw, rng, force, name, month, each))
            written.append(path)
    return written


def _street(
    draw: Draw, rng: np.random.Generator, force: int, name: str, month: str, rows: int
) -> pa.Table:
    place, category = draw.draw(rng, force, rows)
    digits = np.frombuffer(rng.bytes(32 * rows).hex().encode(), dtype="S64").astype(str)
    point = rng.integers(0, 6, rows)  # crimes are snapped to a few points of an area
    reported = pa.array([f"{name.title()} Police"] * rows)
    lon = _degrees(-2 + place / 9_000 + point / 1_000)
    lat = _degrees(51 + place / 20_000 + point / 2_000)
    location = pa.array([f"On or near Fable Road {n}" for n in range(1_000)])
    cells = [
        pa.array(digits),
        pa.array([month] * rows),
        reported,
        reported,
        lon,
        lat,
        location.take(pa.array((place * 7 + point) % 1_000)),
        pa.array(draw.codes).take(pa.array(place)),
        pa.array([f"Fable {n % 400:03d} {n % 60:03d}A" for n in range(AREAS)]).take(
            pa.array(place)
        ),
        pa.array(CATEGORIES).take(pa.array(category)),
        pa.array(OUTCOMES).take(pa.array(rng.integers(0, len(OUTCOMES), rows))),
        pa.array([""] * rows),
    ]
    return pa.table(dict(zip(HEADINGS, cells, strict=True)))


def _degrees(values: np.ndarray) -> pa.Array:
    """With six decimals, as published."""
    different, place = np.unique(values, return_inverse=True)
    return pa.array([f"{value:.6f}" for value in different]).take(pa.array(place))


def _write_csv(path: Path, table: pa.Table) -> None:
    plain = pacsv.WriteOptions(include_header=False, quoting_style="none")
    with path.open("wb") as stream:
        stream.write((",".join(HEADINGS) + "\n").encode())
        pacsv.write_csv(table, stream, plain)


def write_coded_store(folder: Path, *, rows: int, how_many_months: int) -> None:
    """That many rows as a store, coded as `sightline evidence load --counts-only` codes them."""
    draw, rng = Draw(), np.random.default_rng(SEED)
    each = rows // (how_many_months * len(FORCES))
    entries = []
    names = pa.array(draw.codes)
    for number, text in months(how_many_months):
        month = month_of(number)
        for force, name in enumerate(FORCES):
            place, category = draw.draw(rng, force, each)
            incidents = pa.table(
                {
                    "area": pa.DictionaryArray.from_arrays(place.astype(np.int32), names),
                    "category": pa.DictionaryArray.from_arrays(category, pa.array(CATEGORIES)),
                }
            )
            written = write_records(
                folder,
                incidents,
                name=f"{text}-{name}",
                source=STREET,
                force=name,
                month=month,
                categories=CATEGORIES,
            )
            entries.append(_entry(name, text, each, written))
    entries.sort(key=lambda entry: entry.key)
    write_manifest(folder, Manifest(tuple(entries), categories={STREET: CATEGORIES}))


def _entry(force: str, month: str, rows: int, written: Written) -> Entry:
    return Entry(
        source=STREET,
        force=force,
        month=month,
        name=f"{month}-{force}-street.csv",
        sha256="0" * 64,
        release="",
        vintage="",
        reading="made up",
        rows_in=rows,
        accepted=rows,
        rejected=0,
        set_aside=0,
        reasons={},
        **vars(written),
    )
