"""Clearing: look at each document, ask once for everything that is missing, confirm that all is there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amtslotse.casework import actions
from amtslotse.casework.actions import NotComplete, NothingMissing
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.casework import presenters, words
from amtslotse.web.casework.case_page import page
from amtslotse.web.casework.forms import RequestForm
from amtslotse.web.casework.overview import read, read_for
from amtslotse.web.ui.staff_request import StaffRequest


@require_POST
def mark(request: StaffRequest, case: UUID, need: str) -> HttpResponse:
    """One verdict; the answer leads to the next document nobody has looked at."""
    reason = request.POST.get("reason", "")
    try:
        actions.mark(
            case=case, need=need, verdict=request.POST.get("verdict", ""), reason=reason, by=request.actor, now=request.now
        )
    except InvalidInput as error:
        return page(request, case, presenters.Failed(need, reason, words.problem(error.field, error.reason)))
    left = [each.key for each in read(request, case).needs if not each.verdict]
    target = f"need-{left[0]}" if left else "next"
    return redirect(f"{reverse('casework:case', args=[case])}#{target}")


@require_POST
def open_check(request: StaffRequest, case: UUID) -> HttpResponse:
    """The check begins, or begins again although documents are still awaited."""
    actions.open_check(case=case, by=request.actor, now=request.now)
    return redirect("casework:case", case=case)


def request_documents(request: StaffRequest, case: UUID) -> HttpResponse:
    """Preview in both languages first; sending happens on the same page."""
    view = read_for(request, case, "request_documents")
    form = RequestForm(
        request.POST if request.method == "POST" else None, initial={"deadline_on": view.default_deadline_on.isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            letter = actions.request_documents(
                case=case,
                deadline_on=form.cleaned_data["deadline_on"],
                note=form.cleaned_data["note"],
                by=request.actor,
                now=request.now,
            )
        except NothingMissing:
            return redirect("casework:case", case=case)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Die Nachforderung ist verschickt."))
            return redirect(f"{reverse('casework:case', args=[case])}#letter-{letter}")
    deadline = form.cleaned_data.get("deadline_on") if form.is_bound and hasattr(form, "cleaned_data") else None
    sides = presenters.letter_sides(view, deadline or view.default_deadline_on)
    shown = {"case": presenters.case(view), "form": form, "sides": sides}
    return render(request, "casework/request.html", shown, status=422 if form.is_bound else 200)


def confirm_complete(request: StaffRequest, case: UUID) -> HttpResponse:
    """Asks first; then the second dated letter goes out and the case lies with its team."""
    view = read_for(request, case, "confirm_complete")
    open_needs: list[str] = []
    if request.method == "POST":
        try:
            actions.confirm_complete(case=case, by=request.actor, now=request.now)
        except NotComplete as error:
            keys = set(error.facts["needs"])  # type: ignore[call-overload]
            open_needs = [each.label for each in view.needs if each.key in keys]
        else:
            there = read(request, case)
            told = {"team": there.team_name, "reason": there.team_reason}
            messages.success(request, _("Vollständigkeit bestätigt. Zugeleitet an: %(team)s (%(reason)s).") % told)
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "open_needs": open_needs}
    return render(request, "casework/complete.html", shown, status=422 if open_needs else 200)
