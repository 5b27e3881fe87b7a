"""Tries at signing in, and how often somebody asked: noted, to slow guessing and hoarding down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sightline.service.accounts.models import KNOWN_FOR, SignInTry, Spent, Step, User
from sightline.service.pages.mail import send_after_commit

COUNTS_KEPT = timedelta(days=1)
WARN_AFTER = 5  # wrong codes within an hour: somebody else may have the password


def note_try(
    *, email: str, address: str, now: datetime, succeeded: bool, step: Step = Step.PASSWORD
) -> None:
    """Note one try at signing in, and forget those too old to matter."""
    SignInTry.objects.filter(tried_at__lt=now - KNOWN_FOR).delete()
    SignInTry.objects.create(
        email=email, address=address, tried_at=now, succeeded=succeeded, step=step
    )


@transaction.atomic
def note_second_factor_failed(*, user: User, address: str, now: datetime) -> None:
    """Note a wrong code after a right password, and warn the owner when there are several."""
    note_try(email=user.email, address=address, now=now, succeeded=False, step=Step.SECOND)
    lately = SignInTry.objects.filter(
        email=user.email,
        succeeded=False,
        step=Step.SECOND,
        tried_at__gt=now - timedelta(hours=1),
    )
    if lately.count() == WARN_AFTER:
        send_after_commit(
            to=user.email,
            subject="Wrong codes after your Sightline password",
            text=(
                f"Somebody gave your password and then {WARN_AFTER} wrong codes within an hour. "
                "If it was not you, change your password now, and tell your violence and "
                "vulnerability unit.\n"
            ),
        )


@transaction.atomic
def spend(*, what: str, who: str, since: datetime) -> int:
    """Count one more of something in the stretch of time that began then; how many that makes.

    The count is in the database, so all worker processes share it and none is lost.
    """
    row, new = Spent.objects.get_or_create(what=what, who=who, since=since)
    if new:
        Spent.objects.filter(since__lt=since - COUNTS_KEPT).delete()
    Spent.objects.filter(pk=row.pk).update(times=F("times") + 1)
    return int(Spent.objects.values_list("times", flat=True).get(pk=row.pk))
