"""What becomes of drafts when their organisation is merged into another."""

from __future__ import annotations

from datetime import datetime

from sightline.service.accounts.models import User
from sightline.service.entry.models import Draft
from sightline.service.partners.models import Organisation


def move_drafts(*, kept: Organisation, gone: Organisation, by: User, now: datetime) -> None:
    """In the transaction of a merger: its drafts are now the other's to finish.

    If the merger is undone they stay there: what was written since is the other's.
    """
    Draft.objects.filter(organisation=gone).update(organisation=kept)
