"""What the inbox adds to the case page: urgency by a person's word, the deputy, acts on many cases that can be taken back."""

from __future__ import annotations

from typing import Any

from amtslotse.casework import queries
from amtslotse.casework.queries import CaseView
from amtslotse.web.casework.steering_words import BATCHES
from amtslotse.web.ui.staff_request import StaffRequest


def box(request: StaffRequest, view: CaseView) -> dict[str, Any] | None:
    """One query."""
    stands, reason = view.urgency_override, view.urgency_reason
    found = queries.batches_of(actor=request.actor, case=view.id)
    may = {"urgency": "override_urgency" in view.allowed, "deputy": "set_deputy" in view.allowed}
    if not (stands or found or any(may.values())):
        return None
    return {"stands": stands, "reason": reason, "batches": [(key, BATCHES[kind], at) for key, kind, at in found], "may": may}
