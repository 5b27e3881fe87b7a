"""How records stand is worked out twice: by the analysis for one, by the database for many."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from factories.freshness import look_after, register_club
from factories.register import OTHER, TRUST, user_of

from sightline.analysis.freshness import Standing
from sightline.service.accounts.models import Role
from sightline.service.freshness.queries.partners import partner_rows
from sightline.service.freshness.standing import (
    IN_TIME,
    People,
    asked_of,
    count_among,
    due_among,
    records_among,
    stands,
    with_urgency,
)
from sightline.service.partners.models import Membership
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db

# Ends of months, the leap day, and the days on which clocks change.
TODAYS = (date(2024, 2, 29), date(2026, 2, 28), date(2026, 3, 29), date(2026, 4, 30),
          date(2026, 10, 25), date(2026, 12, 31))  # fmt: skip


def copies(key, told):
    """The record once more for each, as it says."""
    kept = Activity.objects.get(pk=key)
    made = []
    for number, changes in enumerate(told):
        kept.pk, kept.reference = uuid.uuid4(), f"COPY-{number}"
        for name, value in changes.items():
            setattr(kept, name, value)
        made.append(Activity(**{each.attname: getattr(kept, each.attname)
                                for each in Activity._meta.concrete_fields}))  # fmt: skip
    Activity.objects.bulk_create(made)


def around(today):
    """Records on both sides of every step, and of midnight."""
    for every in (None, 1, 2, 3, 6, 11, 12, 24):
        for days in range(0, 95, 1 if every == 1 else 4):
            for months in (every or 6, 0):
                back = today - timedelta(days=days + 30 * months)
                yield {"confirm_every_months": every, "confirmed_on": back}
        for days in (0, 13, 14, 29, 30, 31, 59, 60, 61, 89, 90, 91):
            for hour in (0, 22, 23):
                at = datetime(today.year, today.month, today.day, hour, 30, tzinfo=UTC)
                added = at - timedelta(days=days)
                yield {"confirm_every_months": every, "confirmed_on": None, "added_at": added}


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_the_database_has_every_record_at_the_step_that_the_analysis_has(today):
    copies(register_club(), around(today))
    found = Activity.objects.on_register()
    plain = records_among(found, today=today)
    counted = count_among(found, today=today)
    assert counted.records == len(plain) > 500
    assert counted.due == sum(record.is_due for record in plain) > 100
    assert counted.late == sum(not record.freshness.in_time for record in plain) > 100
    due = due_among(found, today=today, first=0, upto=10_000)
    assert [(one.id, one.freshness) for one in due] == [
        (one.id, one.freshness) for one in plain if one.is_due
    ]
    ranked = with_urgency(found, today=today)
    for standing, count in Counter(record.freshness.standing for record in plain).items():
        assert ranked.filter(stands(standing)).count() == count
    assert ranked.filter(IN_TIME).count() == len(plain) - counted.late


def test_an_empty_register_has_nothing_due():
    found = Activity.objects.on_register()
    assert count_among(found, today=TODAYS[0]).records == 0
    assert due_among(found, today=TODAYS[0], first=0, upto=25) == []
    assert list(partner_rows(viewer=user_of(Role.UNIT), today=TODAYS[0])) == []


def test_who_is_asked_is_the_same_for_one_record_and_for_many():
    key, today = register_club(), TODAYS[3]
    ada, bo = (user_of(Role.PARTNER, TRUST, name=name) for name in ("Ada Park", "Bo Reed"))
    user_of(Role.PARTNER, OTHER, name="Cy Other")

    def asked():
        (record,) = records_among(Activity.objects.all(), today=today)
        people = People.of().asked(record).people
        for user in (ada, bo):
            is_asked = asked_of(Activity.objects.all(), user).exists()
            assert is_asked == (user in people)
        return {user.name for user in people}

    assert asked() == {"Ada Park", "Bo Reed"}
    look_after(key, bo)
    assert asked() == {"Bo Reed"}
    bo.is_active = False
    bo.save()
    assert asked_of(Activity.objects.all(), ada).exists()
    bo.is_active = True
    bo.save()
    Membership.objects.filter(user=bo).delete()
    assert asked_of(Activity.objects.all(), ada).exists()
    (record,) = records_among(Activity.objects.all(), today=today)
    assert People.of().asked(record).people == (ada,)


def test_never_confirmed_stands_as_that_alone():
    copies(register_club(), [{"confirmed_on": None}])
    ranked = with_urgency(Activity.objects.all(), today=TODAYS[3])
    told = [ranked.filter(stands(standing)).count() for standing in Standing]
    assert sum(told) == 2
    assert ranked.filter(stands(Standing.NEVER)).count() == 1
