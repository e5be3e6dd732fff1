"""What the journal says about how long services take."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from amtslotse.frontdesk.models import Pace
from amtslotse.frontdesk.rules import events

#: Long enough for every class to have some, short enough to follow a change.
WINDOW = timedelta(days=28)
#: Nobody is served so long: a counter was left without finishing.
LONGEST = timedelta(hours=4)

_MEASURED = """
SELECT payload ->> 'body', payload ->> 'klass', count(*), avg(seconds), coalesce(var_samp(seconds), 0)
FROM journal_event, LATERAL (SELECT (payload ->> 'seconds')::int AS seconds) AS taken
WHERE kind = %s AND happened_at >= %s AND happened_at <= %s AND seconds > 0 AND seconds <= %s
GROUP BY 1, 2
"""


@transaction.atomic
def measure(*, now: datetime) -> int:
    """The pace of every body and class is what the journal of the last four weeks says; answers how many have one.

    A pace counts the seconds from call to end: walking there and a call in vain take the counter too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MEASURED, [events.STOP_ENDED.name, now - WINDOW, now, int(LONGEST.total_seconds())])
        found = cursor.fetchall()
    Pace.objects.all().delete()
    Pace.objects.bulk_create(
        Pace(body=body, klass=klass, count=count, mean_seconds=mean, variance=variance, measured_at=now)
        for body, klass, count, mean, variance in found
    )
    return len(found)
