"""Urgency: monotone, explained, and blind for the person."""

from __future__ import annotations

import inspect
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules.urgency import urgency

TODAY = date(2026, 11, 20)
EFFECTS = st.sampled_from(("fortgeltung", "legal_check", "duldung", "none_needed"))
DAYS = st.integers(-400, 400)


def _of(*, age: int = 0, title: int | None = None, needed: int | None = None, effect: str = "legal_check"):
    return urgency(
        today=TODAY,
        received_on=TODAY - timedelta(days=age),
        title_expires_on=None if title is None else TODAY + timedelta(days=title),
        needed_on=None if needed is None else TODAY + timedelta(days=needed),
        effect=effect,
    )


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
        ({"age": 50, "needed": 40, "title": 20}, 3, ["title_ends", "waits", "needed_on"]),
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


def test_the_person_is_no_parameter() -> None:
    assert set(inspect.signature(urgency).parameters) == {"today", "received_on", "title_expires_on", "needed_on", "effect"}
