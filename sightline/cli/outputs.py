"""What find-gaps writes: tables, a map, a report, and a manifest to check them by."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sightline.analysis.gaps import Assessment
from sightline.cli.gaps_ahead import (
    cliffs_table,
    findings_table,
    months_table,
    places_table,
)
from sightline.cli.progress import shown
from sightline.cli.report import make_report, method_words
from sightline.exchange import geojson
from sightline.exchange.gap_report import write_report
from sightline.exchange.sheets import escape_formula

if TYPE_CHECKING:
    from sightline.cli.find_gaps import Inputs
    from sightline.cli.gaps_ahead import LookedAhead
    from sightline.cli.inputs import Ledger

DECIMALS = 4


def write_outputs(out: Path, *, inputs: Inputs, assessment: Assessment, found: LookedAhead) -> None:
    """Write every file whole, then put each in its place: a reader never sees half of one."""
    out.mkdir(parents=True, exist_ok=True)
    gaps = gaps_table(inputs, assessment)
    writers: dict[str, Callable[[Path], None]] = {
        "need.csv": lambda path: write_csv(path, named(assessment.need, inputs)),
        "provision.csv": lambda path: write_csv(path, provision_table(inputs, assessment)),
        "gaps.csv": lambda path: write_csv(path, gaps),
        "gaps.geojson": lambda path: geojson.write_gaps(
            path, geography=inputs.geography, gaps=gaps
        ),
        "gaps_by_month.csv": lambda path: write_csv(path, months_table(found)),
        "places.csv": lambda path: write_csv(path, places_table(found)),
        "cliffs.csv": lambda path: write_csv(path, cliffs_table(found)),
        "awards.csv": lambda path: write_csv(path, found.ahead.awards),
        "findings.csv": lambda path: write_csv(path, findings_table(found)),
        "problems.csv": lambda path: write_csv(path, problems_table(inputs.ledger)),
        "report.pdf": lambda path: write_report(path, make_report(inputs, assessment, found)),
    }
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        made = Path(folder)
        for name, write in shown(writers.items(), doing="Writing", how_many=len(writers)):
            write(made / name)
        manifest = make_manifest(
            inputs, assessment, outputs={name: made / name for name in writers}
        )
        (made / "manifest.json").write_text(
            json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        for name in (*writers, "manifest.json"):
            (made / name).replace(out / name)


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """UTF-8, headings first, an empty cell where nothing is known, no text a sheet would run."""
    safe = table.round(DECIMALS).copy()
    for column in safe.columns[[dtype.kind == "O" for dtype in safe.dtypes.map(_numpy_kind)]]:
        safe[column] = [_safe(value) for value in safe[column]]
    safe.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _numpy_kind(dtype: object) -> object:
    return pd.Series([], dtype=dtype).to_numpy().dtype


def _safe(value: object) -> object:
    return escape_formula(value) if isinstance(value, str) else value


def named(table: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """The table with the name of each area beside its code."""
    names = inputs.geography.areas.set_index("area")["area_name"]
    table = table.copy()
    table.insert(1, "area_name", table["area"].map(names))
    return table


def gaps_table(inputs: Inputs, assessment: Assessment) -> pd.DataFrame:
    """GAPS with names, the question it answers and the policy it was asked under, worst first."""
    question = assessment.question
    table = named(assessment.gaps, inputs).rename(columns={"people": "population"})
    for place, (column, value) in enumerate(
        (
            ("theme", question.theme.theme),
            ("ages", str(question.ages)),
            ("as_of", str(question.as_of)),
        ),
        start=2,
    ):
        table.insert(place, column, value)
    table["target_share"] = question.policy.target_share
    table["target_rule"] = str(question.policy.rule)
    reasons = assessment.reasons.groupby("area", sort=False)["reason"].agg(". ".join) + "."
    table["reasons"] = table["area"].map(reasons).fillna("")
    return table


def provision_table(inputs: Inputs, assessment: Assessment) -> pd.DataFrame:
    """Which activity reaches how many people of each area: the records behind people_reached."""
    by_reference = {activity.reference: activity for activity in inputs.activities}
    table = named(assessment.parts, inputs)
    table["activity_name"] = [by_reference[reference].name for reference in table["activity"]]
    table["organisation"] = [
        by_reference[reference].organisation for reference in table["activity"]
    ]
    return table.sort_values(["area", "activity"], kind="stable")


def problems_table(ledger: Ledger) -> pd.DataFrame:
    """One line for each problem, with the file, row and column it was found in."""
    columns = ["file", "row", "column", "what_happened", "rows", "found", "wanted", "remedy"]
    rows = [
        (
            problem.file,
            problem.row if problem.row is not None else "",
            problem.column,
            str(problem.weight),
            problem.rows,
            problem.found,
            problem.wanted,
            problem.remedy,
        )
        for problem in ledger.problems
    ]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def make_manifest(
    inputs: Inputs, assessment: Assessment, *, outputs: dict[str, Path]
) -> dict[str, object]:
    """Everything needed to check the answer, or to make it again."""
    question = assessment.question
    return {
        "sightline": version("sightline-vv"),
        "fictional": inputs.geography.vintage == "fictional",
        "question": {
            "theme": question.theme.theme,
            "ages": str(question.ages),
            "as_of": str(question.as_of),
            "months": [str(month) for month in assessment.months],
        },
        "targets": {
            "target_share": question.policy.target_share,
            "target_rule": str(question.policy.rule),
            "in_words": question.policy.words,
        },
        "method": list(method_words(assessment)),
        "cannot_tell": list(question.theme.cannot_tell),
        "versions": {
            "boundaries": inputs.geography.vintage,
            "vocabulary_reviewed_on": inputs.reviewed,
        },
        "unplaced_activities": list(assessment.unplaced),
        "inputs": [
            {
                "what": entry.what,
                "path": str(entry.path),
                "sha256": entry.account.sha256,
                "rows_in": entry.account.rows_in,
                "accepted": entry.account.accepted,
                "rejected": entry.account.rejected,
                "set_aside": entry.account.set_aside,
                "reasons": dict(entry.account.reasons),
            }
            for entry in inputs.ledger.entries
        ],
        "outputs": {
            name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in outputs.items()
        },
    }
