"""The whole draft: its sections in order, those of other rooms with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sightline.exchange.assessment import Document, Prompt, Section
from sightline.service.assessment.asking import Asked
from sightline.service.assessment.queries.asked import Ask, make_ask
from sightline.service.assessment.queries.framework import definition, evidence, factors, listening
from sightline.service.assessment.queries.people import people
from sightline.service.assessment.queries.police import police
from sightline.service.assessment.queries.provision import gaps, provision
from sightline.service.assessment.queries.sources import method, sources

SectionSource = Callable[[Ask], Sequence[Section]]
# Rooms above or beside add a function here, in their AppConfig.ready(): what they know of need
# besides police records, and what they know of risk and protective factors. The draft asks each.
SECTIONS: list[SectionSource] = []
FACTORS: list[SectionSource] = []


def make_document(asked: Asked, *, viewer: Any, today: date) -> Document:
    """The draft as somebody may see it: the same numbers as on their pages."""
    ask = make_ask(asked, viewer=viewer, today=today)
    sections = [
        _summary(ask),
        *definition(ask),
        *people(ask),
        *police(ask),
        *(section for source in SECTIONS for section in source(ask)),
        *factors(ask, [section for source in FACTORS for section in source(ask)]),
        *provision(ask),
        *gaps(ask),
        *evidence(ask),
        *listening(ask),
        *sources(ask),
        *method(ask),
    ]
    return Document(
        title=f"Strategic needs assessment of {ask.county.name}: a draft",
        partnership=ask.county.name,
        period=f"{ask.ages_words.capitalize()}; data to {ask.county.as_of.words}",
        fictional=ask.county.fictional,
        made_on=today,
        sections=(*sections, _to_write(sections)),
    )


def _summary(ask: Ask) -> Section:
    named = ", ".join(theme.name.lower() for theme in ask.themes)
    return Section(
        "Summary",
        (
            f"This draft is about {named} and people of {ask.ages_words}. Its tables, figures and "
            "sources were filled in from what the partnership holds; the marked passages are for "
            "people to write. Until they are written, it is not an assessment.",
        ),
        prompts=(
            Prompt(
                "Say in one page what the partnership should know and do: the most pressing needs, "
                "who is most affected and where, and how sure that is.",
                "What matters most is a judgement, and the numbers here leave much out.",
            ),
            Prompt(
                "Say what has changed since the last assessment, and what was done about it.",
                "The last assessment is not in the records here.",
            ),
        ),
    )


def _to_write(sections: Sequence[Section]) -> Section:
    prompts = [prompt for section in sections for prompt in section.prompts]
    return Section(
        "Everything that is still to be written",
        (
            f"{len(prompts)} passages are marked. Take each mark away once it is written.",
            *(f"{number}. {prompt.what}" for number, prompt in enumerate(prompts, start=1)),
        ),
    )
