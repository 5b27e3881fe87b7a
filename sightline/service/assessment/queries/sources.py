"""Where every figure comes from, how it was made, and what that cannot tell."""

from __future__ import annotations

from sightline.exchange.assessment import Prompt, Provenance, Section, Table
from sightline.service.assessment.queries.asked import Ask, not_supplied
from sightline.service.need.models import DataRelease
from sightline.service.need.queries import release_page

SCHOOLS = DataRelease.What.DFE_LAIT.label
# What assessments elsewhere hold that may have no place here yet, who has it, and the input that
# would tell it, if there can be one.
ELSEWHERE = (
    ("Hospital admissions and attendances after assaults", "The hospital trusts can supply them."),
    ("Ambulance call-outs to violence", "The ambulance service can supply them."),
    ("Exclusions, absence and special needs in schools", "Schools and the councils can.", SCHOOLS),
    ("Children's services, care and missing episodes", "The councils can.", SCHOOLS),
    ("Youth justice, probation and prison", "Those services can supply them."),
    ("Knife crime, injury and ages of victims as the police record them", "The force can."),
    ("What people say of crime in surveys", "It is published, for large areas."),
)


def sources(ask: Ask) -> tuple[Section, ...]:
    """Every input with where its rows went, and every source that is not among them."""
    page = release_page()
    rows = tuple(
        (card.title, card.source, card.period, card.licence, card.loaded_on, card.rows_in,
         card.accepted, card.rejected, card.set_aside)
        for card in page.inputs
    )  # fmt: skip
    lacking = [
        not_supplied(title, "Whoever looks after this service can load it.")
        for title in page.not_supplied
    ]
    held = {card.title for card in page.inputs}
    elsewhere = [not_supplied(what, who) for what, who, *by in ELSEWHERE if not held & set(by)]
    return (
        Section(
            "Sources",
            ("Every row is accounted for: rows in = accepted + rejected + set aside.",),
            tables=(
                Table(
                    "What this was made from",
                    ("Input", "Source", "Period", "Licence", "Loaded on", "Rows in", "Accepted",
                     "Rejected", "Set aside"),
                    rows,
                    Provenance("rows", "as each says", "the files that were loaded",
                               "as each says", "counted"),
                ),
            ),
            missing=(*lacking, *elsewhere),
            prompts=(
                Prompt(
                    "Say under which agreement each source is shared, and when it is reviewed.",
                    "Agreements are kept with the data sources, and no draft copies them.",
                ),
            ),
        ),
    )  # fmt: skip


def method(_ask: Ask) -> tuple[Section, ...]:
    """How the figures were made, and the limits of that."""
    return (
        Section(
            "Method and limits",
            (
                "Need is recorded incidents a year per 1,000 people of the ages asked about, drawn "
                "towards what areas like it have, more so where few people live (gamma–Poisson "
                "empirical Bayes). Intervals are 90%.",
                "Areas are set against the county by how likely their rate is above it, not by a "
                "rank.",
                "A trend is told only if the whole 95% interval of its change a year is on one "
                "side of none; a change between two years is held against how much counts vary by "
                "themselves. Known changes in recording would be allowed for; none is on record "
                "here.",
                "Hot spots are areas whose neighbours are high too, at a false discovery rate of "
                "5% over all areas tested, with the draws of each test shared.",
                "Records tell what was reported and recorded, where it happened and not where "
                "people live, and nothing of anybody's age. A count of the police's own searches "
                "is not need and is not used.",
                "Nothing here scores a child, and nothing ranks an organisation.",
            ),
            prompts=(
                Prompt(
                    "Say who wrote, checked and agreed this assessment, and when it is due again.",
                    "A draft made by a program has no author.",
                ),
            ),
        ),
    )
