"""What home tells of what somebody watches."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sightline.service.accounts.policy import PARTNERSHIP, role_of
from sightline.service.pages.queries import Panel, PanelRow
from sightline.service.register.queries import day_of_pages
from sightline.service.watching.changes import Change, Watched
from sightline.service.watching.models import Watch, Watcher

MOST_CHANGES, MOST_ENDINGS = 5, 3


def home_panel(viewer: Any) -> Panel | None:
    """What others changed near the viewer since they signed in before, and what ends soon there."""
    if role_of(viewer) not in PARTNERSHIP:
        return None
    page = reverse("watching:watching")
    if not Watch.objects.filter(user=viewer).exists():
        return Panel(
            heading="What changed near you",
            rows=(),
            nothing="You watch nothing yet. Watch an activity, an organisation, a district or a "
            "theme, and you are told here and by mail when it changes or is about to end.",
            more="Choose what to watch",
            more_address=page,
        )
    watched = Watched(viewer, today=day_of_pages())
    watcher = Watcher.objects.filter(user=viewer).first()
    changes = watched.changes(after=watcher.before_event if watcher else 0)
    endings = watched.coming_ends()
    rows = [_row(change) for change in changes[:MOST_CHANGES]]
    rows += [
        PanelRow(ending.name, ending.address, f"{ending.organisation}: {ending.words}")
        for ending in endings[:MOST_ENDINGS]
    ]
    return Panel(
        heading="What changed near you",
        rows=tuple(rows),
        nothing="Nothing that you watch has changed since you signed in before, and nothing of it "
        "ends within 90 days.",
        more=f"All that you watch: {len(changes):,} changed, {len(endings):,} "
        f"end{'s' if len(endings) == 1 else ''} within 90 days",
        more_address=page,
    )


def _row(change: Change) -> PanelRow:
    told = "; ".join([change.what, *change.told])
    return PanelRow(change.name, change.address, f"{change.organisation}: {told}")
