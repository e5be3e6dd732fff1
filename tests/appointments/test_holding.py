"""A place is held, confirmed, or free again; sent twice it is one; and nobody learns anything of somebody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from amtslotse.appointments import actions, queries
from amtslotse.appointments.actions.holding import HOLDS_PER_CONTACT, TRIES_PER_HOLD
from amtslotse.appointments.models import Appointment, ClassPolicy, Party, Place, Seat, keys
from amtslotse.journal.queries import events_of
from amtslotse.kernel.actor import APPLICANT
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.notify.queries import outbox
from tests.factories import appointments as make
from tests.factories.appointments import NOW, REGULAR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db: None) -> None:
    make.furnish()


def _later(minutes: float) -> object:
    return NOW + timedelta(minutes=minutes)


def _free(minutes: int = 30, **changes) -> list[int]:
    days = queries.free_times(
        klass="regular",
        minutes=minutes,
        from_day=make.MONDAY,
        to_day=make.MONDAY + timedelta(days=7),
        **{"now": NOW, **changes},
    )
    return [time.place for day in days for time in day.times]


def _kinds(appointment) -> list[str]:
    return [event.kind for event in events_of(stream_kind="appointment", stream_ref=str(appointment))]


def test_held_and_confirmed() -> None:
    first, second, *_ = make.make_places()
    held = make.hold(first)
    assert held.held_until == NOW + timedelta(minutes=5)
    assert held.sent_to.startswith("p…@")
    assert _free() == [second, second + 1, second + 2]
    access = make.confirm(held)
    seen = queries.appointment(access=access, language="de", now=NOW)
    assert (seen.status, seen.matters, seen.can_move, seen.requested_at) == ("booked", ("Anliegen extension",), True, NOW)
    assert _kinds(held.appointment) == ["appointment.held", "appointment.booked"]
    assert Party.objects.get().contact_verified_at == NOW
    assert outbox()[1] == 2
    assert actions.enter(number=seen.number, code=seen.code, network="n", now=NOW) == access


def test_the_same_key_is_one_hold_and_other_content_is_refused() -> None:
    first, second, *_ = make.make_places()
    key, party = uuid4(), make.make_party()
    held = make.hold(first, party, key=key)
    assert make.hold(first, party, key=key) == held
    with pytest.raises(actions.Conflict):
        make.hold(second, party, key=key)
    with pytest.raises(actions.Conflict):
        make.hold(first, make.make_party(), key=key)
    assert Appointment.objects.count() == Party.objects.count() == 1
    make.confirm(held)
    assert make.hold(first, party, key=key) == held
    assert make.confirm(held) == make.confirm(held)


def test_several_matters_and_persons_take_consecutive_places_or_none() -> None:
    places = make.make_places(4)
    family = make.make_party(*(make.make_person() for _ in range(5)))  # 30 + 4 × 15 = 90 minutes
    assert _free(90) == places[:2]
    held = make.hold(places[1], family)
    assert sorted(Seat.objects.filter(living=True).values_list("place", flat=True)) == places[1:]
    row = Appointment.objects.get()
    assert (row.minutes, row.ends_at - row.starts_at) == (90, timedelta(minutes=90))
    make.confirm(held)
    with pytest.raises(actions.PlaceTaken):
        make.hold(places[0], make.make_party(make.make_person(), make.make_person()))
    assert _free(30) == [places[0]]
    assert Seat.objects.count() == 3


def test_no_place_is_made_of_pieces_with_a_gap() -> None:
    first = make.make_places(1)[0]
    make.make_places(1, clock="10:00")
    assert _free(60) == []
    with pytest.raises(actions.PlaceTaken):
        make.hold(first, make.make_party(make.make_person(), make.make_person()))


def test_a_hold_ends_by_itself_and_its_place_is_free_once() -> None:
    first, *rest = make.make_places()
    held = make.hold(first)
    code = keys.sent_code("hold", held.appointment)
    assert _free(now=_later(4.9)) == rest
    assert _free(now=_later(5)) == [first, *rest]  # nobody swept
    with pytest.raises(actions.HoldExpired):
        actions.confirm(appointment=held.appointment, code=code, network="n", now=_later(5))
    other = make.hold(first, now=_later(5))
    assert _kinds(held.appointment) == ["appointment.held", "appointment.expired"]
    assert actions.expire_holds(now=_later(6)) == 0
    assert actions.expire_holds(now=_later(11)) == 1
    assert actions.expire_holds(now=_later(11)) == 0
    assert _free(now=_later(11)) == [first, *rest]
    assert Place.objects.get(pk=first).bookable_from == NOW
    with pytest.raises(actions.HoldExpired):
        make.confirm(other, now=_later(11))


def test_wrong_codes_lock_even_the_right_one() -> None:
    held = make.hold(make.make_places()[0])
    right = keys.sent_code("hold", held.appointment)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for attempt in range(TRIES_PER_HOLD):
        assert actions.confirm(appointment=held.appointment, code=wrong, network=f"n{attempt}", now=NOW) is None
    assert actions.confirm(appointment=held.appointment, code=right, network="other", now=NOW) is None
    assert actions.confirm(appointment=uuid4(), code=right, network="other", now=NOW) is None
    assert Appointment.objects.get().status == "held"


def test_a_contact_holds_few_times_and_one_for_a_person_and_matter() -> None:
    places = make.make_places(12)
    ClassPolicy.objects.update(hold_share_percent=100)
    person = make.make_person()
    mail = {"email": "household@example.org"}
    make.hold(places[0], make.make_party(person, **mail))
    with pytest.raises(actions.AlreadyHolding):
        make.hold(places[1], make.make_party(person, **mail))
    for index in range(1, HOLDS_PER_CONTACT):
        make.hold(places[index + 1], make.make_party(**mail))
    with pytest.raises(actions.AlreadyHolding):
        make.hold(places[10], make.make_party(**mail))
    make.hold(places[10], make.make_party(person))  # another contact: another matter entirely
    assert Seat.objects.filter(living=True).count() == HOLDS_PER_CONTACT + 1


def test_who_has_an_appointment_hears_so_only_from_her_own_mail() -> None:
    places = make.make_places(8)
    party = make.make_party()
    make.confirm(make.hold(places[0], party))
    second = make.hold(places[1], party)  # the page says what it always says
    assert second.sent_to.endswith("@example.org")
    with pytest.raises(actions.AlreadyCommitted):
        make.confirm(second)
    assert Appointment.objects.get(pk=second.appointment).status == "expired"
    assert Seat.objects.filter(place=places[1], living=True).count() == 0


def test_unconfirmed_holds_never_cover_more_than_their_share() -> None:
    places = make.make_places(20, minutes=15, clock="08:00")
    ClassPolicy.objects.update(hold_share_percent=20)
    visits = [make.hold(places[index], matters=(REGULAR,)) for index in (0, 2)]  # two places each
    with pytest.raises(actions.TooManyHolds):
        make.hold(places[4])
    make.confirm(visits[0])
    with pytest.raises(actions.TooManyHolds):  # of 18 places 3 may be held now, and 2 are
        make.hold(places[4])
    make.confirm(visits[1])
    last = make.hold(places[4])
    with pytest.raises(actions.TooManyHolds):
        make.hold(places[6])
    make.hold(places[6], now=_later(6))  # nobody swept: the overdue hold gives its permits back at once
    assert _kinds(last.appointment)[-1] == "appointment.expired"


def test_one_place_can_always_be_held() -> None:
    assert make.hold(make.make_places(1)[0])


def test_notice_horizon_contingent_and_plan_are_respected() -> None:
    near = make.make_places(1, day=NOW.date(), clock="10:30")[0]
    far = make.make_places(1, day=NOW.date() + timedelta(days=71))[0]
    internal = make.make_places(1, clock="15:00", contingent="internal")[0]
    kept = make.make_places(1, clock="16:00", bookable_from=None)[0]
    later = make.make_places(1, clock="17:00", bookable_from=NOW + timedelta(days=1))[0]
    short = make.make_places(1, clock="18:00", klass="short")[0]
    with pytest.raises(actions.TooLate):
        make.hold(near)
    for place in (far, internal, kept, later, short):
        with pytest.raises(actions.PlaceTaken):
            make.hold(place)
    with pytest.raises(NotFound):
        make.hold(10_000)
    assert _free() == []
    assert _free(contingent="internal") == [internal]


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_kind": "phone", "phone": "0721 1234"},
        {"email": "nobody"},
        {"email": ""},
        {"persons": (make.make_person(family_name=""),)},
        {"persons": (make.make_person(family_name="a\u202eb"),)},
        {"persons": (make.make_person(birth_date="31.12.1990"),)},
        {"persons": (make.make_person(key_number="!"),)},
        {"persons": (make.make_person(key_number="X1 23-4"), make.make_person(key_number="x1234"))},
        {"needs": frozenset({"diagnosis"})},
    ],
)
def test_what_cannot_be_taken_is_named(changes: dict[str, object]) -> None:
    place = make.make_places(2)[0]
    with pytest.raises(InvalidInput):
        make.hold(place, make.make_party(**changes))
    with pytest.raises(InvalidInput):
        actions.hold(place=place, matters=("unheard",), party=make.make_party(), idempotency_key=uuid4(), by=APPLICANT, now=NOW)
    assert not Appointment.objects.exists()
