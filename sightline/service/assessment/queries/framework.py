"""What the reviewed words of the framework give a draft: definition, factors, evidence, voices."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.analysis.framework import Term, Vocabulary
from sightline.exchange.assessment import Prompt, Provenance, Section, Table
from sightline.service.assessment.queries.asked import Ask, not_supplied
from sightline.service.assessment.queries.provision import current_counts
from sightline.service.need.models import IndicatorValue, Listening
from sightline.service.need.queries.factors import factors_of
from sightline.service.register.queries.words import vocabularies

DEFINITION, APPROACHES = "definition_of_serious_violence", "approaches"
PARTS = ("legal test", "the act includes", "the act excludes", "local")
NOT_RATED = "not rated"
_READ_BY_READERS = (Listening.State.PARTNERSHIP, Listening.State.PUBLIC)  # of a draft


def definition(ask: Ask) -> tuple[Section, ...]:
    """What the Act asks to be weighed, what it takes in, and the area that this is about."""
    words = vocabularies()[DEFINITION]
    local = [term for term in words.terms.values() if _is_here(term, ask)]
    told = [term for term in words.terms.values() if term.facts["part"] in PARTS[:3]]
    rows = tuple((str(term.facts["part"]), term.name, term.meaning) for term in (*told, *local))
    named = ", ".join(ask.districts.values())
    return (
        Section(
            "Definition of serious violence, and the area",
            (
                *words.notes,
                f"The area is {ask.county.name}: {len(ask.districts)} districts ({named}). "
                "Figures are for small areas and districts.",
            ),
            tables=(
                Table(
                    "What the definition weighs, takes in and leaves out",
                    ("Part", "Term", "Meaning"),
                    rows,
                    _reviewed(words, "terms"),
                ),
            ),
            prompts=(
                Prompt(
                    "Give the definition that the partnership adopted, with its date and version.",
                    "Each area makes its own, and none is taken for granted here.",
                ),
            ),
            missing=(
                not_supplied(
                    "The definition adopted by this partnership", "Its unit can supply it."
                ),
            ),
        ),
    )


def _is_here(term: Term, ask: Ask) -> bool:
    return term.facts["part"] == "local" and ask.county.name in term.name


def factors(ask: Ask, told: Sequence[Section]) -> tuple[Section, ...]:
    """Risk and protective factors: which stand out, and what other rooms know of them."""
    words = vocabularies()["risk_factors"]
    found = _standing_out(ask)
    lacking = () if found or told else (
        not_supplied(
            "Indicators of risk and protective factors",
            "Schools, health and children's services can supply them for areas, never for a child.",
        ),
    )  # fmt: skip
    return (
        Section(
            "Risk and protective factors",
            words.notes[:2],
            prompts=(
                Prompt(
                    "Name the risk and protective factors that matter most here, for which "
                    "partner, and on what that rests.",
                    "Which factors can be worked on, and by whom, is known to those who work.",
                ),
            ),
            missing=lacking,
        ),
        *found,
        *told,
    )


def _standing_out(ask: Ask) -> tuple[Section, ...]:
    """The factors that stand out in each district, as its page says; none without indicators."""
    if not IndicatorValue.objects.exists():
        return ()
    parts = {name: factors_of(code, name) for code, name in ask.districts.items()}
    shown = [(name, card) for name, part in parts.items() for card in part.cards if card.stands_out]
    told = [row for part in parts.values() for card in part.cards for row in card.rows]
    notes = tuple(dict.fromkeys(note for part in parts.values() for note in part.notes))
    return (
        Section(
            "Factors that stand out",
            (*notes, *(part.lead for part in parts.values())),
            tables=(
                Table(
                    "Factors that stand out, by district",
                    ("District", "Factor", "What its indicators say"),
                    tuple((name, card.name, card.words) for name, card in shown),
                    Provenance(
                        unit="factors, by indicators of the district or the county it is in",
                        period="; ".join(sorted({row.period for row in told if row.period})),
                        source="; ".join(sorted({row.source for row in told if row.source})),
                        freshness="as each publication says, on the pages of places",
                        sureness="told only beyond chance and beyond the usual spread of places",
                    ),
                ),
            ),
            level=2,
        ),
    )


def evidence(ask: Ask) -> tuple[Section, ...]:
    """What studies say of each approach: how much, and how sure, as two things."""
    words, bands = vocabularies()[APPROACHES], vocabularies()["impact_bands"].terms
    used = current_counts(ask)["approach"]
    rows = tuple(
        (
            term.name,
            bands[str(term.facts["impact"])].name if term.facts["impact"] else NOT_RATED,
            str(term.facts["confidence"] or "not known"),
            str(term.facts["pages_dated"] or "not known"),
            f"{used.get(term.term, 0):,}",
        )
        for term in words.terms.values()
    )
    return (
        Section(
            "What may help",
            words.notes[:3],
            tables=(
                Table(
                    "Approaches: impact and confidence, and how many current activities use each",
                    ("Approach", "Impact", "Confidence in the evidence", "Pages dated",
                     "Current activities"),
                    rows,
                    _reviewed(words, "bands; activities"),
                ),
            ),
            prompts=(
                Prompt(
                    "Say which approaches fit the needs above, and why here.",
                    "An average over studies elsewhere is no promise for one place.",
                ),
            ),
        ),
    )  # fmt: skip


def listening(_ask: Ask) -> tuple[Section, ...]:
    """What people said: nobody's words are made up, and what is kept of them is pointed to."""
    told = Listening.objects.filter(state__in=_READ_BY_READERS).count()
    kept = f"On the page “What people say”, each with how it was heard: {told:,}."
    lacking = not_supplied(
        "Listening evidence", "Youth services and those who run listening can give it."
    )
    return (
        Section(
            "What young people, families and practitioners say",
            ("No number stands for what people say of their own lives.", *([kept] if told else [])),
            prompts=(
                Prompt(
                    "Tell what young people, families and practitioners said: who was asked, by "
                    "whom, when and how, and what they said in their words.",
                    "Listening has its own sources and dates, and no draft copies its words.",
                ),
            ),
            missing=() if told else (lacking,),
        ),
    )


def _reviewed(words: Vocabulary, unit: str) -> Provenance:
    day = f"{words.reviewed_on:%-d %B %Y}"
    return Provenance(
        unit=unit,
        period=f"as reviewed on {day}",
        source=f"the vocabulary “{words.title}”, whose terms each name their sources",
        freshness=f"reviewed on {day}",
        sureness="as the sources put it; what they did not say is not known, which is not low",
    )
