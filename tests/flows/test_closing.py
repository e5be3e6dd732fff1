"""A counter closes: everybody concerned has a new time in the order of need, hears of it, and nobody is lost."""

from __future__ import annotations

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Appointment, Commitment, Place, PlanRule, Request, Seat
from amtslotse.flows import closing
from amtslotse.frontdesk.models import CallBack
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM, Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed
from amtslotse.kernel.localtime import begins, day_of
from amtslotse.notify.models import Mail
from amtslotse.offices import queries as offices
from tests.factories import plan
from tests.factories.plan import NOW, TUESDAY, WEDNESDAY, book, places, someone
from tests.factories.staff import make_actor

REASON = {"de": "Fortbildung"}
PERIOD = {"starts_at": begins(TUESDAY), "ends_at": begins(WEDNESDAY)}


@pytest.fixture
def head(db: None) -> Actor:
    plan.furnish()
    return make_actor("head")


def counter_number(number: int) -> int:
    return next(each.id for each in offices.counters(site="marktplatz") if each.number == number)


def now_at(appointment: uuid.UUID) -> Appointment:
    """Where somebody is booked now, after however many moves."""
    lineage = Appointment.objects.get(pk=appointment).lineage
    return Appointment.objects.select_related("counter").get(lineage=lineage, status="booked")


def close(head: Actor, **where: object) -> closing.Closed:
    return closing.close(**{"counter": counter_number(6), **PERIOD, "reason": REASON, "by": head, "now": NOW, **where})  # type: ignore[arg-type]


def test_people_are_placed_anew_by_need_and_told(head: Actor) -> None:
    late, early, urgent = places(counter=6, day=TUESDAY)[:3]
    PlanRule.objects.exclude(counter__in=[counter_number(6), counter_number(7)]).update(valid_to=TUESDAY)
    actions.plan_ahead(by=SYSTEM, now=NOW)
    for taken in places(counter=7, day=TUESDAY)[:-1]:
        book(taken)
    first = book(late, requested_at=NOW - timedelta(days=1))
    second = book(early, requested_at=NOW - timedelta(days=9))
    third = book(urgent, party=someone(title_expires_on=date(2026, 12, 1)))
    before = Mail.objects.count()
    seen = closing.preview(counter=counter_number(6), **PERIOD, by=head, now=NOW)
    assert [row.appointment for row in seen] == [third, second, first]
    done = close(head)
    assert (done.concerned, done.replaced, done.to_call, done.stranded) == (3, 3, 0, 0)
    for row in seen:
        found = now_at(row.appointment)
        assert found.starts_at == row.new_starts_at
        assert found.starts_at > row.starts_at
    assert [day_of(now_at(each).starts_at) for each in (third, second, first)] == [TUESDAY, WEDNESDAY, WEDNESDAY]
    assert now_at(third).starts_at <= now_at(second).starts_at <= now_at(first).starts_at
    assert Mail.objects.count() == before + 3
    assert queries.count_stranded(now=NOW) == 0
    assert not Place.objects.filter(counter=late.counter, retired=False, starts_at__date=TUESDAY).exists()
    said = events_of(stream_kind="plan", stream_ref="plan")[-1]
    assert (said.kind, said.payload) == ("plan.closed", {"appointments": 3, "replaced": 3})


def test_her_own_site_before_another_on_the_same_day(head: Actor) -> None:
    mine = places(counter=6, day=TUESDAY)[0]
    appointment = book(mine)
    close(head)
    found = now_at(appointment)
    assert found.counter.site_id == mine.counter.site_id
    assert day_of(found.starts_at) == TUESDAY


def test_closing_again_changes_nothing(head: Actor) -> None:
    book(places(counter=6, day=TUESDAY)[0])
    one = close(head)
    before = list(Appointment.objects.order_by("pk").values_list("pk", "status"))
    again = close(head)
    assert again.closure == one.closure
    assert (again.concerned, again.replaced) == (0, 0)
    assert list(Appointment.objects.order_by("pk").values_list("pk", "status")) == before


def test_who_has_no_mail_is_on_the_call_list(head: Actor) -> None:
    book(places(counter=6, day=TUESDAY)[0], party=someone(contact="phone"))
    book(places(counter=6, day=TUESDAY)[1], party=someone(contact="desk"))
    done = close(head)
    assert (done.replaced, done.to_call) == (2, 2)
    call = CallBack.objects.get()
    assert call.reason == "appointment"
    assert call.due_on == day_of(NOW)


