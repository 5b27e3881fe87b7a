"""What a newer release of a month changed: by Crime ID where there is one, by counts otherwise."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sightline.evidence.engines import Engine
from sightline.evidence.manifest import Entry, Revision
from sightline.evidence.splits import keeps_rows


def compare_releases(folder: Path, before: Entry, after: Entry, *, engine: Engine) -> Revision:
    """The accepted rows of two releases of the same month, compared.

    Both are stored in the folder. Where only counts are kept of one of them, everything is compared
    by counts.
    """
    from sightline.evidence import expressions  # loads slowly

    changes: Counter[str] = Counter()
    by_id = keeps_rows(before) and keeps_rows(after)
    if by_id:
        sides = {
            expressions.BEFORE: [folder / before.detail],
            expressions.AFTER: [folder / after.detail],
        }
        found = engine.collect(expressions.revised_ids(), sides)
        changes.update(found["change"].to_pylist())
    else:
        sides = {
            expressions.BEFORE: [folder / before.stored],
            expressions.AFTER: [folder / after.stored],
        }
    cells = engine.collect(expressions.revised_counts(without_id_only=by_id), sides)
    return Revision(
        source=after.source,
        force=after.force,
        month=after.month,
        release_before=before.release,
        release_after=after.release,
        sha256_before=before.sha256,
        sha256_after=after.sha256,
        new=changes["new"],
        gone=changes["gone"],
        moved=changes["moved"],
        outcome_changed=changes["outcome"],
        counts_changed=cells.num_rows,
        net_change=after.accepted - before.accepted,
    )
