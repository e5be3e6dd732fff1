"""Addresses of this journey. Every state of it has one; no code stands in any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.hall import arriving, showing, waiting

app_name = "hall"
urlpatterns: list[URLPattern | URLResolver] = [
    path("check-in/", arriving.check_in, name="check_in"),
    path("check-in/<str:token>/", arriving.check_in_by_token, name="check_in_token"),
    path("check-in/<slug:site>/ticket/", arriving.walk_in, name="walk_in"),
    path("check-in/<slug:site>/device/", arriving.make_device, name="device"),
    path("ticket/<uuid:ticket>/", waiting.ticket, name="ticket"),
    path("ticket/<uuid:ticket>/slip/", waiting.slip, name="slip"),
    path("ticket/<uuid:ticket>/events", waiting.events, name="ticket_events"),
    path("display/<slug:site>/", showing.display, name="display"),
    path("display/<slug:site>/events", showing.events, name="display_events"),
    path("display/<slug:site>/signs/", showing.signs, name="signs"),
]
