"""The released cells of a source as a cube, and how the first release fixed its design."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sightline.analysis.disclosure import ProtectedCube, ReleaseDesign
from sightline.service.sources.models import Release, ReleasedCell, Source

PERIOD = "month"
DIMENSIONS = ("area", PERIOD, "kind", "age")


def approved(source: Source) -> list[Release]:
    """The releases of a source that are public, oldest first."""
    return list(source.releases.filter(approved_at__isnull=False).order_by("approved_at"))


def released_cube(releases: Sequence[Release]) -> ProtectedCube | None:
    """Everything that was released, as one cube; None before the first release."""
    if not releases:
        return None
    design = ReleaseDesign(tuple(releases[0].dimensions), PERIOD, releases[0].base)
    rows = ReleasedCell.objects.filter(release__in=releases).values_list("key", "protected_count")
    cells = pd.DataFrame(
        [(*key, count) for key, count in rows], columns=[*design.dimensions, "protected_count"]
    ).sort_values(list(design.dimensions), ignore_index=True)
    checked = design.table("protected counts", "protected_count").check(cells)
    return ProtectedCube(design, checked, max(each.total_error or 0 for each in releases))
