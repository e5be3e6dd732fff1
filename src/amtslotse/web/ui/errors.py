"""Error pages. Forbidden reads like not found, so that nobody learns what exists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what does not exist and for what is somebody else's."""
    return render(request, "ui/error.html", status=404)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token no longer fits: open too long, or cookies off. Nothing was done."""
    context = {
        "title": _("Diese Seite war zu lange offen"),
        "text": _(
            "Bitte gehen Sie zurück, laden Sie die Seite neu und senden Sie sie noch einmal. Es ist nichts verloren. "
            "Wenn das wieder geschieht, erlauben Sie bitte Cookies für diese Seite."
        ),
    }
    return render(request, "ui/refused.html", context, status=403)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request we cannot read, above all one that is far too big."""
    context = {
        "title": _("Das konnten wir nicht annehmen"),
        "text": _(
            "Wahrscheinlich waren die Dateien zusammen zu groß. Bitte gehen Sie zurück und laden Sie sie einzeln hoch, "
            "jede höchstens 10 MB. Ihre Antworten und die übrigen Dateien sind noch da."
        ),
    }
    return render(request, "ui/refused.html", context, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed here. Asks neither the database nor the session: they may be what failed."""
    page = BROKEN.format(
        language=get_language() or "de",
        direction="rtl" if get_language_bidi() else "ltr",
        title=_("Da ist bei uns etwas schiefgegangen"),
        text=_(
            "Es liegt nicht an Ihnen. Was Sie abgesendet und bestätigt bekommen haben, ist sicher. "
            "Bitte versuchen Sie es in einigen Minuten noch einmal."
        ),
    )
    return HttpResponse(page, status=500)


BROKEN = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body>
</html>
"""
