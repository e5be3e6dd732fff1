"""My next best case, and who stands in for whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amtslotse.accounts import actions as accounts
from amtslotse.accounts import queries as staff
from amtslotse.casework import actions, queries
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.casework import presenters, steering_words
from amtslotse.web.casework.lists import language, tabs
from amtslotse.web.casework.overview import read_for
from amtslotse.web.casework.steering_forms import AbsenceForm, DeputyForm, UrgencyForm
from amtslotse.web.ui.staff_request import StaffRequest

#: How many stand below the first.
AFTER = 4


@require_GET
def next_case(request: StaffRequest) -> HttpResponse:
    """The one case to open now with the sentence why, and the few after it."""
    found = queries.next_cases(actor=request.actor, language=language(), now=request.now, limit=1 + AFTER)
    rows = presenters.rows(found, teams={}, today=timezone.localdate())
    shown = {"first": rows[0] if rows else None, "rows": rows[1:], "tabs": tabs(request, "next")}
    return render(request, "casework/next.html", shown)


def urgency(request: StaffRequest, case: UUID) -> HttpResponse:
    """A person's word on the urgency, with a reason, or the rules' again."""
    view = read_for(request, case, "override_urgency")
    stands, reason = queries.override_of(case=case)
    form = UrgencyForm(request.POST or None, initial={"urgency": str(stands or ""), "reason": reason})
    if request.method == "POST" and form.is_valid():
        try:
            actions.override_urgency(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(
                error.field if error.field in form.fields else None, steering_words.problem(error.field, error.reason)
            )
        else:
            messages.success(request, _("Die Dringlichkeit ist geändert."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form, "title": _("Dringlichkeit ändern"), "button": _("Ändern")}
    return render(request, "casework/steer.html", shown, status=422 if form.is_bound else 200)


def deputy(request: StaffRequest, case: UUID) -> HttpResponse:
    """Who works on the case while its owner is away."""
    view = read_for(request, case, "set_deputy")
    people = {key: name for key, (name, teams) in staff.caseworkers().items() if view.team in teams}
    form = DeputyForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_deputy(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error("deputy", steering_words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Die Vertretung ist eingetragen."))
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form, "title": _("Vertretung für diesen Vorgang"), "button": _("Eintragen")}
    return render(request, "casework/steer.html", shown, status=422 if form.is_bound else 200)


def absences(request: StaffRequest) -> HttpResponse:
    """Who is away or will be, who has the inbox; and a form for one more."""
    people = staff.colleagues(by=request.actor)
    start = {"staff_id": request.actor.staff_id} if request.actor.staff_id in people else {}
    form = AbsenceForm(request.POST if request.method == "POST" else None, people=people, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.set_absence(**form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            field = f"{error.field}_id" if error.field == "deputy" else error.field
            form.add_error(field if field in form.fields else None, steering_words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Eingetragen. Am ersten Tag der Abwesenheit liegt das Postfach bei der Vertretung."))
            return redirect("casework:absences")
    found = staff.coming_absences(by=request.actor, on=timezone.localdate())
    shown = {"form": form, "absences": found, "today": timezone.localdate(), "tabs": tabs(request, "absences")}
    return render(request, "casework/absences.html", shown, status=422 if form.is_bound else 200)


@require_POST
def end_absence(request: StaffRequest, absence: int) -> HttpResponse:
    """She is back, or does not go."""
    accounts.end_absence(absence=absence, by=request.actor, now=request.now)
    messages.success(request, _("Die Abwesenheit ist beendet."))
    return redirect("casework:absences")
