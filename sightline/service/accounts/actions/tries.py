"""Tries at signing in, and how often somebody asked: noted, to slow guessing and hoarding down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sightline.service.accounts.models import KNOWN_FOR, SignInTry, Spent, Step, User
from sightline.service.pages.mail import send_after_commit

COUNTS_KEPT = timedelta(days=1)
WARN_AFTER = 5  # wrong codes within an hour: somebody else may have the password


def begin_try(*, email: str, address: str, now: datetime, step: Step = Step.PASSWORD) -> int:
    """Count one try at signing in before it is looked at; its number, for what comes of it.

    It counts as failed until somebody says otherwise, so that of many tries at once each sees
    those before it: none slips past the limit while another is still being looked at. Those too
    old to matter are forgotten.
    """
    SignInTry.objects.filter(tried_at__lt=now - KNOWN_FOR).delete()
    begun = SignInTry.objects.create(
        email=email, address=address, tried_at=now, succeeded=False, step=step
    )
    return int(begun.pk)


def end_try(number: int) -> None:
    """Note that a try succeeded, and its owner is in."""
    SignInTry.objects.filter(pk=number).update(succeeded=True)


def forget_try(number: int) -> None:
    """Take a try back that was not looked at, or that only led to the next step."""
    SignInTry.objects.filter(pk=number).delete()


def warn_of_wrong_codes(number: int, *, user: User) -> None:
    """Warn the owner when a try is one of several wrong codes after a right password."""
    this = SignInTry.objects.get(pk=number)
    lately = SignInTry.objects.filter(
        email=user.email,
        succeeded=False,
        step=Step.SECOND,
        tried_at__gt=this.tried_at - timedelta(hours=1),
        pk__lte=number,  # of many at once one alone is the fifth
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
