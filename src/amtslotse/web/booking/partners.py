"""Lawyers' and counselling offices: an access of their own, their clients' appointments, booking for a named client."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amtslotse.appointments import actions
from amtslotse.appointments import queries as appointments
from amtslotse.appointments.rules.access import PartnerAccess
from amtslotse.journal.queries import clock
from amtslotse.kernel.errors import NotFound
from amtslotse.web.booking import words
from amtslotse.web.booking.finding import language_of
from amtslotse.web.booking.forms import PartnerEnter
from amtslotse.web.booking.keeping import Draft, drop, forget, keep, keep_appointment, keep_partner, network, partner_token


def _access(request: HttpRequest) -> PartnerAccess:
    """Raises ``NotFound`` for a browser without a partner's code."""
    access = PartnerAccess.from_token(partner_token(request))
    if access is None:
        raise NotFound("partner")
    return access


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code of the access opens the partner's page. Unknown, ended and locked read the same."""
    form, status = PartnerEnter(), 200
    if request.method == "POST":
        form = PartnerEnter(request.POST)
        if form.is_valid():
            access = actions.partner_enter(code=form.cleaned_data["code"], network=network(request), now=clock())
            if access:
                keep_partner(request, access.token)
                return redirect("booking:partner")
            form.refuse("code", "unknown_partner")
        status = 422
    return render(request, "booking/partner_enter.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Their clients' appointments, and only theirs. Opening one puts it into this session."""
    access = _access(request)
    rows = appointments.of_partner(access=access, language=language_of(request), now=clock())
    if request.method == "POST":
        asked = next((row for row in rows if str(row.id) == request.POST.get("appointment", "")), None)
        opened = asked and actions.enter(number=asked.number, code=asked.code, network=network(request), now=clock())
        if not opened:
            raise NotFound("appointment")
        keep_appointment(request, opened)
        return redirect("booking:appointment", appointment=opened.appointment)
    context = {"view": appointments.partner(access=access), "rows": [(row, words.STATUS[row.status]) for row in rows]}
    return render(request, "booking/partner.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A booking for a client begins: from here the journey is the applicant's."""
    access = _access(request)
    appointments.partner(access=access)  # an ended access opens nothing
    drop(request)
    keep(request, Draft(partner=str(access.partner)))
    return redirect("booking:home")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    forget(request)
    messages.success(request, _("Auf diesem Gerät ist nichts mehr geöffnet."))
    return redirect("booking:partner_enter")
