"""The details of an organisation as one thing: what a form holds, what the audit chain keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sightline.service.partners.identifiers import PublicId
from sightline.service.partners.models import Organisation

ALL = "all"
# The details as people call them, in the order of the form.
DETAIL_WORDS = {
    "name": "Name",
    "aliases": "Other names",
    "kind": "Kind",
    "kind_words": "Kind, if other",
    "website": "Website",
    "identifiers": "Public identifiers",
    "office_postcode": "Postcode of its office",
    "covers": "Areas covered",
    "starts_on": "Starts",
    "ends_on": "Ends",
    "parent": "Part of",
    "successor": "Taken over by",
}


@dataclass(frozen=True)
class Details:
    """What an organisation says of itself. Empty means not supplied.

    covers: codes, or ("all",). aliases: other names, that sheets use. parent, successor: keys.
    """

    name: str
    kind: str = ""
    kind_words: str = ""
    website: str = ""
    office_postcode: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    covers: tuple[str, ...] = ()
    identifiers: tuple[PublicId, ...] = ()
    aliases: tuple[str, ...] = ()
    parent: UUID | None = None
    successor: UUID | None = None

    def content(self) -> dict[str, Any]:
        """The details as JSON holds them; lists in order, so that the same details are the same."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        said |= {name: said[name] and str(said[name]) for name in ("parent", "successor")}
        said |= {name: said[name] and said[name].isoformat() for name in ("starts_on", "ends_on")}
        said["covers"] = sorted(self.covers)
        said["aliases"] = sorted(self.aliases)
        said["identifiers"] = sorted(each.org_id for each in self.identifiers)
        return said


def covers_of(organisation: Organisation) -> tuple[str, ...]:
    """The codes of the areas it covers, ("all",), or nothing."""
    if organisation.covers_all:
        return (ALL,)
    return tuple(covered.code for covered in organisation.covered.all())


def details_of(organisation: Organisation) -> Details:
    """The details of an organisation as they are kept."""
    return Details(
        name=organisation.name,
        kind=organisation.kind,
        kind_words=organisation.kind_words,
        website=organisation.website,
        office_postcode=organisation.office_postcode,
        starts_on=organisation.starts_on,
        ends_on=organisation.ends_on,
        covers=covers_of(organisation),
        identifiers=tuple(each.as_written() for each in organisation.identifiers.all()),
        aliases=tuple(each.name for each in organisation.aliases.all()),
        parent=organisation.parent_id,
        successor=organisation.successor_id,
    )


def content_of(organisation: Organisation) -> dict[str, Any]:
    """What the audit chain keeps of an organisation."""
    return {"version": organisation.version, **details_of(organisation).content()}


def changed_details(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the details that differ, in the order of the form."""
    return [name for name in DETAIL_WORDS if before.get(name) != after.get(name)]
