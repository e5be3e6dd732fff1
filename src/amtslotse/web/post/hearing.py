"""The letter that asks her before a decision burdens her, and what she answered."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amtslotse.accounts.rules import may
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import CaseView
from amtslotse.casework.rules import INTENDED_SENTENCES
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.post import words
from amtslotse.web.post.forms import HearingForm, StatementForm
from amtslotse.web.post.writing import figures
from amtslotse.web.ui.staff_request import StaffRequest


@require_http_methods(["GET", "POST"])
def hearing(request: StaffRequest, case: UUID) -> HttpResponse:
    """What is intended, why, and until when she may answer; the letter that runs, and her statement."""
    view = _case(request, case)
    prospect = queries.hearing_of(actor=request.actor, case=case, now=request.now)
    start = {"deadline_on": prospect.default_deadline_on.isoformat()}
    form = HearingForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and "send" in request.POST:
        try:
            actions.write_hearing(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
        else:
            messages.success(request, _("Das Anhörungsschreiben wartet auf den Druck."))
            return redirect("post:hearing", case=case)
    return _page(request, view, form, StatementForm())


@require_POST
def heard(request: StaffRequest, case: UUID) -> HttpResponse:
    """Her statement is noted, once."""
    view = _case(request, case)
    form = StatementForm(request.POST)
    if form.is_valid():
        try:
            actions.note_statement(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error))
        else:
            messages.success(request, _("Die Stellungnahme ist vermerkt."))
            return redirect("post:hearing", case=case)
    return _page(request, view, HearingForm(), form)


def _case(request: StaffRequest, case: UUID) -> CaseView:
    view = queries.case(actor=request.actor, case=case, language=get_language() or "de", now=request.now)
    if not may(request.actor, "casework.draft_decision", team=view.team):
        raise NotFound(f"case {case}")
    return view


def _page(request: StaffRequest, view: CaseView, form: HearingForm, answer: StatementForm) -> HttpResponse:
    prospect = queries.hearing_of(actor=request.actor, case=view.id, now=request.now)
    known = prospect.known
    bound: forms.Form | None = next((each for each in (form, answer) if each.is_bound), None)
    context = {
        "case": view,
        "known": known,
        "intended": INTENDED_SENTENCES[known.outcome]["de"] if known else "",
        "ways": [(name, words.STATES[state], sent_on) for name, state, sent_on in known.ways] if known else (),
        "form": form if "write_hearing" in view.allowed and not (known and known.is_running) else None,
        "answer": answer if known and known.answered_on is None and "note_statement" in view.allowed else None,
        "bound": bound,
        "figures": figures(str(form["reasons"].value() or "")),
    }
    refused = bound is not None and bool(bound.errors)
    return render(request, "post/hearing.html", context, status=422 if refused else 200)
