"""Addresses of the register."""

from django.urls import path

from sightline.service.register import views

app_name = "register"
urlpatterns = [
    path("activities", views.activities, name="activities"),
    path("activities/download.<str:kind>", views.download, name="download"),
    path(
        "activities/organisations.<str:kind>",
        views.download_organisations,
        name="download_organisations",
    ),
    path("activities/districts.geojson", views.shapes, name="shapes"),
    path("activities/<uuid:activity_id>", views.activity, name="activity"),
    path("activities/changes", views.changes, name="changes"),
    path("activities/<uuid:activity_id>/history", views.history, name="history"),
    path("activities/<uuid:activity_id>/restore", views.restore, name="restore"),
    path("activities/<uuid:activity_id>/withdraw", views.withdraw, name="withdraw"),
    path("activities/<uuid:activity_id>/confirm", views.confirm, name="confirm"),
    path("activities/thematic-groups", views.groups, name="groups"),
    path("activities/thematic-groups/<uuid:group_id>", views.group, name="group"),
    path("organisations/<uuid:organisation_id>", views.organisation, name="organisation"),
]
