"""A fictional hospital's source: its agreement, a year of assaults, and a release of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from sightline.analysis.periods import Month, months_to
from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role
from sightline.service.demonstration.people import PART_OF, Cast, organisation
from sightline.service.sources.actions import (
    SourceFacts,
    add_source,
    approve_release,
    propose_release,
    send_file,
    take_file,
)

TITLE = "Legendary General emergency department (fictional)"
SITE = "ZZF01"
SECOND = "Second person of the unit (fictional)"
_TEXTS = {0: "outside the Inkwell Arms (fictional)", 7: "behind the old mill (fictional)"}
# A month's assaults by method, and how many more in summer; made up.
_USUAL = (("Fist", "Pub", 24), ("Knife", "Street", 7), ("Glass", "Club", 6), ("Bat", "Park", 4))
_SUMMER = (6, 7, 8)


def give_hospital_data(cast: Cast, *, now: datetime, today: date) -> None:
    """Enter the source, take in a year of months, and release them: one proposes, one approves."""
    second = set_up_demo_user(
        email="unit-second@sightline.example", name=SECOND, role=Role.UNIT,
        password=token_urlsafe(32),  # nobody signs in with it
    )  # fmt: skip
    months = list(months_to(Month.of(today).plus(-1), how_many=12))
    key = add_source(facts=_agreement(now.date()), by=cast.unit, now=now)
    file = send_file(
        source_id=key, content=monthly_file(months), file_name="fictional-year.csv", by=cast.unit,
        now=now, today=today,
    )  # fmt: skip
    take_file(file_id=file, by=cast.unit, now=now, today=today)
    proposed = propose_release(
        source_id=key, dimensions=("area", "month", "kind"), revised="", by=cast.unit, now=now,
        today=today,
    )  # fmt: skip
    approve_release(release_id=proposed, by=second, now=now, today=today)


def monthly_file(months: list[Month]) -> bytes:
    """The assaults of those months as a file of ISB 1594, all of it made up."""
    head = [
        f"reporting period start date,{months[0].first_day:%d/%m/%Y}",
        f"reporting period end date,{months[-1].last_day:%d/%m/%Y}",
        f"site code,{SITE}",
        "assault date and time,assault method,assault method other description,"
        "assault location type,assault location description",
    ]
    rows = [
        f"{month.first_day + timedelta(days=(3 * each) % 28):%d/%m/%Y} 22:30,{method},,{place},"
        for month in months
        for method, place, usual in _USUAL
        for each in range(usual + (usual // 3 if month.number in _SUMMER else month.number % 3))
    ]
    told = [f"{row}{_TEXTS.get(number, '')}" for number, row in enumerate(rows)]
    return "\n".join([*head, *told, ""]).encode()


def _agreement(today: date) -> SourceFacts:
    return SourceFacts(
        title=TITLE,
        what="People who came to the emergency department after an assault, by month and method.",
        form="istv",
        organisation_id=organisation(PART_OF[0]).pk,
        lawful_basis="Public task: the Serious Violence Duty. The data name nobody.",
        protocol_title="Sharing agreement on assaults (fictional)",
        protocol_address="https://agreement.sightline.example/",
        signed_on=today - timedelta(days=300),
        review_on=today + timedelta(days=40),
        lapses_on=today + timedelta(days=400),
        steward_role="Data manager of the emergency department",
        seen_by="partnership",
        count_policy="hospital",
        cannot_tell="Where people live, how old they are, and assaults after which nobody came.",
    )
