"""Addresses of this journey. Every state of it has one; no code stands in any."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "hall"
urlpatterns: list[URLPattern | URLResolver] = []
