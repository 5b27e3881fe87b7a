"""What estimate-need writes: a folder that is whole or not there, with a manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sightline.analysis.periods import Month
from sightline.cli.outputs import problems_table, write_csv
from sightline.cli.progress import shown
from sightline.errors import BadInput, Conflict
from sightline.evidence.cubes import months_of
from sightline.evidence.manifest import Entry
from sightline.exchange.problems import Account

if TYPE_CHECKING:
    from sightline.cli.need_reading import NeedInputs
    from sightline.cli.need_tables import Tables

COUNTED = (
    "incidents months_supplied rank_low rank_middle rank_high among year_before year_after "
    "year_months_before year_months_after"
).split()
README = """Need by theme, age group, place and month: what is in this folder

Every file is UTF-8 CSV with headings. An empty number is not known or not supplied, never zero.
Incidents are those recorded by the police, of people of all ages: open records do not say who was
hurt or who did it. People of the ages are what incidents are set against, not who they happened to.

need.csv            a row for each area, theme and ages
  people            people of the ages; fractional where a band of ages was split
  incidents         recorded in the twelve months, of those that were supplied (months_supplied)
  rate_per_1000     incidents a year per 1,000 people, as counted
  need_per_1000     the same, steadied; it lies from need_low to need_high with a chance of 90%
  chance_above      chance, 0 to 1, that it is above the comparison; words says so in words
  rank_low..high    between which ranks it lies with a chance of 90%; 1 is highest, of `among`
months.csv          incidents by district, and all areas together, month and theme
trends.csv          change_a_year: share by which incidents change in a year, with its 95% interval
  year_...          the last twelve months beside the twelve before
hotspots.csv        gi_star in standard deviations; chance is two-sided; spot and pattern name an
                    area only if its false discovery rate is no more than 0.05
concentration.csv   half: fewest places that hold half of the incidents; shares are 0 to 1
outlook.csv         incidents expected in the next twelve months together; interval of 90%
outlook_scores.csv  how the same would have done a year ago, beside plain averages; held: share of
                    areas within their interval; crps in incidents, lower is better
problems.csv        what was found in the inputs: where, what was wanted, what to do
manifest.json       every input with its SHA-256, months supplied and missing, method and seed
"""


def check_out(out: Path) -> None:
    """BadInput if the folder cannot be made without losing what is there."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(
            f"--out: found {out.name} with something in it, wanted a folder that is empty or not "
            "there yet. Name another."
        )


def write_need(out: Path, *, inputs: NeedInputs, tables: Tables) -> None:
    """Write every file beside the folder, then put the folder in its place at one stroke."""
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.writing-"))
    try:
        made.chmod(0o755)
        items = {**tables.tables, "problems.csv": problems_table(inputs.ledger)}
        for name, table in shown(items.items(), doing="Writing", how_many=len(items)):
            write_csv(made / name, whole_numbers(table))
        (made / "README.txt").write_text(README, encoding="utf-8")
        manifest = make_need_manifest(inputs, tables, made)
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (made / "manifest.json").write_text(text, encoding="utf-8")
        try:
            made.replace(out)
        except OSError as error:
            raise Conflict(
                f"--out: found {out.name} with something that was not there before, wanted it "
                "empty. Name another folder."
            ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def whole_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """The table with counts as whole numbers, empty where not known: a count has no decimal."""
    counts = [name for name in COUNTED if name in table.columns]
    return table.astype(dict.fromkeys(counts, "Int64"))


def make_need_manifest(inputs: NeedInputs, tables: Tables, made: Path) -> dict[str, object]:
    """Everything needed to check the answer, or to make it again."""
    question, grid = inputs.question, inputs.grid
    return {
        "sightline": version("sightline-vv"),
        "fictional": inputs.vintage == "fictional",
        "question": {
            "themes": [theme.theme for theme in question.themes],
            "not_measured": {
                theme.theme: list(theme.cannot_tell) for theme in question.not_measured
            },
            "ages": [str(ages) for ages in question.ages],
            "months": [str(month) for month in question.months],
            "compare": question.compare,
            "rate_per_1000": question.rate_per_1000,
        },
        "method": tables.methods,
        "seed": question.seed,
        "cannot_tell": tables.cannot_tell,
        "versions": {
            "boundaries": inputs.vintage,
            "vocabulary_reviewed_on": dict(inputs.reviewed),
        },
        "records": {
            "history": [str(grid.months[0]), str(grid.months[-1])],
            "in_these_areas": int(grid.counts.sum()),
            "in_other_areas": grid.elsewhere,
            "without_an_area": grid.unplaced,
            "months_supplied": _supplied(inputs),
            "months_missing": _missing(inputs),
            "areas_without_a_force": int((grid.forces == "").sum()),
        },
        "inputs": [
            {"what": entry.what, "path": str(entry.path), **_account(entry.account)}
            for entry in inputs.ledger.entries
        ],
        "stored": [
            {
                "name": entry.name,
                "force": entry.force,
                "month": entry.month,
                "release": entry.release,
                "vintage": entry.vintage,
                **_account(entry),
            }
            for entry in inputs.records.entries
        ],
        "outputs": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(made.iterdir())
        },
    }


def _account(of: Account | Entry) -> dict[str, object]:
    return {
        "sha256": of.sha256,
        "rows_in": of.rows_in,
        "accepted": of.accepted,
        "rejected": of.rejected,
        "set_aside": of.set_aside,
        "reasons": dict(of.reasons),
    }


def _held(inputs: NeedInputs) -> dict[str, tuple[Month, ...]]:
    """The months of each force that records any of the areas."""
    held = months_of(inputs.records.entries)
    return {force: held[force] for force in sorted(set(inputs.grid.forces)) if force in held}


def _supplied(inputs: NeedInputs) -> dict[str, list[str]]:
    within = set(inputs.grid.months)
    return {
        force: [str(month) for month in months if month in within]
        for force, months in _held(inputs).items()
    }


def _missing(inputs: NeedInputs) -> dict[str, list[str]]:
    """Of the history, by force: not supplied, which is not zero."""
    return {
        force: [str(month) for month in inputs.grid.months if month not in set(months)]
        for force, months in _held(inputs).items()
        if set(inputs.grid.months) - set(months)
    }
