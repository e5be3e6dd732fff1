"""The hall's queue: nobody starves, nobody gains by coming early, and estimates that hold where they are given."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amtslotse.engines import hallqueue
from amtslotse.engines.hallqueue import HEAD_STARTS, LANGUAGE_HEAD_START, LONGEST_HEAD_START, Pace, Place

DAY = datetime(2026, 11, 23, 7, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    number: int
    came: int
    klass: str
    due: int | None
    lifted: bool
    minutes: int
    speaks: bool

    @property
    def place(self) -> Place:
        due_at = None if self.due is None else at(self.due)
        return hallqueue.place(klass=self.klass, since=at(self.came), due_at=due_at, lifted=self.lifted)


def at(minute: float) -> datetime:
    return DAY + timedelta(minutes=minute)


@st.composite
def days(draw: st.DrawFn, most: int = 40) -> list[Person]:
    """People of a day: any class, any appointment, any arrival."""
    return [
        Person(
            number,
            draw(st.integers(0, 600)),
            draw(st.sampled_from(["regular", "short", "emergency", "clearing"])),
            draw(st.none() | st.integers(0, 660)),
            draw(st.booleans()) and draw(st.booleans()),
            draw(st.integers(1, 30)),
            draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, most)))
    ]


def key(person: Person, now: float, *, speaks: bool = False) -> tuple[bool, datetime, int]:
    """As the hall orders: ``frontdesk`` tests that the database does the same."""
    bonus = LANGUAGE_HEAD_START if speaks and person.speaks else timedelta(0)
    return person.place.due_from > at(now), person.place.rank_at - bonus, person.number


def served(people: list[Person], counters: int, order: object = key) -> dict[int, float]:
    """When each is called, by counters that are never idle while somebody is there; the first speaks another language."""
    free = [(0.0, number) for number in range(counters)]
    heapq.heapify(free)
    left, called = list(people), {}
    while left:
        now, counter = heapq.heappop(free)
        here = [person for person in left if person.came <= now]
        if not here:
            heapq.heappush(free, (float(min(person.came for person in left)), counter))
            continue
        first = min(here, key=lambda person: order(person, now, speaks=counter == 0))  # type: ignore[operator]
        left.remove(first)
        called[first.number] = now
        heapq.heappush(free, (now + first.minutes, counter))
    return called


def due(person: Person) -> float:
    """From when she may expect to be called."""
    return (person.place.due_from - DAY) / timedelta(minutes=1)


LONGEST = LONGEST_HEAD_START / timedelta(minutes=1)


def starved(people: list[Person], counters: int, called: dict[int, float]) -> list[Person]:
    """Who waited longer than the bound of docs/algorithms/hall-queue.md allows."""
    longest = max(person.minutes for person in people)
    late = []
    for person in people:
        # Only who came, or was due, less than the longest head start after her can be called before her.
        before = [
            other
            for other in people
            if other != person
            and min(due(other), other.came + LONGEST) <= due(person) + LONGEST
            and other.came <= due(person) + LONGEST
        ]
        work = sum(other.minutes for other in before)
        if called[person.number] - due(person) > LONGEST + work / counters + longest:
            late.append(person)
    return late


@given(days(), st.integers(1, 5))
@settings(max_examples=200, deadline=None)
def test_nobody_starves(people: list[Person], counters: int) -> None:
    assert starved(people, counters, served(people, counters)) == []


def test_control_without_ageing_somebody_starves() -> None:
    """A strict order of classes, the control: one regular person, and a short matter every four minutes all day."""
    people = [Person(0, 0, "regular", None, False, 5, False), Person(1, 0, "short", None, False, 5, False)]
    people += [Person(number, 4 * (number - 1), "short", None, False, 5, False) for number in range(2, 150)]

    def strict(person: Person, now: float, *, speaks: bool) -> tuple[bool, int, int]:
        return person.klass == "regular", person.came, person.number

    assert starved(people, 1, served(people, 1, strict)) == [people[0]]
    assert starved(people, 1, served(people, 1)) == []


@given(days(), st.integers(1, 4))
@settings(max_examples=200, deadline=None)
def test_nobody_is_overtaken_by_who_came_more_than_the_longest_head_start_later(people: list[Person], counters: int) -> None:
    called = served(people, counters)
    for person in people:
        for other in people:
            if other.came > max(person.came, due(person)) + LONGEST and called[other.number] < called[person.number]:
                raise AssertionError((person, other))


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 120))
@example(60, 0, 60)
def test_coming_early_is_not_punished_and_not_rewarded_before_the_time(due_at: int, came: int, earlier: int) -> None:
    early = hallqueue.place(klass="regular", since=at(came - earlier), due_at=at(due_at))
    on_time = hallqueue.place(klass="regular", since=at(came), due_at=at(due_at))
    assert early.rank_at <= on_time.rank_at  # never behind where she would be, had she come later
    assert early.due_from >= at(due_at)  # and never due before her time
    if came <= due_at:
        walk_in = hallqueue.place(klass="regular", since=at(came))
        assert on_time.rank_at <= walk_in.rank_at  # an appointment is never worse than none


def test_at_her_time_an_appointment_goes_before_who_has_waited_less_than_its_head_start() -> None:
    head_start = HEAD_STARTS["appointment"] / timedelta(minutes=1)
    appointment = Person(0, 100, "regular", 100, False, 5, False)
    short_wait = Person(1, int(100 - head_start + 1), "regular", None, False, 5, False)
    long_wait = Person(2, int(100 - head_start - 1), "regular", None, False, 5, False)
    assert sorted([appointment, short_wait, long_wait], key=lambda who: key(who, 100)) == [long_wait, appointment, short_wait]


def test_who_comes_late_ages_from_when_she_came() -> None:
    late = hallqueue.place(klass="regular", since=at(60), due_at=at(0))
    assert (late.due_from, late.rank_at) == (at(60), at(60) - HEAD_STARTS["appointment"])


def test_head_starts_are_in_the_order_of_need() -> None:
    order = ["lifted", "emergency", "appointment", "short", "waited"]
    assert list(HEAD_STARTS) == order
    assert all(HEAD_STARTS[first] > HEAD_STARTS[second] for first, second in pairwise(order))


@pytest.mark.parametrize(
    ("klass", "due_at", "lifted", "more", "rule"),
    [
        ("regular", None, True, {}, "lifted"),
        ("emergency", None, False, {}, "emergency"),
        ("regular", at(-5), False, {}, "appointment"),
        ("short", None, False, {}, "short"),
        ("regular", None, False, {}, "waited"),
        ("clearing", None, False, {}, "waited"),
        ("regular", None, False, {"sent_here": True}, "sent_here"),
        ("regular", None, False, {"by_language": True}, "language"),
    ],
)
def test_the_rule_says_why(klass: str, due_at: datetime | None, lifted: bool, more: dict[str, bool], rule: str) -> None:
    said = hallqueue.rule_of(klass=klass, due_at=due_at, lifted=lifted, due_from=at(-5), now=at(0), **more)
    assert said == rule


def test_before_her_time_the_rule_says_early() -> None:
    assert hallqueue.rule_of(klass="regular", due_at=at(9), lifted=False, due_from=at(9), now=at(0)) == "early"


@pytest.mark.parametrize(
    ("klass", "matters", "kind", "does", "answer"),
    [
        ("short", (), "express", ("short",), True),
        ("regular", (), "express", ("short",), False),
        ("regular", ("card",), "express", ("short", "card"), True),
        ("regular", ("card", "pass"), "express", ("short", "card"), False),
        ("clearing", (), "clearing", (), True),
        ("clearing", (), "regular", ("regular",), False),
    ],
)
def test_what_a_counter_serves(klass: str, matters: tuple[str, ...], kind: str, does: tuple[str, ...], answer: bool) -> None:
    assert hallqueue.serves(klass=klass, matters=matters, counter_kind=kind, counter_serves=does) is answer


USUAL = Pace(400, 600.0, 240.0**2)


def test_no_estimate_from_thin_data_or_without_a_counter() -> None:
    thin = Pace(29, 600.0, 100.0)
    for ahead, serving, counters in (([thin], USUAL, 1), ([None], USUAL, 1), ([], thin, 1), ([], None, 1), ([USUAL], USUAL, 0)):
        assert hallqueue.estimate(ahead=ahead, serving=serving, counters=counters, free=0, enough=30) is None


def test_a_free_counter_is_no_wait() -> None:
    found = hallqueue.estimate(ahead=[], serving=None, counters=2, free=1, enough=30)
    assert found is not None
    assert (found.low_minutes, found.high_minutes) == (0, 0)


@given(st.integers(0, 60), st.integers(1, 10), st.floats(30, 3000), st.floats(0.05, 1.5))
def test_a_range_is_a_range_and_grows_with_the_queue(ahead: int, counters: int, mean: float, spread: float) -> None:
    pace = Pace(100, mean, (spread * mean) ** 2)
    found = hallqueue.estimate(ahead=[pace] * ahead, serving=pace, counters=counters, free=0, enough=30)
    longer = hallqueue.estimate(ahead=[pace] * (ahead + 5), serving=pace, counters=counters, free=0, enough=30)
    assert found is not None
    assert longer is not None
    assert 0 <= found.low_minutes < found.high_minutes
    assert found.high_minutes <= longer.high_minutes


@pytest.mark.parametrize("spread", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("counters", [1, 3, 6])
@pytest.mark.parametrize("ahead", [0, 1, 5, 20, 60])
def test_in_a_simulated_hall_the_range_holds_as_often_as_it_says(ahead: int, counters: int, spread: float) -> None:
    """Gamma services, all counters at work when she comes: at most P50 in about half, at most P80 in about four of five."""
    chance = random.Random(f"{ahead}/{counters}/{spread}")
    shape, mean = 1 / spread**2, 600.0

    def service() -> float:
        return chance.gammavariate(shape, mean / shape)

    pace = Pace(400, mean, (spread * mean) ** 2)
    found = hallqueue.estimate(ahead=[pace] * ahead, serving=pace, counters=counters, free=0, enough=30)
    assert found is not None
    waits = []
    for _ in range(600):
        # Counters have been at work long enough for their phases to be independent.
        free = []
        for _ in range(counters):
            ends = -40 * mean * chance.random()
            while ends <= 0:
                ends += service()
            free.append(ends)
        heapq.heapify(free)
        for _ in range(ahead):
            heapq.heappush(free, heapq.heappop(free) + service())
        waits.append(free[0] / 60)
    below_low = sum(wait <= found.low_minutes + 0.5 for wait in waits) / len(waits)
    below_high = sum(wait <= found.high_minutes for wait in waits) / len(waits)
    # Minutes are whole and the last service is anybody's guess: with few before her the range is the coarser.
    assert 0.5 - (0.1 if ahead >= 5 else 0.2) <= below_low <= 0.5 + (0.1 if ahead >= 5 else 0.2)
    assert (0.75 if ahead >= 5 else 0.7) <= below_high <= (0.9 if ahead >= 5 else 0.97)
