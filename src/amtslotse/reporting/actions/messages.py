"""Messages and typed applications, from the journal. Append-only: only what is new is read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection

_MESSAGES = """
INSERT INTO reporting_messagefacts (stream_id, seq, source, day, of_case, channel, reason, came, hours, joined)
SELECT e.stream_id, e.seq, s.source,
    coalesce((e.payload ->> 'received_on')::date, (e.happened_at AT TIME ZONE %(zone)s)::date),
    s.kind = 'case', e.payload ->> 'channel', e.payload ->> 'reason',
    CASE WHEN e.kind IN ('case.message_received', 'message.received') THEN 1
         WHEN e.kind IN ('case.message_taken_off', 'message.placed') THEN -1 ELSE 0 END,
    (e.payload ->> 'hours')::int, e.kind IN ('case.message_joined', 'message.joined')
FROM journal_event AS e JOIN journal_stream AS s ON s.id = e.stream_id
WHERE e.xid >= %(first)s AND e.xid < %(end)s AND e.kind IN (
    'case.message_received', 'case.message_taken_off', 'case.message_answered', 'case.message_joined',
    'message.received', 'message.placed', 'message.answered', 'message.joined')
ON CONFLICT (stream_id, seq) DO NOTHING
"""
_TYPING = """
INSERT INTO reporting_typingfacts (stream_id, source, day, via, typed, taken_over, twice)
SELECT e.stream_id, s.source, (e.happened_at AT TIME ZONE %(zone)s)::date, e.payload ->> 'source',
    (e.payload ->> 'typed')::int, (e.payload ->> 'taken_over')::int, (e.payload ->> 'twice')::int
FROM journal_event AS e JOIN journal_stream AS s ON s.id = e.stream_id
WHERE e.xid >= %(first)s AND e.xid < %(end)s AND e.kind = 'case.typed_in'
ON CONFLICT (stream_id) DO NOTHING
"""


def forget_all() -> None:
    """The read models of messages are empty."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_messagefacts")
        cursor.execute("DELETE FROM reporting_typingfacts")


def read(*, first: int, end: int) -> None:
    """The read models of messages hold every event from ``first`` up to, not including, ``end`` (transaction ids)."""
    asked: dict[str, Any] = {"first": first, "end": end, "zone": settings.TIME_ZONE}
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, asked)
        cursor.execute(_TYPING, asked)
