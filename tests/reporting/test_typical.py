"""How long it took others: whole days of the last year, and no figure where there are too few."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from amtslotse.reporting.models import CaseFacts
from amtslotse.reporting.queries.typical import ENOUGH, Typical, typical_days

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def decided(days: list[float], *, on: date = date(2026, 10, 1), purpose: str = "AUSB_16B") -> None:
    begin = datetime(2026, 5, 1, tzinfo=UTC)
    start = CaseFacts.objects.count()
    CaseFacts.objects.bulk_create(
        CaseFacts(
            stream_id=start + number, source="amtslotse", purpose=purpose, received_at=begin, received_on=begin.date(),
            decided_at=begin + timedelta(days=each), decided_on=on, gross_days=each, last_event_at=begin, events=3,
        )
        for number, each in enumerate(days)
    )  # fmt: skip


def test_half_and_nine_in_ten_in_whole_days() -> None:
    decided([float(day) for day in range(1, 22)])
    assert typical_days(purposes=["AUSB_16B"], on=TODAY) == Typical(21, 11, 19)
    decided([10.2] * 100, purpose="ERW_18B")
    assert typical_days(purposes=["ERW_18B", "ERW_18A"], on=TODAY) == Typical(100, 11, 11), "a day that was begun counts"


def test_too_few_old_ones_and_other_titles_give_no_figure() -> None:
    decided([5.0] * (ENOUGH - 1))
    decided([5.0] * 50, on=TODAY - timedelta(days=366))
    decided([5.0] * 50, purpose="FAM_30")
    assert typical_days(purposes=["AUSB_16B"], on=TODAY) == Typical(ENOUGH - 1, None, None)
    assert typical_days(purposes=[], on=TODAY) == Typical(0, None, None)
