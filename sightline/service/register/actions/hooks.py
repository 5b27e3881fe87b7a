"""What rooms above decide about changes to the register."""

from __future__ import annotations

from collections.abc import Callable

from sightline.service.accounts.models import User
from sightline.service.register.models import Activity

# Whether the unit looks over what partners send before others see it: given whether it is a new
# activity. The room of entry, where the unit sets it, adds a function in its AppConfig.ready().
LOOKED_OVER_FIRST: list[Callable[[bool], bool]] = []


def is_looked_over_first(*, is_new: bool) -> bool:
    """Whether a new activity, or a change, of a partner waits for the unit."""
    return any(ask(is_new) for ask in LOOKED_OVER_FIRST)


# Who looks after a record. The room of freshness, where owners are named, adds a function.
LOOKS_AFTER: list[Callable[[Activity], tuple[User, ...]]] = []


def who_looks_after(record: Activity) -> tuple[User, ...]:
    """The people who are asked about a record; nobody, if no room knows."""
    return tuple(user for ask in LOOKS_AFTER for user in ask(record))
