"""An activity as a list shows it, and its markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from sightline.analysis.framework import AgeRange
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.pages.markup import Pattern
from sightline.service.partners.queries import Voice
from sightline.service.register.contacts import without_contacts
from sightline.service.register.queries.light import Light
from sightline.service.register.queries.standing import is_late
from sightline.service.register.queries.words import (
    last_stale_day,
    say_ages,
    say_confirmed,
    say_money_until,
    say_terms,
)

COLOURS = {"current": "green", "planned": "blue", "paused": "yellow", "ended": "grey"}
_ITEM = Pattern(
    '<li class="sightline-result">'
    '<h3 class="govuk-heading-s"><a class="govuk-link" href="{}">{}</a> '
    '<strong class="govuk-tag govuk-tag--{}">{}</strong></h3>'
    '{}<dl class="sightline-facts">{}{}</dl></li>'
)
_ORGANISATION = Pattern('<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>')
_FACT = Pattern("<div><dt>{}</dt><dd>{}</dd></div>")
_RECORD = Pattern("<div><dt>Record</dt><dd>{}{}</dd></div>")
_NOT_SURE = SafeString(' <strong class="govuk-tag govuk-tag--orange">not sure</strong>')


@dataclass(frozen=True)
class ListedActivity:
    """An activity as the list shows it."""

    name: str
    address: str
    organisation: str  # empty where all of the list are of one
    organisation_address: str
    status: str
    colour: str
    themes: str
    ages: str
    where: str
    distance: str  # from the postcode asked for; empty where none was
    money: str  # empty where the viewer is not told
    freshness: str
    is_stale: bool

    @property
    def drawn(self) -> SafeString:
        """It as an entry of a list."""
        facts = (
            ("Distance", self.distance),
            ("Themes", self.themes),
            ("Ages", self.ages),
            ("Delivered in", self.where),
            ("Money until", self.money),
        )
        return _ITEM.draw(
            self.address,
            self.name,
            self.colour,
            self.status,
            _ORGANISATION.draw(self.organisation_address, self.organisation)
            if self.organisation
            else "",
            _FACT.draw_all(fact for fact in facts if fact[1]),
            _RECORD.draw(self.freshness, _NOT_SURE if self.is_stale else ""),
        )


def item_of(
    light: Light,
    voice: Voice,
    district_names: Mapping[str, str],
    today: date,
    *,
    distance: str = "",
    with_organisation: bool = True,
) -> ListedActivity:
    """An activity as the list shows it to somebody with that voice."""
    is_told = voice.in_partnership or voice.speaks_for(light.organisation_id)
    ages = None
    if light.age_from is not None and light.age_to is not None:
        ages = AgeRange(light.age_from, light.age_to)
    return ListedActivity(
        name=light.name if is_told else without_contacts(light.name),
        address=_address("register:activity", light.id),
        organisation=light.organisation if with_organisation else "",
        organisation_address=_address("register:organisation", light.organisation_id),
        status=light.status,
        colour=COLOURS[light.status],
        themes=say_terms("themes", light.themes),
        ages=say_ages(ages),
        where=district_names.get(light.delivered, NOT_SUPPLIED),
        distance=distance,
        money=say_money_until(light.funded_until, without_end=light.funded_without_end)
        if is_told
        else "",
        freshness=say_confirmed(light.confirmed_on, today),
        is_stale=_is_stale(light, today, is_told=voice.in_partnership),
    )


def _is_stale(light: Light, today: date, *, is_told: bool) -> bool:
    """Whether nobody vouches for it: by its own interval, or for the public by six months."""
    if is_told:
        return is_late(light, today)
    return light.confirmed_on is None or light.confirmed_on <= last_stale_day(today)


def _address(route: str, key: UUID) -> str:
    """The address of a thing; asked for so often that it is put together here."""
    before, after = _around(route)
    return f"{before}{key}{after}"


@cache
def _around(route: str) -> tuple[str, str]:
    nobody = UUID(int=0)
    before, _, after = reverse(route, args=[nobody]).partition(str(nobody))
    return before, after
