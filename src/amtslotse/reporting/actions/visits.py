"""Appointments, visits, requests, contacts and the supply of places, from their journal streams.

Every changed stream is read as a whole, as with cases: reading in pieces and reading all at once cannot differ.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from amtslotse.kernel import workdays
from amtslotse.offices.queries import office

TABLES = ("appointmentfacts", "visitfacts", "requestfacts", "contactfacts", "supplyfacts")

#: How many working days of the Land after ``first`` the day ``last`` lies; ``holidays`` are those of the Land.
WORKDAYS = """SELECT count(*) FROM generate_series({first} + 1, {last}, interval '1 day') AS d
        WHERE extract(isodow FROM d) < 6 AND d::date <> ALL(%(holidays)s::date[])"""

_CHANGED = """
WITH changed AS (
    SELECT DISTINCT e.stream_id, s.source FROM journal_event AS e JOIN journal_stream AS s ON s.id = e.stream_id
    WHERE e.xid >= %(first)s AND e.xid < %(end)s AND s.kind = '{kind}'
)"""


def _upsert(columns: str) -> str:
    names = [name.strip() for name in columns.split(",")]
    excluded = ", ".join(f"EXCLUDED.{name}" for name in names)
    return f"ON CONFLICT (stream_id) DO UPDATE SET ({', '.join(names)}) = ({excluded})"


def _last(kind: str) -> str:
    """The payload of the last event of a kind."""
    return f"(array_agg(e.payload ORDER BY e.seq DESC) FILTER (WHERE e.kind = '{kind}'))[1]"


def _day(moment: str) -> str:
    return f"(({moment}) AT TIME ZONE %(zone)s)::date"


_APPOINTMENT = (
    "stream_id, source, klass, site, via, state, persons, minutes, requested_on, booked_on, starts_at, starts_on, "
    "wait_workdays, lead_days, outcome"
)
_APPOINTMENTS = f"""{_CHANGED.format(kind="appointment")}, told AS (
    SELECT e.stream_id, c.source, {_last("appointment.booked")} AS booked,
        min(e.happened_at) FILTER (WHERE e.kind = 'appointment.booked') AS booked_at,
        {_last("appointment.done")} AS done, array_agg(e.kind) AS kinds
    FROM journal_event AS e JOIN changed AS c USING (stream_id) GROUP BY e.stream_id, c.source
), dated AS (
    SELECT *, {_day("(booked ->> 'requested_at')::timestamptz")} AS requested_on, {_day("booked_at")} AS booked_on,
        (booked ->> 'starts_at')::timestamptz AS starts_at, {_day("(booked ->> 'starts_at')::timestamptz")} AS starts_on
    FROM told WHERE booked IS NOT NULL
)
INSERT INTO reporting_appointmentfacts ({_APPOINTMENT})
SELECT stream_id, source, booked ->> 'klass', booked ->> 'site', booked ->> 'source',
    CASE WHEN 'appointment.done' = ANY(kinds) THEN 'done' WHEN 'appointment.moved' = ANY(kinds) THEN 'moved'
        WHEN 'appointment.cancelled' = ANY(kinds) THEN 'cancelled' WHEN 'appointment.arrived' = ANY(kinds) THEN 'arrived'
        WHEN 'appointment.no_show' = ANY(kinds) THEN 'no_show' ELSE 'booked' END,
    (booked ->> 'persons')::int, (booked ->> 'minutes')::int, requested_on, booked_on, starts_at, starts_on,
    ({WORKDAYS.format(first="requested_on", last="starts_on")}),
    greatest(starts_on - booked_on, 0), coalesce(done ->> 'outcome', '')
FROM dated
{_upsert(_APPOINTMENT)}
"""  # noqa: S608

_VISIT = (
    "stream_id, source, site, klass, with_appointment, arrived_at, arrived_on, waited_seconds, served_seconds, outcome, of_case"
)
_VISITS = f"""{_CHANGED.format(kind="ticket")}, told AS (
    SELECT e.stream_id, c.source, {_last("ticket.arrived")} AS arrived,
        min(e.happened_at) FILTER (WHERE e.kind = 'ticket.arrived') AS arrived_at,
        (array_agg((e.payload ->> 'waited_seconds')::int ORDER BY e.seq) FILTER (WHERE e.kind = 'ticket.called'))[1] AS waited,
        coalesce(sum((e.payload ->> 'seconds')::int) FILTER (WHERE e.kind = 'ticket.stop_ended'), 0) AS served,
        {_last("ticket.ended")} AS ended
    FROM journal_event AS e JOIN changed AS c USING (stream_id) GROUP BY e.stream_id, c.source
)
INSERT INTO reporting_visitfacts ({_VISIT})
SELECT stream_id, source, arrived ->> 'site', arrived ->> 'klass', (arrived ->> 'with_appointment')::boolean, arrived_at,
    {_day("arrived_at")}, waited, served, coalesce(ended ->> 'outcome', ''), coalesce(ended ->> 'of_case', '')
