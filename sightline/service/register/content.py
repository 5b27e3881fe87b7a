"""Activities and readings as JSON holds them: for the audit chain, stored sheets and the reader.

No Django here: the process that reads sheets uses this too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import KNOWN_NONE, NONE, Activity, Place, Status, Visibility
from sightline.exchange.activities import ActivityRow
from sightline.exchange.problems import Account, Problem, Reading, Weight

__all__ = ["NONE", "activity_of", "content_of", "reading_content", "reading_of"]
_DATES = ("starts_on", "ends_on", "funded_until", "confirmed_on")
_LISTS = (
    "themes", "areas_served", "partners", "funders", "violence_types", "risk_factors",
    "protective_factors", "days",
)  # fmt: skip


def content_of(activity: Activity) -> dict[str, Any]:
    """An activity as JSON: every field by its name, null where it is not supplied."""
    content = {field.name: getattr(activity, field.name) for field in dataclasses.fields(activity)}
    content |= {name: list(content[name]) for name in _LISTS}
    content |= {name: content[name] and content[name].isoformat() for name in _DATES}
    content["status"] = activity.status.value
    content["visibility"] = activity.visibility and activity.visibility.value
    # None for no, as in contents older than these fields.
    content |= {flag: getattr(activity, flag) or None for flag in KNOWN_NONE}
    content["ages"] = None if activity.ages is None else str(activity.ages)
    content["places"] = [[place.easting_m, place.northing_m] for place in activity.places]
    return content


def activity_of(content: Mapping[str, Any]) -> Activity:
    """The activity that `content_of` was given; what an older content lacks is not supplied."""
    fields = dict(content)
    fields |= {name: tuple(fields.get(name) or ()) for name in _LISTS}
    fields |= {name: fields[name] and date.fromisoformat(fields[name]) for name in _DATES}
    fields["status"] = Status(fields["status"])
    fields |= {flag: bool(fields.get(flag)) for flag in KNOWN_NONE}
    said = fields.get("visibility")
    fields["visibility"] = None if said is None else Visibility(said)
    fields["ages"] = None if fields["ages"] is None else AgeRange.parse(fields["ages"])
    fields["places"] = tuple(Place(*place) for place in fields["places"])
    return Activity(**fields)


def reading_content(reading: Reading[tuple[ActivityRow, ...]]) -> dict[str, Any]:
    """A reading of a sheet as JSON."""
    return {
        "rows": [
            {"row": row.row, "sheet": row.sheet, "activity": content_of(row.activity)}
            for row in reading.rows
        ],
        "problems": [dataclasses.asdict(problem) for problem in reading.problems],
        "account": {**dataclasses.asdict(reading.account), "reasons": {**reading.account.reasons}},
    }


def reading_of(content: Mapping[str, Any]) -> Reading[tuple[ActivityRow, ...]]:
    """The reading that `reading_content` was given."""
    return Reading(
        rows=tuple(
            ActivityRow(row["row"], activity_of(row["activity"]), row["sheet"])
            for row in content["rows"]
        ),
        problems=tuple(
            Problem(**{**problem, "weight": Weight(problem["weight"])})
            for problem in content["problems"]
        ),
        account=Account(**content["account"]),
    )
