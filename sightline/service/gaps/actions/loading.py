"""Load a county: everything that was there before is replaced, or nothing is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.gaps.actions.reading import CountyRead
from sightline.service.gaps.actions.runs import clear_gaps, work_out_gaps
from sightline.service.gaps.models import GapRun
from sightline.service.need import actions as need
from sightline.service.need.models import DataRelease
from sightline.service.pages import actions as pages
from sightline.service.partners import actions as partners
from sightline.service.places import actions as places
from sightline.service.register import actions as register


@transaction.atomic
def load_county(county: CountyRead, *, by: User | None, now: datetime) -> GapRun:
    """Store a county in place of what is stored, and work out its gaps."""
    files = county.files
    clear_gaps()
    need.clear_need()
    places.clear_places()
    places.store_places(
        places.CountyPlaces(
            name=files.name,
            geography=county.geography,
            population=county.population,
            neighbours=county.neighbours,
            deprivation=county.deprivation,
            postcodes=county.postcodes,
        )
    )
    need.store_incidents(county.cube, months=[str(month) for month in county.months])
    for release in _releases(county):
        need.record_release(release, now=now)
    partners.import_partners(county.partners, by=by, now=now)
    register.import_rows((row.activity for row in county.activities), by=by, now=now)
    pages.name_instance(
        name=files.name,
        fictional=files.fictional,
        as_of=files.as_of,
        theme=county.question.theme.theme,
        ages=files.ages,
        now=now,
    )
    run = work_out_gaps(question=county.question, now=now)
    audit.record("county loaded", about=run, by=by, at=now, after={"county": files.name})
    return run


def _releases(county: CountyRead) -> list[need.ReleaseRead]:
    ledger = county.ledger
    recorded = f"{county.months[0].words} to {county.months[-1].words}" if county.months else ""
    return [
        need.ReleaseRead(
            what=what,
            source=county.files.words_of(what).source,
            licence=county.files.words_of(what).licence,
            period=county.files.words_of(what).period
            or (recorded if what == DataRelease.What.POLICE else ""),
            accounts=tuple(ledger.accounts[what]),
            problems=tuple(ledger.problems[what]),
        )
        for what in DataRelease.What
        if what in ledger.accounts
    ]
