"""A reminder comes once, two working days before, and its answer frees the place of who cannot come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing

from amtslotse.appointments.actions import reminding
from amtslotse.appointments.models import Appointment
from amtslotse.appointments.rules.mails import REMINDER_SALT
from amtslotse.journal.models import Event
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.notify.models import Mail
from tests.appointments import rows
from tests.appointments.rows import NOW

pytestmark = pytest.mark.django_db

#: Thursday before Easter 2027: Good Friday and Easter Monday are no working days.
THURSDAY = NOW


def token(appointment: Appointment) -> str:
    return signing.dumps(str(appointment.pk), salt=REMINDER_SALT)


def test_everybody_within_two_working_days_is_reminded_once() -> None:
    wednesday = datetime(2027, 3, 31, 9, 0, tzinfo=UTC)
    due = rows.appointment(starts_at=wednesday)
    rows.appointment(starts_at=wednesday + timedelta(days=1))
    rows.appointment(starts_at=THURSDAY + timedelta(hours=1), status="cancelled")
    rows.appointment(starts_at=THURSDAY + timedelta(hours=2), party=rows.party(contact_kind="desk", email=""))
    assert [reminding.remind(now=THURSDAY) for _ in range(3)] == [1, 0, 0]
    mail = Mail.objects.get()
    assert f"appointment:{due.pk}:reminder" == mail.key
    assert f"/de/appointment/answer/{token(due)[:20]}" in mail.body
    assert list(Event.objects.values_list("kind", flat=True)) == ["appointment.reminded"]


def test_i_come_keeps_the_place_and_may_be_said_twice() -> None:
    appointment = rows.appointment()
    for _ in range(2):
        assert reminding.answer(token=token(appointment), answer="coming", now=NOW) == appointment.pk
    appointment.refresh_from_db()
    assert (appointment.status, appointment.answer) == ("booked", "coming")
    assert Event.objects.filter(kind="appointment.answered").count() == 1


def test_i_cannot_frees_the_place() -> None:
    appointment = rows.appointment()
    for _ in range(2):
        reminding.answer(token=token(appointment), answer="cannot", now=NOW)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.answer) == ("cancelled", "cannot")
    assert Event.objects.filter(kind="appointment.cancelled").count() == 1


def test_a_link_is_for_one_appointment_and_while_it_lies_ahead() -> None:
    appointment = rows.appointment()
    assert reminding.asked(token=token(appointment)) == appointment.pk
    for wrong in (
        "",
        "x",
        token(appointment)[:-2] + "zz",
        signing.dumps(str(appointment.pk), salt="other"),
        signing.dumps(7, salt=REMINDER_SALT),
    ):
        with pytest.raises(NotFound):
            reminding.answer(token=wrong, answer="cannot", now=NOW)
    with pytest.raises(NotFound):
        reminding.answer(token=token(appointment), answer="cannot", now=appointment.starts_at)
    with pytest.raises(InvalidInput):
        reminding.answer(token=token(appointment), answer="perhaps", now=NOW)
    appointment.refresh_from_db()
    assert appointment.status == "booked"
