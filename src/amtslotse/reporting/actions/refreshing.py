"""Cases, one row each; and when what is read."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from amtslotse.catalogue import queries as catalogue
from amtslotse.journal import queries as journal
from amtslotse.journal.rules import OWN
from amtslotse.journal.rules.imports import CORRECTED
from amtslotse.reporting.actions import messages, process, visits
from amtslotse.reporting.models import ReadState

_COLUMNS = (
    "stream_id", "source", "ref", "file_number", "purpose", "row", "received_at", "first_touch_at", "complete_at", "decided_at",
    "closed_at", "received_on", "touched_on", "decided_on", "closed_on", "gross_days", "touch_days", "last_event_at",
    "waits_on", "events", "refused", "invented",
)  # fmt: skip

# When a case came in: the date its source states, else the event that means "received", else its first event. When it was
# decided: the event that means "decided", else the end its source states. A correction of those dates by the source
# is news about the case, and nothing that happened to it.
_HAPPENED = f"e.kind <> '{CORRECTED.name}'"

# Every changed stream is read as a whole, so that reading in pieces and reading all at once cannot differ.
_FILL = """
WITH changed AS (
    SELECT DISTINCT stream_id FROM journal_event WHERE xid >= %(first)s AND xid < %(end)s
), told AS (
    SELECT e.stream_id,
        min(e.happened_at) FILTER (WHERE e.milestone = 'received') AS received,
        min(e.happened_at) FILTER (WHERE e.milestone = 'complete') AS complete,
        min(e.happened_at) FILTER (WHERE e.milestone = 'decided') AS decided,
        min(e.happened_at) FILTER (WHERE e.milestone = 'ended') AS ended,
        min(e.happened_at) FILTER (WHERE {happened}) AS first_event,
        max(e.happened_at) FILTER (WHERE {happened}) AS last_event,
        (array_agg(e.payload ->> 'received_at' ORDER BY e.seq DESC)
            FILTER (WHERE e.payload ? 'received_at'))[1]::timestamptz AS told_received,
        (array_agg(e.payload ->> 'ended_at' ORDER BY e.seq DESC)
            FILTER (WHERE e.payload ? 'ended_at'))[1]::timestamptz AS told_ended,
        array_agg(e.happened_at) FILTER (WHERE e.touched) AS touches,
        (array_agg(e.purpose ORDER BY e.happened_at DESC, e.seq DESC) FILTER (WHERE e.purpose <> ''))[1] AS purpose,
        (array_agg(e.waits_on ORDER BY e.happened_at DESC, e.seq DESC) FILTER (WHERE e.waits_on <> ''))[1] AS waits_on,
        bool_or(e.milestone = 'decided' AND e.payload ->> 'outcome' = 'refuse') AS refused,
        bool_or(e.payload #>> '{{attributes,invented}}' = 'true') AS invented,
        count(*) FILTER (WHERE {happened}) AS events
    FROM journal_event AS e JOIN changed USING (stream_id)
    GROUP BY e.stream_id
), timed AS (
    SELECT told.*, s.source, coalesce(s.ref, '') AS ref, coalesce(c.file_number, '') AS file_number,
        coalesce(told_received, received, first_event) AS received_at,
        coalesce(decided, told_ended) AS decided_at,
        least(decided, told_ended, ended) AS ended_at
    FROM told JOIN journal_stream AS s ON s.id = told.stream_id AND s.kind = 'case'
    LEFT JOIN casework_case AS c ON s.source = '{own}' AND c.id::text = s.ref
), complete_rows AS (
    SELECT *, (SELECT min(touch) FROM unnest(touches) AS touch WHERE touch >= received_at) AS first_touch_at,
        CASE WHEN ended_at IS NOT NULL THEN greatest(ended_at, received_at) END AS closed_at,
        CASE WHEN decided_at IS NOT NULL
            THEN greatest(extract(epoch FROM decided_at - received_at) / 86400, 0) END AS gross_days
    FROM timed
)
INSERT INTO reporting_casefacts ({columns})
SELECT stream_id, source, ref, file_number, coalesce(purpose, ''), coalesce(%(rows)s::jsonb ->> purpose, ''),
    received_at, first_touch_at, complete, decided_at, closed_at,
    (received_at AT TIME ZONE %(zone)s)::date, (first_touch_at AT TIME ZONE %(zone)s)::date,
    (decided_at AT TIME ZONE %(zone)s)::date, (closed_at AT TIME ZONE %(zone)s)::date,
    gross_days, extract(epoch FROM first_touch_at - received_at) / 86400,
    last_event, coalesce(waits_on, ''), events, coalesce(refused, false), coalesce(invented, false)
FROM complete_rows
ON CONFLICT (stream_id) DO UPDATE SET ({columns}) = ({excluded})
""".format(  # noqa: S608
    happened=_HAPPENED,
    own=OWN,
    columns=", ".join(_COLUMNS),
    excluded=", ".join(f"EXCLUDED.{column}" for column in _COLUMNS),
)

#: From so many new events on they came from an import, and the planner's statistics are still those of before it.
_MANY = 20_000
_HOW_MANY = "SELECT count(*) FROM (SELECT FROM journal_event WHERE xid >= %s AND xid < %s LIMIT %s) AS new"

_SOURCES = """
SELECT coalesce(json_agg(s ORDER BY s.key), '[]') FROM (
    SELECT source AS key, count(*) AS cases, min(received_on) AS first_on, max(last_event_at) AS last_event_at,
        count(*) FILTER (WHERE invented) AS invented
    FROM reporting_casefacts GROUP BY source
) AS s
"""

_CLUSTER = """
SELECT (SELECT system_identifier FROM pg_control_system()) || ':' || oid FROM pg_database WHERE datname = current_database()
"""


def refresh(*, now: datetime) -> int:
    """The read models hold every settled event of the journal; returns how many cases were read anew.

    Reads only streams that changed since the last time, or all of them when the watermark means nothing any more: in another
    database (after a restore), or when the table from title code to row was changed. Two at once wait for each other.
    """
    rows = json.dumps(catalogue.report_rows(), sort_keys=True)
    rows_hash = hashlib.sha256(rows.encode()).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        ReadState.objects.get_or_create(only=True)
        state = ReadState.objects.select_for_update().get(only=True)
        cursor.execute(_CLUSTER)
        cluster = cursor.fetchone()[0]
        end = journal.watermark()
        whole = state.cluster != cluster or state.rows_hash != rows_hash
        if whole:
            cursor.execute("DELETE FROM reporting_casefacts")
            visits.forget_all()
            messages.forget_all()
            process.forget_all()
        first = 0 if whole else state.watermark
        cursor.execute(_HOW_MANY, [first, end, _MANY])
        if cursor.fetchone()[0] == _MANY:
            cursor.execute("SET LOCAL enable_nestloop = off")  # believing in a handful of rows, it looped 80,000 × 80,000 times
        cursor.execute(_FILL, {"first": first, "end": end, "rows": rows, "zone": settings.TIME_ZONE})
        read = cursor.rowcount
        visits.read(first=first, end=end, today=now.date())
        messages.read(first=first, end=end)
        process.read(first=first, end=end, today=now.date())
        if whole or read:
            cursor.execute(_SOURCES)
            state.sources = cursor.fetchone()[0]
        state.watermark, state.refreshed_at, state.cluster, state.rows_hash = end, now, cluster, rows_hash
        state.save()
    return int(read)


def catch_up(*, now: datetime) -> None:
    """Everything that was committed before the call is in the read model; for commands that read right after they wrote.

    Transactions that are still open elsewhere hold the watermark back, so this waits for them, ten seconds at most.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        begun = cursor.fetchone()[0]
        for _ in range(100):
            refresh(now=now)
            if ReadState.objects.get(only=True).watermark >= begun:
                return
            cursor.execute("SELECT pg_sleep(0.1)")


def rebuild(*, now: datetime) -> int:
    """The read model was thrown away and filled again from the whole journal; returns how many cases there are."""
    with transaction.atomic():
        ReadState.objects.filter(only=True).update(cluster="")
        return refresh(now=now)
