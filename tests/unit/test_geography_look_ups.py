"""Look-ups as publishers write them: every row has a fate, every fault one message."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import xlsxwriter

from sightline.errors import BadInput
from sightline.exchange.geography import (
    read_area_counts,
    read_changes,
    read_district_codes,
    read_links,
)
from sightline.exchange.problems import Reading, Weight

CHANGES = """LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM,LAD22NMW,ObjectId
E01000001,A 1,U,E01000001,A 1,E09000001,A,,1
E01000002,A 2,S,E01033801,A 2a,E09000001,A,,2
E01000002,A 2,S,E01033802,A 2b,E09000001,A,,3
E01000003,A 3,M,E01033803,A 3,E09000001,A,,4
E01000004,A 4,M,E01033803,A 3,E09000001,A,,5
"""
LINKS = """ltla24_code,ltla24_name,csp24_code,csp24_name,pfa24_code,pfa24_name
E07000066,North,E22000001,North,E23000028,Shire
E06000058,South,E22000002,South West,E23000028,Shire
E06000058,South,E22000003,South East,E23000028,Shire
"""
CODES = """ltla18_code,ltla18_name,ltla19_code,ltla19_name,ltla21_code,ltla21_name
E07000001,North,E07000001,North,E06000090,Both
E07000002,South,E07000002,South,E06000090,Both
E07000003,West,E07000009,West,E07000009,West
E07000003,West,E07000004,East,E07000004,East
E07000004,East,E07000004,East,E07000004,East
"""


def write(folder: Path, text: str, name: str = "look-up.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def said(reading: Reading) -> str:
    return "\n".join(str(problem) for problem in reading.problems)


def workbook(folder: Path, text: str) -> Path:
    """The table on the second sheet, below a title, as publishers set it."""
    path = folder / "look-up.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Notes").write_row(0, 0, ["About this file"])
    sheet = book.add_worksheet("Table")
    sheet.write_row(0, 0, ["Look-up, as published"])
    for place, line in enumerate(text.splitlines(), start=2):
        sheet.write_row(
            place, 0, [int(cell) if cell.isdigit() else cell for cell in line.split(",")]
        )
    book.close()
    return path


def parquet(folder: Path, text: str) -> Path:
    lines = [line.split(",") for line in text.splitlines()]
    columns = list(zip(*lines[1:], strict=True))
    table = pyarrow.table(
        {
            name: pyarrow.array([cell or None for cell in column])
            for name, column in zip(lines[0], columns, strict=True)
        }
    )
    pyarrow.parquet.write_table(table, folder / "look-up.parquet")
    return folder / "look-up.parquet"


class TestShapes:
    @pytest.mark.parametrize(
        "made",
        [
            lambda folder, text: write(folder, text),
            lambda folder, text: write(folder, text, "look-up.csv.gz"),
            workbook,
            parquet,
        ],
        ids=["csv", "gz", "xlsx", "parquet"],
    )
    def test_one_table_in_any_file(self, tmp_path, made: Callable[[Path, str], Path]):
        reading = read_changes(made(tmp_path, CHANGES))
        assert reading.rows.to_numpy().tolist() == [
            ["E01000001", "E01000001", "U"],
            ["E01000002", "E01033801", "S"],
            ["E01000002", "E01033802", "S"],
            ["E01000003", "E01033803", "M"],
            ["E01000004", "E01033803", "M"],
        ]
        assert reading.account.accepted == reading.account.rows_in == 5
        assert reading.problems == ()

    def test_other_years_and_other_words_for_the_headings(self, tmp_path):
        text = "lsoa21_code,change_code,lsoa31_code\nE01000001,u,E01000001\n"
        assert read_changes(write(tmp_path, text)).rows.to_numpy().tolist() == [
            ["E01000001", "E01000001", "U"]
        ]

    @pytest.mark.parametrize(
        ("name", "content", "found"),
        [
            ("a.parquet", b"PAR1 and no more", "found a Parquet file that is damaged"),
            ("a.xlsx", b"PK and no more", "wanted a whole"),
        ],
    )
    def test_a_file_cut_short_is_refused(self, tmp_path, name, content, found):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(BadInput, match=found):
            read_changes(path)

    def test_a_zip_that_is_no_workbook_is_refused(self, tmp_path):
        import zipfile

        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr("readme.txt", "no sheet in here")
        with pytest.raises(BadInput, match="found a workbook that cannot be read"):
            read_changes(tmp_path / "a.xlsx")

    def test_an_empty_sheet_has_no_headings(self, tmp_path):
        book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
        book.add_worksheet()
        book.close()
        with pytest.raises(BadInput, match="found no headings"):
            read_changes(tmp_path / "a.xlsx")


class TestChanges:
    @pytest.mark.parametrize(
        ("old", "new", "found", "reason"),
        [
            ("A 2,S,E01033801", "A 2,Z,E01033801",
             "row 3, CHGIND: found 'Z', wanted U (unchanged), S (split), M (merged) or X (irregu",
             "change not known"),
            ("A 2,S,E01033801", "A 2,,E01033801", "row 3, CHGIND: found nothing",
             "change not known"),
            ("E01000001,A 1,U", ",A 1,U", "row 2, LSOA11CD: found nothing", "no area code"),
            ("E01000001,A 1,U", "E02000001,A 1,U",
             "row 2, LSOA11CD: found 'E02000001', wanted the code of an LSOA, such as E01021988",
             "not a code of an LSOA"),
            ("E01000001,A 1,U", "E0100001,A 1,U", "found 'E0100001'", "not a code of an LSOA"),
            ("E01000001,A 1,U", "E01034081,A 1,U",
             "row 2, LSOA11CD: found E01034081, a code first given in 2021, wanted codes of 2011. "
             "Use the code of that year, or check that the columns are not swapped.",
             "a code of a later vintage"),
            ("E01000004,A 4,M", "E01000003,A 4,S",
             "row 6, LSOA21CD: found E01000003 and E01033803 again, with another change",
             "another change for the same areas"),
        ],
    )  # fmt: skip
    def test_a_bad_row_costs_itself_alone(self, tmp_path, old, new, found, reason):
        assert CHANGES.count(old) == 1
        reading = read_changes(write(tmp_path, CHANGES.replace(old, new)))
        assert dict(reading.account.reasons) == {reason: 1}
        assert (reading.account.accepted, reading.account.rejected) == (4, 1)
        assert found in said(reading)

    def test_the_same_row_again_is_set_aside(self, tmp_path):
        again = CHANGES + CHANGES.splitlines(keepends=True)[2].replace(",2\n", ",6\n")
        reading = read_changes(write(tmp_path, again))
        assert dict(reading.account.reasons) == {"the same row again": 1}
        assert len(reading.rows) == 5

    @pytest.mark.parametrize(
        ("old", "new", "found"),
        [
            (
                "A 1,U,",
                "A 1,S,",
                "1 row marked S where the areas do not lie so, first E010",
            ),
            ("A 1,U,", "A 1,M,", "1 row marked M where"),
            ("A 2,S,E01033802", "A 2,U,E01033802", "1 row marked U where"),
        ],
    )
    def test_a_change_that_the_areas_contradict_is_named(self, tmp_path, old, new, found):
        reading = read_changes(write(tmp_path, CHANGES.replace(old, new)))
        assert [problem.weight for problem in reading.problems] == [Weight.NOTE]
        assert found in said(reading)
        assert len(reading.rows) == 5

    @pytest.mark.parametrize(
        "headings",
        [
            "LSOA11CD,LSOA21CD,ObjectId",
            "LSOA11CD,CHGIND,ObjectId",
            "LSOA11CD,CHGIND,LSOA11CD ",
            "MSOA11CD,CHGIND,MSOA21CD",
        ],
    )
    def test_another_table_is_refused(self, tmp_path, headings):
        text = f"{headings}\nE01000001,U,E01000001\n"
        with pytest.raises(BadInput, match=r"such as LSOA11CD, LSOA21CD, CHGIND|the heading"):
            read_changes(write(tmp_path, text))

    def test_no_row_that_can_be_used_is_refused_with_the_first_problem(self, tmp_path):
        with pytest.raises(BadInput, match=r"found no row that can be used.*found 'Q'"):
            read_changes(write(tmp_path, "LSOA11CD,CHGIND,LSOA21CD\nE01000001,Q,E01000001\n"))


class TestLinks:
    def test_the_finest_areas_are_linked_to_every_other_level(self, tmp_path):
        reading = read_links(write(tmp_path, LINKS))
        links = reading.rows.links
        assert links[["area", "parent", "parent_level"]].to_numpy().tolist() == [
            ["E07000066", "E22000001", "partnership"],
            ["E06000058", "E22000002", "partnership"],
            ["E06000058", "E22000003", "partnership"],
            ["E07000066", "E23000028", "force"],
            ["E06000058", "E23000028", "force"],
        ]
        assert set(links["level"]) == {"district"}
        assert set(links["area_edition"]) == set(links["parent_edition"]) == {"2024"}
        assert reading.rows.names["E22000003"] == "South East"

    def test_a_district_of_several_partnerships_is_said_to_be(self, tmp_path):
        reading = read_links(write(tmp_path, LINKS))
        assert [problem.weight for problem in reading.problems] == [Weight.NOTE]
        assert (
            "found 1 area in more than one partnership, first E06000058 in 2, wanted one "
            "partnership for each, or to know that it has several. Their counts are shared among "
            "them, and never counted twice." in said(reading)
        )

    def test_a_row_that_says_nothing_new_is_set_aside(self, tmp_path):
        reading = read_links(write(tmp_path, LINKS + LINKS.splitlines(keepends=True)[1]))
        assert dict(reading.account.reasons) == {"the same row again": 1}
        assert len(reading.rows.links) == 5

    def test_an_area_without_a_parent_is_in_none(self, tmp_path):
        text = LINKS + "W06000001,West,W14000001,West,,\n"
        reading = read_links(write(tmp_path, text))
        assert "found no force for 1 of 3 areas, first W06000001" in said(reading)
        assert reading.account.accepted == 4
        links = reading.rows.links
        assert links.loc[links["area"] == "W06000001", "parent_level"].tolist() == ["partnership"]

    @pytest.mark.parametrize(
        ("old", "new", "found"),
        [
            ("E07000066,N", ",N", "row 2, ltla24_code: found nothing, wanted an area code"),
            ("E07000066,N", "E01000001,N",
             "row 2, ltla24_code: found 'E01000001', wanted the code of a district, such as E0700"),
            ("E22000001", "E23000001",
             "row 2, csp24_code: found 'E23000001', wanted the code of a partnership"),
        ],
    )  # fmt: skip
    def test_a_bad_row_costs_itself_alone(self, tmp_path, old, new, found):
        reading = read_links(write(tmp_path, LINKS.replace(old, new)))
        assert (reading.account.accepted, reading.account.rejected) == (2, 1)
        assert found in said(reading)

    def test_areas_elsewhere_are_set_aside_and_missing_ones_named(self, tmp_path):
        known = ["E07000066", "E07000099"]
        reading = read_links(write(tmp_path, LINKS), known_areas=known)
        assert dict(reading.account.reasons) == {"area outside the boundaries": 2}
        assert "found no link for 1 of 2 areas, first E07000099" in said(reading)

    def test_no_area_that_was_asked_for_is_refused(self, tmp_path):
        with pytest.raises(BadInput, match="none of them in the boundaries"):
            read_links(write(tmp_path, LINKS), known_areas=["E07000099"])

    def test_two_years_of_the_finest_areas_need_a_word(self, tmp_path):
        path = write(tmp_path, CHANGES)
        with pytest.raises(BadInput, match="codes of an LSOA in LSOA11CD and LSOA21CD"):
            read_links(path)
        links = read_links(path, area_heading="lsoa21cd").rows.links
        assert set(links["area_edition"]) == {"2021"}
        assert len(links) == 4
        with pytest.raises(BadInput, match="no column of codes called OA21CD, wanted one of LSOA1"):
            read_links(path, area_heading="OA21CD")

    def test_a_table_without_parents_is_refused(self, tmp_path):
        with pytest.raises(BadInput, match="found columns ltla24_code, size, wanted codes of are"):
            read_links(write(tmp_path, "ltla24_code,size\nE07000066,3\n"))


class TestDistrictCodes:
    def test_lives_and_successors(self, tmp_path):
        codes = read_district_codes(write(tmp_path, CODES)).rows
        assert codes.lifetimes.to_numpy().tolist() == [
            ["E06000090", "Both", "2021-04-01", ""],
            ["E07000001", "North", "", "2021-03-31"],
            ["E07000002", "South", "", "2021-03-31"],
            ["E07000003", "West", "", "2019-03-31"],
            ["E07000004", "East", "", ""],
            ["E07000009", "West", "2019-04-01", ""],
        ]
        assert codes.successions.to_numpy().tolist() == [
            ["E07000003", "E07000009", "2019-04-01"],
            ["E07000001", "E06000090", "2021-04-01"],
            ["E07000002", "E06000090", "2021-04-01"],
        ]

    def test_a_sliver_that_changed_district_is_told(self, tmp_path):
        reading = read_district_codes(write(tmp_path, CODES))
        assert dict(reading.account.reasons) == {"a sliver of land that changed district": 1}
        assert "counts stay with the name" in said(reading)

    def test_without_names_every_successor_counts(self, tmp_path):
        text = "lad18cd,lad19cd\nE07000003,E07000009\nE07000003,E07000004\n"
        codes = read_district_codes(write(tmp_path, text)).rows
        assert codes.successions["successor"].tolist() == ["E07000004", "E07000009"]
        assert codes.lifetimes["area_name"].tolist() == codes.lifetimes["area"].tolist()

    def test_repeats_are_set_aside(self, tmp_path):
        reading = read_district_codes(write(tmp_path, CODES + CODES.splitlines()[1] + "\n"))
        assert reading.account.reasons["the same row again"] == 1

    def test_a_code_that_comes_back_is_refused(self, tmp_path):
        text = "lad18cd,lad19cd,lad20cd\nE07000001,E07000002,E07000001\n"
        with pytest.raises(BadInput, match="found E07000001, which ends and comes back"):
            read_district_codes(write(tmp_path, text))

    def test_one_year_is_not_enough(self, tmp_path):
        with pytest.raises(BadInput, match="wanted the codes of districts of several years"):
            read_district_codes(write(tmp_path, "lad18cd,name\nE07000001,North\n"))


class TestCounts:
    TEXT = "LSOA code,Month,crimes\nE01000001,2025-01,4\nE01000001,2025-02,\nE01000002,2025-01,0\n"

    def read(self, folder: Path, text: str = "", **how: object) -> Reading:
        return read_area_counts(
            write(folder, text or self.TEXT), **{"count": "crimes", "by": ["Month"], **how}
        )

    def test_an_empty_cell_is_not_supplied_and_zero_is_zero(self, tmp_path):
        counts = self.read(tmp_path).rows.counts
        assert counts["count"].isna().tolist() == [False, True, False]
        assert counts.iloc[2].tolist() == ["E01000002", "2025-01", 0]

    @pytest.mark.parametrize(
        ("old", "new", "found"),
        [
            (
                ",4\n",
                ",some\n",
                "row 2, crimes: found 'some', wanted a number, zero or more",
            ),
            (",4\n", ",-1\n", "row 2, crimes: found '-1'"),
            ("02,2025-01", "01,2025-01", "row 4, LSOA code: found E01000001, 2025-01 again"),
            ("E01000002", "", "row 4, LSOA code: found nothing"),
        ],
    )
    def test_a_bad_row_costs_itself_alone(self, tmp_path, old, new, found):
        reading = self.read(tmp_path, self.TEXT.replace(old, new))
        assert (reading.account.accepted, reading.account.rejected) == (2, 1)
        assert found in said(reading)

    def test_without_what_tells_rows_apart_they_are_repeats(self, tmp_path):
        reading = self.read(tmp_path, by=[])
        assert "name with --by what tells them apart" in said(reading)

    @pytest.mark.parametrize(
        ("how", "wanted"),
        [
            ({"count": "offences"}, "wanted one called offences"),
            ({"by": ["Year"]}, "wanted one called Year"),
            ({"area": "beat"}, "none of them of area codes, wanted one called beat"),
        ],
    )
    def test_a_heading_that_is_not_there_is_refused(self, tmp_path, how, wanted):
        with pytest.raises(BadInput, match=wanted):
            self.read(tmp_path, **how)

    def test_no_column_of_codes_is_refused(self, tmp_path):
        with pytest.raises(BadInput, match="one such as LSOA11CD or lsoa21_code"):
            self.read(tmp_path, "place,Month,crimes\nHere,2025-01,4\n")
