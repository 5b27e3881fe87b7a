"""Answers turned into an activity by the reader of the sheet, and an activity into answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sightline.analysis import provision
from sightline.exchange.activities import AnswerReader, Told
from sightline.service.entry.models import Draft
from sightline.service.entry.questions import QUESTIONS, kept_answers
from sightline.service.partners.names import plain
from sightline.service.places import queries as places
from sightline.service.register.models import Activity
from sightline.service.register.queries.words import vocabularies


def answer_reader(today: date) -> AnswerReader:
    """The reader, with the areas and postcodes of this county."""
    return AnswerReader(
        vocabularies=vocabularies(),
        areas=places.areas(),
        postcodes=places.PostcodeBook(),
        today=today,
    )


def read_draft(
    draft: Draft, *, reader: AnswerReader, today: date, given: Mapping[str, str] | None = None
) -> Told:
    """What a draft tells of, with answers given in place of those kept, if any.

    Whoever writes it down today says that it is right today. Without a reference of its own it has
    one made from the draft's key, which no other activity can have.
    """
    answers = dict(draft.answers if given is None else given)
    answers["organisation"] = draft.organisation.name
    answers["reference"] = reference_of(draft, answers)
    answers["confirmed_on"] = today.isoformat()
    return reader.read(answers)


def reference_of(draft: Draft, answers: Mapping[str, str]) -> str:
    """The reference of the activity that a draft changes or would add."""
    if draft.based_on is not None and draft.about is not None:
        return str(draft.about.reference)
    return answers.get("reference", "") or f"entered-{draft.pk.hex[:16]}"


def answers_about(activity: provision.Activity, reader: AnswerReader) -> dict[str, str]:
    """What an activity says, as answers to what is asked."""
    told = reader.answers_of(activity)
    return kept_answers({heading: told[heading] for heading in QUESTIONS})


def is_reference_taken(draft: Draft, reference: str) -> bool:
    """Whether a new activity would have the reference of another of its organisation.

    References are compared as the register compares them: it would take the two for one.
    """
    own = Activity.objects.filter(organisation_id=draft.organisation_id)
    references = own.values_list("reference", flat=True)
    return draft.is_new and plain(reference) in {plain(each) for each in references}
