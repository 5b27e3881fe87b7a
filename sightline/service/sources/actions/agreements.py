"""Sources entered and their agreements kept up to date, by the unit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict
from sightline.exchange.vocabulary import count_policies, read_vocabularies
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.sources.models import Source
from sightline.service.sources.sight import known_source, refuse_others


@dataclass(frozen=True)
class SourceFacts:
    """What is said of a source. Fields are those of the model."""

    title: str
    what: str
    form: str
    lawful_basis: str
    steward_role: str
    cannot_tell: str
    organisation_id: UUID | None = None
    publisher: str = ""
    release_key: str = ""
    is_open: bool = False
    protocol_title: str = ""
    protocol_address: str = ""
    signed_on: date | None = None
    review_on: date | None = None
    lapses_on: date | None = None
    seen_by: str = Source.SeenBy.STAFF
    count_policy: str = "default"


@transaction.atomic
def add_source(*, facts: SourceFacts, by: User, now: datetime) -> UUID:
    """Enter a source; its key. BadInput if the agreement is not whole."""
    audit.hold_chain()
    refuse_others(by)
    _check(facts, None)
    source = Source(**asdict(facts))
    source.save(force_insert=True)
    audit.record("source entered", about=source, by=by, at=now, after=source.content())
    return source.pk


@transaction.atomic
def edit_source(
    *, source_id: UUID, facts: SourceFacts, version: int, by: User, now: datetime
) -> None:
    """Change what is said of a source; Conflict if somebody else did so in the meantime."""
    audit.hold_chain()
    refuse_others(by)
    source = known_source(source_id)
    if source.version != version:
        raise Conflict("Somebody changed this source after you opened it. Look at it once more.")
    _check(facts, source)
    before = source.content()
    for name, value in asdict(facts).items():
        setattr(source, name, value)
    source.version += 1
    source.save(force_update=True)
    audit.record(
        "source changed", about=source, by=by, at=now, before=before, after=source.content()
    )


def _check(facts: SourceFacts, source: Source | None) -> None:
    same = Source.objects.filter(title__iexact=facts.title)
    if source is not None:
        same = same.exclude(pk=source.pk)
        if facts.form != source.form and source.files.exists():
            raise BadInput("form: files were sent already, so it stays. Enter another source.")
    if same.exists():
        raise BadInput(f"title: there is a source called {facts.title} already. Choose another.")
    if facts.count_policy not in count_policies(read_vocabularies()):
        raise BadInput("count policy: wanted one of the vocabulary. Choose one of the list.")
    if not facts.is_open and not (facts.protocol_title and facts.signed_on and facts.lapses_on):
        raise BadInput(
            "agreement: found no protocol, day of signing or last day, wanted all three for data "
            "that is not open. Enter them."
        )
    if facts.signed_on and facts.lapses_on and facts.lapses_on <= facts.signed_on:
        raise BadInput("lapses on: wanted a day after the agreement was signed. Correct one.")
