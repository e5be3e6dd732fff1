"""The case for the system that the office already has."""

from __future__ import annotations

from typing import Any

from amtslotse.casework.queries import CaseView
from amtslotse.web.ui.staff_request import StaffRequest


def box(request: StaffRequest, view: CaseView) -> dict[str, Any] | None:
    """For whoever may take the hand-over folder. No query."""
    return {} if "make_folder" in view.allowed else None
