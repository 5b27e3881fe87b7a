"""Who may see a source and its counts, whether its agreement holds, and whose files it takes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sightline.analysis.disclosure import CountPolicy
from sightline.errors import NotAllowed, NotFound, Refused
from sightline.exchange.vocabulary import count_policies, read_vocabularies
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import PARTNERSHIP, STAFF, role_of
from sightline.service.partners.names import plain
from sightline.service.partners.queries import voice_of
from sightline.service.sources.models import SentFile, Source

WARNED = timedelta(days=60)  # before an agreement lapses or is to be reviewed


def giver_of(viewer: Any, source_id: UUID) -> UUID | None:
    """The organisation that gives a source; None where there is no such source or giver."""
    return Source.objects.filter(pk=source_id).values_list("organisation_id", flat=True).first()


def giver_of_file(viewer: Any, file_id: UUID) -> UUID | None:
    """The organisation whose source a file was sent for; None if the viewer has no such file."""
    found = SentFile.objects.select_related("source").filter(pk=file_id).first()
    if found is None or not may_send(viewer, found.source):
        return None
    return found.source.organisation_id


def in_partnership(viewer: Any) -> bool:
    """Whether somebody sees what the partnership keeps to itself."""
    return role_of(viewer) in PARTNERSHIP


def is_unit(viewer: Any) -> bool:
    """Whether somebody is of the unit."""
    return role_of(viewer) is Role.UNIT


def sees_counts(viewer: Any, source: Source) -> bool:
    """Whether somebody sees the counts of a source, through its policy: never its giver's alone."""
    role = role_of(viewer)
    if source.seen_by == Source.SeenBy.PARTNERSHIP:
        return role in PARTNERSHIP
    gives = source.organisation_id is not None and voice_of(viewer).speaks_for(
        source.organisation_id
    )
    return role in STAFF or gives


def may_send(viewer: Any, source: Source) -> bool:
    """Whether somebody may send files for a source."""
    if source.form == Source.Form.ELSEWHERE:
        return False
    if is_unit(viewer):
        return True
    giver = source.organisation_id
    return giver is not None and voice_of(viewer).speaks_for(giver)


def has_lapsed(source: Source, *, today: date) -> bool:
    """Whether the agreement holds no more."""
    return source.lapses_on is not None and source.lapses_on < today


def refuse_lapsed(source: Source, *, today: date) -> None:
    """Refused once the agreement has lapsed: nothing is shown and nothing new is taken."""
    if source.lapses_on is not None and has_lapsed(source, today=today):
        raise Refused(
            f"{source.title}: its agreement lapsed on {source.lapses_on:%-d %B %Y}. Nothing of it "
            "is shown and no file is taken until the unit enters a new agreement."
        )


def known_source(source_id: UUID) -> Source:
    """The source of that key, or NotFound."""
    found = Source.objects.select_related("organisation").filter(pk=source_id).first()
    if found is None:
        raise NotFound("There is no source with that number.")
    return found


def source_to_send_for(source_id: UUID, *, by: Any) -> Source:
    """The source, if somebody may send files for it; NotFound or NotAllowed."""
    source = known_source(source_id)
    if not may_send(by, source):
        raise NotAllowed("Only whoever gives this source and the unit may send its files.")
    return source


def refuse_others(by: Any) -> None:
    """NotAllowed unless somebody is of the unit."""
    if not is_unit(by):
        raise NotAllowed("Only the unit may do that.")


def is_same_person(one: Any, other: Any) -> bool:
    """Whether two sign-ins are one person's, as far as a name and an address can tell.

    Two people who are called alike are taken for one: then a third has to approve.
    """
    return (
        one.pk == other.pk
        or plain(one.name) == plain(other.name)
        or _mailbox(one.email) == _mailbox(other.email)
    )


def _mailbox(address: str) -> str:
    """An address without what people put behind a plus, which goes to the same person.

    >>> _mailbox("Ana.Park+unit@sightline.example")
    'ana.park@sightline.example'
    """
    name, _, host = address.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def policy_of(source: Source) -> CountPolicy:
    """What the giver of a source asks of its small counts."""
    return count_policies(read_vocabularies())[source.count_policy]
