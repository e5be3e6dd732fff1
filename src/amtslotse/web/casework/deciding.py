"""One person writes a decision, another one releases it; then it is notified."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amtslotse.casework import actions, queries
from amtslotse.casework.queries import CaseView, DecisionView, HearingView, Prospect
from amtslotse.casework.rules import BURDENS, local_day
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.web.casework import presenters, words
from amtslotse.web.casework.forms import DecisionForm, NotificationForm, ReturnForm
from amtslotse.web.casework.lists import language
from amtslotse.web.casework.overview import read, read_for
from amtslotse.web.ui.staff_request import StaffRequest


def draft(request: StaffRequest, case: UUID) -> HttpResponse:
    """The result and its reasons; a returned draft comes back with what was written and why it was returned.

    The second button signs a grant; whether the sample draws it, nobody knows before.
    """
    view = read_for(request, case, "draft_decision")
    prospect = queries.prospect(actor=request.actor, case=case, now=request.now)
    returned = presenters.case(view).returned
    heard = queries.hearing_of(actor=request.actor, case=case, now=request.now).known
    fresh = {"ground": prospect.ground, "discretion": "bound", "hearing": "held" if heard and heard.is_over else ""}
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        initial=_written(returned) if returned else fresh,
        template=prospect.template,
        asks_for_notice=None in prospect.notices.values(),
        language=language(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = _sign(request, case, form) if "sign" in request.POST else _draft(request, case, form)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error.field, error.reason))
        else:
            messages.success(request, done)
            return redirect("casework:case", case=case)
    shown = {
        "case": presenters.case(view),
        "form": form,
        "returned": returned,
        "return_code": words.RETURNS.get(returned.return_code, "") if returned else "",
        "sections": [form[key] for key in form.sections],
        "may_sign": "sign_decision" in view.allowed,
        **_beside(request, view, prospect, prospect.template.outcomes, heard),
    }
    return render(request, "casework/draft.html", shown, status=422 if form.is_bound else 200)


def _draft(request: StaffRequest, case: UUID, form: DecisionForm) -> str:
    typed = form.cleaned_data
    actions.draft_decision(
        case=case,
        outcome=typed["outcome"],
        reasons=typed["reasons"],
        details=form.details(),
        by=request.actor,
        now=request.now,
    )
    return _("Der Entwurf liegt jetzt zur Prüfung bei einer anderen Person.")


def _sign(request: StaffRequest, case: UUID, form: DecisionForm) -> str:
    if form.cleaned_data["outcome"] != "grant":
        raise InvalidInput(field="outcome", reason="needs_review")
    signed = actions.sign_decision(
        case=case, reasons=form.cleaned_data["reasons"], details=form.details(), by=request.actor, now=request.now
    )
    if signed.was_drawn:
        return _("Die Stichprobe hat diesen Vorgang gezogen: Der Entwurf liegt jetzt zur Prüfung bei einer anderen Person.")
    if signed.letter is None:
        return _("Solche Vorgänge lernen Sie noch: Der Entwurf liegt jetzt zur Prüfung bei einer anderen Person.")
    return _("Unterzeichnet. Der Bescheid ist erstellt.")


def _written(decision: DecisionView) -> dict[str, Any]:
    """A returned draft as it was typed."""
    return {
        "outcome": decision.outcome,
        "reasons": decision.reasons,
        "ground": decision.ground,
        "discretion": decision.discretion,
        "discretion_reasons": decision.discretion_reasons,
        "hearing": decision.hearing,
        "hearing_on": decision.hearing_on.isoformat() if decision.hearing_on else "",
        "hearing_reason": decision.hearing_reason,
        "remedy_notice": "" if decision.remedy_source else decision.remedy_notice,
        **decision.sections,
    }


def _beside(
    request: StaffRequest, view: CaseView, prospect: Prospect, outcomes: Collection[str], heard: HearingView | None
) -> dict[str, Any]:
    """What stands beside a draft: to whom it goes, how such outcomes may be contested, and how similar ones went."""
    similar = queries.similar(actor=request.actor, case=view.id, now=request.now)
    known = {outcome: notice for outcome in outcomes if (notice := prospect.notices.get(outcome))}
    return {
        "heard": heard,
        "may_hear": "write_hearing" in view.allowed,
        "prospect": prospect,
        "to": [(each, words.CAPACITIES[each.capacity]) for each in prospect.to],
        "notices": [(words.OUTCOMES[outcome] if len(known) > 1 else "", notice) for outcome, notice in known.items()],
        "similar": similar,
        "similar_outcomes": [(words.OUTCOMES[outcome], count) for outcome, count in similar.outcomes],
        "outcomes": words.OUTCOMES,
    }


def review(request: StaffRequest, case: UUID, decision: UUID) -> HttpResponse:
    """Somebody else's draft, to release or to return. For its author this page does not exist."""
    view = read(request, case)
    shown = presenters.case(view)
    if shown.to_review is None or shown.to_review.id != decision:
        raise NotFound(f"decision {decision}")
    returns = request.method == "POST" and "return" in request.POST
    form = ReturnForm(request.POST if returns else None)
    problem = ""
    if request.method == "POST" and not returns:
        try:
            actions.release_decision(decision=decision, by=request.actor, now=request.now)
        except InvalidInput as error:
            problem = words.problem(error.field, error.reason)
        else:
            messages.success(request, _("Freigegeben. Der Bescheid ist erstellt."))
            return redirect("casework:case", case=case)
    if returns and form.is_valid():
        try:
            actions.return_decision(decision=decision, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error("reason", words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Der Entwurf ist mit Ihrem Grund zurückgegeben."))
            return redirect("casework:case", case=case)
    prospect = queries.prospect(actor=request.actor, case=case, now=request.now)
    labels = {section.key: section.label.get(language(), section.label["de"]) for section in prospect.template.sections}
    context = {
        "case": shown,
        "decision": shown.to_review,
        "outcome": words.OUTCOMES[shown.to_review.outcome],
        "burdens": shown.to_review.outcome in BURDENS,
        "discretion": words.DISCRETION[shown.to_review.discretion],
        "hearing": words.HEARINGS.get(shown.to_review.hearing, ""),
        "sections": [(labels.get(key, key), text) for key, text in shown.to_review.sections.items()],
        "form": form,
        "problem": problem,
        "address_changed": queries.address_changed(decision=decision, now=request.now),
        **_beside(
            request,
            view,
            prospect,
            [shown.to_review.outcome],
            queries.hearing_of(actor=request.actor, case=case, now=request.now).known,
        ),
    }
    return render(request, "casework/review.html", context, status=422 if form.is_bound or problem else 200)


def notification(request: StaffRequest, case: UUID) -> HttpResponse:
    """Way and day of notification; where the rules of the Land say nothing, a person says the days and why."""
    view = read_for(request, case, "record_notification")
    prospect = queries.notification_prospect(actor=request.actor, case=case, now=request.now)
    today = local_day(request.now).isoformat()
    form = NotificationForm(
        request.POST if request.method == "POST" else None, initial={"sent_on": today}, envelopes=prospect.to
    )
    if request.method == "POST" and form.is_valid():
        try:
            notified = actions.Notified(**form.cleaned_data)
            actions.record_notification(case=case, notified=notified, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Die Bekanntgabe ist vermerkt."))
            return redirect("casework:case", case=case)
    shown = {
        "case": presenters.case(view),
        "form": form,
        "prospect": prospect,
        "days": [(words.WAYS[way], days) for way, days in prospect.days.items()],
        "known": [(words.WAYS[each.way], each) for each in prospect.known],
    }
    return render(request, "casework/notification.html", shown, status=422 if form.is_bound else 200)


def box(request: StaffRequest, view: CaseView) -> dict[str, Any] | None:
    """How the decision was notified and when it is final; nothing before it is decided."""
    if view.status not in {"decided", "closed"}:
        return None
    made = next((each.id for each in view.decisions if each.status in {"released", "signed"}), None)
    known = queries.notifications(decision=made) if made else ()
    return {
        "newest": next(((words.WAYS[each.way], each) for each in known), None),
        "may": "record_notification" in view.allowed,
    }
