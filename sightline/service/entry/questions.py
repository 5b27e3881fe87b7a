"""What is asked about one activity, page by page, in words of people and headings of the sheet.

No Django here. A question's answer is a text, as a cell of the sheet would have it; an empty text
is "I do not know", and no text at all is a question nobody has answered yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sightline.exchange.activities import BY_HEADING

UNKNOWN = "I do not know"
LONGEST_ANSWER = 32_000  # characters that are kept of one answer, right or wrong


class Shape(StrEnum):
    """How a question is answered."""

    LINE = "one line"
    LINES = "several lines"
    RADIOS = "one of a few"
    SELECT = "one of many"
    BOXES = "any of several"
    PARTS = "organisations, row by row"


TOLD_IN_WORDS = (Shape.LINE, Shape.LINES)
TAKES_NO_TERMS = (*TOLD_IN_WORDS, Shape.PARTS)


@dataclass(frozen=True)
class Question:
    """One question. Required ones are always asked; the others may be left alone."""

    heading: str
    asks: str
    label: str  # on the list of answers
    shape: Shape = Shape.LINE
    required: bool = False
    may_be_unknown: bool = False
    missing: str = ""  # what is said where a required answer is missing
    hint: str = ""
    none: str = ""  # beside a box of its own: what it means that there is none, and the answer then
    none_answer: str = ""

    @property
    def help(self) -> str:
        """The hint, and for a required question what its answer is used for."""
        use = f"Used for: {BY_HEADING[self.heading].used_for}." if self.required else ""
        return " ".join(filter(None, (self.hint, use)))


@dataclass(frozen=True)
class Step:
    """One page of questions."""

    name: str  # in the address
    title: str
    required: tuple[Question, ...]
    more: tuple[Question, ...]  # behind "Add more if you know it"

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them, in order."""
        return self.required + self.more


def _needed(heading: str, asks: str, label: str, missing: str, **rest: object) -> Question:
    return Question(heading, asks, label, required=True, missing=missing, **rest)  # type: ignore[arg-type]