FROM told WHERE arrived IS NOT NULL
{_upsert(_VISIT)}
"""  # noqa: S608

_REQUEST = "stream_id, source, kind, klass, made_on, starts_on, filed_on, looked_at_on"
_REQUESTS = f"""{_CHANGED.format(kind="request")}, told AS (
    SELECT e.stream_id, c.source, {_last("request.made")} AS made, {_last("request.placed")} AS placed,
        min(e.happened_at) FILTER (WHERE e.kind = 'request.made') AS made_at,
        min(e.happened_at) FILTER (WHERE e.kind = 'request.filed') AS filed_at,
        min(e.happened_at) FILTER (WHERE e.kind = 'request.looked_at') AS looked_at,
        bool_or(e.kind IN ('request.confirmed', 'request.placed', 'request.filed')) AS confirmed
    FROM journal_event AS e JOIN changed AS c USING (stream_id) GROUP BY e.stream_id, c.source
)
INSERT INTO reporting_requestfacts ({_REQUEST})
SELECT stream_id, source, made ->> 'kind', made ->> 'klass', {_day("made_at")},
    {_day("(placed ->> 'starts_at')::timestamptz")}, {_day("filed_at")}, {_day("looked_at")}
FROM told WHERE made IS NOT NULL AND confirmed
{_upsert(_REQUEST)}
"""  # noqa: S608

_CONTACTS = f"""{_CHANGED.format(kind="contact")}
INSERT INTO reporting_contactfacts (stream_id, source, day, channel, reason, contacts, settled, seconds)
SELECT e.stream_id, c.source, min({_day("e.happened_at")}), e.payload ->> 'channel', e.payload ->> 'reason', count(*),
    count(*) FILTER (WHERE (e.payload ->> 'settled')::boolean), sum((e.payload ->> 'seconds')::int)
FROM journal_event AS e JOIN changed AS c USING (stream_id) WHERE e.kind = 'contact.logged'
GROUP BY e.stream_id, c.source, e.payload ->> 'channel', e.payload ->> 'reason'
ON CONFLICT (stream_id, channel, reason)
DO UPDATE SET (contacts, settled, seconds) = (EXCLUDED.contacts, EXCLUDED.settled, EXCLUDED.seconds)
"""  # noqa: S608

# Append-only and one event a day and class: only what is new is read. The day's last word counts.
_SUPPLY = f"""
INSERT INTO reporting_supplyfacts (source, day, klass, third_next_workdays, free)
SELECT DISTINCT ON (s.source, {_day("e.happened_at")}, e.payload ->> 'klass') s.source, {_day("e.happened_at")},
    e.payload ->> 'klass', (e.payload ->> 'third_next_workdays')::int, (e.payload ->> 'free')::int
FROM journal_event AS e JOIN journal_stream AS s ON s.id = e.stream_id
WHERE e.xid >= %(first)s AND e.xid < %(end)s AND s.kind = 'plan' AND e.kind = 'plan.snapshot'
ORDER BY s.source, {_day("e.happened_at")}, e.payload ->> 'klass', e.seq DESC
ON CONFLICT (source, day, klass) DO UPDATE SET (third_next_workdays, free) = (EXCLUDED.third_next_workdays, EXCLUDED.free)
"""  # noqa: S608


def forget_all() -> None:
    """The visits' read models are empty."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM reporting_{table}")  # noqa: S608


def read(*, first: int, end: int, today: date) -> None:
    """The visits' read models hold every event from ``first`` up to, not including, ``end`` (transaction ids)."""
    asked: dict[str, Any] = {
        "first": first,
        "end": end,
        "zone": settings.TIME_ZONE,
        "holidays": holidays(today=today),
    }
    with connection.cursor() as cursor:
        for statement in (_APPOINTMENTS, _VISITS, _REQUESTS, _CONTACTS, _SUPPLY):
            cursor.execute(statement, asked)


def holidays(*, today: date) -> list[date]:
    """The public holidays of the office's Land, of every year that a figure may speak of."""
    land = office().land
    return [day for year in range(today.year - 15, today.year + 3) for day in workdays.holidays_of(year, land=land)]
