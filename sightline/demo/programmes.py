"""The kinds of activity that partners run in the fictional county, from programmes.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Programme:
    """A kind of activity: what it is, for whom, for how many, and what it costs for each person."""

    title: str
    description: str
    themes: tuple[str, ...]
    level: str  # when in the course of things: primary, secondary or tertiary
    who: str  # universal, targeted or indicated
    approach: str
    setting: str
    open_to: str
    ages: tuple[int, int]
    room: int  # people a year
    cost_gbp: int  # a person
    led_by: tuple[str, ...]  # kinds of partner
    referral: str
    strand: str  # empty: of none in particular
    violence_types: tuple[str, ...]
    risk_factors: tuple[str, ...]
    protective_factors: tuple[str, ...]
    days: tuple[str, ...]
    timetable: str


def _programmes(kind: str) -> tuple[Programme, ...]:
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))[kind]
    return tuple(Programme(**{key: _frozen(value) for key, value in one.items()}) for one in listed)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


VIOLENCE = _programmes("violence")
(HOSPITAL,) = _programmes("hospital")
(CENTRE,) = _programmes("centre")
OTHER_AGES = _programmes("other_ages")
OTHER_THEMES = _programmes("other_themes")


def titled(title: str) -> Programme:
    """The programme against violence with that title.

    >>> titled("Ring of Tales Boxing").ages
    (10, 18)
    """
    return next(one for one in VIOLENCE if one.title == title)
