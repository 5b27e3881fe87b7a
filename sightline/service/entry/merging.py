"""Two people's answers put together, heading by heading. No Django here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sightline.service.entry.questions import QUESTIONS, SETTLED

THEIRS, MINE = CHOICES = ("theirs", "mine")
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """A question that two answer differently. None: not answered."""

    heading: str
    was: str | None
    theirs: str | None
    mine: str | None
    choice: str  # what needs no thought: only one of them changed it; empty if both did


def asked_about(answers: Answers) -> dict[str, str]:
    """The answers to what is asked, as a record can say it: unknown and not answered are alike."""
    return {heading: answers.get(heading, "") for heading in QUESTIONS if heading not in SETTLED}


def changed_headings(base: Answers, answers: Answers) -> tuple[str, ...]:
    """The headings whose answers differ from what the record said.

    >>> changed_headings({"activity": "Club", "postcode": ""}, {"activity": "The club"})
    ('activity',)
    """
    before, after = asked_about(base), asked_about(answers)
    return tuple(heading for heading in before if before[heading] != after[heading])


def differences(*, base: Answers, theirs: Answers, mine: Answers) -> tuple[Difference, ...]:
    """Where mine and theirs differ, now that both began from the same base.

    >>> found = differences(base={"activity": "A", "status": "planned", "days": "monday"},
    ...                     theirs={"activity": "B", "status": "current", "days": "monday"},
    ...                     mine={"activity": "C", "status": "planned", "days": "friday"})
    >>> [(each.heading, each.choice) for each in found]
    [('activity', ''), ('status', 'theirs'), ('days', 'mine')]
    """
    return tuple(
        Difference(
            heading,
            base.get(heading),
            theirs.get(heading),
            mine.get(heading),
            _choice(base.get(heading, ""), theirs.get(heading, ""), mine.get(heading, "")),
        )
        for heading in asked_about(base)
        if theirs.get(heading, "") != mine.get(heading, "")
    )


def _choice(base: str, theirs: str, mine: str) -> str:
    if base == mine:
        return THEIRS
    return MINE if base == theirs else ""


def settle(
    *, theirs: Answers, mine: Answers, choices: Mapping[str, str], asked: Collection[str]
) -> dict[str, str]:
    """My answers, but theirs where that was chosen; asked: the headings that were to be chosen.

    KeyError if one of them has no choice: nothing is settled by silence.
    """
    merged = dict(mine)
    for heading in asked:
        if choices[heading] == THEIRS:
            merged.pop(heading, None)
            merged |= {heading: theirs[heading]} if heading in theirs else {}
    return merged
