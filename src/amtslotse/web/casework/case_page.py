"""The case on one page: what is next, the case, its clocks and what others owe."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import may
from amtslotse.casework import queries
from amtslotse.casework.queries import CaseView, RowView
from amtslotse.web.casework import boxes, presenters, words
from amtslotse.web.casework.history import history
from amtslotse.web.casework.lists import language
from amtslotse.web.casework.overview import read
from amtslotse.web.casework.partners import outages
from amtslotse.web.ui.staff_request import StaffRequest

#: How many cases the left zone names.
NEXT = 8


@require_GET
def case(request: StaffRequest, case: UUID) -> HttpResponse:
    """Three zones: what is next, the case, its clocks and history."""
    return page(request, case)


def page(request: StaffRequest, case: UUID, failed: presenters.Failed | None = None) -> HttpResponse:
    """The case page; with ``failed``, it keeps what was typed beside a verdict that could not be taken."""
    view = read(request, case)
    context = {
        "case": presenters.case(view, failed),
        "failed": failed,
        "case_errors": [(f"reason-{failed.need}", failed.error)] if failed else [],
        "next_rows": _next_rows(request, view),
        "history": history(view.timeline, request.GET.get("history", "")),
        **outages(request),
        "middle": boxes.filled(request, view, "middle"),
        "right": boxes.filled(request, view, "right"),
        "words": {"letters": words.LETTERS, "cleaned": words.CLEANED, "outcomes": words.OUTCOMES, "verdicts": words.VERDICTS},
    }
    return render(request, "casework/case.html", context, status=422 if failed else 200)


def _next_rows(request: StaffRequest, view: CaseView) -> list[presenters.Row]:
    """The first of the list this reader works on, in its order."""
    who = {"actor": request.actor, "language": language(), "now": request.now}
    rows: tuple[RowView, ...] = ()
    if may(request.actor, "casework.take"):
        rows = queries.my_cases(**who).rows or queries.team_list(**who).rows
    elif may(request.actor, "casework.clearing_list"):
        rows = queries.clearing_list(**who).rows
    return presenters.rows(rows[:NEXT], teams={}, today=view.received_at.date())
