"""What somebody asks of the list of activities: words, filters, order and page, as an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from sightline.analysis.framework import AgeRange

NOT_GIVEN = "not-supplied"  # in the address: activities that do not say
BY_NAME, BEST_MATCH, NEAREST = "name", "match", "near"
ORDERS = {
    BY_NAME: "by name",
    BEST_MATCH: "words in the name first, then in the organisation, then elsewhere",
    NEAREST: "nearest first",
    "unconfirmed": "those not confirmed for longest first",
    "money": "those whose money ends soonest first",
    "changed": "those changed last first",
}
# The filters that take several values, by their name in the address and in `Asked`.
MANY = {
    "theme": "themes",
    "status": "statuses",
    "district": "districts",
    "level": "levels",
    "organisation": "organisations",
    "approach": "approaches",
    "strand": "strands",
    "setting": "settings",
    "thematic": "groups",
    "open": "open_to",
    "funder": "funders",
    "shown": "visibilities",
    "fresh": "standings",
}
# What a filter by district means: two things, or either of them.
EITHER, DELIVERED, SERVED = "either", "delivered", "served"
PLACES = {
    EITHER: "delivered there or serving it",
    DELIVERED: "delivered there",
    SERVED: "serving it",
}
DISTANCES_KM = (1, 2, 5, 10, 20)
USUAL_KM = 5
LIST, MAP = "list", "map"


@dataclass(frozen=True)
class Near:
    """A postcode to measure from, and where it is in metres of the British National Grid."""

    postcode: str
    easting_m: float
    northing_m: float


@dataclass(frozen=True)
class Asked:
    """A question to the register. Empty fields ask nothing."""

    words: str = ""
    themes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    approaches: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()  # thematic ones
    open_to: tuple[str, ...] = ()
    funders: tuple[str, ...] = ()
    visibilities: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()  # how it stands by the interval it declares
    ages: AgeRange | None = None
    stale: bool = False
    free: bool = False  # only those with places free now
    place: str = EITHER  # in what way a district is meant
    near: Near | None = None
    within_km: int = USUAL_KM
    order: str = ""  # empty: the usual one for what is asked
    view: str = LIST
    page: int = 1

    @property
    def usual_order(self) -> str:
        """The order that is taken where none is asked for."""
        if self.near:
            return NEAREST
        return BEST_MATCH if self.words.strip() else BY_NAME

    @property
    def taken_order(self) -> str:
        """The order in which the answer comes; one that makes no sense here is not taken."""
        senseless = (self.order == NEAREST and not self.near) or (
            self.order == BEST_MATCH and not self.words.strip()
        )
        return self.usual_order if senseless or not self.order else self.order

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The question as names and values of an address, without the view and the page."""
        pairs = [("q", self.words)] if self.words else []
        if self.near:
            pairs += [("near", self.near.postcode)]
            pairs += [("within", str(self.within_km))] if self.within_km != USUAL_KM else []
        for name, field in MANY.items():
            pairs += [(name, value) for value in getattr(self, field)]
        pairs += [("place", self.place)] if self.place != EITHER else []
        pairs += [("ages", str(self.ages))] if self.ages else []
        pairs += [("free", "yes")] if self.free else []
        pairs += [("stale", "yes")] if self.stale else []
        pairs += [("order", self.order)] if self.order not in ("", self.usual_order) else []
        return tuple(pairs)

    def without(self, name: str, value: str) -> Asked:
        """The question without one of its filters, from its first page."""
        plain: dict[str, dict[str, object]] = {
            "q": {"words": ""},
            "near": {"near": None, "within_km": USUAL_KM},
            "ages": {"ages": None},
            "free": {"free": False},
            "stale": {"stale": False},
        }
        if name in plain:
            return replace(self, page=1, **plain[name])  # type: ignore[arg-type]
        field = MANY[name]
        kept = tuple(each for each in getattr(self, field) if each != value)
        return replace(self, page=1, **{field: kept})  # type: ignore[arg-type]

    def address(self, route: str = "register:activities", **parts: str) -> str:
        """Where this question is answered."""
        pairs = self.pairs
        pairs += (("view", self.view),) if self.view != LIST else ()
        pairs += (("page", str(self.page)),) if self.page > 1 else ()
        query = urlencode(pairs)
        return _path(route, **parts) + (f"?{query}" if query else "")


@lru_cache(maxsize=100)
def _path(route: str, **parts: str) -> str:
    """The path of a route; a page of the list asks for few, many times."""
    return reverse(route, kwargs=parts)
