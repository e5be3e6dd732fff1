"""How the work on our own cases went, from their journal streams; every changed stream is read as a whole."""

from __future__ import annotations

from django.db import connection

from amtslotse.journal.rules import OWN

_COLUMNS = (
    "stream_id", "service", "version", "difficulty", "requests", "early_requests", "routed_at", "reroutes", "wrong_team_days",
    "hand_overs", "returned", "reversed", "waited_days",
)  # fmt: skip

# Whoever takes a case after somebody else had it, and whichever team gets it after another: each is a hand-over.
# Waiting: from an event that says on whom the case waits to the next one that says so, up to the decision.
_FILL = """
WITH changed AS (
    SELECT DISTINCT e.stream_id, f.decided_at
    FROM journal_event AS e JOIN journal_stream AS s ON s.id = e.stream_id
    JOIN reporting_casefacts AS f ON f.stream_id = e.stream_id
    WHERE e.xid >= %(first)s AND e.xid < %(end)s AND s.kind = 'case' AND s.source = '{own}'
), told AS (
    SELECT e.stream_id,
        (array_agg(e.procedure ORDER BY e.seq) FILTER (WHERE e.procedure <> ''))[1] AS service,
        (array_agg(e.procedure_version ORDER BY e.seq) FILTER (WHERE e.procedure <> ''))[1] AS version,
        (array_agg((e.payload ->> 'difficulty')::int ORDER BY e.seq)
            FILTER (WHERE e.kind IN ('case.completeness_confirmed', 'case.passed_on')))[1] AS difficulty,
        min(e.happened_at) FILTER (WHERE e.kind = 'case.completeness_confirmed') AS complete_at,
        array_agg(e.happened_at) FILTER (WHERE e.kind = 'case.documents_requested') AS requested,
        min(e.happened_at) FILTER (WHERE e.kind IN ('case.completeness_confirmed', 'case.passed_on')) AS routed_at,
        min(e.happened_at) FILTER (WHERE e.kind = 'case.rerouted') AS rerouted_at,
        count(*) FILTER (WHERE e.kind = 'case.rerouted') AS reroutes,
        greatest(count(*) FILTER (WHERE e.kind = 'case.taken') - 1, 0)
            + count(*) FILTER (WHERE e.kind IN ('case.rerouted', 'case.rehomed')) AS hand_overs,
        bool_or(e.kind = 'case.decision_returned') AS returned,
        bool_or(e.kind = 'case.decision_reversed') AS reversed
    FROM journal_event AS e JOIN changed USING (stream_id) GROUP BY e.stream_id
), turns AS (
    SELECT e.stream_id, e.waits_on, e.happened_at, c.decided_at,
        lead(e.happened_at) OVER (PARTITION BY e.stream_id ORDER BY e.happened_at, e.seq) AS until
    FROM journal_event AS e JOIN changed AS c USING (stream_id)
    WHERE e.waits_on <> '' AND e.happened_at < c.decided_at
), waited AS (
    SELECT stream_id, sum(extract(epoch FROM least(coalesce(until, decided_at), decided_at) - happened_at)) / 86400 AS days
    FROM turns WHERE waits_on = 'applicant' OR waits_on LIKE 'partner:%%' GROUP BY stream_id
)
INSERT INTO reporting_processfacts ({columns})
SELECT t.stream_id, coalesce(t.service, ''), t.version, t.difficulty, coalesce(cardinality(t.requested), 0),
    (SELECT count(*) FROM unnest(t.requested) AS asked WHERE t.complete_at IS NULL OR asked < t.complete_at),
    t.routed_at, t.reroutes,
    CASE WHEN t.rerouted_at >= t.routed_at THEN extract(epoch FROM t.rerouted_at - t.routed_at) / 86400 END,
    t.hand_overs, t.returned, t.reversed, CASE WHEN c.decided_at IS NOT NULL THEN coalesce(w.days, 0) END
FROM told AS t JOIN changed AS c USING (stream_id) LEFT JOIN waited AS w USING (stream_id)
ON CONFLICT (stream_id) DO UPDATE SET ({columns}) = ({excluded})
""".format(  # noqa: S608
    own=OWN, columns=", ".join(_COLUMNS), excluded=", ".join(f"EXCLUDED.{column}" for column in _COLUMNS)
)


def forget_all() -> None:
    """The read model of the work is empty."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_processfacts")


def read(*, first: int, end: int) -> None:
    """The read model holds every event from ``first`` up to, not including, ``end`` (transaction ids). After that of cases."""
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"first": first, "end": end})
