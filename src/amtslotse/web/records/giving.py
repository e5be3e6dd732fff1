"""The hand-over folder of a case."""

from __future__ import annotations

from uuid import UUID

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_POST

from amtslotse.casework import actions
from amtslotse.web.ui.staff_request import StaffRequest


@require_POST
def folder(request: StaffRequest, case: UUID) -> StreamingHttpResponse:
    """The ZIP as it is made. A POST: that somebody took it stands in the journal."""
    name, parts = actions.make_folder(case=case, by=request.actor, now=request.now)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(parts, content_type="application/zip", headers=headers)
