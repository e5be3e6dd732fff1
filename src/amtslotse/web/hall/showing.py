"""The hall's screen, and signs on paper for the way to it."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amtslotse.frontdesk import queries as frontdesk
from amtslotse.journal.queries import clock
from amtslotse.offices import queries as offices
from amtslotse.web.hall import parts
from amtslotse.web.hall.streams import Subject
from amtslotse.web.hall.waiting import language_now, qr

ARROWS = ("left", "right", "up", "none")


@require_GET
def display(request: HttpRequest, site: str) -> HttpResponse:
    """The last four calls, to be read from eight metres."""
    view = frontdesk.display(site=offices.site(site, "de").code, now=clock(), most=parts.CALLS)
    return render(request, "hall/display.html", {"part": parts.display(view).html, "site": site})


@require_GET
def events(request: HttpRequest, site: str) -> HttpResponseBase:
    return parts.stream(request, Subject(offices.site(site, "de").code, None, language_now()))


@require_GET
def signs(request: HttpRequest, site: str) -> HttpResponse:
    """A sheet for each counter and one for the entrance, in three languages, with an arrow for where it will hang."""
    found = offices.site(site, language_now())
    arrow = request.GET.get("arrow", "right")
    counters = sorted(
        (counter for counter in offices.counters(site=found.code) if counter.in_use), key=lambda c: (c.body, c.number)
    )
    context = {
        "site": found,
        "arrow": arrow if arrow in ARROWS else "right",
        "arrows": ARROWS,
        "groups": [(body, [counter.number for counter in group]) for body, group in groupby(counters, key=lambda c: c.body)],
        "bodies": {language: offices.bodies(language) for language in ("de", "en", "ar")},
        "check_in": reverse("hall:check_in"),
        "qr": qr(reverse("hall:check_in")),
    }
    return render(request, "hall/signs.html", context)
