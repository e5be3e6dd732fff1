"""Nobody leaves empty-handed, and the place of somebody who did not come is given on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from amtslotse.appointments import actions as appointments
from amtslotse.appointments import queries as reading
from amtslotse.appointments.models import Appointment
from amtslotse.flows import finishing
from amtslotse.frontdesk import actions
from amtslotse.frontdesk.models import Stop, Ticket
from amtslotse.frontdesk.queries import CalledView
from amtslotse.kernel.errors import DomainError
from tests.factories.appointments import MONDAY, REGULAR, make_party, make_places
from tests.factories.frontdesk import NOW, Hall, counter
from tests.flows.test_arriving import booked, come


def _called(hall: Hall, minutes: int = 0) -> CalledView:
    place = hall.sit(2, hall.other_clerk)
    called = actions.call_next(counter=place, by=hall.other_clerk, now=NOW + timedelta(minutes=minutes))
    assert called is not None
    return called


def test_an_express_matter_ends_in_an_appointment_made_on_the_spot(hall: Hall) -> None:
    (place,) = make_places(1, day=MONDAY + timedelta(days=1))
    hall.come("short")
    called = _called(hall)
    key, party = uuid4(), make_party(proven=True)
    given = {"stop": called.stop, "place": place, "matters": (REGULAR,), "party": party, "idempotency_key": key}
    access = finishing.finish_with_appointment(**given, by=hall.other_clerk, now=NOW)
    assert finishing.finish_with_appointment(**given, by=hall.other_clerk, now=NOW) == access
    assert Ticket.objects.get().outcome == "appointment"
    assert Appointment.objects.get().status == "booked"


def test_without_an_appointment_she_is_still_at_the_counter(hall: Hall) -> None:
    (place,) = make_places(1, day=MONDAY + timedelta(days=1))
    taken = make_party(proven=True)
    appointments.book(
        place=place, matters=(REGULAR,), party=taken, source="desk", idempotency_key=uuid4(), by=hall.desk, now=NOW
    )
    hall.come("short")
    called = _called(hall)
    with pytest.raises(DomainError):
        finishing.finish_with_appointment(
            stop=called.stop,
            place=place,
            matters=(REGULAR,),
            party=make_party(),
            idempotency_key=uuid4(),
            by=hall.other_clerk,
            now=NOW,
        )
    assert Stop.objects.get().status == "called"


def test_no_appointment_without_an_end_of_the_station(hall: Hall) -> None:
    (place,) = make_places(1, day=MONDAY + timedelta(days=1))
    hall.come("short")
    called = _called(hall)
    actions.finish(stop=called.stop, outcome="done", by=hall.other_clerk, now=NOW)
    with pytest.raises(actions.NotNow):
        finishing.finish_with_appointment(
            stop=called.stop,
            place=place,
            matters=(REGULAR,),
            party=make_party(proven=True),
            idempotency_key=uuid4(),
            by=hall.other_clerk,
            now=NOW,
        )
    assert not Appointment.objects.exists()


def test_a_no_show_is_marked_and_her_place_is_given_on(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[object] = []
    monkeypatch.setattr("amtslotse.appointments.actions.back_fill", lambda **said: filled.append(said))
    access = booked(hall)
    come(reading.check_in_token(access.appointment))
    called = _called(hall, 31)
    finishing.no_show(stop=called.stop, by=hall.other_clerk, now=NOW + timedelta(minutes=40))
    assert Ticket.objects.get().outcome == "no_show"
    assert Appointment.objects.get().status == "no_show"
    assert len(filled) == 1
    hall.come()
    walk_in = actions.call_next(counter=counter(2), by=hall.other_clerk, now=NOW)
    assert walk_in is not None
    finishing.no_show(stop=walk_in.stop, by=hall.other_clerk, now=NOW)
    assert len(filled) == 1
