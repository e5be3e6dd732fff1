"""The demonstration's visits come about through the real actions, and what happened once does not happen twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from amtslotse.appointments import actions as appointments
from amtslotse.appointments.models import Appointment, Request
from amtslotse.casework import actions, queries
from amtslotse.catalogue import actions as catalogue
from amtslotse.cli import demo_cases, demo_matters, demo_visits
from amtslotse.frontdesk.models import Stop, Ticket
from amtslotse.kernel.actor import SYSTEM
from amtslotse.offices import actions as offices

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)  # a Wednesday morning: the hall is in use


@pytest.mark.django_db
def test_visits_fill_the_past_today_and_the_weeks_to_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_visits, "PAST_WORKDAYS", 2)
    monkeypatch.setattr(demo_visits, "COMING_WORKDAYS", 4)
    offices.configure_from(path=offices.DEMO_OFFICE, by=SYSTEM, now=NOW)
    for path in (appointments.MATTERS, appointments.DEMO_PLAN):
        appointments.apply_plan_from(path=path, by=SYSTEM, now=NOW)
    catalogue.load(by=SYSTEM, now=NOW)
    case = _case_with_its_team(NOW - timedelta(days=30))

    demo_visits.live(home=tmp_path, now=NOW, say=lambda _: None)
    assert Ticket.objects.filter(case_ref=case).exists()
    assert Ticket.objects.filter(without_case=True).exists()
    states = Counter(Appointment.objects.values_list("status", flat=True))
    assert states["done"] > 15
    assert states["booked"] > 20
    assert Stop.objects.filter(status__in=("called", "serving")).exists(), "the hall is in use this morning"
    assert Stop.objects.filter(status="waiting").count() >= 5
    assert Request.objects.filter(kind="emergency", status="waiting").count() == 4
    tickets = Ticket.objects.count()

    demo_visits.live(home=tmp_path, now=NOW + timedelta(hours=1), say=lambda _: None)
    assert (Ticket.objects.count(), Counter(Appointment.objects.values_list("status", flat=True))) == (tickets, states)


def _case_with_its_team(at: datetime) -> UUID:
    said = {"given_names": "Milan", "family_name": "Dvorak", "birth_date": "1996-02-08", "nationality": "RS"}
    draft = demo_matters.drafted("study-16b", said, at)
    digest = queries.draft(draft=draft, language="de", now=at).digest
    access = actions.file(draft=draft, digest=digest, language="de", now=at)
    demo_matters.go(demo_cases.Office(NOW), access, at, ("check", "complete", "take"))
    return access.case
