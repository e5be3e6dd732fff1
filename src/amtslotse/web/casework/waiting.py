"""A case waits for a body outside the house, goes on as it stands, is settled; its card is ordered and arrives."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amtslotse.casework import actions
from amtslotse.casework.actions import DeadlineRuns
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.casework import presenters, words
from amtslotse.web.casework.forms import PassOnForm, SettleForm, SuspendForm
from amtslotse.web.casework.overview import read_for
from amtslotse.web.ui.staff_request import StaffRequest


def suspend(request: StaffRequest, case: UUID) -> HttpResponse:
    """Which body the case waits for, and what was asked."""
    view = read_for(request, case, "suspend")
    waiting_for = {each.partner for each in view.waits if each.ended_at is None}
    choices = [(each.code, each.name) for each in view.bodies if each.is_active and each.code not in waiting_for]
    form = SuspendForm(request.POST if request.method == "POST" else None, bodies=choices)
    if request.method == "POST" and form.is_valid():
        try:
            actions.suspend(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Eingetragen. Auf der Statusseite steht nur, dass eine andere Stelle beteiligt ist."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form}
    return render(request, "casework/suspend.html", shown, status=422 if form.is_bound else 200)


@require_POST
def stop_waiting(request: StaffRequest, case: UUID, suspension: UUID) -> HttpResponse:
    """The body answered, or somebody goes on without it."""
    ending = request.POST.get("ending", "")
    try:
        actions.stop_waiting(case=case, suspension=suspension, ending=ending, by=request.actor, now=request.now)
    except InvalidInput:
        raise NotFound("ending") from None
    messages.success(request, _("Das Warten ist beendet."))
    return redirect("casework:case", case=case)


@require_POST
def end_request(request: StaffRequest, case: UUID) -> HttpResponse:
    """A team's open request is over."""
    actions.end_request(case=case, by=request.actor, now=request.now)
    messages.success(request, _("Die Nachforderung ist beendet."))
    return redirect("casework:case", case=case)


def pass_on(request: StaffRequest, case: UUID) -> HttpResponse:
    """The deadline has passed: the case goes to its team as it stands, with the reason."""
    view = read_for(request, case, "pass_on")
    form = PassOnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pass_on(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error.field, error.reason))
        except DeadlineRuns:
            form.add_error(None, words.problem("deadline_on", "runs"))
        else:
            messages.success(request, _("Der Vorgang liegt jetzt unvollständig beim Sachgebiet."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form}
    return render(request, "casework/pass_on.html", shown, status=422 if form.is_bound else 200)


def settle(request: StaffRequest, case: UUID) -> HttpResponse:
    """The case ends without a decision: how is asked first."""
    view = read_for(request, case, "settle")
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.settle(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        messages.success(request, _("Der Vorgang ist ohne Entscheidung erledigt."))
        return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form}
    return render(request, "casework/settle.html", shown, status=422 if form.is_bound else 200)


@require_POST
def order_card(request: StaffRequest, case: UUID) -> HttpResponse:
    """The card of the granted title is ordered."""
    return _card(request, case, actions.order_card, _("Die Karte ist als bestellt eingetragen."))


@require_POST
def card_arrived(request: StaffRequest, case: UUID) -> HttpResponse:
    """The card lies at the office; she gets a mail."""
    return _card(request, case, actions.card_arrived, _("Die Karte ist da. Die antragstellende Person ist benachrichtigt."))


def _card(request: StaffRequest, case: UUID, act: Callable[..., None], said: str) -> HttpResponse:
    act(case=case, by=request.actor, now=request.now)
    messages.success(request, said)
    return redirect("casework:case", case=case)
