"""What is changed about partners: organisations entered and brought up to date, people joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from sightline.errors import BadInput
from sightline.exchange.partners import PartnerRow
from sightline.service.accounts.models import Role, User
from sightline.service.audit import actions as audit
from sightline.service.partners.models import CoveredArea, Membership, Organisation
from sightline.service.partners.names import plain

ALL = "all"


@dataclass(frozen=True)
class Imported:
    """What an import did: how many organisations were added, changed, left as they were."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def import_partners(rows: Iterable[PartnerRow], *, by: User | None, now: datetime) -> Imported:
    """Enter a sheet of partners: new ones are added, known ones (by name) brought up to date.

    A blank cell leaves what is known. Organisations that the sheet does not name stay as they are.
    """
    audit.hold_chain()
    known = known_organisations()
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        found = known.get(plain(row.organisation))
        if found is None:
            found = _add(row.organisation, by=by, now=now, like=row)
            known[plain(found.name)] = found
            counts["added"] += 1
        else:
            counts["changed" if _update(found, row, by=by, now=now) else "unchanged"] += 1
    return Imported(**counts)


@transaction.atomic
def find_or_add_organisations(
    names: Iterable[str], *, by: User | None, now: datetime
) -> dict[str, Organisation]:
    """The organisation of each name as given; those not known yet are entered by name alone."""
    known = known_organisations()
    found = {}
    for name in names:
        if plain(name) not in known:
            known[plain(name)] = _add(name, by=by, now=now)
        found[name] = known[plain(name)]
    return found


@transaction.atomic
def join_organisation(
    *, user: User, organisation: Organisation, by: User | None, now: datetime
) -> Membership:
    """Let a partner speak for an organisation. BadInput if the user is not a partner."""
    if user.role != Role.PARTNER:
        raise BadInput(
            f"{user.email}: found the role {user.role}, wanted partner. Only partners belong to "
            "organisations; the unit may speak for all of them."
        )
    membership, new = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"joined_at": now}
    )
    if new:
        after = {"user": user.email, "organisation": organisation.name}
        audit.record("member joined", about=organisation, by=by, at=now, after=after)
    return membership


def known_organisations() -> dict[str, Organisation]:
    """Every organisation by its name, in small letters and with single spaces."""
    found = Organisation.objects.prefetch_related("covered")
    return {plain(organisation.name): organisation for organisation in found}


def _add(
    name: str, *, by: User | None, now: datetime, like: PartnerRow | None = None
) -> Organisation:
    organisation = Organisation(name=name, kind=like.kind if like else "")
    organisation.covers_all = like is not None and like.areas_covered == (ALL,)
    organisation.full_clean()
    organisation.save(force_insert=True)
    if like is not None:
        _cover(organisation, like.areas_covered)
    after = _content(organisation, like.areas_covered if like else ())
    audit.record("organisation added", about=organisation, by=by, at=now, after=after)
    return organisation


def _update(organisation: Organisation, row: PartnerRow, *, by: User | None, now: datetime) -> bool:
    """Bring one organisation up to date with a row; whether anything changed."""
    covers = (
        (ALL,)
        if organisation.covers_all
        else tuple(covered.code for covered in organisation.covered.all())
    )
    before = _content(organisation, covers)
    organisation.kind = row.kind or organisation.kind
    covers = row.areas_covered or covers
    organisation.covers_all = covers == (ALL,)
    after = _content(organisation, covers)
    if after == before:
        return False
    organisation.version += 1
    organisation.save(update_fields=["kind", "covers_all", "version"])
    organisation.covered.all().delete()
    _cover(organisation, covers)
    audit.record(
        "organisation changed", about=organisation, by=by, at=now, before=before, after=after
    )
    return True


def _cover(organisation: Organisation, codes: Iterable[str]) -> None:
    rows = [CoveredArea(organisation=organisation, code=code) for code in codes if code != ALL]
    CoveredArea.objects.bulk_create(rows)


def _content(organisation: Organisation, covers: Iterable[str]) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "covers": sorted(covers),
        "starts_on": organisation.starts_on,
        "ends_on": organisation.ends_on,
    }
