"""Files of indicators: every row accounted for, and one message for each kind of problem."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import BadInput
from sightline.exchange.indicators import (
    AuthorityCodes,
    read_authority_codes,
    read_crime_severity,
    read_dfe_dictionary,
    read_dfe_tool,
    read_health_index,
)

CODES = AuthorityCodes({"881": "E10000012", "882": "E06000033"}, {"england": "E92000001"})
TOOL = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\n"
SCORECARD = (
    "old_la_code,new_la_code,la_name,country_code,country_name,region_code,region_name\n"
    ",,,E92000001,England,,\n"
    ",,,E92000001,England,E12000006,East of England\n"
    "881,E10000012,Essex,E92000001,England,E12000006,East of England\n"
)
DICTIONARY = "Measure_short,Measure,Topic,y_axis_name,Polarity,Year_Type\n"


def tool(tmp_path, rows, name="tool.csv"):
    path = tmp_path / name
    path.write_text(TOOL + rows)
    return read_dfe_tool(path, codes=CODES)


def words(reading):
    return [str(problem) for problem in reading.problems]


def test_the_tool_is_read_with_zero_and_missing_apart(tmp_path):
    reading = tool(
        tmp_path,
        "NEET,,2025,Essex,0,881,East of England\n"
        "NEET,,2025,Southend,-,882,East of England\n"
        'NEET,,2025,England,"1,234.5",970,NA\n',
    )
    found = reading.rows.set_index("area")
    assert found.loc["E10000012", "value"] == 0
    assert found.loc["E10000012", "why_missing"] == ""
    assert pd.isna(found.loc["E06000033", "value"])
    assert "does not say" in found.loc["E06000033", "why_missing"]
    assert found.loc["E92000001", "value"] == 1234.5
    assert words(reading) == [
        "tool.csv: found 1 of 3 readings without a value (missing or suppressed: the file does "
        "not say which), wanted a value. They are kept as missing, never as zero."
    ]


def test_areas_in_no_look_up_are_set_aside_and_named_once(tmp_path):
    reading = tool(
        tmp_path,
        "NEET,,2025,Essex,1,881,x\nNEET,,2025,Cumbria,2,909,x\nNEET,,2024,Cumbria,3,909,x\n",
    )
    assert reading.account.set_aside == 2
    assert len(reading.problems) == 1
    assert "2 rows of areas in no look-up: Cumbria" in words(reading)[0]


def test_one_message_and_a_count_for_values_that_cannot_be_read(tmp_path):
    rows = "".join(f"NEET,,{year},Essex,about {year},881,x\n" for year in range(2001, 2021))
    reading = tool(tmp_path, rows + "NEET,,2025,Essex,1,881,x\n")
    assert reading.account.rejected == 20
    assert len(reading.problems) == 2
    assert words(reading)[0] == (
        "row 2, Values: found 'about 2001', wanted a number such as 1,234.5, or a symbol such as "
        "c, x, z, : or -. Correct the value, or write the symbol for why there is none."
    )
    assert "19 more rows with the same problem" in words(reading)[1]


def test_two_values_for_one_thing_are_both_refused(tmp_path):
    reading = tool(
        tmp_path,
        "NEET,,2025,Essex,1,881,x\nNEET,,2025,Essex,2,881,x\nNEET,,2025,Southend,3,882,x\n",
    )
    assert reading.rows["area"].tolist() == ["E06000033"]
    assert reading.account.reasons == {"two values for one indicator, area and period": 2}


def test_the_same_reading_again_is_set_aside(tmp_path):
    reading = tool(tmp_path, "NEET,,2025,Essex,1,881,x\nNEET,,2025,Essex,1.0,881,x\n")
    assert (reading.account.accepted, reading.account.set_aside) == (1, 1)


def test_rows_that_say_too_little_are_rejected(tmp_path):
    reading = tool(
        tmp_path, ",,2025,Essex,1,881,x\nNEET,,,Essex,1,881,x\nNEET,,2025,Essex,1,881,x\n"
    )
    assert reading.account.reasons == {"no indicator": 1, "no period": 1}


def test_parquet_and_csv_give_the_same(tmp_path):
    rows = {
        "Short Desc": ["NEET", "NEET"],
        "Data item": [None, None],
        "Years": ["2025", "2024"],
        "LA and Regions": ["Essex", "Essex"],
        "Values": ["3.5", "-"],
        "LA Number": [881.0, 881.0],
        "Region": ["x", "x"],
    }
    pd.DataFrame(rows).to_parquet(tmp_path / "tool.parquet")
    stored = read_dfe_tool(tmp_path / "tool.parquet", codes=CODES)
    written = tool(tmp_path, "NEET,,2025,Essex,3.5,881,x\nNEET,,2024,Essex,-,881,x\n")
    pd.testing.assert_frame_equal(stored.rows, written.rows)


def test_a_damaged_parquet_file_is_refused(tmp_path):
    (tmp_path / "tool.parquet").write_bytes(b"PAR1 cut short")
    with pytest.raises(BadInput, match="damaged or cut short"):
        read_dfe_tool(tmp_path / "tool.parquet", codes=CODES)


def test_wrong_columns_are_refused(tmp_path):
    (tmp_path / "tool.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="wanted also Short Desc, Years"):
        read_dfe_tool(tmp_path / "tool.csv", codes=CODES)


def test_a_file_with_no_row_of_use_is_refused(tmp_path):
    with pytest.raises(BadInput, match="found no row that can be used"):
        tool(tmp_path, "NEET,,2025,Cumbria,2,909,x\n")


def test_the_scorecard_gives_codes_by_number_and_name(tmp_path):
    (tmp_path / "neet.csv").write_text(SCORECARD)
    codes = read_authority_codes(tmp_path / "neet.csv")
    assert codes.by_number == {"881": "E10000012"}
    assert codes.by_name == {"england": "E92000001", "east of england": "E12000006"}


def test_a_number_with_two_area_codes_is_refused(tmp_path):
    (tmp_path / "neet.csv").write_text(SCORECARD + "881,E10000099,Essex,,,,\n")
    with pytest.raises(BadInput, match="two area codes for the number 881"):
        read_authority_codes(tmp_path / "neet.csv")


def test_a_scorecard_without_authorities_is_refused(tmp_path):
    (tmp_path / "neet.csv").write_text("\n".join(SCORECARD.splitlines()[:2]) + "\n")
    with pytest.raises(BadInput, match="both old_la_code and new_la_code"):
        read_authority_codes(tmp_path / "neet.csv")


def test_the_dictionary_tells_which_way_is_better(tmp_path):
    path = tmp_path / "dictionary.csv"
    path.write_text(
        DICTIONARY + "NEET,Not in education,Economic,%,Low,Annual\n"
        'A8,"Score, with\na,b,c,d,e,f,g\nlines",School,score,High,Academic Year\n'
        "CIN,In need,Need,rate,-,Financial Year\n"
        "NEET,Again,Other,%,Low,Annual\n"
        "BAD,Odd,Other,%,Sideways,Annual\n"
    )
    reading = read_dfe_dictionary(path)
    assert reading.rows.set_index("indicator")["better"].to_dict() == {
        "A8": "higher",
        "CIN": "",
        "NEET": "lower",
    }
    assert reading.account.reasons == {"unknown polarity": 1, "listed under a second topic": 1}


HEALTH = "ltla21_code,year,indicator,value\n"


def test_a_year_carried_forward_is_told(tmp_path):
    path = tmp_path / "health.csv"
    path.write_text(
        HEALTH + "".join(
            f"{area},{year},Self-harm,{value}\n"
            for area, values in {"E07000066": (1, 2, 2), "E07000067": (3, 4, 4)}.items()
            for year, value in zip((2019, 2020, 2021), values, strict=True)
        )
    )  # fmt: skip
    reading = read_health_index(path)
    assert reading.account.accepted == 6
    assert "first Self-harm 2021" in words(reading)[0]


def test_a_code_that_is_none_is_rejected(tmp_path):
    path = tmp_path / "health.csv"
    path.write_text(HEALTH + "Basildon,2020,Self-harm,1\n,2020,Self-harm,1\nE07000066,2020,A,1\n")
    reading = read_health_index(path)
    assert reading.account.reasons == {"no area code": 1, "not an area code": 1}


def test_crime_severity_takes_its_period_from_the_caller(tmp_path):
    path = tmp_path / "severity.csv"
    path.write_text("ltla23_code,crime_severity_score\nE07000066,12.5\nE07000067,\n")
    rows = read_crime_severity(path, period="2022-23").rows
    assert rows["period"].unique().tolist() == ["2022-23"]
    assert rows["why_missing"].tolist() == ["", "left empty by the publisher"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["NEET", "CIN", ""]),
            st.sampled_from(["2024", "2025", ""]),
            st.sampled_from(["881", "882", "909"]),
            st.sampled_from(["1", "0", "-", "c", "odd", "1 to 4"]),
        ),
        min_size=1,
        max_size=15,
    )
)
def test_every_row_is_accepted_rejected_or_set_aside(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("rows")
    lines = "".join(f"{a},,{b},Place {c},{d},{c},x\n" for a, b, c, d in rows)
    usable = {row for row in rows if row[0] and row[1] and row[2] != "909" and row[3] != "odd"}
    keys = [row[:3] for row in usable]
    settled = [key for key in keys if keys.count(key) == 1]
    if not settled:
        with pytest.raises(BadInput, match="no row that can be used"):
            tool(folder, lines)
        return
    reading = tool(folder, lines)
    assert reading.account.rows_in == len(rows)
    assert reading.account.accepted == len(reading.rows) == len(settled)
    assert reading.rows["value"].isna().eq(reading.rows["why_missing"] != "").all()
