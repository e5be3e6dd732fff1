"""Every cell of the table of moves, and nobody but the right person in any of them."""

from __future__ import annotations

from itertools import product

import pytest

from amtslotse.accounts.rules import ROLES
from amtslotse.casework.rules import states
from amtslotse.casework.rules.states import MOVES, STATES
from amtslotse.kernel.actor import APPLICANT, SYSTEM, Actor
from amtslotse.kernel.errors import NotAllowed

OPEN_STATES = ("received", "in_clearing", "awaiting_documents", "with_team", "in_review", "decided")
#: What leaves an open case, or any case, where it is.
WHILE_OPEN = (
    "suspend", "resume", "override_urgency", "set_deputy", "add_representative", "end_representative", "escalate",
    "write_letter", "issue_certificate", "find_effect", "secure_identity", "ask", "change_contact", "confirm_representative",
    "name_representative", "dismiss_representative",
)  # fmt: skip
ALWAYS = (
    "replace_code", "charge", "settle_charge", "answer_message", "recall_letter", "record_delivery", "hold", "lift_hold",
    "make_folder",
)  # fmt: skip
#: action → state → state after it. Written out by hand: the table must not test itself.
EXPECTED = {
    "open_check": {"received": "in_clearing", "awaiting_documents": "in_clearing"},
    "mark": {"received": "in_clearing", "in_clearing": "in_clearing", "with_team": "with_team"},
    "request_documents": {"in_clearing": "awaiting_documents", "with_team": "with_team"},
    "end_request": {"with_team": "with_team"},
    "add_document": {"awaiting_documents": "awaiting_documents", "with_team": "with_team"},
    "take_back_document": {"awaiting_documents": "awaiting_documents", "with_team": "with_team"},
    "hand_in": {"awaiting_documents": "in_clearing", "with_team": "with_team"},
    "pass_on": {"in_clearing": "with_team", "awaiting_documents": "with_team"},
    "confirm_complete": {"in_clearing": "with_team"},
    "take": {"with_team": "with_team"},
    "reroute": {"with_team": "with_team"},
    "move_team": {"with_team": "with_team", "in_review": "in_review", "decided": "decided"},
    "write_hearing": {"with_team": "with_team"},
    "note_statement": {"with_team": "with_team", "in_review": "in_review"},
    "draft_decision": {"with_team": "in_review"},
    "return_decision": {"in_review": "with_team"},
    "release_decision": {"in_review": "decided"},
    "hand_over": {"decided": "closed"},
    "withdraw": dict.fromkeys(("received", "in_clearing", "awaiting_documents", "with_team", "in_review"), "withdrawn"),
    "settle": dict.fromkeys(("received", "in_clearing", "awaiting_documents", "with_team", "in_review"), "settled"),
    "sign_decision": {"with_team": "decided"},
    "record_notification": {"decided": "decided", "closed": "closed"},
    "order_card": {"decided": "decided"},
    "card_arrived": {"decided": "decided"},
    "note_title_end": {"decided": "decided", "closed": "closed"},
    **{action: {state: state for state in OPEN_STATES} for action in WHILE_OPEN},
    **{action: {state: state for state in STATES} for action in ALWAYS},
}
#: Who may, inside the case's team; written out by hand too.
WHO = {
    "open_check": {"clearing", "caseworker"},
    "mark": {"clearing", "caseworker"},
    "request_documents": {"clearing", "caseworker"},
    "confirm_complete": {"clearing"},
    "take": {"caseworker"},
    "reroute": {"clearing", "caseworker", "head"},
    "move_team": {"head"},
    "draft_decision": {"caseworker"},
    "write_hearing": {"caseworker"},
    "note_statement": {"caseworker"},
    "return_decision": {"caseworker", "legal"},
    "release_decision": {"caseworker", "legal"},
    "hand_over": {"caseworker"},
    "replace_code": {"clearing", "caseworker"},
    "end_request": {"clearing", "caseworker"},
    "pass_on": {"clearing"},
    "sign_decision": {"caseworker"},
    "record_notification": {"caseworker"},
    "order_card": {"clearing", "caseworker"},
    "card_arrived": {"clearing", "caseworker"},
    "settle": {"clearing", "caseworker"},
    "suspend": {"clearing", "caseworker"},
    "resume": {"clearing", "caseworker"},
    "override_urgency": {"clearing", "caseworker", "head"},
    "set_deputy": {"caseworker", "head"},
    "add_representative": {"clearing", "caseworker"},
    "end_representative": {"clearing", "caseworker"},
    "confirm_representative": {"clearing", "caseworker"},
    "note_title_end": {"clearing", "caseworker"},
    "escalate": {"clearing", "caseworker"},
    "issue_certificate": {"clearing", "caseworker"},
    "find_effect": {"clearing", "caseworker"},
    "secure_identity": {"clearing", "caseworker"},
    "charge": {"clearing", "caseworker"},
    "settle_charge": {"clearing", "caseworker"},
    "answer_message": {"clearing", "desk", "caseworker"},
    "write_letter": {"clearing", "caseworker"},
    "recall_letter": {"clearing", "caseworker"},
    "record_delivery": {"clearing", "caseworker"},
    "hold": {"legal", "head"},
    "lift_hold": {"legal", "head"},
    "make_folder": {"clearing", "caseworker"},
}
HERS = {
    "add_document", "take_back_document", "hand_in", "withdraw", "ask", "change_contact", "name_representative",
    "dismiss_representative",
}  # fmt: skip
#: The post of the whole house is one room: whoever stands there prints for every team.
FOR_EVERY_TEAM = {"recall_letter", "record_delivery"}


