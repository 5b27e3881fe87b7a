"""Addresses of the room `sheets`."""

from django.urls import path

from sightline.service.sheets import views

app_name = "sheets"
urlpatterns = [
    path("activities/add", views.upload, name="upload"),
    path("activities/add/template", views.template, name="template"),
    path("activities/add/<uuid:upload_id>", views.preview, name="preview"),
    path("activities/add/<uuid:upload_id>/columns", views.columns, name="columns"),
    path("activities/add/<uuid:upload_id>/propose", views.propose, name="propose"),
    path("activities/add/<uuid:upload_id>/marked", views.marked, name="marked"),
    path("activities/add/<uuid:upload_id>/commit", views.commit, name="commit"),
    path("activities/add/<uuid:upload_id>/adding", views.adding, name="adding"),
    path("activities/add/<uuid:upload_id>/cancel", views.cancel, name="cancel"),
]
