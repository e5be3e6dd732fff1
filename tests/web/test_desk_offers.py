"""Who has no mail has the same chance: the desk reads the offer out and enters the answer."""

from __future__ import annotations

import pytest

from amtslotse.appointments import actions
from amtslotse.appointments.models import Appointment, Request
from amtslotse.kernel.actor import APPLICANT
from tests.factories import appointments as make
from tests.factories.requests import ask
from tests.web.test_desk import Desk, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered() -> tuple[Desk, Request]:
    """Somebody with a telephone only has an offer."""
    desk = Desk()
    ask(
        "waiting",
        by=desk.actors["desk"],
        party=make.make_party(contact_kind="phone", email="", phone="0721 4711"),
        now=desk.now,
    )
    held = desk.booked(days=20, clock="09:00")
    actions.cancel(appointment=held, reason="cannot", by=APPLICANT, now=desk.now)
    assert actions.back_fill(now=desk.now) == 1
    return desk, Request.objects.get(status="offered")


def test_she_accepts_on_the_telephone(offered: tuple[Desk, Request]) -> None:
    desk, row = offered
    page = said(desk["desk"].get("/de/desk/call-backs/"))
    assert "0721 4711" in page
    assert "Nimmt an" in page
    path = f"/de/desk/results/{row.pk}/told/"
    for _ in range(2):
        assert desk["desk"].post(path, {"answer": "accept"}).status_code == 302
    assert Appointment.objects.get(status="booked").source == "waiting_list"
    assert "0721 4711" not in said(desk["desk"].get("/de/desk/call-backs/"))


def test_she_declines_and_keeps_her_day(offered: tuple[Desk, Request]) -> None:
    desk, row = offered
    desk["desk"].post(f"/de/desk/results/{row.pk}/told/", {"answer": "decline"})
    row.refresh_from_db()
    assert (row.status, row.requested_on) == ("waiting", desk.today)
    assert not Appointment.objects.filter(status="booked").exists()


def test_nobody_answers_for_her_who_may_not(offered: tuple[Desk, Request]) -> None:
    desk, row = offered
    desk["council"].post(f"/de/desk/results/{row.pk}/told/", {"answer": "accept"})
    row.refresh_from_db()
    assert row.status == "offered"
