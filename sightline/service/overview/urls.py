"""Addresses of the room `overview`."""

from django.urls import path

from sightline.service.overview import views

app_name = "overview"
urlpatterns = [
    path("overview", views.index, name="index"),
    path("overview/timeline", views.timeline, name="timeline"),
    path("overview/timeline/download.<str:kind>", views.timeline_download,
         name="timeline_download"),
    path("overview/calendar", views.calendar, name="calendar"),
    path("overview/calendar/download.<str:kind>", views.calendar_download,
         name="calendar_download"),
    path("overview/calendar/public.ics", views.public_feed, name="public_feed"),
    path("overview/calendar/feeds", views.feeds, name="feeds"),
    path("overview/calendar/feeds/make", views.make_feed, name="make_feed"),
    path("overview/calendar/feeds/<uuid:feed_id>/end", views.end_feed, name="end_feed"),
    path("overview/calendar/feeds/<str:token>.ics", views.feed, name="feed"),
    path("overview/where", views.where, name="where"),
    path("overview/where/download.<str:kind>", views.where_download, name="where_download"),
    path("overview/what", views.what, name="what"),
    path("overview/what/download.<str:kind>", views.what_download, name="what_download"),
    path("overview/reach", views.reach, name="reach"),
    path("overview/reach/download.<str:kind>", views.reach_download, name="reach_download"),
    path("overview/network", views.network, name="network"),
    path("overview/network/pairs.<str:kind>", views.pairs_download, name="pairs_download"),
    path("overview/network/download.<str:kind>", views.network_download, name="network_download"),
]  # fmt: skip