def _staff(role: str, team: str = "a") -> Actor:
    return Actor(role=role, team=team, staff_id=1, teams=frozenset({team}), roles=frozenset({role}))


def test_the_table_names_every_action() -> None:
    assert set(MOVES) == set(EXPECTED)
    assert set(WHO) | HERS == set(EXPECTED)


@pytest.mark.parametrize(("action", "state"), [*product(EXPECTED, STATES)])
def test_every_cell(action: str, state: str) -> None:
    after = EXPECTED[action].get(state)
    assert states.is_possible(action, state) is (after is not None)
    if after is None:
        with pytest.raises(NotAllowed):
            states.target(action, state)
    else:
        assert states.target(action, state) == after


@pytest.mark.parametrize(("action", "role"), [*product(EXPECTED, ROLES)])
def test_who_may(action: str, role: str) -> None:
    state = next(iter(EXPECTED[action]))
    if role in WHO.get(action, set()):
        assert states.require(_staff(role), action, state=state, team="a") == EXPECTED[action][state]
        assert action in states.allowed(_staff(role), state=state, team="a")
    else:
        with pytest.raises(NotAllowed):
            states.require(_staff(role), action, state=state, team="a")
        assert action not in states.allowed(_staff(role), state=state, team="a")


@pytest.mark.parametrize("action", sorted(EXPECTED.keys() - FOR_EVERY_TEAM))
def test_a_caseworker_of_another_team_may_nothing(action: str) -> None:
    with pytest.raises(NotAllowed):
        states.require(_staff("caseworker", "b"), action, state=next(iter(EXPECTED[action])), team="a")


@pytest.mark.parametrize("action", EXPECTED)
def test_neither_applicant_nor_system_acts_as_staff(action: str) -> None:
    state = next(iter(EXPECTED[action]))
    if action in HERS:
        assert states.require(APPLICANT, action, state=state, team="") == EXPECTED[action][state]
    else:
        with pytest.raises(NotAllowed):
            states.require(APPLICANT, action, state=state, team="")
    with pytest.raises(NotAllowed):
        states.require(SYSTEM, action, state=state, team="")
    impostor = Actor(role="clearing", roles=frozenset({"clearing", "applicant", "caseworker"}))
    with pytest.raises(NotAllowed):
        states.require(impostor, action, state=state, team="")


def test_only_a_person_decides() -> None:
    leads_to_decided = {
        (action, state)
        for action, move in MOVES.items()
        for state, after in move.leads.items()
        if after == "decided" and state != "decided"
    }
    assert leads_to_decided == {("release_decision", "in_review"), ("sign_decision", "with_team")}
