"""Activities recorded, brought up to date, confirmed and withdrawn, each with its audit entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from sightline.analysis import provision
from sightline.errors import BadInput, Conflict, NotAllowed
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.actions import find_or_add_organisations
from sightline.service.partners.models import Organisation
from sightline.service.partners.names import plain
from sightline.service.partners.queries import not_spoken_for
from sightline.service.register.changes import bring_up_to_date
from sightline.service.register.content import NONE, content_of
from sightline.service.register.districts import Districts
from sightline.service.register.models import (
    Activity,
    ActivityTheme,
    DeliveryPlace,
    Involvement,
    ServedArea,
    Side,
)
from sightline.service.register.public import tells_the_public

ROWS_AT_ONCE = 500
_PLAIN = (
    "reference", "name", "prevention_level", "approach", "setting", "description", "open_to",
    "eligibility", "referral", "postcode", "delivery_area", "starts_on",
    "ends_on", "funded_until", "funding_gbp", "people_a_year", "people_last_year", "places_free",
    "confirmed_on", "strand", "thematic_group", "prevention_who", "timetable", "people_waiting",
    "depends_on", "confirm_every_months", *provision.KNOWN_NONE,
)  # fmt: skip
_LISTS = ("violence_types", "risk_factors", "protective_factors", "days")


@dataclass(frozen=True)
class Imported:
    """What an import did: how many activities were added, changed, left as they were."""

    added: int
    changed: int
    unchanged: int

    def as_json(self) -> dict[str, int]:
        """The three numbers by name."""
        return asdict(self)


@transaction.atomic
def record_activity(
    activity: provision.Activity,
    *,
    by: User | None,
    now: datetime,
    version: int | None = None,
    reason: str = "",
) -> UUID:
    """Put one activity on the register, or bring it up to date; its key.

    by: who speaks for its organisation, else NotAllowed; None for the service itself. version: of
    the record that the change was made from; Conflict if it is another by now.
    """
    audit.hold_chain()
    _check_voice([activity], by=by)
    organisation = find_or_add_organisations([activity.organisation], by=by, now=now)[
        activity.organisation
    ]
    known = _known([organisation]).get((organisation.pk, plain(activity.reference)))
    if version is not None and (known is None or known.version != version):
        raise Conflict(f"{activity.name} was changed by somebody else in the meantime.")
    if known is None:
        return _add([(organisation, activity)], Districts(), by=by, now=now, reason=reason)[0].pk
    wanted = bring_up_to_date(known.facts(), activity)
    update(known, wanted, Districts(), by=by, now=now, reason=reason)
    return known.pk


@transaction.atomic
def import_rows(
    activities: Iterable[provision.Activity],
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    columns: Collection[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Take many activities in, all or none: new ones are added, known ones brought up to date.

    An activity is known by its organisation and reference. What a row does not change is left
    alone, and so is what the sheet has no column for. Activities that are not among the rows stay
    as they are. by: who speaks for the organisations of all rows, else NotAllowed and nothing is
    taken in; None for the service itself. progress: called with how many rows are done.
    """
    audit.hold_chain()
    given = list(activities)
    _check_voice(given, by=by)
    names = {activity.organisation: None for activity in given}
    organisations = find_or_add_organisations(names, by=by, now=now)
    known = _known(organisations.values())
    districts = Districts()
    new, wanted = [], []
    for activity in given:
        organisation = organisations[activity.organisation]
        record = known.get((organisation.pk, plain(activity.reference)))
        if record is None:
            new.append((organisation, activity))
        else:
            wanted.append((record, bring_up_to_date(record.facts(), activity, columns)))
    changed = _update_all(wanted, districts, by=by, now=now, reason=reason, progress=progress)
    _add(new, districts, by=by, now=now, reason=reason)
    return Imported(len(new), changed, len(given) - len(new) - changed)


def _check_voice(activities: Iterable[provision.Activity], *, by: User | None) -> None:
    """The one place where it is asked, so that no way onto the register can forget to."""
    names = {activity.organisation for activity in activities}
    others = not_spoken_for(by, names) if by is not None else []
    if others:
        raise NotAllowed(f"Only {', '.join(others)} and the unit may do that.")


def _known(organisations: Iterable[Organisation]) -> dict[tuple[UUID, str], Activity]:
    found = Activity.objects.whole().filter(organisation__in=list(organisations))
    return {(record.organisation_id, plain(record.reference)): record for record in found}


def kept_content(record: Activity) -> dict[str, Any]:
    """What the audit chain keeps of a record."""
    return {
        "version": record.version,
        "withdrawn_at": record.withdrawn_at,
        **content_of(record.facts()),
    }


def _add(
    new: Sequence[tuple[Organisation, provision.Activity]],
    districts: Districts,
    *,
    by: User | None,
    now: datetime,
    reason: str,
) -> list[Activity]:
    records = []
    for organisation, activity in new:
        record = Activity(
            organisation=organisation, added_at=now, changed_at=now, public_changed_at=now
        )
        _fill(record, activity, districts)
        records.append(record)
    Activity.objects.bulk_create(records, batch_size=ROWS_AT_ONCE)
    _add_parts(
        [(record, given) for record, (_, given) in zip(records, new, strict=True)], districts
    )
    done = []
    for record, (organisation, activity) in zip(records, new, strict=True):
        facts = replace(
            activity,
            organisation=organisation.name,
            visibility=provision.Visibility(record.visibility),
        )
        after = {"version": 1, "withdrawn_at": None, **content_of(facts)}
        done.append(audit.Done("activity added", record, after=after, reason=reason))
    audit.record_all(done, by=by, at=now)
    return records


