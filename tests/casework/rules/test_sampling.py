"""The sample: from key and case alone, the same everywhere, as large as it says, and blind to persons."""

from __future__ import annotations

import hashlib
import hmac
import inspect
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules import sampling
from amtslotse.casework.rules.sampling import Plan, number, plan, plans, share

KEY = bytes(range(32))
TODAY = date(2026, 11, 22)
A_PLAN = Plan(
    valid_from=date(2026, 1, 1),
    services={"settlement-9": 30},
    new_days=90,
    new_percent=50,
    reversed_from=3,
    reversed_share=10,
    reversed_percent=60,
)


def of(service: str = "study-16b", *, began: date = date(2020, 1, 1), decided: int = 0, reversals: int = 0, base: int = 10):  # type: ignore[no-untyped-def]
    return share(
        A_PLAN,
        base=base,
        service=service,
        version_began_on=began,
        decided=decided,
        reversals=reversals,
        today=TODAY,
    )


@given(st.uuids())
def test_the_number_is_a_keyed_hash_that_anybody_with_the_key_computes_again(case: UUID) -> None:
    said = hmac.digest(KEY, b"sample\0" + str(case).encode(), hashlib.sha256)
    assert number(KEY, case) == int.from_bytes(said[:8], "big") % 10_000
    assert 0 <= number(KEY, case) < 10_000


def test_another_key_draws_other_cases() -> None:
    cases = [UUID(int=n) for n in range(400)]
    assert [number(KEY, case) for case in cases] != [number(KEY[::-1], case) for case in cases]


@pytest.mark.parametrize("percent", [5, 10, 50])
def test_as_many_are_drawn_as_the_share_says(percent: int) -> None:
    cases = 20_000
    drawn = sum(number(KEY, UUID(int=n)) < percent * 100 for n in range(cases))
    spread = (cases * percent / 100 * (1 - percent / 100)) ** 0.5
    assert abs(drawn - cases * percent / 100) < 4 * spread


def test_all_or_none_can_be_asked_for() -> None:
    assert of(base=100).of_ten_thousand == 10_000
    assert of(base=0).of_ten_thousand == 0


def test_new_and_often_reversed_matters_are_drawn_more_often() -> None:
    assert of() == sampling.Share(1_000, ("base",))
    assert of("settlement-9") == sampling.Share(3_000, ("service",))
    assert of(began=date(2026, 9, 1)) == sampling.Share(5_000, ("new",))
    assert of(began=date(2026, 8, 24)).why == ("base",)  # the ninetieth day is over
    assert of(decided=30, reversals=3) == sampling.Share(6_000, ("reversed",))
    assert of(decided=31, reversals=3).why == ("base",)
    assert of(decided=2, reversals=2).why == ("base",)  # two are chance
    assert of(base=60, decided=30, reversals=3).why == ("base", "reversed")


@given(st.integers(0, 100), st.integers(0, 50), st.integers(0, 50))
def test_more_reversals_never_mean_fewer_reviews(base: int, decided: int, reversals: int) -> None:
    fewer = of(base=base, decided=decided, reversals=reversals)
    assert of(base=base, decided=decided, reversals=reversals + 1).of_ten_thousand >= fewer.of_ten_thousand


def test_no_person_is_a_parameter() -> None:
    assert set(inspect.signature(number).parameters) == {"key", "case"}
    asked = set(inspect.signature(share).parameters)
    assert asked == {"plan", "base", "service", "version_began_on", "decided", "reversals", "today"}


def test_the_plan_of_a_day_is_the_newest_that_began() -> None:
    assert plan(TODAY) == plans()[-1]
    assert plan(date(2000, 1, 1)) == plans()[0]
