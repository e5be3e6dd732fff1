from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.intervals import difference, wilson

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


def test_known_differences() -> None:
    """Newcombe 1998, table II, method 10."""
    assert difference(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert difference(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert difference(10, 10, 0, 10) == pytest.approx((0.6075, 1.0), abs=5e-5)
    with pytest.raises(ValueError, match="0 of 0"):
        difference(1, 2, 0, 0)


@given(PARTS, PARTS)
def test_a_difference_holds_what_was_counted_and_mirrors(one: tuple[int, int], other: tuple[int, int]) -> None:
    if one[1] and other[1]:
        low, high = difference(*one, *other)
        assert -1 - 1e-9 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1 + 1e-9
        assert difference(*other, *one) == pytest.approx((-high, -low))
