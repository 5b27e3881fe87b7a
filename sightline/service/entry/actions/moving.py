"""What becomes of drafts when their organisation is merged into another, and taken apart again."""

from __future__ import annotations

from datetime import datetime

from sightline.service.accounts.models import User
from sightline.service.entry.models import Draft
from sightline.service.partners.models import Organisation


def move_drafts(*, kept: Organisation, gone: Organisation, by: User, now: datetime) -> None:
    """In the transaction of a merger: its drafts are now the other's to finish."""
    Draft.objects.filter(organisation=gone).update(organisation=kept)


def move_drafts_back(*, kept: Organisation, gone: Organisation, by: User, now: datetime) -> None:
    """When a merger is undone: what changes a record is whose the record is.

    New activities stay with the one that was kept: what was written of them since is its own.
    """
    Draft.objects.filter(organisation=kept, about__organisation=gone).update(organisation=gone)
