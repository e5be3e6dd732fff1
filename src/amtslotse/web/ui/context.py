"""What every page knows: the office, the language, whether this is the demonstration."""

from __future__ import annotations

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    return {}
