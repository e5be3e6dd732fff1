"""One living appointment per person and matter, and nobody learns from it that somebody else has one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Appointment, Commitment, Person, keys
from amtslotse.appointments.rules.parties import PersonInput
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories import appointments as make
from tests.factories.appointments import NOW, SHORT
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    make.furnish()


@pytest.fixture
def desk() -> Actor:
    return make_actor("desk")


HERS = PersonInput("Rahimi", "Farida", "1988-03-04", "document", "P 123-456")


def test_a_proven_person_has_one_appointment_for_a_matter_across_sites(desk: Actor) -> None:
    first, second, *_ = make.make_places()
    branch = make.make_places(1, of=make.counter(1, make.BRANCH))[0]
    make.book(first, make.make_party(HERS, proven=True), by=desk)
    typed_otherwise = PersonInput("RAHIMI", "", "1988-03-04", "document", "p123456")
    for place in (second, branch):
        with pytest.raises(actions.AlreadyCommitted):
            make.book(place, make.make_party(typed_otherwise, proven=True), by=desk)
    short = make.make_places(1, clock="15:00", klass="short")[0]
    assert make.book(short, make.make_party(HERS, proven=True), matters=(SHORT,), by=desk)  # another matter is another visit
    with pytest.raises(actions.AlreadyCommitted):  # one of a family is enough
        make.book(second, make.make_party(make.make_person(), HERS, proven=True), by=desk)
    assert Appointment.objects.count() == 2


def test_a_stranger_who_types_her_number_learns_nothing_and_blocks_nobody(desk: Actor) -> None:
    places = make.make_places(12)
    make.book(places[0], make.make_party(HERS, proven=True), by=desk)
    unknown = PersonInput("Rahimi", "Farida", "1988-03-04", "document", "Z 999-999")
    answers, statements = [], []
    for person, place in ((HERS, places[1]), (unknown, places[2])):
        party = make.make_party(person, email="stranger@example.org")
        with CaptureQueriesContext(connection) as seen:
            held = make.hold(place, party)
            access = make.confirm(held)
        answers.append((held.held_until, held.sent_to, queries.appointment(access=access, language="de", now=NOW).status))
        statements.append([query["sql"].split()[:2] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]])
    assert answers[0] == answers[1]
    assert statements[0] == statements[1]  # and the same work
    (doubt,) = queries.contested(actor=desk)
    assert doubt.proven.persons[0].is_verified
    assert [row.persons[0].is_verified for row in doubt.others] == [False]
    with pytest.raises(NotAllowed):
        queries.contested(actor=make_actor("council"))


def test_an_unproven_entry_never_blocks_the_person_herself(desk: Actor) -> None:
    places = make.make_places(6)
    strangers = make.confirm(make.hold(places[0], make.make_party(HERS)))
    other = make.confirm(make.hold(places[1], make.make_party(HERS)))  # a second stranger is none the wiser
    hers = make.book(places[2], make.make_party(HERS, proven=True), by=desk)
    assert len({strangers, other, hers}) == 3
    assert len(queries.contested(actor=desk)[0].others) == 2


def test_who_shows_her_document_is_proven_and_excludes_the_rest(desk: Actor) -> None:
    places = make.make_places(6)
    hers = make.confirm(make.hold(places[0], make.make_party(HERS)))
    person = Person.objects.get()
    with pytest.raises(NotAllowed):
        actions.vouch(person=person.pk, kind="document", by=make_actor("council"), now=NOW)
    actions.vouch(person=person.pk, kind="document", by=desk, now=NOW)
    actions.vouch(person=person.pk, kind="document", by=desk, now=NOW)
    assert Commitment.objects.get().verified
    with pytest.raises(actions.AlreadyCommitted):
        make.book(places[1], make.make_party(HERS, proven=True), by=desk)
    second = make.confirm(make.hold(places[2], make.make_party(HERS)))
    with pytest.raises(actions.AlreadyCommitted):  # she cannot be proven twice
        actions.vouch(person=Person.objects.get(party__appointments=second.appointment).pk, kind="document", by=desk, now=NOW)
    actions.cancel(appointment=hers.appointment, reason="applicant", by=desk, now=NOW)
    actions.vouch(person=Person.objects.get(party__appointments=second.appointment).pk, kind="document", by=desk, now=NOW)
    with pytest.raises(NotFound):
        actions.vouch(person=0, kind="document", by=desk, now=NOW)


def test_who_has_no_document_is_vouched_for(desk: Actor) -> None:
    places = make.make_places(6)
    nobody = PersonInput("Tesfay", "", "1999-00-00")
    make.confirm(make.hold(places[0], make.make_party(nobody)))
    person = Person.objects.get()
    with pytest.raises(InvalidInput):
        actions.vouch(person=person.pk, kind="document", by=desk, now=NOW)
    actions.vouch(person=person.pk, kind="vouched", by=desk, now=NOW)
    person.refresh_from_db()
    assert (person.key_kind, len(person.key), person.verified_at) == ("vouched", 64, NOW)
    assert make.book(places[1], make.make_party(nobody, proven=True), by=desk)  # another of the same name is another person


def test_who_comes_in_with_her_case_is_known_by_it(desk: Actor) -> None:
    places = make.make_places(6)
    case = uuid4()
    plain = PersonInput("Rahimi", "Farida", "1988-03-04")
    make.book(places[0], make.make_party(plain, proven=True, case_ref=case), by=desk)
    with pytest.raises(actions.AlreadyCommitted):
        make.book(places[1], make.make_party(plain, proven=True, case_ref=case), by=desk)


def test_keys_depend_on_kind_number_and_birth_date_and_on_the_office() -> None:
    key = keys.person_key(make.make_person(key_number="A1"))
    assert len(key) == 64
    several = {
        keys.person_key(PersonInput("A", "", born, kind, number))
        for born in ("1990-01-01", "1990-01-02")
        for kind in ("document", "azr")
        for number in ("A1", "A2")
    }
    assert len(several) == 8


def test_the_number_itself_is_stored_nowhere() -> None:
    make.confirm(make.hold(make.make_places()[0], make.make_party(HERS)))
    stored = str([vars(row) for model in (Person, Appointment, Commitment) for row in model.objects.all()])
    assert "123456" not in stored
    assert "123-456" not in stored


def test_a_case_proves_its_applicant_and_nobody_she_brings_along(desk: Actor) -> None:
    places = make.make_places(8)
    make.book(places[0], make.make_party(make.make_person(), HERS, proven=True, case_ref=uuid4()), by=desk)
    assert [person.verified_at is not None for person in Person.objects.order_by("position")] == [True, False]
    assert make.book(places[4], make.make_party(HERS, proven=True), by=desk)  # she herself is not blocked
