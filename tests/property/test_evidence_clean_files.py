"""Laws of reading quickly: the quick way and the careful way give the same account, row for row."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import BadInput
from sightline.exchange.police import (
    ANYWHERE,
    CATEGORIES,
    HEADINGS,
    PoliceFile,
    Rules,
    StreetReader,
    clean,
    offer_files,
)
from sightline.exchange.police.clean import all_degrees, read_plain
from sightline.exchange.police.fates import DEGREES

HEADER = ",".join(HEADINGS)
coordinates = st.sampled_from(
    ["2.5,53.5", ",", "-5.7,53.5", "nan,53.5", "1_0,53.5", "1e1,5", "2.,5", ".5,5", "0001.5,53.5",
     "181,5", "2.5,-91", "2.5,", " 2.5,53.5", "+2,53.5", "inf,1"]
)  # fmt: skip
areas = st.sampled_from(
    ["E01000001", "W01000002", "X01000003", "", "E0100001", "e01000001", "#N/A"]
)
months = st.sampled_from(["2025-01"] * 8 + ["2025-02", "Jan-25", "", "2025-1"])
kinds = st.one_of(st.sampled_from(CATEGORIES), st.sampled_from(["", "robbery", "Piracy"]))
ids = st.sampled_from(["", "a1", "a2", "a3"])
places = st.sampled_from(["On or near Fable Road", "No Location", "Fox's £ Lane", ""])
cells = st.tuples(ids, months, coordinates, places, areas, kinds)
mixed = cells.map(lambda c: f"{c[0]},{c[1]},F,F,{c[2]},{c[3]},{c[4]},Fable 001A,{c[5]},Charged,")
sound = st.tuples(
    ids,
    st.sampled_from(["2.5,53.5", "-0.1,51", ","]),
    st.sampled_from(["E01000001", "W01000002", ""]),
    st.sampled_from(CATEGORIES),
).map(lambda c: f"{c[0]},2025-01,F,F,{c[1]},On or near Quay,{c[2]},Fable 001A,{c[3]},,")
odd = st.sampled_from(
    ["", "  ", "1,2,3", ",,,,,,,,,,,", ",,,,,,,,,,,,", "," * 22, 'x"y,,,,,,,,,,,', '"a', "a,b\r"]
)


quotable = st.sampled_from(
    ['"Fable, Quay and Bay 001A"', '"Fable 001A"', "Fable 001A", "", '" "', '"#N/A"', '"a\'b"']
)
quoted = st.tuples(quotable, quotable, quotable, sound).map(
    lambda c: ",".join(
        [c[0], "2025-01", "F", c[1], *c[3].split(",")[4:8], c[2], *c[3].split(",")[9:]]
    )
)
half_quoted = st.tuples(
    st.sampled_from(['""', '"a""b"', '"a"b', 'a"b"', '"a', 'a"', '"', '"a,b', 'c,d"']), sound
).map(lambda c: f"{c[0]},{c[1].partition(',')[2]}")


@contextmanager
def only_carefully() -> Iterator[None]:
    """No file is plain enough to be read as it stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clean, "_count_plain_lines", lambda raw: None)
        yield


def read(path: Path, *, detail: bool) -> PoliceFile | str:
    with StreetReader(Rules(ANYWHERE, detail=detail)) as reader:
        ((offer,), _) = offer_files([path], reader=reader)
        try:
            return offer.read()
        except BadInput as refused:
            return str(refused)


def told(file: PoliceFile | str) -> object:
    if isinstance(file, str):
        return file
    rows = {name: file.incidents[name].to_pylist() for name in file.incidents.column_names}
    return file.account, file.problems, file.sha256, rows


def same_both_ways(text: str, *, detail: bool) -> PoliceFile | str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2025-01-fableshire-street.csv"
        path.write_text(text, encoding="utf-8", newline="")
        quick = read(path, detail=detail)
        with only_carefully():
            careful = read(path, detail=detail)
    assert told(quick) == told(careful)
    return quick


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(sound, mixed, odd), min_size=1, max_size=12), st.booleans())
def test_any_file_is_accounted_for_alike_both_ways(lines, detail):
    same_both_ways("\n".join([HEADER, *lines]) + "\n", detail=detail)


@settings(max_examples=40, deadline=None)
@given(st.lists(sound, min_size=1, max_size=12), st.booleans())
def test_a_sound_file_is_read_as_it_stands_and_alike(lines, detail):
    text = "\n".join([HEADER, *lines]) + "\n"
    found = read_plain(text.encode(), ["area"])
    assert found is not None
    assert found.num_rows == len(lines)
    file = same_both_ways(text, detail=detail)
    assert isinstance(file, PoliceFile)
    located = [line for line in lines if line.split(",")[7]]
    assert file.account.accepted == len(located)
    assert file.account.rows_in == len(lines)


@settings(max_examples=40, deadline=None)
@given(st.lists(quoted, min_size=1, max_size=8), st.booleans())
def test_cells_that_are_quoted_wholly_are_read_as_they_stand_and_alike(lines, detail):
    text = "\n".join([HEADER, *lines]) + "\n"
    found = read_plain(text.encode(), ["area"])
    assert found is not None
    assert found.num_rows == len(lines)
    same_both_ways(text, detail=detail)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(quoted, half_quoted), min_size=1, max_size=8), st.booleans())
def test_quotation_marks_out_of_place_are_accounted_for_alike(lines, detail):
    same_both_ways("\n".join([HEADER, *lines]) + "\n", detail=detail)


@settings(max_examples=30, deadline=None)
@given(st.lists(sound, min_size=2, max_size=6), st.data())
def test_a_file_cut_off_anywhere_is_accounted_for_alike(lines, data):
    text = "\n".join([HEADER, *lines]) + "\n"
    end = data.draw(st.integers(len(HEADER) + 2, len(text) - 1))
    same_both_ways(text[:end], detail=data.draw(st.booleans()))


degrees = st.one_of(
    st.none(),
    st.from_regex(r"-?[0-9]{1,3}\.[0-9]{6}", fullmatch=True),
    st.text("0123456789.-/+e_ n", max_size=10),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(degrees, max_size=4), st.integers(0, 2))
def test_degrees_are_told_as_the_careful_way_tells_them(texts, start):
    sound = [
        text is None or (re.fullmatch(DEGREES, text) is not None and abs(float(text)) <= 90)
        for text in texts[start:]
    ]
    array = pa.array(texts, pa.string())[start:]
    assert all_degrees(array, most=90) == all(sound)
