"""The unit offers an activity to an organisation, which adopts it or declines, with words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.entry.actions.common import check_unit, keep, own_draft, plain_words
from sightline.service.entry.actions.drafts import begin, made_before
from sightline.service.entry.actions.sending import tell
from sightline.service.entry.models import Draft, State
from sightline.service.entry.questions import QUESTIONS
from sightline.service.pages.mail import absolute
from sightline.service.partners.models import Membership, Organisation
from sightline.service.partners.queries import voice_of


@transaction.atomic
def offer_activity(
    *,
    organisation_id: UUID,
    answers: Mapping[str, str],
    words: str,
    key: UUID,
    by: User,
    now: datetime,
) -> UUID:
    """Propose an activity to an organisation; the draft's key. The same form offers it once."""
    check_unit(by)
    audit.hold_chain()
    if (made := made_before(key, by=by)) is not None:
        return made
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound("There is no organisation with that number here.")
    if not answers.get("activity", "").strip() or not set(answers) <= set(QUESTIONS):
        raise BadInput("activity: found no name, wanted what is offered. Give it a name.")
    draft = Draft(
        key=key,
        organisation=organisation,
        answers=dict(answers),
        state=State.OFFERED,
        offered_by=by,
        words=plain_words(words, wanted="why it is offered to them"),
    )
    begin(draft, by=by, now=now, kind="activity offered")
    address = absolute(reverse("entry:offer", args=[draft.pk]))
    for member in Membership.objects.filter(organisation=organisation).select_related("user"):
        tell(
            member.user,
            f"An activity is offered to {organisation}: {draft}",
            f"The unit proposes an activity to {organisation}, and writes:\n\n{draft.words}\n\n"
            f"Adopt it and make it your own, or decline:\n\n{address}",
        )
    return draft.pk


@transaction.atomic
def adopt(*, draft_id: UUID, by: User, now: datetime) -> None:
    """Make an offered activity the organisation's own draft to complete; a second time is fine."""
    draft = _offered_to(draft_id, by=by)
    if draft.state == State.WRITING and draft.offered_by_id is not None:
        return
    _refuse_unless_offered(draft)
    draft.state = State.WRITING
    keep(draft, "offer adopted", by=by, now=now)


@transaction.atomic
def decline(*, draft_id: UUID, words: str, by: User, now: datetime) -> None:
    """Say no to an offered activity, and why."""
    draft = _offered_to(draft_id, by=by)
    _refuse_unless_offered(draft)
    draft.words = plain_words(words, wanted="why it is declined")
    draft.state = State.DECLINED
    keep(draft, "offer declined", by=by, now=now, reason=draft.words)
    tell(
        draft.offered_by,
        f"{draft.organisation} declined: {draft}",
        f"{draft.organisation} declined the activity that was offered, and writes:\n\n"
        f"{draft.words}\n\n{absolute(reverse('entry:queue'))}",
    )


def _offered_to(draft_id: UUID, *, by: User) -> Draft:
    draft = own_draft(draft_id, by=by)
    if draft.organisation_id not in voice_of(by).organisations:
        raise NotAllowed(f"Only {draft.organisation} may take up what is offered to it.")
    return draft


def _refuse_unless_offered(draft: Draft) -> None:
    if draft.state != State.OFFERED:
        raise Conflict(f"{draft} is no longer on offer: {draft.get_state_display()}.")
