"""Extra visits only from measured no-shows, only where switched on, and hardly ever more people than seats."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from math import prod

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Appointment, ClassPolicy, Request, Seat
from amtslotse.appointments.rules.overbooking import ENOUGH, RISK, NoShows, extras, lead_time, overflow, stays_away
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import NotAllowed
from tests.appointments import rows
from tests.factories import appointments as make
from tests.factories.appointments import NOW
from tests.factories.requests import always_allocate, waiting

RATES = st.floats(0, 1)
DAY = timedelta(days=1)
TUESDAY = make.MONDAY + DAY


@given(away=st.lists(RATES, max_size=8), seats=st.integers(0, 8))
def test_the_overflow_is_exact(away: list[float], seats: int) -> None:
    by_hand = sum(
        prod(rate if stays else 1 - rate for rate, stays in zip(away, each, strict=True))
        for each in product((True, False), repeat=len(away))
        if each.count(False) > seats
    )
    assert overflow(seats=seats, away=away) == pytest.approx(by_hand, abs=1e-9)


@given(away=st.lists(RATES, max_size=12), extra=RATES)
def test_the_bound_holds_and_one_more_would_break_it(away: list[float], extra: float) -> None:
    seats = len(away)
    more = extras(seats=seats, away=away, extra=extra)
    assert 0 <= more <= seats
    assert more == 0 or overflow(seats=seats, away=[*away, *[extra] * more]) <= RISK
    assert more == seats or overflow(seats=seats, away=[*away, *[extra] * (more + 1)]) > RISK


@given(seats=st.integers(0, 20))
def test_who_always_comes_is_never_doubled(seats: int) -> None:
    assert extras(seats=seats, away=[0.0] * seats, extra=0.0) == 0


@given(away=st.lists(RATES, min_size=1, max_size=10), extra=RATES, data=st.data())
def test_the_more_stay_away_the_more_are_booked(away: list[float], extra: float, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(away) - 1))
    higher = [*away[:at], data.draw(st.floats(away[at], 1)), *away[at + 1 :]]
    fewer = extras(seats=len(away), away=away, extra=extra)
    # Rounding of sums may tip the last one exactly at the bound.
    assert extras(seats=len(away), away=higher, extra=extra) >= fewer or overflow(
        seats=len(away), away=[*away, *[extra] * fewer]
    ) == pytest.approx(RISK)


def test_few_visits_say_nothing() -> None:
    measured = (NoShows(0, ENOUGH, 6), NoShows(4, ENOUGH - 1, ENOUGH - 1), NoShows(14, 0, 0))
    assert [stays_away(measured, days=days) for days in (-1, 3, 4, 13, 14, 400)] == [0.2, 0.2, 0, 0, 0, 0]
    assert [lead_time(days) for days in (0, 3, 4, 13, 14)] == [0, 0, 4, 4, 14]


@pytest.fixture
def office(db: None) -> None:
    make.furnish()
    always_allocate()


def measured(missed: int, visits: int = 40, *, booked_days_before: int = 1) -> None:
    """So many visits of the last weeks, some of them missed."""
    for number in range(visits):
        starts_at = NOW - timedelta(days=2, minutes=30 * number)
        rows.appointment(
            starts_at=starts_at,
            booked_at=starts_at - booked_days_before * DAY,
            status="no_show" if number < missed else "done",
        )


def full_morning(seats: int = 6) -> list[int]:
    places = make.make_places(seats, day=TUESDAY)
    for place in places:
        make.book(place)
    return places


def switch_on() -> None:
    ClassPolicy.objects.filter(pk="regular").update(no_show_overbooking=True)


def test_rates_are_measured_by_lead_time(office: None) -> None:
    measured(20)
    measured(3, 10, booked_days_before=20)
    assert queries.no_show_rates(now=NOW)["regular"] == (NoShows(0, 40, 20), NoShows(4, 0, 0), NoShows(14, 10, 3))
    assert queries.no_show_rates(now=NOW)["short"] == (NoShows(0, 0, 0), NoShows(4, 0, 0), NoShows(14, 0, 0))


def test_off_by_default(office: None) -> None:
    measured(20, booked_days_before=4)
    full_morning()
    waiting()
    assert actions.back_fill(now=NOW) == 0


def test_nothing_from_thin_or_missing_rates(office: None) -> None:
    switch_on()
    measured(ENOUGH - 1, ENOUGH - 1, booked_days_before=4)
    full_morning()
    waiting()
    assert actions.back_fill(now=NOW) == 0


def test_as_many_extras_as_the_rates_allow_and_not_one_more(office: None) -> None:
    switch_on()
    measured(20, booked_days_before=4)
    full_morning()
    asked = [waiting() for _ in range(6)]
    allowed = extras(seats=6, away=[0.5] * 6, extra=0.5)
    assert allowed > 0
    assert actions.back_fill(now=NOW) == allowed
    assert actions.back_fill(now=NOW) == 0
    extra = Appointment.objects.filter(overbooked=True)
    assert extra.count() == allowed
    assert not Seat.objects.filter(appointment__in=extra).exists()
    assert {row.overbook_slot for row in extra} == {f"marktplatz:regular:{TUESDAY}-am:{n + 1}" for n in range(allowed)}
    assert len({(row.counter_id, row.starts_at) for row in extra}) == allowed
    assert Request.objects.filter(pk__in=[row.pk for row in asked], status="placed", appointment__in=extra).count() == allowed


def test_a_free_place_comes_first(office: None) -> None:
    switch_on()
    measured(20, booked_days_before=4)
    full_morning()
    make.make_places(1, day=TUESDAY, of=make.counter(2))
    waiting()
    actions.back_fill(now=NOW)
    assert not Appointment.objects.filter(overbooked=True).exists()


def test_a_cancelled_extra_makes_room_for_another(office: None) -> None:
    switch_on()
    measured(20, booked_days_before=4)
    full_morning()
    for _ in range(6):
        waiting()
    given = actions.back_fill(now=NOW)
    first = Appointment.objects.filter(overbooked=True).order_by("overbook_slot").first()
    assert first is not None
    actions.cancel(appointment=first.pk, reason="cannot", by=APPLICANT, now=NOW)
    assert actions.back_fill(now=NOW) == 1
    assert Appointment.objects.filter(overbooked=True, status="booked").count() == given


def test_two_never_have_the_same_number_of_a_half_day(office: None) -> None:
    """The failing control: without the switch's own action, the database refuses."""
    slot = {"overbooked": True, "overbook_slot": "marktplatz:regular:2026-11-24-am:1"}
    rows.appointment(**slot)
    with pytest.raises(IntegrityError, match="one_extra_per_number_of_a_half_day"), transaction.atomic():
        rows.appointment(**slot)
    with pytest.raises(IntegrityError, match="only_an_extra_has_a_number"), transaction.atomic():
        rows.appointment(overbooked=True, starts_at=NOW + 9 * DAY)
    with pytest.raises(IntegrityError, match="emergencies_are_never_overbooked"), transaction.atomic():
        ClassPolicy.objects.filter(pk="emergency").update(no_show_overbooking=True)


def test_nobody_but_the_system_books_without_a_seat(office: None) -> None:
    (place,) = make.make_places(1, day=TUESDAY)
    with pytest.raises(NotAllowed):
        actions.book(
            place=place,
            matters=[make.REGULAR],
            party=make.make_party(proven=True),
            source="portal",
            idempotency_key=make.uuid4(),
            overbook_slot="x",
            by=APPLICANT,
            now=NOW,
        )
