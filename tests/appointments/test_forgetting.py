"""After the visit the office does not know any more who came; what happened stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amtslotse.appointments import actions
from amtslotse.appointments.models import Appointment, Commitment, Party, Person
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import SYSTEM
from tests.factories import appointments as make
from tests.factories.appointments import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    make.furnish()


def test_a_week_after_the_visit_nothing_personal_is_left() -> None:
    first, *_ = make.make_places()
    access = make.confirm(make.hold(first, make.make_party(needs=frozenset({"helper"}))))
    living = make.book(make.make_places(1, day=make.MONDAY + timedelta(days=20))[0])
    ends = make.at(make.MONDAY, "09:30")
    actions.mark_arrived(appointment=access.appointment, by=SYSTEM, now=ends)
    actions.mark_done(appointment=access.appointment, outcome="settled", by=SYSTEM, now=ends)
    assert not Party.objects.filter(needs_helper=True).exists()  # right after the visit
    assert actions.forget(now=ends + timedelta(days=6)) == 0
    assert actions.forget(now=ends + timedelta(days=8)) == 1
    assert actions.forget(now=ends + timedelta(days=8)) == 0
    gone = Appointment.objects.select_related("party").get(pk=access.appointment)
    person = gone.party.persons.get()
    assert (person.family_name, person.given_names, person.birth_date, person.key, person.name_key) == ("",) * 5
    assert (gone.party.email, gone.party.phone, gone.party.contact_key, gone.contact_key, gone.digest) == ("",) * 5
    assert gone.party.case_ref is None
    assert not Commitment.objects.filter(appointment=gone).exists()
    assert (gone.status, gone.starts_at) == ("done", make.at(make.MONDAY, "09:00"))
    kinds = [event.kind for event in events_of(stream_kind="appointment", stream_ref=str(gone.pk))]
    assert kinds[-2:] == ["appointment.done", "appointment.forgotten"]
    assert Person.objects.get(party__appointments=living.appointment).family_name


def test_a_hold_nobody_confirmed_leaves_nothing_after_a_day() -> None:
    make.hold(make.make_places()[0])
    actions.expire_holds(now=NOW + timedelta(minutes=6))
    assert actions.forget(now=NOW + timedelta(hours=20)) == 0
    assert actions.forget(now=NOW + timedelta(hours=25)) == 1
    assert Person.objects.get().family_name == ""


def test_what_she_needed_goes_also_when_nobody_ended_the_visit() -> None:
    make.book(make.make_places()[0], make.make_party(needs=frozenset({"interpreter"})))
    actions.forget(now=make.at(make.MONDAY, "12:00"))
    assert Party.objects.get().needs_interpreter
    actions.forget(now=make.at(make.MONDAY, "12:00") + timedelta(days=1))
    assert not Party.objects.get().needs_interpreter
    assert Person.objects.get().family_name
