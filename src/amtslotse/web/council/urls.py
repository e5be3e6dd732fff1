"""Addresses of the council's papers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.council import legal, views

app_name = "council"
urlpatterns: list[URLPattern | URLResolver] = [
    path("council/titles/", views.titles, name="titles"),
    path("council/titles.<str:kind>", views.export, name="export"),
    path("council/legal/", legal.page, name="legal"),
    path("council/legal.<str:kind>", legal.export, name="legal_export"),
]
