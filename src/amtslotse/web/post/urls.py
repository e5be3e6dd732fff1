"""Addresses of this journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "post"
urlpatterns: list[URLPattern | URLResolver] = []
