"""Travel times: what routers write, what is refused, and every bad row explained."""

from __future__ import annotations

import gzip

import pytest

from sightline.errors import BadInput
from sightline.exchange.problems import Weight
from sightline.exchange.travel_times import read_travel_times


def read(folder, text, **known):
    path = folder / "times.csv"
    path.write_text(text)
    return read_travel_times(path, **known)


def test_pairs_with_minutes_are_read_in_order(tmp_path):
    reading = read(tmp_path, "area,to,minutes\nB,CM1 1QH,12.5\nA,CM1 1QH,0\n")
    assert reading.rows.to_numpy().tolist() == [["A", "CM1 1QH", 0.0], ["B", "CM1 1QH", 12.5]]
    assert (reading.account.accepted, reading.problems) == (2, ())


@pytest.mark.parametrize(
    "headings",
    ["from_id,to_id,travel_time", "from_id,to_id,travel_time_p50", "lsoa21_code,Postcode,Minutes"],
)
def test_headings_of_routers_are_known(tmp_path, headings):
    assert read(tmp_path, f"{headings}\nA,B,5\n").rows["minutes"].tolist() == [5]


def test_gzipped_files_are_read(tmp_path):
    path = tmp_path / "times.csv.gz"
    path.write_bytes(gzip.compress(b"area,to,minutes\nA,B,5\n"))
    assert len(read_travel_times(path).rows) == 1


def test_every_row_that_cannot_be_used_is_explained(tmp_path):
    text = (
        "area,to,minutes\nA,X,5\n,X,5\nA,,5\nA,Y,\nA,Z,soon\nA,W,-1\nA,V,1441\nA,U,inf\n"
        "A, x ,6\n\nA,T\n"
    )
    reading = read(tmp_path, text)
    assert reading.rows.to_numpy().tolist() == [["A", "X", 5.0]]
    assert reading.account.reasons == {
        "no area code": 1,
        "no place": 1,
        "cannot be reached": 1,
        "minutes not a number": 4,
        "pair found twice": 1,
        "blank row": 1,
        "not one cell under each heading": 1,
    }
    said = [str(problem) for problem in reading.problems]
    assert (
        "row 6, minutes: found 'soon', wanted minutes from 0 to 1440, in digits. Correct the "
        "minutes; leave them empty if the place cannot be reached." in said
    )
    assert any(line.startswith("row 10: found A to x again") for line in said)


def test_areas_outside_the_boundaries_are_set_aside_and_missing_ones_named(tmp_path):
    reading = read(tmp_path, "area,to,minutes\nA,X,5\nQ,X,5\n", known_areas=["A", "B"])
    assert reading.rows["area"].tolist() == ["A"]
    weights = {problem.weight: str(problem) for problem in reading.problems}
    assert "areas outside the boundaries, first Q" in weights[Weight.SET_ASIDE]
    assert "no travel time for 1 of 2 areas, first B" in weights[Weight.NOTE]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("area,minutes\nA,5\n", "found columns area, minutes, wanted an area"),
        ("to,minutes\nA,5\n", "wanted an area"),
        ("area,to,hours\nA,B,5\n", "Rename the columns"),
        ("area,to,minutes\nA,B,never\n", "found no row that can be used"),
        ("area,to,minutes\n", "found no row that can be used"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path, text, why):
    with pytest.raises(BadInput, match=why):
        read(tmp_path, text)


def test_areas_of_another_year_are_refused(tmp_path):
    with pytest.raises(BadInput, match="none of them in the boundaries"):
        read(tmp_path, "area,to,minutes\nQ,X,5\n", known_areas=["A"])
