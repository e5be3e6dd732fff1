"""Booking at the desk, moving, cancelling, the visit itself; and what the journal says of it."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from uuid import uuid4

import pytest

from amtslotse.appointments import actions, queries
from amtslotse.appointments.models import Appointment, Party, Place, Seat
from amtslotse.appointments.rules.access import PARTNER, AppointmentAccess
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import APPLICANT, SYSTEM, Actor
from amtslotse.kernel.errors import NotAllowed, NotFound
from tests.factories import appointments as make
from tests.factories.appointments import NOW, REGULAR
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    make.furnish()


@pytest.fixture
def desk() -> Actor:
    return make_actor("desk")


def _events(appointment: object, kind: str = "appointment") -> list[tuple[str, dict[str, object]]]:
    return [(event.kind, event.payload) for event in events_of(stream_kind=kind, stream_ref=str(appointment))]


def _move(access: AppointmentAccess, place: int, *, by: Actor = APPLICANT, key=None, now=NOW) -> AppointmentAccess:
    return actions.move(appointment=access.appointment, place=place, idempotency_key=key or uuid4(), by=by, now=now)


def test_a_move_keeps_the_day_she_asked_her_people_and_her_calendar_entry() -> None:
    first, second, *_ = make.make_places()
    access = make.confirm(make.hold(first))
    key, later = uuid4(), NOW + timedelta(hours=1)
    moved = _move(access, second, key=key, now=later)
    assert _move(access, second, key=key, now=later) == moved
    old, new = Appointment.objects.get(pk=access.appointment), Appointment.objects.get(pk=moved.appointment)
    assert (old.status, new.status, new.moved_from_id) == ("moved", "booked", old.pk)
    assert (new.requested_at, new.party_id, new.lineage) == (NOW, old.party_id, old.pk)
    assert new.calendar_sequence == 1
    assert list(Seat.objects.filter(living=True).values_list("place", flat=True)) == [second]
    assert Place.objects.get(pk=first).bookable_from is None  # never back at a moment somebody could wait for
    assert [kind for kind, _ in _events(old.pk)][-1] == "appointment.moved"
    with pytest.raises(actions.NotNow):
        _move(access, first)
    with pytest.raises(actions.PlaceTaken):  # the place she left is not given out
        _move(moved, first)
    back = _move(moved, first, by=SYSTEM)
    assert Appointment.objects.get(pk=back.appointment).calendar_sequence == 2


def test_a_move_that_fails_keeps_the_old_time() -> None:
    first, second, third, _ = make.make_places()
    access, _other = make.book(first), make.book(second)
    with pytest.raises(actions.PlaceTaken):
        _move(access, second)
    with pytest.raises(actions.PlaceTaken):
        _move(access, first)
    assert Appointment.objects.get(pk=access.appointment).status == "booked"
    assert Seat.objects.filter(living=True).count() == 2
    assert _move(access, third)


def test_a_long_visit_may_move_over_its_own_places() -> None:
    places = make.make_places(4)
    access = make.book(places[0], make.make_party(make.make_person(), make.make_person()))
    moved = _move(access, places[1])
    assert sorted(Seat.objects.filter(living=True).values_list("place", flat=True)) == places[1:3]
    assert Appointment.objects.get(pk=moved.appointment).minutes == 45


def test_a_cancelled_place_waits_for_the_waiting_list_and_her_people_may_ask_again() -> None:
    first, second, *_ = make.make_places()
    party = make.make_party()
    access = make.confirm(make.hold(first, party))
    actions.cancel(appointment=access.appointment, reason="applicant", by=APPLICANT, now=NOW)
    actions.cancel(appointment=access.appointment, reason="applicant", by=APPLICANT, now=NOW)
    assert Place.objects.get(pk=first).bookable_from is None
    with pytest.raises(actions.PlaceTaken):
        make.hold(first)
    assert make.confirm(make.hold(second, party))
    kind, payload = _events(access.appointment)[-1]
    assert kind == "appointment.cancelled"
    assert (payload["lead_days"], payload["reason"]) == (3, "applicant")


def test_a_hold_given_up_is_back_at_once() -> None:
    first, *_ = make.make_places()
    held = make.hold(first)
    actions.cancel(appointment=held.appointment, reason="applicant", by=APPLICANT, now=NOW)
    assert Place.objects.get(pk=first).bookable_from == NOW
    assert make.hold(first)


def test_staff_take_what_the_calendar_does_not_give_and_others_do_not(desk: Actor) -> None:
    kept, second, third, fourth = make.make_places(bookable_from=None)
    assert make.book(kept, by=desk)
    with pytest.raises(NotAllowed):
        make.book(second, by=make_actor("council"))
    with pytest.raises(NotAllowed):
        make.book(second, by=APPLICANT)
    with pytest.raises(actions.PlaceTaken):
        make.book(second, make.make_party(proven=True), by=APPLICANT)
    open_one = make.make_places(1, day=make.MONDAY + timedelta(days=1))[0]
    assert make.book(open_one, make.make_party(proven=True), source="portal", by=APPLICANT)
    with pytest.raises(actions.TooLate):
        make.book(third, by=desk, now=make.at(make.MONDAY, "10:30"))
    assert make.book(fourth, by=desk, now=make.at(make.MONDAY, "10:40"))  # it has begun, and she stands there


def test_the_same_key_at_the_desk_is_one_booking(desk: Actor) -> None:
    first, second, *_ = make.make_places()
    key, party = uuid4(), make.make_party(contact_kind="desk", email="")
    access = make.book(first, party, key=key, by=desk)
    assert make.book(first, party, key=key, by=desk) == access
    with pytest.raises(actions.Conflict):
        make.book(second, party, key=key, by=desk)
    assert Party.objects.count() == 1


def test_an_overdue_hold_gives_way_to_the_desk(desk: Actor) -> None:
    first, *_ = make.make_places()
    held = make.hold(first)
    with pytest.raises(actions.PlaceTaken):
        make.book(first, by=desk)
    make.book(first, by=desk, now=NOW + timedelta(minutes=5))
    assert Appointment.objects.get(pk=held.appointment).status == "expired"


def test_the_visit_and_the_case(desk: Actor) -> None:
    first, second, third, _ = make.make_places()
    case = uuid4()
    party = make.make_party(case_ref=case, proven=True, needs=frozenset({"interpreter", "helper"}))
    access = make.book(first, party)
    starts = make.at(make.MONDAY, "09:00")
    actions.mark_arrived(appointment=access.appointment, by=desk, now=starts + timedelta(minutes=4))
    actions.mark_arrived(appointment=access.appointment, by=desk, now=starts + timedelta(minutes=9))
    assert Party.objects.get().needs_interpreter
    actions.mark_done(appointment=access.appointment, outcome="settled", by=desk, now=starts + timedelta(minutes=20))
    assert not Party.objects.get().needs_interpreter
    assert [kind for kind, _ in _events(access.appointment)] == [
        "appointment.booked",
        "appointment.arrived",
        "appointment.done",
    ]
    assert _events(access.appointment)[1][1] == {"late_minutes": 4}
    missed = make.book(second, party)  # after the visit she may ask again
    actions.mark_no_show(appointment=missed.appointment, by=desk, now=starts + timedelta(minutes=45))
    assert _events(missed.appointment)[-1][1] == {"klass": "regular", "lead_days": 3}
    gone = make.book(third, party, now=NOW)
    actions.cancel(appointment=gone.appointment, reason="office", by=desk, now=NOW)
    assert [kind for kind, _ in _events(case, "case")] == [
        "visit.booked",
        "visit.came",
        "visit.booked",
        "visit.missed",
        "visit.booked",
        "visit.cancelled",
    ]
    with pytest.raises(actions.NotNow):
        actions.mark_arrived(appointment=gone.appointment, by=desk, now=NOW)
    with pytest.raises(NotFound):
        actions.mark_done(appointment=uuid4(), outcome="settled", by=desk, now=NOW)
    with pytest.raises(NotAllowed):
        actions.mark_done(appointment=missed.appointment, outcome="settled", by=make_actor("council"), now=NOW)


def test_a_lawyer_books_for_twelve_clients_and_for_each_once() -> None:
    places = make.make_places(10, contingent="partner") + make.make_places(10, of=make.counter(2))
    head = make_actor("head")
    made = actions.add_partner(name="Kanzlei Brandt", kind="lawyer", email="k@example.org", by=head, now=NOW)
    partner = actions.partner_enter(code=made.code.lower(), network="n", now=NOW)
    assert partner is not None
    clients = [make.make_person() for _ in range(12)]
    kept = {"email": "k@example.org", "partner": made.partner}
    booked = [
        make.book(place, make.make_party(client, **kept), source="partner", by=PARTNER)
        for place, client in zip(places, clients, strict=False)
    ]
    assert len({access.appointment for access in booked}) == 12
    with pytest.raises(actions.AlreadyCommitted):
        make.book(places[15], make.make_party(clients[0], **kept), source="partner", by=PARTNER)
    seen = queries.of_partner(access=partner, language="de", now=NOW)
    assert len(seen) == 12
    assert actions.enter(number=seen[0].number, code=seen[0].code, network="n", now=NOW) == booked[0]
    internal = make.make_places(1, clock="17:00", contingent="internal")[0]
    with pytest.raises(actions.PlaceTaken):
        make.book(internal, make.make_party(**kept), source="partner", by=PARTNER)
    actions.end_partner(partner=made.partner, by=head, now=NOW)
    assert actions.partner_enter(code=made.code, network="n", now=NOW) is None
    with pytest.raises(NotAllowed):
        make.book(places[16], make.make_party(**kept), source="partner", by=PARTNER)
    with pytest.raises(NotFound):
        queries.of_partner(access=partner, language="de", now=NOW)
    with pytest.raises(NotAllowed):
        actions.add_partner(name="X", kind="lawyer", email="x@example.org", by=make_actor("desk"), now=NOW)


def test_the_day_at_the_desk_and_who_may_see_it(desk: Actor) -> None:
    first, second, *_ = make.make_places()
    make.book(second, make.make_party(make.make_person(family_name="Öztürk", given_names="Ayşe")))
    make.book(first, make.make_party(make.make_person(family_name="Al-Masri", given_names="Omar"), needs=frozenset({"helper"})))
    rows = queries.of_day(site=make.MAIN, day=make.MONDAY, actor=desk)
    assert [row.persons[0].name for row in rows] == ["Omar Al-Masri", "Ayşe Öztürk"]
    assert rows[0].needs == {"helper"}
    assert queries.of_day(site=make.BRANCH, day=make.MONDAY, actor=desk) == ()
    assert [row.id for row in queries.find(text="ozturk", actor=desk)] == [rows[1].id]
    assert [row.id for row in queries.find(text="ayşe", actor=desk)] == [rows[1].id]
    assert [row.id for row in queries.find(text=rows[0].number.lower(), actor=desk)] == [rows[0].id]
    assert queries.find(text=" ", actor=desk) == ()
    for stranger in (make_actor("council"), APPLICANT):
        with pytest.raises(NotAllowed):
            queries.of_day(site=make.MAIN, day=make.MONDAY, actor=stranger)
        with pytest.raises(NotAllowed):
            queries.find(text="Omar", actor=stranger)


@pytest.mark.parametrize("night", [date(2027, 3, 28), date(2027, 10, 31)])
def test_both_clock_change_nights(night: date) -> None:
    """Fault 14: places of the day around the change follow each other, are shown at local time and counted on their day."""
    before = night - timedelta(days=1)
    now = make.at(night - timedelta(days=20), "08:00")
    hours = {date(2027, 3, 28): 23, date(2027, 10, 31): 25}[night]
    make.make_places(hours * 2, day=night, clock="00:00", bookable_from=now)
    morning = make.make_places(2, day=before, clock="09:00", bookable_from=now)
    seen = queries.month(klass="regular", minutes=30, month=night, now=now)
    assert {day: free for day, free in seen.days if free} == {before: 2, night: hours * 2}
    days = queries.free_times(klass="regular", minutes=60, from_day=night, to_day=night + timedelta(days=1), now=now)
    (day,) = days
    assert day.day == night
    assert len(day.times) == hours * 2 - 1  # across the change there is neither a gap nor an overlap
    assert len({time.starts_at for time in day.times}) == len(day.times)
    access = make.book(day.times[3].place, make.make_party(make.make_person(), make.make_person()), now=now)
    row = Appointment.objects.get(pk=access.appointment)
    assert row.ends_at - row.starts_at == timedelta(hours=1)
    assert make.at(night, "09:00").astimezone(UTC) - make.at(before, "09:00").astimezone(UTC) == timedelta(hours=hours)
    assert make.book(morning[0], now=now)


def test_languages_sites_and_the_step_free_way() -> None:
    one = make.make_places(1)[0]
    two = make.make_places(1, of=make.counter(2))[0]
    branch = make.make_places(1, of=make.counter(1, make.BRANCH))[0]

    def free(**said: object) -> list[int]:
        days = queries.free_times(
            klass="regular", minutes=30, from_day=make.MONDAY, to_day=make.MONDAY + timedelta(days=1), now=NOW, **said
        )
        return [time.place for day in days for time in day.times]

    assert sorted(free()) == sorted([one, two, branch])
    assert free(languages=("ar",)) == [one]
    assert sorted(free(languages=("ar", "de"))) == sorted([one, two, branch])
    assert sorted(free(languages=("en", "fr"))) == sorted([one, branch])
    assert free(sites=(make.BRANCH,)) == [branch]
    assert sorted(free(step_free=True)) == sorted([one, two])
    assert len(free(limit=2)) == 2
    Place.objects.filter(pk=one).update(retired=True)
    Place.objects.filter(pk=two).update(stranded=True)
    assert free() == [branch]


def test_what_a_family_needs_is_one_booking() -> None:
    places = make.make_places(4)
    family = make.make_party(*(make.make_person(given_names=name) for name in ("A", "B", "C", "D", "E")))
    access = make.confirm(make.hold(places[0], family))
    seen = queries.appointment(access=access, language="en", now=NOW)
    assert len(seen.persons) == 5
    assert (seen.minutes, seen.matter_keys, seen.bring) == (90, (REGULAR,), ("Pass",))
