"""Legal questions about a case, on its page."""

from __future__ import annotations

from typing import Any

from amtslotse.casework import queries
from amtslotse.casework.queries import CaseView
from amtslotse.web.ui.staff_request import StaffRequest


def box(request: StaffRequest, view: CaseView) -> dict[str, Any] | None:
    """What was asked and answered, and whether one may ask. One query."""
    found = queries.case_questions(actor=request.actor, case=view.id)
    may_ask = "escalate" in view.allowed
    return {"questions": found, "may_ask": may_ask} if found or may_ask else None
