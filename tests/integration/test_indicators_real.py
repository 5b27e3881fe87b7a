"""Every row of the real files of indicators is accounted for."""

import pytest

from sightline.exchange.indicators import (
    read_authority_codes,
    read_crime_severity,
    read_dfe_dictionary,
    read_dfe_tool,
    read_health_index,
)

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "indicators"


def test_the_local_authority_tool(folder):
    codes = read_authority_codes(folder / "dfe_nccis_neet_2025_la.csv")
    reading = read_dfe_tool(folder / "dfe_lait_long.parquet", codes=codes)
    assert len(codes.by_number) == 151
    assert (reading.account.rows_in, reading.account.rejected) == (641_070, 0)
    assert reading.account.accepted == len(reading.rows) == 607_131
    assert reading.account.reasons == {"local authority in no look-up": 33_939}
    assert len(reading.problems) == 2  # one for the look-up, one for what is missing
    assert "City of London" in reading.problems[0].found
    missing = reading.rows["value"].isna()
    assert missing.sum() == 76_306
    assert set(reading.rows.loc[missing, "why_missing"]) == {
        "missing or suppressed: the file does not say which"
    }
    assert (reading.rows["value"] == 0).sum() > 5_000  # zero is a value
    essex = reading.rows.query("area == 'E10000012' and indicator == 'FirstYJS'")
    assert essex.set_index("period")["value"].to_dict()["2024"] == 121
    defined = read_dfe_dictionary(folder / "dfe_lait_data_dictionary.csv")
    assert defined.account.rows_in == 448
    assert set(defined.rows["indicator"]) == set(reading.rows["indicator"])


def test_the_health_index(folder):
    path = folder / "ons_health_index_indicators_lad21_2015_2021.csv.gz"
    reading = read_health_index(path)
    assert reading.account.rows_in == reading.account.accepted == 120_344
    assert "72 years of indicators with the values of the year before" in reading.problems[0].found


def test_crime_severity(folder):
    """Districts that were merged keep the scores of their old partnerships: which is not said."""
    path = folder / "ons_crime_severity_lad23_2022_23.csv"
    reading = read_crime_severity(path, period="2022-23")
    assert (reading.account.rows_in, reading.account.accepted) == (300, 289)
    assert reading.account.reasons == {
        "the same reading again": 1,
        "two values for one indicator, area and period": 10,
    }
    assert reading.rows["value"].isna().sum() == 13
