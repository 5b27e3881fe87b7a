"""What need is asked of in this service, and the draws that comparisons are made from."""

from __future__ import annotations

from functools import lru_cache

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.need import NeedAsked, ask_need
from sightline.analysis.periods import Month, months_to
from sightline.errors import Refused
from sightline.exchange.vocabulary import read_vocabularies, themes
from sightline.service.need.stored import cube, months_supplied
from sightline.service.places import queries as places

DRAWS, SEED = 1_000, 2018  # the same every time, so that the same data give the same words


@lru_cache(maxsize=1)
def known_themes() -> dict[str, Theme]:
    """Every theme of the vocabulary by its code."""
    return dict(themes(read_vocabularies()))


def ask(theme: Theme, ages: AgeRange, as_of: Month) -> tuple[NeedAsked, tuple[Month, ...]]:
    """The tables of a question from what is stored, and which of its twelve months are."""
    if not theme.police_categories:
        raise Refused(
            f"need: {theme.name} cannot be measured from police records of this kind. "
            f"{' '.join(theme.cannot_tell[:1])} Choose another theme."
        )
    supplied = set(months_supplied())
    months = tuple(month for month in months_to(as_of, how_many=12) if month in supplied)
    if not months:
        raise Refused(
            f"need: found no records of the twelve months to {as_of.words}. Load the police files "
            "of these months."
        )
    asked = ask_need(
        categories=theme.police_categories,
        ages=ages,
        months=months,
        areas=places.areas()["area"].tolist(),
        population=places.population(),
        cube=cube(categories=theme.police_categories, months=months),
        deprivation=places.deprivation(),
    )
    return asked, months
