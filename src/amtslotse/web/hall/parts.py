"""The two pieces of the hall's pages that change while somebody looks: the same for the whole page and for its stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from amtslotse.frontdesk import queries as frontdesk
from amtslotse.frontdesk.queries import CallView, DisplayView, PlaceView
from amtslotse.journal.queries import clock
from amtslotse.web.hall import speech
from amtslotse.web.hall.streams import Full, Hub, Part, Subject

#: Rows on the screen; the part carries more, so that a screen that lost its stream for a while leaves no call out.
ROWS, CALLS = 4, 12
#: A visit in one of these states is over: its page has nothing more to tell.
OVER = ("done", "no_show", "ended")


def network(request: HttpRequest) -> str:
    """The address the request came from, for counting."""
    return str(request.META.get("REMOTE_ADDR", ""))


def ticket(view: PlaceView) -> Part:
    """What her page says: number, place, range, and where to go once she is called. In the active language."""
    return Part(render_to_string("hall/_ticket.html", {"view": view}), last=view.status in OVER)


def display(view: DisplayView) -> Part:
    """The last calls, newest first, each with the sound files that say it."""
    return Part(render_to_string("hall/_calls.html", {"rows": [(call, _spoken(call)) for call in view.calls], "most": ROWS}))


def _spoken(call: CallView) -> list[tuple[str, str]]:
    return [(language, " ".join(speech.clips(call.number, call.counter, language))) for language in speech.LANGUAGES]


def read(site: str, subjects: Sequence[Subject]) -> Mapping[Subject, Part]:
    """The parts of a site as they stand now, in one short transaction that cannot write; a vanished ticket has none."""
    found: dict[Subject, Part] = {}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        now = clock()
        places = frontdesk.places_of(tickets={subject.ticket for subject in subjects if subject.ticket is not None}, now=now)
        for subject in subjects:
            with translation.override(subject.language):
                if subject.ticket is None:
                    found[subject] = display(frontdesk.display(site=site, now=now, most=CALLS))
                elif subject.ticket in places:
                    found[subject] = ticket(places[subject.ticket])
    return found


HUB = Hub(pulse=lambda site: frontdesk.pulse(site=site), read=read)


def stream(request: HttpRequest, subject: Subject) -> HttpResponseBase:
    """The subject's events, or 429 when there are enough streams: the page then loads itself anew now and then."""
    try:
        words = HUB.follow(subject, network(request))
    except Full:
        return HttpResponse(status=429, headers={"Retry-After": "30"})
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(words, content_type="text/event-stream; charset=utf-8", headers=headers)
