"""The case changes hands: taken, given to another team, handed over; and its code is replaced."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amtslotse.casework import actions
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from amtslotse.web.casework import presenters, words
from amtslotse.web.casework.forms import CodeForm, RerouteForm
from amtslotse.web.casework.lists import language
from amtslotse.web.casework.overview import read, read_for
from amtslotse.web.ui.staff_request import StaffRequest


@require_POST
def take(request: StaffRequest, case: UUID) -> HttpResponse:
    """Hers to work on, unless a colleague was faster."""
    view = read(request, case)
    try:
        actions.take(case=case, by=request.actor, now=request.now)
    except actions.SkillNeeded as error:
        skill = error.facts["skill"].names
        messages.warning(
            request,
            _("Dieser Vorgang braucht die Kenntnis: %(skill)s. Die Leitung trägt Kenntnisse ein.")
            % {"skill": skill.get(language()) or skill["de"]},
        )
    except NotAllowed:
        if not view.owner or "take" not in view.allowed:
            raise
        messages.warning(request, _("%(name)s hat diesen Vorgang schon übernommen.") % {"name": view.owner})
    return redirect("casework:case", case=case)


def reroute(request: StaffRequest, case: UUID) -> HttpResponse:
    """Another team, with a reason that stays with the case."""
    view = read_for(request, case, "reroute")
    teams = {code: name for code, name in view.teams if code != view.team}
    form = RerouteForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reroute(case=case, **form.cleaned_data, by=request.actor, now=request.now)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, words.problem(error.field, error.reason))
        else:
            messages.success(request, _("Der Vorgang liegt jetzt bei: %(team)s.") % {"team": teams[form.cleaned_data["team"]]})
            try:
                read(request, case)
            except NotFound:  # it left her teams: she cannot see it any more
                return redirect("casework:team")
            return redirect("casework:case", case=case)
    shown = {"case": presenters.case(view), "form": form}
    return render(request, "casework/reroute.html", shown, status=422 if form.is_bound else 200)


def hand_over(request: StaffRequest, case: UUID) -> HttpResponse:
    """Asks first; then the result is in her hands and the case is closed."""
    view = read_for(request, case, "hand_over")
    if request.method == "POST":
        try:
            actions.hand_over(case=case, by=request.actor, now=request.now)
        except InvalidInput as error:  # no rule says when the time to contest ends: a person notes it first
            messages.warning(request, words.problem(error.field, error.reason))
            return redirect("casework:notification", case=case)
        messages.success(request, _("Übergeben und abgeschlossen."))
        return redirect("casework:case", case=case)
    return render(request, "casework/hand_over.html", {"case": presenters.case(view)})


def replace_code(request: StaffRequest, case: UUID) -> HttpResponse:
    """Asks first; the new code is shown this once, with the letter that carries it."""
    view = read_for(request, case, "replace_code")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        channel = form.cleaned_data["channel"]
        new = actions.replace_code(case=case, channel=channel, by=request.actor, now=request.now)
        shown = {"case": presenters.case(view), "new": new, "channel": channel}
        return render(request, "casework/new_code.html", shown)
    shown = {"case": presenters.case(view), "form": form}
    return render(request, "casework/code.html", shown, status=422 if form.is_bound else 200)