STEPS = (
    Step(
        "name",
        "What is it called?",
        (
            _needed(
                "activity",
                "Name of the activity",
                "Name",
                "Enter the name of the activity.",
                hint="As people who come to it would know it.",
            ),
        ),
        (
            Question(
                "description",
                "What happens there?",
                "Description",
                Shape.LINES,
                hint="Two or three sentences. No names of people who come.",
            ),
            Question(
                "reference",
                "Your own reference",
                "Reference",
                hint="If you keep a list of your own: a sheet with this reference will update "
                "the same record. One is made if you leave this empty.",
            ),
        ),
    ),
    Step(
        "what",
        "What is it about?",
        (
            _needed(
                "themes",
                "Which needs does it meet?",
                "Themes",
                "Choose at least one need that it meets.",
                shape=Shape.BOXES,
                hint="Choose all that it is meant for.",
            ),
        ),
        (
            Question("approach", "What kind of work is it?", "Approach", Shape.SELECT),
            Question("prevention_level", "When does it act?", "Prevention: when", Shape.SELECT),
            Question(
                "prevention_who", "For whom does it act?", "Prevention: for whom", Shape.SELECT
            ),
            Question("setting", "Where do people meet it?", "Setting", Shape.SELECT),
            Question("strand", "Strand of the framework", "Strand", Shape.SELECT),
            Question("thematic_group", "Thematic group", "Thematic group", Shape.SELECT),
            Question("violence_types", "Types of violence", "Types of violence", Shape.BOXES),
            Question("risk_factors", "Risks it works on", "Risk factors", Shape.BOXES),
            Question("protective_factors", "Strengths it builds", "Strengths", Shape.BOXES),
        ),
    ),
    Step(
        "who",
        "Who is it for?",
        (
            _needed(
                "age_from",
                "Youngest age",
                "Youngest age",
                "Enter the youngest age, or say that you do not know.",
                may_be_unknown=True,
                hint="In years. 0 if there is no lower limit.",
            ),
            _needed(
                "age_to",
                "Oldest age",
                "Oldest age",
                "Enter the oldest age, or say that you do not know.",
                may_be_unknown=True,
                hint="In years. 120 if there is no upper limit.",
            ),
            _needed(
                "open_to",
                "Which group may come?",
                "Open to",
                "Choose who may come, or say that you do not know.",
                shape=Shape.SELECT,
                may_be_unknown=True,
            ),
        ),
        (
            Question("eligibility", "Who may come, in words", "Who may come", Shape.LINES),
            Question(
                "referral",
                "How do people come to it?",
                "How people come to it",
                Shape.LINES,
                hint="No personal telephone numbers.",
            ),
        ),
    ),
    Step(
        "where",
        "Where is it?",
        (
            _needed(
                "postcode",
                "Postcode where it is delivered",
                "Postcode",
                "Enter a postcode, or say that you do not know or it has none.",
                may_be_unknown=True,
                hint="A full postcode, such as SS1 1AB.",
            ),
            _needed(
                "sensitive_site",
                "Must the exact place stay hidden?",
                "Sensitive site",
                "Choose yes or no.",
                shape=Shape.RADIOS,
                hint="Yes for a refuge or another place that must not be found. If you are not "
                "sure, choose yes: it can be changed later.",
            ),
            _needed(
                "areas_served",
                "Which areas does it serve?",
                "Areas served",
                "Choose the areas it serves, or say that you do not know.",
                shape=Shape.BOXES,
                may_be_unknown=True,
                hint="Where the people live who may come.",
            ),
        ),
        (
            Question(
                "delivery_area",
                "Small area where it is delivered",
                "Small area",
                hint="Its code or name, if there is no postcode.",
            ),
            Question(
                "latitude",
                "Latitude",
                "Latitude",
                hint="Degrees north, such as 51.5385, if there is no postcode. Give both.",
            ),
            Question(
                "longitude",
                "Longitude",
                "Longitude",
                hint="Degrees east, such as 0.7115; below zero west of Greenwich.",
            ),
        ),
    ),
    Step(
        "when",
        "When does it run?",
        (
            _needed(
                "status",
                "How do things stand with it?",
                "Status",
                "Choose planned, current, paused or ended.",
                shape=Shape.RADIOS,
            ),
            _needed(
                "funded_until",
                "Last day that is paid for",
                "Money until",
                "Enter the last day that is paid for, or say that you do not know.",
                may_be_unknown=True,
                hint="For example 31/03/2027.",
                none="Its money has no end",
                none_answer="no end",
            ),
        ),
        (
            Question("starts_on", "First day", "Starts", hint="For example 01/09/2025."),
            Question(
                "ends_on",
                "Last day",
                "Ends",
                hint="For example 31/08/2027. Leave it empty if you do not know.",
                none="It is open-ended: no end is planned",
                none_answer="open-ended",
            ),
            Question("days", "Days of the week", "Days", Shape.BOXES),
            Question(
                "timetable",
                "When exactly",
                "Timetable",
                hint="For example 6 pm to 8 pm in term time.",
            ),
            Question(
                "depends_on",
                "What can it not go on without?",
                "Depends on",
                hint="For example an award, a building, a post.",
            ),
        ),
    ),
    Step(
        "how-many",
        "How many people, and who helps?",
        (
            _needed(
                "people_a_year",
                "Room for how many people in a year?",
                "Room for people in a year",
                "Enter a number of people, or say that you do not know.",
                may_be_unknown=True,
                hint="Count each person once. A good guess is better than nothing.",
                none="It has no limit",
                none_answer="no limit",
            ),
        ),
        (
            Question(
                "partners",
                "Who else takes part?",
                "Partners",
                Shape.PARTS,
                hint="Leave it empty if you do not know.",
            ),
            Question(
                "funders",
                "Who pays?",
                "Funders",
                Shape.PARTS,
                hint="Shares in per cent of the money, where you know them; at most 100 in all. "
                "Leave it empty if you do not know.",
            ),
            Question(
                "funding_gbp", "Money a year", "Money a year", hint="In pounds. 0 if there is none."
            ),
            Question("people_last_year", "People who came last year", "People who came last year"),
            Question("places_free", "Places free now", "Places free now", hint="0 if it is full."),
            Question(
                "people_waiting",
                "People waiting now",
                "People waiting now",
                hint="0 if nobody waits.",
                none="It keeps no waiting list",
                none_answer="no waiting list",
            ),
            Question(
                "visibility",
                "Who may see this record?",
                "Who may see it",
                Shape.RADIOS,
                hint="The partnership, if you do not say.",
            ),
            Question(
                "confirm_every_months",
                "How often shall we ask whether it is still right?",
                "Confirmed every so many months",
                hint="In months, from 1 to 24. Every 6 if you do not say.",
            ),
        ),
    ),
)

BY_STEP: Mapping[str, Step] = {step.name: step for step in STEPS}
QUESTIONS: Mapping[str, Question] = {
    question.heading: question for step in STEPS for question in step.questions
}
STEP_OF: Mapping[str, Step] = {
    question.heading: step for step in STEPS for question in step.questions
}
# What says whose a record is does not change with its answers.
SETTLED = ("organisation", "reference")


def step_after(name: str) -> Step | None:
    """The next page; None after the last."""
    names = list(BY_STEP)
    position = names.index(name) + 1
    return STEPS[position] if position < len(STEPS) else None


def step_before(name: str) -> Step | None:
    """The page before; None before the first."""
    position = list(BY_STEP).index(name)
    return STEPS[position - 1] if position else None


def not_answered(answers: Mapping[str, str]) -> Iterator[Question]:
    """The required questions that nobody has answered yet.

    >>> [question.heading for question in not_answered({"activity": "Club", "themes": "violence"})]
    ['age_from', 'age_to', 'open_to', 'postcode', 'sensitive_site', 'areas_served', 'status', \
'funded_until', 'people_a_year']
    """
    for question in QUESTIONS.values():
        answer = answers.get(question.heading)
        if question.required and (answer is None or (not answer and not question.may_be_unknown)):
            yield question


def kept_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that say something: an empty text only where it is "I do not know".

    >>> kept_answers({"activity": "Club", "postcode": "", "timetable": ""})
    {'activity': 'Club', 'postcode': ''}
    """
    return {
        heading: text
        for heading, text in answers.items()
        if text or (heading in QUESTIONS and QUESTIONS[heading].may_be_unknown)
    }
