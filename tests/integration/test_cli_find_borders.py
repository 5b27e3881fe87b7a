"""find-borders from files alone: what it writes, what it keeps, and what it says it cannot tell."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
from factories.publishers_server import answered, serving
from factories.small_county import (
    AREAS,
    MONTHS,
    SmallCounty,
    club,
    names,
    street_row,
    write_sheet,
    write_small_county,
    write_street_file,
)

from sightline.cli.main import main

FILES = {
    "straddles.csv", "crossings.csv", "crossing_areas.csv", "turned_away.csv",
    "turned_away_areas.csv", "told_by_neighbours.csv", "flows.csv", "corridors.csv",
    "missing_links.csv", "proposals.csv", "findings.csv", "problems.csv", "report.md",
    "manifest.json",
}  # fmt: skip
OURS = AREAS[:8]  # two rows of the board; the third is the neighbour's


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    """Two districts of four areas, and a neighbour's four to the north of them."""
    made = write_small_county(
        tmp_path / "county",
        incidents={area: 12 - number for number, area in enumerate(AREAS)},
        activities=[club(), club(reference="b", organisation="Sage Hall", delivery_area=AREAS[3])],
    )
    every = json.loads(made.boundaries.read_text())
    parts = {made.boundaries: every["features"][:8], around(made): every["features"][8:]}
    for feature in every["features"][8:]:
        feature["properties"] |= {"district_code": "X07000009", "district_name": "Mythos"}
    for path, features in parts.items():
        path.write_text(json.dumps(every | {"features": features}))
    for path in (around(made), *made.police.rglob("*.csv")):
        path.write_text(renamed(path.read_text()))
    lines = made.population.read_text().splitlines()
    made.population.write_text("\n".join(lines[:9]) + "\n")
    people_around(made).write_text("\n".join([lines[0], *lines[9:]]) + "\n")
    write_sheet(
        register(made),
        [club(organisation="Mythos Youth", delivery_area=AREAS[9], areas_served="Mythos")],
    )
    return made


def renamed(text: str) -> str:
    """The neighbour's areas under the name of its own district."""
    for area, name in names().items():
        if area not in OURS:
            text = text.replace(name, f"Mythos {area[-3:]}A")
    return text


def around(county: SmallCounty) -> Path:
    return county.folder / "around.geojson"


def people_around(county: SmallCounty) -> Path:
    return county.folder / "population_around.csv"


def register(county: SmallCounty) -> Path:
    return county.folder / "mythos.csv"


def run(county: SmallCounty, out: Path, *more: object) -> int:
    given = {
        "--boundaries": county.boundaries,
        "--population": county.population,
        "--police": county.police,
        "--activities": county.activities,
        "--as-of": "2025-12",
        "--out": out,
    }
    return main(["find-borders", *(str(word) for pair in given.items() for word in pair),
                 *map(str, more)])  # fmt: skip


def beyond(county: SmallCounty) -> tuple[object, ...]:
    return "--around", around(county), "--around-population", people_around(county)


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / name, keep_default_na=False)


def test_every_file_is_written_and_says_what_it_was_made_from(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flows, lines, out = county.folder / "flows.csv", county.folder / "lines.geojson", tmp_path / "o"
    flows.write_text("home_area,offence_area,count\nTellford,Sageby,40\nSageby,Sageby,60\nX,Y,*\n")
    line = {"type": "LineString", "coordinates": [[2.5, 53.2], [2.7, 53.2]]}
    feature = {"type": "Feature", "properties": {"name": "Fable Line", "kind": "railway"}}
    lines.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature | {"geometry": line}]})
    )
    more = ("--flows", flows, "--lines", lines, "--neighbour", f"Mythos={register(county)}")
    assert run(county, out, *beyond(county), *more) == 0
    assert {path.name for path in out.iterdir()} == FILES
    manifest = json.loads((out / "manifest.json").read_text())
    for entry in manifest["inputs"]:
        assert entry["rows_in"] == entry["accepted"] + entry["rejected"] + entry["set_aside"], entry
    read = {entry["what"] for entry in manifest["inputs"]}
    assert read >= {"around", "population around", "flows", "lines", "neighbour Mythos"}
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    assert manifest["neighbours"][0]["activities"] == 1
    assert "per 1,000 people" in manifest["hot_spots_compare"]
    findings = table(out, "findings.csv").set_index("sort")
    assert findings.loc["offences across a border", "title"].startswith("People who live in Tell")
    away = table(out, "findings.csv").query("sort == 'turned away at a border'")["title"]
    assert "Residents of Sageby near activities in Mythos may not come" in set(away)
    assert "Mythos Youth" in (out / "report.md").read_text()
    assert "Everything here is fictional." in (out / "report.md").read_text()
    assert "findings across borders" in capsys.readouterr().out
    proposals = table(out, "proposals.csv")
    assert set(proposals["finding"]) <= set(table(out, "findings.csv")["finding"])


