"""Protected releases: one of the unit proposes, another approves, and what is public stays."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

import pandas as pd
from django.db import transaction

from sightline.analysis.disclosure import ProtectedCube, ReleaseDesign, protect_cube
from sightline.analysis.disclosure.policies import NOT_SUPPLIED, SHOWN
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.errors import BadInput, Conflict, NotFound, Refused
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.sources.models import Cell, Release, ReleasedCell, Secret, Source
from sightline.service.sources.protected import DIMENSIONS, PERIOD, approved, released_cube
from sightline.service.sources.sight import (
    is_same_person,
    known_source,
    refuse_lapsed,
    refuse_others,
)

_TRIED = 0  # no secret: a proposal is only tried, and what comes of it is thrown away


@transaction.atomic
def propose_release(
    *,
    source_id: UUID,
    dimensions: Sequence[str],
    revised: str,
    by: User,
    now: datetime,
    today: date,
) -> UUID:
    """Propose to publish the months after the last one that is public; the key of the proposal.

    dimensions: of the first release, which fixes them; later ones keep them whatever is given.
    revised: what changed in months that are public, in words. Refused where counts are starred or
    so few that rounded they would tell nothing; BadInput where there is nothing new, or kinds or
    ages overlap.
    """
    audit.hold_chain()
    refuse_others(by)
    source = known_source(source_id)
    refuse_lapsed(source, today=today)
    if source.releases.filter(approved_at=None).exists():
        raise Conflict("A release of this source waits already. Approve or decline that one first.")
    cube = released_cube(approved(source))
    design = cube.design if cube else ReleaseDesign(_ordered(dimensions), PERIOD)
    counts = _new_counts(source, design, cube)
    _protect(source, design, counts, cube, seed=_TRIED)
    release = Release.objects.create(
        source=source,
        dimensions=list(design.dimensions),
        base=design.base,
        months=sorted(set(counts[PERIOD])),
        revised=revised,
        digest=_digest(counts),
        proposed_by=by,
        proposed_at=now,
    )
    audit.record("release proposed", about=release, by=by, at=now, after=_told(release))
    return release.pk


@transaction.atomic
def approve_release(*, release_id: UUID, by: User, now: datetime, today: date) -> UUID:
    """Protect and publish what somebody else of the unit proposed; the key of its source.

    Conflict if the counts changed since, or the same person proposed it: known by more than their
    sign-in, for somebody may have two.
    """
    audit.hold_chain()
    release = _waiting(release_id, by=by)
    refuse_lapsed(release.source, today=today)
    if release.proposed_by_id == by.pk:
        raise Conflict("You proposed this release. Somebody else of the unit has to approve it.")
    if is_same_person(release.proposed_by, by):
        raise Conflict(
            "Whoever proposed this release has your name or your mail address. Somebody else of "
            "the unit has to approve it."
        )
    cube = released_cube(approved(release.source))
    design = ReleaseDesign(tuple(release.dimensions), PERIOD, release.base)
    counts = _new_counts(release.source, design, cube)
    if _digest(counts) != release.digest:
        raise Conflict("The counts changed after this release was proposed. Propose it once more.")
    secret, _ = Secret.objects.get_or_create(
        source=release.source, defaults={"seed": str(secrets.randbits(128))}
    )
    seed = _dice_of(secret, release)
    made = _protect(release.source, design, counts, cube, seed=seed)
    _publish(release, made)
    secret.counts = [*secret.counts, *_rows(counts, design, "count")]
    secret.save()
    release.total_error, release.approved_by, release.approved_at = made.total_error, by, now
    release.save()
    audit.record("release approved", about=release, by=by, at=now, after=_told(release))
    return release.source_id


@transaction.atomic
def decline_release(*, release_id: UUID, by: User, now: datetime) -> UUID:
    """Throw a proposal away; the key of its source. Nothing was public."""
    audit.hold_chain()
    release = _waiting(release_id, by=by)
    audit.record("release declined", about=release, by=by, at=now, before=_told(release))
    source_id: UUID = release.source_id
    release.delete()
    return source_id


def _waiting(release_id: UUID, *, by: User) -> Release:
    refuse_others(by)
    found = Release.objects.select_related("source").filter(pk=release_id, approved_at=None)
    release = found.first()
    if release is None:
        raise NotFound("There is no such proposal. It may have been decided already.")
    return release


def _ordered(dimensions: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(name for name in DIMENSIONS if name in dimensions or name == PERIOD)
    if len(chosen) < 2:
        raise BadInput("dimensions: found only the month, wanted one more. Choose area or kind.")
    return chosen


def _new_counts(source: Source, design: ReleaseDesign, cube: ProtectedCube | None) -> pd.DataFrame:
    """The counts of months that are not public, by the design's dimensions."""
    last = "" if cube is None else str(cube.cells[PERIOD].max())
    names = [*DIMENSIONS, "count", "shown"]
    rows = Cell.objects.filter(source=source, month__gt=last).values_list(*names)
    cells = pd.DataFrame(list(rows), columns=names)
    cells = cells[cells["shown"] != NOT_SUPPLIED]
    if not len(cells):
        raise BadInput(
            f"{source}: found no month after {last or 'the beginning'}, wanted a later one. "
            "Take in a later file; what is public is never rounded again."
        )
    if (cells["shown"] != SHOWN).any():
        raise Refused(
            f"{source}: found counts that its giver starred, wanted true counts, for a release of "
            "rounded stars would tell which they were. Ask for the counts, or publish none."
        )
    _refuse_overlaps(cells)
    parts = cells[[name for name in DIMENSIONS if name not in design.dimensions]]
    wanted = len(parts.drop_duplicates()) if parts.shape[1] else 1
    groups = cells.groupby(list(design.dimensions))["count"].agg(["sum", "size"]).reset_index()
    whole = groups[
        groups["size"] == wanted
    ]  # a sum that lacks a part would seem smaller than it is
    if not len(whole):
        raise BadInput(
            f"{source}: found no sum over {' and '.join(parts)} that has all its parts, wanted "
            "some. Release the counts by those too, or send a file that says 0 where none came."
        )
    return whole.rename(columns={"sum": "count"})[[*design.dimensions, "count"]].reset_index(
        drop=True
    )


