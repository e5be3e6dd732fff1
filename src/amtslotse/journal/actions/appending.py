"""Appending events to a stream."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amtslotse.journal.rules import OWN, Kind, NewEvent, check, find
from amtslotse.journal.rules.kinds import is_code, is_waits_on
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput

Stream = tuple[int, int, bytes]  # number, head's seq and hash

LOCK = "SELECT id, head_seq, head_hash FROM journal_stream WHERE kind = %s AND source = %s AND ref = %s FOR UPDATE"

_OPEN = """
INSERT INTO journal_stream (kind, source, ref, salt, origin, head_hash, head_seq)
SELECT kind, source, ref, salt, origin, origin, 0
FROM (SELECT %s::text AS kind, %s::text AS source, %s::text AS ref, gen_random_uuid() AS salt) AS stream,
     LATERAL journal_origin(kind, source, ref, salt) AS origin
ON CONFLICT DO NOTHING RETURNING id, head_seq, head_hash
"""

#: Numbers, chains and writes what stands in {incoming}, by time and line, and moves the heads of its streams, which must be
#: locked. Returns how many events it wrote.
WRITE = """
WITH written AS (
    INSERT INTO journal_event (stream_id, seq, kind, happened_at, recorded_at, xid, role, team, source, procedure,
        procedure_version, purpose, milestone, touched, waits_on, payload, import_key, hash)
    SELECT stream_id, head_seq + row_number() OVER chain, kind, happened_at, recorded_at,
        (SELECT pg_current_xact_id()::text::bigint), role, team, source, procedure, procedure_version, purpose, milestone,
        touched, waits_on, payload, import_key, journal_chain(digest, import_key, head_hash) OVER chain
    FROM {incoming} AS incoming
    WINDOW chain AS (PARTITION BY stream_id ORDER BY happened_at, line ROWS UNBOUNDED PRECEDING)
    RETURNING stream_id, seq, hash
), moved AS (
    UPDATE journal_stream AS s SET head_seq = last.seq, head_hash = last.hash
    FROM (SELECT DISTINCT ON (stream_id) stream_id, seq, hash FROM written ORDER BY stream_id, seq DESC) AS last
    WHERE s.id = last.stream_id
)
SELECT count(*) FROM written
"""

#: The digest of a row that has the columns of an event.
DIGEST = """journal_digest(kind, happened_at, recorded_at, role, team, source, procedure, procedure_version, purpose,
    milestone, touched, waits_on, payload)"""

_GIVEN = f"""(
    SELECT *, {DIGEST} AS digest
    FROM (SELECT %(stream)s::bigint AS stream_id, %(head_seq)s::bigint AS head_seq, %(head_hash)s::bytea AS head_hash,
                 %(at)s::timestamptz AS happened_at, transaction_timestamp() AS recorded_at, %(role)s::text AS role,
                 %(team)s::text AS team, %(source)s::text AS source, NULL::uuid AS import_key) AS shared,
         jsonb_to_recordset(%(events)s::jsonb) AS each(line bigint, kind text, procedure text, procedure_version int,
             purpose text, milestone text, touched boolean, waits_on text, payload jsonb)
)"""  # noqa: S608  only the digest is put in
_APPEND = WRITE.format(incoming=_GIVEN)

_OPEN_MANY = """
INSERT INTO journal_stream (kind, source, ref, salt, origin, head_hash, head_seq)
SELECT kind, source, ref, salt, origin, origin, 0
FROM (SELECT %(kind)s::text AS kind, %(source)s::text AS source, ref, gen_random_uuid() AS salt
      FROM unnest(%(refs)s::text[]) AS ref) AS stream,
     LATERAL journal_origin(kind, source, ref, salt) AS origin
