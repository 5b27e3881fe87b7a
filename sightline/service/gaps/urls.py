"""Addresses of the gaps room."""

from django.urls import path

from sightline.service.gaps import views

app_name = "gaps"
urlpatterns = [
    path("gaps", views.where, name="where"),
    path("gaps/shapes.geojson", views.shapes, name="shapes"),
    path("gaps/download.<slug:form>", views.download, name="download"),
    path("gaps/months", views.months, name="months"),
    path("gaps/months/download.<slug:form>", views.months_file, name="months_file"),
    path("gaps/cliffs", views.cliffs, name="cliffs"),
    path("gaps/cliffs/download.<slug:form>", views.cliffs_file, name="cliffs_file"),
    path("gaps/areas/<slug:code>", views.area, name="area"),
    path("gaps/areas/<slug:code>/panel", views.panel, name="panel"),
]