def _refuse_overlaps(cells: pd.DataFrame) -> None:
    """Kinds and ages that hold one another would count people twice."""
    kinds, ages = set(cells["kind"]), sorted(set(cells["age"]))
    spans = sorted(
        AgeRange(0, OLDEST) if age == "all ages" else AgeRange.parse(age) for age in ages
    )
    overlap = any(one.to_age >= two.from_age for one, two in pairwise(spans))
    if overlap or ("all" in kinds and len(kinds) > 1):
        raise BadInput(
            f"counts: found kinds or ages that overlap ({', '.join(ages)}), wanted none that do, "
            "for sums would count people twice. Send a file of kinds and ages that do not."
        )


def _protect(
    source: Source,
    design: ReleaseDesign,
    counts: pd.DataFrame,
    cube: ProtectedCube | None,
    *,
    seed: int,
) -> ProtectedCube:
    if cube is None:
        return protect_cube(counts, design=design, secret=seed)
    kept = Secret.objects.get(source=source).counts
    behind = pd.DataFrame(
        [(*key, count) for key, count in kept], columns=[*design.dimensions, "count"]
    )
    return protect_cube(counts, design=design, secret=seed, released=cube, released_counts=behind)


def _dice_of(secret: Secret, release: Release) -> int:
    """Dice of its own for each release: thrown alike, known months would tell how others fell."""
    told = f"{secret.seed} {' '.join(release.months)}"
    return int(hashlib.sha256(told.encode()).hexdigest(), 16)


def _publish(release: Release, made: ProtectedCube) -> None:
    cells = made.cells[made.cells[PERIOD].isin(release.months)]
    ReleasedCell.objects.bulk_create(
        [
            ReleasedCell(release=release, key=key, protected_count=count)
            for key, count in _rows(cells, made.design, "protected_count")
        ],
        batch_size=500,
    )


def _rows(table: pd.DataFrame, design: ReleaseDesign, count: str) -> list[tuple[list[str], int]]:
    columns = [*design.dimensions, count]
    return [
        (list(key), int(number))
        for *key, number in table[columns].itertuples(index=False, name=None)
    ]


def _digest(counts: pd.DataFrame) -> str:
    return hashlib.sha256(counts.to_csv(index=False).encode()).hexdigest()


def _told(release: Release) -> dict[str, object]:
    """What the audit chain keeps: no count, and nothing of the secret."""
    return {"source": str(release.source_id), "months": release.months,
            "dimensions": release.dimensions, "revised": release.revised}  # fmt: skip
