"""Verifying the journal: every hash is computed again, and what does not fit is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

MOST = 1000  # findings; whoever has more has restored the wrong backup

# One statement, so that everything is seen at the same instant while others go on writing.
_FINDINGS = """
WITH linked AS (
    SELECT e.stream_id, e.seq, s.id IS NULL AS orphan, coalesce(lag(e.seq) OVER stream, 0) AS seq_before, e.hash,
        journal_link(coalesce(lag(e.hash) OVER stream, s.origin), journal_digest(e.kind, e.happened_at, e.recorded_at, e.role,
            e.team, e.source, e.procedure, e.procedure_version, e.purpose, e.milestone, e.touched, e.waits_on, e.payload),
            e.import_key, NULL) AS computed
    FROM journal_event AS e LEFT JOIN journal_stream AS s ON s.id = e.stream_id
    WINDOW stream AS (PARTITION BY e.stream_id ORDER BY e.seq)
), found AS (
    SELECT CASE WHEN seq <> seq_before + 1 THEN 'missing_events' ELSE 'edited_event' END AS kind, stream_id,
        CASE WHEN seq <> seq_before + 1 THEN seq_before + 1 ELSE seq END AS seq, NULL::bigint AS seal
    FROM linked WHERE NOT orphan AND (seq <> seq_before + 1 OR hash IS DISTINCT FROM computed)
    UNION ALL
    SELECT CASE WHEN s.head_seq > coalesce(last.seq, 0) THEN 'cut_tail' ELSE 'wrong_head' END, s.id,
        coalesce(last.seq, 0) + (s.head_seq > coalesce(last.seq, 0))::int, NULL
    FROM journal_stream AS s
    LEFT JOIN LATERAL (
        SELECT seq, hash FROM journal_event AS e WHERE e.stream_id = s.id ORDER BY seq DESC LIMIT 1
    ) AS last ON true
    WHERE s.head_seq <> coalesce(last.seq, 0) OR s.head_hash IS DISTINCT FROM coalesce(last.hash, s.origin)
    UNION ALL
    SELECT 'changed_stream', id, NULL, NULL FROM journal_stream AS s
    WHERE CASE WHEN ref IS NULL
        THEN NOT EXISTS (SELECT FROM journal_event AS e WHERE e.stream_id = s.id AND e.kind = 'journal.shredded')
        ELSE origin <> journal_origin(kind, source, ref, salt) END
    UNION ALL
    SELECT DISTINCT 'deleted_stream', stream_id, NULL::bigint, NULL::bigint FROM linked
    WHERE orphan AND NOT EXISTS (SELECT FROM journal_sealentry AS n WHERE n.stream_id = linked.stream_id)
    UNION ALL
    SELECT 'deleted_stream', n.stream_id, max(n.seq), max(n.seal_number) FROM journal_sealentry AS n
    WHERE NOT EXISTS (SELECT FROM journal_stream AS s WHERE s.id = n.stream_id) GROUP BY n.stream_id
    UNION ALL
    SELECT CASE WHEN e.seq IS NULL THEN 'cut_tail' ELSE 'rewritten_stream' END, n.stream_id, n.seq, n.seal_number
    FROM journal_sealentry AS n JOIN journal_stream AS s ON s.id = n.stream_id
    LEFT JOIN journal_event AS e ON e.stream_id = n.stream_id AND e.seq = n.seq
    WHERE e.hash IS DISTINCT FROM n.hash
    UNION ALL
    SELECT CASE WHEN number <> number_before + 1 THEN 'missing_seal' ELSE 'changed_seal' END, NULL, NULL,
        CASE WHEN number <> number_before + 1 THEN number_before + 1 ELSE number END
    FROM (
        SELECT number, coalesce(lag(number) OVER numbers, 0) AS number_before, hash,
            journal_seal_hash(number, sealed_at, streams, coalesce(lag(hash) OVER numbers, ''), journal_entries_hash(number))
                AS computed,
            streams, (SELECT count(*) FROM journal_sealentry AS n WHERE n.seal_number = number) AS entries
        FROM journal_seal WINDOW numbers AS (ORDER BY number)
    ) AS seals
    WHERE number <> number_before + 1 OR hash IS DISTINCT FROM computed OR streams <> entries
    UNION ALL
    SELECT DISTINCT 'missing_seal', NULL::bigint, NULL::bigint, seal_number FROM journal_sealentry AS n
    WHERE NOT EXISTS (SELECT FROM journal_seal AS s WHERE s.number = n.seal_number)
)
SELECT found.kind, found.stream_id, coalesce(s.kind || ' ' || s.source || ' ' || s.ref, ''), found.seq, found.seal
FROM found LEFT JOIN journal_stream AS s ON s.id = found.stream_id
ORDER BY found.stream_id NULLS LAST, found.seq, found.seal LIMIT %(most)s
"""

_SIZE = (
    "SELECT (SELECT count(*) FROM journal_event), (SELECT count(*) FROM journal_stream), (SELECT count(*) FROM journal_seal)"
)

_TEXTS = {
    "edited_event": "{stream}: event {seq} does not fit its hash; it was edited, or the one before it together with its hash",
    "missing_events": "{stream}: events are missing from {seq} on",
    "cut_tail": "{stream}: the tail is cut, event {seq} is missing",
    "wrong_head": "{stream}: the head does not fit event {seq}",
    "changed_stream": "{stream}: what the stream is about was changed, or removed without shredding",
    "deleted_stream": "{stream}: the stream was deleted",
    "rewritten_stream": "{stream}: event {seq} or one before it was rewritten, with all hashes after it",
    "changed_seal": "the seal or its entries were changed",
    "missing_seal": "the seal is missing",
    "not_the_anchor": "the seal is not the one that was kept outside",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit: the stream by number and name, the event, the seal, as far as each is known."""

    kind: str
    stream: int | None
    name: str
    seq: int | None
    seal: int | None

    @property
    def text(self) -> str:
        """The finding in words."""
        stream = f"stream {self.stream}" + (f" ({self.name})" if self.name else "")
        text = _TEXTS[self.kind].format(stream=stream, seq=self.seq)
        return f"seal {self.seal}: {text}" if self.seal is not None else text


