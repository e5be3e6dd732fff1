from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.intervals import wilson

PARTS = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("part", "n", "low", "high"),
    [  # computed by hand with z = 1.959964: (p + z²/2n ± z√(p(1-p)/n + z²/4n²)) / (1 + z²/n)
        (0, 10, 0.0, 0.27753),
        (1, 10, 0.01788, 0.40415),
        (3, 30, 0.03460, 0.25621),
        (5, 10, 0.23659, 0.76341),
        (10, 10, 0.72247, 1.0),
        (23, 48, 0.34472, 0.61666),
    ],
)
def test_known_intervals(part: int, n: int, low: float, high: float) -> None:
    assert wilson(part, n) == pytest.approx((low, high), abs=5e-5)


@given(PARTS)
def test_it_holds_the_share_and_stays_a_share(counted: tuple[int, int]) -> None:
    part, n = counted
    low, high = wilson(part, n)
    assert 0 <= low < high <= 1
    if n:
        assert low <= Fraction(part, n) <= high or abs(low - part / n) < 1e-12 or abs(high - part / n) < 1e-12


@given(PARTS)
def test_the_other_part_has_the_mirrored_interval(counted: tuple[int, int]) -> None:
    part, n = counted
    low, high = wilson(part, n)
    other_low, other_high = wilson(n - part, n)
    if n:
        assert (1 - high, 1 - low) == pytest.approx((other_low, other_high), abs=1e-9)


@given(PARTS.filter(lambda counted: counted[1] > 0))
def test_ten_times_as_many_say_it_more_exactly(counted: tuple[int, int]) -> None:
    part, n = counted
    low, high = wilson(part, n)
    more_low, more_high = wilson(10 * part, 10 * n)
    assert more_high - more_low < high - low


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("part", "n"), [(-1, 3), (4, 3)])
def test_no_part_of_it(part: int, n: int) -> None:
    with pytest.raises(ValueError, match="of 3"):
        wilson(part, n)
