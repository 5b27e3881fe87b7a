"""The filters as choices, each with how many activities it would leave; none that leaves none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import nsmallest

from django.utils.safestring import SafeString

from sightline.analysis.provision import Status, Visibility
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.pages.markup import Pattern
from sightline.service.partners.queries import Voice
from sightline.service.places import queries as places
from sightline.service.register.queries.asked import MANY, NOT_GIVEN, Asked
from sightline.service.register.queries.cube import Among, Cube
from sightline.service.register.queries.keeping import cube_now
from sightline.service.register.queries.matching import OF_THE_PARTNERSHIP, Counts
from sightline.service.register.queries.standing import STANDING_WORDS
from sightline.service.register.queries.words import vocabularies

Names = Mapping[str, Mapping[str, str]]  # by filter, value: what it is called
# The markup of the GOV.UK checkbox.
_BOX = Pattern(
    '<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="{0}" '
    'name="{1}" type="checkbox" value="{2}"{3}><label class="govuk-label '
    'govuk-checkboxes__label" for="{0}">{4} ({5})</label></div>'
)
_TICK = {True: " checked", False: ""}
MOST_CHOICES = 12  # of a filter; the commonest, and those that are chosen
FEW = 100  # names: so many have an order of their own, more are told by name
FACET_WORDS = {
    "theme": "Theme",
    "status": "Status",
    "strand": "Strand",
    "approach": "Approach",
    "setting": "Setting",
    "thematic": "Thematic group",
    "open": "Open to",
    "level": "Prevention level",
    "district": "District",
    "organisation": "Organisation",
    "funder": "Funder",
    "shown": "Who may see it",
    "fresh": "Freshness",
}
VISIBILITY_WORDS = {
    Visibility.PUBLIC.value: "everybody",
    Visibility.PARTNERSHIP.value: "the partnership",
    Visibility.ORGANISATION.value: "its organisation and the unit",
}
_TERMS = {
    "theme": "themes",
    "level": "prevention_levels",
    "approach": "approaches",
    "strand": "strands",
    "setting": "settings",
    "open": "audience",
}


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value of a filter."""

    value: str
    words: str
    count: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter, with what can be chosen."""

    name: str
    words: str
    choices: tuple[FacetChoice, ...]
    more: str  # how many values are not offered; empty if all are

    @cached_property
    def drawn(self) -> SafeString:
        """The choices as boxes to tick."""
        return _BOX.draw_all(
            (
                f"id_{self.name}_{place}",
                self.name,
                each.value,
                _TICK[each.chosen],
                each.words,
                each.count,
            )
            for place, each in enumerate(self.choices)
        )


def filter_names(voice: Voice) -> Names:
    """Every value that a filter may take for somebody with that voice, and what it is called."""
    cube = cube_now()
    key = (voice.everyone, voice.in_partnership, voice.organisations)
    return cube.names.get_or_make(key, lambda: _names(cube, voice))


def _names(cube: Cube, voice: Voice) -> Names:
    return {
        **_names_of_terms(),
        "thematic": {**_group_names(), NOT_GIVEN: NOT_SUPPLIED},
        "status": {status.value: status.value for status in Status},
        "district": {**districts(cube), NOT_GIVEN: NOT_SUPPLIED},
        "organisation": _seen_names(cube, voice, "organisation", cube.organisation_names),
        "funder": _seen_names(
            cube, voice, "funder", {**cube.funder_names, NOT_GIVEN: NOT_SUPPLIED}
        ),
        "shown": VISIBILITY_WORDS if voice.in_partnership else {},
        "fresh": STANDING_WORDS if voice.in_partnership else {},
    }


def _group_names() -> dict[str, str]:
    """The partnership changes them; a cube lasts no longer than until then."""
    terms = vocabularies()["thematic_groups"].terms.values()
    return {term.term: term.name for term in terms}


@cache
def _names_of_terms() -> Names:
    """They change only with a release."""
    return {
        name: {
            **{term.term: term.name for term in vocabularies()[vocabulary].terms.values()},
            **({} if name == "theme" else {NOT_GIVEN: NOT_SUPPLIED}),
        }
        for name, vocabulary in _TERMS.items()
    }


def _seen_names(cube: Cube, voice: Voice, name: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Those of the names that an activity has which the viewer may see."""
    if voice.everyone:
        return names
    seen = cube.columns[name].counts(Among(cube.open_to(voice, name)))
    return {value: words for value, words in names.items() if value in seen}


def districts(cube: Cube | None = None) -> dict[str, str]:
    """The name of each district of the county by its code, in the order of names."""
    known = None if cube is None else cube.found.get("districts")
    if isinstance(known, dict):
        return known
    areas = places.areas()
    pairs = areas[["district_name", "district"]].drop_duplicates().sort_values("district_name")
    named = {str(code): str(name) for name, code in pairs.itertuples(index=False) if code}
    if cube is not None:
        cube.found["districts"] = named
    return named


def make_facets(asked: Asked, counts: Counts, names: Names, voice: Voice) -> tuple[Facet, ...]:
    """The filters that leave something to choose."""
    hidden = frozenset() if voice.in_partnership else OF_THE_PARTNERSHIP
    found = (
        _facet(name, getattr(asked, MANY[name]), counts[name], names[name])
        for name in FACET_WORDS
        if name not in hidden
    )
    return tuple(facet for facet in found if facet.choices)


def _facet(
    name: str, chosen: tuple[str, ...], counts: Mapping[str, int], names: Mapping[str, str]
) -> Facet:
    known = {value: count for value, count in counts.items() if value in names}
    offered = _commonest(known, names)
    left_out = len(known) - len(offered)
    shown = {*offered, *(value for value in chosen if value in names)}
    in_order = (
        [value for value in names if value in shown]
        if len(names) < FEW
        else sorted(shown, key=lambda value: names[value].casefold())
    )
    return Facet(
        name=name,
        words=FACET_WORDS[name],
        choices=tuple(
            FacetChoice(value, names[value], f"{counts.get(value, 0):,}", value in chosen)
            for value in in_order
        ),
        more=f"The {MOST_CHOICES} with most activities; {left_out:,} more can be found by name."
        if left_out
        else "",
    )


def _commonest(counts: Mapping[str, int], names: Mapping[str, str]) -> Collection[str]:
    """The values that most activities have; of those that as many have, the first by name."""
    if len(counts) <= MOST_CHOICES:
        return counts.keys()
    # Only the names of those that could be among them are compared: there may be thousands.
    least = sorted(counts.values())[-MOST_CHOICES]
    likely = [value for value, count in counts.items() if count >= least]
    return nsmallest(MOST_CHOICES, likely, key=lambda value: (-counts[value], names[value]))
