"""What the database itself refuses, past every action; and for each promise that what may change, does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from amtslotse.appointments import actions
from amtslotse.appointments.models import Appointment, Commitment, Party, Person, Place, Request, Round, Seat
from amtslotse.kernel.actor import SYSTEM
from tests.environment import DATABASE, SERVER
from tests.factories import appointments as make
from tests.factories.appointments import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    make.furnish()


@contextmanager
def _refused(saying: str = ".") -> Iterator[None]:
    with pytest.raises(DatabaseError, match=saying), transaction.atomic():
        yield


@pytest.fixture
def booked() -> Appointment:
    access = make.book(make.make_places()[0])
    return Appointment.objects.get(pk=access.appointment)


def test_a_place_has_one_living_seat(booked: Appointment) -> None:
    place = booked.seats.get().place_id
    other = make.book(make.make_places(1, clock="15:00")[0])
    with _refused("one_living_seat_per_place"):
        Seat.objects.create(place_id=place, appointment_id=other.appointment, klass="regular")
    Seat.objects.create(place_id=place, appointment_id=other.appointment, klass="regular", living=False)


def test_the_time_of_a_counter_is_given_once(booked: Appointment) -> None:
    values = {field.attname: getattr(booked, field.attname) for field in Appointment._meta.concrete_fields}
    half = timedelta(minutes=15)
    fresh = {"id": uuid4(), "number": "T2026OTHER", "idempotency_key": uuid4()}
    with _refused("appointments_of_a_counter_never_overlap"):
        Appointment.objects.create(
            **{**values, **fresh, "starts_at": booked.starts_at + half, "ends_at": booked.ends_at + half}
        )
    Appointment.objects.create(**{**values, **fresh, "counter_id": make.counter(2)})


def test_an_idempotency_key_is_used_once(booked: Appointment) -> None:
    values = {field.attname: getattr(booked, field.attname) for field in Appointment._meta.concrete_fields}
    with _refused("idempotency_key"):
        Appointment.objects.create(**{**values, "id": uuid4(), "number": "T2026OTHER", "counter_id": make.counter(2)})


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": NOW},
        {"ends_at": NOW + timedelta(days=9)},
        {"requested_at": NOW - timedelta(days=1)},
        {"number": "T2026X"},
        {"klass": "short"},
        {"lineage": uuid4()},
        {"idempotency_key": uuid4()},
        {"created_at": NOW + timedelta(days=1)},
        {"code_version": 0},
    ],
)
def test_an_appointment_never_changes_its_time_or_its_people(booked: Appointment, change: dict[str, object]) -> None:
    with _refused("never"):
        Appointment.objects.filter(pk=booked.pk).update(**change)
    with _refused("never"):
        Appointment.objects.filter(pk=booked.pk).update(party=Party.objects.create(contact_kind="desk", created_at=NOW))
    assert Appointment.objects.filter(pk=booked.pk).update(answer="coming") == 1


@pytest.mark.parametrize("status", ["cancelled", "moved", "done", "no_show"])
def test_what_is_over_stays_over(booked: Appointment, status: str) -> None:
    Appointment.objects.filter(pk=booked.pk).update(status=status)
    for other in ("booked", "held", "arrived", "expired"):
        with _refused("stays over"):
            Appointment.objects.filter(pk=booked.pk).update(status=other)


@pytest.mark.parametrize(
    "change",
    [{"family_name": "Anders"}, {"given_names": "Eva"}, {"birth_date": "2000-01-01"}, {"key": "x"}, {"name_key": "y"}],
)
def test_a_person_never_changes(booked: Appointment, change: dict[str, object]) -> None:
    with _refused("change of person is a cancellation"):
        Person.objects.update(**change)
    with _refused("change of person"):
        Person.objects.update(party=Party.objects.create(contact_kind="desk", created_at=NOW))


def test_who_has_no_key_gets_one_once() -> None:
    make.book(make.make_places()[0], make.make_party(make.make_person(key_kind="")))
    assert Person.objects.update(key="a" * 64, key_kind="vouched") == 1
    with _refused():
        Person.objects.update(key="b" * 64)


def test_a_taken_place_is_neither_retired_nor_moved_nor_deleted(booked: Appointment) -> None:
    place = Place.objects.filter(seats__appointment=booked)
    for change in (
        {"retired": True},
        {"starts_at": booked.starts_at - timedelta(minutes=5)},
        {"ends_at": booked.ends_at + timedelta(minutes=1)},
        {"counter": make.counter(2)},
        {"klass": "short"},
    ):
        with _refused("stays"):
            place.update(**change)
    with _refused(), connection.cursor() as cursor:  # past the models: the statement itself
        cursor.execute("DELETE FROM appointments_place WHERE id IN (SELECT place_id FROM appointments_seat)")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert place.update(stranded=True, contingent="internal", bookable_from=None) == 1
    actions.cancel(appointment=booked.pk, reason="office", by=SYSTEM, now=NOW)
    assert place.update(retired=True) == 1


def test_nobody_sits_down_on_a_retired_place(booked: Appointment) -> None:
    place = make.make_places(1, clock="15:00")[0]
    Place.objects.filter(pk=place).update(retired=True)
    with _refused("retired"):
        Seat.objects.create(place_id=place, appointment=booked, klass="regular")


def test_a_seat_is_given_up_never_moved_or_taken_back(booked: Appointment) -> None:
    other = make.make_places(1, clock="15:00")[0]
    with _refused("never moved"):
        Seat.objects.update(place=other)
    Seat.objects.update(living=False)
    with _refused("never moved"):
        Seat.objects.update(living=True)


def test_permits_and_slots_are_given_once() -> None:
    places = make.make_places(8)
    make.hold(places[0])
    make.book(places[1])
    held = Seat.objects.get(hold_permit__isnull=False)
    other = Seat.objects.get(hold_permit__isnull=True)
    with _refused("one_held_place_per_permit"):
        Seat.objects.filter(pk=other.pk).update(hold_permit=held.hold_permit)
    with _refused("only_the_living_hold"):
        Seat.objects.filter(pk=held.pk).update(living=False)


def test_one_verified_commitment_and_one_of_each_contact(booked: Appointment) -> None:
    first = Commitment.objects.get()
    values = {"person_id": first.person_id, "person_key": first.person_key, "matter": first.matter, "appointment": booked}
    with _refused("one_unverified_commitment_per_contact"):
        Commitment.objects.create(**values, contact_key=first.contact_key)
    Commitment.objects.create(**values, contact_key="another")
    Commitment.objects.create(**values, contact_key="another", verified=True)
    with _refused("one_living_commitment_per_person_and_matter"):
        Commitment.objects.create(**values, contact_key="third", verified=True)
    Commitment.objects.create(**values, contact_key="third", verified=True, living=False)


def test_places_of_a_counter_never_overlap() -> None:
    make.make_places(2)
    with _refused("places_of_a_counter_never_overlap"):
        make.make_places(1, clock="09:15")
    make.make_places(1, clock="09:15", of=make.counter(2))


def test_a_request_and_a_round_stay_what_they_were(booked: Appointment) -> None:
    request = Request.objects.create(
        number="A2026X",
        idempotency_key=uuid4(),
        digest="",
        ticket="T1",
        kind="waiting",
        status="waiting",
        party_id=booked.party_id,
        klass="regular",
        matters=[make.REGULAR],
        minutes=30,
        requested_at=NOW,
        requested_on=NOW.date(),
    )
    for change in (
        {"requested_at": NOW - timedelta(days=3)},
        {"requested_on": make.MONDAY},
        {"ticket": "T2"},
        {"number": "A1"},
    ):
        with _refused("never changes"):
            Request.objects.filter(pk=request.pk).update(**change)
    assert Request.objects.update(status="withdrawn", ended_at=NOW) == 1
    allocation = Round.objects.create(
        klass="regular", entries_until=NOW, announced_for=NOW, seed="00", entries=[], commitment="c", committed_at=NOW
    )
    for change in ({"seed": "01"}, {"entries": [["a", "b"]]}, {"commitment": "d"}, {"entries_until": NOW + timedelta(days=1)}):
        with _refused("never changes"):
            Round.objects.filter(pk=allocation.pk).update(**change)
    assert Round.objects.update(opened_at=NOW, result=[]) == 1
    with _refused("never changes"):
        Round.objects.update(result=[1])
    with _refused("none is deleted"):
        Round.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_control_without_the_trigger_a_name_is_sold(transactional_db: None) -> None:
    """The promise is the database's: without the trigger the same statement changes the name."""
    make.furnish()
    make.book(make.make_places()[0])
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("ALTER TABLE appointments_person DISABLE TRIGGER is_frozen")
        try:
            assert Person.objects.update(family_name="Käufer") == 1
        finally:
            superuser.execute("ALTER TABLE appointments_person ENABLE TRIGGER is_frozen")
