"""What people did on the register of the demonstration: each through the rooms' own actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from sightline.service.deliveries.actions import Held, record_delivery
from sightline.service.demonstration.hospital import give_hospital_data
from sightline.service.demonstration.people import (
    OWN,
    Cast,
    describe_organisations,
    describe_own,
    key_of,
)
from sightline.service.duplicates.actions import decide, look_again
from sightline.service.duplicates.models import Pair, State
from sightline.service.entry.actions import (
    add_comment,
    begin_change,
    offer_activity,
    save_step,
    start_draft,
)
from sightline.service.entry.models import Audience, Draft
from sightline.service.freshness.actions import name_owner
from sightline.service.register.actions import GroupFacts, record_activity, save_group
from sightline.service.register.models import Activity, ThematicGroup
from sightline.service.watching.actions import watch
from sightline.service.watching.models import WatchKind

DISTRICT = "Quillhaven"
HELD, MONTHLY = (
    "Lamplight Streets",
    "Parents' Kettle",
)  # of their own activities, by their beginning
TWIN = "Ring of Tales Boxing"  # the pair that is left for you to decide starts so
CHANGED = "Places came free after a house move."
WROTE = {
    "name": {"activity": "Lamp Room Homework Club (fictional)"},
    "what": {"themes": "violence"},
    "who": {"age_from": "10", "age_to": "14", "open_to": "everyone"},
}
OFFERED = {
    "activity": "Harbour Fables Evenings (fictional)",
    "themes": "violence",
    "age_from": "10",
    "age_to": "17",
}


# Made up for the demonstration: no published text names the groups of a partnership. What each
# looks after, and the beginning of the name of one of their own activities.
GROUPS = {
    "Early Chapters (fictional)": ("Families, and the years before school.", "Parents' Kettle"),
    "Safe Pages (fictional)": ("Schools, and the way there and back.", "Walk With Me Mentors"),
    "Lantern Streets (fictional)": ("Streets, parks and the evening.", "Lamplight Streets"),
    "Sheathed (fictional)": ("Knives and other weapons.", "Blades in the Bin"),
}


def is_told() -> bool:
    """Whether all this was done before."""
    return Draft.objects.filter(key=key_of("offer")).exists()


@transaction.atomic
def tell(cast: Cast, *, now: datetime, today: date) -> None:
    """Do it all, or nothing of it. today: the day on which the county stands still."""
    describe_organisations(cast, now=now)
    describe_own(cast, now=now)
    _group(cast, now=now)
    _watch(cast, now=now, today=today)
    _write(cast, now=now, today=today)
    _deliver(cast, now=now, today=today)
    _talk(cast, now=now)
    _look_monthly(cast, now=now)
    _change_nearby(cast, now=now)
    look_again(now=now)
    _decide_a_pair(cast, now=now)
    give_hospital_data(cast, now=now, today=today)


def _own(name: str) -> Activity:
    found: Activity = Activity.objects.get(organisation__name=OWN, name__startswith=name)
    return found


def _group(cast: Cast, *, now: datetime) -> None:
    """Four groups of the partnership, each with an activity of their own that it looks after."""
    for name, (meaning, activity) in GROUPS.items():
        facts = GroupFacts(name, meaning, starts_on=date(2025, 4, 1))
        save_group(group_id=key_of(name), version=None, facts=facts, by=cast.unit, now=now)
        record = _own(activity)
        record_activity(
            replace(record.facts(), thematic_group=ThematicGroup.objects.get(name=name).code),
            by=cast.lead,
            now=now,
            version=record.version,
            reason=f"{name} looks after it.",
        )


def _watch(cast: Cast, *, now: datetime, today: date) -> None:
    """What people want to be told of, before anything else changes."""
    wanted = (
        (cast.lead, WatchKind.STRAND, "knife-crime"),
        (cast.analyst, WatchKind.QUESTION, "approach=mentoring&ages=10-17"),
        (cast.commissioner, WatchKind.STRAND, "county-lines"),
        (cast.board, WatchKind.ORGANISATION, str(cast.own.pk)),
        (cast.unit, WatchKind.THEME, "exploitation"),
    )
    for user, kind, target in wanted:
        watch(kind=kind, target=target, by=user, now=now, today=today)


def _write(cast: Cast, *, now: datetime, today: date) -> None:
    """A draft that is half done, a change that is begun, and an offer of the unit."""
    draft = start_draft(organisation_id=cast.own.pk, key=key_of("draft"), by=cast.lead, now=now)
    for step, given in WROTE.items():
        version = Draft.objects.get(pk=draft).version
        save_step(draft_id=draft, step=step, given=given, version=version, by=cast.lead, now=now)
    begin_change(activity_id=_own(HELD).pk, by=cast.editor, now=now, today=today)
    offer_activity(
        organisation_id=cast.own.pk,
        answers=OFFERED,
        words="Nothing reaches Harbour Fables in Yarnmouth, and your street team is near enough.",
        key=key_of("offer"),
        by=cast.unit,
        now=now,
    )


def _deliver(cast: Cast, *, now: datetime, today: date) -> None:
    """Three evenings of one activity, one of them without a count, and who looks after it."""
    club = _own(HELD)
    name_owner(activity_id=club.pk, user_id=cast.editor.pk, by=cast.lead, now=now)
    evenings: tuple[tuple[int, int | None, dict[str, int]], ...] = (
        (21, 14, {"10 to 13": 9, "14 to 17": 5}),
        (14, 17, {"10 to 13": 11}),
        (7, None, {}),
    )
    for days, people, groups in evenings:
        record_delivery(
            activity_id=club.pk,
            held=Held(today - timedelta(days=days), "The Lamp Room", people, groups),
            entry_key=key_of(f"evening {days}"),
            by=cast.editor,
            now=now,
            today=today,
        )


def _talk(cast: Cast, *, now: datetime) -> None:
    """A question of the analyst and its answer, read by the whole partnership."""
    about = _own("Walk With Me Mentors").pk
    asked = add_comment(
        activity_id=about,
        text="Do the people waiting live in the district, or in Chapterfield too?",
        audience=Audience.PARTNERSHIP,
        key=key_of("question"),
        by=cast.analyst,
        now=now,
    )
    add_comment(
        activity_id=about,
        text="In both. Half of them came through the school in Chapterfield.",
        audience=Audience.PARTNERSHIP,
        key=key_of("answer"),
        by=cast.lead,
        now=now,
        answers_to=asked,
    )


def _look_monthly(cast: Cast, *, now: datetime) -> None:
    """One record is to be confirmed every month, and so is due."""
    record = _own(MONTHLY)
    record_activity(
        replace(record.facts(), confirm_every_months=1),
        by=cast.lead,
        now=now,
        version=record.version,
        reason="We want to look at it every month.",
    )


def _change_nearby(cast: Cast, *, now: datetime) -> None:
    """What others changed: it shows at home of whoever watches it, or is near it."""
    near = Activity.objects.on_register().filter(
        name__endswith=DISTRICT, strand="knife-crime", status="current"
    )
    for record in near.exclude(organisation=cast.own).order_by("reference")[:2]:
        facts = record.facts()
        record_activity(
            replace(facts, places_free=(facts.places_free or 0) + 3),
            by=cast.unit,
            now=now,
            version=record.version,
            reason=CHANGED,
        )


def _decide_a_pair(cast: Cast, *, now: datetime) -> None:
    """One likely pair is told apart; the one that was planted is left open for you."""
    for pair in Pair.objects.filter(state=State.OPEN, kind="activity"):
        names = Activity.objects.filter(pk__in=(pair.first, pair.second))
        if not any(each.name.startswith(TWIN) for each in names):
            decide(
                pair_id=pair.pk,
                decision=State.DIFFERENT,
                by=cast.unit,
                now=now,
                reason="Two teams of one programme, each at an address of its own.",
            )
            return
