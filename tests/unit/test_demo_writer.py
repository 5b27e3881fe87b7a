"""Files of the demo: the same content gives the same bytes, and spreadsheets read them as meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import python_calamine
import shapely

from sightline.demo.writer import write_csv, write_outlines, write_workbook

HEADINGS = ["name", "day", "people"]
ROWS = [("=cmd()", date(2026, 3, 31), 12), (None, None, 0)]


def test_csv_leaves_blank_what_is_not_supplied_and_keeps_zero(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", HEADINGS, ROWS)
    assert (tmp_path / "a.csv").read_bytes() == b"name,day,people\n=cmd(),2026-03-31,12\n,,0\n"


def test_a_workbook_keeps_dates_as_dates_and_text_as_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", HEADINGS, ROWS)
    sheet = python_calamine.load_workbook(str(tmp_path / "a.xlsx")).get_sheet_by_index(0)
    assert sheet.to_python() == [HEADINGS, ["=cmd()", date(2026, 3, 31), 12.0], ["", "", 0.0]]


def test_the_same_workbook_twice_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, HEADINGS, ROWS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_outlines_are_geojson_that_says_it_is_made_up(tmp_path: Path) -> None:
    square = shapely.box(2.0, 53.0, 2.1, 53.1)
    write_outlines(tmp_path / "a.geojson", [{"area_code": "X01000001"}], [square])
    text = (tmp_path / "a.geojson").read_text()
    assert '"fictional": true' in text
    assert shapely.equals(shapely.from_geojson(text).geoms[0], square)
