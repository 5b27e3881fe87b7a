"""What every overview says of itself: how many activities, as of when, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sightline.analysis.freshness import Silence, freshness_of, say_silence
from sightline.analysis.provision import Status
from sightline.analysis.words import say_share
from sightline.service.accounts.policy import may_open
from sightline.service.duplicates.queries import may_be_double, say_may_be_double
from sightline.service.overview.queries.asked import Question
from sightline.service.overview.queries.reading import Answer, Row
from sightline.service.pages.queries import Link
from sightline.service.partners.queries import expected_partners, voice_of
from sightline.service.register.queries import filter_names
from sightline.service.register.queries.asked import PLACES
from sightline.service.register.queries.facets import Facet, Names, make_facets
from sightline.service.register.queries.listing import FILTER_WORDS
from sightline.service.register.queries.words import say_date


@dataclass(frozen=True)
class Chosen:
    """One way to choose, and whether it was chosen."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Applied:
    """A filter that is set, and the address without it."""

    words: str
    remove_address: str


@dataclass(frozen=True)
class About:
    """What an overview is about, in words, with its files and the same question elsewhere."""

    found: str  # "42 of 250 activities"
    sureness: tuple[str, ...]
    downloads: tuple[Link, ...]
    elsewhere: tuple[Link, ...]
    silent: tuple[str, ...]  # partners with nothing on the register that the viewer may see
    facets: tuple[Facet, ...]
    places: tuple[Chosen, ...]  # in what way a district is meant
    applied: tuple[Applied, ...]
    clear_address: str
    in_partnership: bool

    @property
    def words(self) -> str:
        """All of it as one text, for files."""
        return " ".join([f"{self.found}.", *self.sureness])


IN_TIME = "In time is as often as each record says, or every six months, with some weeks of grace."
# What a record says of it is the partnership's to know.
IN_TIME_FOR_ALL = "In time is every six months, with some weeks of grace."
_PLAIN = {
    "q": "“{value}”",
    "near": "within {km} km of {value}",
    "ages": "overlap {value}",
    "stale": "not confirmed in 6 months",
    "free": "some free now",
}
_OVERVIEWS = (
    ("Timeline", "overview:timeline"),
    ("Calendar", "overview:calendar"),
    ("Who works where", "overview:where"),
    ("What happens where", "overview:what"),
    ("Where people are reached", "overview:reach"),
    ("Who works with whom", "overview:network"),
)


def about(answer: Answer, *, question: Question, viewer: Any, today: date, route: str) -> About:
    """What the overview at that route says of itself; its files are at `<route>_download`."""
    voice, names = voice_of(viewer), filter_names(viewer)
    # outside the partnership nobody is told who has reported nothing
    expected = expected_partners(today) if voice.in_partnership else {}
    silent = tuple(name for key, name in expected.items() if key not in answer.reporting)
    sureness = _sureness(
        answer, viewer=viewer, today=today, partners=len(expected), silent=len(silent)
    )
    return About(
        found=f"{len(answer.rows):,} of {say_activities(answer.visible)}",
        sureness=tuple(filter(None, sureness)),
        downloads=tuple(
            Link(words, question.on_page(1).address(f"{route}_download", kind=kind))
            for kind, words in (("csv", "CSV"), ("json", "JSON"))
        ),
        elsewhere=tuple(_elsewhere(question, viewer, route)),
        silent=silent,
        facets=make_facets(question.asked, answer.counts, names, voice),
        places=tuple(
            Chosen(code, words, code == question.asked.place) for code, words in PLACES.items()
        ),
        applied=tuple(_applied(question, names, route)),
        clear_address=Question(choices=question.choices).address(route),
        in_partnership=voice.in_partnership,
    )


def _applied(question: Question, names: Names, route: str) -> Iterator[Applied]:
    """The filters that are set, each with the way to take it away."""
    for name, value in question.asked.pairs:
        if name not in FILTER_WORDS:
            continue
        said = names.get(name, {}).get(value, value)
        if name in _PLAIN:
            said = _PLAIN[name].format(value=value, km=question.asked.within_km)
        without = replace(question, asked=question.asked.without(name, value))
        yield Applied(f"{FILTER_WORDS[name]}: {said}", without.address(route))


def _elsewhere(question: Question, viewer: Any, route: str) -> list[Link]:
    """The same question answered in other ways, by those the viewer may open."""
    plain = question.without_choices()
    found = [("List", "register:activities"), *_OVERVIEWS]
    return [
        Link(words, plain.asked.address() if other.startswith("register") else plain.address(other))
        for words, other in found
        if other != route and may_open(viewer, other)
    ]


def say_activities(count: int) -> str:
    """A number of activities.

    >>> say_activities(1), say_activities(1200)
    ('1 activity', '1,200 activities')
    """
    return f"{count:,} activit{'y' if count == 1 else 'ies'}"


def overviews(viewer: Any) -> list[tuple[str, str]]:
    """The overviews that the viewer may open: words and route."""
    return [(words, route) for words, route in _OVERVIEWS if may_open(viewer, route)]


def _sureness(
    answer: Answer, *, viewer: Any, today: date, partners: int, silent: int
) -> Iterator[str]:
    """As of when, and how much of it nobody has confirmed or reported, or two have told."""
    voice = voice_of(viewer)
    asked = [row for row in answer.rows if row.status is not Status.ENDED]
    ended = len(answer.rows) - len(asked)
    silence = Silence(len(asked), _late(asked, today), partners, silent)
    yield f"As the register stands on {say_date(today)}."
    if ended:
        yield f"{ended:,} of these {'has' if ended == 1 else 'have'} ended, and need no confirming."
    yield say_silence(silence)
    if silence.share_late:
        yield f"So {say_share(silence.share_late)} of these records may be out of date."
    if silence.records:
        yield IN_TIME if voice.in_partnership else IN_TIME_FOR_ALL
    if silent and not voice.everyone:
        yield "What only its own organisation may see is not counted as reported here."
    if voice.in_partnership:
        yield say_may_be_double(may_be_double({row.id for row in answer.rows}))


def _late(rows: Iterable[Row], today: date) -> int:
    """How many records were not confirmed in time: worked out once for all that are alike."""
    alike = Counter((row.confirmed_on, row.confirm_every_months) for row in rows)
    return sum(
        count
        for (day, months), count in alike.items()
        if not freshness_of(confirmed_on=day, every_months=months, today=today).in_time
    )
