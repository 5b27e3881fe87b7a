"""What moves with an organisation that is merged into another, in words."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sightline.service.register.models import Activity


def would_move(organisation_id: UUID) -> Iterator[str]:
    """How many activities would go with it; nothing where it has none."""
    count = Activity.objects.filter(organisation=organisation_id).count()
    if count:
        yield f"{count:,} activit{'y' if count == 1 else 'ies'}"
