"""Bodies outside the house on one page: what waits for them, how long, and which is down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts.rules import require
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import PartnerView
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.casework import words
from amtslotse.web.casework.forms import PartnerForm
from amtslotse.web.casework.lists import language, tabs
from amtslotse.web.ui import exports
from amtslotse.web.ui.asked import page
from amtslotse.web.ui.staff_request import StaffRequest


@require_GET
def partners(request: StaffRequest) -> HttpResponse:
    """Every body with its clock."""
    found = queries.partners(actor=request.actor, language=language(), now=request.now)
    shown = {"partners": found, "tabs": tabs(request, "partners"), "reasons": words.WAIT_REASONS, **outages(request)}
    return render(request, "casework/partners.html", shown)


@require_GET
def partners_export(request: StaffRequest, form: str) -> HttpResponse:
    """The same page as a file."""
    found = queries.partners(actor=request.actor, language=language(), now=request.now)
    head = [_("Stelle"), _("Grund"), _("Rechtsgrundlage"), _("Übliche Dauer in Tagen"), _("Wartende Vorgänge"), _("Überfällig"),
            _("Längstes Warten seit"), _("Ausfall seit")]  # fmt: skip
    rows = (
        [
            each.name,
            str(words.WAIT_REASONS[each.reason]),
            each.legal_basis,
            each.usual_days,
            each.waiting,
            each.overdue,
            each.oldest_since,
            each.down_since,
        ]
        for each in found
    )
    return exports.answer(form, "partners", head, rows, right_to_left=get_language_bidi())


def partner(request: StaffRequest, body: str) -> HttpResponse:
    """One body: what the office knows of it, and the cases that wait for it."""
    view = queries.partner(actor=request.actor, partner=body, language=language(), now=request.now)
    return _form(request, view)


def partner_new(request: StaffRequest) -> HttpResponse:
    """A body that was not there yet."""
    require(request.actor, "casework.partners")
    return _form(request, None)


@require_GET
def waiting_export(request: StaffRequest, body: str, form: str) -> HttpResponse:
    """The cases that wait for a body, all of them, as a file."""
    view = queries.partner(actor=request.actor, partner=body, language=language(), now=request.now)
    found = queries.waiting_for(actor=request.actor, partner=body, now=request.now, page=None)
    head = [_("Aktenzeichen"), _("Name"), _("Stand"), _("Wartet seit"), _("Überfällig"), _("Rechtsgrundlage")]
    rows = (
        [
            each.file_number,
            each.name,
            str(words.STATUSES[each.status]),
            each.began_at,
            _("ja") if each.overdue else _("nein"),
            each.legal_basis,
        ]
        for each in found.rows
    )
    return exports.answer(form, f"waiting-{view.code}", head, rows, right_to_left=get_language_bidi())


@require_POST
def outage(request: StaffRequest, body: str) -> HttpResponse:
    """The body is down, or is not any more: one banner for all."""
    who = {"partner": body, "by": request.actor, "now": request.now}
    try:
        if "end" in request.POST:
            actions.end_outage(**who)
            messages.success(request, _("Der Ausfall ist beendet."))
        else:
            actions.begin_outage(note=request.POST.get("note", ""), **who)
            messages.success(request, _("Der Ausfall steht jetzt auf den Listen und an den Vorgängen."))
    except InvalidInput as error:
        messages.error(request, words.problem(error.field, error.reason))
    return redirect("casework:partner", body=body)


def outages(request: StaffRequest) -> dict[str, Any]:
    """What ``casework/_outages.html`` needs: one banner per body that is down."""
    return {"outages": queries.outages(actor=request.actor, language=language())}


def _form(request: StaffRequest, view: PartnerView | None) -> HttpResponse:
    start = _start(view) if view else {"is_active": True}
    form = PartnerForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            code = actions.keep_partner(
                partner=view.code if view else "",
                name={"de": typed["name"], "en": typed["name_en"], "ar": typed["name_ar"]},
                reason=typed["reason"],
                legal_basis=typed["legal_basis"],
                usual_days=typed["usual_days"],
                is_active=typed["is_active"],
                by=request.actor,
                now=request.now,
            )
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("casework:partner", body=code)
    shown: dict[str, Any] = {"partner": view, "form": form, "statuses": words.STATUSES, **outages(request)}
    if view:
        asked = page(request.GET.get("page", ""))
        shown["waiting"] = queries.waiting_for(actor=request.actor, partner=view.code, now=request.now, page=asked)
    return render(request, "casework/partner.html", shown, status=422 if form.is_bound else 200)


def _start(view: PartnerView) -> dict[str, Any]:
    return {
        "name": view.names["de"],
        "name_en": view.names.get("en", ""),
        "name_ar": view.names.get("ar", ""),
        "reason": view.reason,
        "legal_basis": view.legal_basis,
        "usual_days": view.usual_days,
        "is_active": view.is_active,
    }
