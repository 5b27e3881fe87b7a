"""The answers of find-overlaps and find-opportunities as files: tables, problems and a manifest."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sightline.analysis.gaps import Assessment, assess_gaps
from sightline.cli.outputs import problems_table, write_csv
from sightline.errors import BadInput

if TYPE_CHECKING:
    from sightline.cli.find_gaps import Inputs


def check_out(out: Path) -> None:
    """BadInput if the folder to write is a file, before anything is read."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"--out: found a file called {out.name}, wanted a folder. Name another.")


def assessed(inputs: Inputs) -> Assessment:
    """Need, reach and gaps of what was read."""
    return assess_gaps(
        question=inputs.question,
        geography=inputs.geography,
        population=inputs.people,
        cube=inputs.cube,
        activities=inputs.activities,
        partners=inputs.partners,
        deprivation=inputs.deprivation,
        months_supplied=inputs.months,
    )


def write_found(
    out: Path, *, inputs: Inputs, tables: Mapping[str, pd.DataFrame], more: Mapping[str, object]
) -> None:
    """Write every table whole, then put each in its place: a reader never sees half of one."""
    out.mkdir(parents=True, exist_ok=True)
    every = {**tables, "problems.csv": problems_table(inputs.ledger)}
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        made = Path(folder)
        for name, table in every.items():
            write_csv(made / name, table)
        manifest = _manifest(inputs, {name: made / name for name in every}, more)
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (made / "manifest.json").write_text(text, encoding="utf-8")
        for name in (*every, "manifest.json"):
            (made / name).replace(out / name)


def _manifest(
    inputs: Inputs, outputs: Mapping[str, Path], more: Mapping[str, object]
) -> dict[str, object]:
    question = inputs.question
    return {
        "sightline": version("sightline-vv"),
        "fictional": inputs.geography.vintage == "fictional",
        "question": {
            "theme": question.theme.theme,
            "ages": str(question.ages),
            "as_of": str(question.as_of),
            "target": question.policy.words,
        },
        **more,
        "versions": {
            "boundaries": inputs.geography.vintage,
            "vocabulary_reviewed_on": inputs.reviewed,
        },
        "inputs": inputs.ledger.told(),
        "outputs": {
            name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in outputs.items()
        },
    }
