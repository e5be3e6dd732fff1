"""Events of kinds that we know, from another program: the same figures read them, under their own source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from amtslotse.engines.eventlog import ForeignEvent
from amtslotse.journal.actions.appending import DIGEST, WRITE
from amtslotse.journal.rules import check, find

_ROWS = """
CREATE TEMPORARY TABLE journal_foreign (
    line bigint, position bigint, stream_kind text, ref text, kind text, happened_at timestamptz, milestone text,
    touched boolean, waits_on text, payload jsonb, import_key uuid
)
"""
_COPY = (
    "COPY journal_foreign (line, position, stream_kind, ref, kind, happened_at, milestone, touched, waits_on, payload, "
    "import_key) FROM STDIN"
)
_OPEN = """
INSERT INTO journal_stream (kind, source, ref, salt, origin, head_hash, head_seq)
SELECT stream_kind, %(source)s, ref, salt, origin, origin, 0
FROM (SELECT stream_kind, ref, gen_random_uuid() AS salt FROM journal_foreign AS f
      WHERE NOT EXISTS (SELECT FROM journal_stream AS s WHERE (s.kind, s.source, s.ref) = (f.stream_kind, %(source)s, f.ref))
      GROUP BY stream_kind, ref ORDER BY min(position)) AS fresh,
     LATERAL journal_origin(stream_kind, %(source)s, ref, salt) AS origin
"""
_NEW = f"""(
    SELECT *, {DIGEST} AS digest FROM (
        SELECT DISTINCT ON (s.id, f.import_key) s.id AS stream_id, s.head_seq, s.head_hash, f.position AS line, f.kind,
            f.happened_at, transaction_timestamp() AS recorded_at, ''::text AS role, ''::text AS team,
            %(source)s::text AS source, ''::text AS procedure, NULL::int AS procedure_version, ''::text AS purpose,
            f.milestone, f.touched, f.waits_on, f.payload, f.import_key
        FROM journal_foreign AS f JOIN journal_stream AS s ON (s.kind, s.source, s.ref) = (f.stream_kind, %(source)s, f.ref)
        WHERE NOT EXISTS (SELECT FROM journal_event AS e WHERE (e.stream_id, e.import_key) = (s.id, f.import_key))
        ORDER BY s.id, f.import_key, f.position
    ) AS fresh
)"""  # noqa: S608  only the digest is put in


@dataclass(frozen=True, slots=True)
class ForeignReport:
    """What an import did: events in the file, new ones, and streams that began."""

    source: str
    events_read: int
    events_added: int
    streams_added: int


def import_events(*, source: str, events: Iterable[ForeignEvent]) -> ForeignReport:
    """Every event that the journal did not know yet stands in it, in one transaction, or nothing does.

    An event is known when its stream, kind, time and payload are: importing a file again adds nothing, a longer file adds
    what is new. Raises ``UnknownKind``, and ``InvalidInput`` for a payload that its kind does not allow.
    """
    names = {"source": source}
    read = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('journal:' || %(source)s, 0))", names)
        cursor.execute(_ROWS)
        with cursor.copy(_COPY) as copy:
            for read, event in enumerate(events, start=1):
                copy.write_row(_row(read, event))
        cursor.execute(_OPEN, names)
        opened = cursor.rowcount
        cursor.execute(WRITE.format(incoming=_NEW), names)
        added = cursor.fetchone()[0]
        cursor.execute("DROP TABLE journal_foreign")
    return ForeignReport(source, read, added, opened)


def _row(position: int, event: ForeignEvent) -> tuple[object, ...]:
    kind = find(event.kind)
    payload = json.dumps(check(kind, event.payload), sort_keys=True)
    known = hashlib.sha256(f"{kind.name}\x1f{event.happened_at}\x1f{payload}".encode()).digest()
    return (
        event.line,
        position,
        event.stream_kind,
        event.ref,
        kind.name,
        event.happened_at,
        kind.milestone,
        kind.touched,
        kind.waits_on or "",
        payload,
        UUID(bytes=known[:16]),
    )
