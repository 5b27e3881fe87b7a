"""How partners' own sheets are laid out, remembered from one time to the next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from sightline.analysis.provision import Activity
from sightline.exchange.activities import Layout
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.models import Organisation
from sightline.service.partners.names import plain
from sightline.service.partners.queries import by_plain_name, organisations_of, voice_of
from sightline.service.sheets.models import RememberedLayout

MOST_REMEMBERED = 50  # the latest ones of a sender


def remembered_layouts(user: User) -> dict[str, str]:
    """The layouts that count for somebody's sheets, by signature; the latest of each."""
    mine = Q(organisation__in=organisations_of(user)) | Q(organisation=None, confirmed_by=user)
    found = RememberedLayout.objects.filter(mine).values_list("signature", "layout")
    latest: dict[str, str] = {}
    for signature, layout in found[:MOST_REMEMBERED]:
        latest.setdefault(signature, layout)
    return latest


def remember_layout(
    layout: str, activities: Iterable[Activity], *, by: User, now: datetime
) -> None:
    """Keep what somebody confirmed, for the organisation whose sheet it is, inside a transaction.

    The unit sends sheets of many: what it confirms is its own, unless the sheet is one partner's.
    """
    known = by_plain_name()
    named = {known.get(plain(each.organisation)) for each in activities}
    organisation = named.pop() if len(named) == 1 else None
    if organisation is not None and not voice_of(by).speaks_for(organisation):
        organisation = None
    signature = Layout.from_json(layout).signature
    whose = Q(organisation=organisation) if organisation else Q(organisation=None, confirmed_by=by)
    known_one = RememberedLayout.objects.filter(whose, signature=signature).first()
    kept = known_one or RememberedLayout(organisation_id=organisation, signature=signature)
    kept.layout, kept.confirmed_by, kept.confirmed_at = layout, by, now
    kept.save()
    audit.record(
        "layout of a sheet confirmed", about=kept, by=by, at=now,
        after={"organisation": organisation, "signature": signature},
    )  # fmt: skip


def move_layouts(*, kept: Organisation, gone: Organisation, by: User, now: datetime) -> None:
    """In the transaction of a merger: what was confirmed of its sheets holds for the other's too.

    Where both have confirmed sheets of one shape, the kept one's word stays. If the merger is
    undone they stay there.
    """
    known = RememberedLayout.objects.filter(organisation=kept).values("signature")
    moved = RememberedLayout.objects.filter(organisation=gone).exclude(signature__in=known)
    moved.update(organisation=kept)
