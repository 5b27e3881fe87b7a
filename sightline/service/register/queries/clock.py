"""From which day pages look back when they say how fresh a record is."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from sightline.service.pages.queries import instance


def day_of_pages() -> date:
    """Today; in a made-up county the last day of its data, since there time stands still."""
    county = instance()
    if county is None or not county.fictional:
        return localdate()
    return min(localdate(), county.as_of.last_day)
