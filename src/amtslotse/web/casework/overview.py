"""The case on one page, and its files."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from amtslotse.accounts.rules import may
from amtslotse.casework import queries
from amtslotse.casework.queries import CaseView, Download, RowView
from amtslotse.kernel.errors import NotFound
from amtslotse.web.casework import presenters, words
from amtslotse.web.casework.lists import language
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
        "words": {"letters": words.LETTERS, "cleaned": words.CLEANED, "outcomes": words.OUTCOMES, "verdicts": words.VERDICTS},
    }
    return render(request, "casework/case.html", context, status=422 if failed else 200)


def read(request: StaffRequest, case: UUID) -> CaseView:
    """The case as this reader sees it. Raises ``NotFound``."""
    return queries.case(actor=request.actor, case=case, language=language(), now=request.now)


def read_for(request: StaffRequest, case: UUID, action: str) -> CaseView:
    """The case, when this reader may do the action to it now. Raises ``NotFound``, else as if there were no such page."""
    view = read(request, case)
    if action not in presenters.case(view).may:
        raise NotFound(action)
    return view


@require_GET
def document(request: StaffRequest, case: UUID, document: UUID) -> HttpResponse:
    """A document that was sent, as a file to keep: the browser never opens it as part of this site."""
    return _attachment(queries.document(actor=request.actor, case=case, document=document))


@require_GET
def letter(request: StaffRequest, case: UUID, letter: UUID) -> HttpResponse:
    """A letter of the office as PDF."""
    return _attachment(queries.case_letter(actor=request.actor, case=case, letter=letter))


def _attachment(file: Download) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.media_type, headers={"X-Content-Type-Options": "nosniff"})
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response


def _next_rows(request: StaffRequest, view: CaseView) -> list[presenters.Row]:
    """The first of the list this reader works on, in its order."""
    who = {"actor": request.actor, "language": language(), "now": request.now}
    rows: tuple[RowView, ...] = ()
    if may(request.actor, "casework.take"):
        rows = queries.my_cases(**who).rows or queries.team_list(**who).rows
    elif may(request.actor, "casework.clearing_list"):
        rows = queries.clearing_list(**who).rows
    return presenters.rows(rows[:NEXT], teams={}, today=view.received_at.date())
