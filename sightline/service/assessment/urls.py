"""Addresses of the assessment room."""

from django.urls import path

from sightline.service.assessment import views

app_name = "assessment"
urlpatterns = [
    path("needs-assessment", views.draft, name="draft"),
    path("needs-assessment/download.<slug:form>", views.download, name="download"),
]
