"""Comments on a finding: said, and withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from sightline.errors import Conflict, NotAllowed, NotFound, Refused
from sightline.service.accounts.models import Role, User
from sightline.service.accounts.policy import role_of
from sightline.service.audit import actions as audit
from sightline.service.findings.actions.common import SENT_BEFORE, held_finding, plain_words
from sightline.service.findings.models import Remark

MOST_IN_AN_HOUR = 20
WORDS = "what you want to say"


@transaction.atomic
def remark(*, finding_id: UUID, text: str, key: UUID, by: User, now: datetime, today: date) -> UUID:
    """Say something about a finding to all who see it; its key. Sent twice, it is said once."""
    finding = held_finding(finding_id, by=by, today=today)
    made = Remark.objects.filter(key=key).first()
    if made is not None:
        same_words = made.withdrawn_at is not None or made.text == plain_words(text, wanted=WORDS)
        if (made.by_id, made.finding_id) != (by.pk, finding.pk) or not same_words:
            raise Conflict(SENT_BEFORE)
        return made.pk
    lately = Remark.objects.filter(by=by, at__gt=now - timedelta(hours=1)).count()
    if lately >= MOST_IN_AN_HOUR:
        raise Refused(
            f"You have written {lately} comments in the last hour, and more are not taken. Write "
            "again later; this one was not kept."
        )
    words = plain_words(text, wanted=WORDS)
    said = Remark(key=key, finding=finding, text=words, by=by, at=now)
    said.save(force_insert=True)
    # its words are not put into the chain, which forgets nothing: they can be withdrawn
    audit.record("comment on a finding", about=finding, by=by, at=now, after={"comment": said.pk})
    return said.pk


@transaction.atomic
def withdraw_remark(*, remark_id: UUID, by: User, now: datetime, today: date) -> UUID:
    """Take the words of a comment away; that there was one stays. The finding's key."""
    said = Remark.objects.filter(pk=remark_id).first()
    try:
        # a finding that they may not see and a comment that is not there are told alike
        finding = held_finding(said.finding_id if said else uuid4(), by=by, today=today)
    except NotFound:
        raise NotFound("There is no comment with that number here.") from None
    assert said is not None  # noqa: S101 - for the type checker: there is no such finding else
    if said.by_id != by.pk and role_of(by) is not Role.UNIT:
        raise NotAllowed("Only whoever wrote a comment and the unit may withdraw it.")
    if said.withdrawn_at is None:
        said.text, said.withdrawn_at = "", now
        said.save(force_update=True)
        audit.record(
            "comment on a finding withdrawn", about=finding, by=by, at=now,
            after={"comment": said.pk},
        )  # fmt: skip
    return finding.pk
