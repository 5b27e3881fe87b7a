"""Whether another try at signing in is allowed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sightline.service.accounts.models import KNOWN_FOR, SignInTry, Step

WINDOW = timedelta(minutes=15)
FAILURES_BY_BOTH = 5  # of one account from one address
FAILURES_BY_ADDRESS = 20  # of any account from one address
FAILURES_BY_ACCOUNT = 20  # of one account from addresses it has never signed in from
FAILURES_OF_SECOND = 10  # wrong codes of one account from anywhere, within an hour


def may_try(*, email: str, address: str, now: datetime, begun: int = 0) -> bool:
    """Whether somebody at this address may try this account now.

    begun: the number of the try itself, which was counted before it was asked and is left out.
    Guesses from many addresses close an account to strange addresses only, so that nobody can
    shut its owner out from where they usually sign in.
    """
    others = SignInTry.objects.exclude(pk=begun)
    recent = others.filter(succeeded=False, tried_at__gt=now - WINDOW)
    here = recent.filter(address=address)
    if here.filter(email=email).count() >= FAILURES_BY_BOTH:
        return False
    if here.count() >= FAILURES_BY_ADDRESS:
        return False
    if recent.filter(email=email).count() < FAILURES_BY_ACCOUNT:
        return True
    return others.filter(
        email=email, address=address, succeeded=True, tried_at__gt=now - KNOWN_FOR
    ).exists()


def may_try_second(*, email: str, address: str, now: datetime, begun: int = 0) -> bool:
    """Whether another code may be tried for this account, whose password was right.

    begun: as `may_try` has it.
    Of a million codes three are right at any moment, so tries are few wherever they come from.
    """
    wrong_codes = SignInTry.objects.exclude(pk=begun).filter(
        email=email,
        succeeded=False,
        step=Step.SECOND,
        tried_at__gt=now - timedelta(hours=1),
    )
    if wrong_codes.count() >= FAILURES_OF_SECOND:
        return False
    return may_try(email=email, address=address, now=now, begun=begun)
