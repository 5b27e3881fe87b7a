"""What a viewer may know of an activity: where a sensitive site is, and how many people came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sightline.analysis.disclosure import NoNumber, showable
from sightline.analysis.provision import Activity as Facts
from sightline.analysis.provision import Visibility
from sightline.analysis.words import say_people
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.changes import HIDDEN_OF_A_SENSITIVE_SITE
from sightline.service.register.models import Activities, Activity
from sightline.service.register.public import NEVER_PUBLIC, NOT_PUBLIC_IF_SENSITIVE, public_facts

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
    hides = NEVER_PUBLIC | (NOT_PUBLIC_IF_SENSITIVE if seen.hides_place else frozenset())
    facts = public_facts(seen.facts, hides)
    return replace(seen, facts=facts, hides=hides, people_last_year=NOT_SHOWN)


def visible_to(viewer: Any) -> Activities:
    """The activities on the register that somebody may see."""
    found: Activities = Activity.objects.on_register().filter(voice_of(viewer).within())
    return found


def looks_in(voice: Voice, record: Activity) -> bool:
    """Whether somebody outside its organisation is shown what only that and the unit may see.

    Where a hidden place is shown so, the chain of events is told first: see
    `actions.log_what_was_read`.
    """
    is_own = record.organisation_id in voice.organisations
    return voice.speaks_for(record.organisation_id) and not is_own


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
