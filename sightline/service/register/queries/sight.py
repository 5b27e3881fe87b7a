"""What a viewer may know of an activity: where a sensitive site is, and how many people came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sightline.analysis.disclosure import NoNumber, showable
from sightline.analysis.provision import NONE, Part, Visibility
from sightline.analysis.provision import Activity as Facts
from sightline.analysis.words import say_people
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.changes import HIDDEN_OF_A_SENSITIVE_SITE
from sightline.service.register.contacts import without_contacts
from sightline.service.register.models import Activities, Activity

# How many and how much is the partnership's to know, and so is what it runs its register by.
NEVER_PUBLIC = frozenset({
    "reference", "funding_gbp", "people_a_year", "people_last_year", "places_free",
    "people_waiting", "funded_until", "depends_on", "visibility", "confirm_every_months",
})  # fmt: skip
# Of a sensitive site nothing that somebody wrote freely is public, nor who else comes there.
_NOT_PUBLIC_IF_SENSITIVE = frozenset({
    "description", "eligibility", "referral", "timetable", "days", "partners", "funders",
})  # fmt: skip
_NOTHING: dict[str, Any] = {"partners": (), "funders": (), "days": ()} | dict.fromkeys(
    ("reference", "depends_on", "description", "eligibility", "referral", "timetable"), ""
)
_FREE_TEXTS = ("name", "description", "eligibility", "referral", "timetable")
NOT_SHOWN = "not shown"  # in a sheet: it may be known, but not to whoever reads this


@dataclass(frozen=True)
class Seen:
    """An activity as one viewer may see it.

    Of a sensitive site everyone but its owner and the unit sees the district alone: where it is
    delivered, and of the areas it serves. The number of people who came is theirs too, if small.
    Those outside the partnership see less: see `NEVER_PUBLIC`.
    """

    facts: Facts
    is_own: bool  # the viewer speaks for its organisation
    hides_place: bool
    district: str  # code of the district it is delivered in, for everyone
    people_last_year: str  # in words
    hides: frozenset[str] = frozenset()  # fields that this viewer is not told, known or not


def see(record: Activity, voice: Voice) -> Seen:
    """The activity as somebody with that voice may see it."""
    facts, is_own = record.facts(), voice.speaks_for(record.organisation_id)
    hides_place = record.sensitive_site and not is_own
    if hides_place:
        districts = dict.fromkeys(row.district_code for row in record.served_rows.all())
        served = tuple(code for code in districts if code)
        facts = replace(facts, places=(), postcode="", delivery_area="", areas_served=served)
    people = say_people(facts.people_last_year)
    if not is_own:
        shown = _showable(facts.people_last_year)
        people = shown.value if isinstance(shown, NoNumber) else f"{shown:,}"
        number = None if isinstance(shown, NoNumber) else float(shown)
        if number != facts.people_last_year:
            facts = replace(facts, people_last_year=number)
    seen = Seen(facts, is_own, hides_place, record.district_code, people)
    return seen if is_own or voice.in_partnership else _public(seen)


def _public(seen: Seen) -> Seen:
    """What of it the whole world may see."""
    hides = NEVER_PUBLIC | (_NOT_PUBLIC_IF_SENSITIVE if seen.hides_place else frozenset())
    facts = seen.facts
    told: dict[str, Any] = {name: without_contacts(getattr(facts, name)) for name in _FREE_TEXTS}
    told["funders"] = tuple(_who_pays(facts.funders))
    nothing = {name: _NOTHING.get(name) for name in hides}
    facts = replace(facts, **(told | nothing))
    return replace(seen, facts=facts, hides=hides, people_last_year=NOT_SHOWN)


def _who_pays(funders: Iterable[str]) -> Iterator[str]:
    """The names of funders, without how much of it they pay."""
    for funder in funders:
        yield funder if funder == NONE else Part.parse(funder).name


def visible_to(viewer: Any) -> Activities:
    """The activities on the register that somebody may see."""
    found: Activities = Activity.objects.on_register().filter(voice_of(viewer).within())
    return found


def owner_of(viewer: Any, activity_id: UUID) -> UUID | None:
    """The organisation that leads an activity; None if there is none that this viewer may see."""
    found = visible_to(viewer).filter(pk=activity_id).values_list("organisation_id", flat=True)
    return found.first()


def _showable(people: float | None) -> int | NoNumber:
    return showable(None if people is None else round(people))


def words_instead(seen: Seen) -> dict[str, str]:
    """What a sheet says in the cells whose fact this viewer may not know, by heading."""
    words = {}
    if seen.people_last_year == NoNumber.TOO_FEW.value:
        words["people_last_year"] = seen.people_last_year
    if seen.hides_place and seen.district:
        words["delivery_area"] = seen.district
    return words | dict.fromkeys(seen.hides - NEVER_PUBLIC, NOT_SHOWN)


def visible_content(
    content: Mapping[str, Any], *, is_own: bool, is_sensitive: bool
) -> dict[str, Any]:
    """The content of an audit entry without what this viewer may not know.

    is_sensitive: the site is sensitive now. Then what was said of it before is hidden as well.
    """
    if is_own:
        return dict(content)
    hides = is_sensitive or content.get("sensitive_site")
    hidden = HIDDEN_OF_A_SENSITIVE_SITE if hides else frozenset()
    shown = {name: value for name, value in content.items() if name not in hidden}
    people = content.get("people_last_year")
    if people is not None:
        number = _showable(people)
        shown["people_last_year"] = number.value if isinstance(number, NoNumber) else number
    return shown


def was_shown(content: Mapping[str, Any]) -> bool:
    """Whether the partnership saw a record when that was its content, as an audit entry has it."""
    return content.get("visibility") != Visibility.ORGANISATION
