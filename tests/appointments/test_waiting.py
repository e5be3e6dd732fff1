"""A freed place is offered by need, then by day; it is kept for her; it never comes back at a moment somebody can wait for."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Appointment, Place, Request, Seat
from amtslotse.appointments.rules.requests import DELAY, offered_until, random_moment
from amtslotse.kernel.actor import APPLICANT, SYSTEM
from amtslotse.kernel.errors import NotAllowed
from tests.factories import appointments as make
from tests.factories.appointments import MONDAY, NOW
from tests.factories.requests import access_to, always_allocate, ask, waiting
from tests.factories.staff import make_actor

DAY = timedelta(days=1)


@pytest.fixture
def office(db: None) -> None:
    make.furnish()


def free_a_place(day=MONDAY, *, now: datetime = NOW, **how: object) -> int:
    """A place that somebody had and cancelled."""
    (place,) = make.make_places(1, day=day, **how)
    access = make.book(place, now=now)
    actions.cancel(appointment=access.appointment, reason="cannot", by=APPLICANT, now=now)
    assert Place.objects.get(pk=place).bookable_from is None
    return place


def offered_to(place: int) -> Request | None:
    return Request.objects.filter(status="offered", offered_place=place).first()


def test_the_earliest_day_is_asked_first(office: None) -> None:
    late, early = waiting("waiting"), waiting("waiting", now=NOW - DAY)
    place = free_a_place()
    assert actions.back_fill(now=NOW) == 1
    assert offered_to(place) == early
    seen = queries.request_view(access=access_to(early), language="de", now=NOW)
    assert (seen.status, seen.offer.starts_at, seen.offer.until) == ("offered", make.at(MONDAY, "09:00"), NOW + DAY)
    late.refresh_from_db()
    assert late.status == "waiting"
    assert actions.back_fill(now=NOW) == 0


def test_need_is_asked_before_the_earlier_day(office: None) -> None:
    waiting("waiting", now=NOW - DAY)
    waiting("waiting", now=NOW - DAY)
    needy = waiting("waiting", party=make.make_party(title_expires_on=MONDAY + 9 * DAY))
    make.book(make.make_places(1, day=MONDAY + 30 * DAY)[0])  # so far all is given away
    place = free_a_place()
    actions.back_fill(now=NOW)
    assert offered_to(place) == needy


def test_accepted_twice_it_is_one_appointment(office: None) -> None:
    row = waiting("waiting")
    place = free_a_place()
    actions.back_fill(now=NOW)
    key = uuid4()
    first = actions.answer_offer(access=access_to(row), accept=True, idempotency_key=key, now=NOW)
    again = actions.answer_offer(access=access_to(row), accept=True, idempotency_key=key, now=NOW)
    assert first == again
    booked = Appointment.objects.get(status="booked")
    assert (booked.source, booked.requested_at, booked.seats.get(living=True).place_id) == ("waiting_list", NOW, place)
    row.refresh_from_db()
    assert (row.status, row.appointment) == ("placed", booked)


def test_declined_the_next_is_asked_and_she_keeps_her_day(office: None) -> None:
    first, second = waiting("waiting", now=NOW - DAY), waiting("waiting")
    place = free_a_place()
    actions.back_fill(now=NOW)
    assert actions.answer_offer(access=access_to(first), accept=False, idempotency_key=uuid4(), now=NOW) is None
    assert actions.answer_offer(access=access_to(first), accept=False, idempotency_key=uuid4(), now=NOW) is None
    actions.back_fill(now=NOW)
    assert offered_to(place) == second
    first.refresh_from_db()
    assert (first.status, first.requested_on) == ("waiting", (NOW - DAY).date())


def test_unanswered_the_next_is_asked(office: None) -> None:
    first, second = waiting("waiting", now=NOW - DAY), waiting("waiting")
    place = free_a_place(MONDAY + 7 * DAY)
    actions.back_fill(now=NOW)
    assert offered_to(place) == first
    later = NOW + DAY
    with pytest.raises(actions.OfferGone):
        actions.answer_offer(access=access_to(first), accept=True, idempotency_key=uuid4(), now=later)
    actions.back_fill(now=later)
    assert offered_to(place) == second


def test_nobody_else_sits_down_on_an_offered_place_not_even_the_office(office: None) -> None:
    waiting("waiting")
    place = free_a_place()
    actions.back_fill(now=NOW)
    for attempt in (lambda: make.book(place), lambda: make.hold(place)):
        with pytest.raises(actions.PlaceTaken), transaction.atomic():
            attempt()
    other = make.book(make.make_places(1, day=MONDAY + DAY)[0])
    with pytest.raises(IntegrityError, match="offered place"), transaction.atomic():
        Seat.objects.create(place_id=place, appointment_id=other.appointment, klass="regular")
    assert offered_to(place)


def test_all_the_places_of_a_longer_visit_are_kept(office: None) -> None:
    waiting("waiting", party=make.make_party(make.make_person(), make.make_person()))  # 45 minutes
    places = make.make_places(2)
    access = make.book(places[0], make.make_party(make.make_person(), make.make_person()))
    actions.cancel(appointment=access.appointment, reason="cannot", by=APPLICANT, now=NOW)
    assert actions.back_fill(now=NOW) == 1
    for place in places:
        with pytest.raises(actions.PlaceTaken), transaction.atomic():
            make.book(place)


def test_one_offer_for_a_place(office: None) -> None:
    for _ in range(2):
        waiting("waiting")
    place = free_a_place()
    actions.back_fill(now=NOW)
    with pytest.raises(IntegrityError, match="one_offer_per_place"), transaction.atomic():
        Request.objects.exclude(status="offered").update(status="offered", offered_place=place, offered_until=NOW)


def test_an_appointment_she_has_is_moved_and_never_doubled(office: None) -> None:
    party = make.make_party()
    kept = make.book(make.make_places(1, day=MONDAY + 21 * DAY)[0], party)
    asked = actions.request(
        kind="waiting", matters=(), party=party, earlier_than=kept, idempotency_key=uuid4(), by=APPLICANT, now=NOW
    )
    row = Request.objects.get(pk=asked.request)
    later = free_a_place(MONDAY + 22 * DAY)
    actions.back_fill(now=NOW)
    assert offered_to(later) is None, "later than what she has"
    place = free_a_place()
    actions.back_fill(now=NOW)
    assert offered_to(place) == row
    moved = actions.answer_offer(access=access_to(row), accept=True, idempotency_key=uuid4(), now=NOW)
    assert Appointment.objects.get(status="booked").pk == moved.appointment
    assert Appointment.objects.get(pk=kept.appointment).status == "moved"
    with pytest.raises(actions.AlreadyCommitted), transaction.atomic():
        make.book(make.make_places(1, day=MONDAY + 3 * DAY)[0], party)


def test_who_has_no_mail_is_called_and_answers_by_telephone(office: None) -> None:
    asked = ask("waiting", by=make_actor("desk"), party=make.make_party(contact_kind="phone", email="", phone="0721 4711"))
    free_a_place()
    actions.back_fill(now=NOW)
    (row,) = queries.to_tell_by_phone(now=NOW)
    assert (row.request, row.what, row.until) == (asked.request, "offer", NOW + DAY)
    with pytest.raises(NotAllowed):
        actions.answer_for(request=row.request, accept=True, idempotency_key=uuid4(), by=make_actor("council"), now=NOW)
    assert actions.answer_for(request=row.request, accept=True, idempotency_key=uuid4(), by=make_actor("desk"), now=NOW)
    assert queries.to_tell_by_phone(now=NOW) == ()


def test_on_the_same_day_nobody_is_asked_who_must_be_called(office: None) -> None:
    ask("waiting", by=make_actor("desk"), party=make.make_party(contact_kind="phone", email="", phone="0721 4711"))
    by_mail = waiting("waiting")
    place = free_a_place(NOW.date(), clock="16:00", bookable_from=NOW)
    actions.back_fill(now=NOW)
    assert offered_to(place) == by_mail


def test_a_place_that_begins_too_soon_is_offered_to_nobody(office: None) -> None:
    waiting("waiting")
    free_a_place(NOW.date(), clock="12:15", bookable_from=NOW)
    assert actions.back_fill(now=NOW) == 0


def test_what_nobody_wants_returns_at_a_moment_that_the_cancelling_does_not_tell(office: None) -> None:
    places = [free_a_place(MONDAY + n * DAY) for n in range(7)]
    assert actions.back_fill(now=NOW) == 0
    assert actions.release_late(now=NOW) == 7
    assert actions.release_late(now=NOW) == 0, "once: asking again would make it sooner"
    moments = list(Place.objects.filter(pk__in=places).values_list("bookable_from", flat=True))
    assert len(set(moments)) == 7
    assert all(NOW + DAY / 144 <= moment <= NOW + DELAY[1] for moment in moments)
    with pytest.raises(actions.PlaceTaken), transaction.atomic():
        make.hold(places[0], now=min(moments) - timedelta(seconds=1))


def test_what_no_round_can_give_any_more_is_offered_and_then_opened(office: None) -> None:
    """Places were allocated: one that begins before the next results goes to the waiting list, and else to the calendar."""
    always_allocate()
    near = make.make_places(1, day=NOW.date(), clock="17:00", bookable_from=None)[0]
    far = make.make_places(1, bookable_from=None)[0]
    assert actions.release_late(now=NOW) == 1
    assert actions.follow_mode(now=NOW) == 0
    assert Place.objects.get(pk=far).bookable_from is None
    assert Place.objects.get(pk=near).bookable_from > NOW
    row = waiting("waiting")
    actions.back_fill(now=NOW)
    assert offered_to(near) == row


def test_when_the_appointment_she_kept_came_she_waits_no_more(office: None) -> None:
    kept = make.book(make.make_places(1, day=MONDAY + 21 * DAY)[0], make.make_party())
    party = make.make_party()
    actions.request(kind="waiting", matters=(), party=party, earlier_than=kept, idempotency_key=uuid4(), by=APPLICANT, now=NOW)
    actions.mark_arrived(appointment=kept.appointment, by=SYSTEM, now=make.at(MONDAY + 21 * DAY, "09:00"))
    assert actions.expire_requests(now=make.at(MONDAY + 21 * DAY, "09:01")) == 1
    assert Appointment.objects.get().status == "arrived"


def test_until_it_returns_it_is_still_given_by_need(office: None) -> None:
    place = free_a_place()
    actions.release_late(now=NOW)
    row = waiting("waiting")
    actions.back_fill(now=NOW)
    assert offered_to(place) == row
    assert Place.objects.get(pk=place).bookable_from is None


@given(st.integers(1, 90 * 24 * 60))
def test_the_delay_is_random_and_bounded(minutes: int) -> None:
    starts_at = NOW + timedelta(minutes=minutes)
    drawn = {random_moment(NOW, starts_at=starts_at) - NOW for _ in range(8)}
    assert len(drawn) > 1
    most = min(DELAY[1], max(timedelta(minutes=2), (starts_at - NOW) / 2))
    assert all(timedelta() < delay <= most for delay in drawn)


def test_nobody_can_tell_the_moment() -> None:
    """Fault 19: who cancels and waits for the place to come back hits no minute more often than any other."""
    hours = [int((random_moment(NOW, starts_at=NOW + 30 * DAY) - NOW).total_seconds() // 3600) for _ in range(6000)]
    shares = [hours.count(hour) / 6000 for hour in range(1, 6)]
    assert all(0.14 < share < 0.20 for share in shares), shares  # one hour of 5 h 50 min is 0.171


@given(st.integers(0, 40 * 24 * 60))
def test_an_offer_ends_in_time_to_come(minutes: int) -> None:
    starts_at = NOW + timedelta(minutes=minutes)
    until = offered_until(NOW, starts_at=starts_at, hours=24)
    if until is None:
        assert starts_at < NOW + timedelta(hours=2, minutes=30)
    else:
        assert NOW + timedelta(minutes=30) <= until <= min(NOW + DAY, starts_at - timedelta(hours=2))


@pytest.mark.django_db(transaction=True)
def test_an_offer_accepted_by_many_at_once_is_one_appointment() -> None:
    make.furnish()
    row = waiting("waiting")
    free_a_place()
    actions.back_fill(now=NOW)
    answers: list[object] = []
    barrier = threading.Barrier(6)

    def accept() -> None:
        try:
            barrier.wait()
            answers.append(actions.answer_offer(access=access_to(row), accept=True, idempotency_key=uuid4(), now=NOW))
        except Exception as fault:
            answers.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Appointment.objects.filter(status="booked").count() == 1
    assert len(set(map(str, answers))) == 1, answers
    assert Seat.objects.filter(living=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_offer_and_a_booking_at_once_never_both_have_the_place() -> None:
    make.furnish()
    for _ in range(5):
        waiting("waiting")
        place = free_a_place()
        outcome: list[str] = []
        barrier = threading.Barrier(2)

        def offer(barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            actions.back_fill(now=NOW)
            connection.close()

        def book(barrier: threading.Barrier = barrier, place: int = place, outcome: list[str] = outcome) -> None:
            barrier.wait()
            try:
                make.book(place, by=SYSTEM)
                outcome.append("booked")
            except actions.PlaceTaken:
                outcome.append("taken")
            finally:
                connection.close()

        threads = [threading.Thread(target=offer), threading.Thread(target=book)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (outcome == ["booked"]) != (offered_to(place) is not None)
        Place.objects.filter(pk=place).update(bookable_from=None)
        for seat in Seat.objects.filter(place=place, living=True):
            actions.cancel(appointment=seat.appointment_id, reason="test", by=SYSTEM, now=NOW)
        Request.objects.update(status="withdrawn", offered_place=None, offered_until=None)
        Place.objects.filter(pk=place).update(retired=True)
