"""Laws of reading police files, for any mixture of good and bad rows."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.evidence.cubes import incident_cube
from sightline.evidence.store import store_incidents
from sightline.exchange.police import CATEGORIES, HEADINGS, read_incidents
from sightline.exchange.problems import Weight

NAMES = {f"X0100000{n}": f"Fable Bay 00{n}A" for n in range(1, 4)}

good_cells = st.tuples(
    st.sampled_from(["", "a1", "a2", "a3"]),
    st.just("2025-01"),
    st.sampled_from(["2.5,53.5", ",", "-5.7,53.5"]),
    st.sampled_from(["On or near Hare Road", '"Hare, or ""Fox"" Road"', "Fox's £ Lane"]),
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(CATEGORIES),
)
good = good_cells.map(lambda c: f"{c[0]},{c[1]},F,F,{c[2]},{c[3]},{c[4]},{NAMES[c[4]]},{c[5]},,")
aside = st.sampled_from(
    [
        "b,2025-01,F,F,,,No Location,,,Robbery,,",
        "b,2025-01,F,F,2.5,53.5,On Quay,E01000001,Mythos City 001A,Robbery,,",
    ]
)
anything = st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), min_size=1).filter(
    str.strip
)
damaged = st.tuples(good, st.integers(0, 60), st.sampled_from(['"', ",", ";", "x", ""])).map(
    lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + 1 :]
)
bad = st.one_of(anything, damaged.filter(str.strip))


def read(folder: Path, lines: list[str]):
    path = folder / "2025-01-fableshire-street.csv"
    path.write_text("\n".join([",".join(HEADINGS), *lines]) + "\n", encoding="utf-8", newline="\n")
    return list(read_incidents([path], known_areas=NAMES, area_names=NAMES, vintage="fictional"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(good, aside, bad), max_size=30), good)
def test_every_row_has_one_fate_and_the_cube_counts_the_accepted(lines, sure):
    with tempfile.TemporaryDirectory() as name:
        (file,) = read(Path(name), [sure, *lines])
        account = file.account
        told = Counter()
        for problem in file.problems:
            told[problem.weight] += problem.rows
        assert account.rows_in == len(lines) + 1
        assert account.rows_in == account.accepted + account.rejected + account.set_aside
        assert told[Weight.REJECTED] == account.rejected
        assert told[Weight.SET_ASIDE] == account.set_aside
        assert sum(account.reasons.values()) == account.rejected + account.set_aside
        assert file.incidents.num_rows == account.accepted
        store_incidents([file], folder=Path(name) / "stored")
        assert incident_cube(Path(name) / "stored")["incidents"].sum() == account.accepted


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(good, aside), min_size=1, max_size=20), st.data())
def test_a_bad_row_changes_the_fate_of_no_other_row(lines, data):
    place = data.draw(st.integers(0, len(lines)))
    spoiled = data.draw(st.sampled_from(['a,"b', '"', 'x"y,"z', "1,2,3", '"a"b,c', ",,", "\x1c!"]))
    with tempfile.TemporaryDirectory() as name:
        sure = "c,2025-01,F,F,,,Quay,X01000001,Fable Bay 001A,Robbery,,"
        (clean,) = read(Path(name), [*lines, sure])
        (mixed,) = read(Path(name), [*lines[:place], spoiled, *lines[place:], sure])
        assert mixed.account.rejected == 1
        assert mixed.account.accepted == clean.account.accepted
        assert mixed.account.set_aside == clean.account.set_aside
        kept = [column for column in clean.incidents.column_names if column != "row"]
        assert mixed.incidents.select(kept).equals(clean.incidents.select(kept))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(good, min_size=1, max_size=20).flatmap(
        lambda rows: st.tuples(st.just(rows), st.permutations(rows))
    )
)
def test_the_order_of_rows_changes_no_count(both):
    cubes = []
    for lines in both:
        with tempfile.TemporaryDirectory() as name:
            store_incidents(read(Path(name), list(lines)), folder=Path(name) / "stored")
            cubes.append(incident_cube(Path(name) / "stored"))
    assert cubes[0].equals(cubes[1])
