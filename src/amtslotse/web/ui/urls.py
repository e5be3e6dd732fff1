"""Addresses that every surface serves: legal pages, colours and arms of the office, the gallery of components."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amtslotse.web.ui import views

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("legal/<slug:kind>/", views.legal, name="legal"),
    path("gallery/", views.gallery, name="gallery"),
]

#: Outside the languages.
files: list[URLPattern | URLResolver] = [
    path("colours-<str:colour>-<str:accent>.css", views.colours, name="colours"),
    path("arms.svg", views.arms, name="arms"),
]
