"""Who did not come, measured by how long before the visit was booked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from amtslotse.appointments.rules.overbooking import LEAD_TIMES, NoShows, lead_time
from amtslotse.appointments.rules.words import CLASSES

#: Older visits say little about next week's.
MEASURED = timedelta(days=365)

_ENDED = """
SELECT klass,
       greatest(0, (starts_at AT TIME ZONE 'Europe/Berlin')::date - (booked_at AT TIME ZONE 'Europe/Berlin')::date) AS days,
       count(*), count(*) FILTER (WHERE status = 'no_show')
FROM appointments_appointment
WHERE status IN ('done', 'no_show') AND starts_at >= %(since)s AND starts_at < %(now)s
GROUP BY 1, 2
"""


def no_show_rates(*, now: datetime) -> dict[str, tuple[NoShows, ...]]:
    """The last year's visits and missed visits of each class by lead time. One query, no person."""
    counts = {(klass, least): [0, 0] for klass in CLASSES for least in LEAD_TIMES}
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, {"since": now - MEASURED, "now": now})
        for klass, days, visits, missed in cursor.fetchall():
            count = counts[klass, lead_time(days)]
            count[0] += visits
            count[1] += missed
    return {klass: tuple(NoShows(least, *counts[klass, least]) for least in LEAD_TIMES) for klass in CLASSES}
