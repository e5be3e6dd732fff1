"""One case as this reader sees it, and its files."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from amtslotse.casework import queries
from amtslotse.casework.queries import CaseView, Download
from amtslotse.kernel.errors import NotFound
from amtslotse.web.casework import presenters
from amtslotse.web.casework.lists import language
from amtslotse.web.ui.staff_request import StaffRequest


def read(request: StaffRequest, case: UUID, *, neighbours: int = 0) -> CaseView:
    """The case as this reader sees it; ``neighbours``: so many of her own next ones beside it. Raises ``NotFound``."""
    return queries.case(actor=request.actor, case=case, language=language(), now=request.now, neighbours=neighbours)


def read_for(request: StaffRequest, case: UUID, action: str) -> CaseView:
    """The case, when this reader may do the action to it now. Raises ``NotFound``, else as if there were no such page."""
    view = read(request, case)
    if action not in presenters.case(view).may:
        raise NotFound(action)
    return view


@require_GET
def document(request: StaffRequest, case: UUID, document: UUID) -> HttpResponse:
    """A document that was sent, as a file to keep: the browser never opens it as part of this site."""
    return attachment(queries.document(actor=request.actor, case=case, document=document))


@require_GET
def letter(request: StaffRequest, case: UUID, letter: UUID) -> HttpResponse:
    """A letter of the office as PDF."""
    return attachment(queries.case_letter(actor=request.actor, case=case, letter=letter))


def attachment(file: Download) -> HttpResponse:
    """A file to keep that no browser opens as part of this site."""
    response = HttpResponse(file.content, content_type=file.media_type, headers={"X-Content-Type-Options": "nosniff"})
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response