ON CONFLICT DO NOTHING
"""
_LOCK_MANY = """
SELECT id FROM journal_stream WHERE kind = %(kind)s AND source = %(source)s AND ref = ANY(%(refs)s::text[])
ORDER BY id FOR UPDATE
"""
# A statement after the lock, so that it reads the heads as the lock found them.
_GIVEN_MANY = f"""(
    SELECT *, {DIGEST} AS digest
    FROM (
        SELECT s.id AS stream_id, s.head_seq, s.head_hash, transaction_timestamp() AS recorded_at, %(role)s::text AS role,
            %(team)s::text AS team, s.source, NULL::uuid AS import_key, each.*
        FROM jsonb_to_recordset(%(events)s::jsonb) AS each(ref text, happened_at timestamptz, line bigint, kind text,
            procedure text, procedure_version int, purpose text, milestone text, touched boolean, waits_on text, payload jsonb)
        JOIN journal_stream AS s ON s.kind = %(kind)s AND s.source = %(source)s AND s.ref = each.ref
    ) AS shared
)"""  # noqa: S608  only the digest is put in
_APPEND_MANY = WRITE.format(incoming=_GIVEN_MANY)


def _row(line: int, event: NewEvent) -> dict[str, object]:
    kind: Kind = find(event.kind)
    waits_on = kind.waits_on if event.waits_on is None else event.waits_on
    if waits_on is not None and not is_waits_on(waits_on):
        raise InvalidInput(field="waits_on", reason="unknown_word", value=waits_on)
    if event.purpose and not is_code(event.purpose):
        raise InvalidInput(field="purpose", reason="not_a_code")
    return {
        "line": line,
        "kind": kind.name,
        "procedure": event.procedure,
        "procedure_version": event.procedure_version,
        "purpose": event.purpose,
        "milestone": kind.milestone,
        "touched": kind.touched if event.touched is None else event.touched,
        "waits_on": waits_on or "",
        "payload": check(kind, event.payload),
    }


def append(
    *, stream_kind: str, stream_ref: str, events: Sequence[NewEvent], by: Actor, now: datetime, begins: bool = False
) -> None:
    """The events stand at the end of the stream, in this order, when the caller's transaction commits.

    The stream is locked until then, so no two events ever bear the same number. A stream that does not exist yet begins;
    who knows that it does (``begins``) saves looking for it.
    Raises ``UnknownKind``, and ``InvalidInput`` for a payload that its kind's schema does not allow.
    """
    rows = [_row(line, event) for line, event in enumerate(events, start=1)]
    if not rows:
        return
    name = (stream_kind, OWN, stream_ref)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        stream = None
        if not begins:
            cursor.execute(LOCK, name)
            stream = cursor.fetchone()
        if stream is None:
            cursor.execute(_OPEN, name)
            stream = cursor.fetchone()  # ours until we commit
        if stream is None:  # somebody else opened it just now
            cursor.execute(LOCK, name)
            stream = cursor.fetchone()
        _write(cursor, stream, rows, by, now)


@dataclass(frozen=True, slots=True)
class Dated:
    """An event of one of many streams, and when it happened."""

    ref: str
    event: NewEvent
    at: datetime


def append_many(*, stream_kind: str, events: Sequence[Dated], by: Actor) -> None:
    """The events stand at the end of their streams, those of one stream by time and then in this order, as by ``append``.

    Three statements, whatever their number. Streams that do not exist yet begin. All are locked, in one order, until the
    caller's transaction ends. Raises as ``append``, and writes nothing then.
    """
    rows = [
        {**_row(line, each.event), "ref": each.ref, "happened_at": each.at.isoformat()}
        for line, each in enumerate(events, start=1)
    ]
    if not rows:
        return
    refs = sorted({each.ref for each in events})
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_OPEN_MANY, {"kind": stream_kind, "source": OWN, "refs": refs})
        cursor.execute(_LOCK_MANY, {"kind": stream_kind, "source": OWN, "refs": refs})
        cursor.execute(
            _APPEND_MANY,
            {"kind": stream_kind, "source": OWN, "role": by.role, "team": by.team, "events": json.dumps(rows)},
        )


def append_to(*, cursor: CursorWrapper, stream: Stream, event: NewEvent, by: Actor, now: datetime) -> None:
    """The event stands at the end of a stream that the caller has locked with ``LOCK``, whatever its source."""
    _write(cursor, stream, [_row(1, event)], by, now)


def _write(cursor: CursorWrapper, stream: Stream, rows: list[dict[str, object]], by: Actor, now: datetime) -> None:
    number, seq, digest = stream
    cursor.execute(
        _APPEND,
        {
            "stream": number,
            "head_seq": seq,
            "head_hash": bytes(digest),
            "at": now,
            "role": by.role,
            "team": by.team,
            "source": OWN,
            "events": json.dumps(rows),
        },
    )
