"""The page that the link of a mail opens: enough of the record to say whether it is still right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from sightline.analysis.provision import Visibility
from sightline.analysis.words import NOT_SUPPLIED, say_people
from sightline.errors import NotFound
from sightline.service.freshness.letters import LINK
from sightline.service.freshness.links import LASTS, LinkState, line_of, state_of
from sightline.service.freshness.models import ReminderLine
from sightline.service.pages.tokens import read_token
from sightline.service.register.queries.sections import Fact
from sightline.service.register.queries.words import (
    say_ages,
    say_date,
    say_end,
    say_money_until,
    say_room,
    say_terms,
)

HEADINGS = {
    LinkState.OPEN: "Is this still right?",
    LinkState.DONE: "Thank you",
    LinkState.BEFORE: "Thank you: this was said already",
    LinkState.CHANGED: "This record has changed since the mail",
    LinkState.OVER: "This link is too old",
    LinkState.GONE: "This link leads nowhere now",
}
SAYS = {
    LinkState.OPEN: "Nothing is said until you press the button.",
    LinkState.DONE: "The record is confirmed. You can close this page.",
    LinkState.BEFORE: "Somebody confirmed this record after the mail was sent. Nothing is to do.",
    LinkState.CHANGED: "Sign in and look at it as it is now before you say that it is right.",
    LinkState.OVER: f"Links hold for {LASTS.days} days. Sign in to confirm the record.",
    LinkState.GONE: "The record is not on the register any more, or you do not speak for its "
    "organisation any more.",
}


@dataclass(frozen=True)
class LinkPage:
    """What the link of a mail shows. facts: only while it is of use."""

    heading: str
    says: str
    name: str
    facts: tuple[Fact, ...]
    may_say: bool
    record_address: str


def link_page(*, token: str, now: datetime) -> LinkPage:
    """The page of a link, or NotFound if it was not sent from here. It changes nothing.

    Whoever holds the mail sees this without a sign-in: so it tells what the partnership sees, and
    nothing of where a thing is delivered, and nothing at all once the link is spent.
    """
    line = line_of_token(token)
    state = state_of(line, now=now)
    shows = state is LinkState.OPEN
    gone = state in {LinkState.GONE, LinkState.OVER}
    return LinkPage(
        heading=HEADINGS[state],
        says=SAYS[state],
        name="" if gone else line.activity.name,
        facts=_facts(line) if shows else (),
        may_say=shows,
        record_address=(
            "" if state is LinkState.GONE else reverse("register:activity", args=[line.activity_id])
        ),
    )


def line_of_token(token: str) -> ReminderLine:
    """The line of a mail that a token was made for, or NotFound."""
    key = read_token(LINK, token)
    line = None if key is None else line_of(key)
    if line is None:
        raise NotFound("This link was not sent from here, or is not whole. Copy all of it.")
    return line


def _facts(line: ReminderLine) -> tuple[Fact, ...]:
    """What helps to judge; of what not all of the partnership may know everything, next to nothing.

    A mail can be passed on, and this page asks for no sign-in.
    """
    record, facts = line.activity, line.activity.facts()
    least = (
        Fact("Organisation", facts.organisation),
        Fact("Status", facts.status.value),
        Fact("Last confirmed", say_date(facts.confirmed_on)),
    )
    if record.sensitive_site or record.visibility == Visibility.ORGANISATION:
        return (*least, Fact("Everything else", "after you sign in"))
    return (
        *least,
        Fact("What it is about", say_terms("themes", facts.themes)),
        Fact("Ages", say_ages(facts.ages)),
        Fact("Starts", say_date(facts.starts_on)),
        Fact("Ends", say_end(facts.ends_on, open_ended=facts.open_ended)),
        Fact("Timetable", facts.timetable or NOT_SUPPLIED),
        Fact("How people come to it", facts.referral or NOT_SUPPLIED),
        Fact("Room for people in a year", say_room(facts.people_a_year, no_limit=facts.no_limit)),
        Fact("Places free now", say_people(facts.places_free)),
        Fact(
            "Money until", say_money_until(facts.funded_until, without_end=facts.funded_without_end)
        ),
    )
