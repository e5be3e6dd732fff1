"""One person writes a decision, another one releases it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amtslotse.casework import actions
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.casework import presenters, words
from amtslotse.web.casework.forms import DecisionForm, ReturnForm
from amtslotse.web.casework.overview import read, read_for
from amtslotse.web.ui.staff_request import StaffRequest


def draft(request: StaffRequest, case: UUID) -> HttpResponse:
    """The result and its reasons; a returned draft comes back with what was written and why it was returned."""
    view = read_for(request, case, "draft_decision")
    returned = presenters.case(view).returned
    start = {"outcome": returned.outcome, "reasons": returned.reasons} if returned else {}
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.draft_decision(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Der Entwurf liegt jetzt zur Prüfung bei einer anderen Person."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form, "returned": returned}
    return render(request, "casework/draft.html", shown, status=422 if form.is_bound else 200)


def review(request: StaffRequest, case: UUID, decision: UUID) -> HttpResponse:
    """Somebody else's draft, to release or to return. For its author this page does not exist."""
    view = read(request, case)
    shown = presenters.case(view)
    if shown.to_review is None or shown.to_review.id != decision:
        raise NotFound(f"decision {decision}")
    returns = request.method == "POST" and "return" in request.POST
    form = ReturnForm(request.POST if returns else None)
    if request.method == "POST" and not returns:
        actions.release_decision(decision=decision, by=request.actor, now=request.now)
        messages.success(request, _("Freigegeben. Der Bescheid ist erstellt."))
        return redirect("casework:case", case=case)
    if returns and form.is_valid():
        try:
            actions.return_decision(decision=decision, reason=form.cleaned_data["reason"], by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error("reason", words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Der Entwurf ist mit Ihrem Grund zurückgegeben."))
            return redirect("casework:case", case=case)
    context = {"case": shown, "decision": shown.to_review, "outcome": words.OUTCOMES[shown.to_review.outcome], "form": form}
    return render(request, "casework/review.html", context, status=422 if form.is_bound else 200)
