"""Pure rules: permits never exceed the cap whatever races, numbers are normalised, states are one table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.appointments.rules.codes import masked, spoken_number
from amtslotse.appointments.rules.parties import normalised_number
from amtslotse.appointments.rules.states import MOVES, NotNow, leads_to
from amtslotse.appointments.rules.times import Effort, class_of, minutes_for, permits_in
from amtslotse.appointments.rules.words import STATES


@given(
    share=st.integers(1, 100),
    free=st.integers(0, 500),
    taken=st.sets(st.integers(1, 120), max_size=80),
    wanted=st.integers(1, 6),
)
def test_whoever_takes_all_that_is_offered_stays_below_the_cap(share: int, free: int, taken: set[int], wanted: int) -> None:
    """Any number of people may take these permits at the same instant: each number is given once, so the cap holds."""
    offered = permits_in(share_percent=share, free=free, taken=sorted(taken), wanted=wanted)
    cap = max(wanted, free * share // 100)
    assert not set(offered) & taken
    assert not offered or len(offered) + len(taken) <= cap
    if not taken:
        assert len(offered) == cap


@given(st.text(st.characters(max_codepoint=0x17F), max_size=40))
def test_a_number_is_the_same_however_it_is_typed(typed: str) -> None:
    once = normalised_number(typed)
    assert normalised_number(once) == once
    assert normalised_number(f" {typed}- ") == once
    assert all(character.isalnum() for character in once)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("move", MOVES)
def test_every_cell_of_the_table(move: str, status: str) -> None:
    if status in MOVES[move]:
        assert leads_to(move, status=status) in STATES
    else:
        with pytest.raises(NotNow):
            leads_to(move, status=status)


def test_several_matters_and_persons_add_up() -> None:
    regular, short = Effort("regular", 30, 15), Effort("short", 10, 0)
    assert minutes_for((regular, short), persons=1) == 40
    assert minutes_for((regular, short), persons=5) == 100
    assert class_of((short, regular)) == "regular"
    assert class_of((short, Effort("emergency", 20, 0), regular)) == "emergency"


def test_numbers_are_read_out_and_contacts_are_not() -> None:
    assert spoken_number("T20264F7K92QT") == "T-2026-4F7K-92QT"
    assert masked("mira@example.org") == "m…@example.org"
    assert masked("0721 123456") == "…3456"
