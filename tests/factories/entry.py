"""Drafts, pages of answers as a browser sends them, and comments."""

from __future__ import annotations

import uuid
from typing import Any

from factories.register import NOW, OTHER, TODAY, TRUST, club, organisation_of

from sightline.service.accounts.models import User
from sightline.service.entry import actions
from sightline.service.entry.models import Audience, Draft
from sightline.service.entry.queries import step_page
from sightline.service.entry.questions import STEPS
from sightline.service.register.actions import import_rows

# What a hurried partner fills in: the answers that are needed, and no more.
FILLED: dict[str, dict[str, Any]] = {
    "name": {"activity": "Evening football"},
    "what": {"themes": ["violence"]},
    "who": {"age_from": "11", "age_to": "18", "open_to": "everyone"},
    "where": {"postcode": "ZZ1 1AB", "sensitive_site": "no", "areas_served": ["X07000002"]},
    "when": {"status": "current", "funded_until": "31/03/2027"},
    "how-many": {"people_a_year": "40"},
}
ANSWERS = {
    heading: "; ".join(said) if isinstance(said, list) else said
    for page in FILLED.values()
    for heading, said in page.items()
}


def draft_of(by: User, organisation: str = TRUST, **answers: str | None) -> Draft:
    """A draft with every needed answer, but for what is given instead; None takes one away."""
    key = actions.start_draft(
        organisation_id=organisation_of(organisation).pk, key=uuid.uuid4(), by=by, now=NOW
    )
    told = {**ANSWERS, **answers}
    for step in STEPS:
        given = {
            each.heading: told[each.heading] for each in step.questions if told.get(each.heading)
        }
        save(by, key, step.name, **given)
    return Draft.objects.get(pk=key)


def save(by: User, draft_id: uuid.UUID, step: str, **given: str | None) -> None:
    """Save answers of a page as somebody who has just opened it."""
    page = step_page(viewer=by, draft_id=draft_id, step=step, to_check=False)
    actions.save_step(
        draft_id=draft_id, step=step, given=given, version=page.version, by=by, now=NOW
    )


def send(by: User, draft_id: uuid.UUID) -> Draft:
    """Send a draft as somebody who has just looked at its answers."""
    version = Draft.objects.get(pk=draft_id).version
    return actions.send_draft(draft_id=draft_id, version=version, by=by, now=NOW, today=TODAY)


def change_of(by: User, activity_id: uuid.UUID) -> Draft:
    """A change of an activity, just begun."""
    key = actions.begin_change(activity_id=activity_id, by=by, now=NOW, today=TODAY)
    return Draft.objects.get(pk=key)


def comment_of(
    by: User,
    activity_id: uuid.UUID,
    text: str = "Is Thursday right?",
    audience: Audience = Audience.PARTNERSHIP,
    answers_to: uuid.UUID | None = None,
) -> uuid.UUID:
    """A comment on a record."""
    return actions.add_comment(
        activity_id=activity_id,
        text=text,
        audience=audience,
        key=uuid.uuid4(),
        by=by,
        now=NOW,
        answers_to=answers_to,
    )


def fill_register() -> None:
    """So many activities that it can be told which words are rare, and so who is alike."""
    names = "Amber Birch Cedar Delta Ember Fable Garnet Hazel Iris Jade Kelp Linden".split()
    others = [
        club(reference=f"N-{number}", name=f"{name} circle", organisation=OTHER)
        for number, name in enumerate(names)
    ]
    import_rows(others, by=None, now=NOW)
