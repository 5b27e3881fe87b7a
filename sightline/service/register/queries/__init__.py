"""What is read of the register: pages, downloads, and the activities as analysis needs them."""

from __future__ import annotations

from sightline.service.register.queries.asked import (
    DELIVERED,
    DISTANCES_KM,
    EITHER,
    LIST,
    MANY,
    MAP,
    NOT_GIVEN,
    ORDERS,
    PLACES,
    SERVED,
    USUAL_KM,
    Asked,
    Near,
)
from sightline.service.register.queries.clock import day_of_pages
from sightline.service.register.queries.downloads import (
    activities_download,
    map_shapes,
    organisations_download,
)
from sightline.service.register.queries.groups import (
    ended_groups,
    group_page,
    groups_page,
    kept_group,
    own_groups,
    with_own_groups,
)
from sightline.service.register.queries.history import (
    ChangesPage,
    HistoryPage,
    changes_page,
    history_page,
    withdraw_page,
)
from sightline.service.register.queries.home import home_figures
from sightline.service.register.queries.listing import (
    LIST_LINKS,
    ActivitiesPage,
    Choice,
    activities_page,
    filter_names,
    groups_link,
)
from sightline.service.register.queries.near import find_near
from sightline.service.register.queries.organisation import (
    ORGANISATION_LINKS,
    ORGANISATION_PARTS,
    OrganisationPage,
    activities_seen,
    organisation_page,
)
from sightline.service.register.queries.provision import (
    NamedActivity,
    activity_names,
    provision_activities,
    register_version,
)
from sightline.service.register.queries.record import (
    RECORD_LINKS,
    RECORD_PARTS,
    ActivityPage,
    RecordLink,
    RecordPart,
    activity_page,
    find_record,
)
from sightline.service.register.queries.sight import owner_of, visible_to

__all__ = [
    "DELIVERED",
    "DISTANCES_KM",
    "EITHER",
    "LIST",
    "LIST_LINKS",
    "MANY",
    "MAP",
    "NOT_GIVEN",
    "ORDERS",
    "ORGANISATION_LINKS",
    "ORGANISATION_PARTS",
    "PLACES",
    "RECORD_LINKS",
    "RECORD_PARTS",
    "SERVED",
    "USUAL_KM",
    "ActivitiesPage",
    "ActivityPage",
    "Asked",
    "ChangesPage",
    "Choice",
    "HistoryPage",
    "NamedActivity",
    "Near",
    "OrganisationPage",
    "RecordLink",
    "RecordPart",
    "activities_download",
    "activities_page",
    "activities_seen",
    "activity_names",
    "activity_page",
    "changes_page",
    "day_of_pages",
    "ended_groups",
    "filter_names",
    "find_near",
    "find_record",
    "group_page",
    "groups_link",
    "groups_page",
    "history_page",
    "home_figures",
    "kept_group",
    "map_shapes",
    "organisation_page",
    "organisations_download",
    "own_groups",
    "owner_of",
    "provision_activities",
    "register_version",
    "visible_to",
    "with_own_groups",
    "withdraw_page",
]
