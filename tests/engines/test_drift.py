"""The mix of what comes in: the index adds up, tells a change from chance, and says nothing of few."""

from __future__ import annotations

import random
from collections import Counter
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.drift import FEWEST, drift
from amtslotse.engines.drift import _chi_square as chi_square

GROUPS = [(urgency, difficulty) for urgency in (1, 2, 3, 4) for difficulty in (1, 2, 3)]
COUNTS = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 300), min_size=2)


@given(COUNTS, COUNTS)
def test_the_parts_sum_to_the_index_and_none_is_negative(
    before: dict[tuple[int, int], int], now: dict[tuple[int, int], int]
) -> None:
    found = drift(before, now)
    if min(sum(before.values()), sum(now.values())) < FEWEST:
        assert found is None
        return
    assert found is not None
    assert found.index == pytest.approx(sum(each.part for each in found.shifts))
    assert all(each.part >= 0 for each in found.shifts)
    assert sum(each.by for each in found.shifts) == pytest.approx(0, abs=1e-9)
    back = drift(now, before)
    assert back is not None
    assert back.index == pytest.approx(found.index)


def test_the_formula_by_hand() -> None:
    a, b = (1, 1), (4, 3)
    found = drift({a: 900, b: 100}, {a: 800, b: 200})
    assert found is not None
    assert found.index == pytest.approx((0.2 - 0.1) * log(0.2 / 0.1) + (0.8 - 0.9) * log(0.8 / 0.9), rel=0.02)
    assert found.shifts[0].group == b
    assert (found.shifts[0].before, found.shifts[0].now) == (0.1, 0.2)


# 95 per cent points as printed in any table of chi-square.
@pytest.mark.parametrize(("freedom", "point"), [(2, 5.991), (3, 7.815), (5, 11.070), (11, 19.675)])
def test_the_limit_of_chance(freedom: int, point: float) -> None:
    assert chi_square(freedom) == pytest.approx(point, rel=0.01)


def months(shares: list[float], *, size: int, seed: int) -> list[str]:
    """What is said of a hundred months drawn from these shares against three times as many of the usual ones."""
    chance = random.Random(seed)
    usual = [12, 10, 8, 14, 9, 7, 11, 8, 6, 6, 5, 4]
    said = []
    for _ in range(100):
        before = Counter(chance.choices(GROUPS, usual, k=3 * size))
        found = drift(before, Counter(chance.choices(GROUPS, [u * s for u, s in zip(usual, shares, strict=True)], k=size)))
        assert found is not None
        said.append(found.verdict)
    return said


@pytest.mark.parametrize("size", [40, 200, 2000])
def test_chance_alone_is_rarely_called_a_change(size: int) -> None:
    assert Counter(months([1] * 12, size=size, seed=size))["steady"] >= 92


def test_the_rule_of_thumb_alone_would_cry_wolf() -> None:
    """The control: with 40 cases a month, an unchanged mix is beyond 0.1 most of the time."""
    chance = random.Random(3)
    found = [drift(Counter(chance.choices(GROUPS, k=120)), Counter(chance.choices(GROUPS, k=40))) for _ in range(100)]
    assert sum(each is not None and each.index > 0.1 for each in found) > 60


def test_a_real_change_is_called_one() -> None:
    twice_as_many_urgent = [1] * 9 + [4] * 3
    assert Counter(months(twice_as_many_urgent, size=300, seed=5))["steady"] == 0
