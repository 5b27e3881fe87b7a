"""A sheet added to the register: at once if it is short, by a worker if it is long."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from sightline.errors import SightlineError
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.sheets.actions.asking import must_wait
from sightline.service.sheets.actions.uploads import RegisterChanged, commit_upload, own_upload
from sightline.service.sheets.models import Upload
from sightline.service.sheets.progress import is_adding, telling

log = logging.getLogger(__name__)
LONG_ROWS = 2_000  # from so many on a sheet takes longer than anybody looks at a page that stands
CHANGED = "The register changed after you opened the preview."
_BROKEN = "Something went wrong here, and it was written down for whoever looks after the service."
_COMMAND = (sys.executable, "-m", "django", "add_sheet")


def add_sheet(*, upload_id: UUID, seen_event: int, by: User, now: datetime) -> bool:
    """Add a sheet's good rows to the register, all or none; whether a worker goes on with it.

    Asked twice, it is added once. RegisterChanged as `commit_upload` has it; a worker keeps that,
    and every other refusal, for the page that tells how far it is.
    """
    if not _begin(upload_id, seen_event, by=by, now=now):
        commit_upload(upload_id=upload_id, seen_event=seen_event, by=by, now=now)
        return False
    return True


@transaction.atomic
def _begin(upload_id: UUID, seen_event: int, *, by: User, now: datetime) -> bool:
    """Leave a long sheet to a worker, unless one has it already; whether it is one's to do."""
    audit.hold_chain()
    upload = own_upload(upload_id, by=by)
    if upload.committed_at is not None:
        return False
    rows = upload.as_read().rows
    if len(rows) < LONG_ROWS or must_wait(rows, by=by):
        return False
    if is_adding(upload, now=now):
        return True
    upload.adding_since, upload.adding_by = now, by
    upload.adding_seen_event, upload.adding_refused = seen_event, ""
    upload.save()
    transaction.on_commit(partial(start_worker, upload.pk))
    return True


def start_worker(upload_id: UUID) -> None:
    """Start a process of its own, which goes on whatever becomes of this one."""
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "sightline.service.settings"}
    subprocess.Popen(  # noqa: S603 - our own command and a key
        [*_COMMAND, str(upload_id)], env=told, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def add_now(upload_id: UUID, *, now: datetime) -> bool:
    """Add a sheet that waits for a worker, and keep why if it is refused; whether it was added."""
    upload = Upload.objects.select_related("adding_by").filter(pk=upload_id).first()
    if upload is None or upload.adding_by is None or upload.committed_at is not None:
        return False
    rows = len(upload.as_read().rows)
    try:
        with telling(upload_id, rows=rows) as progress:
            commit_upload(
                upload_id=upload_id, seen_event=upload.adding_seen_event or 0,
                by=upload.adding_by, now=now, progress=progress,
            )  # fmt: skip
    except RegisterChanged:
        _refuse(upload_id, CHANGED)
    except SightlineError as refused:
        _refuse(upload_id, str(refused))
    except Exception:
        log.exception("sheet %s was not added", upload_id)
        _refuse(upload_id, _BROKEN)
    return Upload.objects.filter(pk=upload_id, committed_at__isnull=False).exists()


def _refuse(upload_id: UUID, why: str) -> None:
    Upload.objects.filter(pk=upload_id).update(adding_refused=why)
