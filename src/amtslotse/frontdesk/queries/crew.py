"""How many people worked at a site's counters: a number that decides what may be shown, and no name."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from amtslotse.frontdesk.models import OpenCounter


def crew(*, from_at: datetime, to_at: datetime) -> dict[str, int]:
    """By site: how many different people sat at its counters in the half-open stretch. One query."""
    rows = OpenCounter.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=from_at), opened_at__lt=to_at)
    return dict(rows.values_list("counter__site__code").annotate(people=Count("staff", distinct=True)).order_by())
