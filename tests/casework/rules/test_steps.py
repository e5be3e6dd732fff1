"""Inside states to public steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules import steps
from amtslotse.casework.rules.states import STATES
from amtslotse.casework.rules.steps import Mark
from amtslotse.catalogue.rules import PUBLIC_STEPS
from amtslotse.journal.rules import registered

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def _marks(*kinds: str) -> list[Mark]:
    return [Mark(kind, START + timedelta(hours=hour)) for hour, kind in enumerate(kinds)]


def test_the_steps_are_those_of_the_catalogue() -> None:
    assert steps.STEPS == PUBLIC_STEPS


def test_every_event_that_reaches_a_step_is_registered() -> None:
    assert set(steps.REACHED_BY) <= {kind.name for kind in registered()}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("taken", [True, False])
def test_every_state_has_a_step_and_something_to_say(state: str, taken: bool) -> None:
    assert steps.step_of(state, taken=taken) in steps.STEPS
    assert isinstance(steps.can_do(state), tuple)


def test_a_state_nobody_gave_a_step_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        steps.step_of("secret_check", taken=False)


def test_back_from_the_applicant_the_request_stays_done() -> None:
    line = steps.public(
        "in_clearing",
        _marks("case.received", "case.check_opened", "case.documents_requested", "case.documents_handed_in"),
        taken=False,
    )
    assert [step.state for step in line] == ["done", "now", "done", "next", "next", "next", "next", "next"]


def test_a_returned_draft_was_never_in_review_for_her() -> None:
    kinds = ("case.received", "case.check_opened", "case.completeness_confirmed", "case.taken", "case.decision_drafted")
    line = steps.public("with_team", _marks(*kinds, "case.decision_returned"), taken=True)
    assert [step.state for step in line] == ["done", "done", "skipped", "done", "now", "next", "next", "next"]
    assert line[5].at is None


@given(st.sampled_from(STATES), st.booleans(), st.lists(st.sampled_from([*steps.REACHED_BY, "case.code_replaced"])))
def test_exactly_one_step_is_now(state: str, taken: bool, kinds: list[str]) -> None:
    line = steps.public(state, _marks(*kinds), taken=taken)
    assert tuple(step.key for step in line) == steps.STEPS
    assert [step.state for step in line].count("now") == 1
    now = next(place for place, step in enumerate(line) if step.state == "now")
    assert all(step.state in ("done", "skipped") for step in line[:now])
    assert all(step.state == "next" or step.key == "documents_missing" for step in line[now + 1 :])


def test_since_when_counts_from_the_first_of_a_run() -> None:
    waits = ["us", "", "us", "applicant", "", "us", "us"]
    marks = [Mark("x", START + timedelta(hours=hour), who) for hour, who in enumerate(waits)]
    assert steps.turn(marks) == steps.Turn("us", START + timedelta(hours=5))
    assert steps.turn(marks[:5]) == steps.Turn("applicant", START + timedelta(hours=3))
    assert steps.turn(marks[:3]) == steps.Turn("us", START)
