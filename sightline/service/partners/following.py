"""Which rows of rooms above go with their organisation, as they are, when it is merged.

What needs more than another organisation, such as a reference that may be taken, is moved by the
room itself: see `actions.ON_MERGE`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Follows:
    """The rows of one model. field: its key to the organisation. one, many: what they are."""

    model: Any
    field: str
    one: str
    many: str

    def of(self, organisation_id: UUID) -> Any:
        """Those of an organisation."""
        return self.model._default_manager.filter(**{self.field: organisation_id})


# Rooms above say here what follows, in their AppConfig.ready().
FOLLOW: list[Follows] = []


def would_follow(organisation_id: UUID) -> Iterator[str]:
    """How many rows of each kind an organisation would take along; nothing where it has none."""
    for each in FOLLOW:
        count = each.of(organisation_id).count()
        if count:
            yield f"{count:,} {each.one if count == 1 else each.many}"
