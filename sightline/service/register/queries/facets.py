"""The filters as choices, each with how many activities it would leave; none that leaves none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from sightline.analysis.provision import Status, Visibility
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.partners.queries import Voice
from sightline.service.places import queries as places
from sightline.service.register.queries.asked import MANY, NOT_GIVEN, Asked
from sightline.service.register.queries.cube import Cube
from sightline.service.register.queries.keeping import cube_now
from sightline.service.register.queries.matching import OF_THE_PARTNERSHIP, Counts
from sightline.service.register.queries.standing import STANDING_WORDS
from sightline.service.register.queries.words import vocabularies

Names = Mapping[str, Mapping[str, str]]  # by filter, value: what it is called
_TICKED = mark_safe(" checked")
MOST_CHOICES = 12  # of a filter; the commonest, and those that are chosen
FACET_WORDS = {
    "theme": "Theme",
    "status": "Status",
    "strand": "Strand",
    "approach": "Approach",
    "setting": "Setting",
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


@dataclass(frozen=True)
class FacetChoice:
    """One value of a filter."""

    id: str  # of its control
    value: str
    words: str
    count: str
    chosen: bool
    label: str


@dataclass(frozen=True)
class Facet:
    """One filter, with what can be chosen."""

    name: str
    words: str
    choices: tuple[FacetChoice, ...]
    more: str  # how many values are not offered; empty if all are

    @property
    def drawn(self) -> SafeString:
        """The choices as boxes to tick, in the markup of the GOV.UK checkbox.

        Drawn here, not in the template: a page has some 140 of them with five words each, and
        looking those up one by one took a third of the time that a page of the list takes.
        """
        return format_html_join(
            "",
            '<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="{}" '
            'name="{}" type="checkbox" value="{}"{}><label class="govuk-label '
            'govuk-checkboxes__label" for="{}">{}</label></div>',
            (
                (
                    each.id,
                    self.name,
                    each.value,
                    _TICKED if each.chosen else "",
                    each.id,
                    each.label,
                )
                for each in self.choices
            ),
        )


def filter_names(voice: Voice) -> Names:
    """Every value that a filter may take for somebody with that voice, and what it is called."""
    cube = cube_now()
    shown = {} if voice.in_partnership is False else VISIBILITY_WORDS
    return {
        **{name: _terms(vocabulary) for name, vocabulary in _TERMS.items()},
        "theme": _terms("themes", says_nothing=False),
        "status": {status.value: status.value for status in Status},
        "district": {**districts(cube), NOT_GIVEN: NOT_SUPPLIED},
        "organisation": _seen_names(cube, voice, "organisation", cube.organisation_names),
        "funder": _seen_names(
            cube, voice, "funder", {**cube.funder_names, NOT_GIVEN: NOT_SUPPLIED}
        ),
        "shown": shown,
        "fresh": {} if voice.in_partnership is False else STANDING_WORDS,
    }


def _terms(vocabulary: str, *, says_nothing: bool = True) -> dict[str, str]:
    named = {term.term: term.name for term in vocabularies()[vocabulary].terms.values()}
    return {**named, NOT_GIVEN: NOT_SUPPLIED} if says_nothing else named


def _seen_names(cube: Cube, voice: Voice, name: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Those of the names that an activity has which the viewer may see."""
    if voice.everyone:
        return names
    key = ("names", name, voice.in_partnership, voice.organisations)
    known = cube.found.get(key)
    if not isinstance(known, dict):
        seen = cube.columns[name].counts(cube.open_to(voice, name))
        known = {value: words for value, words in names.items() if value in seen}
        cube.found[key] = known
    return known


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
    offered = [value for value in counts if value in names]
    left_out = 0
    if len(offered) > MOST_CHOICES:
        left_out = len(offered) - MOST_CHOICES
        offered = nsmallest(MOST_CHOICES, offered, key=lambda value: (-counts[value], names[value]))
    shown = set(offered) | {value for value in chosen if value in names}
    order = {value: place for place, value in enumerate(names)} if len(names) < 100 else None
    in_order = sorted(
        shown, key=(lambda value: names[value].casefold()) if order is None else order.__getitem__
    )
    return Facet(
        name=name,
        words=FACET_WORDS[name],
        choices=tuple(_choices(name, in_order, chosen, counts, names)),
        more=f"The {MOST_CHOICES} with most activities; {left_out:,} more can be found by name."
        if left_out
        else "",
    )


def _choices(
    name: str,
    values: list[str],
    chosen: tuple[str, ...],
    counts: Mapping[str, int],
    names: Mapping[str, str],
) -> Iterator[FacetChoice]:
    for place, value in enumerate(values):
        words, count = names[value], f"{counts.get(value, 0):,}"
        is_chosen, label = value in chosen, f"{words} ({count})"
        yield FacetChoice(f"id_{name}_{place}", value, words, count, is_chosen, label)
