"""The contact history on the case page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from amtslotse.accounts.rules import may
from amtslotse.casework import queries
from amtslotse.casework.queries import CaseView
from amtslotse.web.ui.staff_request import StaffRequest

CHANNELS = {
    "mail": gettext_lazy("E-Mail"),
    "letter": gettext_lazy("Brief"),
    "counter": gettext_lazy("Schalter"),
    "portal": gettext_lazy("Portal"),
}
STATUSES = {
    "open": gettext_lazy("offen"),
    "answered": gettext_lazy("beantwortet"),
    "filed": gettext_lazy("zur Kenntnis genommen"),
    "joined": gettext_lazy("zusammengelegt"),
}


def box(request: StaffRequest, view: CaseView) -> dict[str, Any] | None:
    """Every message about the case, newest first; nothing for who may not sort messages. One query."""
    if not may(request.actor, "intake.messages", team=view.team):
        return None
    rows = queries.messages_of(actor=request.actor, case=view.id, now=request.now)
    lines = [(row, CHANNELS[row.channel], STATUSES[row.status]) for row in rows]
    return {"lines": lines, "open": sum(row.status == "open" for row in rows)}
