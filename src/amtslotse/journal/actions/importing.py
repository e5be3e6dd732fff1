"""Importing another program's event log: one transaction, and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction
from psycopg import sql

from amtslotse.engines.eventlog import Batch, Mapping, Reject, Unreadable
from amtslotse.journal.actions.appending import DIGEST, WRITE
from amtslotse.journal.rules.imports import CORRECTED, IMPORTED

STREAM_KIND = "case"

# Digests are computed while rows stream in: PostgreSQL works on one core while Python reads on the other.
_ROWS = """
CREATE TEMPORARY TABLE journal_row (
    line bigint, ref text, happened_at timestamptz, role text, purpose text, activity text, milestone text, touched boolean,
    waits_on text, payload jsonb,
    digest bytea GENERATED ALWAYS AS (journal_digest({kind}, happened_at, {recorded_at}, role, '', {source}, '', NULL, purpose,
        milestone, touched, waits_on, payload)) STORED
)
"""
_COPY = "COPY journal_row (line, ref, happened_at, role, purpose, activity, milestone, touched, waits_on, payload) FROM STDIN"

# An event's identity in its stream (source and case) is activity and time, and its place among equals.
_KEY = "substr(sha256(timestamptz_send(happened_at) || int8send(nth) || convert_to(activity, 'UTF8'))::text, 3, 32)::uuid"

_CASES = "CREATE TEMPORARY TABLE journal_case AS SELECT ref, min(line) AS line FROM journal_row GROUP BY ref"

_OPEN = """
INSERT INTO journal_stream (kind, source, ref, salt, origin, head_hash, head_seq)
SELECT %(kind)s, %(source)s, ref, salt, origin, origin, 0
FROM (SELECT ref, gen_random_uuid() AS salt FROM journal_case AS c
      WHERE NOT EXISTS (SELECT FROM journal_stream AS s WHERE (s.kind, s.source, s.ref) = (%(kind)s, %(source)s, c.ref))
      ORDER BY line) AS fresh,
     LATERAL journal_origin(%(kind)s, %(source)s, ref, salt) AS origin
"""

_NEW = f"""(
    SELECT * FROM (
        SELECT *, %(imported)s::text AS kind, transaction_timestamp() AS recorded_at, ''::text AS team,
               %(source)s::text AS source, ''::text AS procedure, NULL::int AS procedure_version, {_KEY} AS import_key
        FROM (SELECT r.*, s.id AS stream_id, s.head_seq, s.head_hash,
                     row_number() OVER (PARTITION BY s.id, r.happened_at, r.activity ORDER BY r.line) AS nth
              FROM journal_row AS r
              JOIN journal_stream AS s ON (s.kind, s.source, s.ref) = (%(kind)s, %(source)s, r.ref)) AS counted
    ) AS keyed
    WHERE head_seq = 0  -- a stream that has just begun knows nothing yet
       OR (SELECT true FROM journal_event AS e WHERE (e.stream_id, e.import_key) = (keyed.stream_id, keyed.import_key)) IS NULL
)"""  # noqa: S608  only the key is put in

# What the file says about a case's dates, where the stream's last word about them was another.
_CORRECTED = f"""(
    SELECT *, {DIGEST} AS digest
    FROM (
        SELECT s.id AS stream_id, s.head_seq, s.head_hash, 0 AS line, %(now)s::timestamptz AS happened_at,
               transaction_timestamp() AS recorded_at, %(corrected)s::text AS kind, ''::text AS role, ''::text AS team,
               s.source::text,
               ''::text AS procedure, NULL::int AS procedure_version, ''::text AS purpose, ''::text AS milestone,
               false AS touched, ''::text AS waits_on, NULL::uuid AS import_key,
               told.payload - 'activity' - 'attributes' AS payload
        FROM (SELECT DISTINCT ON (ref) ref, payload FROM journal_row ORDER BY ref, happened_at DESC, line DESC) AS told
        JOIN journal_stream AS s ON (s.kind, s.source, s.ref) = (%(kind)s, %(source)s, told.ref)
        CROSS JOIN LATERAL (
            SELECT payload FROM journal_event AS e WHERE e.stream_id = s.id AND e.kind IN (%(imported)s, %(corrected)s)
            ORDER BY seq DESC LIMIT 1
        ) AS known
        WHERE ((told.payload ->> 'received_at')::timestamptz, (told.payload ->> 'ended_at')::timestamptz)
            IS DISTINCT FROM ((known.payload ->> 'received_at')::timestamptz, (known.payload ->> 'ended_at')::timestamptz)
    ) AS correction
)"""  # noqa: S608  only the digest is put in


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``events_read`` counts every row, ``cases`` those in the file, ``cases_added`` the new ones."""

    source: str
    events_read: int
    events_added: int
    cases: int
    cases_added: int
    corrections: int
    rejected: int


