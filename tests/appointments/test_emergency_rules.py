"""The emergency list's order: by what would happen to her, never by speed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.appointments.rules.emergency import REASONS, RULES, Urgency, checked_reasons, is_urgent, rank
from amtslotse.kernel.errors import InvalidInput

TODAY = date(2026, 11, 23)
DAYS = st.integers(-10, 30).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def urgencies(draw: st.DrawFn) -> list[Urgency]:
    tickets = draw(st.lists(st.text("ABCDEFGH0123", min_size=4, max_size=8), unique=True, max_size=12))
    reason = st.sampled_from(REASONS) | st.builds("{}:{}".format, st.sampled_from(REASONS), DAYS)
    return [
        Urgency(
            ticket,
            draw(DAYS),
            draw(st.none() | DAYS),
            tuple(draw(st.lists(reason, max_size=3, unique=True))),
            draw(st.booleans()),
        )
        for ticket in tickets
    ]


@given(urgencies(), st.randoms())
def test_the_same_people_give_the_same_list(people: list[Urgency], random: Random) -> None:
    listed = rank(people, today=TODAY)
    assert [each.rank for each in listed] == list(range(1, len(people) + 1))
    shuffled = list(people)
    random.shuffle(shuffled)
    assert rank(shuffled, today=TODAY) == listed
    assert [RULES.index(each.rule) for each in listed] == sorted(RULES.index(each.rule) for each in listed)


@given(urgencies())
def test_nobody_without_a_clerks_reason_stands_before_a_title_that_ends(people: list[Urgency]) -> None:
    for each in rank(people, today=TODAY):
        if each.urgent:
            assert each.rule in ("lifted", "title")


def test_the_rules_in_the_order_of_the_council_paper() -> None:
    said = [("travel",), ("violence",), ("illness",), ("court",), ("benefits",)]
    people = [Urgency(f"T{n}", TODAY, None, reasons) for n, reasons in enumerate(said)]
    people.append(Urgency("TITLE", TODAY, TODAY + timedelta(days=7)))
    people.append(Urgency("LATER", TODAY, TODAY + timedelta(days=8)))
    people.append(Urgency("FIRST", TODAY, None, ("travel",), lifted=True))
    rules = ["lifted", "title", "loss", "court", "family", "violence", "travel", "none"]
    assert [each.rule for each in rank(people, today=TODAY)] == rules == list(RULES)


def test_ties_go_by_the_day_of_the_harm_then_by_the_day_of_request() -> None:
    people = [
        Urgency("A", TODAY - timedelta(days=9), None, ("court:2026-12-02",)),
        Urgency("B", TODAY, None, ("court:2026-11-30",)),
        Urgency("C", TODAY - timedelta(days=1), None, ("court",)),
        Urgency("D", TODAY - timedelta(days=2), None, ("court",)),
    ]
    assert [each.ticket for each in rank(people, today=TODAY)] == ["B", "A", "D", "C"]


def test_seven_days_are_days_and_not_hours() -> None:
    """Fault 15: the end of a month, the leap day, and the night with 25 hours change nothing."""
    for today in (TODAY, date(2028, 2, 22), date(2026, 10, 20), date(2027, 3, 25)):
        assert is_urgent(today + timedelta(days=7), today=today)
        assert not is_urgent(today + timedelta(days=8), today=today)
    assert is_urgent(date(2028, 2, 29), today=date(2028, 2, 22))


def test_an_unknown_reason_or_no_date_is_not_taken() -> None:
    assert checked_reasons(["work:2026-12-01", "travel", "travel"]) == ["work:2026-12-01", "travel"]
    for wrong in ("bribe", "work:", "work:tomorrow", "work:2026-13-01", "work:20261201"):
        with pytest.raises(InvalidInput):
            checked_reasons([wrong])
