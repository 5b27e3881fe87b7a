"""What the records of some organisations were used for here: how far they count as reach."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.words import say_people
from sightline.exchange.vocabulary import read_vocabularies, themes
from sightline.service.gaps.models import GapRun, ReachPart
from sightline.service.pages.queries import PanelRow
from sightline.service.register.models import Activity


def gap_uses(organisations: frozenset[UUID]) -> Sequence[PanelRow]:
    """How many of their activities the newest run counted, in how many areas, for how many people.

    Nothing while no run has been made.
    """
    run = GapRun.objects.first()
    if run is None:
        return ()
    keys = Activity.objects.on_register().filter(organisation__in=organisations).values("pk")
    own = [str(row["pk"]) for row in keys]
    found = ReachPart.objects.filter(run=run, right_ages=True, activity__in=own).aggregate(
        activities=Count("activity", distinct=True),
        areas=Count("area", distinct=True),
        people=Sum("people_reached"),
    )
    theme = themes(read_vocabularies())[run.theme].name
    day = f"{localtime(run.made_at):%-d %B %Y}"
    return (
        PanelRow(
            f"Where is the gap? Worked out on {day}",
            reverse("gaps:where"),
            f"{found['activities']:,} of your {_count(len(own), 'activity', 'activities')} counted "
            f"in {_count(found['areas'], 'area', 'areas')}, as room for "
            f"{say_people(found['people'])} people a year ({theme}, ages {run.age_from} to "
            f"{run.age_to}).",
        ),
    )


def _count(number: int, one: str, many: str) -> str:
    """A number of things.

    >>> _count(1, "area", "areas"), _count(1200, "area", "areas")
    ('1 area', '1,200 areas')
    """
    return f"{number:,} {one if number == 1 else many}"
