"""The emergency list: who goes first, by which rule; a place, a lift with a reason, a look at the filed application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts.rules import may, require
from amtslotse.appointments import queries
from amtslotse.appointments.actions import lift, looked_at, place_urgent
from amtslotse.appointments.queries import EmergencyRow
from amtslotse.journal.queries import clock
from amtslotse.kernel.errors import DomainError, NotFound
from amtslotse.offices.queries import sites
from amtslotse.web.desk import frame, presenters, words
from amtslotse.web.desk.forms import LiftForm
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

#: How many free times stand on the page of one person.
TIMES = 24
RAW = 300
DAYS = 14
SHOWN = ("", "urgent", "unserved", "lifted")


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the words the page needs."""

    view: EmergencyRow
    rule: str
    matters: str
    status: str
    served: bool


@require_GET
def emergency(request: StaffRequest) -> HttpResponse:
    """Ranked, each with the rule that ranks it; on top whoever has seven days or less and nothing yet."""
    frame.only_office(request)
    rows, shown = _lines(request), _shown(request)
    today = timezone.localdate()
    context = {
        "tabs": frame.tabs(request, "emergency"),
        "rows": _filtered(rows, shown),
        "counts": {each: len(_filtered(rows, each)) for each in SHOWN},
        "shown": shown,
        "alarm": [line(row, today) for row in queries.unserved_urgent(now=clock(), language=frame.language())],
        "query": request.GET.urlencode(),
        "may_lift": may(request.actor, "appointments.lift"),
    }
    return render(request, "desk/emergency.html", context)


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """Exactly the lines the list shows."""
    frame.only_office(request)
    header = [
        _("Rang"), _("Nummer"), _("Name"), _("Regel"), _("Anliegen"), _("Titel gilt bis"), _("Gefragt am"), _("Stand"),
        _("Vorgezogen am"), _("Grund"),
    ]  # fmt: skip
    lines = (
        [
            row.view.rank,
            row.view.number,
            ", ".join(row.view.persons),
            row.rule,
            row.matters,
            row.view.title_expires_on,
            row.view.requested_at,
            row.status,
            row.view.lifted_at,
            row.view.lift_reason,
        ]
        for row in _filtered(_lines(request), _shown(request))
    )
    name = f"emergency-{timezone.localdate().isoformat()}"
    return exports.answer(form, name, header, lines, right_to_left=get_language_bidi())


@require_GET
def urgent(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """One person: why she stands here, free times to choose from, lifting."""
    return _page(request, request_id, LiftForm())


@require_POST
def place(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """She has the place; the paper for her is the next page."""
    frame.only_office(request)
    require(request.actor, "appointments.book_for")
    _row(request, request_id)
    try:
        access = place_urgent(request=request_id, place=frame.number_of(request, "place"), by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
        return redirect("desk:urgent", request_id=request_id)
    messages.success(request, _("Der Platz ist vergeben. Bitte die Bestätigung drucken oder am Telefon vorlesen."))
    return redirect("desk:appointment", appointment=access.appointment)


@require_POST
def lift_up(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """She stands first, and the reason stands beside her."""
    frame.only_office(request)
    require(request.actor, "appointments.lift")
    _row(request, request_id)
    form = LiftForm(request.POST)
    if form.is_valid():
        try:
            lift(request=request_id, reason=form.cleaned_data["reason"], by=request.actor, now=clock())
        except DomainError as error:
            frame.blame(form, error)
        else:
            messages.success(request, _("Vorgezogen. Der Grund steht in der Liste."))
            return redirect("desk:emergency")
    return _page(request, request_id, form)


@require_POST
def looked(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """A clerk has looked at the application she filed."""
    frame.only_office(request)
    require(request.actor, "appointments.emergency_list")
    _row(request, request_id)
    try:
        looked_at(request=request_id, by=request.actor, now=clock())
    except DomainError as error:
        frame.refuse(request, error)
    else:
        messages.success(request, _("Vermerkt: der Antrag ist angesehen."))
    return redirect("desk:emergency")


def _page(request: StaffRequest, request_id: UUID, form: LiftForm) -> HttpResponse:
    frame.only_office(request)
    row = _row(request, request_id)
    now = clock()
    today = timezone.localdate(now)
    days: list[Any] = []
    if may(request.actor, "appointments.book_for"):
        for klass in dict.fromkeys(("emergency", row.view.klass)):
            days += queries.free_times(
                klass=klass,
                minutes=row.view.minutes,
                contingent="internal",
                from_day=today,
                to_day=today + timedelta(days=DAYS),
                now=now,
                limit=RAW,
            )
    context = {
        "tabs": frame.tabs(request, "emergency"),
        "row": row,
        "days": presenters.days(days, {site.code: site.name for site in sites(frame.language())}, most=TIMES),
        "form": form,
        "may_lift": may(request.actor, "appointments.lift"),
        "may_book": may(request.actor, "appointments.book_for"),
        "may_see_case": may(request.actor, "casework.see_case"),
    }
    return render(request, "desk/urgent.html", context, status=422 if form.is_bound else 200)


def _lines(request: StaffRequest) -> list[Line]:
    now = clock()
    rows = queries.emergency_list(actor=request.actor, now=now, language=frame.language())
    return [line(row, timezone.localdate(now)) for row in rows]


def line(row: EmergencyRow, today: date) -> Line:
    """A row in words."""
    return Line(
        view=row,
        rule=words.emergency_rule(row, today),
        matters=", ".join(row.matters),
        status=str(words.REQUESTS.get(row.status, row.status)),
        served=row.status == "placed" or row.looked_at is not None,
    )


def _row(request: StaffRequest, request_id: UUID) -> Line:
    found = next((row for row in _lines(request) if row.view.request == request_id), None)
    if found is None:
        raise NotFound(f"request {request_id}")
    return found


def _shown(request: StaffRequest) -> str:
    asked = request.GET.get("show", "")
    return asked if asked in SHOWN else ""


def _filtered(rows: list[Line], shown: str) -> list[Line]:
    if shown == "urgent":
        return [row for row in rows if row.view.urgent]
    if shown == "unserved":
        return [row for row in rows if row.view.urgent and not row.served]
    if shown == "lifted":
        return [row for row in rows if row.view.lifted_at]
    return rows
