"""Everything that is to be found is worked out, by a worker of its own, and kept."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from sightline.analysis import findings as analysis
from sightline.errors import Refused, SightlineError
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.findings.finders import METHOD, Part, parts_of
from sightline.service.findings.keeping import Keeper
from sightline.service.findings.links import Linker
from sightline.service.findings.models import Finding, FindingRun, RunState
from sightline.service.findings.progress import SILENT, STOPPED
from sightline.service.findings.stored import Stored
from sightline.service.register.queries import register_version

log = logging.getLogger(__name__)
BROKEN = "Something went wrong here, and it was written down for whoever looks after the service."
_COMMAND = (sys.executable, "-m", "django", "work_out_findings")
_UNDER_WAY = (RunState.WAITING.value, RunState.WORKING.value)
Found = dict[str, tuple[analysis.Finding, ...]]


@transaction.atomic
def begin_run(*, by: User | None, now: datetime) -> int:
    """Ask a worker to work everything out; the key of the run. One that is under way is it."""
    lately = _under_way(now)
    if lately is not None:
        return int(lately.pk)
    run = FindingRun.objects.create(asked_at=now, asked_by=by, told_at=now)
    audit.record("findings asked for", about=run, by=by, at=now)
    transaction.on_commit(partial(start_worker, run.pk))
    return int(run.pk)


def _under_way(now: datetime) -> FindingRun | None:
    """The run that is under way; one that has said nothing for long is given up first."""
    audit.hold_chain()
    under_way = FindingRun.objects.filter(state__in=_UNDER_WAY)
    lately = under_way.filter(told_at__gt=now - SILENT).first()
    if lately is None:
        under_way.update(state=RunState.REFUSED.value, refused=STOPPED)
    return lately


def start_worker(run_id: int) -> None:
    """Start a process of its own, which goes on whatever becomes of this one."""
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "sightline.service.settings"}
    subprocess.Popen(  # noqa: S603 - our own command and a key
        [*_COMMAND, "--run", str(run_id)], env=told, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def find_now(*, now: datetime) -> FindingRun:
    """Work everything out here and now, for a clock or somebody at the keyboard.

    Refused while another run is under way.
    """
    run = _run_alone(now)
    work_out(run.pk, now=now)
    run.refresh_from_db()
    return run


@transaction.atomic
def _run_alone(now: datetime) -> FindingRun:
    lately = _under_way(now)
    if lately is not None:
        raise Refused(
            f"Run {lately.pk} is working everything out already. Look at what it found once it is "
            "done, or ask again then."
        )
    return FindingRun.objects.create(asked_at=now, told_at=now)


def work_out(run_id: int, *, now: datetime) -> bool:
    """Work out a run that waits, and keep why if it cannot be; whether it was.

    What a part cannot tell is said on the run; what it found before stays.
    """
    waiting = FindingRun.objects.filter(pk=run_id, state=RunState.WAITING.value)
    if not waiting.update(state=RunState.WORKING.value, told_at=timezone.now()):
        return False
    try:
        _work_out(FindingRun.objects.get(pk=run_id), now=now)
    except SightlineError as refused:
        _refuse(run_id, str(refused))
    except Exception:
        log.exception("findings were not worked out in run %s", run_id)
        _refuse(run_id, BROKEN)
    return FindingRun.objects.filter(pk=run_id, state=RunState.DONE.value).exists()


def _work_out(run: FindingRun, *, now: datetime) -> None:
    version, stored = register_version(), Stored.ask()
    parts, found, told = parts_of(stored), Found(), dict[str, dict[str, Any]]()
    before = _last_parts()
    for number, part in enumerate(parts):
        _say(run, f"{part.words[:1].upper()}{part.words[1:]}", number, len(parts))
        told[part.key] = _ask(part, stored, before.get(part.key, {}), found)
    _say(run, "Keeping what was found", len(parts), len(parts))
    run.register_version, run.inputs, run.vocabulary = version, stored.inputs, stored.vocabulary
    run.as_of, run.ages, run.method = str(stored.as_of), str(stored.ages), METHOD
    run.parts = told
    _keep(run, Linker(stored), found, now=now)


def _ask(part: Part, stored: Stored, before: dict[str, Any], found: Found) -> dict[str, Any]:
    """Ask a part what it finds, unless nothing that it reads has changed; what is told of it."""
    version = part.version(stored)
    if before.get("version") == version:
        return {**before, "asked": False}
    told = {"words": part.words, "version": version, "asked": True, "refused": ""}
    try:
        found[part.key] = part.find(stored)
    except SightlineError as refused:
        return told | {"version": "", "refused": str(refused), "found": before.get("found", 0)}
    except Exception:
        log.exception("nothing was found by %s", part.key)
        return told | {"version": "", "refused": BROKEN, "found": before.get("found", 0)}
    return told | {"found": len(found[part.key])}


def _last_parts() -> dict[str, dict[str, Any]]:
    last = FindingRun.objects.filter(state=RunState.DONE.value).first()
    return last.parts if last else {}


@transaction.atomic
def _keep(run: FindingRun, linker: Linker, found: Found, *, now: datetime) -> None:
    audit.hold_chain()
    if not FindingRun.objects.filter(pk=run.pk, state=RunState.WORKING.value).exists():
        # it was silent for so long that another may have kept newer findings since
        raise Refused(STOPPED)
    keeper = Keeper(run=run, links=linker, now=now, today=linker.stored.today)
    for key, findings in found.items():
        keeper.keep(key, findings)
    keeper.close_all_but(run.parts)
    keeper.write()
    there = Finding.objects.filter(gone_at=None).count()
    run.counts = {**keeper.counts, "there": there}
    run.state, run.made_at, run.told_at, run.step = RunState.DONE.value, now, now, ""
    run.done = run.steps
    run.save()
    audit.record("findings worked out", about=run, by=run.asked_by, at=now, after=run.counts)


def _say(run: FindingRun, words: str, done: int, steps: int) -> None:
    """Say how far it is, at once: the transaction that keeps what is found comes later."""
    run.step, run.done, run.steps, run.told_at = words[:200], done, steps, timezone.now()
    run.save(update_fields=["step", "done", "steps", "told_at"])


def _refuse(run_id: int, why: str) -> None:
    FindingRun.objects.filter(pk=run_id).update(state=RunState.REFUSED.value, refused=why)
