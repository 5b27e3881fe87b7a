"""A postcode to measure from, and distances in words."""

from __future__ import annotations

import math

from sightline.errors import BadInput
from sightline.exchange.postcodes import normalise_postcode
from sightline.service.places import queries as places
from sightline.service.register.queries.asked import Near


def find_near(text: str) -> Near:
    """The postcode that somebody wrote, and where it is; BadInput says what is wrong with it."""
    postcode = normalise_postcode(text)
    if postcode is None:
        raise BadInput(f"postcode: found {text!r}, wanted a full postcode such as ZZ1 1AA.")
    place = places.place_of_postcode(postcode)
    if place is None:
        raise BadInput(
            f"{postcode} is not among the postcodes that were loaded here. Check it, or choose a "
            "district instead."
        )
    return Near(postcode, *place)


def say_distance(metres: float, *, is_about: bool) -> str:
    """A distance as people say it. is_about: measured to the middle of a district.

    >>> say_distance(840.0, is_about=False), say_distance(6_240.0, is_about=True)
    ('0.8 km away', 'about 6 km away, measured to the middle of its district')
    >>> say_distance(20.0, is_about=False)
    'less than 0.1 km away'
    """
    if math.isinf(metres):
        return ""
    kilometres = metres / 1_000
    if is_about:
        return f"about {max(1, round(kilometres))} km away, measured to the middle of its district"
    return f"{kilometres:.1f} km away" if kilometres >= 0.1 else "less than 0.1 km away"
