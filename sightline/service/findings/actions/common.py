"""What every change about a finding needs: the finding, held; who may; words that say something."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sightline.errors import BadInput, Conflict, NotAllowed
from sightline.service.accounts.models import Role, User
from sightline.service.accounts.policy import role_of
from sightline.service.audit import actions as audit
from sightline.service.findings.models import LONGEST_WORDS, Finding
from sightline.service.findings.sight import seen_finding

SENT_BEFORE = "This form was sent before, with other words. Open the page again for a new one."
CHANGED = "This finding changed, or somebody else answered it, after you opened it."


def held_finding(finding_id: UUID, *, by: User, today: date) -> Finding:
    """A finding that somebody sees, with a turn at the chain held; NotFound if there is none."""
    audit.hold_chain()
    return seen_finding(by, finding_id, today)


def unit_finding(finding_id: UUID, *, version: int, by: User, today: date) -> Finding:
    """A finding that the unit is about to change: Conflict if it is not as it was looked at."""
    check_unit(by)
    finding = held_finding(finding_id, by=by, today=today)
    if finding.version != version:
        raise Conflict(CHANGED)
    return finding


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
