"""People by age: Census groups in rows, single years side by side, and what is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sightline.errors import BadInput
from sightline.exchange.population import parse_ages, read_population
from sightline.exchange.problems import Reading, Weight

CENSUS = """lsoa21_code,lsoa21_name,age_group,usual_residents
E01000001,A 001A,Aged 15 years and under,125
E01000001,A 001A,Aged 16 to 24 years,110
E01000001,A 001A,Aged 25 years and over,291
E01000002,A 001B,Aged 15 years and under,0
E01000002,A 001B,Aged 16 to 24 years,5
E01000002,A 001B,Aged 25 years and over,7
"""
WIDE = """lsoa11_code,total_population,0,1,2+
E01000001,6,1,2,3
E01000002,9,4,0,5
"""


def read(folder: Path, text: str, name: str = "people.csv", **known: list[str]) -> Reading:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return read_population(path, **known)


def said(reading: Reading) -> str:
    return "\n".join(str(problem) for problem in reading.problems)


class TestLong:
    def test_census_groups_become_bands(self, tmp_path):
        reading = read(tmp_path, CENSUS, "people.csv.gz")
        assert reading.rows.to_numpy().tolist() == [
            ["E01000001", 0, 15, 125],
            ["E01000001", 16, 24, 110],
            ["E01000001", 25, 120, 291],
            ["E01000002", 0, 15, 0],
            ["E01000002", 16, 24, 5],
            ["E01000002", 25, 120, 7],
        ]
        assert reading.account.accepted == reading.account.rows_in == 6
        assert reading.problems == ()

    def test_ages_may_be_in_two_columns(self, tmp_path):
        text = "area,age_from,age_to,people\nX01,0,9,4\nX01,10,120,6\n"
        assert read(tmp_path, text).rows["people"].tolist() == [4, 6]

    def test_totals_that_agree_are_set_aside(self, tmp_path):
        text = CENSUS + "E01000002,A 001B,Total: All usual residents,12\n"
        reading = read(tmp_path, text)
        assert dict(reading.account.reasons) == {"a total, not an age band": 1}
        assert len(reading.rows) == 6

    def test_an_area_whose_total_disagrees_is_not_used(self, tmp_path):
        reading = read(tmp_path, CENSUS + "E01000002,A 001B,All ages,99\n")
        assert reading.rows["area"].unique().tolist() == ["E01000001"]
        assert "row 8, usual_residents: found 99 where the ages add up to 12, wanted" in said(
            reading
        )
        assert dict(reading.account.reasons) == {
            "total not the sum of the ages": 1,
            "another row of the area was rejected": 3,
        }

    def test_an_area_without_all_its_ages_is_not_used(self, tmp_path):
        lines = CENSUS.splitlines(keepends=True)
        reading = read(tmp_path, "".join(lines[:-1]))
        assert reading.rows["area"].unique().tolist() == ["E01000001"]
        assert dict(reading.account.reasons) == {"area without all its ages": 2}
        assert "wanted all 3 age bands for each area" in said(reading)

    @pytest.mark.parametrize(
        ("old", "new", "found", "reason"),
        [
            (",5\n", ",-5\n", "row 6, usual_residents: found '-5', wanted a whole number of people",
             "people not a whole number"),
            (",5\n", ",x\n", "row 6, usual_residents: found 'x'", "people not a whole number"),
            (",5\n", ",\n", "row 6, usual_residents: found nothing", "people not a whole number"),
            (",5\n", ",4.5\n", "row 6, usual_residents: found '4.5'", "people not a whole number"),
            (",5\n", ",inf\n", "row 6, usual_residents: found 'inf'", "people not a whole number"),
            ("E01000002,A 001B,Aged 16 to 24", "E01000002,A 001B,Young, 16 to 24",
             "row 6: found 5 cells, too many", "not one cell under each heading"),
            ("E01000002,A 001B,Aged 16", ",A 001B,Aged 16", "row 6, lsoa21_code: found nothing",
             "no area code"),
            ("001B,Aged 16 to 24 years", "001B,Some time",
             "row 6, age_group: found 'Some time', wanted ages such as", "ages not understood"),
            ("001B,Aged 16 to 24 years", "001B,Aged 15 years and under",
             "row 6: found E01000002 Aged 15 years and under again, wanted one row for each area",
             "area and ages found twice"),
        ],
    )  # fmt: skip
    def test_a_bad_row_costs_its_area_and_no_other(self, tmp_path, old, new, found, reason):
        assert CENSUS.count(old) == 1
        reading = read(tmp_path, CENSUS.replace(old, new))
        account = reading.account
        assert reading.rows["area"].unique().tolist() == ["E01000001"]
        assert (account.rows_in, account.accepted, account.rejected, account.set_aside) == (
            6,
            3,
            1,
            2,
        )
        assert account.reasons[reason] == 1
        assert found in said(reading)


class TestWide:
    def test_single_years_become_bands_of_one_year_the_last_open(self, tmp_path):
        reading = read(tmp_path, WIDE)
        assert reading.rows.to_numpy().tolist() == [
            ["E01000001", 0, 0, 1],
            ["E01000001", 1, 1, 2],
            ["E01000001", 2, 120, 3],
            ["E01000002", 0, 0, 4],
            ["E01000002", 1, 1, 0],
            ["E01000002", 2, 120, 5],
        ]
        assert reading.account.accepted == 2

    @pytest.mark.parametrize(
        ("old", "new", "found"),
        [
            ("9,4,0,5", "10,4,0,5", "row 3, total_population: found 10 where the ages add up to 9"),
            ("9,4,0,5", "9,4,x,5", "row 3, 1: found 'x', wanted a whole number of people"),
            ("9,4,0,5", "9,4,0,-5", "row 3, 2+: found '-5'"),
            ("9,4,0,5", "?,4,0,5", "row 3, total_population: found '?'"),
        ],
    )
    def test_a_bad_cell_costs_its_row(self, tmp_path, old, new, found):
        reading = read(tmp_path, WIDE.replace(old, new))
        assert reading.rows["area"].unique().tolist() == ["E01000001"]
        assert (reading.account.accepted, reading.account.rejected) == (1, 1)
        assert found in said(reading)

    def test_an_area_with_two_rows_is_not_used(self, tmp_path):
        reading = read(tmp_path, WIDE + "E01000002,9,5,0,4\n")
        assert reading.rows["area"].unique().tolist() == ["E01000001"]
        assert (reading.account.rejected, reading.account.set_aside) == (1, 1)

    def test_a_total_is_not_needed(self, tmp_path):
        assert len(read(tmp_path, "area_code,0-9,10 to 24,25+\nX01,1,2,3\n").rows) == 3


class TestAreas:
    def test_rows_for_other_areas_are_set_aside(self, tmp_path):
        reading = read(tmp_path, CENSUS, known_areas=["E01000002"])
        assert reading.rows["area"].unique().tolist() == ["E01000002"]
        assert dict(reading.account.reasons) == {"area outside the boundaries": 3}
        assert [problem.weight for problem in reading.problems] == [Weight.SET_ASIDE]

    def test_an_area_without_rows_is_named_and_gets_no_zero(self, tmp_path):
        reading = read(tmp_path, CENSUS, known_areas=["E01000002", "E01000009", "E01000001"])
        assert sorted(reading.rows["area"].unique()) == ["E01000001", "E01000002"]
        assert said(reading) == (
            "people.csv: found no population for 1 of 3 areas, first E01000009, wanted population "
            "for every area in the boundaries. Use a file of the same areas, of the same year, as "
            "the boundaries."
        )

    def test_a_bad_row_elsewhere_is_nobodys_problem(self, tmp_path):
        reading = read(tmp_path, CENSUS.replace(",5\n", ",x\n"), known_areas=["E01000001"])
        assert (reading.account.rejected, reading.account.set_aside) == (0, 3)


def test_a_bulk_file_of_the_census_is_read_as_it_comes(tmp_path):
    """The headings of Nomis say what they are of, and whether they are values."""
    reading = read(
        tmp_path,
        "date,geography,geography code,Age: Total,Age: Aged 4 years and under,"
        "Age: Aged 5 to 9 years; measures: Value,Age: Aged 10 years and over\n"
        "2021,A 001A,E01000001,6,1,2,3\n"
        "2021,A 001B,E01000002,9,1,2,3\n",
    )
    assert reading.rows["people"].tolist() == [1, 2, 3]
    assert reading.rows["age_to"].tolist() == [4, 9, 120]
    assert "9 where the ages add up to 6" in said(reading)


def test_ages_that_the_file_does_not_cover_are_named(tmp_path):
    reading = read(tmp_path, "area,ages,people\nX01,10-15,4\nX01,20-24,5\n")
    assert said(reading) == (
        "people.csv: found nobody of ages 0-9, 16-19, 25 and over, wanted people of every age. "
        "Ask no questions about these ages: they are not supplied."
    )


def test_many_bad_rows_are_counted_without_a_page_for_each(tmp_path):
    rows = "".join(f"E{place:08},x,1\n" for place in range(250))
    reading = read(tmp_path, f"lsoa21_code,0,1+\nE99999999,1,1\n{rows}")
    assert len(reading.problems) == 101
    assert sum(problem.rows for problem in reading.problems) == reading.account.rejected == 250
    assert "150 more rows with the same problem (people not a whole number)" in said(reading)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "people.csv: found an empty file, wanted a table with a row of headings"),
        (CENSUS.splitlines()[0], "found no row that can be used, wanted at least one. Check that"),
        ("name,people\nA,1\n", "found columns name, people, wanted a row for each area and age"),
        ("lsoa21_code,people\nE1,1\n", "found columns lsoa21_code, people, wanted a row for each"),
        ("lsoa21_code,age_group\nE1,0-9\n", "found columns lsoa21_code, age_group, wanted a row"),
        ("lsoa21_code,age_group,people\nE1,kids,4\n",
         "no row that can be used, .* row 2, age_group: found 'kids', wanted ages such as 16-24"),
        ("lsoa21_code,0-15,10-24\nE1,4,5\n",
         r"found age bands that overlap at 10 \(10-24\), wanted bands that do not, so that nobody"),
        ("area,ages,people\nX01,0-15,4\nX01,15-24,5\n", "found age bands that overlap at 15"),
        ("lsoa21_code,0,1\nE1,1,\"2\n", "line 2: found a quotation mark"),
    ],
)  # fmt: skip
def test_a_wrong_file_gets_one_clear_message(tmp_path, text, message):
    with pytest.raises(BadInput, match=message):
        read(tmp_path, text)


def test_a_file_of_other_areas_altogether_is_refused(tmp_path):
    with pytest.raises(
        BadInput,
        match=r"found areas such as E01000001, none of them in the boundaries, wanted areas such "
        r"as E07000001\. Use a file of the same areas",
    ):
        read(tmp_path, CENSUS, known_areas=["E07000002", "E07000001"])


@pytest.mark.parametrize(
    ("label", "ages"),
    [
        ("Aged 4 years and under", "0-4"),
        ("Aged 10 to 14 years", "10-14"),
        ("10-14", "10-14"),
        ("10 – 14", "10-14"),
        ("Aged 85 years and over", "85-120"),
        ("85 or over", "85-120"),
        ("90+", "90-120"),
        ("Under 16", "0-15"),
        ("Aged 15 years", "15-15"),
        ("Aged 1 year", "1-1"),
        ("24-10", "None"),
        ("0-200", "None"),
        ("under 0", "None"),
        ("Total", "None"),
        ("2021", "None"),
        ("", "None"),
    ],
)
def test_labels_of_ages(label, ages):
    assert str(parse_ages(label)) == ages
