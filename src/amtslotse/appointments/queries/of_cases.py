"""Which cases have somebody coming: for lists of cases, which know no person of ours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from amtslotse.appointments.models import Appointment


def next_of_cases(*, cases: Collection[UUID], now: datetime) -> dict[UUID, datetime]:
    """When the person of each case comes next; cases without a booked appointment ahead are not in it. One query."""
    ahead = Appointment.objects.filter(status="booked", starts_at__gte=now, party__case_ref__in=list(cases))
    return dict(ahead.values_list("party__case_ref").annotate(first=Min("starts_at")).order_by())
