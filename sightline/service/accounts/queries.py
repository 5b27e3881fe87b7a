"""Whether another try at signing in is allowed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sightline.service.accounts.models import KNOWN_FOR, SignInTry

WINDOW = timedelta(minutes=15)
FAILURES_BY_BOTH = 5  # of one account from one address
FAILURES_BY_ADDRESS = 20  # of any account from one address
FAILURES_BY_ACCOUNT = 20  # of one account from addresses it has never signed in from


def may_try(*, email: str, address: str, now: datetime) -> bool:
    """Whether somebody at this address may try this account now.

    Guesses from many addresses close an account to strange addresses only, so that nobody can
    shut its owner out from where they usually sign in.
    """
    recent = SignInTry.objects.filter(succeeded=False, tried_at__gt=now - WINDOW)
    here = recent.filter(address=address)
    if here.filter(email=email).count() >= FAILURES_BY_BOTH:
        return False
    if here.count() >= FAILURES_BY_ADDRESS:
        return False
    if recent.filter(email=email).count() < FAILURES_BY_ACCOUNT:
        return True
    return SignInTry.objects.filter(
        email=email, address=address, succeeded=True, tried_at__gt=now - KNOWN_FOR
    ).exists()
