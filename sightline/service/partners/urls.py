"""Addresses of the room `partners`."""

from django.urls import path

from sightline.service.partners import views

app_name = "partners"
ONE = "organisations/<uuid:organisation_id>"
urlpatterns = [
    path("organisations", views.organisations, name="organisations"),
    path("organisations/add", views.add, name="add"),
    path(f"{ONE}/edit", views.edit, name="edit"),
    path(f"{ONE}/contacts", views.contacts, name="contacts"),
    path(f"{ONE}/contacts/<uuid:contact_id>", views.contact, name="contact"),
    path(f"{ONE}/contacts/<uuid:contact_id>/remove", views.remove_contact, name="remove_contact"),
    path(f"{ONE}/people", views.people, name="people"),
    path(f"{ONE}/people/invite", views.invite, name="invite"),
    path(f"{ONE}/people/withdraw", views.withdraw, name="withdraw"),
    path(f"{ONE}/people/<uuid:member_id>", views.member, name="member"),
    path(f"{ONE}/people/<uuid:member_id>/remove", views.remove_member, name="remove_member"),
    path(f"{ONE}/teams/<uuid:team_id>", views.team, name="team"),
    path(f"{ONE}/teams/<uuid:team_id>/remove", views.remove_team, name="remove_team"),
    path(f"{ONE}/leave", views.leave, name="leave"),
    path(f"{ONE}/merge", views.merge, name="merge"),
    path("mergers", views.mergers, name="mergers"),
    path("mergers/<uuid:merger_id>/undo", views.undo_merge, name="undo_merge"),
]
