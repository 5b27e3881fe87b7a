"""What somebody asks of the list of activities: words, filters, order and page, as an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from sightline.analysis.framework import AgeRange

NOT_GIVEN = "not-supplied"  # in the address: activities that do not say
ORDERS = {
    "name": "by name",
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
}


@dataclass(frozen=True)
class Asked:
    """A question to the register. Empty fields ask nothing."""

    words: str = ""
    themes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    ages: AgeRange | None = None
    stale: bool = False
    order: str = "name"
    page: int = 1

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The question as names and values of an address, without the page."""
        pairs = [("q", self.words)] if self.words else []
        for name, field in MANY.items():
            pairs += [(name, value) for value in getattr(self, field)]
        pairs += [("ages", str(self.ages))] if self.ages else []
        pairs += [("stale", "yes")] if self.stale else []
        pairs += [("order", self.order)] if self.order != "name" else []
        return tuple(pairs)

    def without(self, name: str, value: str) -> Asked:
        """The question without one of its filters, from its first page."""
        plain = {"q": {"words": ""}, "ages": {"ages": None}, "stale": {"stale": False}}
        if name in plain:
            return replace(self, page=1, **plain[name])  # type: ignore[arg-type]
        field = MANY[name]
        kept = tuple(each for each in getattr(self, field) if each != value)
        return replace(self, page=1, **{field: kept})  # type: ignore[arg-type]

    def address(self, route: str = "register:activities", **parts: str) -> str:
        """Where this question is answered."""
        pairs = self.pairs + ((("page", str(self.page)),) if self.page > 1 else ())
        query = urlencode(pairs)
        return reverse(route, kwargs=parts) + (f"?{query}" if query else "")
