"""Addresses of the cockpit. The query says what is shown, so every view can be kept, sent and printed."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.cockpit import process, views, visits

app_name = "cockpit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cockpit/", views.home, name="home"),
    path("cockpit/cases/", views.cases, name="cases"),
    path("cockpit/cases.<str:kind>", views.export, name="export"),
    path("cockpit/process/", process.page, name="process"),
    path("cockpit/process.<str:kind>", process.export, name="process_export"),
    path("cockpit/visits/", visits.page, name="visits"),
    path("cockpit/visits.<str:kind>", visits.export, name="visits_export"),
]
