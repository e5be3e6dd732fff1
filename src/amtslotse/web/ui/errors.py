"""Error pages. Forbidden reads like not found, so that nobody learns what exists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("Not found", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Error", status=500)
