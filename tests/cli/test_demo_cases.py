"""The demonstration's living cases come about through the real actions and grow with the clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from amtslotse.casework.models import Case
from amtslotse.catalogue import actions as catalogue
from amtslotse.cli import demo_cases
from amtslotse.kernel.actor import SYSTEM
from amtslotse.offices import actions as offices

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.django_db
def test_living_cases_reach_every_state_and_go_on_next_week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_cases, "CASES_A_WORKDAY", 1)
    offices.configure_from(path=offices.DEMO_OFFICE, by=SYSTEM, now=NOW)
    catalogue.load(by=SYSTEM, now=NOW)

    assert demo_cases.live(home=tmp_path, now=NOW, say=lambda _: None) > 200
    states = Counter(Case.objects.values_list("status", flat=True))
    assert {"in_clearing", "awaiting_documents", "with_team", "in_review", "closed"} <= set(states)
    assert demo_cases.live(home=tmp_path, now=NOW, say=lambda _: None) == 0

    before = Case.objects.count()
    assert demo_cases.live(home=tmp_path, now=NOW + timedelta(days=7), say=lambda _: None) > 0
    assert Case.objects.count() == before + 5
