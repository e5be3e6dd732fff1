"""The one table of moves: which action leads from which state to which, and whose right it is."""

from __future__ import annotations

from dataclasses import dataclass

from amtslotse.accounts.rules import may
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed

STATES = (
    "received",
    "in_clearing",
    "awaiting_documents",
    "with_team",
    "in_review",
    "decided",
    "closed",
    "withdrawn",
    "settled",
)
CLEARING = ("received", "in_clearing", "awaiting_documents")
IN_TEAM = ("with_team", "in_review", "decided")
ENDED = ("closed", "withdrawn", "settled")
OPEN = tuple(state for state in STATES if state not in ENDED)

#: How a case ended: by decision, or otherwise (moved away, another office took over, died, the matter resolved itself).
CLOSURES = ("granted", "granted_restricted", "refused", "withdrawn", "moved_away", "other_office", "died", "resolved")
SETTLED_BY = CLOSURES[4:]
#: How an application came in.
SOURCES = ("portal", "paper", "counter", "efa", "import")

#: The right of the applicant herself: proven by her code, not by a role of staff.
HERS = "applicant"


@dataclass(frozen=True, slots=True)
class Move:
    """An action, the right it needs (``accounts.rules`` or ``HERS``), and where it leads from each state it may start in."""

    action: str
    right: str
    leads: dict[str, str]


_STAYS = {state: state for state in STATES}
_OPEN_STAYS = {state: state for state in OPEN}
_MOVES = (
    Move("open_check", "casework.check", {"received": "in_clearing", "awaiting_documents": "in_clearing"}),
    Move("mark", "casework.check", {"received": "in_clearing", "in_clearing": "in_clearing", "with_team": "with_team"}),
    Move("request_documents", "casework.request_documents", {"in_clearing": "awaiting_documents", "with_team": "with_team"}),
    Move("end_request", "casework.request_documents", {"with_team": "with_team"}),
    Move("add_document", HERS, {"awaiting_documents": "awaiting_documents", "with_team": "with_team"}),
    Move("take_back_document", HERS, {"awaiting_documents": "awaiting_documents", "with_team": "with_team"}),
    Move("hand_in", HERS, {"awaiting_documents": "in_clearing", "with_team": "with_team"}),
    Move("confirm_complete", "casework.confirm_complete", {"in_clearing": "with_team"}),
    Move("pass_on", "casework.pass_on", {"in_clearing": "with_team", "awaiting_documents": "with_team"}),
    Move("take", "casework.take", {"with_team": "with_team"}),
    Move("reroute", "casework.reroute", {"with_team": "with_team"}),
    Move("draft_decision", "casework.draft_decision", {"with_team": "in_review"}),
    Move("return_decision", "casework.review_decision", {"in_review": "with_team"}),
    Move("release_decision", "casework.review_decision", {"in_review": "decided"}),
    Move("sign_decision", "casework.sign_decision", {"with_team": "decided"}),
    Move("record_notification", "casework.notify", {"decided": "decided", "closed": "closed"}),
    Move("order_card", "casework.card", {"decided": "decided"}),
    Move("card_arrived", "casework.card", {"decided": "decided"}),
    Move("hand_over", "casework.hand_over", {"decided": "closed"}),
    Move("withdraw", HERS, {**dict.fromkeys(CLEARING, "withdrawn"), "with_team": "withdrawn", "in_review": "withdrawn"}),
    Move("settle", "casework.settle", {state: "settled" for state in OPEN if state != "decided"}),
    Move("suspend", "casework.suspend", _OPEN_STAYS),
    Move("resume", "casework.suspend", _OPEN_STAYS),
    Move("override_urgency", "casework.override", _OPEN_STAYS),
    Move("set_deputy", "casework.deputy", _OPEN_STAYS),
    Move("add_representative", "casework.represent", _OPEN_STAYS),
    Move("end_representative", "casework.represent", _OPEN_STAYS),
    Move("escalate", "casework.escalate", _OPEN_STAYS),
    Move("issue_certificate", "casework.certificate", _OPEN_STAYS),
    Move("charge", "casework.fees", _STAYS),
    Move("settle_charge", "casework.fees", _STAYS),
    Move("ask", HERS, _OPEN_STAYS),
    Move("change_contact", HERS, _OPEN_STAYS),
    Move("answer_message", "intake.messages", _STAYS),
    Move("recall_letter", "post.print", _STAYS),
    Move("record_delivery", "post.print", _STAYS),
    Move("hold", "records.hold", _STAYS),
    Move("lift_hold", "records.hold", _STAYS),
    Move("replace_code", "casework.replace_code", _STAYS),
)
MOVES: dict[str, Move] = {move.action: move for move in _MOVES}


def target(action: str, state: str) -> str:
    """The state after the action. Raises ``NotAllowed`` where the table has no such cell."""
    try:
        return MOVES[action].leads[state]
    except KeyError:
        raise NotAllowed(action=action, state=state) from None


def is_possible(action: str, state: str) -> bool:
    """Whether the table has a cell for the action in this state."""
    return state in MOVES[action].leads


def require(by: Actor, action: str, *, state: str, team: str) -> str:
    """The state after the action, when this person may do it to a case of that team in that state.

    Raises ``NotAllowed``.
    """
    move = MOVES[action]
    if move.right == HERS:
        allowed = by.role == "applicant" and not by.is_staff
    else:
        allowed = by.is_staff and may(by, move.right, team=team)
    if not allowed:
        raise NotAllowed(action=action, role=by.role)
    return target(action, state)


def allowed(by: Actor, *, state: str, team: str) -> frozenset[str]:
    """The actions of staff that this person may do now."""
    return frozenset(
        move.action
        for move in _MOVES
        if move.right != HERS and by.is_staff and state in move.leads and may(by, move.right, team=team)
    )
