"""Addresses for everybody."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.promises import showing

app_name = "promises"
urlpatterns: list[URLPattern | URLResolver] = [
    path("promises/", showing.page, name="page"),
    path("promises.<str:kind>", showing.export, name="export"),
]
