"""Two things every answer gets: a transaction that cannot write on a GET, and a strict content policy."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from amtslotse.config.postgresql.base import reading_only

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

#: The only GETs that write: they end a login that began elsewhere (OIDC callback). See docs/adr.
WRITING_GETS = ("/accounts/oidc/",)


def read_only_get(get_response: Answer) -> Answer:
    """Innermost: sessions and CSRF are saved outside the view's transaction and stay possible."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS") and not request.path.startswith(WRITING_GETS):
            with reading_only():
                return get_response(request)
        return get_response(request)

    return answer


def security_headers(get_response: Answer) -> Answer:
    """No third party, no frames, no referrer; personal pages are never cached."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
