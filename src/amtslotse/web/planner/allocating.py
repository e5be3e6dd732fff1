"""The allocation, for the head of office: how each class is given now and why, the rounds, commit, open, publish."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amtslotse.accounts.rules import require
from amtslotse.appointments import actions, queries
from amtslotse.appointments.actions import NobodyWaits, NotDrawn, RoundStillClosed
from amtslotse.kernel.errors import NotFound
from amtslotse.web.planner import words
from amtslotse.web.planner.frame import tabs
from amtslotse.web.ui.staff_request import StaffRequest


def rounds(request: StaffRequest) -> HttpResponse:
    """Per class how places are given and the numbers behind it; every round with its file."""
    require(request.actor, "appointments.allocation")
    modes = [queries.mode(klass=klass, now=request.now) for klass in words.CLASSES]
    context = {
        "tabs": tabs(request, "allocation"),
        "modes": [(words.CLASSES[mode.klass], mode, words.MODES[mode.kind], words.MODE_REASONS[mode.reason]) for mode in modes],
        "rounds": [(words.CLASSES[each.klass], each) for each in queries.rounds(limit=50)],
    }
    return render(request, "planner/allocation.html", context)


@require_POST
def commit(request: StaffRequest, klass: str) -> HttpResponse:
    """Seed and list are fixed and their commitment is public."""
    if klass not in words.CLASSES:
        raise NotFound(klass)
    try:
        actions.commit_round(klass=klass, by=request.actor, now=request.now)
    except RoundStillClosed:
        messages.warning(request, _("Eine Zuteilung ist schon festgelegt und noch nicht geöffnet."))
    except NobodyWaits:
        messages.warning(request, _("Es wartet niemand, oder es gibt keine freie Zeit. Nichts wurde festgelegt."))
    except NotDrawn:
        messages.warning(request, _("Diese Terminart wird nicht zugeteilt."))
    else:
        messages.success(request, _("Festgelegt. Der Prüfwert ist jetzt öffentlich."))
    return redirect("planner:allocation")


@require_POST
def open_now(request: StaffRequest, round: UUID) -> HttpResponse:
    """Seed and list are public, and the places are given."""
    actions.open_round(round=round, by=request.actor, now=request.now)
    messages.success(request, _("Geöffnet. Die Zeiten sind vergeben; die Ergebnisse werden zur angekündigten Stunde gesagt."))
    return redirect("planner:allocation")


def file(request: StaffRequest, round: UUID) -> HttpResponse:
    """The public file, to be checked with ``amtslotse allocation verify``."""
    require(request.actor, "appointments.allocation")
    answer = HttpResponse(queries.round_file(round=round), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="zuteilung-{round}.json"'
    return answer
