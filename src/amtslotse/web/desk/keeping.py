"""What a person must look at: contested and stranded appointments, partners, what looks automated, the list for an outage."""

from __future__ import annotations

from datetime import timedelta
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
from amtslotse.appointments import actions, queries
from amtslotse.frontdesk.queries import day_list as read_day_list
from amtslotse.journal.queries import clock
from amtslotse.kernel.errors import DomainError
from amtslotse.offices.queries import sites
from amtslotse.web.desk import frame, words
from amtslotse.web.desk.forms import PartnerForm
from amtslotse.web.ui import exports
from amtslotse.web.ui.staff_request import StaffRequest

#: How far back the report on what looks automated looks.
WINDOW = timedelta(days=14)


@require_GET
def contested(request: StaffRequest) -> HttpResponse:
    """Bookings that name the same document; and how many appointments the plan no longer has, which the head settles."""
    require(request.actor, "appointments.book_for")
    frame.only_office(request)
    names = {each.key: each.name for each in queries.matters(frame.language())}
    found = (
        queries.contested(actor=request.actor, language=frame.language()) if may(request.actor, "appointments.vouch") else ()
    )
    context = {
        "tabs": frame.tabs(request, "contested"),
        "contested": [
            (names.get(group.matter, group.matter), row, row is group.proven)
            for group in found
            for row in (group.proven, *group.others)
        ],
        "stranded": queries.count_stranded(now=clock()),
    }
    return render(request, "desk/contested.html", context)


def partners(request: StaffRequest) -> HttpResponse:
    """Lawyers' and counselling offices; a new one's code is shown this once."""
    require(request.actor, "appointments.partners")
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.add_partner(**form.cleaned_data, by=request.actor, now=clock())
        except DomainError as error:
            frame.blame(form, error)
        else:
            return _partners(request, PartnerForm(), new=new)
    return _partners(request, form)


@require_POST
def partner_code(request: StaffRequest, partner: UUID) -> HttpResponse:
    """The old code is dead; the new one is shown this once."""
    return _partners(request, PartnerForm(), new=actions.replace_partner_code(partner=partner, by=request.actor, now=clock()))


@require_POST
def partner_end(request: StaffRequest, partner: UUID) -> HttpResponse:
    """The access is over; what was booked stands."""
    actions.end_partner(partner=partner, by=request.actor, now=clock())
    messages.success(request, _("Der Zugang ist beendet. Gemachte Termine bleiben."))
    return redirect("desk:partners")


@require_GET
def robots(request: StaffRequest) -> HttpResponse:
    """What looks automated in the giving of appointments, with the reason why it is shown. No person in it."""
    now = clock()
    found = queries.looks_automated(from_at=now - WINDOW, to_at=now, actor=request.actor, language=frame.language())
    context = {"tabs": frame.tabs(request, "robots"), "found": found, "days": WINDOW.days}
    return render(request, "desk/robots.html", context)


@require_GET
def robots_export(request: StaffRequest, form: str) -> HttpResponse:
    """The same as a file."""
    now = clock()
    found = queries.looks_automated(from_at=now - WINDOW, to_at=now, actor=request.actor, language=frame.language())
    header = [_("Zeichen"), _("Gruppe"), _("Anzahl"), _("Zuerst"), _("Zuletzt")]
    rows = ([each.name, group.label, group.count, group.first_at, group.last_at] for each in found for group in each.groups)
    return exports.answer(
        form, f"automated-{timezone.localdate().isoformat()}", header, rows, right_to_left=get_language_bidi()
    )


@require_GET
def day_list(request: StaffRequest) -> HttpResponse:
    """The day on paper, for when nothing works: appointments, who waits, and the number paper tickets begin with."""
    view = _day_list(request)
    context = {
        "tabs": frame.tabs(request, "day_list"),
        "view": view,
        "rows": [{"view": row, "clock": f"{timezone.localtime(row.starts_at):%H:%M}"} for row in view.rows],
        "houses": sites(frame.language()),
        "may_enter": may(request.actor, "desk.check_in"),
    }
    return render(request, "desk/day_list.html", context)


@require_GET
def day_list_export(request: StaffRequest, form: str) -> HttpResponse:
    """The same as a file."""
    view = _day_list(request)
    header = [_("Zeit"), _("Name"), _("Schalter"), _("Da")]
    rows = (
        [row.starts_at, ", ".join(row.names), row.counter_number, _("ja") if row.arrived else _("nein")] for row in view.rows
    )
    return exports.answer(form, f"day-{view.site}-{view.day.isoformat()}", header, rows, right_to_left=get_language_bidi())


def _day_list(request: StaffRequest) -> Any:
    require(request.actor, "desk.day_list")
    frame.only_office(request)
    now = clock()
    site = frame.site_of(request, sites(frame.language()))
    return read_day_list(site=site, day=timezone.localdate(now), actor=request.actor, now=now)


def _partners(request: StaffRequest, form: PartnerForm, new: actions.PartnerCode | None = None) -> HttpResponse:
    rows = queries.partners(actor=request.actor)
    context = {
        "tabs": frame.tabs(request, "partners"),
        "rows": [(row, words.PARTNERS.get(row.kind, row.kind)) for row in rows],
        "new": new,
        "new_name": next((row.name for row in rows if new and row.id == new.partner), ""),
        "form": form,
    }
    return render(request, "desk/partners.html", context, status=422 if form.is_bound else 200)
