"""What each run read and found, how far one is, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from sightline.analysis.findings import what_changed
from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotFound
from sightline.service.accounts.policy import may_open
from sightline.service.findings.models import Finding, FindingRun, RunState, Snapshot
from sightline.service.findings.progress import SILENT, STOPPED
from sightline.service.findings.queries.words import KINDS
from sightline.service.findings.sight import Veil, findings_seen
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.register.queries import day_of_pages
from sightline.service.register.queries.record import say_time

ON_A_PAGE, REFRESH_SECONDS, MOST_LINES = 25, 3, 200
UNDER_WAY = (RunState.WAITING.value, RunState.WORKING.value)


@dataclass(frozen=True)
class RunLine:
    """One run in the list."""

    words: str
    address: str
    came_to: str


@dataclass(frozen=True)
class RunsPage:
    """Every run, newest first."""

    lines: tuple[RunLine, ...]
    pages: Pages | None
    work_out_address: str


@dataclass(frozen=True)
class DiffLine:
    """One finding that differs, and how."""

    title: str
    kind: str
    address: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class DiffGroup:
    """Findings that differ in the same way."""

    heading: str
    lines: tuple[DiffLine, ...]
    more: str


@dataclass(frozen=True)
class PartLine:
    """What one finder was asked about one theme."""

    words: str
    asked: str
    found: str


@dataclass(frozen=True)
class RunPage:
    """One run: how far it is, or what it read and found since an earlier one."""

    heading: str
    is_under_way: bool
    refresh_seconds: int
    step: str
    done: int
    steps: int
    refused: str
    read: tuple[tuple[str, str], ...]
    parts: tuple[PartLine, ...]
    since: str
    earlier: tuple[tuple[int, str, bool], ...]  # runs it can be compared with
    groups: tuple[DiffGroup, ...]
    moved_a_little: str
    runs_address: str
    inbox_address: str


def runs_page(*, viewer: Any, page: int) -> RunsPage:
    """The runs, and the way to another one for who may."""
    count = FindingRun.objects.count()
    last = max(1, -(-count // ON_A_PAGE))
    here = min(page, last)
    shown = FindingRun.objects.all()[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]
    address = reverse("findings:runs")
    return RunsPage(
        lines=tuple(_line(run) for run in shown),
        pages=make_pages(here=here, last=last, address=lambda number: f"{address}?page={number}"),
        work_out_address=(
            reverse("findings:work_out") if may_open(viewer, "findings:work_out") else ""
        ),
    )


def run_page(*, viewer: Any, run_id: int, since: int | None, now: datetime) -> RunPage:
    """One run against an earlier one, the one before it if none is named; NotFound of none."""
    run = _run(run_id)
    before = FindingRun.objects.filter(pk__lt=run.pk, state=RunState.DONE.value)
    base = before.first() if since is None else before.filter(pk=since).first()
    if since is not None and base is None:
        raise NotFound("There is no such run before this one.")
    is_done = run.state == RunState.DONE
    groups, little = _differences(run, base, viewer) if is_done and base else ((), 0)
    return RunPage(
        heading=f"Run {run.pk}: {run.get_state_display().lower()}",
        is_under_way=run.state in UNDER_WAY and now - run.told_at <= SILENT,
        refresh_seconds=REFRESH_SECONDS,
        step=run.step or "It is about to begin.",
        done=run.done,
        steps=run.steps,
        refused=_refused(run, now),
        read=tuple(_read(run)) if is_done else (),
        parts=tuple(_parts(run.parts)),
        since=f"Since run {base.pk} of {say_time(base.made_at)}" if base else _say_first(run),
        earlier=tuple(
            (
                one.pk,
                f"Run {one.pk}, {say_time(one.made_at)}",
                base is not None and one.pk == base.pk,
            )
            for one in before[:ON_A_PAGE]
        ),
        groups=groups,
        moved_a_little=_say_little(little),
        runs_address=reverse("findings:runs"),
        inbox_address=reverse("findings:inbox"),
    )


def _run(run_id: int) -> FindingRun:
    run = FindingRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound("There is no run with that number.")
    return run


def _refused(run: FindingRun, now: datetime) -> str:
    if run.state in UNDER_WAY and now - run.told_at > SILENT:
        return STOPPED
    return run.refused


def _line(run: FindingRun) -> RunLine:
    return RunLine(
        f"Run {run.pk}, {say_time(run.made_at or run.asked_at)}",
        reverse("findings:run", args=[run.pk]),
        run.refused or _came_to(run.counts) or run.get_state_display(),
    )


def _came_to(counts: Mapping[str, int]) -> str:
    words = {"there": "there", "new": "new", "returned": "came back", "changed": "changed",
             "closed": "gone"}  # fmt: skip
    return ", ".join(f"{counts[name]:,} {said}" for name, said in words.items() if name in counts)


def _read(run: FindingRun) -> Iterable[tuple[str, str]]:
    yield "Asked by", str(run.asked_by or "the service")
    yield "Data to", run.as_of or NOT_SUPPLIED
    yield "Ages", run.ages or NOT_SUPPLIED
    yield "Register", run.register_version
    yield "Files read", f"{sum(len(files) for files in run.inputs.values()):,}"
    yield "Vocabulary", run.vocabulary[:12]
    yield "Method", run.method


def _parts(parts: Mapping[str, Mapping[str, Any]]) -> Iterable[PartLine]:
    for told in parts.values():
        asked = "asked" if told["asked"] else "not asked: nothing that it reads had changed"
        yield PartLine(told["words"], told["refused"] or asked, f"{told.get('found', 0):,}")


def _differences(
    run: FindingRun, base: FindingRun, viewer: Any
) -> tuple[tuple[DiffGroup, ...], int]:
    """What is new, gone, back or changed between two runs, and how many moved too little to say."""
    after = Snapshot.objects.filter(run__lte=run.pk, run__gt=base.pk)
    last = {one.finding_id: one for one in after}  # in the order of runs: the last of each stays
    found, veil = findings_seen(viewer, day_of_pages()).in_bulk(list(last)), Veil(viewer)
    was = _contents(list(last), base)
    groups: dict[str, list[DiffLine]] = {"New": [], "Gone": [], "Changed": []}
    little = 0
    for key, snapshot in last.items():
        old, new, finding = was.get(key), snapshot.content, found.get(key)
        if (old is None and new is None) or finding is None or not veil.shows(finding):
            continue
        if old is not None and new is not None:
            why = what_changed(old["facts"], new["facts"])
            little += not why
            if why:
                groups["Changed"].append(_diff(finding, why))
        else:
            why = (
                tuple(snapshot.why)
                if new
                else (f"It went away: {finding.content['goes_away_when']}",)
            )
            groups["New" if new else "Gone"].append(_diff(finding, veil.sentences(finding, why)))
    return tuple(_group(name, lines) for name, lines in groups.items()), little


def _contents(keys: list[Any], base: FindingRun) -> dict[Any, Any]:
    """What each finding was in a run, None where it was not there."""
    rows = Snapshot.objects.filter(run__lte=base.pk, finding__in=keys).order_by("run_id")
    return dict(rows.values_list("finding_id", "content"))


def _diff(finding: Finding, why: tuple[str, ...]) -> DiffLine:
    address = reverse("findings:finding", args=[finding.pk])
    return DiffLine(finding.title, KINDS[finding.kind], address, why)


def _group(name: str, lines: list[DiffLine]) -> DiffGroup:
    lines.sort(key=lambda line: (line.kind, line.title))
    more = len(lines) - MOST_LINES
    return DiffGroup(
        f"{name} ({len(lines):,})",
        tuple(lines[:MOST_LINES]),
        f"and {more:,} more" if more > 0 else "",
    )


def _say_first(run: FindingRun) -> str:
    return f"It was the first, so all of it was new: {run.counts.get('there', 0):,} findings."


def _say_little(count: int) -> str:
    if not count:
        return ""
    others = "1 other" if count == 1 else f"{count:,} others"
    return f"{others} moved too little to be called a change."