def test_for_whom_nothing_fits_waits_with_her_day(head: Actor) -> None:
    mine, hers = places(counter=6, day=TUESDAY)[:2]
    asked = NOW - timedelta(days=12)
    appointment = book(mine, requested_at=asked)
    urgent = book(hers, party=someone(title_expires_on=day_of(NOW) + timedelta(days=3), contact="phone"))
    Place.objects.exclude(pk__in=[mine.pk, hers.pk]).update(retired=True)
    PlanRule.objects.exclude(counter=mine.counter).delete()
    PlanRule.objects.update(valid_to=WEDNESDAY)
    done = close(head)
    assert (done.concerned, done.replaced, done.listed, done.to_call, done.stranded) == (2, 0, 2, 1, 0)
    waiting = Request.objects.get(kind="waiting")
    assert (waiting.requested_at, waiting.status, waiting.klass) == (asked, "waiting", "regular")
    assert Request.objects.get(kind="emergency").party == Appointment.objects.get(pk=urgent).party
    assert Appointment.objects.get(pk=appointment).end_reason == "closed"
    assert Commitment.objects.filter(living=True, request=waiting).count() == 1
    assert CallBack.objects.count() == 1
    assert close(head).concerned == 0
    assert Request.objects.count() == 2
    assert not closing.replace_one(appointment=appointment, by=head, now=NOW)


def test_a_person_gives_the_stranded_the_next_time(head: Actor) -> None:
    mine = places(counter=6, day=TUESDAY)[0]
    appointment = book(mine)
    PlanRule.objects.filter(counter=mine.counter).update(valid_to=TUESDAY)
    actions.plan_ahead(by=SYSTEM, now=NOW)
    assert queries.count_stranded(now=NOW) == 1
    assert closing.replace_one(appointment=appointment, by=head, now=NOW)
    assert queries.count_stranded(now=NOW) == 0
    assert now_at(appointment).pk != appointment


def test_a_site_and_the_whole_office_can_close(head: Actor) -> None:
    here, there = places(counter=6, day=TUESDAY)[0], places(site="nordstadt", counter=2, day=TUESDAY)[0]
    one, other = book(here), book(there)
    assert close(head, counter=None, site="nordstadt").concerned == 1
    assert now_at(one).pk == one
    assert now_at(other).counter.site_id != there.counter.site_id or day_of(now_at(other).starts_at) > TUESDAY
    close(head, counter=None, site=None)
    assert not Seat.objects.filter(living=True, place__starts_at__date=TUESDAY).exists()


def test_reopening_makes_the_places_again(head: Actor) -> None:
    before = len(places(counter=6, day=TUESDAY))
    done = close(head)
    assert places(counter=6, day=TUESDAY) == []
    closing.reopen(closure=done.closure, by=head, now=NOW)
    closing.reopen(closure=done.closure, by=head, now=NOW)
    assert len(places(counter=6, day=TUESDAY)) == before


def test_only_the_head_closes_and_only_what_is_to_come(head: Actor) -> None:
    for role in ("desk", "clearing", "caseworker"):
        by = make_actor(role)
        with pytest.raises(NotAllowed):
            close(by)
        with pytest.raises(NotAllowed):
            closing.preview(counter=counter_number(6), **PERIOD, by=by, now=NOW)
    with pytest.raises(InvalidInput):
        close(head, starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_a_booking_in_flight_is_waited_for_and_placed_anew() -> None:
    """She has sat down but not committed when the counter closes: she is not lost, and not left behind a closed door."""
    plan.furnish()
    head = make_actor("head")
    place = places(counter=6, day=TUESDAY)[0]
    sat, closed = threading.Event(), threading.Event()
    booked: list[uuid.UUID] = []
    order: list[str] = []

    def booking() -> None:
        try:
            with transaction.atomic():
                booked.append(book(place))
                sat.set()
                closed.wait(1.0)  # the closure is waiting by now
                order.append("booked")
        finally:
            connection.close()

    def close_it() -> None:
        try:
            sat.wait(60)
            close(head)
            order.append("closed")
        finally:
            closed.set()
            connection.close()

    crew = [threading.Thread(target=booking), threading.Thread(target=close_it)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    assert order == ["booked", "closed"]
    found = now_at(booked[0])
    assert found.pk != booked[0]
    assert queries.count_stranded(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_a_hold_that_is_confirmed_after_the_closure_is_seen() -> None:
    plan.furnish()
    head = make_actor("head")
    place = places(counter=6, day=TUESDAY)[0]
    appointment = book(place)
    with connection.cursor() as cursor:  # as a hold would stand there
        cursor.execute(
            "UPDATE appointments_appointment SET status = 'held', held_until = %s WHERE id = %s",
            [NOW + timedelta(minutes=5), appointment],
        )
    assert close(head).concerned == 0
    place.refresh_from_db()
    assert place.stranded
    Appointment.objects.filter(pk=appointment).update(status="booked")
    assert [row.appointment for row in queries.stranded(actor=head, now=NOW)] == [appointment]
