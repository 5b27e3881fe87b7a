"""Addresses of the room `sources`."""

from django.urls import path

from sightline.service.sources import views

app_name = "sources"
urlpatterns = [
    path("sources", views.sources, name="sources"),
    path("sources/new", views.add, name="add"),
    path("sources/<uuid:source_id>", views.source, name="source"),
    path("sources/<uuid:source_id>/change", views.edit, name="edit"),
    path("sources/<uuid:source_id>/upload", views.upload, name="upload"),
    path("sources/<uuid:source_id>/texts", views.texts, name="texts"),
    path("sources/<uuid:source_id>/texts/delete", views.delete_texts, name="delete_texts"),
    path("sources/<uuid:source_id>/release", views.release, name="release"),
    path("sources/<uuid:source_id>/counts", views.released, name="released"),
    path("sources/<uuid:source_id>/counts.csv", views.released_download, name="released_download"),
    path("sources/files/<uuid:file_id>", views.file, name="file"),
    path("sources/files/<uuid:file_id>/take", views.take, name="take"),
    path("sources/files/<uuid:file_id>/throw-away", views.drop, name="drop"),
    path("sources/texts/<uuid:text_id>/read", views.read_text, name="read_text"),
    path("sources/texts/<uuid:text_id>/decide", views.decide_text, name="decide_text"),
    path("sources/releases/<uuid:release_id>/approve", views.approve, name="approve"),
    path("sources/releases/<uuid:release_id>/decline", views.decline, name="decline"),
]
