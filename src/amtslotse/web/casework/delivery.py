"""The case's letters on their way: which came back, which are still in the house, whose PDF is being made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from amtslotse.accounts.rules import may
from amtslotse.casework import queries
from amtslotse.casework.queries import CaseView, DeliveryView
from amtslotse.web.casework import words
from amtslotse.web.ui.staff_request import StaffRequest

#: The rest stands in the timeline.
MOST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A letter with its way in words."""

    view: DeliveryView
    kind: str
    state: str
    tone: str


def box(request: StaffRequest, view: CaseView) -> dict[str, Any] | None:
    """The last letters and how far each is; what came back first. One query."""
    found = queries.deliveries_of(actor=request.actor, case=view.id)
    if not found and "write_letter" not in view.allowed:
        return None
    is_open = [each for each in found if each.state == "returned" and each.settled_at is None]
    rest = [each for each in found if each not in is_open]
    return {
        "returned": bool(is_open),
        "lines": [
            Line(
                each,
                str(words.LETTERS[each.kind]),
                str(words.DELIVERIES[each.state]) if each.channel == "post" else str(words.LETTER_WAYS[each.channel]),
                {"returned": "late", "recalled": "risk", "delivered": "good"}.get(each.state, ""),
            )
            for each in (*is_open, *rest)[:MOST]
        ],
        "may_open": may(request.actor, "post.print", team=view.team),
        "may_write": "write_letter" in view.allowed,
        "may_hear": bool({"write_hearing", "note_statement"} & view.allowed),
    }
