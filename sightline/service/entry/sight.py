"""Who sees which drafts, who may write them, and which comments somebody may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.service.entry.models import Audience, Comment, Draft, State
from sightline.service.partners.queries import Voice, voice_of


def drafts_seen_by(viewer: Any) -> QuerySet[Draft]:
    """The drafts that somebody may see.

    What an organisation is still writing is its own alone: the unit sees it once it was sent. What
    the unit is still writing is the unit's alone: the organisation sees it once it was offered.
    """
    voice = voice_of(viewer)
    drafts = Draft.objects.select_related("organisation", "about__organisation")
    if voice.everyone:
        return drafts.exclude(state=State.WRITING, by_unit=False)
    own = drafts.filter(organisation__in=voice.organisations)
    return own.exclude(state=State.WRITING, by_unit=True)


def may_write(draft: Draft, voice: Voice) -> bool:
    """Whether somebody with that voice may change the answers of a draft that they see."""
    return draft.is_open_to_change and draft.by_unit == voice.everyone


def owner_of_draft(viewer: Any, draft_id: UUID) -> UUID | None:
    """The organisation of a draft; None if there is none that this viewer may see."""
    found = drafts_seen_by(viewer).filter(pk=draft_id).values_list("organisation_id", flat=True)
    return found.first()


def comments_read_by(viewer: Any, activity_id: UUID, organisation_id: UUID) -> QuerySet[Comment]:
    """The comments on one activity that somebody who sees it may read, oldest first."""
    comments = Comment.objects.filter(activity_id=activity_id).select_related("by")
    if voice_of(viewer).speaks_for(organisation_id):
        return comments
    # a reply has the audience of what it answers, and whoever began reads what is answered
    mine = Q(by_id=viewer.pk) | Q(answers_to__by_id=viewer.pk)
    return comments.filter(Q(audience=Audience.PARTNERSHIP) | mine)
