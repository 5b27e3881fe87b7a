"""Addresses of the need room."""

from django.urls import path

from sightline.service.need import views

app_name = "need"
urlpatterns = [
    path("data", views.release, name="release"),
    path("listening", views.listening, name="listening"),
    path("listening/tell", views.tell, name="tell"),
    path("listening/<uuid:listening_id>/decide", views.decide_listening, name="decide_listening"),
    path("need", views.needs, name="needs"),
    path("need/shapes.geojson", views.shapes, name="shapes"),
    path("need/download.<slug:form>", views.download, name="download"),
    path("need/compare", views.compare, name="compare"),
    path("need/index", views.index, name="index"),
    path("need/<slug:code>", views.profile, name="profile"),
    path("need/<slug:code>/panel", views.panel, name="panel"),
]
