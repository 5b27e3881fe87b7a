"""What every change of a draft needs: the draft, held; the change, kept and recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role, User
from sightline.service.accounts.policy import role_of
from sightline.service.audit import actions as audit
from sightline.service.entry.models import LONGEST_WORDS, Draft
from sightline.service.entry.sight import drafts_seen_by, may_write
from sightline.service.partners.queries import voice_of


class StaleDraft(Conflict):
    """A colleague saved the same draft after it was opened here."""


def own_draft(draft_id: UUID, *, by: User) -> Draft:
    """A draft that somebody sees, with its turn at the chain held; NotFound if there is none."""
    audit.hold_chain()
    found = drafts_seen_by(by).filter(pk=draft_id).first()
    if found is None:
        raise NotFound("There is no draft of yours at this address. It may have been thrown away.")
    return found


def draft_to_write(draft_id: UUID, *, by: User) -> Draft:
    """A draft whose answers somebody may change now: Conflict if it is past that."""
    draft = own_draft(draft_id, by=by)
    if draft.is_open_to_change and not may_write(draft, voice_of(by)):
        raise NotAllowed("This draft is somebody else's to write.")
    if not draft.is_open_to_change:
        raise Conflict(f"{draft} can no longer be changed here: {draft.get_state_display()}.")
    return draft


def refuse_stale(draft: Draft, version: int) -> None:
    """StaleDraft if it is no longer the version that was looked at."""
    if draft.version != version:
        raise StaleDraft(f"{draft} was saved by a colleague after you opened it.")


def keep(draft: Draft, kind: str, *, by: User, now: datetime, reason: str = "") -> None:
    """Save a change of a draft, and record that it was made.

    What a draft says is not put into the chain, which forgets nothing: it may be half a thought,
    and may be thrown away. What it becomes on the register is recorded there, in full.
    """
    draft.version += 1
    draft.changed_at, draft.changed_by = now, by
    draft.save(force_update=True)
    after = {"version": draft.version, "state": draft.state, "step": draft.step}
    audit.record(kind, about=draft, by=by, at=now, after=after, reason=reason)


def check_unit(by: User) -> None:
    """NotAllowed to all but the unit."""
    if role_of(by) is not Role.UNIT:
        raise NotAllowed("Only the unit may do that.")


def plain_words(text: str, *, wanted: str) -> str:
    """Words that somebody says to somebody else: there must be some, and not too many."""
    words = text.replace("\r\n", "\n").strip()
    if not words or "\x00" in words:
        raise BadInput(f"words: found nothing, wanted {wanted}. Write a sentence.")
    if len(words) > LONGEST_WORDS:
        raise BadInput(
            f"words: found {len(words):,} characters, wanted at most {LONGEST_WORDS:,}. Shorten "
            "them."
        )
    return words
