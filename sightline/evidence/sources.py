"""What the records of each source count, and what that may be used for."""

from __future__ import annotations

from sightline.errors import Refused

STREET = "street"
OUTCOMES = "police-outcomes"
STOPS = "police-stops"

INCIDENTS = "incidents"
COUNTS = {STREET: INCIDENTS, OUTCOMES: "outcomes", STOPS: "enforcement"}
CANNOT_TELL = {
    OUTCOMES: "Outcomes are of crimes that are counted already: they are joined, never added.",
    STOPS: "Enforcement: where the police looked. Kept for transparency, and never need.",
}


EXTRACT_WORDS = (
    "Days and exact places: they leave the store as counts of areas, or for near repeats, only."
)


def use_words(source: str) -> str:
    """What the records of a source may be used for, where that is not plain; or ""."""
    return EXTRACT_WORDS if source.startswith("extract-") else CANNOT_TELL.get(source, "")


def refuse_unless_incidents(source: str) -> None:
    """Refused if the records of a source are no incidents, and so cannot stand for need.

    >>> refuse_unless_incidents("police-stops")
    Traceback (most recent call last):
    ...
    sightline.errors.Refused: police-stops: found enforcement, wanted incidents to count. \
Enforcement: where the police looked. Kept for transparency, and never need.
    """
    counted = COUNTS.get(source, INCIDENTS)
    if counted != INCIDENTS:
        raise Refused(
            f"{source}: found {counted}, wanted incidents to count. {CANNOT_TELL[source]}"
        )
