"""A sheet that the unit looks over before what it says is on the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from sightline.exchange.activities import ActivityRow
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.pages.mail import absolute, send_after_commit
from sightline.service.partners.queries import voice_of
from sightline.service.register.actions import is_looked_over_first
from sightline.service.sheets.known import key_of, known_records
from sightline.service.sheets.models import Upload


def must_wait(rows: Iterable[ActivityRow], *, by: User) -> bool:
    """Whether the unit looks a partner's sheet over first, for what it would add or change."""
    if voice_of(by).everyone:
        return False
    if is_looked_over_first(is_new=False):
        return True
    rows = list(rows)
    known = known_records(rows)
    return is_looked_over_first(is_new=True) and any(key_of(row) not in known for row in rows)


def ask_unit(upload: Upload, *, by: User, now: datetime) -> None:
    """Leave a sheet to the unit, inside a transaction; asked twice, it waits once."""
    if upload.asked_at is not None:
        return
    upload.asked_at = now
    upload.save()
    audit.record(
        "sheet sent to be looked over", about=upload, by=by, at=now,
        after={"file": upload.file_name, "sha256": upload.sha256},
    )  # fmt: skip


def give_back(upload: Upload) -> None:
    """Give a sheet back to its sender, who is told; nothing of it is on the register."""
    upload.asked_at = None
    upload.save()
    if upload.sent_by.is_active:
        address = absolute(reverse("sheets:preview", args=[upload.pk]))
        send_after_commit(
            to=upload.sent_by.email,
            subject=f"{upload.file_name} was not added to the register",
            text="The unit has looked over your sheet and gives it back to you. Nothing of it is "
            f"on the register. Ask the unit what to change, and send it again:\n\n{address}",
        )
