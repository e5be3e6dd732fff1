"""The states of an appointment and what leads from one to another."""

from __future__ import annotations

from typing import Final

from amtslotse.kernel.errors import DomainError

#: move → state it needs → state it leads to. A state that is missing does not allow the move.
MOVES: Final[dict[str, dict[str, str]]] = {
    "confirm": {"held": "booked"},
    "expire": {"held": "expired"},
    "move": {"booked": "moved"},
    "cancel": {"held": "expired", "booked": "cancelled"},
    "arrive": {"booked": "arrived"},
    "finish": {"arrived": "done", "booked": "done"},
    "miss": {"booked": "no_show", "arrived": "no_show"},
}


class NotNow(DomainError):
    """The appointment is in a state that does not allow this. ``facts["status"]`` is the state."""

    code = "not_now"


def leads_to(move: str, *, status: str) -> str:
    """The state after the move. Raises ``NotNow``."""
    try:
        return MOVES[move][status]
    except KeyError:
        raise NotNow(move=move, status=status) from None
