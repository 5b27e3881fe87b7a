"""What a sheet says of an activity beyond the usual: its strand, its days, who takes which part."""

from __future__ import annotations

import numpy as np

from sightline.analysis.periods import Month
from sightline.demo.entries import Entry
from sightline.demo.writer import Cell

GIVEN = 0.85  # of activities: whoever filled in the row also said this or that of it
WAITING_GIVEN, DEPENDS, OFTEN, RARELY = 0.35, 0.12, 0.12, 0.08
PARTS = ("host", "deliverer", "referrer", "adviser")
SHARES_GIVEN = 0.6  # of activities with several funders: the share of each is known
AWARDS = (
    "The award of next year's grant (fictional)",
    "A caretaker for the hall in the evenings",
    "Two more trained mentors",
    "The agreement on sharing referrals with schools",
)


def details_of(rng: np.random.Generator, entry: Entry, as_of: Month) -> dict[str, Cell]:
    """The cells of a row that say more of an activity; blank where it was not said."""
    programme, chance = entry.programme, rng.random(8)
    lists = {
        "violence_types": programme.violence_types,
        "risk_factors": programme.risk_factors,
        "protective_factors": programme.protective_factors,
        "days": programme.days,
    }
    said: dict[str, Cell] = {
        heading: "; ".join(terms) or None
        for (heading, terms), given in zip(lists.items(), chance, strict=False)
        if given < GIVEN
    }
    said["strand"] = programme.strand or None
    said["prevention_who"] = programme.who
    said["timetable"] = (programme.timetable if "days" in said else "") or None
    said |= _waiting(rng, entry, chance[4]) | _needs(rng, entry, chance[5])
    if not entry.note:  # what was planted is paid for and led as its answers say
        said["partners"] = "; ".join(_in_parts(rng, entry.partners)) or None
        said["funders"] = "; ".join(_in_shares(rng, entry.money.funders, chance[6])) or None
        said["confirm_every_months"] = _months(entry, chance[7], as_of)
    return said


def _waiting(rng: np.random.Generator, entry: Entry, chance: float) -> dict[str, Cell]:
    """How many wait for a place; known to be nobody where there are places free."""
    if entry.status != "current" or chance > WAITING_GIVEN:
        return {}
    return {"people_waiting": 0 if entry.places_free else int(rng.integers(0, 41))}


def _needs(rng: np.random.Generator, entry: Entry, chance: float) -> dict[str, Cell]:
    """What it hangs on: always said of what is only planned."""
    if entry.status == "planned" or (entry.status == "current" and chance < DEPENDS):
        return {"depends_on": str(rng.choice(AWARDS))}
    return {}


def _in_parts(rng: np.random.Generator, partners: tuple[str, ...]) -> list[str]:
    """The partners, most of them with the part that they take."""
    drawn = rng.integers(0, len(PARTS) + 1, len(partners))
    return [
        f"{name} ({PARTS[part]})" if part < len(PARTS) else name
        for name, part in zip(partners, drawn, strict=True)
    ]


def _in_shares(rng: np.random.Generator, funders: tuple[str, ...], chance: float) -> list[str]:
    """The funders, with the share of each where several pay and somebody worked it out."""
    if len(funders) < 2 or chance > SHARES_GIVEN:
        return list(funders)
    cuts = np.sort(rng.choice(np.arange(1, 10), len(funders) - 1, replace=False)) * 10
    shares = np.diff([0, *cuts, 100])
    return [f"{name} {share}%" for name, share in zip(funders, shares, strict=True)]


def _months(entry: Entry, chance: float, as_of: Month) -> int | None:
    """How often it is to be confirmed: by some oftener or more rarely than is usual."""
    if entry.lead.silent or (as_of.last_day - entry.confirmed_on).days > 150:
        return None
    if chance < OFTEN:
        return 3
    return 12 if chance < OFTEN + RARELY else None
