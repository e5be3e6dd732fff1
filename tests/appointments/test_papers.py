"""What she takes home: accessible, complete, and hers alone."""

from __future__ import annotations

import icalendar
import page
import pytest

from amtslotse.appointments.queries import calendar_file, confirmation_paper, proof_paper
from amtslotse.appointments.rules.access import AppointmentAccess, RequestAccess
from amtslotse.kernel.errors import NotFound
from tests.appointments import rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_confirmation_and_proof_are_accessible(language: str) -> None:
    appointment, wish = rows.appointment(), rows.request()
    for pdf in (
        confirmation_paper(access=AppointmentAccess(appointment.pk, 1), language=language),
        proof_paper(access=RequestAccess(wish.pk, 1), language=language),
    ):
        report = page.validate_pdf_bytes(pdf, profile="ua1")
        assert report.is_compliant, [failure.message for failure in report.failures]
        assert report.document.page_count == 1


def test_the_same_appointment_gives_the_same_bytes() -> None:
    access = AppointmentAccess(rows.appointment().pk, 1)
    assert confirmation_paper(access=access, language="de") == confirmation_paper(access=access, language="de")
    assert calendar_file(access=access) == calendar_file(access=access)
    assert icalendar.Calendar.from_ical(calendar_file(access=access))["method"] == "PUBLISH"


def test_a_replaced_code_an_ended_appointment_and_an_unconfirmed_request_print_nothing() -> None:
    appointment = rows.appointment()
    with pytest.raises(NotFound):
        confirmation_paper(access=AppointmentAccess(appointment.pk, 2), language="de")
    appointment.status = "cancelled"
    appointment.save()
    with pytest.raises(NotFound):
        confirmation_paper(access=AppointmentAccess(appointment.pk, 1), language="de")
    with pytest.raises(NotFound):
        proof_paper(access=RequestAccess(rows.request(status="unconfirmed").pk, 1), language="de")
