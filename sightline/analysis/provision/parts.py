"""Who else takes part in an activity, and in what part; who pays, and what share of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sightline.errors import BadInput

# Only these words in brackets are a part that somebody takes; other brackets belong to the name.
PARTNER_ROLES = (
    "co-lead", "deliverer", "host", "referrer", "adviser", "trainer", "evaluator",
)  # fmt: skip
FUNDER_ROLES = ("grant", "contract", "match", "in kind")
ROLES = (*PARTNER_ROLES, *FUNDER_ROLES)
NONE = "none"  # alone in a list of names: known to be none
_PART = re.compile(
    rf"(?P<name>.+?)(?:\s*\((?P<role>{'|'.join(ROLES)})\))?"
    r"(?:[\s,:]+(?P<share>[0-9]{1,3}(?:\.[0-9]+)?)\s*(?:%|per ?cent))?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Part:
    """An organisation by name, the part it takes if said, and its share of the money, 0 to 1."""

    name: str
    role: str = ""
    share: float | None = None  # None: not supplied, never an even split

    @classmethod
    def parse(cls, text: str) -> Part:
        """A part as people write it: name, role in brackets, per cent.

        >>> Part.parse("Home Office (grant) 60%")
        Part(name='Home Office', role='grant', share=0.6)
        >>> Part.parse("Lantern House (fictional)")
        Part(name='Lantern House (fictional)', role='', share=None)
        """
        found = _PART.fullmatch(text.strip())
        if found is None:
            return cls(text.strip())
        share = None if found["share"] is None else round(float(found["share"]) / 100, 6)
        return cls(found["name"].strip(), (found["role"] or "").casefold(), share)

    def __str__(self) -> str:
        role = f" ({self.role})" if self.role else ""
        share = "" if self.share is None else f" {self.share * 100:.6g}%"
        return f"{self.name}{role}{share}"


def parts_of(names: Iterable[str]) -> tuple[Part, ...]:
    """The parts of a list of names; none where the list says so, or says nothing.

    >>> parts_of(("none",)), len(parts_of(("Fable Police", "County Council 40%")))
    ((), 2)
    """
    return tuple(Part.parse(name) for name in names if name != NONE)


def check_shares(funders: Iterable[str]) -> None:
    """BadInput if the shares that are given come to more than the whole.

    >>> check_shares(["Home Office 60%", "County Council 50%"])
    Traceback (most recent call last):
    sightline.errors.BadInput: funders: found shares of 110% together, wanted at most 100%. \
Correct the shares.
    """
    total = total_share(funders)
    if total > 1.000_001:
        raise BadInput(
            f"funders: found shares of {total * 100:.6g}% together, wanted at most 100%. "
            "Correct the shares."
        )


def total_share(funders: Iterable[str]) -> float:
    """The shares that are given, together; 1 is the whole. What is not given counts nothing.

    >>> total_share(["Home Office 60%", "County Council"])
    0.6
    """
    return sum(part.share for part in parts_of(funders) if part.share is not None)


def money_of(funders: Iterable[str], funding_gbp: float | None) -> dict[str, float | None]:
    """Pounds a year of each funder by name: its share of the money, None where either is not known.

    The parts never come to more than the money itself, so that pooled money is counted once.

    >>> money_of(["Home Office 60%", "County Council"], 10_000.0)
    {'Home Office': 6000.0, 'County Council': None}
    >>> money_of(["Home Office (grant) 60%", "Home Office (match) 10%"], 10_000.0)
    {'Home Office': 7000.0}
    >>> money_of(["County Council"], 10_000.0)
    {'County Council': 10000.0}
    """
    parts = parts_of(funders)
    if len(parts) == 1 and parts[0].share is None:
        return {parts[0].name: funding_gbp}  # who pays alone pays all of it
    shares: dict[str, list[float | None]] = {}
    for part in parts:
        shares.setdefault(part.name, []).append(part.share)
    return {name: _part_of(funding_gbp, each) for name, each in shares.items()}


def _part_of(funding_gbp: float | None, shares: list[float | None]) -> float | None:
    """Pounds of one funder, which may pay in two parts, such as a grant and a match."""
    known = [share for share in shares if share is not None]
    if funding_gbp is None or len(known) < len(shares):
        return None
    return round(sum(known) * funding_gbp, 2)
