"""Every address of the service, room by room."""

from django.urls import include, path

# A new room adds one line here, and each of its routes a line in accounts/policy.py.
urlpatterns = [
    path("", include("sightline.service.pages.urls")),
    path("", include("sightline.service.accounts.urls")),
    path("", include("sightline.service.partners.urls")),
    path("", include("sightline.service.register.urls")),
    path("", include("sightline.service.deliveries.urls")),
    path("", include("sightline.service.duplicates.urls")),
    path("", include("sightline.service.entry.urls")),
    path("", include("sightline.service.sheets.urls")),
    path("", include("sightline.service.freshness.urls")),
    path("", include("sightline.service.overview.urls")),
    path("", include("sightline.service.watching.urls")),
    path("", include("sightline.service.need.urls")),
    path("", include("sightline.service.sources.urls")),
    path("", include("sightline.service.gaps.urls")),
    path("", include("sightline.service.assessment.urls")),
    path("", include("sightline.service.findings.urls")),
]

handler400 = "sightline.service.pages.errors.bad_request"
handler403 = "sightline.service.pages.errors.not_allowed"
handler404 = "sightline.service.pages.errors.not_found"
handler500 = "sightline.service.pages.errors.our_fault"
