"""One fact of every organisation at once, for overviews of many."""

from __future__ import annotations

from uuid import UUID

from sightline.service.partners.kinds import say_kind
from sightline.service.partners.models import Organisation


def known_kinds() -> dict[UUID, str]:
    """The kind of each organisation in words; empty where it is not supplied."""
    found = Organisation.objects.filter(merged_into=None).order_by()
    rows = found.values_list("id", "kind", "kind_words")
    return {key: say_kind(kind, words) for key, kind, words in rows}


def office_districts() -> dict[UUID, str]:
    """The district of each organisation's office; empty where it is not known or not here."""
    found = Organisation.objects.filter(merged_into=None).order_by()
    return dict(found.values_list("id", "office_district"))