def import_log(
    *,
    batches: Iterable[Batch],
    mapping: Mapping,
    now: datetime,
    on_reject: Callable[[Reject], None],
    on_progress: Callable[[int], None],
) -> ImportReport:
    """Every event of the log that the journal did not know yet stands in it, in one transaction, or nothing does.

    Each case is a stream of its own; inside it new events follow by time and, where times are equal, by line. An event is
    known when its case, activity and time are, and as many equals before it. A case whose dates changed in the source while
    it has no new event gets one event that says so. ``on_progress`` hears how many rows were read.

    Raises ``Unreadable`` when not one row could be taken, and whatever ``batches`` raises.
    """
    text = _writer(mapping)
    read = rejected = 0
    first: Reject | None = None
    names: dict[str, str | datetime] = {
        "kind": STREAM_KIND,
        "source": mapping.source,
        "now": now,
        "imported": IMPORTED.name,
        "corrected": CORRECTED.name,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("SET LOCAL jit = off")
        # One import of a source at a time; nobody else appends to its streams.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('journal:' || %(source)s, 0))", names)
        cursor.execute("SELECT transaction_timestamp()")
        constants = {"kind": IMPORTED.name, "source": mapping.source, "recorded_at": cursor.fetchone()[0]}
        cursor.execute(sql.SQL(_ROWS).format(**{name: sql.Literal(value) for name, value in constants.items()}))
        with cursor.copy(_COPY) as copy:
            for batch in batches:
                copy.write(text(batch))
                for reject in batch.rejects:
                    on_reject(reject)
                    first = first or reject
                rejected += len(batch.rejects)
                read += len(batch.lines) + len(batch.rejects)
                on_progress(read)
        if rejected == read:
            why = f"the first reason: line {first.line}, {first.reason}" if first else "it has a header and nothing else"
            raise Unreadable(f"no row of the file could be taken; {why}")
        cursor.execute("ANALYZE journal_row (ref)")
        cursor.execute(_CASES)
        cases = cursor.rowcount
        cursor.execute(_OPEN, names)
        opened = cursor.rowcount
        cursor.execute(WRITE.format(incoming=_NEW), names)
        added = cursor.fetchone()[0]
        corrections = 0
        if opened < cases and (mapping.received or mapping.ended):
            cursor.execute(WRITE.format(incoming=_CORRECTED), names)
            corrections = cursor.fetchone()[0]
        cursor.execute("DROP TABLE journal_row, journal_case")
    return ImportReport(mapping.source, read, added, cases, opened, corrections, rejected)


_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _escape(value: str) -> str:
    """A value as COPY's text format wants it."""
    return value.translate(_SPECIAL)


def _writer(mapping: Mapping) -> Callable[[Batch], str]:
    """A function from a batch to the rows that COPY takes. What repeats from row to row is made once."""

    @lru_cache(maxsize=4096)
    def activity_part(activity: str) -> str:
        milestone, waits_on = mapping.milestone_of.get(activity, ""), mapping.waits_on_of.get(activity, "")
        touched = "t" if mapping.is_touched(activity) else "f"
        opening = json.dumps({"activity": activity}, ensure_ascii=False)[:-1]
        return "\t".join((_escape(activity), milestone, touched, waits_on, _escape(opening)))

    @lru_cache(maxsize=2048)
    def case_part(received: str, ended: str, *attributes: str) -> str:
        said: dict[str, object] = {}
        if mapping.received:
            said["received_at"] = received or None
        if mapping.ended:
            said["ended_at"] = ended or None
        if attributes:
            said["attributes"] = dict(zip(mapping.attributes, attributes, strict=True))
        closing = json.dumps(said, ensure_ascii=False)[1:]
        return _escape(closing if closing == "}" else ", " + closing)

    def plain(column: Sequence[str]) -> Sequence[str]:
        joined = "".join(column)
        return [_escape(value) for value in column] if any(chr(code) in joined for code in _SPECIAL) else column

    def roles(resources: Sequence[str]) -> Sequence[str]:
        return plain(resources) if mapping.keeps_roles else ["staff" if resource else "" for resource in resources]

    def text(batch: Batch) -> str:
        closing = map(case_part, batch.received, batch.ended, *batch.attributes)
        columns = (
            map(str, batch.lines), plain(batch.cases), batch.times, roles(batch.resources), plain(batch.purposes),
            map(str.__add__, map(activity_part, batch.activities), closing),
        )  # fmt: skip
        return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n" * bool(batch.lines)

    return text
