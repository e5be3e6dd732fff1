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
DECIDED_AS = ("granted", "granted_restricted", "refused", "revoked")
SETTLED_BY = ("moved_away", "other_office", "died", "resolved")
CLOSURES = (*DECIDED_AS, "withdrawn", *SETTLED_BY)
#: How an application came in.
SOURCES = ("portal", "paper", "counter", "efa", "import")

#: The right of the applicant herself: proven by her code, not by a role of staff.
HERS = "applicant"


#: What stops a move that the table would allow. ``recording.locked`` looks under the lock, pages before they offer it.
#: documents_asked: a request is open; it is ended first, so that nobody decides while she still looks for papers.
#: investigation: an interval under ``waiting.NO_DECISION`` is open; whoever decides regardless ends it first (§ 79(2)).
HINDRANCES = ("documents_asked", "investigation")


@dataclass(frozen=True, slots=True)
class Move:
    """An action, the right it needs (``accounts.rules`` or ``HERS``), and where it leads from each state it may start in.

    ``unless``: the hindrances that stop it. ``writes``: the kind of event it leaves in the journal.
    """

    action: str
    right: str
    leads: dict[str, str]
    unless: tuple[str, ...] = ()
    writes: str = ""


_STAYS = {state: state for state in STATES}
_OPEN_STAYS = {state: state for state in OPEN}
_MOVES = (
    Move(
        "open_check",
        "casework.check",
        {"received": "in_clearing", "awaiting_documents": "in_clearing"},
        writes="case.check_opened",
    ),
    Move(
        "mark",
        "casework.check",
        {"received": "in_clearing", "in_clearing": "in_clearing", "with_team": "with_team"},
        writes="case.document_marked",
    ),
    Move(
        "request_documents",
        "casework.request_documents",
        {"in_clearing": "awaiting_documents", "with_team": "with_team"},
        writes="case.documents_requested",
    ),
    Move("end_request", "casework.request_documents", {"with_team": "with_team"}, writes="case.request_ended"),
    Move(
        "add_document",
        HERS,
        {"awaiting_documents": "awaiting_documents", "with_team": "with_team"},
        writes="case.document_added",
    ),
    Move(
        "take_back_document",
        HERS,
        {"awaiting_documents": "awaiting_documents", "with_team": "with_team"},
        writes="case.document_taken_back",
    ),
    Move("hand_in", HERS, {"awaiting_documents": "in_clearing", "with_team": "with_team"}, writes="case.documents_handed_in"),
    Move("confirm_complete", "casework.confirm_complete", {"in_clearing": "with_team"}, writes="case.completeness_confirmed"),
    Move(
        "pass_on", "casework.pass_on", {"in_clearing": "with_team", "awaiting_documents": "with_team"}, writes="case.passed_on"
    ),
    Move("take", "casework.take", {"with_team": "with_team"}, writes="case.taken"),
    Move("reroute", "casework.reroute", {"with_team": "with_team"}, writes="case.rerouted"),
    Move("move_team", "triage.change", {state: state for state in IN_TEAM}, writes="case.team_moved"),
    Move(
        "draft_decision",
        "casework.draft_decision",
        {"with_team": "in_review"},
        unless=("documents_asked", "investigation"),
        writes="case.decision_drafted",
    ),
    Move("write_hearing", "casework.draft_decision", {"with_team": "with_team"}, writes="case.hearing_written"),
    Move(
        "note_statement",
        "casework.draft_decision",
        {"with_team": "with_team", "in_review": "in_review"},
        writes="case.heard",
    ),
    Move("return_decision", "casework.review_decision", {"in_review": "with_team"}, writes="case.decision_returned"),
    Move(
        "release_decision",
        "casework.review_decision",
        {"in_review": "decided"},
        unless=("investigation",),
        writes="case.decision_released",
    ),
    Move(
        "sign_decision",
        "casework.sign_decision",
        {"with_team": "decided"},
        unless=("documents_asked", "investigation"),
        writes="case.decision_signed",
    ),
    Move("record_notification", "casework.notify", {"decided": "decided", "closed": "closed"}, writes="case.notified"),
    Move("order_card", "casework.card", {"decided": "decided"}, writes="case.card_ordered"),
    Move("card_arrived", "casework.card", {"decided": "decided"}, writes="case.card_arrived"),
    Move("hand_over", "casework.hand_over", {"decided": "closed"}, writes="case.handed_over"),
    Move(
        "withdraw",
        HERS,
        {**dict.fromkeys(CLEARING, "withdrawn"), "with_team": "withdrawn", "in_review": "withdrawn"},
        writes="case.withdrawn",
    ),
    Move("settle", "casework.settle", {state: "settled" for state in OPEN if state != "decided"}, writes="case.settled"),
    Move("suspend", "casework.suspend", _OPEN_STAYS, writes="case.suspended"),
    Move("resume", "casework.suspend", _OPEN_STAYS, writes="case.resumed"),
    Move("override_urgency", "casework.override", _OPEN_STAYS),
    Move("set_deputy", "casework.deputy", _OPEN_STAYS),
    Move("add_representative", "casework.represent", _OPEN_STAYS, writes="case.representative_named"),
    Move("end_representative", "casework.represent", _OPEN_STAYS, writes="case.representative_ended"),
    Move("confirm_representative", "casework.represent", _OPEN_STAYS, writes="case.representative_confirmed"),
    Move("note_title_end", "casework.card", {"decided": "decided", "closed": "closed"}, writes="case.title_end_noted"),
    Move("escalate", "casework.escalate", _OPEN_STAYS),
    Move("find_effect", "casework.certificate", _OPEN_STAYS, writes="case.effect_found"),
    Move("secure_identity", "casework.certificate", _OPEN_STAYS, writes="case.fingerprints_due"),
    Move("issue_certificate", "casework.certificate", _OPEN_STAYS, writes="case.certificate_issued"),
    Move("charge", "casework.fees", _STAYS, writes="case.charged"),
    Move("settle_charge", "casework.fees", _STAYS, writes="case.paid"),
    Move("ask", HERS, _OPEN_STAYS),
    Move("change_contact", HERS, _OPEN_STAYS, writes="case.contact_changed"),
    Move("name_representative", HERS, _OPEN_STAYS, writes="case.representative_named"),
    Move("dismiss_representative", HERS, _OPEN_STAYS, writes="case.representative_ended"),
    Move("answer_message", "intake.messages", _STAYS),
    Move("write_letter", "casework.request_documents", _OPEN_STAYS, writes="case.letter_written"),
    Move("recall_letter", "post.print", _STAYS, writes="case.letter_recalled"),
    Move("record_delivery", "post.print", _STAYS),
    Move("hold", "records.hold", _STAYS, writes="case.held"),
    Move("lift_hold", "records.hold", _STAYS, writes="case.hold_lifted"),
    Move("make_folder", "records.hand_over_folder", _STAYS, writes="case.folder_made"),
    Move("replace_code", "casework.replace_code", _STAYS, writes="case.code_replaced"),
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
