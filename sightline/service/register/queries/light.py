"""As much of every activity as the list, its filters and its map need, read in few questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sightline.analysis.provision import NONE
from sightline.service.register.models import (
    Activity,
    ActivityTheme,
    DeliveryPlace,
    Involvement,
    ServedArea,
    Side,
)

NOBODY = "nobody pays for it"  # as a filter calls it
Points = tuple[tuple[float, float], ...]
_READ = (
    "id", "name", "status", "organisation_id", "organisation__name", "age_from", "age_to",
    "district_code", "prevention_level", "approach", "strand", "setting", "thematic_group",
    "open_to", "visibility", "sensitive_site", "places_free", "confirmed_on", "funded_until",
    "changed_at", "added_at", "funders", "confirm_every_months", "funded_without_end",
)  # fmt: skip
_FIELDS = (
    "id", "name", "status", "organisation_id", "organisation", "age_from", "age_to", "delivered",
    "level", "approach", "strand", "setting", "group", "open_to", "visibility", "sensitive",
    "places_free",
    "confirmed_on", "funded_until", "changed_at", "added_at", "said_of_money",
    "confirm_every_months", "funded_without_end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Light:
    """An activity as filters and orders need it; empty and None are not supplied.

    points: metres east and north of where it is delivered; none of a sensitive site, of which only
    the district is told. served: the districts of the areas it serves.
    """

    id: UUID
    name: str
    status: str
    organisation_id: UUID
    organisation: str
    age_from: int | None
    age_to: int | None
    delivered: str  # code of the district
    level: str
    approach: str
    strand: str
    setting: str
    group: str  # code of the thematic group
    open_to: str
    visibility: str
    sensitive: bool
    places_free: float | None
    confirmed_on: date | None
    funded_until: date | None
    changed_at: datetime
    added_at: datetime
    said_of_money: list[str] | None  # who pays as it was said; an empty list is nobody
    confirm_every_months: int | None
    funded_without_end: bool
    themes: tuple[str, ...]
    served: tuple[str, ...]
    funders: tuple[tuple[str, str], ...]  # plain name, and the name as it is written
    points: Points


def read_light(keys: Collection[UUID] | None = None) -> dict[UUID, Light]:
    """The activities on the register by key; only those of the keys, where some are given."""
    records = Activity.objects.on_register().order_by()
    if keys is not None:
        records = records.filter(pk__in=keys)
    themes = gathered(ActivityTheme, keys, "position", ("theme",))
    served = gathered(ServedArea, keys, "position", ("district_code",))
    points = gathered(DeliveryPlace, keys, "position", ("easting_m", "northing_m"))
    funders = gathered(Involvement, keys, "position", ("plain_name", "name"), side=Side.FUNDER)
    found = {}
    for row in records.values_list(*_READ).iterator(chunk_size=5_000):
        key, sensitive = row[0], row[_READ.index("sensitive_site")]
        told: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
        found[key] = Light(
            **told,
            themes=tuple(theme for (theme,) in themes.get(key, ())),
            served=tuple(dict.fromkeys(code for (code,) in served.get(key, ()) if code)),
            funders=tuple(funders.get(key, ())) or _nobody(told["said_of_money"]),
            points=() if sensitive else tuple(points.get(key, ())),
        )
    return found


def _nobody(said: list[str] | None) -> tuple[tuple[str, str], ...]:
    """That nobody pays is something that is known."""
    return ((NONE, NOBODY),) if said == [] else ()


def gathered(
    model: Any, keys: Collection[UUID] | None, order: str, fields: tuple[str, ...], **only: Any
) -> dict[UUID, list[tuple[Any, ...]]]:
    """Rows of a part of activities, by activity, in their order."""
    rows = model.objects.filter(**only).order_by(order)
    if keys is not None:
        rows = rows.filter(activity_id__in=keys)
    gathered: dict[UUID, list[tuple[Any, ...]]] = {}
    found: Iterable[tuple[Any, ...]] = rows.values_list("activity_id", *fields)
    for key, *values in found:
        gathered.setdefault(key, []).append(tuple(values))
    return gathered
