"""The real files, served from this machine as their publishers do, fetched and read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pyproj
import pytest
import shapely
from factories import publishers_server as server
from factories.publishers_server import Publishers, serving

from sightline.analysis.periods import Month
from sightline.cli import evidence_fetch
from sightline.cli.inputs import area_names
from sightline.cli.main import main
from sightline.evidence.fetch import find_forces, read_publishers
from sightline.evidence.manifest import read_manifest
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.deprivation import read_deprivation
from sightline.exchange.police import read_incidents

pytestmark = pytest.mark.real

LIST = read_publishers()
STORE = "/policeuk-data.s3.amazonaws.com/archive/2025-12.zip"
MONTHS = ("2025-11", "2025-12")
NEAR = "essex and neighbours"


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"/{parts.netloc}{parts.path}"


@pytest.fixture(scope="module")
def archive(shared_data) -> bytes:
    """Two months of Essex and its neighbours as data.police.uk puts them together."""
    crime = shared_data / "crime"
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as whole,
        zipfile.ZipFile(crime / "police-uk-2025-neighbours.zip") as neighbours,
    ):
        for month in MONTHS:
            essex = f"{month}/{month}-essex-street.csv"
            whole.write(crime / "police-uk" / essex, essex)
            for name in neighbours.namelist():
                if name.startswith(month):
                    whole.writestr(name, neighbours.read(name))
    return sink.getvalue()


@pytest.fixture
def publishers(archive, shared_data) -> Iterator[Publishers]:
    with serving() as running:
        running.files["/data.police.uk/api/crimes-street-dates"] = b'[{"date": "2025-12"}]'
        running.sent_on["/data.police.uk/data/archive/2025-12.zip"] = (302, f"https:/{STORE}")
        running.files[STORE] = archive
        deprivation = shared_data / "deprivation" / "iod2025_lsoa21.csv.gz"
        running.files[path_of(LIST.files["deprivation"].address)] = gzip.decompress(
            deprivation.read_bytes()
        )
        tables = {
            "boundaries": outlines(shared_data),
            "wards-and-districts": rows(
                gzip.decompress(
                    (shared_data / "geography" / "lsoa21_ward24_lad24.csv.gz").read_bytes()
                ).decode()
            ),
            "partnerships-and-forces": rows(
                (shared_data / "geography" / "lad24_csp24_pfa24.csv").read_text(encoding="utf-8")
            ),
        }
        running.tables = {path_of(LIST.services[name].address): tables[name] for name in tables}
        yield running


def outlines(shared_data: Path) -> list[dict]:
    stored = shared_data / "geography" / "lsoa21_essex_and_neighbours.geojson.gz"
    features = json.loads(gzip.decompress(stored.read_bytes()))["features"]
    return [
        {
            "properties": {
                "LSOA21CD": each["properties"]["lsoa21_code"],
                "LSOA21NM": each["properties"]["lsoa21_name"],
            },
            "geometry": each["geometry"],
        }
        for each in features
    ]


def rows(text: str) -> list[dict]:
    """With the service's headings: LAD24CD for ltla24_code."""

    def heading(name: str) -> str:
        level, _, kind = name.replace("ltla", "lad").replace("ward", "wd").partition("_")
        return level.upper() + {"code": "CD", "name": "NM"}[kind]

    return [
        {"properties": {heading(name): cell for name, cell in row.items()}}
        for row in csv.DictReader(io.StringIO(text))
    ]


def test_real_files_are_fetched_through_faults_and_read(
    publishers, shared_data, tmp_path, monkeypatch, capsys
):
    """Cut off in a file, told to wait, stopped and run again: the bytes are the published ones."""
    monkeypatch.setattr(evidence_fetch.time, "sleep", lambda seconds: None)
    asked = ["evidence", "fetch", "--into", str(tmp_path), "--from", publishers.base]
    asked += ["--area", "essex", "--months", "2025-11..2025-12"]
    asked += ["--what", "police,boundaries,deprivation"]
    listing = [lambda handler, content: False]
    publishers.fault(STORE, *listing, server.cut_after(90_000), server.answered(503))
    publishers.fault(STORE, *[server.answered(503, Retry_After="2")] * 5)
    assert main(asked) == 6
    assert main(asked) == 0
    assert "1,111 areas of essex" in capsys.readouterr().out
    for month in MONTHS:
        name = f"{month}/{month}-essex-street.csv"
        published = shared_data / "crime" / "police-uk" / name
        assert (tmp_path / "police" / name).read_bytes() == published.read_bytes()
    assert main([*asked, "--check"]) == 0