def test_a_neighbours_register_changes_no_figure_of_our_own(
    county: SmallCounty, tmp_path: Path
) -> None:
    for name, more in (("alone", ()), ("both", ("--neighbour", f"Mythos={register(county)}"))):
        assert run(county, tmp_path / name, *beyond(county), *more) == 0
    alone, both = tmp_path / "alone", tmp_path / "both"
    for name in ("crossings.csv", "crossing_areas.csv", "straddles.csv", "missing_links.csv"):
        told = table(both, name)
        own = told[told["teller"] == ""] if "teller" in told else told
        assert own.reset_index(drop=True).equals(table(alone, name)), name
    assert table(alone, "told_by_neighbours.csv").empty


def test_what_is_not_given_is_said_and_counts_stand_in_for_rates(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(county, out) == 0
    said = capsys.readouterr().out
    assert "Cannot tell: No areas beyond the county are given" in said
    assert run(county, out, "--around", around(county)) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["hot_spots_compare"].startswith("incidents recorded in each small area")


def test_districts_beyond_without_police_files_are_not_taken_to_be_quiet(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for month in MONTHS:
        rows = [
            street_row(area, month=month, number=1, category="Violence and sexual offences")
            for area in OURS
        ]
        write_street_file(county.police, month, rows)
    assert run(county, tmp_path / "out", *beyond(county)) == 0
    assert "No police records are given of 4 areas beyond the county (Mythos)" in (
        capsys.readouterr().out
    )


def test_a_register_that_is_malformed_leaves_the_last_good_copy(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--neighbour", f"Mythos={register(county)}", "--keep", tmp_path / "kept")
    assert run(county, tmp_path / "first", *beyond(county), *given) == 0
    register(county).write_text("<html>down for maintenance</html>")
    capsys.readouterr()
    assert run(county, tmp_path / "second", *beyond(county), *given) == 0
    assert "Mythos: " in capsys.readouterr().out
    for name in ("told_by_neighbours.csv", "turned_away.csv"):
        assert table(tmp_path / "first", name).equals(table(tmp_path / "second", name))
    manifest = json.loads((tmp_path / "second/manifest.json").read_text())
    assert manifest["neighbours"][0]["trouble"]
    assert "No newer copy" in (tmp_path / "second/report.md").read_text()


def test_a_feed_that_is_down_and_was_never_kept_stops_nothing(
    county: SmallCounty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as server:
        server.fault("/mythos.example/services", answered(404))
        more = (
            "--neighbour", "Mythos=https://mythos.example/services",
            "--keep", tmp_path / "kept", "--from", server.base,
        )  # fmt: skip
        assert run(county, tmp_path / "out", *more) == 0
    assert "What Mythos does is not known" in capsys.readouterr().out
    assert json.loads((tmp_path / "out/manifest.json").read_text())["neighbours"] == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--neighbour", "Mythos"), "wanted NAME=FILE"),
        (("--neighbour", "M=none.csv"), "found no file none.csv"),
        (("--neighbour", "M=a.csv", "--neighbour", "M=b.csv"), "found a name twice"),
        (("--neighbour", "M=https://mythos.example/feed"), "Say --keep DIR"),
        (("--around-population", "p.csv"), "wanted --around too"),
        (("--smallest-shown", "0", "--flows", "FLOWS"), "wanted 1 or more, such as 5"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_message(
    county: SmallCounty,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    said: str,
) -> None:
    flows = county.folder / "flows.csv"
    flows.write_text("home_area,offence_area,count\nTellford,Sageby,40\n")
    words = [str(flows) if word == "FLOWS" else word for word in more]
    assert run(county, tmp_path / "out", *words) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_the_folder_is_refused(county: SmallCounty, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    assert run(county, tmp_path / "out") == 2
    assert (tmp_path / "out").read_text() == "mine"
