"""Who sees which drafts and comments, who may write them, and what is looked over first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.service.entry.models import Audience, Comment, Draft, Moderation, Scope, State
from sightline.service.partners.queries import Voice, voice_of

# The answers that tell where an activity is; and the one that says it need not stay hidden.
PLACE = frozenset({"postcode", "areas_served", "delivery_area", "latitude", "longitude"})
NO = "no"


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


def answered(draft: Draft, headings: Iterable[str]) -> tuple[str, ...]:
    """Those of the headings under which a draft, or the record that it changes, says anything."""
    told = (draft.answers, draft.base)
    return tuple(name for name in headings if any(said.get(name) for said in told))


def tells_hidden_place(draft: Draft, shown: Collection[str], viewer: Any) -> bool:
    """Whether a page tells somebody outside where a hidden site is. shown: headings with answers.

    Its own organisation knows, and so does whoever of the unit wrote a new one down last.
    """
    is_own = draft.organisation_id in voice_of(viewer).organisations
    if is_own or (draft.is_new and draft.by_unit and draft.changed_by_id == viewer.pk):
        return False
    told = (draft.answers, draft.base)
    is_hidden = any(said.get("sensitive_site", "") not in ("", NO) for said in told)
    is_hidden = is_hidden or (draft.about is not None and draft.about.sensitive_site)
    return is_hidden and not PLACE.isdisjoint(shown)


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


def scope_now() -> Scope:
    """What is looked over before publication: nothing, unless the unit chose otherwise."""
    row = Moderation.objects.filter(id=1).first()
    return Scope(row.scope) if row else Scope.NOTHING


def must_wait(draft: Draft) -> bool:
    """Whether the unit looks a draft over, once it is sent, before others see what it says."""
    return not draft.by_unit and is_in_scope(draft.is_new)


def is_in_scope(is_new: bool) -> bool:
    """Whether the unit looks over what partners send: a new activity, or a change of one."""
    scope = scope_now()
    return scope is Scope.EVERYTHING or (scope is Scope.NEW and is_new)
