"""The case on one page: what is next, the case, its clocks and what others owe."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amtslotse.web.casework import boxes, presenters, words
from amtslotse.web.casework.history import history
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
    view = read(request, case, neighbours=NEXT)
    context = {
        "case": presenters.case(view, failed),
        "failed": failed,
        "case_errors": [(f"reason-{failed.need}", failed.error)] if failed else [],
        "next_rows": [presenters.beside(each) for each in view.beside],
        "history": history(view.timeline, request.GET.get("history", "")),
        "outages": outages(request)["outages"] if any(each.is_down for each in view.bodies) else (),
        "middle": boxes.filled(request, view, "middle"),
        "right": boxes.filled(request, view, "right"),
        "words": {
            "letters": words.LETTERS,
            "cleaned": words.CLEANED,
            "outcomes": words.OUTCOMES,
            "verdicts": words.VERDICTS,
            "returns": words.RETURNS,
        },
    }
    return render(request, "casework/case.html", context, status=422 if failed else 200)
