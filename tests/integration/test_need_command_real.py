"""estimate-need on the real Essex files: its counts are those of a plain count of the rows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from sightline.cli.main import main
from sightline.exchange.vocabulary import read_vocabularies, themes

pytestmark = pytest.mark.real


def test_incidents_of_essex_are_a_plain_count_of_the_rows(
    shared_data: Path, tmp_path: Path
) -> None:
    police = shared_data / "crime" / "police-uk"
    words = ["estimate-need", "--police", str(police), "--theme", "violence"]
    words += ["--boundaries", str(shared_data / "geography" / "lsoa21_essex.geojson")]
    words += ["--population", str(shared_data / "population" / "census2021_lsoa21_age6.csv.gz")]
    words += ["--neighbours", "none", "--as-of", "2025-12", "--out", str(tmp_path / "need")]
    assert main(words) == 0
    need = pd.read_csv(tmp_path / "need" / "need.csv").set_index("area")
    types = themes(read_vocabularies())["violence"].police_categories
    with duckdb.connect() as connection:
        plain = dict(
            connection.execute(
                'SELECT "LSOA code", count(*) FROM read_csv(?, all_varchar = true) '
                'WHERE list_contains(?, "Crime type") GROUP BY 1',
                [str(police / "2025-*" / "*-street.csv"), list(types)],
            ).fetchall()
        )
    assert need["incidents"].to_dict() == {area: plain.get(area, 0) for area in need.index}
    assert len(need) == 1_111
    assert (need["months_supplied"] == 12).all()
