"""Places are what the plan says, and whoever sits on one keeps it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amtslotse.appointments import actions
from amtslotse.appointments.models import Matter, Place
from amtslotse.kernel.actor import SYSTEM
from amtslotse.offices import actions as offices

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)  # a Sunday


@pytest.fixture
def planned(db: None) -> None:
    """The demo office with its plan."""
    offices.configure_from(path=offices.DEMO_OFFICE, by=SYSTEM, now=NOW)
    for path in (actions.MATTERS, actions.DEMO_PLAN):
        actions.apply_plan_from(path=path, by=SYSTEM, now=NOW)


@pytest.mark.usefixtures("planned")
def test_the_plan_of_the_demo_makes_places() -> None:
    assert Matter.objects.filter(active=True).count() > 10
    assert Place.objects.count() > 3000
