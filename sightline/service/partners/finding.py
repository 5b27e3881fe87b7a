"""Organisations found by any of their names: the present one, an old one, that of a merged one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sightline.errors import NotFound
from sightline.service.partners.models import Alias, Organisation
from sightline.service.partners.names import plain


def by_plain_name() -> dict[str, UUID]:
    """The organisation that each name means, by the name as names are compared.

    A present name comes before another's old name, and that before the name of one merged away.
    """
    rows = list(Organisation.objects.values_list("id", "name", "merged_into_id"))
    into = {key: merged for key, _, merged in rows if merged is not None}
    found = {plain(name): _kept(key, into) for key, name, merged in rows if merged is not None}
    for name, key in Alias.objects.values_list("plain_name", "organisation_id"):
        found[name] = _kept(key, into)
    found |= {plain(name): key for key, name, merged in rows if merged is None}
    return found


def kept_organisation(organisation_id: UUID) -> Organisation:
    """The organisation of that number, or the one it was merged into; NotFound if there is none."""
    found = Organisation.objects.filter(pk=organisation_id).first()
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    if found is None:
        raise NotFound("There is no organisation with that number here.")
    return found


def keys_of(organisation: Organisation) -> list[UUID]:
    """The key of an organisation, and of each that was merged into it, in however many steps."""
    found, step = [], [organisation.pk]
    while step:
        found += step
        step = list(Organisation.objects.filter(merged_into__in=step).values_list("pk", flat=True))
    return found


def _kept(key: UUID, into: Mapping[UUID, UUID]) -> UUID:
    """What is left of an organisation after every merger. Mergers never run in a circle."""
    while key in into:
        key = into[key]
    return key
