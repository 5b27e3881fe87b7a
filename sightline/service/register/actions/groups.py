"""The partnership's own thematic groups: defined and changed by the unit."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.exchange.vocabulary import read_vocabularies
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.pages.folding import fold
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import ThematicGroup


class StaleGroup(Conflict):
    """A colleague changed the group while it was being changed."""


@dataclass(frozen=True)
class GroupFacts:
    """What is said of a group."""

    name: str
    meaning: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def save_group(
    *, group_id: UUID, version: int | None, facts: GroupFacts, by: User, now: datetime
) -> None:
    """Define a group under a new key, or change one. The same again does nothing.

    version: of the group that was looked at, None for a new one; StaleGroup if it is another now.
    """
    audit.hold_chain()
    if not voice_of(by).everyone:
        raise NotAllowed("Only the unit may define the thematic groups.")
    found = ThematicGroup.objects.filter(pk=group_id).first()
    if found is not None and facts_of(found) == facts:
        return
    if found is None and version is not None:
        raise NotFound("There is no such thematic group.")
    if found is not None and found.version != version:
        raise StaleGroup(f"{found.name} was changed by a colleague in the meantime.")
    group = found or ThematicGroup(id=group_id, code=_code(facts.name), version=0)
    before = content_of_group(group) if found else None
    for name, value in asdict(facts).items():
        setattr(group, name, value)
    group.version += 1
    _keep(group)
    kind = "thematic group changed" if found else "thematic group defined"
    audit.record(kind, about=group, by=by, at=now, before=before, after=content_of_group(group))


def facts_of(group: ThematicGroup) -> GroupFacts:
    """What is kept of a group."""
    return GroupFacts(group.name, group.meaning, group.starts_on, group.ends_on)


def content_of_group(group: ThematicGroup) -> dict[str, Any]:
    """What the chain of events keeps of a group."""
    told = {name: str(value or "") for name, value in asdict(facts_of(group)).items()}
    return {"code": group.code, "version": group.version, **told}


def _code(name: str) -> str:
    """The code of a new group, by its name; BadInput where another group or term has it."""
    code = re.sub("[^a-z0-9]+", "-", fold(name)).strip("-")[:80]
    terms = read_vocabularies()["thematic_groups"].terms
    if not code:
        raise BadInput(f"thematic group: found {name!r}, wanted a name with letters or figures.")
    if code in terms or ThematicGroup.objects.filter(code=code).exists():
        raise BadInput(f"thematic group: {name} is there already, or was called so once.")
    return code


def _keep(group: ThematicGroup) -> None:
    try:
        group.full_clean()
    except ValidationError as wrong:
        raise BadInput(f"thematic group: {' '.join(wrong.messages)}") from wrong
    group.save()
