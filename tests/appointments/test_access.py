"""Number and code: guessing never pays, answers are equal, an old code is dead (fault 21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from amtslotse.appointments import actions, queries
from amtslotse.appointments.actions.access import TRIES_PER_NETWORK, TRIES_PER_NUMBER
from amtslotse.appointments.actions.partners import TRIES_PER_NETWORK as TRIES_OF_PARTNERS
from amtslotse.appointments.models import Appointment, keys
from amtslotse.appointments.rules.access import AppointmentAccess, PartnerAccess, RequestAccess
from amtslotse.kernel import codes
from amtslotse.kernel.errors import NotAllowed, NotFound
from tests.factories import appointments as make
from tests.factories.appointments import NOW
from tests.factories.staff import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(db: None) -> queries.AppointmentView:
    make.furnish()
    return queries.appointment(access=make.confirm(make.hold(make.make_places()[0])), language="de", now=NOW)


def _enter(number: str, code: str, *, network: str = "192.0.2.1", at: datetime = NOW) -> AppointmentAccess | None:
    return actions.enter(number=number, code=code, network=network, now=at)


def test_the_right_code_opens_however_it_is_typed(seen: queries.AppointmentView) -> None:
    access = _enter(seen.number, seen.code)
    assert access is not None
    assert seen.number.startswith("T-2026-")
    assert _enter(seen.number.lower().replace("-", " "), seen.code.lower().replace("-", "")) == access
    for kind in (AppointmentAccess, RequestAccess, PartnerAccess):
        there = kind(uuid4(), 3)
        assert kind.from_token(there.token) == there
        assert kind.from_token("nonsense") is None


def test_unknown_wrong_and_held_are_one_answer(seen: queries.AppointmentView) -> None:
    held = make.hold(make.make_places(1, clock="15:00")[0])
    row = Appointment.objects.get(pk=held.appointment)
    assert _enter("T-2026-0000-0000", seen.code) is None
    assert _enter(seen.number, codes.fresh()) is None
    assert _enter(row.number, keys.appointment_code(row.pk, 1)) is None
    assert _enter("", "") is None
    assert _enter("\x00'; --", "é" * 5000) is None


def test_a_number_locks_for_every_network_and_opens_again(seen: queries.AppointmentView) -> None:
    for attempt in range(TRIES_PER_NUMBER):
        assert _enter(seen.number, codes.fresh(), network=f"192.0.2.{attempt}") is None
    assert _enter(seen.number, seen.code, network="198.51.100.9") is None
    assert _enter(seen.number, seen.code, network="198.51.100.9", at=NOW + timedelta(minutes=6)) is not None


def test_a_network_locks_for_every_number(seen: queries.AppointmentView) -> None:
    for _ in range(TRIES_PER_NETWORK):
        assert _enter(f"T2026{codes.fresh()[:8]}", codes.fresh()) is None
    assert _enter(seen.number, seen.code) is None
    assert _enter(seen.number, seen.code, network="198.51.100.9") is not None


def test_right_codes_do_not_use_up_tries(seen: queries.AppointmentView) -> None:
    assert all(_enter(seen.number, seen.code) for _ in range(TRIES_PER_NUMBER * 2))


def test_guesses_hit_nothing(seen: queries.AppointmentView) -> None:
    """Two thousand through the action, which locks after ten; then ten thousand against the bare comparison."""
    at, hits = NOW, 0
    for guess in range(2_000):
        at += timedelta(milliseconds=100)
        hits += _enter(seen.number, codes.fresh(), network=f"10.0.{guess % 200}.1", at=at) is not None
    assert hits == 0
    assert _enter(seen.number, seen.code, network="198.51.100.9", at=at) is None  # locked all the while
    assert not any(codes.same(codes.normalise(seen.code), codes.fresh()) for _ in range(10_000))


def test_the_six_digits_fall_to_nobody_before_the_hold_ends(seen: queries.AppointmentView) -> None:
    """Control: without the lock, guessing all six digits would."""
    held = make.hold(make.make_places(1, clock="15:00")[0])
    right = keys.sent_code("hold", held.appointment)
    guesses = [f"{(int(right) + shift) % 1_000_000:06d}" for shift in (*range(1, 400), 0)]
    hits = sum(
        actions.confirm(appointment=held.appointment, code=guess, network=f"10.1.{index % 50}.1", now=NOW) is not None
        for index, guess in enumerate(guesses)
    )
    assert hits == 0
    assert any(codes.same(guess, right) for guess in guesses)


def test_the_work_is_the_same_for_known_and_unknown(
    seen: queries.AppointmentView, django_assert_num_queries: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[object] = []
    genuine = keys.appointment_code
    monkeypatch.setattr(keys, "appointment_code", lambda *said: derived.append(said) or genuine(*said))
    for number in (seen.number, "T-2026-0000-0000"):
        with django_assert_num_queries(2):  # type: ignore[operator]
            assert _enter(number, codes.fresh()) is None
    assert len(derived) == 2


def test_a_replaced_code_kills_the_old_one_and_every_session(seen: queries.AppointmentView) -> None:
    old = AppointmentAccess(seen.id, 1)
    with pytest.raises(NotAllowed):
        actions.replace_code(appointment=seen.id, by=make_actor("council"), now=NOW)
    new = actions.replace_code(appointment=seen.id, by=make_actor("desk"), now=NOW)
    assert _enter(seen.number, seen.code) is None
    with pytest.raises(NotFound):
        queries.appointment(access=old, language="de", now=NOW)
    fresh = queries.appointment(access=new, language="de", now=NOW)
    assert fresh.code != seen.code
    assert _enter(fresh.number, fresh.code) == new


def test_nobody_at_the_office_reads_her_code(seen: queries.AppointmentView) -> None:
    assert queries.for_staff(appointment=seen.id, language="de", actor=make_actor("desk"), now=NOW).code == ""
    stored = str([vars(row) for row in Appointment.objects.all()])
    assert seen.code not in stored
    assert seen.code.replace("-", "") not in stored


def test_partners_codes_are_guessed_by_nobody(seen: queries.AppointmentView) -> None:
    head = make_actor("head")
    made = actions.add_partner(name="Beratung", kind="counselling", email="b@example.org", by=head, now=NOW)
    for _ in range(TRIES_OF_PARTNERS):
        assert actions.partner_enter(code=codes.fresh(), network="n", now=NOW) is None
    assert actions.partner_enter(code=made.code, network="n", now=NOW) is None
    assert actions.partner_enter(code=made.code, network="other", now=NOW) is not None
    again = actions.replace_partner_code(partner=made.partner, by=head, now=NOW)
    assert actions.partner_enter(code=made.code, network="other", now=NOW) is None
    assert actions.partner_enter(code=again.code, network="other", now=NOW) is not None
