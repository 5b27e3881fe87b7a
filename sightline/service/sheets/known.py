"""Which records the rows of a sheet are about."""

from __future__ import annotations

from collections.abc import Iterable

from sightline.exchange.activities import ActivityRow
from sightline.service.partners.names import plain
from sightline.service.partners.queries import by_plain_name
from sightline.service.register.models import Activity


def key_of(row: ActivityRow) -> tuple[str, str]:
    """What a row is known by: its organisation's plain name, and its plain reference."""
    return plain(row.activity.organisation), plain(row.activity.reference)


def known_records(rows: Iterable[ActivityRow]) -> dict[tuple[str, str], Activity]:
    """The records that the rows are about, by organisation as the row names it and reference."""
    known, keys = by_plain_name(), {key_of(row) for row in rows}
    named = {known[name] for name, _ in keys if name in known}
    found = Activity.objects.whole().filter(organisation_id__in=named)
    records = {(record.organisation_id, plain(record.reference)): record for record in found}
    there = {key: (known.get(key[0]), key[1]) for key in keys}
    return {key: records[place] for key, place in there.items() if place in records}