def test_what_is_fetched_is_what_the_readers_read(publishers, tmp_path):
    asked = ["evidence", "fetch", "--into", str(tmp_path), "--from", publishers.base]
    asked += ["--area", "essex", "--months", "2025-12", "--what", "police,boundaries,deprivation"]
    assert main(asked) == 0
    geography = read_boundaries(tmp_path / "geography" / "lsoa21-of-the-area.geojson").rows
    areas = frozenset(geography.areas["area"])
    assert (len(areas), geography.vintage) == (1_111, "2021")
    deprivation = read_deprivation(
        tmp_path / LIST.files["deprivation"].into, known_areas=areas
    ).rows
    assert (len(deprivation), set(deprivation["edition"])) == (1_111, {"2025"})
    (december,) = read_incidents(
        [tmp_path / "police"],
        months=[Month(2025, 12)],
        known_areas=areas,
        area_names=area_names(geography),
        vintage="2021",
    )
    assert (december.force, december.account.rejected) == ("essex", 0)
    assert december.account.accepted > 11_000
    store = tmp_path / "store"
    assert main(["evidence", "load", str(tmp_path / "police"), "--store", str(store)]) == 0
    (entry,) = read_manifest(store).entries
    assert (entry.release, entry.month) == ("2025-12", "2025-12")


def test_the_whole_archive_gives_the_same_bytes(publishers, shared_data, tmp_path):
    """Kent, Suffolk and the others are most of this archive, so it comes in one go."""
    asked = ["evidence", "fetch", "--into", str(tmp_path), "--from", publishers.base]
    assert main([*asked, "--area", NEAR, "--months", "2025-11..2025-12", "--what", "police"]) == 0
    with zipfile.ZipFile(shared_data / "crime" / "police-uk-2025-neighbours.zip") as published:
        for force in ("kent", "suffolk", "hertfordshire", "cambridgeshire"):
            for month in MONTHS:
                name = f"{month}/{month}-{force}-street.csv"
                assert (tmp_path / "police" / name).read_bytes() == published.read(name)
    assert [asked.get("range") for asked in publishers.requests(STORE)][1:] == [None]


def test_forces_have_the_codes_and_the_neighbours_of_the_official_boundaries(shared_data):
    """A neighbour is an area within 1 km, over land or water."""
    table = pq.read_table(shared_data / "geography" / "pfa20_boundaries_ew.parquet")
    grid = pyproj.Transformer.from_crs(4326, 27700, always_xy=True).transform
    outlines = shapely.transform(
        shapely.from_wkb(table["geometry"].to_pylist()), grid, interleaved=False
    )
    code = table["pfa20_code"].to_pylist()
    near = {
        code[i]: {
            code[j]
            for j in range(len(code))
            if i != j and shapely.distance(outlines[i], outlines[j]) <= 1_000
        }
        for i in range(len(code))
    }
    areas = {name: force.area for name, force in LIST.forces.items()}
    assert {
        force.area: {areas[name] for name in force.neighbours} for force in LIST.forces.values()
    } == near
    assert find_forces(NEAR, LIST.forces) == (
        "cambridgeshire",
        "essex",
        "hertfordshire",
        "kent",
        "metropolitan",
        "suffolk",
    )
    csp = (shared_data / "geography" / "lad24_csp24_pfa24.csv").read_text(encoding="utf-8")
    assert {row["pfa24_code"] for row in csv.DictReader(io.StringIO(csp))} == set(areas.values())
