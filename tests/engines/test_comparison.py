"""Versions of a procedure compared: young versions are not praised for their youth, nor for easier cases."""

from __future__ import annotations

import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.throughput import ENOUGH, FEWEST, Case, compare

DAYS = st.one_of(st.none(), st.floats(0, 900))
CASES = st.lists(st.builds(Case, st.sampled_from("ab"), st.floats(0, 1000), DAYS), max_size=60)


def of(stratum: str, days: list[float | None], *, age: float = 400) -> list[Case]:
    return [Case(stratum, age, each) for each in days]


def test_the_difference_is_that_of_the_means_where_the_mix_is_one_stratum() -> None:
    before, after = [40.0, 50.0, 60.0, 70.0, 80.0], [20.0, 30.0, 40.0, 50.0, 60.0]
    found = compare(of("a", before), of("a", after))
    assert found is not None
    assert (found.before, found.after) == (pytest.approx(fmean(before)), pytest.approx(fmean(after)))
    assert found.difference == pytest.approx(-20)
    assert (found.low, found.high) == (None, None), "ten cases are no ground for an interval"


def test_easier_cases_are_no_merit_of_a_version() -> None:
    """Control within: the plain means differ by far."""
    easy, hard = [10.0] * 20, [60.0] * 20
    before = of("easy", easy[:10]) + of("hard", hard)
    after = of("easy", easy) + of("hard", hard[:10])
    found = compare(before, after)
    assert found is not None
    assert found.difference == pytest.approx(0)
    plain = fmean(case.days or 0 for case in after) - fmean(case.days or 0 for case in before)
    assert plain < -15


def test_a_young_version_is_not_praised_for_the_cases_it_has_not_decided() -> None:
    """The same process before and after: of the newer version only the quick ones are decided. Control: their plain mean."""
    chance = random.Random(31)
    took = [chance.uniform(5, 150) for _ in range(4000)]
    before = [Case("a", 400, days) for days in took[:2000]]
    ages = [chance.uniform(0, 100) for _ in range(2000)]
    after = [Case("a", age, days if days <= age else None) for age, days in zip(ages, took[2000:], strict=True)]
    found = compare(before, after)
    assert found is not None
    assert abs(found.difference) < 6
    assert not found.is_clear or abs(found.difference) < 4
    decided = fmean(case.days for case in after if case.days is not None)
    assert decided < fmean(took) - 25


def test_the_interval_holds_the_true_difference_in_about_nineteen_of_twenty() -> None:
    chance = random.Random(1151)
    held = 0
    for _ in range(300):
        before = of("a", [min(90.0, chance.expovariate(1 / 40)) for _ in range(60)])
        after = of("a", [min(90.0, chance.expovariate(1 / 40)) for _ in range(60)])
        found = compare(before, after)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0 <= found.high
    assert 270 <= held <= 298


def test_the_horizon_shrinks_for_a_version_that_is_younger_and_below_a_month_there_is_no_word() -> None:
    before = of("a", [40.0] * FEWEST)
    for age, horizon in ((95, 90), (89, 60), (31, 30)):
        found = compare(before, of("a", [None] * FEWEST, age=age))
        assert found is not None
        assert found.horizon == horizon
        assert found.after == horizon
    assert compare(before, of("a", [None] * FEWEST, age=29)) is None
    assert compare(before, of("b", [1.0] * 40)) is None, "no stratum in common"


@given(CASES, CASES)
def test_whatever_comes_the_figures_fit_each_other(before: list[Case], after: list[Case]) -> None:
    found = compare(before, after)
    if found is None:
        return
    assert 0 <= found.before <= found.horizon
    assert 0 <= found.after <= found.horizon
    assert found.difference == pytest.approx(found.after - found.before)
    assert min(found.n_before, found.n_after) >= FEWEST
    assert found.n_after + found.left_out == sum(case.age_days >= found.horizon for case in after)
    assert (found.low is not None) == (min(found.n_before, found.n_after) >= ENOUGH)
    if found.low is not None and found.high is not None:
        assert found.low <= found.difference <= found.high


@given(CASES)
def test_a_version_compared_with_itself_differs_by_nothing(cases: list[Case]) -> None:
    found = compare(cases, cases)
    assert found is None or found.difference == pytest.approx(0)
