"""Organisations entered from sheets: those of a partners sheet, and those that activities name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from sightline.exchange.partners import PartnerRow
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.actions.writing import write_changes, write_new
from sightline.service.partners.details import Details, details_of
from sightline.service.partners.finding import by_plain_name
from sightline.service.partners.kinds import read_kind
from sightline.service.partners.models import Organisation
from sightline.service.partners.names import plain


@dataclass(frozen=True)
class Imported:
    """What an import did: how many organisations were added, changed, left as they were."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def import_partners(rows: Iterable[PartnerRow], *, by: User | None, now: datetime) -> Imported:
    """Enter a sheet of partners: new ones are added, known ones (by any name) brought up to date.

    A blank cell leaves what is known. Organisations that the sheet does not name stay as they are.
    """
    audit.hold_chain()
    known = known_organisations()
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        found = known.get(plain(row.organisation))
        if found is None:
            found = _enter(_say(Details(row.organisation), row), known, by=by, now=now)
            counts["added"] += 1
        else:
            counts["changed" if _update(found, row, by=by, now=now) else "unchanged"] += 1
    return Imported(**counts)


@transaction.atomic
def find_or_add_organisations(
    names: Iterable[str], *, by: User | None, now: datetime
) -> dict[str, Organisation]:
    """The organisation of each name as given; those not known yet are entered by name alone.

    An old name finds it too, and that of an organisation that was merged into it.
    """
    known = known_organisations()
    found = {}
    for name in names:
        if plain(name) not in known:
            _enter(Details(name), known, by=by, now=now)
        found[name] = known[plain(name)]
    return found


def known_organisations() -> dict[str, Organisation]:
    """Every organisation by each of its names, in small letters and with single spaces."""
    lists = ("covered", "identifiers", "aliases")
    found = Organisation.objects.filter(merged_into=None).prefetch_related(*lists)
    by_key = {organisation.pk: organisation for organisation in found}
    return {name: by_key[key] for name, key in by_plain_name().items()}


def _enter(
    details: Details, known: dict[str, Organisation], *, by: User | None, now: datetime
) -> Organisation:
    """Enter an organisation that none of the known names means, and know it too."""
    names = {name: organisation.pk for name, organisation in known.items()}
    entered = write_new(details, by=by, now=now, known=names)
    known[plain(entered.name)] = entered
    return entered


def _say(details: Details, row: PartnerRow) -> Details:
    """The details with what a row says; a blank cell says nothing."""
    if row.kind:
        kind = read_kind(row.kind)
        details = replace(details, kind=kind.kind, kind_words=kind.words)
    return replace(details, covers=row.areas_covered) if row.areas_covered else details


def _update(organisation: Organisation, row: PartnerRow, *, by: User | None, now: datetime) -> bool:
    """Bring one organisation up to date with a row; whether anything changed."""
    kept = details_of(organisation)
    wanted = _say(kept, row)
    if wanted.content() == kept.content():
        return False
    write_changes(organisation, wanted, by=by, now=now)
    return True
