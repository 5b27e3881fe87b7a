"""What is told of an activity, section by section, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sightline.analysis.words import NOT_SUPPLIED, say_people
from sightline.service.places import queries as places
from sightline.service.register.queries.sight import Seen
from sightline.service.register.queries.words import (
    FIELD_WORDS,
    say_ages,
    say_date,
    say_end,
    say_money,
    say_money_until,
    say_names,
    say_room,
    say_term,
    say_terms,
    say_value,
    say_waiting,
    term_of,
    vocabularies,
)

_OTHER_KEYS = {"partners": "Takes part", "days": "Days"}  # lines not called as their field is
MOST_SERVED = 12  # so many names of areas are listed; the rest are counted


@dataclass(frozen=True)
class Fact:
    """One line of the page."""

    key: str
    value: str


@dataclass(frozen=True)
class Section:
    """Lines that belong together."""

    title: str
    facts: tuple[Fact, ...]
    note: str = ""


def _told(seen: Seen, *sections: Section) -> tuple[Section, ...]:
    """The sections without the lines that this viewer is not told, and without empty ones."""
    hidden = {FIELD_WORDS[field] for field in seen.hides}
    hidden |= {words for field, words in _OTHER_KEYS.items() if field in seen.hides}
    shown = (
        replace(section, facts=tuple(fact for fact in section.facts if fact.key not in hidden))
        for section in sections
    )
    return tuple(section for section in shown if section.facts)


def _who(seen: Seen) -> Section:
    facts = seen.facts
    return Section(
        "Who",
        (
            Fact("Leads", facts.organisation),
            Fact("Takes part", say_names(facts.partners)),
            Fact("Reference", facts.reference),
        ),
    )


def _what(seen: Seen) -> Section:
    facts = seen.facts
    return Section(
        "What",
        (
            Fact("Themes", say_terms("themes", facts.themes)),
            Fact("Strand", say_term("strands", facts.strand)),
            Fact("Thematic group", say_term("thematic_groups", facts.thematic_group)),
            Fact("Types of violence", say_terms("types_of_violence", facts.violence_types)),
            Fact("Risk factors it works on", say_terms("risk_factors", facts.risk_factors)),
            Fact("Strengths it builds", say_terms("protective_factors", facts.protective_factors)),
            Fact("Prevention, when", say_term("prevention_levels", facts.prevention_level)),
            Fact("Prevention, for whom", say_term("prevention_levels", facts.prevention_who)),
            Fact("Setting", say_term("settings", facts.setting)),
            *_approach(facts.approach),
        ),
        "Impact is the size of an average effect over studies, not a promise for this activity. "
        "How sure the evidence is of it is a separate scale.",
    )


def _approach(code: str) -> Iterator[Fact]:
    """An approach, its impact, how sure the evidence is, and when both were seen."""
    yield Fact("Approach", say_term("approaches", code))
    term = term_of("approaches", code)
    if term is None:
        return
    band = term_of("impact_bands", str(term.facts["impact"]))
    impact = f"{band.name}: {_lower_first(band.meaning)}" if band else NOT_SUPPLIED
    yield Fact("Impact of the approach", impact)
    yield Fact("Sureness of the evidence", f"{str(term.facts['confidence']).capitalize()}.")
    pages = term.facts["pages_dated"]
    read = f"on pages of {pages}, " if pages else ""
    reviewed = say_date(vocabularies()["approaches"].reviewed_on)
    yield Fact("Rating seen", f"{read}reviewed here on {reviewed}")
    if term.facts["caution"]:
        yield Fact("Caution", str(term.facts["caution"]))


def _lower_first(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _for_whom(seen: Seen) -> Section:
    facts = seen.facts
    return Section(
        "For whom",
        (
            Fact("Ages", say_ages(facts.ages)),
            Fact("Open to", say_term("audience", facts.open_to)),
            Fact("Who may come", facts.eligibility or NOT_SUPPLIED),
            Fact("How people come to it", facts.referral or NOT_SUPPLIED),
        ),
    )


def _where(seen: Seen) -> Section:
    facts, names = seen.facts, places.area_names()
    district = names.get(seen.district, NOT_SUPPLIED)
    delivered = [Fact("Delivered in", f"{district} (district)")]
    if district == NOT_SUPPLIED:
        delivered = [Fact("Delivered in", NOT_SUPPLIED)]
    note = "Where an activity is delivered and the area it serves are two things."
    if seen.hides_place:
        note += " This is a sensitive site: its place is shown to its organisation and the unit."
    else:
        area = names.get(facts.delivery_area, facts.delivery_area)
        delivered += [
            Fact("Small area", area or NOT_SUPPLIED),
            Fact("Postcode", facts.postcode or NOT_SUPPLIED),
            Fact("On the map", _say_places(seen)),
        ]
    if seen.is_own and facts.sensitive_site:
        note += " This is a sensitive site: everyone else sees the district alone."
    anywhere = f"{NOT_SUPPLIED}; anywhere near enough is taken as served"
    served = Fact("Serves", say_served(facts.areas_served, names) or anywhere)
    return Section("Where", (*delivered, served), note)


def _say_places(seen: Seen) -> str:
    told = [f"{place.easting_m:.0f}, {place.northing_m:.0f}" for place in seen.facts.places]
    return f"{'; '.join(told)} (grid metres)" if told else NOT_SUPPLIED


def say_served(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """The names of areas; of many, the first."""
    told = [names.get(code, code) for code in codes]
    if len(told) > MOST_SERVED:
        told = [*told[:MOST_SERVED], f"and {len(told) - MOST_SERVED} more"]
    return "; ".join(told)


def _when(seen: Seen) -> Section:
    facts = seen.facts
    return Section(
        "When and with what money",
        (
            Fact("Status", facts.status.value),
            Fact("Starts", say_date(facts.starts_on)),
            Fact("Ends", say_end(facts.ends_on, open_ended=facts.open_ended)),
            Fact("Days", say_value("days", list(facts.days))),
            Fact("Timetable", facts.timetable or NOT_SUPPLIED),
            Fact(
                "Money until",
                say_money_until(facts.funded_until, without_end=facts.funded_without_end),
            ),
            Fact("Funders", say_names(facts.funders)),
            Fact("Money a year", say_money(facts.funding_gbp)),
            Fact("Depends on", facts.depends_on or NOT_SUPPLIED),
        ),
    )


def _how_many(seen: Seen) -> Section:
    facts = seen.facts
    return Section(
        "How many",
        (
            Fact(
                "Room for people in a year", say_room(facts.people_a_year, no_limit=facts.no_limit)
            ),
            Fact("Places free now", say_people(facts.places_free)),
            Fact(
                "People waiting now",
                say_waiting(facts.people_waiting, no_list=facts.no_waiting_list),
            ),
            Fact("People who came last year", seen.people_last_year),
        ),
    )


def sections_of(seen: Seen) -> tuple[Section, ...]:
    """Everything that the viewer may know of an activity."""
    return _told(
        seen, _who(seen), _what(seen), _for_whom(seen), _where(seen), _when(seen), _how_many(seen)
    )
