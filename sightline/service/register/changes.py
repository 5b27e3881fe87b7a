"""What a sheet would do to the register, and what changed between two versions of an activity."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sightline.analysis.provision import Activity
from sightline.exchange.activities import ActivityRow
from sightline.exchange.problems import Problem, Reading
from sightline.service.partners.names import plain
from sightline.service.register.content import content_of

_PLACE = frozenset({"postcode", "delivery_area", "latitude", "longitude"})
# The headings that a field of an activity is read from, where they are not just its own name. What
# is read from several is one fact: all of its fields come from the sheet, or none.
_HEADINGS_OF = {
    "name": {"activity"},
    "ages": {"age_from", "age_to"},
    "starts_on": {"starts_on", "ends_on"},
    "ends_on": {"starts_on", "ends_on"},
    "open_ended": {"starts_on", "ends_on"},
    "no_limit": {"people_a_year"},
    "no_waiting_list": {"people_waiting"},
    "funded_without_end": {"funded_until"},
    "places": _PLACE,
    "postcode": _PLACE,
    "delivery_area": _PLACE,
}
HIDDEN_OF_A_SENSITIVE_SITE = frozenset({"places", "postcode", "delivery_area", "areas_served"})


@dataclass(frozen=True)
class FieldChange:
    """One field, as it was and as it is or would be; values as `content_of` has them."""

    field: str
    before: Any
    after: Any


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The fields that differ between two contents, in the order of the second.

    >>> field_changes({"name": "Club", "status": "planned"}, {"name": "Club", "status": "current"})
    (FieldChange(field='status', before='planned', after='current'),)
    """
    return tuple(
        FieldChange(name, before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    )


def tells_place(changes: Iterable[FieldChange]) -> bool:
    """Whether the changes say where something is, which of a sensitive site is hidden."""
    return any(change.field in HIDDEN_OF_A_SENSITIVE_SITE for change in changes)


def bring_up_to_date(
    kept: Activity, given: Activity, columns: Collection[str] | None = None
) -> Activity:
    """What the register should hold once a row is taken in.

    columns: the headings that the sheet has; None for all. The sheet decides, a blank cell saying
    that something is not supplied. But what it has no column for stays as it is, the organisation
    and the reference stay spelt as they are, and an older sheet undoes no later confirmation. A
    site stays sensitive until somebody says no, and a record is seen by no more people than before
    until somebody says so: a blank cell must not give a refuge away.
    """
    unsaid = given.sensitive_site is None
    days = [day for day in (kept.confirmed_on, given.confirmed_on) if day is not None]
    return dataclasses.replace(
        given,
        **{name: getattr(kept, name) for name in _not_told(columns)},
        organisation=kept.organisation,
        reference=kept.reference,
        sensitive_site=kept.sensitive_site if unsaid else given.sensitive_site,
        visibility=given.visibility or kept.visibility,
        confirmed_on=max(days, default=None),
    )


def _not_told(columns: Collection[str] | None) -> set[str]:
    """The fields that a sheet with those columns does not speak of."""
    if columns is None:
        return set()
    fields = {field.name for field in dataclasses.fields(Activity)}
    told = {name for name in fields if not _HEADINGS_OF.get(name, {name}).isdisjoint(columns)}
    settled = {"organisation", "reference", "confirmed_on", "sensitive_site", "visibility"}
    return fields - told - settled


def differences(
    kept: Activity, given: Activity, columns: Collection[str] | None = None
) -> tuple[FieldChange, ...]:
    """What taking a row in would change."""
    return field_changes(content_of(kept), content_of(bring_up_to_date(kept, given, columns)))


def refuse_others(
    reading: Reading[tuple[ActivityRow, ...]], own: Collection[str]
) -> Reading[tuple[ActivityRow, ...]]:
    """The reading with the rows of organisations not among `own` refused, each with its reason."""
    mine = {plain(name) for name in own}
    strange = [row for row in reading.rows if plain(row.activity.organisation) not in mine]
    if not strange:
        return reading
    account = reading.account
    reasons = Counter(account.reasons) + Counter({"organisation": len(strange)})
    problems = [*reading.problems, *(_not_yours(row, own, account.name) for row in strange)]
    problems.sort(key=lambda problem: problem.row or 0)
    places = {(row.sheet, row.row) for row in strange}
    return Reading(
        rows=tuple(row for row in reading.rows if (row.sheet, row.row) not in places),
        problems=tuple(problems),
        account=dataclasses.replace(
            account,
            accepted=account.accepted - len(strange),
            rejected=account.rejected + len(strange),
            reasons=dict(sorted(reasons.items())),
        ),
    )


def _not_yours(row: ActivityRow, own: Collection[str], file: str) -> Problem:
    return Problem(
        f"row {row.row}, organisation",
        repr(row.activity.organisation),
        f"your own organisation: {' or '.join(sorted(own))}",
        "Correct the name, or leave the row to that organisation.",
        file=file,
        row=row.row,
        column="organisation",
        sheet=row.sheet,
    )
