"""What is read of the register: pages, downloads, and the activities as analysis needs them."""

from __future__ import annotations

from sightline.service.register.queries.asked import MANY, NOT_GIVEN, ORDERS, Asked
from sightline.service.register.queries.clock import day_of_pages
from sightline.service.register.queries.downloads import (
    activities_download,
    template_download,
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
    ActivitiesPage,
    activities_page,
    filter_names,
)
from sightline.service.register.queries.organisation import OrganisationPage, organisation_page
from sightline.service.register.queries.provision import (
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
from sightline.service.register.queries.sheets import (
    ConflictPage,
    PreviewPage,
    UploadPage,
    conflict_page,
    marked_copy,
    preview_page,
    upload_page,
)
from sightline.service.register.queries.sight import owner_of, visible_to

__all__ = [
    "MANY",
    "NOT_GIVEN",
    "ORDERS",
    "RECORD_LINKS",
    "RECORD_PARTS",
    "ActivitiesPage",
    "ActivityPage",
    "Asked",
    "ChangesPage",
    "ConflictPage",
    "HistoryPage",
    "OrganisationPage",
    "PreviewPage",
    "RecordLink",
    "RecordPart",
    "UploadPage",
    "activities_download",
    "activities_page",
    "activity_page",
    "changes_page",
    "conflict_page",
    "day_of_pages",
    "filter_names",
    "find_record",
    "history_page",
    "home_figures",
    "marked_copy",
    "organisation_page",
    "owner_of",
    "preview_page",
    "provision_activities",
    "register_version",
    "template_download",
    "upload_page",
    "visible_to",
    "withdraw_page",
]
