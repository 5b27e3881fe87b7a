"""What is done for a draft: its numbers are brought up to date, and who took it is kept."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from sightline.errors import Refused
from sightline.service.assessment.asking import Asked, county_of, theme_of
from sightline.service.audit.actions import record
from sightline.service.gaps.actions import refresh_gaps
from sightline.service.need.actions import refresh_need
from sightline.service.pages.downloads import Download

DOWNLOADED = "needs assessment downloaded"


def prepare(asked: Asked, *, now: datetime) -> None:
    """Work out anew what has changed: the gaps, and need for each theme that records measure.

    A theme that cannot be measured is left as it is: the draft says why. NotFound without a county.
    """
    county = county_of()
    refresh_gaps(now=now)
    for code in asked.themes:
        try:
            refresh_need(
                theme=theme_of(code),
                ages=asked.age_range,
                as_of=county.as_of,
                county=county.name,
                now=now,
            )
        except Refused:
            continue


@transaction.atomic
def log_download(asked: Asked, *, file: Download, by: Any, now: datetime) -> None:
    """Keep who took a draft, of what, and which bytes: a draft goes where no sign-in follows."""
    record(
        DOWNLOADED,
        about=by,
        by=by,
        at=now,
        after={
            "file": file.name,
            "themes": list(asked.themes),
            "ages": asked.ages,
            "sha256": sha256(file.content).hexdigest(),
        },
    )
