"""An appointment and a ticket are one arrival, however she says that she is here."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from amtslotse.appointments import actions as appointments
from amtslotse.appointments import queries as reading
from amtslotse.appointments.models import Appointment
from amtslotse.appointments.rules.access import AppointmentAccess
from amtslotse.flows.arriving import ElsewhereToday, NotToday, arrive
from amtslotse.frontdesk import actions, queries
from amtslotse.frontdesk.models import Stop, Ticket
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import APPLICANT, Actor
from amtslotse.kernel.errors import NotAllowed
from tests.factories.appointments import MONDAY, REGULAR, make_party, make_person, make_places
from tests.factories.frontdesk import BRANCH, MAIN, NOW, Hall, counter

BOOKED = NOW - timedelta(days=3)


def booked(hall: Hall, clock: str = "10:30", **party: object) -> AppointmentAccess:
    """An appointment of today, made last week at the desk."""
    (place,) = make_places(1, day=MONDAY, clock=clock, of=counter(2))
    who = make_party(make_person(family_name="Nguyễn", given_names="Lan"), **party)
    return appointments.book(
        place=place, matters=(REGULAR,), party=who, source="desk", idempotency_key=uuid4(), by=hall.desk, now=BOOKED
    )


def come(said: str, code: str | None = None, *, by: Actor = APPLICANT, now: datetime = NOW, site: str | None = None) -> object:
    return arrive(token_or_number=said, code=code, network="192.0.2.1", site=site, idempotency_key=uuid4(), by=by, now=now)


def test_by_qr_by_code_and_at_the_desk_it_is_one_ticket(hall: Hall) -> None:
    access = booked(hall, needs=frozenset({"helper"}))
    view = reading.appointment(access=access, language="de", now=NOW)
    by_token = come(reading.check_in_token(access.appointment))
    assert by_token is not None
    assert come(view.number, view.code) == by_token
    assert come(view.number, by=hall.desk, site=MAIN) == by_token
    ticket = Ticket.objects.get()
    assert (ticket.name, ticket.needs_helper, ticket.appointment_id) == ("Lan Nguyễn", True, access.appointment)
    stop = Stop.objects.get()
    assert (stop.due_at, stop.due_from, stop.klass, stop.matters) == (view.starts_at, view.starts_at, "regular", [REGULAR])
    assert Appointment.objects.get().status == "arrived"
    kinds = [each.kind for each in events_of(stream_kind="appointment", stream_ref=str(access.appointment))]
    assert kinds.count("appointment.arrived") == 1


def test_unknown_wrong_and_strange_are_one_answer(hall: Hall) -> None:
    view = reading.appointment(access=booked(hall), language="de", now=NOW)
    assert come(view.number, "0000-0000-0000-0000") is None
    assert come("T-2026-0000", view.code) is None
    assert come(view.number) is None  # a number alone opens nothing for herself
    assert come("x" * 500) is None
    assert come("Nguyễn", by=hall.desk) is None
    assert not Ticket.objects.exists()
    with pytest.raises(NotAllowed):
        come(view.number, by=hall.clerk)


def test_only_today_and_only_in_this_house(hall: Hall) -> None:
    token = reading.check_in_token(booked(hall).appointment)
    with pytest.raises(NotToday):
        come(token, now=NOW - timedelta(days=1))
    with pytest.raises(ElsewhereToday):
        come(token, site=BRANCH)
    assert not Ticket.objects.exists()
    assert Appointment.objects.get().status == "booked"


def test_a_cancelled_appointment_gives_no_ticket(hall: Hall) -> None:
    access = booked(hall)
    token = reading.check_in_token(access.appointment)
    appointments.cancel(appointment=access.appointment, reason="asked", by=hall.desk, now=BOOKED)
    with pytest.raises(Exception, match="not_now"):
        come(token)
    assert not Ticket.objects.exists()


def test_who_comes_early_waits_for_her_time_and_is_then_first(hall: Hall) -> None:
    place = hall.sit(2)
    early = come(reading.check_in_token(booked(hall).appointment))
    walk_in = hall.come(minutes_ago=-1, now=NOW)
    first = actions.call_next(counter=place, by=hall.clerk, now=NOW + timedelta(minutes=5))
    assert first is not None
    assert first.ticket == walk_in.id
    actions.finish(stop=first.stop, outcome="done", by=hall.clerk, now=NOW + timedelta(minutes=30))
    hall.come(minutes_ago=-25, now=NOW)
    second = actions.call_next(counter=place, by=hall.clerk, now=NOW + timedelta(minutes=30))
    assert second is not None
    assert (second.ticket, second.rule) == (early.id, "appointment")  # type: ignore[attr-defined]


def test_who_is_coming_is_named_until_she_is_here(hall: Hall) -> None:
    access = booked(hall)
    (row,) = queries.today(site=MAIN, actor=hall.desk, now=NOW + timedelta(minutes=40)).coming
    assert (row.names, row.late_minutes) == (("Lan Nguyễn",), 10)
    assert queries.today(site=MAIN, actor=hall.clerk, now=NOW).coming == ()
    come(reading.check_in_token(access.appointment))
    view = queries.today(site=MAIN, actor=hall.desk, now=NOW)
    assert view.coming == ()
    assert len(view.waiting) == 1
    assert "Nguy" not in str(view)


def test_her_appointment_is_done_with_her_visit(hall: Hall) -> None:
    access = booked(hall)
    come(reading.check_in_token(access.appointment))
    place = hall.sit(2)
    called = actions.call_next(counter=place, by=hall.clerk, now=NOW + timedelta(minutes=31))
    assert called is not None
    assert called.appointment == access.appointment
    actions.finish(stop=called.stop, outcome="done", by=hall.clerk, now=NOW + timedelta(minutes=50))
    assert Appointment.objects.get().status == "done"
