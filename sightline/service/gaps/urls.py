"""Addresses of the gaps room."""

from django.urls import path

from sightline.service.gaps import views

app_name = "gaps"
urlpatterns = [
    path("gaps", views.where, name="where"),
    path("gaps/shapes.geojson", views.shapes, name="shapes"),
    path("gaps/download.<slug:form>", views.download, name="download"),
    path("gaps/areas/<slug:code>", views.area, name="area"),
    path("gaps/areas/<slug:code>/panel", views.panel, name="panel"),
]
