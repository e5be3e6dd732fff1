"""Sealing: the heads of all streams under one number and one hash, which somebody outside can keep."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

_ENTRIES = """
INSERT INTO journal_sealentry (seal_number, stream_id, seq, hash)
SELECT %(number)s, id, head_seq, head_hash FROM journal_stream AS s
WHERE head_seq > 0 AND NOT EXISTS (SELECT FROM journal_sealentry AS e WHERE e.stream_id = s.id AND e.seq = s.head_seq)
"""

_SEAL = """
INSERT INTO journal_seal (number, sealed_at, streams, hash)
VALUES (%(number)s, %(now)s, %(streams)s,
        journal_seal_hash(%(number)s, %(now)s, %(streams)s, %(before)s, journal_entries_hash(%(number)s)))
"""


def seal(*, now: datetime) -> int | None:
    """Every stream is sealed as far as it has come; returns the new seal's number, or nothing when nothing has changed.

    From here on an edited event, a cut tail or a deleted stream shows, even to somebody who may write everything, as long as
    the seal's hash is kept outside. Two at once wait for each other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('journal seals', 0))")
        cursor.execute("SELECT number, hash FROM journal_seal ORDER BY number DESC LIMIT 1")
        number, before = cursor.fetchone() or (0, b"")
        values: dict[str, int | bytes | datetime] = {"number": number + 1, "before": bytes(before), "now": now}
        cursor.execute(_ENTRIES, values)
        if cursor.rowcount == 0:
            return None
        cursor.execute(_SEAL, values | {"streams": cursor.rowcount})
        return int(number) + 1
