"""Real races: many connections at once, and controls that show the race is real."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError

from amtslotse.appointments import actions
from amtslotse.appointments.models import Appointment, ClassPolicy, Commitment, Place, Seat, keys
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import DomainError
from tests.environment import DATABASE, SERVER
from tests.factories import appointments as make
from tests.factories.appointments import NOW
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _office(transactional_db: None) -> None:
    make.furnish()


def _living_twice() -> list[int]:
    seated = Counter(Seat.objects.filter(living=True).values_list("place", flat=True))
    return [place for place, number in seated.items() if number > 1]


def test_a_thousand_want_one_place_and_one_gets_it() -> None:
    (place,) = make.make_places(1)
    answers = at_once([lambda: make.hold(place) for _ in range(1000)])
    won = [answer for answer in answers if isinstance(answer, actions.Held)]
    assert len(won) == 1
    assert {type(answer) for answer in answers} - {actions.Held} == {actions.PlaceTaken}
    assert Appointment.objects.count() == Seat.objects.count() == 1


def test_the_same_key_in_parallel_is_one_row_and_one_answer() -> None:
    place, *_ = make.make_places(8)
    key, party = uuid4(), make.make_party()
    answers = at_once([lambda: make.hold(place, party, key=key)] * 40)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], actions.Held)
    assert Appointment.objects.count() == 1
    key = uuid4()
    answers = at_once([lambda: make.book(place + 1, party, key=key)] * 40)
    assert len(set(answers)) == 1
    assert Appointment.objects.count() == 2


def test_a_rush_on_everything_sells_nothing_twice_and_keeps_every_answer() -> None:
    places = make.make_places(24, minutes=15, clock="08:00") + make.make_places(
        24, minutes=15, clock="08:00", of=make.counter(2)
    )
    calls: list[Callable[[], Any]] = [
        lambda place=place: make.book(place) for place in places for _ in range(6)
    ]  # 2 places each
    answers = at_once(calls)
    acknowledged = {answer.appointment for answer in answers if not isinstance(answer, DomainError)}
    assert _living_twice() == []
    assert acknowledged == set(Appointment.objects.values_list("pk", flat=True))
    assert Seat.objects.filter(living=True).count() == 2 * len(acknowledged)
    assert all(isinstance(answer, actions.PlaceTaken) for answer in answers if isinstance(answer, DomainError))


def test_control_check_then_insert_sells_twice() -> None:
    """The race above is real: who looks first and then writes, on a table without our constraints, sells a place twice."""
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("CREATE TABLE naive (place int, who int)")
    gate = threading.Barrier(16)

    def rush(who: int) -> None:
        with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as mine:
            for place in range(200):
                if place % 20 == 0:
                    gate.wait()
                if not mine.execute("SELECT 1 FROM naive WHERE place = %s", (place,)).fetchone():
                    mine.execute("INSERT INTO naive VALUES (%s, %s)", (place, who))

    crew = [threading.Thread(target=rush, args=(who,)) for who in range(16)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        twice = superuser.execute("SELECT count(*) FROM (SELECT FROM naive GROUP BY place HAVING count(*) > 1) AS t").fetchone()
        superuser.execute("DROP TABLE naive")
    assert twice is not None
    assert twice[0] > 0


def test_the_share_of_holds_stands_against_two_hundred_identities() -> None:
    """Fault 19: a script with 200 identities gets a fifth of the free places for five minutes, and no more."""
    places = make.make_places(50, minutes=10, clock="08:00", klass="short")
    ClassPolicy.objects.update(hold_share_percent=20)
    calls: list[Callable[[], Any]] = [
        lambda place=places[index % 50]: make.hold(place, matters=(make.SHORT,)) for index in range(200)
    ]
    answers = at_once(calls)
    won = sum(isinstance(answer, actions.Held) for answer in answers)
    held = Seat.objects.filter(living=True, hold_permit__isnull=False).count()
    assert held == won <= 10
    assert won >= 8  # the cap is used, not avoided
    refused = {type(answer) for answer in answers} - {actions.Held}
    assert refused <= {actions.TooManyHolds, actions.PlaceTaken}
    person = make.make_party()
    free = next(place for place in places if not Seat.objects.filter(place=place, living=True).exists())
    assert make.book(free, person, matters=(make.SHORT,), now=NOW)  # the desk still has 80 % of the calendar


def test_control_without_permits_the_script_takes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    places = make.make_places(50, minutes=10, clock="08:00", klass="short")
    monkeypatch.setattr("amtslotse.appointments.actions.sitting.permits_in", lambda **_: list(range(1, 10_000)))
    at_once([lambda place=place: make.hold(place, matters=(make.SHORT,)) for place in places])
    assert Seat.objects.filter(living=True).count() == 50


def test_confirming_and_expiring_at_once_is_one_of_both() -> None:
    """Fault 20: the place comes back once, and never while a confirmation that counts is in flight."""
    ClassPolicy.objects.update(hold_share_percent=100)
    places = make.make_places(16)
    end = NOW + timedelta(minutes=5)
    before = end - timedelta(milliseconds=1)
    for place in places:
        held = make.hold(place)
        code = keys.sent_code("hold", held.appointment)
        answers = at_once(
            [
                lambda held=held, code=code: actions.confirm(appointment=held.appointment, code=code, network="a", now=before),
                lambda: actions.expire_holds(now=end),
                lambda place=place: make.hold(place, now=end),
                lambda: actions.expire_holds(now=end),
            ]
        )
        kinds = [event.kind for event in events_of(stream_kind="appointment", stream_ref=str(held.appointment))]
        is_booked = not isinstance(answers[0], DomainError)
        assert kinds == ["appointment.held", "appointment.booked" if is_booked else "appointment.expired"]
        assert is_booked == isinstance(answers[2], actions.PlaceTaken)
        assert Seat.objects.filter(place=place, living=True).count() == 1
    assert _living_twice() == []


def test_two_that_swap_places_keep_one_each() -> None:
    for _ in range(6):
        first, second = make.make_places(2, day=make.MONDAY + timedelta(days=_))
        one, other = make.book(first), make.book(second)
        calls: list[Callable[[], Any]] = [
            lambda a=one, to=second: actions.move(
                appointment=a.appointment, place=to, idempotency_key=uuid4(), by=make.SYSTEM, now=NOW
            ),
            lambda a=other, to=first: actions.move(
                appointment=a.appointment, place=to, idempotency_key=uuid4(), by=make.SYSTEM, now=NOW
            ),
        ]
        at_once(calls)
        assert Appointment.objects.filter(status="booked", seats__place__in=(first, second), seats__living=True).count() == 2
    assert _living_twice() == []


def test_many_move_to_one_place_and_nobody_ends_with_neither() -> None:
    places = make.make_places(9)
    booked = [make.book(place) for place in places[1:]]
    answers = at_once(
        [
            lambda a=access: actions.move(
                appointment=a.appointment, place=places[0], idempotency_key=uuid4(), by=make.SYSTEM, now=NOW
            )
            for access in booked
        ]
    )
    assert sum(isinstance(answer, DomainError) for answer in answers) == len(booked) - 1
    assert Appointment.objects.filter(status="booked").count() == len(booked)
    assert Seat.objects.filter(living=True).count() == len(booked)


def test_a_proven_person_gets_one_of_manyat_once() -> None:
    places = make.make_places(12)
    person = make.make_person()
    answers = at_once([lambda place=place: make.book(place, make.make_party(person, proven=True)) for place in places])
    assert sum(not isinstance(answer, DomainError) for answer in answers) == 1
    assert Commitment.objects.filter(living=True).count() == Appointment.objects.count() == 1
    assert {type(answer) for answer in answers if isinstance(answer, DomainError)} == {actions.AlreadyCommitted}


def test_rebuilding_the_plan_during_a_rush_takes_no_place_from_anybody() -> None:
    """Fault 3 and 4 with Munich's mistake: the plan retires places while they are booked. The database refuses one of both."""
    places = make.make_places(40, minutes=30, clock="06:00", day=make.MONDAY)
    refused: list[int] = []

    def retire(place: int) -> bool:
        try:
            return bool(Place.objects.filter(pk=place).update(retired=True))
        except IntegrityError:  # somebody sits on this place: it stays
            refused.append(place)
            return False

    calls: list[Callable[[], Any]] = [lambda place=place: make.book(place) for place in places]
    calls += [lambda place=place: retire(place) for place in places]
    calls = [call for pair in zip(calls[:40], calls[40:], strict=True) for call in pair]
    answers = at_once(calls)
    acknowledged = {a.appointment for a in answers if a is not None and not isinstance(a, (bool, DomainError))}
    on_retired = Seat.objects.filter(living=True, place__retired=True)
    assert not on_retired.exists()
    assert acknowledged == set(Appointment.objects.filter(seats__living=True).values_list("pk", flat=True))
    assert len(acknowledged) == len(refused)
    assert len(acknowledged) + Place.objects.filter(retired=True).count() == 40
