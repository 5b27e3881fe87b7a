"""Outlines from files: what is used, what is not, and the one message a wrong file gets."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import pytest
import shapely

from sightline.errors import BadInput
from sightline.exchange.boundaries import read_boundaries, read_neighbours
from sightline.exchange.problems import Weight

WEST = [[0.5, 51.5], [0.6, 51.5], [0.6, 51.6], [0.5, 51.6], [0.5, 51.5]]
EAST = [[0.6, 51.5], [0.7, 51.5], [0.7, 51.6], [0.6, 51.6], [0.6, 51.5]]
BOW_TIE = [[0.7, 51.5], [0.8, 51.6], [0.8, 51.5], [0.7, 51.6], [0.7, 51.5]]


def feature(ring: list[list[float]] | None, **properties: object) -> dict[str, Any]:
    geometry = None if ring is None else {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def area(ring: list[list[float]] | None, code: str, name: str = "") -> dict[str, Any]:
    return feature(ring, lsoa21_code=code, lsoa21_name=name)


def collection(*features: dict[str, Any], **members: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def stored(folder: Path, document: object, name: str = "areas.geojson") -> Path:
    path = folder / name
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    path.write_bytes(gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw)
    return path


def parquet(
    geometry: pa.Array, crs: object = None, geo: bytes | None = None, **columns: list[object]
) -> bytes:
    table = pa.table({**columns, "geometry": geometry})
    described = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    if crs is not None:
        described["columns"]["geometry"]["crs"] = crs  # type: ignore[index]
    table = table.replace_schema_metadata({"geo": geo or json.dumps(described)})
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def wkb(*rings: list[list[float]]) -> pa.Array:
    return pa.array([shapely.to_wkb(shapely.Polygon(ring)) for ring in rings], pa.binary())


def in_metres(ring: list[list[float]]) -> list[list[float]]:
    transform = pyproj.Transformer.from_crs(
        4326, 27700, always_xy=True, allow_ballpark=False
    ).transform
    return [list(transform(*point)) for point in ring]


SQUARES = collection(
    area(EAST, "E01000002", "Basildon 001B"), area(WEST, "E01000001", "Basildon 001A")
)
# The same two squares as TopoJSON: arc 0 is the border they share, quantised to tenths of a degree.
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [0.5, 51.5]},
    "arcs": [
        [[1, 0], [0, 1]],
        [[1, 1], [-1, 0], [0, -1], [1, 0]],
        [[1, 0], [1, 0], [0, 1], [-1, 0]],
    ],
    "objects": {
        "lsoa": {
            "type": "GeometryCollection",
            "geometries": [
                {
                    "type": "Polygon",
                    "arcs": [[0, 1]],
                    "properties": {"lsoa21_code": "E01000001", "lsoa21_name": "Basildon 001A"},
                },
                {
                    "type": "MultiPolygon",
                    "arcs": [[[~0, 2]]],
                    "properties": {"lsoa21_code": "E01000002", "lsoa21_name": "Basildon 001B"},
                },
            ],
        }
    },
}


class TestFormats:
    def test_areas_are_sorted_in_metres_with_the_district_from_the_name(self, tmp_path):
        reading = read_boundaries(stored(tmp_path, SQUARES))
        west = reading.rows.areas.iloc[0]
        assert reading.rows.areas["area"].tolist() == ["E01000001", "E01000002"]
        assert (west["area_name"], west["district"], west["district_name"]) == (
            "Basildon 001A",
            "",
            "Basildon",
        )
        assert reading.rows.vintage == "2021"
        assert reading.account.rows_in == reading.account.accepted == 2
        assert len(reading.account.sha256) == 64
        assert reading.problems == ()

    def test_the_grid_is_that_of_the_ordnance_surveys_worked_example(self, tmp_path):
        """Caister water tower (OSGB36) is at 651409.903 east, 313177.270 north: OS, A guide to
        coordinate systems in Great Britain, annexe C."""
        longitude, latitude = 1 + 43 / 60 + 4.5177 / 3600, 52 + 39 / 60 + 27.2531 / 3600
        box = shapely.box(longitude - 1e-4, latitude - 1e-4, longitude + 1e-4, latitude + 1e-4)
        ring = [list(point) for point in box.exterior.coords]
        crs = {"type": "name", "properties": {"name": "EPSG:4277"}}
        found = read_boundaries(stored(tmp_path, collection(area(ring, "E01"), crs=crs))).rows
        assert found.areas["easting_m"][0] == pytest.approx(651_409.903, abs=0.01)
        assert found.areas["northing_m"][0] == pytest.approx(313_177.270, abs=0.01)

    def test_all_formats_give_the_same_areas(self, tmp_path):
        codes, names = ["E01000001", "E01000002"], ["Basildon 001A", "Basildon 001B"]
        grid = collection(
            area(in_metres(WEST), codes[0], names[0]),
            area(in_metres(EAST), codes[1], names[1]),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
        )
        files = {
            "a.geojson": SQUARES,
            "a.geojson.gz": SQUARES,
            "a.json": TOPOLOGY,
            "a.topojson.gz": TOPOLOGY,
            "grid.geojson": grid,
            "a.parquet": parquet(wkb(WEST, EAST), lsoa21_code=codes, lsoa21_name=names),
            "grid.parquet": parquet(
                wkb(in_metres(WEST), in_metres(EAST)),
                crs=pyproj.CRS.from_epsg(27700).to_json_dict(),
                lsoa21_code=codes,
                lsoa21_name=names,
            ),
        }
        first = read_boundaries(stored(tmp_path, SQUARES)).rows
        for name, document in files.items():
            found = read_boundaries(stored(tmp_path, document, name)).rows
            assert found.areas.iloc[:, :4].equals(first.areas.iloc[:, :4]), name
            assert np.allclose(
                found.areas.iloc[:, 4:].astype(float), first.areas.iloc[:, 4:].astype(float)
            )
            assert shapely.hausdorff_distance(found.shapes, first.shapes).max() < 0.01, name

    def test_topojson_without_quantisation(self, tmp_path):
        arcs = [
            [[0.6, 51.5], [0.6, 51.6]],
            [[0.6, 51.6], [0.5, 51.6], [0.5, 51.5], [0.6, 51.5]],
            [[0.6, 51.5], [0.7, 51.5], [0.7, 51.6], [0.6, 51.6]],
        ]
        plain = {**{key: TOPOLOGY[key] for key in ("type", "objects")}, "arcs": arcs}
        found = read_boundaries(stored(tmp_path, plain, "a.topojson")).rows
        assert len(found.areas) == 2
        assert shapely.area(found.shapes) == pytest.approx([7.68e7, 7.68e7], rel=0.01)

    def test_of_several_layers_the_one_with_codes_is_read(self, tmp_path):
        coast = {"type": "Polygon", "arcs": [[1, 0]], "properties": {"sea": "North"}}
        layers = {"coast": coast, "empty": None, **TOPOLOGY["objects"]}
        found = read_boundaries(stored(tmp_path, {**TOPOLOGY, "objects": layers}, "a.json"))
        assert found.rows.areas["area"].tolist() == ["E01000001", "E01000002"]

    def test_a_file_with_a_byte_order_mark_is_read_with_a_note(self, tmp_path):
        raw = b"\xef\xbb\xbf" + json.dumps(SQUARES).encode()
        reading = read_boundaries(stored(tmp_path, raw))
        assert len(reading.rows.areas) == 2
        assert [problem.weight for problem in reading.problems] == [Weight.NOTE]

    def test_heights_are_left_out(self, tmp_path):
        ring = [[*point, 12.0] for point in WEST]
        found = read_boundaries(stored(tmp_path, collection(area(ring, "E01000001"))))
        assert not shapely.has_z(found.rows.shapes).any()


class TestColumns:
    @pytest.mark.parametrize(
        ("properties", "area_name", "district", "district_name", "vintage"),
        [
            ({"LSOA21CD": "E1", "LSOA21NM": "Aye 001A"}, "Aye 001A", "", "Aye", "2021"),
            ({"LSOA11CD": "E1", "LSOA11NM": "Cee Dee 001A"}, "Cee Dee 001A", "", "Cee Dee", "2011"),
            ({"areacd": "E1", "areanm": "Harlow"}, "Harlow", "", "", ""),
            ({"area_code": "E1"}, "E1", "", "", ""),
            ({"msoa21_code": "E1", "msoa21_name": "Aye 001"}, "Aye 001", "", "Aye", "2021"),
            ({"WD22CD": "E1", "WD22NM": "Astley Bridge"}, "Astley Bridge", "", "", "2022"),
            ({"ltla24_code": "E1", "ltla24_name": "Harlow"}, "Harlow", "E1", "Harlow", "2024"),
            (
                {"lsoa21_code": "E1", "lsoa21_name": "A 001A", "LAD24CD": "D1", "LAD24NM": "Aye"},
                "A 001A", "D1", "Aye", "2021",
            ),
            ({"LSOA code (2021)": "E1", "LSOA name (2021)": "A 001A"}, "A 001A", "", "A", "2021"),
            (
                {"area_code": "X01", "district_code": "X71", "district_name": "Mid"},
                "X01", "X71", "Mid", "fictional",
            ),
            ({"lsoa21_code": 7, "lsoa21_name": None}, "7", "", "", "2021"),
        ],
    )  # fmt: skip
    def test_headings_as_official_files_write_them(
        self, tmp_path, properties, area_name, district, district_name, vintage
    ):
        found = read_boundaries(stored(tmp_path, collection(feature(WEST, **properties)))).rows
        row = found.areas.iloc[0]
        assert row["area"] == str(next(iter(properties.values())))
        assert (row["area_name"], row["district"], row["district_name"], found.vintage) == (
            area_name,
            district,
            district_name,
            vintage,
        )

    def test_the_finest_areas_are_the_areas(self, tmp_path):
        both = feature(
            WEST, pfa24_code="E23", ltla24_code="E07", lsoa21_code="E01", msoa21_code="E02"
        )
        assert read_boundaries(stored(tmp_path, collection(both))).rows.areas["area"][0] == "E01"

    def test_a_level_alone_is_not_a_column_of_codes(self, tmp_path):
        """A column called Ward may hold names; only area and district are codes by themselves."""
        found = read_boundaries(
            stored(tmp_path, collection(feature(WEST, ward="Astley Bridge", area="X01")))
        )
        assert found.rows.areas["area"].tolist() == ["X01"]

    def test_the_heading_of_the_codes_can_be_given(self, tmp_path):
        path = stored(tmp_path, collection(feature(WEST, Beat="B1", area_code="E01")))
        assert read_boundaries(path, code="beat").rows.areas["area"].tolist() == ["B1"]
        with pytest.raises(BadInput, match="wanted one called zone"):
            read_boundaries(path, code="zone")


class TestRows:
    def test_every_outline_is_used_or_said_not_to_be(self, tmp_path):
        reading = read_boundaries(
            stored(
                tmp_path,
                collection(
                    area(WEST, "E01000001"),
                    area(EAST, "E01000001"),
                    area(WEST, "E01000001"),
                    area(EAST, " "),
                    area(None, "E01000004"),
                    {"type": "Feature", "properties": {"lsoa21_code": "E01000005"},
                     "geometry": {"type": "Point", "coordinates": [0.5, 51.5]}},
                    area([[0.5, 51.5], [0.6, 51.5]], "E01000006"),
                    area([[100.5, 1.5], [100.6, 1.5], [100.6, 1.6], [100.5, 1.5]], "E01000007"),
                    area([[0.5, 51.5], [0.6, 51.5], [0.7, 51.5], [0.5, 51.5]], "E01000008"),
                    area(BOW_TIE, "E01000009"),
                    area(EAST, "E01000010"),
                    area(EAST, "E01000011"),
                    area(EAST, "E01000012"),
                ),
            )
        )  # fmt: skip
        account = reading.account
        assert reading.rows.areas["area"].str[-2:].tolist() == ["01", "09", "10", "11", "12"]
        assert (account.rows_in, account.accepted, account.rejected, account.set_aside) == (
            13,
            5,
            7,
            1,
        )
        assert dict(account.reasons) == {
            "the same outline again": 1,
            "no area code": 1,
            "area code found again with another outline": 1,
            "no outline": 2,
            "outline not a polygon": 1,
            "outline elsewhere": 1,
            "outline without an inside": 1,
        }
        assert "outline 4, lsoa21_code: found nothing, wanted an area code. " in "\n".join(
            str(problem) for problem in reading.problems
        )

    @pytest.mark.parametrize("properties", [None, [1], "E01000002", 5])
    def test_an_outline_that_says_nothing_of_itself_has_no_code(self, tmp_path, properties):
        silent = {"type": "Feature", "properties": properties, "geometry": None}
        document = collection(area(WEST, "E01000001"), silent)
        assert dict(read_boundaries(stored(tmp_path, document)).account.reasons) == {
            "no area code": 1
        }

    @pytest.mark.parametrize("code", ["E01/1", "E01 1", "É1", "../x", "E" * 21, "E\x00"])
    def test_a_code_that_no_address_can_hold_is_refused(self, tmp_path, code):
        reading = read_boundaries(
            stored(tmp_path, collection(area(WEST, "E01000001"), area(EAST, code)))
        )
        assert reading.rows.areas["area"].tolist() == ["E01000001"]
        (problem,) = reading.problems
        assert str(problem).startswith("outline 2, lsoa21_code: found ")
        assert "wanted a code such as E01021988: at most 20 letters, figures" in str(problem)

    @pytest.mark.parametrize("name", ["N" * 121, "Two\nlines", "Basil\x00don 001A"])
    def test_a_name_that_no_list_can_hold_is_refused(self, tmp_path, name):
        spoilt = area(EAST, "E01000002")
        spoilt["properties"]["lsoa21_name"] = name
        reading = read_boundaries(stored(tmp_path, collection(area(WEST, "E01000001"), spoilt)))
        assert reading.rows.areas["area"].tolist() == ["E01000001"]
        assert reading.account.rejected == 1
        assert "wanted a name of at most 120 characters on one line" in str(reading.problems[0])

    def test_an_outline_that_crosses_itself_is_mended_and_said_to_be(self, tmp_path):
        reading = read_boundaries(stored(tmp_path, collection(area(BOW_TIE, "E01000009"))))
        whole = shapely.Polygon(in_metres(WEST)).area
        assert shapely.is_valid(reading.rows.shapes).all()
        assert shapely.area(reading.rows.shapes)[0] == pytest.approx(whole / 2, rel=0.01)
        assert [str(problem) for problem in reading.problems] == [
            "areas.geojson: found 1 outline that crosses itself, E01000009, wanted outlines that "
            "do not. It was mended, keeping all that it encloses. Nothing needs to be done."
        ]

    def test_fictional_land_in_the_north_sea_is_allowed(self, tmp_path):
        ring = [[2.1, 53.1], [3.1, 53.1], [3.1, 53.9], [2.1, 53.1]]
        found = read_boundaries(stored(tmp_path, collection(feature(ring, area_code="X01"))))
        assert found.rows.vintage == "fictional"
        assert 600_000 < found.rows.areas["easting_m"][0] < 750_000

    @pytest.mark.parametrize("arcs", [[[0, 9]], [[0, 2]], [[]], 7])
    def test_arcs_that_make_no_ring_cost_only_their_outline(self, tmp_path, arcs):
        broken = json.loads(json.dumps(TOPOLOGY))
        broken["objects"]["lsoa"]["geometries"][0]["arcs"] = arcs
        reading = read_boundaries(stored(tmp_path, broken, "a.topojson"))
        assert reading.rows.areas["area"].tolist() == ["E01000002"]
        assert dict(reading.account.reasons) == {"no outline": 1}


class TestNeighbours:
    def test_the_countys_own_areas_are_set_aside(self, tmp_path):
        county = read_boundaries(stored(tmp_path, collection(area(WEST, "E01000001")))).rows
        around = read_neighbours(stored(tmp_path, SQUARES, "around.geojson"), geography=county)
        assert around.rows.areas["area"].tolist() == ["E01000002"]
        assert dict(around.account.reasons) == {"area of the county itself": 1}
        assert around.account.rows_in == 2

    def test_areas_of_another_year_are_refused(self, tmp_path):
        county = read_boundaries(stored(tmp_path, SQUARES)).rows
        older = collection(feature(EAST, lsoa11_code="E01000009"))
        with pytest.raises(BadInput, match="found areas of 2011, wanted areas of 2021"):
            read_neighbours(stored(tmp_path, older, "old.geojson"), geography=county)

    def test_a_file_of_nothing_but_the_county_is_refused(self, tmp_path):
        path = stored(tmp_path, SQUARES)
        county = read_boundaries(path).rows
        with pytest.raises(BadInput, match=r"no outline that can be used.*county's own areas"):
            read_neighbours(path, geography=county)


SWAPPED = collection(area([[y, x] for x, y in WEST], "E01000001"))
METRES = collection(area(in_metres(WEST), "E01000001"))
GRID = {"type": "name", "properties": {"name": "EPSG:27700"}}
LOCAL = {"properties": {"name": 'LOCAL_CS["a site",UNIT["metre",1]]'}}
COAST = {"type": "LineString", "arcs": [0], "properties": {"sea": "North"}}
BOROUGH = {"type": "LineString", "arcs": [0], "properties": {"ltla24_code": "E07"}}
WKB = wkb(WEST)


@pytest.mark.parametrize(
    ("name", "document", "message"),
    [
        ("a.geojson", b"", "a.geojson: found an empty file, wanted outlines as GeoJSON"),
        ("a.geojson", b" \n", "a.geojson: found an empty file"),
        ("a.geojson", b"lsoa21_code,name\nE01,A\n", "a.geojson, line 1: found text that is not"),
        ("a.geojson", json.dumps(SQUARES).encode()[:-90], "found text that is not JSON .* cut "),
        ("a.geojson", b"[" * 100_000, "found JSON nested too deeply"),
        ("a.geojson", b"9" * 5_000, "or with a number too long"),
        ("a.geojson", b"<html>Not found</html>", "found a web page or XML, such as KML or GML"),
        ("a.geojson", b"PK\x03\x04rest", "found a zip file, perhaps a shapefile"),
        ("a.gpkg", b"SQLite format 3\0", "found a GeoPackage or another database"),
        ("a.shp", b"\x00\x00\x27\x0a\x00", "found a shapefile"),
        ("a.geojson", gzip.compress(b"{}", mtime=0), "found a compressed file whose name"),
        ("a.geojson", {"type": "Feature"}, "found JSON of type 'Feature', wanted outlines"),
        ("a.geojson", [1, 2], "found JSON that is not about outlines"),
        ("a.geojson", {"type": "FeatureCollection"}, "found JSON of type 'FeatureCollection'"),
        ("a.geojson", collection(), "found no outlines, wanted one for every area"),
        ("a.geojson", collection(feature(WEST, Beat="B1")),
         "found no column of area codes among Beat, wanted one such as lsoa21_code"),
        ("a.geojson", collection(feature(WEST)), "found no column of area codes among no columns"),
        ("a.geojson", collection(area(None, "E01")),
         "found no outline that can be used, .* outline 1, outline: found no outline, or one"),
        ("a.geojson", METRES,
         "found the wrong projection: it declares no projection, but has coordinates such as "
         "5.*, 1.*, wanted longitude and latitude. Export the outlines again as GeoJSON in "),
        ("a.geojson", collection(area(WEST, "E01"), crs=GRID),
         "wrong projection: it declares the projection OSGB36 .*, but .* 0.5, 51.5, wanted metres"),
        ("a.geojson", collection(area(in_metres(WEST), "E01"),
                                 crs={"type": "name", "properties": {"name": "EPSG:4326"}}),
         "wrong projection: it declares the projection WGS 84, .* wanted longitude and latitude"),
        ("a.geojson", collection(area(WEST, "E01"), crs={"properties": {"name": "EPSG:0"}}),
         "found the projection .*EPSG:0.*, which is not known"),
        ("a.geojson", collection(area(WEST, "E01"), crs="4326"), "which is not known"),
        ("a.geojson", collection(area(in_metres(WEST), "E01"), crs=LOCAL), "which is not known"),
        ("a.geojson", SWAPPED, "found latitude before longitude, such as 51.5, 0.5, wanted"),
        ("a.geojson", collection(area([[-84, 39], [-83, 39], [-83, 40], [-84, 39]], "E01")),
         "far outside the British Isles, such as at longitude -84, latitude 39 when read as"),
        ("a.geojson", collection(area([[9e6, 1e6], [9.1e6, 1e6], [9.1e6, 2e6], [9e6, 1e6]], "E01"),
                                 crs=GRID), "found outlines far outside the British Isles"),
        ("a.topojson", {"type": "Topology", "arcs": []}, "TopoJSON without an object of outlines"),
        ("a.topojson", {"type": "Topology", "arcs": [], "objects":
         {"a": {"type": "GeometryCollection", "geometries": 5}}}, "without an object of outlines"),
        ("a.topojson", {**TOPOLOGY, "objects": {"lsoa": {"type": "GeometryCollection"}}},
         "found TopoJSON without an object of outlines, wanted one such as 'lad'"),
        ("a.topojson", {key: TOPOLOGY[key] for key in ("type", "objects")},
         "found TopoJSON whose arcs are missing or damaged"),
        ("a.topojson", {**TOPOLOGY, "transform": {"scale": "x"}}, "arcs are missing or damaged"),
        ("a.topojson", {**TOPOLOGY, "objects": {"coast": COAST}}, "area codes among sea, wanted"),
        ("a.topojson", {**TOPOLOGY, "objects": {"lad": BOROUGH}}, "no outline that can be used"),
        ("a.parquet", b"PAR1 and no more", "found a Parquet file that is damaged or cut short"),
        ("a.parquet", parquet(WKB, lsoa21_code=["E01"], geo=b"{"), "metadata that is damaged"),
        ("a.parquet", parquet(WKB, lsoa21_code=["E01"], crs={"type": "x"}), "which is not known"),
        ("a.parquet", parquet(pa.array([1.5]), lsoa21_code=["E01"]), "values that are not bytes"),
        ("a.parquet", parquet(pa.array([], pa.binary()), lsoa21_code=[]), "found no outlines"),
        ("a.parquet", parquet(WKB, geo=json.dumps(
            {"primary_column": "shape", "columns": {"shape": {}}}).encode(), lsoa21_code=["E01"]),
         "found no column of outlines written as WKB"),
    ],
)  # fmt: skip
def test_a_wrong_file_gets_one_clear_message(tmp_path, name, document, message):
    with pytest.raises(BadInput, match=message):
        read_boundaries(stored(tmp_path, document, name))


def test_a_gz_that_is_cut_short_is_refused(tmp_path):
    path = stored(tmp_path, SQUARES, "a.geojson.gz")
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(BadInput, match=r"a\.geojson\.gz: found a \.gz file that is damaged"):
        read_boundaries(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"areas\.geojson: found no such file"):
        read_boundaries(tmp_path / "areas.geojson")


def test_parquet_without_a_word_about_geometry_is_read_as_longitude_and_latitude(tmp_path):
    stream = io.BytesIO()
    pq.write_table(pa.table({"lsoa21_code": ["E01"], "geometry": wkb(WEST)}), stream)
    found = read_boundaries(stored(tmp_path, stream.getvalue(), "a.parquet"))
    assert found.rows.areas["easting_m"][0] == pytest.approx(576_900, abs=600)
