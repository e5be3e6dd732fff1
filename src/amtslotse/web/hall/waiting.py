"""The page of the person who waits, and the slip she may carry instead of a phone."""

from __future__ import annotations

from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from amtslotse.frontdesk import queries as frontdesk
from amtslotse.journal.queries import clock
from amtslotse.web.hall import parts
from amtslotse.web.hall.devices import site_of_device
from amtslotse.web.hall.streams import Subject


def language_now() -> str:
    return get_language() or settings.LANGUAGE_CODE


@require_GET
def ticket(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """Number, place, range; the counter once she is called. Whoever holds the address holds the ticket."""
    view = frontdesk.place_of(ticket=ticket, now=clock())
    part = parts.ticket(view)
    return render(request, "hall/ticket.html", {"view": view, "part": part.html, "ticket": ticket, "over": part.last})


@require_GET
def events(request: HttpRequest, ticket: UUID) -> HttpResponseBase:
    view = frontdesk.place_of(ticket=ticket, now=clock())
    return parts.stream(request, Subject(view.site, ticket, language_now()))


def qr(path: str) -> str:
    """The address as a QR code, as an SVG data address."""
    return str(segno.make(settings.BASE_URL + path, error="m", micro=False).svg_data_uri(scale=4, border=2, light="white"))


@require_GET
def slip(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """On paper: number, where to wait and go, the QR code of her page. Nothing of what she came for."""
    context = {
        "view": frontdesk.place_of(ticket=ticket, now=clock()),
        "slip": frontdesk.slip(ticket=ticket, language=language_now()),
        "ticket": ticket,
        "qr": qr(reverse("hall:ticket", kwargs={"ticket": ticket})),
        "device": site_of_device(request),
    }
    return render(request, "hall/slip.html", context)
