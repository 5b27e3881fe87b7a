"""Two to four places side by side: the same rows for each, and how sure one is above another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sightline.analysis.need import Comparison
from sightline.analysis.words import say_people, say_rate
from sightline.service.need.queries.answers import Answer, kept_answer
from sightline.service.need.queries.asked import Asked, ages_choices, question_of, theme_choices
from sightline.service.need.queries.course import course_of
from sightline.service.need.queries.gathering import gathering_of
from sightline.service.need.queries.place import Place, all_places, place_of
from sightline.service.need.queries.sources import WHAT, SourceLine, source_lines
from sightline.service.need.queries.standing import Rate, county_of, rate_of, standing_to
from sightline.service.pages.charts import Interval, make_interval
from sightline.service.pages.choosing import Choice

FEWEST, MOST = 2, 4
LONGEST_NAME, MOST_WRITTEN = 100, 12  # more is no list of places


@dataclass(frozen=True)
class Compared:
    """One of the places: its name, address, and interval on the scale that all share."""

    name: str
    address: str
    interval: Interval
    interval_words: str


@dataclass(frozen=True)
class CompareRow:
    """One fact of every place, in the order of the places."""

    what: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ComparePage:
    """Places side by side."""

    question: str
    county: str
    themes: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    boxes: tuple[tuple[int, str], ...]  # number and what was written in each
    names: tuple[str, ...]
    problems: tuple[str, ...]
    places: tuple[Compared, ...]
    rows: tuple[CompareRow, ...]
    pairs: tuple[tuple[str, str, str], ...]  # one, other, words
    limits: tuple[str, ...]
    sources: tuple[SourceLine, ...]


def compare_page(*, written: Sequence[str], asked: Asked) -> ComparePage:
    """The places named or coded in `written`, in that order; problems say what was not found."""
    question, answer = question_of(asked), kept_answer(asked)
    names = all_places()
    written = [each[:LONGEST_NAME] for each in written[:MOST_WRITTEN]]
    found, problems = _found(written, names)
    enough = len(found) >= FEWEST
    rates = {place: rate_of(place, answer) for place in found} if enough else {}
    boxes = [*written, *[""] * MOST][: max(MOST, len(found))]
    return ComparePage(
        question=answer.run.words,
        county=answer.run.county,
        themes=theme_choices(question),
        ages=ages_choices(question),
        boxes=tuple(enumerate(boxes[:MOST], start=1)),
        names=tuple(names),
        problems=tuple(problems),
        places=tuple(_compared(rates, answer, asked)),
        rows=tuple(_rows(rates, answer)) if enough else (),
        pairs=tuple(_pairs(rates, answer)),
        limits=answer.run.theme.cannot_tell,
        sources=source_lines(WHAT, worked_out="Need", made_at=answer.run.made_at),
    )


def _found(written: Sequence[str], names: dict[str, str]) -> tuple[list[Place], list[str]]:
    by_word = {word.casefold(): code for name, code in names.items() for word in (name, code)}
    asked = list(dict.fromkeys(each.strip() for each in written if each.strip()))
    problems = [
        f"There is no area or district called {each} here. Choose a name from the list."
        for each in asked
        if each.casefold() not in by_word
    ]
    codes = list(dict.fromkeys(by_word[e.casefold()] for e in asked if e.casefold() in by_word))
    if len(codes) > MOST:
        problems.append(f"At most {MOST} places can be read side by side: these are the first.")
    if len(codes) == 1:
        problems.append("One place alone cannot be compared. Name another.")
    return [place_of(code) for code in codes[:MOST]], problems


def _compared(rates: dict[Place, Rate], answer: Answer, asked: Asked) -> list[Compared]:
    county = answer.run.county_per_1000
    most = max([county, *(rate.high for rate in rates.values())])
    return [
        Compared(
            place.name,
            asked.question_alone().address("need:profile", place.code),
            make_interval(
                low=rate.low, estimate=rate.estimate, high=rate.high, expected=county, to=most
            ),
            f"{place.name}: {rate.words}, interval {rate.range_words}",
        )
        for place, rate in rates.items()
    ]


def _rows(rates: dict[Place, Rate], answer: Answer) -> list[CompareRow]:
    county, categories = county_of(answer), answer.run.theme.police_categories
    months = len(answer.run.months)
    columns = {
        place: {
            "Kind of place": "district" if place.is_district else f"area in {place.district_name}",
            "Need per 1,000 a year": f"{rate.words} (90% interval {rate.range_words})",
            f"Against {county.name}": standing_to(place, county, answer).words,
            f"Incidents in {months} months": f"{rate.incidents:,}",
            "People of these ages": say_people(rate.people),
            "Own rate, not steadied": _raw(rate, months),
            "Trend": course_of(place.code, place.codes, categories=categories).trend,
            "Hot spots": gathering_of(place, answer),
        }
        for place, rate in rates.items()
    }
    whats = next(iter(columns.values()))
    return [CompareRow(what, tuple(column[what] for column in columns.values())) for what in whats]


def _raw(rate: Rate, months: int) -> str:
    if not rate.people > 0:
        return "nobody lives here"
    return say_rate(1000 * rate.incidents / (months / 12) / rate.people)


def _pairs(rates: dict[Place, Rate], answer: Answer) -> list[tuple[str, str, str]]:
    return [
        (one.name, other.name, standing_to(one, Comparison(other.name, other.codes), answer).words)
        for one, other in combinations(rates, 2)
    ]
