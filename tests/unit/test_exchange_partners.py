"""The partners sheet: who covers which areas, every row accounted for."""

from __future__ import annotations

import pandas as pd
import pytest
from factories.activity_sheet import areas_table, write_csv

from sightline.errors import BadInput
from sightline.exchange.partners import PartnerRow, partner_areas, read_partners


def read(path):
    return read_partners(path, areas=areas_table())


def partner(name, covered, kind="charity"):
    return {"organisation": name, "kind": kind, "areas_covered": covered}


def test_partners_are_read_with_the_codes_of_their_areas(tmp_path):
    reading = read(
        write_csv(
            tmp_path / "partners.csv",
            partner("Trust", "Northmere; X01000003"),
            partner("Police", "All", "police"),
            partner("Church", ""),
        )
    )
    assert reading.problems == ()
    assert reading.rows == (
        PartnerRow(2, "Trust", "charity", ("X07000001", "X01000003")),
        PartnerRow(3, "Police", "police", ("all",)),
        PartnerRow(4, "Church", "charity", ()),
    )


def test_areas_are_spelt_out_and_silence_gives_none():
    rows = [
        PartnerRow(2, "Trust", "", ("X07000001", "X01000001", "X01000003")),
        PartnerRow(3, "Police", "", ("all",)),
        PartnerRow(4, "Church", "", ()),
    ]
    found = partner_areas(rows, areas_table()).values.tolist()
    everywhere = ["X01000001", "X01000002", "X01000003"]
    assert found == [[name, area] for name in ("Trust", "Police") for area in everywhere]
    assert list(partner_areas([], areas_table()).columns) == ["organisation", "area"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            partner("", "all"),
            "row 2, organisation: found nothing, wanted the name of the partner. Fill in the cell.",
        ),
        (
            partner("=1", "all"),
            "row 2, organisation: found a formula '=1', wanted plain text. Remove the leading '='.",
        ),
        (
            partner("Trust", "Xyz"),
            "row 2, areas_covered: found 'Xyz', wanted the code or name of a known area or "
            "district. Look it up in the list of areas, and leave out areas outside the county.",
        ),
        (
            partner("Trust", "Nowhere"),
            "row 2, areas_covered: found 'Nowhere', wanted the code or name of a known area or "
            "district. The nearest are: Northmere.",
        ),
    ],
)
def test_a_bad_cell_is_told(tmp_path, cells, message):
    reading = read(write_csv(tmp_path / "p.csv", cells))
    assert [str(each) for each in reading.problems] == [message]
    assert (reading.account.rows_in, reading.account.rejected) == (1, 1)


def test_a_partner_stands_once_in_the_sheet(tmp_path):
    reading = read(
        write_csv(
            tmp_path / "p.csv",
            partner("Trust", "all"),
            partner("Trust", "all"),
            partner("Police", "Northmere"),
            partner("POLICE", "Eastfold"),
            partner("", "", ""),
        )
    )
    assert [str(each) for each in reading.problems if each.row in (3, 4, 5)] == [
        "row 3: found the same as row 2, cell for cell, wanted each partner once. Delete the row.",
        "row 4, organisation: found a partner that is also in row 5, with other cells, wanted each "
        "partner once. Keep one row with all its areas.",
        "row 5, organisation: found a partner that is also in row 4, with other cells, wanted each "
        "partner once. Keep one row with all its areas.",
    ]
    account = reading.account
    assert (account.rows_in, account.accepted, account.rejected, account.set_aside) == (5, 1, 2, 2)
    assert account.reasons == {"organisation": 2, "blank row": 1, "repeats another row": 1}


def test_a_sheet_without_areas_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"p\.csv, row 1: found no column areas_covered"):
        read(write_csv(tmp_path / "p.csv", {"organisation": "Trust"}))


def test_districts_may_be_missing():
    areas = areas_table().assign(district="", district_name="")
    rows = [PartnerRow(2, "Trust", "", ("X01000001",))]
    wanted = pd.DataFrame({"organisation": ["Trust"], "area": ["X01000001"]}, dtype=object)
    pd.testing.assert_frame_equal(partner_areas(rows, areas), wanted)
