"""The few numbers that matter, for the home page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localtime

from sightline.analysis.gaps import count_short
from sightline.analysis.words import say_people, say_share
from sightline.service.gaps.models import GapRun
from sightline.service.gaps.queries.answers import Answer, kept_answer
from sightline.service.need import queries as need
from sightline.service.pages.queries import Figure, Lack


def home_figures(_viewer: Any) -> Sequence[Figure | Lack]:
    """Areas with a gap, incidents, silent partners; without a report, the incidents alone."""
    if not GapRun.objects.exists():
        return []
    answer = kept_answer()
    if not answer.run.reported:
        return [_incidents(answer)]
    return [_areas_with_a_gap(answer), _incidents(answer), _silence(answer)]


def _areas_with_a_gap(answer: Answer) -> Figure:
    short = count_short(answer.table)
    return Figure(
        label="Areas where too few are reached",
        value=f"{short.areas:,}",
        unit=f"of {len(answer.table):,} areas",
        period=f"{answer.run.ages_words.capitalize()}, {answer.run.period}",
        source="police records; the activity register",
        freshness=_made(answer),
        sureness=f"Between {short.fewest:,} and {short.most:,}; policy: {answer.policy.words}",
        route="gaps:where",
    )


def _incidents(answer: Answer) -> Figure:
    run, source = answer.run, need.sources().get("police")
    incidents = need.incidents_in_all(categories=run.theme.police_categories, months=run.months)
    return Figure(
        label=f"Incidents of {run.theme.name[:1].lower()}{run.theme.name[1:]}",
        value=say_people(incidents),
        unit=f"in {len(answer.table):,} areas",
        period=run.period,
        source=source.source if source else "not supplied",
        freshness=f"loaded on {source.loaded_on:%-d %B %Y}" if source else "not supplied",
        sureness=f"Counted: {'; '.join(run.theme.police_categories)}. "
        "What nobody told the police is not in it.",
        route="need:release",
    )


def _silence(answer: Answer) -> Figure:
    run = answer.run
    share = run.partners_silent / run.partners_known if run.partners_known else None
    return Figure(
        label="Partners who have not reported lately",
        value=say_share(share),
        unit=f"{run.partners_silent:,} of {run.partners_known:,} partners",
        period=f"Six months to {run.as_of.words}",
        source="the activity register",
        freshness=_made(answer),
    )


def _made(answer: Answer) -> str:
    return f"worked out on {localtime(answer.run.made_at):%-d %B %Y}"