def update(
    record: Activity,
    wanted: provision.Activity,
    districts: Districts,
    *,
    by: User | None,
    now: datetime,
    reason: str,
) -> bool:
    """Bring one record up to date; whether anything changed. One withdrawn comes back."""
    return bool(_update_all([(record, wanted)], districts, by=by, now=now, reason=reason))


def _update_all(
    wanted: Iterable[tuple[Activity, provision.Activity]],
    districts: Districts,
    *,
    by: User | None,
    now: datetime,
    reason: str,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Bring records up to date, their parts many at a time; how many changed."""
    changed, done = [], []
    for number, (record, facts) in enumerate(wanted):
        if progress is not None:
            progress(number)
        if facts == record.facts() and record.withdrawn_at is None:
            continue
        before, said = kept_content(record), on_register(record)
        record.withdrawn_at = None
        _fill(record, facts, districts)
        save(record, said, facts, districts, now=now)
        after = {"version": record.version, "withdrawn_at": None, **content_of(facts)}
        done.append(audit.Done("activity changed", record, before, after, reason))
        changed.append((record, facts))
    for at in range(0, len(changed), ROWS_AT_ONCE):
        keys = [record.pk for record, _ in changed[at : at + ROWS_AT_ONCE]]
        for part in (ActivityTheme, DeliveryPlace, ServedArea, Involvement):
            part.objects.filter(activity__in=keys).delete()
    _add_parts(changed, districts)
    if done:
        audit.record_all(done, by=by, at=now)
    return len(changed)


def _fill(record: Activity, activity: provision.Activity, districts: Districts) -> None:
    """Put what an activity says into a record; BadInput if the record cannot hold it."""
    for name in _PLAIN:
        setattr(record, name, getattr(activity, name))
    for name in _LISTS:
        setattr(record, name, list(getattr(activity, name)))
    record.sensitive_site = bool(activity.sensitive_site)
    record.visibility = (activity.visibility or provision.Visibility.PARTNERSHIP).value
    record.status = activity.status.value
    record.age_from = activity.ages.from_age if activity.ages else None
    record.age_to = activity.ages.to_age if activity.ages else None
    record.partners = _names(activity.partners)
    record.funders = _names(activity.funders)
    record.district_code = districts.of_delivery(activity)
    try:
        record.clean_fields(exclude=["organisation"])
    except ValidationError as wrong:
        raise BadInput(f"{activity.name}: {'; '.join(wrong.messages)}") from wrong


def _names(names: tuple[str, ...]) -> list[str] | None:
    if not names:
        return None
    return [] if names == (NONE,) else list(names)


def save(
    record: Activity,
    before: provision.Activity | None,
    after: provision.Activity | None,
    districts: Districts,
    *,
    now: datetime,
) -> None:
    """Keep a changed record as its next version, which the public is told of if it sees any of it.

    before, after: what it says; None while it is not on the register.
    """
    if tells_the_public(before, after, districts):
        record.public_version += 1
        record.public_changed_at = now
    record.version += 1
    record.changed_at = now
    record.save(force_update=True)


def on_register(record: Activity) -> provision.Activity | None:
    """What a record says; None while it is not on the register."""
    return record.facts() if record.withdrawn_at is None else None


def _add_parts(given: Sequence[tuple[Activity, provision.Activity]], districts: Districts) -> None:
    themes = [
        ActivityTheme(activity=record, position=position, theme=theme)
        for record, activity in given
        for position, theme in enumerate(activity.themes)
    ]
    places = [
        DeliveryPlace(
            activity=record,
            position=position,
            easting_m=place.easting_m,
            northing_m=place.northing_m,
        )
        for record, activity in given
        for position, place in enumerate(activity.places)
    ]
    served = [
        ServedArea(
            activity=record, position=position, code=code, district_code=districts.of_code(code)
        )
        for record, activity in given
        for position, code in enumerate(activity.areas_served)
    ]
    involved = [row for record, activity in given for row in _involved(record, activity)]
    Involvement.objects.bulk_create(involved, batch_size=ROWS_AT_ONCE)
    ActivityTheme.objects.bulk_create(themes, batch_size=ROWS_AT_ONCE)
    DeliveryPlace.objects.bulk_create(places, batch_size=ROWS_AT_ONCE)
    ServedArea.objects.bulk_create(served, batch_size=ROWS_AT_ONCE)


def _involved(record: Activity, activity: provision.Activity) -> Iterator[Involvement]:
    for side, names in ((Side.PARTNER, activity.partners), (Side.FUNDER, activity.funders)):
        for position, part in enumerate(provision.parts_of(names)):
            yield Involvement(
                activity=record,
                side=side,
                position=position,
                name=part.name[:200],
                plain_name=plain(part.name)[:200],
                role=part.role,
                share=part.share,
            )
