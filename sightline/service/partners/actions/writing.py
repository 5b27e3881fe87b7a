"""How the details of an organisation are checked and kept, with their one audit entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import Q

from sightline.errors import BadInput
from sightline.exchange.postcodes import normalise_postcode
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.details import ALL, Details, content_of
from sightline.service.partners.finding import by_plain_name
from sightline.service.partners.kinds import Kind
from sightline.service.partners.models import Alias, CoveredArea, Identifier, Organisation
from sightline.service.partners.names import plain
from sightline.service.partners.offices import district_of_postcode

_FIELDS = (
    "name", "kind", "kind_words", "website", "office_postcode", "starts_on", "ends_on"
)  # fmt: skip


def write_new(
    details: Details,
    *,
    by: User | None,
    now: datetime,
    key: UUID | None = None,
    known: Mapping[str, UUID] | None = None,
) -> Organisation:
    """Enter an organisation. BadInput if it cannot be as its details say.

    known: whose each name is, where the caller has just asked.
    """
    organisation = Organisation(id=key or uuid4())
    checked = check_details(organisation, details, known)
    _fill(organisation, checked)
    organisation.save(force_insert=True)
    _fill_lists(organisation, checked, is_new=True)
    after = {"version": organisation.version, **checked.content()}
    audit.record("organisation added", about=organisation, by=by, at=now, after=after)
    return organisation


def write_changes(
    organisation: Organisation, details: Details, *, by: User | None, now: datetime
) -> None:
    """Bring an organisation up to date. An old name becomes another name, which sheets may use."""
    before = content_of(organisation)
    if plain(details.name) != plain(organisation.name):
        details = replace(details, aliases=(*details.aliases, organisation.name))
    checked = check_details(organisation, details)
    _fill(organisation, checked)
    organisation.version += 1
    organisation.save(force_update=True)
    _fill_lists(organisation, checked)
    after = {"version": organisation.version, **checked.content()}
    audit.record(
        "organisation changed", about=organisation, by=by, at=now, before=before, after=after
    )


def check_details(
    organisation: Organisation, details: Details, known: Mapping[str, UUID] | None = None
) -> Details:
    """The details as they are kept. BadInput if another organisation already is what they say."""
    names = {plain(name): " ".join(name.split()) for name in details.aliases if name.strip()}
    names.pop(plain(details.name), None)
    checked = replace(
        details,
        name=" ".join(details.name.split()),
        aliases=tuple(names.values()),
        kind_words=details.kind_words if details.kind == Kind.OTHER else "",
        office_postcode=_postcode(details.office_postcode),
        identifiers=tuple(dict.fromkeys(details.identifiers)),
    )
    _check_website(checked.website)
    names_known = by_plain_name() if known is None else known
    _check_names(organisation, [checked.name, *checked.aliases], names_known)
    _check_identifiers(organisation, checked)
    _check_line(organisation, checked.parent, "parent", "part of")
    _check_line(organisation, checked.successor, "successor", "taken over by")
    _check_days(checked)
    if checked.successor is not None and checked.ends_on is None:
        raise BadInput(
            "ends: found nothing, wanted the day on which the other takes over. Fill it in."
        )
    return checked


def _check_days(details: Details) -> None:
    if details.starts_on and details.ends_on and details.ends_on < details.starts_on:
        raise BadInput(
            f"ends: found {details.ends_on:%d/%m/%Y}, before it starts on "
            f"{details.starts_on:%d/%m/%Y}, wanted that day or a later one."
        )


def _postcode(text: str) -> str:
    found = normalise_postcode(text) if text.strip() else ""
    if found is None:
        raise BadInput(
            f"postcode of the office: found {text.strip()[:20]!r}, wanted a full postcode such as "
            "SS1 1AB. Correct it, or leave it empty."
        )
    return found


def _check_website(address: str) -> None:
    if address and not address.startswith(("https://", "http://")):
        raise BadInput(
            f"website: found {address[:80]!r}, wanted an address that starts https://. Correct it."
        )


def _check_names(
    organisation: Organisation, names: Iterable[str], known: Mapping[str, UUID]
) -> None:
    for name in names:
        owner = known.get(plain(name), organisation.pk)
        if owner != organisation.pk:
            raise BadInput(
                f"name: found {name!r}, which is a name of {Organisation.objects.get(pk=owner)} "
                "already, wanted one of its own. If both are the same organisation, ask the unit "
                "to merge them."
            )


def _check_identifiers(organisation: Organisation, details: Details) -> None:
    for each in details.identifiers:
        same = Q(scheme=each.scheme.value, value=each.value)
        others = Identifier.objects.filter(same).exclude(organisation_id=organisation.pk)
        taken = others.select_related("organisation").first()
        if taken is not None:
            raise BadInput(
                f"identifier: found {each.org_id}, which {taken.organisation} has already, wanted "
                "one that no other organisation has. If both are the same organisation, ask the "
                "unit to merge them."
            )


def _check_line(organisation: Organisation, key: UUID | None, field: str, words: str) -> None:
    """No organisation is part of itself, or taken over by itself, by however long a way."""
    for step in _line(key, field):
        if step == organisation.pk:
            raise BadInput(
                f"{words}: found an organisation that is itself {words} this one, wanted another. "
                "Choose another, or change that one first."
            )
    if key is not None and not Organisation.objects.filter(pk=key, merged_into=None).exists():
        raise BadInput(f"{words}: found an organisation that is not here. Choose another.")


def _line(key: UUID | None, field: str) -> Iterator[UUID]:
    """An organisation and those above it, or after it, in order."""
    while key is not None:
        yield key
        key = Organisation.objects.filter(pk=key).values_list(f"{field}_id", flat=True).first()


def is_in_line(key: UUID, of: Organisation, field: str) -> bool:
    """Whether one organisation stands somewhere above another, or after it."""
    return key in _line(getattr(of, f"{field}_id"), field)


def _fill(organisation: Organisation, details: Details) -> None:
    for name in _FIELDS:
        setattr(organisation, name, getattr(details, name))
    organisation.parent_id = details.parent
    organisation.successor_id = details.successor
    organisation.covers_all = details.covers == (ALL,)
    organisation.office_district = district_of_postcode(details.office_postcode)
    try:
        # Only the fields: what constraints refuse was checked above, for fewer questions.
        organisation.clean_fields()
    except ValidationError as wrong:
        raise BadInput(f"{details.name}: {'; '.join(wrong.messages)}") from wrong


def _fill_lists(organisation: Organisation, details: Details, *, is_new: bool = False) -> None:
    """Keep what stays, so that a merger can be undone by the keys of what it moved."""
    codes = {code for code in details.covers if code != ALL}
    if not is_new:
        organisation.covered.exclude(code__in=codes).delete()
        codes -= set(organisation.covered.values_list("code", flat=True))
    CoveredArea.objects.bulk_create(
        CoveredArea(organisation=organisation, code=code) for code in sorted(codes)
    )
    if details.identifiers or not is_new:
        _fill_identifiers(organisation, details)
    if details.aliases or not is_new:
        _fill_aliases(organisation, details)


def _fill_identifiers(organisation: Organisation, details: Details) -> None:
    wanted = set(details.identifiers)
    for each in organisation.identifiers.all():
        if each.as_written() in wanted:
            wanted.remove(each.as_written())
        else:
            each.delete()
    Identifier.objects.bulk_create(
        Identifier(organisation=organisation, scheme=each.scheme.value, value=each.value)
        for each in sorted(wanted)
    )


def _fill_aliases(organisation: Organisation, details: Details) -> None:
    names = {plain(name): name for name in details.aliases}
    for alias in organisation.aliases.all():
        if names.get(alias.plain_name) == alias.name:
            del names[alias.plain_name]
        else:
            alias.delete()
    for plain_name, name in names.items():
        alias = Alias(organisation=organisation, name=name, plain_name=plain_name)
        try:
            alias.full_clean()
        except ValidationError as wrong:
            raise BadInput(f"other names: {'; '.join(wrong.messages)}") from wrong
        alias.save(force_insert=True)
