"""Sources of made-up hospitals: agreements, monthly files, and releases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from factories.register import NOW, TODAY, TRUST, organisation_of

from sightline.analysis.periods import Month
from sightline.service.accounts.models import User
from sightline.service.sources.actions import SourceFacts, add_source, send_file, take_file

SECRET_TEXT = "hit by a man called Quentin Canary"
FACTS = SourceFacts(
    title="Fable General emergency department (fictional)",
    what="People who came to the emergency department after an assault.",
    form="istv",
    lawful_basis="Public task: the Serious Violence Duty.",
    steward_role="Data manager of the department",
    cannot_tell="Where people live, and what nobody reported.",
    protocol_title="Sharing agreement (fictional)",
    protocol_address="https://protocol.example/fable",
    signed_on=date(2025, 1, 1),
    review_on=date(2027, 1, 1),
    lapses_on=date(2099, 1, 1),
    count_policy="hospital",
)


def source_of(by: User, *, giver: str | None = TRUST, now: datetime = NOW, **changed: Any) -> UUID:
    """A source that an organisation gives, or nobody in particular."""
    given = organisation_of(giver).pk if giver else None
    facts = replace(FACTS, organisation_id=given) if given else FACTS
    return add_source(facts=replace(facts, **changed), by=by, now=now)


def istv_of(month: str, *, blades: int = 6, fists: int = 14, site: str = "ZZA01") -> bytes:
    """A monthly file: so many assaults with a blade, so many with fists; one text in it."""
    first, last = Month.parse(month).first_day, Month.parse(month).last_day
    rows = [f"{first:%d/%m/%Y} 22:10,Knife,,Street,"] * blades
    rows += [f"{first:%d/%m/%Y} 23:40,Fist,,Pub,"] * fists
    rows[0] = f"{first:%d/%m/%Y} 22:10,Knife,,Street,{SECRET_TEXT}"
    head = [f"period start,{first:%d/%m/%Y}", f"period end,{last:%d/%m/%Y}", f"site,{site}"]
    columns = "assault date,method,method other,location type,location description"
    return "\n".join([*head, columns, *rows, ""]).encode()


def taken(
    source_id: UUID,
    content: bytes,
    *,
    by: User,
    now: datetime = NOW,
    today: date = TODAY,
    name: str = "month.csv",
) -> UUID:
    """A file that was sent and taken in."""
    sent = {"content": content, "file_name": name, "by": by, "now": now, "today": today}
    key = send_file(source_id=source_id, **sent)
    take_file(file_id=key, by=by, now=now, today=today)
    return key
