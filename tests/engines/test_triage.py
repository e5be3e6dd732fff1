"""Urgency: monotone, explained, and blind for the person."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines import triage
from amtslotse.engines.triage import DEFAULT, Facts, Weights, urgency
from amtslotse.kernel.errors import InvalidInput

TODAY = date(2026, 11, 20)
EFFECTS = st.sampled_from(("fortgeltung", "legal_check", "duldung", "none_needed"))
DAYS = st.integers(-400, 400)
PROMISED = Weights(promise_days=42)


def _day(days: int | None) -> date | None:
    return None if days is None else TODAY + timedelta(days=days)


def _of(
    *,
    age: int = 0,
    title: int | None = None,
    needed: int | None = None,
    court: int | None = None,
    complete: int | None = None,
    effect: str = "legal_check",
    override: int | None = None,
    weights: Weights = DEFAULT,
) -> triage.Urgency:
    facts = Facts(TODAY - timedelta(days=age), _day(complete), _day(title), _day(needed), _day(court), effect, override)
    return urgency(facts, weights, today=TODAY)


@pytest.mark.parametrize(
    ("facts", "value", "codes"),
    [
        ({}, 1, []),
        ({"title": 7}, 4, ["title_ends"]),
        ({"title": 8}, 3, ["title_ends"]),
        ({"title": 90}, 2, ["title_ends"]),
        ({"title": 91}, 1, []),
        ({"title": -1}, 4, ["title_ended"]),
        ({"title": 3, "effect": "fortgeltung"}, 3, ["title_ends_covered"]),
        ({"title": -3, "effect": "fortgeltung"}, 3, ["title_ended_covered"]),
        ({"needed": 5}, 4, ["needed_on"]),
        ({"needed": -5}, 1, []),
        ({"age": 20}, 1, []),
        ({"age": 21}, 2, ["waits"]),
        ({"age": 75}, 4, ["waits"]),
        ({"court": 14}, 4, ["court_on"]),
        ({"court": 15}, 3, ["court_on"]),
        ({"court": -1}, 1, []),
        ({"complete": -30}, 1, []),
        ({"complete": -30, "weights": PROMISED}, 2, ["promise_ends"]),
        ({"complete": -42, "weights": PROMISED}, 3, ["promise_ends"]),
        ({"complete": -43, "weights": PROMISED}, 3, ["promise_broken"]),
        ({"age": 50, "needed": 40, "title": 20}, 3, ["title_ends", "waits", "needed_on"]),
        ({"age": 50, "override": 1}, 1, ["override", "waits"]),
        ({"override": 4}, 4, ["override"]),
    ],
)
def test_the_rules(facts: dict[str, int], value: int, codes: list[str]) -> None:
    found = _of(**facts)
    assert (found.value, [why.code for why in found.why]) == (value, codes)


@given(age=st.integers(0, 400), title=st.none() | DAYS, needed=st.none() | DAYS, effect=EFFECTS)
def test_it_is_explained(age: int, title: int | None, needed: int | None, effect: str) -> None:
    found = _of(age=age, title=title, needed=needed, effect=effect)
    assert 1 <= found.value <= 4
    assert found.value == max((why.urgency for why in found.why), default=1)
    assert all(why.urgency > 1 and why.days >= 0 for why in found.why)


@given(age=st.integers(0, 300), more=st.integers(0, 100), title=st.none() | DAYS, needed=st.none() | DAYS, effect=EFFECTS)
def test_waiting_longer_never_makes_it_less_urgent(
    age: int, more: int, title: int | None, needed: int | None, effect: str
) -> None:
    assert _of(age=age + more, title=title, needed=needed, effect=effect).value >= (
        _of(age=age, title=title, needed=needed, effect=effect).value
    )


@given(title=DAYS, sooner=st.integers(0, 100), effect=EFFECTS)
def test_a_title_that_ends_sooner_is_never_less_urgent(title: int, sooner: int, effect: str) -> None:
    assert _of(title=title - sooner, effect=effect).value >= _of(title=title, effect=effect).value


def test_the_person_is_no_fact() -> None:
    known = {field.name for field in fields(Facts)}
    assert known == {"received_on", "complete_on", "title_expires_on", "needed_on", "court_on", "effect", "override"}


STEPS = st.lists(st.integers(0, 400), min_size=0, max_size=3, unique=True).map(sorted)


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    """Any weights an office may set."""

    def steps(*, falling: bool = False) -> triage.Steps:
        days = draw(STEPS)
        return tuple(zip(reversed(days) if falling else days, triage.LEVELS, strict=False))

    return Weights(steps(), steps(), steps(), steps(), steps(falling=True), draw(st.integers(0, 100)))


@given(weights())
def test_what_an_office_set_is_read_again(given_weights: Weights) -> None:
    assert triage.read(triage.as_content(given_weights)) == given_weights


@given(weights(), st.integers(0, 300), st.integers(0, 100), st.none() | DAYS)
def test_under_any_weights_waiting_longer_is_never_less_urgent(given_weights: Weights, age: int, more: int, title: int) -> None:
    longer = _of(age=age + more, title=title, weights=given_weights).value
    assert longer >= _of(age=age, title=title, weights=given_weights).value


@pytest.mark.parametrize(
    ("content", "field", "reason"),
    [
        ({"name": [[7, 4]]}, "name", "unknown"),
        ({"nationality": [[7, 4]]}, "nationality", "unknown"),
        ({"title": [[28, 4], [7, 3]]}, "title", "not_in_order"),
        ({"title": [[7, 3], [28, 4]]}, "title", "not_in_order"),
        ({"age": [[21, 4], [75, 3]]}, "age", "not_in_order"),
        ({"title": [[7, 5]]}, "title", "not_in_range"),
        ({"title": [[-1, 4]]}, "title", "not_in_range"),
        ({"promise_days": 2000}, "promise_days", "not_in_range"),
    ],
)
def test_weights_that_would_rank_wrongly_are_refused(content: dict[str, object], field: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        triage.read(content)
    assert (refused.value.field, refused.value.reason) == (field, reason)
