"""`sightline find-opportunities`: from files alone to what would add value, and who must talk."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from sightline.cli.progress import say

if TYPE_CHECKING:
    from sightline.analysis.findings import Finding


def add_find_opportunities(verb: argparse.ArgumentParser) -> None:
    """What the verb does; its options are those of find-gaps."""
    verb.description = (
        "Reads what find-gaps reads, and writes opportunities.csv, not_supplied.csv, problems.csv "
        "and manifest.json: what would reach more of those who lack it, at what cost, who must "
        "talk to whom, and what could not be looked for because no record says it."
    )
    verb.set_defaults(do=find_opportunities_from_files)


def find_opportunities_from_files(given: argparse.Namespace) -> None:
    """Do the whole journey, and print how many of each kind there are."""
    import pandas as pd  # the analysis loads slowly

    from sightline.analysis.opportunities import Ground, find_opportunities, what_is_not_supplied
    from sightline.analysis.provision import hide_sensitive_sites
    from sightline.cli.find_gaps import read_inputs
    from sightline.cli.found_files import assessed, check_out, write_found
    from sightline.cli.gaps_ahead import table_of_findings
    from sightline.exchange.vocabulary import read_vocabularies

    check_out(given.out)
    inputs = read_inputs(given)
    say("Working out need, reach and gaps")
    assessment = assessed(inputs)
    say("Looking for opportunities")
    ground = Ground(
        question=inputs.question,
        areas=inputs.geography.areas,
        population=inputs.people,
        gaps=assessment.gaps,
        parts=assessment.parts,
        activities=hide_sensitive_sites(inputs.activities, inputs.geography),
        vocabularies=read_vocabularies(given.vocabulary),
    )
    found = find_opportunities(ground)
    missing = what_is_not_supplied(ground)
    tables = {
        "opportunities.csv": table_of_findings(found),
        "not_supplied.csv": pd.DataFrame({"not_supplied": list(missing)}, dtype=object),
    }
    write_found(given.out, inputs=inputs, tables=tables, more={"found": counted(found)})
    print("\n".join(_summary(found, missing, reported=assessment.reported)))
    print(f"Everything is in {given.out}.")


def counted(found: tuple[Finding, ...]) -> dict[str, int]:
    """How many of each sort, in the order found."""
    return dict(Counter(one.sort for one in found))


def _summary(found: tuple[Finding, ...], missing: tuple[str, ...], *, reported: bool) -> list[str]:
    if not reported:
        return ["Nobody has reported any activity, so nothing can be built on."]
    counts = [f"{number:,} × {sort}" for sort, number in counted(found).items()]
    return [
        f"{len(found):,} opportunities: {'; '.join(counts)}."
        if found
        else "No opportunity was found.",
        *(f"Not supplied: {line}" for line in missing),
    ]
