"""The emergency list: places by rank, a written reason to lift, and nobody with seven days or less left at night."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Request
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import APPLICANT, SYSTEM
from amtslotse.kernel.errors import InvalidInput, NotAllowed
from tests.factories import appointments as make
from tests.factories.appointments import EMERGENCY, NOW
from tests.factories.requests import access_to, always_allocate, ask, waiting
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    make.furnish()


def urgent(days: int = 3, **said: object) -> Request:
    return waiting("emergency", matters=(EMERGENCY,), party=make.make_party(title_expires_on=TODAY + days * DAY), **said)


def listed() -> list[tuple[object, str]]:
    return [(row.request, row.rule) for row in queries.emergency_list(actor=make_actor("desk"), now=NOW)]


def test_ranked_by_harm_and_never_by_speed() -> None:
    travel = waiting("emergency", matters=(EMERGENCY,), reasons=("travel",), now=NOW - 5 * DAY)
    court = waiting("emergency", matters=(EMERGENCY,), reasons=("court:2026-11-27",))
    later, sooner = urgent(6), urgent(2)
    assert listed() == [(sooner.pk, "title"), (later.pk, "title"), (court.pk, "court"), (travel.pk, "travel")]
    with pytest.raises(NotAllowed):
        queries.emergency_list(actor=make_actor("council"), now=NOW)


def test_who_waits_elsewhere_comes_onto_the_list_when_her_title_ends_soon() -> None:
    always_allocate()
    row = waiting(party=make.make_party(title_expires_on=TODAY + 10 * DAY))
    assert listed() == []
    later = NOW + 3 * DAY
    (entry,) = queries.emergency_list(actor=make_actor("desk"), now=later)
    assert (entry.request, entry.rule, entry.urgent) == (row.pk, "title", True)


def test_free_emergency_places_go_by_rank() -> None:
    travel = waiting("emergency", matters=(EMERGENCY,), reasons=("travel",), now=NOW - 5 * DAY)
    first = urgent()
    make.make_places(1, klass="emergency")
    assert actions.place_urgents(now=NOW) == 1
    first.refresh_from_db()
    travel.refresh_from_db()
    assert (first.status, first.appointment.source, travel.status) == ("placed", "emergency", "waiting")
    assert actions.place_urgents(now=NOW) == 0
    assert queries.unserved_urgent(now=NOW) == ()


def test_a_freed_regular_place_goes_to_the_emergency_list_before_the_waiting_list() -> None:
    waiting("waiting", now=NOW - 9 * DAY)
    row = waiting("emergency", party=make.make_party(title_expires_on=TODAY))
    (place,) = make.make_places(1)
    access = make.book(place)
    actions.cancel(appointment=access.appointment, reason="cannot", by=APPLICANT, now=NOW)
    assert actions.back_fill(now=NOW) == 1
    row.refresh_from_db()
    assert row.status == "placed"


def test_nobody_with_seven_days_or_less_is_overlooked() -> None:
    """The failing control: whoever has no place and no looked-at application is named until she has one."""
    row, fine = urgent(7), urgent(8, reasons=("travel",))
    (entry,) = queries.unserved_urgent(now=NOW)
    assert (entry.request, entry.urgent_since) == (row.pk, TODAY)
    with pytest.raises(InvalidInput):
        actions.looked_at(request=row.pk, by=make_actor("caseworker"), now=NOW)
    actions.mark_filed(request=row.pk, case=uuid4(), by=APPLICANT, now=NOW)
    assert [each.filed for each in queries.unserved_urgent(now=NOW)] == [True], "filed and not looked at is not enough"
    with pytest.raises(NotAllowed):
        actions.looked_at(request=row.pk, by=make_actor("desk"), now=NOW)
    actions.looked_at(request=row.pk, by=make_actor("caseworker"), now=NOW)
    actions.looked_at(request=row.pk, by=make_actor("caseworker"), now=NOW)
    assert queries.unserved_urgent(now=NOW) == ()
    row.refresh_from_db()
    assert (row.status, row.looked_at) == ("filed", NOW)
    kinds = [event.kind for event in events_of(stream_kind="request", stream_ref=str(row.pk))]
    assert kinds[-2:] == ["request.filed", "request.looked_at"]
    assert [each.request for each in queries.unserved_urgent(now=NOW + DAY)] == [fine.pk], "a day later it is her turn"


def test_the_desk_gives_a_place_by_hand() -> None:
    row = urgent()
    (place,) = make.make_places(1)
    desk = make_actor("desk")
    access = actions.place_urgent(request=row.pk, place=place, by=desk, now=NOW)
    assert actions.place_urgent(request=row.pk, place=place, by=desk, now=NOW) == access
    seen = queries.request_view(access=access_to(row), language="de", now=NOW)
    assert (seen.status, seen.appointment) == ("placed", access.appointment)
    with pytest.raises(NotAllowed):
        actions.place_urgent(request=row.pk, place=place, by=make_actor("council"), now=NOW)


def test_lifting_needs_a_written_reason_and_is_counted() -> None:
    first, last = urgent(), waiting("emergency", matters=(EMERGENCY,), reasons=("travel",))
    clerk = make_actor("caseworker")
    for reason in ("", "   "):
        with pytest.raises(InvalidInput):
            actions.lift(request=last.pk, reason=reason, by=clerk, now=NOW)
    with pytest.raises(NotAllowed):
        actions.lift(request=last.pk, reason="ein Grund", by=make_actor("desk"), now=NOW)
    with pytest.raises(NotAllowed):
        actions.lift(request=last.pk, reason="ein Grund", by=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError, match="lifting_has_a_person_and_a_reason"), transaction.atomic():
        Request.objects.filter(pk=last.pk).update(lifted_at=NOW)
    actions.lift(request=last.pk, reason="Operation am Montag, Attest lag vor", by=clerk, now=NOW)
    assert listed() == [(last.pk, "lifted"), (first.pk, "title")]
    assert "request.lifted" in [event.kind for event in events_of(stream_kind="request", stream_ref=str(last.pk))]


def test_anybody_who_waits_can_be_lifted() -> None:
    row = waiting("waiting")
    actions.lift(request=row.pk, reason="Todesfall in der Familie", by=make_actor("head"), now=NOW)
    assert listed() == [(row.pk, "lifted")]


def test_an_emergency_without_a_mail_has_the_same_chance_and_is_called() -> None:
    asked = ask(
        "emergency",
        matters=(EMERGENCY,),
        by=make_actor("desk"),
        party=make.make_party(contact_kind="phone", email="", phone="0721 4711", title_expires_on=TODAY),
    )
    urgent(4)
    make.make_places(1, klass="emergency")
    actions.place_urgents(now=NOW)
    (row,) = queries.to_tell_by_phone(now=NOW)
    assert (row.request, row.what) == (asked.request, "placed")


def test_unconfirmed_is_not_on_the_list() -> None:
    ask("emergency", matters=(EMERGENCY,), reasons=("court",))
    assert listed() == []


def test_a_reason_of_the_list_stands_nowhere_in_the_journal() -> None:
    row = waiting("emergency", matters=(EMERGENCY,), reasons=("violence",))
    for event in events_of(stream_kind="request", stream_ref=str(row.pk)):
        assert "violence" not in str(event.payload)


def test_places_on_the_other_side_of_a_clock_change() -> None:
    """Fault 15: seven days across the night of 25 hours are seven days."""
    monday = date(2027, 10, 25)
    now = make.at(monday, "10:00")
    party = make.make_party(title_expires_on=date(2027, 11, 1))
    asked = actions.request(
        kind="emergency", matters=(EMERGENCY,), party=party, idempotency_key=uuid4(), by=make_actor("desk"), now=now
    )
    assert [row.request for row in queries.unserved_urgent(now=now)] == [asked.request]
