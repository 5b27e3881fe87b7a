"""Organisations and activities of the service as the search for duplicates compares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import pandas as pd

from sightline.evidence.duplicates import COLUMNS
from sightline.service.partners.models import Identifier, Organisation
from sightline.service.partners.names import plain
from sightline.service.partners.queries import by_plain_name, organisation_names
from sightline.service.register.models import (
    Activity,
    ActivityTheme,
    DeliveryPlace,
    Involvement,
)

_PLACE = ("postcode", "area", "easting_m", "northing_m")


def activities_compared(keys: Collection[UUID] | None = None) -> pd.DataFrame:
    """The activities on the register, or those of the keys, as `find_pairs` takes them.

    Of a sensitive site its district alone is compared: a likely pair must not tell where it is.
    """
    records = Activity.objects.on_register()
    if keys is not None:
        records = records.filter(pk__in=keys)
    names = organisation_names()
    by_activity = _lists(keys)
    rows = [
        _activity(values, names, by_activity)
        for values in records.order_by("id").values(
            "id", "name", "organisation_id", "postcode", "delivery_area", "district_code",
            "sensitive_site", "starts_on", "age_from", "age_to", "people_a_year", "description",
        )
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def organisations_compared() -> pd.DataFrame:
    """Every organisation that was not merged into another, as `find_pairs` takes them."""
    identifiers: dict[UUID, list[str]] = defaultdict(list)
    for key, scheme, value in Identifier.objects.values_list("organisation_id", "scheme", "value"):
        identifiers[key].append(f"{scheme}:{value}")
    found = Organisation.objects.filter(merged_into=None).order_by("id")
    rows = [
        {
            "record": str(key),
            "name": name,
            "identifiers": identifiers.get(key, []),
            "form": kind,
            "web": website,
            "postcode": postcode,
            "district": district,
            "starts_on": starts_on,
        }
        for key, name, kind, website, postcode, district, starts_on in found.values_list(
            "id", "name", "kind", "website", "office_postcode", "office_district", "starts_on"
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _lists(keys: Collection[UUID] | None) -> dict[str, dict[UUID, Any]]:
    """What activities say several of: themes, first place, and who takes part or pays."""
    chosen = {} if keys is None else {"activity_id__in": keys}
    themes: dict[UUID, list[str]] = defaultdict(list)
    for key, theme in ActivityTheme.objects.filter(**chosen).values_list("activity_id", "theme"):
        themes[key].append(theme)
    places = {
        key: (east, north)
        for key, east, north in DeliveryPlace.objects.filter(position=0, **chosen).values_list(
            "activity_id", "easting_m", "northing_m"
        )
    }
    known, names = by_plain_name(), organisation_names()
    parts: dict[UUID, list[str]] = defaultdict(list)
    for key, name in Involvement.objects.filter(**chosen).values_list("activity_id", "name"):
        owner = known.get(plain(name))  # an old or a short name stands for the organisation
        parts[key].append(names.get(owner, name) if owner else name)
    return {"themes": themes, "places": places, "parts": parts}


def _activity(
    values: Mapping[str, Any], names: dict[UUID, str], lists: dict[str, dict[UUID, Any]]
) -> dict[str, Any]:
    key = values["id"]
    east, north = lists["places"].get(key, (None, None))
    row = {
        "record": str(key),
        "name": values["name"],
        "organisation": names.get(values["organisation_id"], ""),
        "partners": lists["parts"].get(key, []),
        "identifiers": [],
        "postcode": values["postcode"],
        "area": values["delivery_area"],
        "district": values["district_code"],
        "easting_m": east,
        "northing_m": north,
        "starts_on": values["starts_on"],
        "age_from": values["age_from"],
        "age_to": values["age_to"],
        "themes": lists["themes"].get(key, []),
        "people_a_year": values["people_a_year"],
        "text": values["description"],
    }
    return row | dict.fromkeys(_PLACE) if values["sensitive_site"] else row
