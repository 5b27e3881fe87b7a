"""A force's own extract: confirmed columns, a fate for every row, exact places that stay inside."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from factories.small_county import AREAS
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.hotspots import find_near_repeats
from sightline.errors import BadInput, Refused
from sightline.evidence.cubes import incident_cube
from sightline.evidence.events import exact_events
from sightline.evidence.export import cube_table
from sightline.evidence.manifest import read_manifest
from sightline.evidence.store import load
from sightline.evidence.verify import verify_entry
from sightline.exchange.extracts import ExtractOffer, offer_extract, read_layout
from sightline.exchange.sheets import write_workbook

LAYOUT = """
name = "robbery"
force = "fableshire"
files = "robbery-*"
places = "exact"

[columns]
date = "Date of offence"
time = "Time"
easting = "E"
northing = "N"
offence = "Offence"
area = "LSOA"
home_area = "Home LSOA"
harm = "Harm"
"""
HEADINGS = "Date of offence,Time,E,N,Offence,LSOA,Home LSOA,Harm"
GOOD = f"31/01/2025,23:40,660100,380200,Robbery,{AREAS[0]},{AREAS[1]},high"


def write_layout(folder: Path, text: str = LAYOUT) -> Path:
    path = folder / "robbery.toml"
    path.write_text(text, encoding="utf-8")
    return path


def write_csv(folder: Path, *rows: str, headings: str = HEADINGS) -> Path:
    path = folder / "robbery-2025.csv"
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    return path


def read(folder: Path, *rows: str) -> tuple[ExtractOffer, ...]:
    return offer_extract(write_csv(folder, *rows), read_layout(write_layout(folder)))


def store(folder: Path, *rows: str) -> Path:
    offers = read(folder, *rows)
    names = {offers[0].file.source: offers[0].file.categories}
    load(offers, folder=folder / "store", categories=names)
    return folder / "store"


def test_every_row_has_a_fate_and_each_kind_of_problem_one_message(tmp_path):
    first, second = read(
        tmp_path,
        GOOD,
        "2025-02-03,,660100,380200,Robbery,,,",
        "2025-02,,660100,380200,Robbery,,,",
        "yesterday,,660100,380200,Robbery,,,",
        "2025-02-03,,,,Robbery,,,",
        "2025-02-03,,1,99999999,Robbery,,,",
        "2025-02-03,,660100,380200,,,,",
        "2025-02-03,,660100,380200,Robbery,Town,,",
        "2025-02-03",
        "",
    )
    accounts = [first.file.account, second.file.account]
    assert [account.accepted for account in accounts] == [1, 1]
    assert sum(account.rows_in for account in accounts) == 10
    assert first.file.account.reasons == {
        "blank": 1,
        "no date": 2,
        "no offence": 1,
        "no place": 2,
        "unusable area code": 1,
        "wrong number of cells": 1,
    }
    assert second.file.account.reasons == {}
    words = [str(problem) for problem in first.file.problems]
    assert len(words) == len(first.file.account.reasons)
    assert (
        "robbery-2025.csv, rows 6, 7, E: found nothing in the first, wanted a place in Great "
        "Britain. Correct them in the extract, or ask the force." in words
    )


def test_an_incident_is_kept_with_its_day_time_and_place(tmp_path):
    ((offer),) = read(tmp_path, GOOD)
    (row,) = offer.file.incidents.to_pylist()
    assert row == {
        "area": AREAS[0],
        "category": "Robbery",
        "day": date(2025, 1, 31),
        "minute": 1420,
        "easting_m": 660100.0,
        "northing_m": 380200.0,
        "home_area": AREAS[1],
        "harm": "high",
        "row": 2,
    }


def test_a_workbook_is_read_and_degrees_become_metres(tmp_path):
    text = LAYOUT.replace('easting = "E"', 'longitude = "Lon"')
    layout = read_layout(write_layout(tmp_path, text.replace('northing = "N"', 'latitude = "Lat"')))
    names = HEADINGS.replace(",E,N,", ",Lon,Lat,").split(",")
    south = dict(zip(names, [date(2025, 3, 4), "09:05", -2.0, 49.0, "Robbery"], strict=False))
    north = dict(zip(names, [date(2025, 3, 5), "", -2.0, 53.0, "Theft"], strict=False))
    path = tmp_path / "robbery-march.xlsx"
    write_workbook(path, names, [south, north], title="Robbery")
    ((offer),) = offer_extract(path, layout)
    (row,) = offer.file.incidents.to_pylist()  # the true origin lies south of any place
    assert (row["day"], row["category"]) == (date(2025, 3, 5), "Theft")
    assert row["easting_m"] == pytest.approx(400_094, abs=10)  # 2 degrees west is the 400 km line
    assert offer.file.account.reasons == {"no place": 1}


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ('places = "exact"', 'places = "map points"', "wanted 'exact': where each incident was"),
        ("northing =", "latitude =", "easting with northing or longitude with latitude"),
        ('offence = "Offence"', "", "wanted date, offence"),
        ('force = "fableshire"', 'force = "Fable Shire"', "force: found 'Fable Shire'"),
        ('name = "robbery"', "", "wanted name, force, files, places, columns"),
        ('name = "robbery"', "name", "that is not TOML"),
    ],
)
def test_a_layout_that_does_not_say_enough_gets_one_message(tmp_path, was, now, words):
    with pytest.raises((BadInput, Refused), match=words):
        read_layout(write_layout(tmp_path, LAYOUT.replace(was, now)))


def test_points_of_police_uk_are_refused_with_the_reason(tmp_path):
    layout = read_layout(write_layout(tmp_path))
    headings = f"{HEADINGS},Month,LSOA code,Last outcome category"
    path = write_csv(tmp_path, f"{GOOD},2025-01,{AREAS[0]},", headings=headings)
    with pytest.raises(Refused, match="points stand for many incidents"):
        offer_extract(path, layout)
    folder = store(tmp_path, GOOD)
    with pytest.raises(Refused, match="points that many incidents share, so being near means"):
        exact_events(folder, source="street")
    months = [f"01/0{1 + number % 9}/2025,,660100,380200,Robbery,,," for number in range(30)]
    with pytest.raises(Refused, match="found months such as the first of a month every time"):
        exact_events(store(tmp_path, *months), source="extract-robbery")


def test_near_repeats_are_found_in_a_stored_extract(tmp_path):
    days = [date(2025, 1, 3) + timedelta(days=11 * number) for number in range(30)]
    rows = [
        f"{day + timedelta(days=after)},,{660_000 + 1_000 * place},380000,Robbery,,,"
        for place, day in enumerate(days)
        for after in (0, 1)
    ]
    folder = store(tmp_path, *rows, "2025-01-05,,660000,380000,Theft,,,")
    events = exact_events(folder, source="extract-robbery", categories=["Robbery"])
    assert len(events) == 60
    found = find_near_repeats(
        events=events, within_m=(100,), within_days=(2,), permutations=99, seed=1
    )
    assert found["pairs"].tolist() == [30]
    assert found["chance"].iloc[0] == 0.01


def test_exact_places_leave_the_store_as_counts_alone(tmp_path):
    folder = store(tmp_path, GOOD, GOOD, "2025-02-03,,660100,380200,Robbery,,,")
    source = "extract-robbery"
    assert incident_cube(folder, source=source).values.tolist() == [
        [AREAS[0], "2025-01", "Robbery", 2]
    ]
    assert cube_table(folder, source=source).column_names == [
        "area",
        "month",
        "category",
        "incidents",
    ]
    manifest = read_manifest(folder)
    for entry in manifest.entries:
        assert pq.ParquetFile(folder / entry.stored).schema_arrow.names == [
            "area",
            "month",
            "category",
            "force",
        ]
        assert not list(verify_entry(folder, manifest, entry))


def test_a_later_extract_takes_its_months_and_adds_its_offences_at_the_end(tmp_path):
    folder = store(tmp_path, GOOD)
    layout = read_layout(tmp_path / "robbery.toml")
    later = write_csv(tmp_path, GOOD, GOOD.replace("Robbery", "Attempted robbery"))
    known = read_manifest(folder).categories["extract-robbery"]
    offers = offer_extract(later, layout, known=known)
    names = {layout.source: offers[0].file.categories}
    manifest = load(offers, folder=folder, categories=names)
    assert manifest.categories["extract-robbery"] == ("Robbery", "Attempted robbery")
    assert [entry.accepted for entry in manifest.entries] == [2]
    assert (manifest.revisions[0].new, manifest.revisions[0].net_change) == (0, 1)


CELLS = st.sampled_from(["", "2025-01-31", "31/02/2025", "660100", "Robbery", AREAS[0], "x"])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=12))
def test_every_row_of_any_file_is_accounted_for_once(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    offers = read(folder, GOOD, *(",".join(row) for row in rows))
    accounts = [offer.file.account for offer in offers]
    assert sum(account.rows_in for account in accounts) == len(rows) + 1
    reasons = sum((Counter(account.reasons) for account in accounts), Counter())
    lost = sum(account.rejected + account.set_aside for account in accounts)
    assert reasons.total() == lost
    numbers = [row for offer in offers for row in offer.file.incidents["row"].to_pylist()]
    assert len(set(numbers)) == sum(account.accepted for account in accounts)
    assert np.all(np.diff([offer.file.month.number for offer in offers]) > 0)
