"""Made-up organisations and activities with planted duplicates, and pairs that only look alike.

Every name is put together from syllables and from words that such organisations use; none is meant
to be a real one. `thing` says which records are of one thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pandas as pd

SHARE_OF_THINGS = 0.6  # of the records; the rest tell of one of them again
LOOKALIKES = 0.25  # of the things are made after another one: a sister branch, a namesake
_STARTS = "ash bel cor dun elm fen gar hol ing kel lan mar nor oak pen ros sal tor und win".split()
_MIDDLES = "a ber den er fi go la mi ne or ra sta ta ver".split()
_ENDS = (
    "by combe dale field ford ham hurst ley mere minster port stead ton ville wick worth".split()
)
_GENERIC = (
    "youth club", "community centre", "boxing club", "family project", "trust", "foundation",
    "community association", "boys and girls club", "academy", "primary school", "church",
    "sports club", "arts project", "youth theatre", "residents association", "housing association",
    "women's aid", "mentoring service", "advice service", "football club", "youth offending team",
    "voluntary service council", "development trust", "young people's project",
)  # fmt: skip
_SHORT = {
    "youth": "yth", "community": "comm", "centre": "ctr", "association": "assoc", "project": "proj",
    "service": "svc", "services": "svcs", "foundation": "fdn", "school": "sch", "saint": "st",
    "primary": "prim", "council": "cncl", "voluntary": "vol", "academy": "acad", "club": "club",
    "and": "&", "road": "rd", "hospital": "hosp", "society": "soc",
}  # fmt: skip
_LEGAL = (" Ltd", " Limited", " CIC", " CIO", " (Registered Charity)", " Charitable Trust")
_FORMS = ("charity", "school", "community interest company", "faith", "council", "business")
_SAINTS = "Mary Peter John Anne Paul Luke Mark Jude Clare Giles Helen Botolph Osyth".split()
_DOING = (
    "mentoring", "boxing sessions", "street outreach", "knife crime talks", "family support",
    "football on fridays", "music workshops", "exclusion support", "parenting course",
    "hospital navigators", "counselling", "employment coaching", "healthy relationships",
)  # fmt: skip
_TELLING = (
    "weekly sessions evening safe space trained workers young people referred school police family "
    "group small one-to-one support coach peer mentor weekend holiday summer drop-in bus meal "
    "creative sport music film cooking gym journey plan goal review employment skill confidence "
    "trauma informed anger peers gang county lines exploitation knife risk resilience belonging"
).split()


@dataclass(frozen=True)
class Town:
    """A place with postcodes of its own."""

    name: str
    district: str
    outward: str
    east: float
    north: float
    leads: list[str] = field(default_factory=list)  # organisations that lead activities there


@dataclass(frozen=True)
class Planted:
    """Records, and which of them are of one thing."""

    records: pd.DataFrame
    thing: pd.Series  # by record

    def same(self) -> set[tuple[str, str]]:
        """Every pair of records of one thing, the smaller key first."""
        groups = self.thing.groupby(self.thing).groups.values()
        return {pair for keys in groups for pair in combinations(sorted(keys), 2)}


def organisations(count: int, *, seed: int) -> Planted:
    """Organisations: so many records of fewer things."""
    return _planted(count, seed, _organisation, _told_again, _lookalike)


def activities(count: int, *, seed: int) -> Planted:
    """Activities: so many records of fewer things, some told by two organisations."""
    return _planted(count, seed, _activity, _activity_told_again, _lookalike_activity)


def _planted(
    count: int,
    seed: int,
    new: Callable[..., dict[str, Any]],
    again: Callable[..., dict[str, Any]],
    alike: Callable[..., dict[str, Any]],
) -> Planted:
    dice = Random(seed)  # noqa: S311 - repeatable on purpose
    towns = _towns(dice, max(8, count // 60))
    for town in towns:
        town.leads.extend(_name(dice, town) for _ in range(4))
    rows: list[dict[str, Any]] = []
    things = max(1, int(count * SHARE_OF_THINGS))
    for number in range(things):
        near = rows[dice.randrange(len(rows))] if rows and dice.random() < LOOKALIKES else None
        town = dice.choice(towns)
        row = new(dice, town) if near is None else alike(dice, near, town)
        rows.append({**row, "thing": number})
    for _ in range(count - things):
        told = rows[int(things * dice.random() ** 1.3)]
        rows.append({**again(dice, told, towns), "thing": told["thing"]})
    dice.shuffle(rows)
    frame = pd.DataFrame(rows)
    frame.insert(0, "record", [f"r{number:07}" for number in range(len(frame))])
    thing = pd.Series(frame.pop("thing").to_numpy(), index=frame["record"])
    return Planted(frame.drop(columns=[name for name in frame if name.startswith("_")]), thing)


def _towns(dice: Random, count: int) -> list[Town]:
    towns = []
    for number in range(count):
        name = _coined(dice)
        district = f"X07{number // 12:06}"
        outward = f"Z{chr(65 + number // 90 % 26)}{number % 90 + 10}"
        east, north = dice.uniform(600_000, 700_000), dice.uniform(300_000, 400_000)
        towns.append(Town(name, district, outward, east, north))
    return towns


def _coined(dice: Random) -> str:
    middle = dice.choice(_MIDDLES) if dice.random() < 0.7 else ""
    return (dice.choice(_STARTS) + middle + dice.choice(_ENDS)).capitalize()


def _postcode(dice: Random, town: Town) -> str:
    letters = "ABDEFGHJ"
    return f"{town.outward} {dice.randrange(1, 8)}{dice.choice(letters)}{dice.choice(letters)}"


def _somewhere(dice: Random, town: Town) -> dict[str, Any]:
    return {
        "postcode": _postcode(dice, town),
        "district": town.district,
        "easting_m": town.east + dice.gauss(0, 1_500),
        "northing_m": town.north + dice.gauss(0, 1_500),
        "_town": town,
    }


def _name(dice: Random, town: Town) -> str:
    generic = dice.choice(_GENERIC)
    kind = dice.random()
    if kind < 0.35:
        return f"{town.name} {generic}".title()
    if kind < 0.6:
        return f"{_coined(dice)} {generic}".title()
    if kind < 0.65:
        return f"Saint {dice.choice(_SAINTS)}'s {generic}".title()
    return f"{_coined(dice)} {dice.choice(('Road', 'Hall', 'Park', 'Lane'))} {generic}".title()


def _organisation(dice: Random, town: Town) -> dict[str, Any]:
    name = _name(dice, town)
    number = f"charity:{dice.randrange(10**6, 10**7)}"
    web = "".join(letter for letter in name.lower() if letter.isalnum())[:24]
    return {
        "name": name,
        "identifiers": [number] if dice.random() < 0.6 else [],
        "web": f"https://www.{web}{dice.randrange(100)}.example/" if dice.random() < 0.5 else "",
        "form": dice.choice(_FORMS),
        **_somewhere(dice, town),
    }


def _lookalike(dice: Random, near: dict[str, Any], town: Town) -> dict[str, Any]:
    """A sister branch or a namesake in another place: not the same."""
    new = _organisation(dice, town)
    plain = near["name"]
    new["name"] = plain if dice.random() < 0.5 else f"{plain} {town.name}"
    new["form"] = near["form"]
    return new


def _told_again(dice: Random, told: dict[str, Any], towns: list[Town]) -> dict[str, Any]:
    """The same organisation as somebody else would enter it."""
    again = {**told, "name": _misspelt(dice, told["name"])}
    moved = dice.random()
    if moved < 0.2:
        again |= {"postcode": "", "easting_m": None, "northing_m": None}
    elif moved < 0.3:
        town = told["_town"] if dice.random() < 0.7 else dice.choice(towns)
        again |= _somewhere(dice, town)
    if dice.random() < 0.4:
        again["identifiers"] = []
    if dice.random() < 0.4:
        again["web"] = ""
    if dice.random() < 0.2:
        again["form"] = dice.choice(_FORMS)
    if dice.random() < 0.1:
        again["district"] = ""
    return again


def _misspelt(dice: Random, name: str) -> str:
    words = name.split()
    if dice.random() < 0.35:
        words = [_SHORT.get(word.lower(), word) if dice.random() < 0.7 else word for word in words]
    if dice.random() < 0.12 and len(words) > 2:
        words = words[1:] + words[:1]
    if dice.random() < 0.1 and len(words) > 3:
        words.pop(dice.randrange(len(words)))
    text = " ".join(words)
    if dice.random() < 0.3:
        text = _typo(dice, text)
    if dice.random() < 0.3:
        text += dice.choice(_LEGAL)
    if dice.random() < 0.1:
        text = text.upper()
    return f"The {text}" if dice.random() < 0.1 else text


def _typo(dice: Random, text: str) -> str:
    at = dice.randrange(len(text) - 1)
    kind = dice.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + dice.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :]


def _activity(dice: Random, town: Town) -> dict[str, Any]:
    doing = dice.choice(_DOING)
    site = f"{_coined(dice)} {dice.choice(('Road', 'Hall', 'School', 'Park'))}"
    youngest = dice.choice((8, 10, 11, 13, 16))
    form = dice.random()
    name = f"{doing}, {site}" if form < 0.5 else f"{_coined(dice)} {doing} {town.name}"
    return {
        "name": name[:1].upper() + name[1:],
        "organisation": dice.choice(town.leads),
        "partners": [dice.choice(town.leads) for _ in range(dice.randrange(3))],
        "starts_on": date(2020, 1, 1) + timedelta(days=30 * dice.randrange(70)),
        "age_from": youngest,
        "age_to": youngest + dice.choice((5, 7, 8, 14)),
        "themes": [dice.choice(("violence", "exploitation", "abuse", "night-time"))],
        "people_a_year": float(dice.choice((12, 20, 25, 30, 40, 50, 60, 80, 100, 120, 200, 300))),
        "text": " ".join(dice.choice(_TELLING) for _ in range(dice.randrange(6, 18))),
        **_somewhere(dice, town),
    }


def _lookalike_activity(dice: Random, near: dict[str, Any], town: Town) -> dict[str, Any]:
    """The same programme run somewhere else, or another group of it: not the same."""
    new = {**near, **_somewhere(dice, town)}
    new["name"] = near["name"] if dice.random() < 0.4 else f"{near['name']} ({town.name})"
    new["starts_on"] = near["starts_on"] + timedelta(days=30 * dice.randrange(24))
    new["people_a_year"] = float(dice.choice((12, 20, 25, 30, 40, 50, 60, 80, 100)))
    return new


def _activity_told_again(dice: Random, told: dict[str, Any], _: list[Town]) -> dict[str, Any]:
    """The same activity, told again by its organisation or by one that takes part or pays."""
    again = {**told, "name": _misspelt(dice, told["name"])}
    who = dice.random()
    if who < 0.35:
        other = dice.choice(told["_town"].leads)
        again |= {"organisation": other, "partners": [told["organisation"]]}
    elif who < 0.5:
        again["organisation"] = _misspelt(dice, told["organisation"])
    if dice.random() < 0.2:
        again |= {"postcode": "", "easting_m": None, "northing_m": None}
    if dice.random() < 0.35:
        again["starts_on"] = told["starts_on"] + timedelta(days=dice.choice((7, 30, 61, 365)))
    if dice.random() < 0.3:
        again["people_a_year"] = round(told["people_a_year"] * dice.uniform(0.7, 1.4))
    if dice.random() < 0.25:
        again["text"] = ""
    elif dice.random() < 0.5:
        words = told["text"].split()
        again["text"] = " ".join(words[::2] + [dice.choice(_TELLING) for _ in range(4)])
    if dice.random() < 0.2:
        again |= {"age_from": None, "age_to": None}
    return again
