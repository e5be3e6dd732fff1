"""The one table of rights: every cell decides, and every cell can be read."""

from __future__ import annotations

import pytest

from amtslotse.accounts.rules import ACTIONS, RIGHTS, ROLES, may, reach, require
from amtslotse.kernel.actor import APPLICANT, SYSTEM, Actor
from amtslotse.kernel.errors import NotAllowed

#: Written down apart from the table: a change there must be meant here too. o: office, t: own teams.
EXPECTED = {
    "casework.clearing_list": {"clearing": "o", "head": "o"},
    "casework.see_case": {"clearing": "o", "caseworker": "t", "legal": "o", "head": "o"},
    "casework.check": {"clearing": "o", "caseworker": "t"},
    "casework.request_documents": {"clearing": "o", "caseworker": "t"},
    "casework.confirm_complete": {"clearing": "o"},
    "casework.replace_code": {"clearing": "o", "caseworker": "t"},
    "casework.team_list": {"caseworker": "t", "head": "o"},
    "casework.naturalisation_year": {"head": "o"},
    "casework.take": {"caseworker": "t"},
    "casework.draft_decision": {"caseworker": "t"},
    "casework.review_decision": {"caseworker": "t", "legal": "o"},
    "casework.hand_over": {"caseworker": "t"},
    "casework.reroute": {"clearing": "o", "caseworker": "t", "head": "o"},
    "casework.pass_on": {"clearing": "o"},
    "casework.suspend": {"clearing": "o", "caseworker": "t"},
    "casework.partners": {"clearing": "o", "head": "o"},
    "casework.certificate": {"clearing": "o", "caseworker": "t"},
    "casework.certificates": {"clearing": "o", "caseworker": "o", "head": "o"},
    "casework.card": {"clearing": "o", "caseworker": "t"},
    "casework.fees": {"clearing": "o", "caseworker": "t"},
    "casework.payments": {"clearing": "o", "head": "o"},
    "casework.settle": {"clearing": "o", "caseworker": "t"},
    "casework.sign_decision": {"caseworker": "t"},
    "casework.notify": {"caseworker": "t"},
    "casework.override": {"clearing": "o", "caseworker": "t", "head": "o"},
    "casework.deputy": {"caseworker": "t", "head": "o"},
    "casework.represent": {"clearing": "o", "caseworker": "t"},
    "casework.escalate": {"clearing": "o", "caseworker": "t"},
    "triage.see": {"clearing": "o", "caseworker": "o", "head": "o"},
    "triage.change": {"head": "o"},
    "triage.second_opinion": {"caseworker": "t"},
    "intake.messages": {"clearing": "o", "desk": "o", "caseworker": "t"},
    "intake.type_in": {"clearing": "o", "desk": "o"},
    "intake.blocks": {"clearing": "o", "head": "o"},
    "post.print": {"clearing": "o", "caseworker": "t"},
    "post.bulk": {"clearing": "o", "head": "o"},
    "post.templates": {"legal": "o", "head": "o"},
    "legal.see": {"legal": "o", "head": "o"},
    "legal.change": {"legal": "o"},
    "legal.answer": {"legal": "o"},
    "legal.answer_findings": {"caseworker": "t"},
    "legal.knowledge": {"clearing": "o", "caseworker": "o", "legal": "o", "head": "o"},
    "vignettes.see": {"caseworker": "o", "legal": "o", "head": "o"},
    "vignettes.answer": {"caseworker": "o", "legal": "o"},
    "vignettes.write": {"legal": "o"},
    "procedures.see": {"clearing": "o", "caseworker": "o", "legal": "o", "procedures": "o", "head": "o"},
    "procedures.write": {"procedures": "o"},
    "procedures.release": {"legal": "o", "procedures": "o", "head": "o"},
    "records.see": {"legal": "o", "head": "o", "admin": "o"},
    "records.hold": {"legal": "o", "head": "o"},
    "records.hand_over_folder": {"clearing": "o", "caseworker": "t"},
    "records.import": {"clearing": "o", "head": "o"},
    "desk.today": {"desk": "o", "station": "o", "clearing": "o", "caseworker": "o", "head": "o"},
    "desk.check_in": {"desk": "o", "clearing": "o"},
    "desk.call": {"desk": "o", "station": "o", "clearing": "o", "caseworker": "o"},
    "desk.contacts": {"desk": "o", "clearing": "o"},
    "desk.telephone_counts": {"head": "o", "desk": "o"},
    "desk.day_list": {"desk": "o", "clearing": "o", "head": "o"},
    "appointments.book_for": {"desk": "o", "clearing": "o", "caseworker": "o"},
    "appointments.vouch": {"desk": "o", "clearing": "o"},
    "appointments.emergency_list": {"desk": "o", "clearing": "o", "caseworker": "o", "head": "o"},
    "appointments.lift": {"clearing": "o", "caseworker": "o", "head": "o"},
    "appointments.allocation": {"head": "o", "clearing": "o"},
    "appointments.partners": {"head": "o", "admin": "o"},
    "appointments.automated_report": {"head": "o", "admin": "o"},
    "planner.see": {"head": "o", "clearing": "o", "desk": "o"},
    "planner.change": {"head": "o"},
    "planner.close_counter": {"head": "o"},
    "reporting.cockpit": {"head": "o"},
    "reporting.case_list": {"head": "o"},
    "reporting.council_table": {"head": "o", "council": "o"},
    "promises.write": {"head": "o"},
    "accounts.rights": dict.fromkeys(ROLES, "o"),
    "notify.mails": {"clearing": "o", "admin": "o"},
    "accounts.staff": {"admin": "o"},
}
CELLS = [(action, role) for action in ACTIONS for role in ROLES]


def _as(*roles: str, teams: tuple[str, ...] = ()) -> Actor:
    return Actor(role=roles[0], staff_id=1, roles=frozenset(roles), teams=frozenset(teams))


def test_every_action_is_expected() -> None:
    assert set(EXPECTED) == set(ACTIONS)


@pytest.mark.parametrize(("action", "role"), CELLS)
def test_every_cell(action: str, role: str) -> None:
    wanted = EXPECTED[action].get(role, "")
    actor = _as(role, teams=("mine",))
    assert (reach(actor, action) or "")[:1] == wanted
    assert may(actor, action) == bool(wanted)
    assert may(actor, action, team="mine") == bool(wanted)
    assert may(actor, action, team="theirs") == (wanted == "o")
    if not wanted:
        with pytest.raises(NotAllowed):
            require(actor, action)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("actor", [APPLICANT, SYSTEM, Actor(role="nobody"), Actor(role="clearing", staff_id=1)], ids=str)
def test_who_holds_no_role_may_nothing(actor: Actor, action: str) -> None:
    assert not may(actor, action)


def test_roles_add_up() -> None:
    both = _as("caseworker", "clearing", teams=("mine",))
    assert may(both, "casework.check", team="theirs")
    assert may(both, "casework.draft_decision", team="mine")
    assert not may(both, "casework.draft_decision", team="theirs")


def test_an_action_that_does_not_exist_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        may(_as("admin"), "casework.decide_automatically")


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_role_and_action_has_a_sentence(language: str) -> None:
    assert all(role.name[language] and role.sentence[language] for role in ROLES.values())
    assert all(action.sentence[language] and (action.guard is None or action.guard[language]) for action in ACTIONS.values())


def test_no_right_names_a_role_that_does_not_exist() -> None:
    assert {role for granted in RIGHTS.values() for role in granted} <= set(ROLES)
