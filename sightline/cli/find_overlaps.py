"""`sightline find-overlaps`: from files alone to what is duplicated and what complements."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli.progress import say
from sightline.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from sightline.analysis.provision import Activity


def add_find_overlaps(verb: argparse.ArgumentParser) -> None:
    """What the verb does, and the option that find-gaps does not have."""
    verb.description = (
        "Reads what find-gaps reads, and writes overlaps.csv (every pair for the same people, "
        "places and months), findings.csv, problems.csv and manifest.json: what is duplicated, "
        "what complements, and the evidence of each in words."
    )
    verb.set_defaults(do=find_overlaps_from_files)
    verb.add_argument(
        "--one-activity",
        type=Path,
        metavar="FILE",
        help="pairs of references decided to be one activity told twice, which are no overlap: "
        "CSV of activity, other",
    )


def find_overlaps_from_files(given: argparse.Namespace) -> None:
    """Do the whole journey, and print how many there are."""
    from sightline.analysis.overlaps import find_overlaps, overlap_findings  # loads slowly
    from sightline.analysis.pairs import parts_whenever
    from sightline.analysis.provision import hide_sensitive_sites
    from sightline.cli.find_gaps import read_inputs
    from sightline.cli.found_files import check_out, write_found
    from sightline.cli.gaps_ahead import table_of_findings

    check_out(given.out)
    inputs = read_inputs(given)
    say("Looking for overlaps")
    theme, as_of = inputs.question.theme.theme, inputs.question.as_of
    activities = hide_sensitive_sites(
        [one for one in inputs.activities if theme in one.themes], inputs.geography
    )
    areas = inputs.geography.areas
    parts = parts_whenever(
        activities=activities, areas=areas, population=inputs.people, as_of=as_of
    )
    overlaps = find_overlaps(
        activities=activities,
        parts=parts,
        areas=areas,
        as_of=as_of,
        one_activity=read_pairs(given.one_activity, activities) if given.one_activity else (),
    )
    found = overlap_findings(
        overlaps=overlaps,
        activities=activities,
        parts=parts,
        areas=areas,
        words=_words(given.vocabulary),
    )
    counts = overlaps["verdict"].value_counts().to_dict()
    tables = {
        "overlaps.csv": with_names(overlaps, activities),
        "findings.csv": table_of_findings(found),
    }
    write_found(given.out, inputs=inputs, tables=tables, more={"pairs": counts})
    said = "; ".join(f"{number:,} {verdict}" for verdict, number in counts.items())
    colon = ": " if said else ""
    print(f"{len(overlaps):,} pairs for the same people, places and months{colon}{said}.")
    print(f"{len(found):,} findings. Everything is in {given.out}.")


def read_pairs(path: Path, activities: Sequence[Activity]) -> list[frozenset[str]]:
    """Pairs of references from a CSV file with the columns activity and other."""
    from sightline.exchange.files import read_cells

    cells = read_cells(path)
    headings = [heading.strip().casefold() for heading in cells.headings]
    if not {"activity", "other"} <= set(headings):
        raise BadInput(
            f"{path.name}: found the headings {', '.join(cells.headings)}, wanted activity, other."
        )
    known = {one.reference for one in activities}
    pairs = []
    for row in cells.rows:
        pair = [row.cells[headings.index(name)].strip() for name in ("activity", "other")]
        unknown = [reference for reference in pair if reference not in known]
        if unknown:
            raise BadInput(
                f"{path.name}, row {row.row}: found {unknown[0]!r}, wanted the reference of an "
                "activity of the theme, as overlaps.csv gives it."
            )
        pairs.append(frozenset(pair))
    return pairs


def with_names(overlaps: pd.DataFrame, activities: Sequence[Activity]) -> pd.DataFrame:
    """OVERLAPS with the names of both activities beside their references."""
    names = {one.reference: one.name for one in activities}
    table = overlaps.copy()
    table.insert(2, "activity_name", table["activity"].map(names))
    table.insert(3, "other_name", table["other"].map(names))
    return table


def _words(vocabulary: Path | None) -> dict[str, str]:
    from sightline.exchange.vocabulary import read_vocabularies

    every = read_vocabularies(vocabulary)
    return {
        term.term: term.name
        for name in ("approaches", "prevention_levels", "strands")
        if name in every
        for term in every[name].terms.values()
    }
