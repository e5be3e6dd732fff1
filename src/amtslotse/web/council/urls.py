"""Addresses of the council's papers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.council import views

app_name = "council"
urlpatterns: list[URLPattern | URLResolver] = [
    path("council/titles/", views.titles, name="titles"),
    path("council/titles.<str:kind>", views.export, name="export"),
]
