"""`sightline convert-areas`: an analyst's own counts by small area of 2011 come out as of 2021.

All places are fictional.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sightline.analysis.areas import LIKENESS_OF_CRIME
from sightline.cli.convert_areas import LIKENESS
from sightline.cli.main import main

LOOK_UP = """LSOA11CD,CHGIND,LSOA21CD
E01000001,U,E01000001
E01000002,S,E01033801
E01000002,S,E01033802
E01000003,M,E01033803
E01000004,M,E01033803
"""
COUNTS = """LSOA11CD,crimes
E01000001,5
E01000002,40
E01000003,2
E01000004,1
"""
PEOPLE = """lsoa21_code,0-15,16+
E01000001,10,90
E01033801,50,250
E01033802,40,60
E01033803,10,20
"""


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def run(folder: Path, *more: str, counts: str = COUNTS) -> int:
    write(folder, counts=counts, look_up=LOOK_UP, people=PEOPLE)
    files = ("--counts", f"{folder / 'counts.csv'}", "--look-up", f"{folder / 'look_up.csv'}")
    out = ("--out", f"{folder / 'out.csv'}")
    return main(["convert-areas", *files, "--count", "crimes", *out, *more])


def table(folder: Path, name: str = "out.csv") -> pd.DataFrame:
    return pd.read_csv(folder / name).set_index("area")


def test_counts_come_out_with_how_far_they_may_be_out(tmp_path, capsys):
    assert run(tmp_path, "--population", f"{tmp_path / 'people.csv'}") == 0
    found = table(tmp_path)
    assert found["count"].to_dict() == {
        "E01000001": 5,
        "E01033801": 30,
        "E01033802": 10,
        "E01033803": 3,
    }
    row = found.loc["E01033801"]
    assert row["at_least"] == 0 < row["count_low"] < 30 < row["count_high"] <= row["at_most"] == 40
    said = capsys.readouterr().out
    assert "Rows: 4 in = 4 accepted + 0 rejected + 0 set aside." in said
    assert "48 counted = 48 placed in 4 areas + 0 not placed." in said
    assert "83.3% of what was placed rests on a split by the people who live in" in said


def test_there_and_back(tmp_path, capsys):
    assert run(tmp_path) == 0
    back = table(tmp_path).reset_index()[["area", "count"]]
    back = back.rename(columns={"area": "LSOA21CD", "count": "crimes"}).to_csv(index=False)
    assert run(tmp_path, "--backward", counts=back) == 0
    assert table(tmp_path)["count"].to_dict() == {
        "E01000001": 5,
        "E01000002": 40,
        "E01000003": 1.5,
        "E01000004": 1.5,
    }
    assert "rests on a split by equal parts" in capsys.readouterr().out


def test_areas_in_no_look_up_are_kept_apart_and_their_vintage_told(tmp_path, capsys):
    assert run(tmp_path, counts=COUNTS + "E01034081,7\nE01000009,1\n") == 0
    assert table(tmp_path)["count"].sum() == 48
    assert table(tmp_path, "out-not-placed.csv")["count"].to_dict() == {
        "E01034081": 7,
        "E01000009": 1,
    }
    said = capsys.readouterr().out
    assert "56 counted = 48 placed in 4 areas + 8 not placed." in said
    assert (
        "Areas in no look-up: 2, first E01000009. First given in 2021: 1, such as E01034081, so "
        "the counts mix two vintages." in said
    )


def test_nothing_is_not_zero_unless_it_is_said_to_be(tmp_path, capsys):
    counts = "LSOA11CD,crimes\nE01000001,5\nE01000003,2\n"
    assert run(tmp_path, counts=counts) == 0
    assert table(tmp_path)["count"].isna().to_dict() == {"E01000001": False, "E01033803": True}
    assert "Empty counts: 1. A part was not supplied, which is not zero." in capsys.readouterr().out
    assert run(tmp_path, "--no-row-means", "zero", counts=counts) == 0
    assert table(tmp_path)["count"].to_dict() == {"E01000001": 5, "E01033803": 2}


def test_by_month_and_with_text_that_a_sheet_would_run(tmp_path):
    counts = "LSOA11CD,Month,crimes\nE01000001,=1+1,5\nE01000001,2025-02,6\n"
    assert run(tmp_path, "--by", "Month", counts=counts) == 0
    months = table(tmp_path)["Month"].tolist()
    assert "2025-02" in months
    assert not any(month.startswith("=") for month in months)


def test_every_problem_is_said_the_first_ten_one_by_one(tmp_path, capsys):
    bad = "".join(f"E010001{place:02},many\n" for place in range(12))
    assert run(tmp_path, counts=COUNTS + bad) == 0
    said = capsys.readouterr()
    assert "row 6, crimes: found 'many', wanted a number" in said.err
    assert "2 more problems." in said.err
    assert "Rows: 16 in = 4 accepted + 12 rejected + 0 set aside." in said.out


@pytest.mark.parametrize(
    ("counts", "more", "message"),
    [
        ("LSOA11CD,crimes\nE01033801,7\n", (), "none of them among those that look_up.csv convert"),
        (COUNTS, ("--likeness", "0"), "--likeness: found 0, wanted a number above 0"),
        (COUNTS, ("--likeness", "nan"), "--likeness: found nan, wanted a number above 0"),
        (COUNTS, ("--by", "Month"), "wanted one called Month"),
        (COUNTS, ("--population", "nowhere.csv"), "nowhere.csv: found no such file"),
    ],
)
def test_what_cannot_be_used_is_refused_with_one_message(tmp_path, capsys, counts, more, message):
    assert run(tmp_path, *more, counts=counts) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.startswith("sightline convert-areas: ")
    assert not (tmp_path / "out.csv").exists()


def test_the_likeness_that_is_offered_is_the_one_that_was_measured():
    assert LIKENESS == LIKENESS_OF_CRIME
