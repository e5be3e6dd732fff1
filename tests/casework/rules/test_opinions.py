"""The draw of second opinions, and what of a table may be shown."""

from __future__ import annotations

from datetime import date
from inspect import signature
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from amtslotse.casework.rules import opinions

KEY, MONTH = b"k" * 32, date(2026, 11, 1)
CASES = st.lists(st.uuids(), unique=True, max_size=40)
FIELDS = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(CASES, st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_draw_follows_from_key_month_and_cases(cases: list[UUID], size: int, chance: object) -> None:
    first = opinions.draw(KEY, MONTH, cases, size=size)
    mixed = cases.copy()
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert opinions.draw(KEY, MONTH, mixed, size=size) == first
    assert len(first) == min(size, len(cases))
    assert [number for _, number in first] == sorted(number for _, number in first)


def test_another_month_or_key_draws_others_and_nobody_is_a_parameter() -> None:
    cases = [UUID(int=number) for number in range(400)]
    drawn = {case for case, _ in opinions.draw(KEY, MONTH, cases, size=100)}
    for other in (opinions.draw(KEY, date(2026, 12, 1), cases, size=100), opinions.draw(b"x" * 32, MONTH, cases, size=100)):
        assert 5 <= len(drawn & {case for case, _ in other}) <= 50, "about a quarter, by chance"
    assert set(signature(opinions.draw).parameters) == {"key", "month", "cases", "size"}


@given(st.dictionaries(FIELDS, st.integers(1, 30)))
def test_no_small_field_is_shown_or_follows(counts: dict[tuple[int, int], int]) -> None:
    shown = opinions.shown_fields(counts)
    assert all(counts[field] == count >= opinions.FEWEST_IN_A_FIELD for field, count in shown.items())
    assert not shown or sum(counts.values()) - sum(shown.values()) not in range(1, opinions.FEWEST_IN_A_FIELD)
    for equal in (True, False):  # beside the table stands how many judgements are equal, and so how many are not
        part = {field: count for field, count in counts.items() if (field[0] == field[1]) == equal}
        hidden = sum(part.values()) - sum(shown.get(field, 0) for field in part)
        assert hidden == 0 or hidden >= opinions.FEWEST_IN_A_FIELD or not shown.keys() & part.keys()


def test_the_control_that_only_hides_small_fields_gives_one_away() -> None:
    counts = {(1, 1): 12, (2, 2): 9, (3, 4): 1}
    only_small = {field: count for field, count in counts.items() if count >= opinions.FEWEST_IN_A_FIELD}
    assert sum(counts.values()) - sum(only_small.values()) == 1
    assert opinions.shown_fields(counts) == {(1, 1): 12}


def test_no_small_field_follows_from_how_many_are_equal() -> None:
    """32 of 36 are equal, 30 of them in the fields that could be shown: two would be left for the one field beside them."""
    counts = {(1, 1): 10, (2, 2): 10, (3, 3): 10, (4, 4): 2, (1, 2): 4}
    assert opinions.shown_fields(counts) == {(2, 2): 10, (3, 3): 10}
