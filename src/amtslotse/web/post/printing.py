"""The print station: what waits, one file for all of it, and the post takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.casework import actions, queries
from amtslotse.casework.queries import DeliveryList, DeliveryView
from amtslotse.kernel.errors import NotFound
from amtslotse.web.post import words
from amtslotse.web.post.frame import page_of, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """The letters that wait for the next print, and the last runs."""
    found = queries.print_queue(actor=request.actor, kind=request.GET.get("kind", ""), page=page_of(request))
    context = {
        "tabs": tabs(request, "home"),
        "found": found,
        "rows": [Line(row) for row in found.rows],
        "chips": [(key, words.KINDS[key], found.counts[key]) for key in words.KINDS if key in found.counts],
        "chosen": request.GET.get("kind", ""),
        "query": request.GET.urlencode(),
        "runs": queries.runs(actor=request.actor),
        "new_run": uuid4(),
        "typed": "",
        "waiting": sum(found.counts.values()),
    }
    return render(request, "post/home.html", context)


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """Every line of the filtered queue as a file."""
    kind = request.GET.get("kind", "")
    return listed(form, "post", lambda page: queries.print_queue(actor=request.actor, kind=kind, page=page))


@require_POST
def start(request: StaffRequest) -> HttpResponse:
    """What waits belongs to one run; sending the form twice makes one."""
    try:
        made = actions.print_letters(run=_uuid(request.POST.get("run", "")), by=request.actor, now=request.now)
    except actions.NothingToPrint:
        messages.info(request, _("Es wartet kein Schreiben auf den Druck."))
        return redirect("post:home")
    return redirect("post:run", print_run=made)


@require_GET
def run(request: StaffRequest, print_run: UUID) -> HttpResponse:
    """How far the file is; then the file, and what to take out of the pile."""
    view = queries.run(actor=request.actor, run=print_run)
    context: dict[str, Any] = {"run": view}
    if request.headers.get("HX-Request"):
        answer = render(request, "post/_run_progress.html", context)
        if view.state != "making":
            answer.headers["HX-Refresh"] = "true"
        return answer
    lines = [Line(row) for row in queries.run_letters(actor=request.actor, run=print_run)]
    context |= {
        "tabs": tabs(request, "home"),
        "rows": lines,
        "taken_out": [line for line in lines if line.view.state == "recalled"],
    }
    return render(request, "post/run.html", context)


@require_GET
def run_file(request: StaffRequest, print_run: UUID) -> HttpResponse:
    """The pile as one PDF."""
    file = queries.run_file(actor=request.actor, run=print_run)
    response = HttpResponse(file.content, content_type=file.media_type, headers={"X-Content-Type-Options": "nosniff"})
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response


@require_POST
def run_posted(request: StaffRequest, print_run: UUID) -> HttpResponse:
    """The post has them."""
    try:
        n = actions.hand_to_post(run=print_run, by=request.actor, now=request.now)
    except actions.TooLate:
        messages.error(request, _("Die Druckdatei ist noch nicht fertig."))
    else:
        said = ngettext("%(n)d Schreiben ist zur Post gegeben.", "%(n)d Schreiben sind zur Post gegeben.", n)
        messages.success(request, said % {"n": n})
    return redirect("post:run", print_run=print_run)


@require_POST
def run_again(request: StaffRequest, print_run: UUID) -> HttpResponse:
    """A file that could not be made is tried again."""
    try:
        actions.try_again(run=print_run, by=request.actor, now=request.now)
    except actions.TooLate:
        messages.info(request, _("Die Druckdatei wird schon erstellt."))
    return redirect("post:run", print_run=print_run)


class Line:
    """A delivery with its words."""

    def __init__(self, view: DeliveryView) -> None:
        self.view = view
        self.kind = words.KINDS[view.kind]
        self.state = words.STATES[view.state]
        self.tone = words.TONES[view.state]
        self.channel = words.CHANNELS[view.channel]
        self.reason = words.REASONS.get(view.reason, "")
        self.settlement = words.SETTLEMENTS.get(view.settlement, "")


def listed(form: str, name: str, read: Callable[[int], DeliveryList]) -> HttpResponse:
    """A list of deliveries as a file, page after page."""
    if form not in ("csv", "xlsx"):
        raise Http404

    def lines() -> Iterator[list[exports.Cell]]:
        page, pages = 1, 1
        while page <= pages:
            found = read(page)
            page, pages = page + 1, found.pages
            for line in (Line(row) for row in found.rows):
                view = line.view
                yield [
                    view.file_number,
                    view.name,
                    str(line.kind),
                    str(line.state),
                    view.created_at,
                    view.sent_at,
                    view.returned_on,
                    str(line.reason),
                    view.owner,
                ]

    header = [
        _("Aktenzeichen"),
        _("Name"),
        _("Schreiben"),
        _("Stand"),
        _("Erstellt"),
        _("Versandt"),
        _("Zurückgekommen am"),
        _("Vermerk der Post"),
        _("Bearbeitung"),
    ]
    file = f"{name}-{timezone.localdate().isoformat()}"
    return exports.answer(form, file, header, lines(), right_to_left=get_language_bidi())


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound(typed) from None