@dataclass(frozen=True, slots=True)
class SealView:
    """The last seal, as it is kept outside."""

    number: int
    sealed_at: datetime
    hash: str

    @property
    def anchor(self) -> str:
        """Number and hash in one word, as ``verify`` takes them back."""
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what does not fit; at most ``MOST`` findings."""

    events: int
    streams: int
    seals: int
    last_seal: SealView | None
    findings: tuple[Finding, ...]


def verify(*, anchor: tuple[int, str] | None = None) -> Verification:
    """Whatever was changed in the journal since it was written is named, as far as hashes can tell.

    Found without help: an edited event, a gap, a cut tail, a deleted stream or seal, a stream that was tied to somebody else.
    Somebody who may write everything and computes all hashes anew, seals included, is found only with an ``anchor``, the
    number and hash of a seal that was kept outside. What was never sealed can be rewritten without a trace.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FINDINGS, {"most": MOST})
        findings = [Finding(*row) for row in cursor.fetchall()]
        cursor.execute(_SIZE)
        events, streams, seals = cursor.fetchone()
        cursor.execute("SELECT number, sealed_at, encode(hash, 'hex') FROM journal_seal ORDER BY number DESC LIMIT 1")
        last = cursor.fetchone()
        if anchor is not None:
            number, expected = anchor
            cursor.execute("SELECT encode(hash, 'hex') FROM journal_seal WHERE number = %s", [number])
            kept = cursor.fetchone()
            if kept is None:
                findings.append(Finding("missing_seal", None, "", None, number))
            elif kept[0] != expected.lower():
                findings.append(Finding("not_the_anchor", None, "", None, number))
    return Verification(events, streams, seals, SealView(*last) if last else None, tuple(findings))
