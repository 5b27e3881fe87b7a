"""What is read of partners: pages, names, who covers where, and for whom somebody may speak."""

from __future__ import annotations

from sightline.analysis.provision import Visibility
from sightline.service.partners.details import ALL
from sightline.service.partners.finding import by_plain_name
from sightline.service.partners.queries.editing import (
    contact_page,
    contacts_page,
    edit_page,
    kept_contact,
    kept_details,
    names_to_place,
)
from sightline.service.partners.queries.facts import (
    OrganisationFacts,
    expected_partners,
    organisation_facts,
    organisation_names,
    partners_covering,
    partners_version,
)
from sightline.service.partners.queries.home import belongs_to, home_panel
from sightline.service.partners.queries.hooks import ACTIVITIES_SEEN, WOULD_MOVE, activities_seen
from sightline.service.partners.queries.listing import (
    AskedOrganisations,
    filter_choices,
    kind_names,
    organisations_page,
)
from sightline.service.partners.queries.many import known_kinds, office_districts
from sightline.service.partners.queries.merging import merge_choices, merge_page, mergers_page
from sightline.service.partners.queries.named import people_seen
from sightline.service.partners.queries.people import (
    colleagues,
    invite_page,
    invited_to,
    kept_member,
    kept_team,
    leave_page,
    member_page,
    people_choices,
    people_page,
    team_choices,
    team_page,
    way_back,
)
from sightline.service.partners.queries.profile import Profile, organisation_profile
from sightline.service.partners.queries.words import Line, Link, area_codes, district_names
from sightline.service.partners.voices import (
    Voice,
    names_spoken_for,
    not_spoken_for,
    organisations_of,
    owner_of,
    relation_to,
    voice_of,
)

__all__ = [
    "ACTIVITIES_SEEN",
    "ALL",
    "WOULD_MOVE",
    "AskedOrganisations",
    "Line",
    "Link",
    "OrganisationFacts",
    "Profile",
    "Visibility",
    "Voice",
    "activities_seen",
    "area_codes",
    "belongs_to",
    "by_plain_name",
    "colleagues",
    "contact_page",
    "contacts_page",
    "district_names",
    "edit_page",
    "expected_partners",
    "filter_choices",
    "home_panel",
    "invite_page",
    "invited_to",
    "kept_contact",
    "kept_details",
    "kept_member",
    "kept_team",
    "kind_names",
    "known_kinds",
    "leave_page",
    "member_page",
    "merge_choices",
    "merge_page",
    "mergers_page",
    "names_spoken_for",
    "names_to_place",
    "not_spoken_for",
    "office_districts",
    "organisation_facts",
    "organisation_names",
    "organisation_profile",
    "organisations_of",
    "organisations_page",
    "owner_of",
    "partners_covering",
    "partners_version",
    "people_choices",
    "people_page",
    "people_seen",
    "relation_to",
    "team_choices",
    "team_page",
    "voice_of",
    "way_back",
]
