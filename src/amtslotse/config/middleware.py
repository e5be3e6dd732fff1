"""What every answer gets: a transaction that cannot write on a GET, one page for all that is not there, a content policy."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from amtslotse.config.postgresql.base import reading_only
from amtslotse.kernel.errors import NotFound
from amtslotse.web.ui.errors import not_found

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

#: The only GETs that write: they begin and end a sign-in through the office's own issuer. See docs/adr.
WRITING_GETS = ("/accounts/oidc/", "/accounts/oidc/callback/")


def read_only_get(get_response: Answer) -> Answer:
    """Innermost: sessions and CSRF are saved outside the view's transaction and stay possible."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS") and request.path not in WRITING_GETS:
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


def without_nul(get_response: Answer) -> Answer:
    """Nobody types a NUL, and PostgreSQL has none: in the query of an address it is as if it were not there."""

    def answer(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\x00", "")
        return get_response(request)

    return answer


class MissingAnswers:
    """``NotFound`` and ``NotAllowed`` from the domain become the same 404 page; the view has rolled back by then."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return not_found(request, exception) if isinstance(exception, NotFound) else None
