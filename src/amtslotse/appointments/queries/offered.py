"""How much was offered, and what was promised: for the figures of the office."""

from __future__ import annotations

from datetime import datetime

from django.db.models import DurationField, ExpressionWrapper, F, Sum

from amtslotse.appointments.models import ClassPolicy, Place


def offered_minutes(*, from_at: datetime, to_at: datetime) -> dict[tuple[str, str], int]:
    """The minutes of all places that began in the half-open stretch, by class and site. One query. No counter is named."""
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    rows = Place.objects.filter(starts_at__gte=from_at, starts_at__lt=to_at, retired=False)
    sums = rows.values_list("klass", "counter__site__code").annotate(length=Sum(length)).order_by()
    return {(klass, site): int(total.total_seconds() // 60) for klass, site, total in sums}


def promises() -> dict[str, int | None]:
    """The office's promise of each class in working days; ``None`` where it gives none. One query."""
    return dict(ClassPolicy.objects.values_list("klass", "promise_workdays"))
