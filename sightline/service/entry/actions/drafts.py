"""Drafts begun, saved page by page, settled with what others saved, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.entry.actions.common import draft_to_write, keep, own_draft, refuse_stale
from sightline.service.entry.merging import CHOICES, differences, settle
from sightline.service.entry.models import Draft, State
from sightline.service.entry.questions import BY_STEP, LONGEST_ANSWER, SETTLED
from sightline.service.entry.reading import answer_reader, answers_about
from sightline.service.partners.models import Organisation
from sightline.service.partners.queries import voice_of
from sightline.service.register.actions import own_record


@transaction.atomic
def start_draft(*, organisation_id: UUID, key: UUID, by: User, now: datetime) -> UUID:
    """Begin to write down a new activity; the draft's key. The same form sent twice begins one."""
    audit.hold_chain()
    if (made := made_before(key, by=by)) is not None:
        return made
    voice = voice_of(by)
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound("There is no organisation with that number here.")
    if not voice.speaks_for(organisation.pk):
        raise NotAllowed(f"Only {organisation} and the unit may add what it does.")
    draft = Draft(key=key, organisation=organisation, by_unit=voice.everyone)
    return begin(draft, by=by, now=now)


def made_before(key: UUID, *, by: User) -> UUID | None:
    """The draft that this form made already; Conflict if the key is somebody else's."""
    found = Draft.objects.filter(key=key).first()
    if found is None:
        return None
    if found.made_by_id != by.pk:
        raise Conflict("This form was sent by somebody else already. Open it afresh.")
    return found.pk


def begin(draft: Draft, *, by: User, now: datetime, kind: str = "draft begun") -> UUID:
    """Keep a new draft, and record that it was begun."""
    draft.made_by = draft.changed_by = by
    draft.made_at = draft.changed_at = now
    draft.save(force_insert=True)
    about = None if draft.about_id is None else str(draft.about_id)
    after = {"organisation": draft.organisation.name, "about": about, "state": draft.state}
    audit.record(kind, about=draft, by=by, at=now, after=after)
    return draft.pk


@transaction.atomic
def begin_change(*, activity_id: UUID, by: User, now: datetime, today: date) -> UUID:
    """Begin to say what is different about an activity, from what the register says now.

    A change that was begun and not sent yet is gone on with: the draft's key.
    """
    audit.hold_chain()
    record = own_record(activity_id, by=by)
    by_unit = voice_of(by).everyone
    begun = Draft.objects.filter(about=record, based_on__isnull=False, by_unit=by_unit)
    states = [State.WRITING, State.SENT_BACK, State.WAITING]
    if (open_one := begun.filter(state__in=states).first()) is not None:
        return open_one.pk
    answers = answers_about(record.facts(), answer_reader(today))
    draft = Draft(
        key=uuid4(),  # what makes a change once is the look for one that is open, above
        organisation=record.organisation,
        about=record,
        based_on=record.version,
        base=answers,
        answers=answers,
        by_unit=by_unit,
    )
    return begin(draft, by=by, now=now)


@transaction.atomic
def save_step(
    *,
    draft_id: UUID,
    step: str,
    given: Mapping[str, str | None],
    version: int,
    by: User,
    now: datetime,
) -> None:
    """Keep the answers of one page, right or wrong; None takes an answer away.

    StaleDraft if a colleague saved other answers since that version. The same answers sent twice
    are kept once.
    """
    draft = draft_to_write(draft_id, by=by)
    _check_answers(draft, step, given)
    changed = {name: text for name, text in given.items() if draft.answers.get(name) != text}
    if not changed and draft.step == step:
        return
    if changed:
        refuse_stale(draft, version)
    for heading, text in changed.items():
        if text is None:
            draft.answers.pop(heading)
        else:
            draft.answers[heading] = text
    draft.step = step
    keep(draft, "draft saved", by=by, now=now)


def _check_answers(draft: Draft, step: str, given: Mapping[str, str | None]) -> None:
    """What comes in must be answers to what is asked on that page."""
    asked = {question.heading for question in BY_STEP[step].questions} if step in BY_STEP else set()
    if not asked.issuperset(given):
        raise BadInput("The form has answers that nobody asked for.")
    if not draft.is_new and not set(given).isdisjoint(SETTLED):
        raise BadInput("The reference of an activity on the register stays as it is.")
    for text in given.values():
        if text is not None and ("\x00" in text or len(text) > LONGEST_ANSWER):
            raise BadInput(f"An answer is longer than {LONGEST_ANSWER:,} characters.")


@transaction.atomic
def settle_draft(
    *,
    draft_id: UUID,
    choices: Mapping[str, str],
    version: int,
    record_version: int,
    by: User,
    now: datetime,
    today: date,
) -> None:
    """Go on from what the register says now, with mine or theirs as chosen for each question.

    choices: for every question that the two answer differently; silence settles nothing. Conflict
    if the register or the draft changed once more: then there is more to choose, and nothing is
    lost.
    """
    draft = draft_to_write(draft_id, by=by)
    record = draft.about
    if draft.based_on is None or record is None:
        raise BadInput("This draft changes no activity, so there is nothing to settle.")
    refuse_stale(draft, version)
    if record.version != record_version:
        raise Conflict(f"{record} was changed once more. Look at both versions again.")
    theirs = answers_about(record.facts(), answer_reader(today))
    found = differences(base=draft.base, theirs=theirs, mine=draft.answers)
    if unsaid := [each.heading for each in found if choices.get(each.heading) not in CHOICES]:
        raise BadInput(f"Nothing was chosen for {', '.join(unsaid)}. Choose for each question.")
    asked = [each.heading for each in found]
    draft.answers = settle(theirs=theirs, mine=draft.answers, choices=choices, asked=asked)
    draft.base, draft.based_on = theirs, record.version
    keep(draft, "draft settled with the register", by=by, now=now)


@transaction.atomic
def throw_away(*, draft_id: UUID, by: User, now: datetime) -> None:
    """Throw a draft away. What was on the register stays as it is."""
    draft = own_draft(draft_id, by=by)
    if not (draft.state == State.DECLINED and voice_of(by).everyone):
        draft = draft_to_write(draft_id, by=by)
    before = {"organisation": draft.organisation.name, "state": draft.state}
    audit.record("draft thrown away", about=draft, by=by, at=now, before=before)
    draft.delete()
