"""Agreement beyond chance: known values, what always holds, and an interval that holds the truth as often as it says."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.agreement import ENOUGH, Pair, agreement, differing

SCALE = st.integers(1, 4)
PAIRS = st.lists(st.tuples(st.integers(0, 30), SCALE, SCALE), min_size=1, max_size=120)


def pairs(said: list[tuple[int, int, int]]) -> list[Pair]:
    return [Pair(*each) for each in said]


def by_definition(said: list[tuple[int, int, int]]) -> float | None:
    """Cohen 1968, judgement by judgement: the mean distance of pairs over that of every first with every second."""
    if len({a for _, a, _b in said}) == 1 or len({b for _, _a, b in said}) == 1:
        return None
    seen = sum(abs(a - b) for _, a, b in said) / len(said)
    chance = sum(abs(a - b) for (_, a, _x), (_c, _y, b) in product(said, said)) / len(said) ** 2
    return 1 - seen / chance


@given(PAIRS)
def test_it_is_what_cohen_defined(said: list[tuple[int, int, int]]) -> None:
    found, expected = agreement(pairs(said)), by_definition(said)
    assert (found.kappa is None) == (expected is None)
    assert found.kappa == pytest.approx(expected, abs=1e-9)
    assert (found.n, found.same) == (len(said), sum(a == b for _, a, b in said))


@given(PAIRS, st.randoms(use_true_random=False))
def test_order_and_sides_do_not_matter(said: list[tuple[int, int, int]], chance: random.Random) -> None:
    mixed = said.copy()
    chance.shuffle(mixed)
    swapped = [(case, b, a) for case, a, b in said]
    one, two, three = (agreement(pairs(each)) for each in (said, mixed, swapped))
    assert (one.kappa, one.low, one.high) == pytest.approx((two.kappa, two.low, two.high))
    assert one.kappa == pytest.approx(three.kappa)


def left_alone(said: list[tuple[int, int, int]]) -> bool:
    """Whether, without one of the cases, one side says the same of all."""
    rests = [[each for each in said if each[0] != case] for case in {each[0] for each in said}]
    return any(by_definition(rest) is None for rest in rests)


@given(PAIRS)
def test_the_interval_holds_the_value_and_stays_on_the_scale(said: list[tuple[int, int, int]]) -> None:
    found = agreement(pairs(said))
    if found.low is None or found.high is None or found.kappa is None:
        assert found.cases < ENOUGH or found.same == found.n or found.kappa is None or left_alone(said)
        return
    assert -1 <= found.low <= found.kappa <= found.high <= 1
    assert found.cases >= ENOUGH


def test_two_by_two_is_cohens_own_kappa() -> None:
    # 20 both yes, 15 both no, 5 and 10 apart: observed 0.7, by chance 0.5, so 0.4.
    said = [(1, 1)] * 20 + [(2, 2)] * 15 + [(1, 2)] * 5 + [(2, 1)] * 10
    found = agreement(Pair(case, *each) for case, each in enumerate(said))
    assert found.kappa == pytest.approx(0.4)
    assert found.same == 35


def test_where_all_say_the_same_there_is_nothing_to_measure() -> None:
    assert agreement(Pair(case, 1, 1) for case in range(40)).kappa is None
    assert agreement([]).kappa is None
    assert agreement(Pair(case, 1, case % 4) for case in range(40)).kappa is None, "not 0: the rules said one thing of all"
    full = agreement(Pair(case, case % 4, case % 4) for case in range(40))
    assert (full.kappa, full.low, full.high) == (1.0, None, None), "no interval of no width"


def test_one_step_apart_weighs_less_than_three() -> None:
    near = [(case, case % 4 + 1, min(4, case % 4 + 2)) for case in range(40)]
    far = [(case, case % 4 + 1, 4 - case % 4) for case in range(40)]
    assert (agreement(pairs(near)).kappa or 0) > (agreement(pairs(far)).kappa or 0)


def coverage(*, judges: int, alone: bool) -> float:
    """How often the interval holds the true value; each judge repeats the error that the case invites."""
    chance = random.Random(7)

    def draw(cases: int, shift: int = 0) -> list[Pair]:
        made = []
        for case in range(cases):
            rules = chance.choices((1, 2, 3, 4), (5, 3, 2, 1))[0]
            invited = min(4, max(1, rules + chance.choice((-1, 0, 0, 0, 1, 1))))
            for judge in range(judges):
                said = invited if chance.random() < 0.9 else chance.randint(1, 4)
                made.append(Pair((case, judge) if alone else case, rules, said))
        return made

    truth = agreement(draw(40_000)).kappa
    assert truth is not None
    intervals = [agreement(draw(60)) for _ in range(250)]
    return sum((each.low or 2) <= truth <= (each.high or -2) for each in intervals) / len(intervals)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    assert 0.91 <= coverage(judges=1, alone=False) <= 0.985
    assert coverage(judges=4, alone=False) >= 0.90
    assert coverage(judges=4, alone=True) < 0.85, "the control: taking judgements of one case as independent is too sure"


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4))
def test_differing_is_the_share_of_pairs_that_differ(counts: list[int]) -> None:
    people = [outcome for outcome, count in enumerate(counts) for _ in range(count)]
    found = differing(counts)
    if len(people) < 2:
        assert found is None
        return
    apart = [a != b for place, a in enumerate(people) for b in people[:place]]
    assert found == pytest.approx(sum(apart) / len(apart))
