"""How the work on our own cases went, from their journal streams; every changed stream is read as a whole."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from amtslotse.journal.rules import OWN
from amtslotse.reporting.actions.visits import WORKDAYS, holidays

_COLUMNS = (
    "stream_id", "service", "version", "difficulty", "requests", "early_requests", "routed_at", "reroutes", "wrong_team_days",
    "hand_overs", "returned", "reversed", "waited_days", "checked_at", "whole_at", "confirm_workdays", "visits",
)  # fmt: skip

# Whoever takes a case after somebody else had it, and whichever team gets it after another: each is a hand-over.
# Waiting: from an event that says on whom the case waits to the next one that says so, up to the decision.
# Complete is a case with the last document that came before clearing said so. A day is one visit, however many counters.
_FILL = """
WITH changed AS (
    SELECT DISTINCT e.stream_id, f.received_at, f.decided_at
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
        bool_or(e.kind = 'case.decision_reversed') AS reversed,
        min(e.happened_at) FILTER (WHERE e.kind IN (
            'case.check_opened', 'case.document_marked', 'case.documents_requested', 'case.completeness_confirmed',
            'case.passed_on', 'case.settled')) AS checked_at,
        array_agg(e.happened_at) FILTER (WHERE e.kind IN ('case.documents_handed_in', 'case.attachment_put')) AS came,
        count(DISTINCT (e.happened_at AT TIME ZONE %(zone)s)::date) FILTER (WHERE e.kind = 'visit.came') AS visits
    FROM journal_event AS e JOIN changed USING (stream_id) GROUP BY e.stream_id
), whole AS (
    SELECT stream_id, greatest(received_at, (SELECT max(day) FROM unnest(came) AS day WHERE day <= complete_at)) AS whole_at
    FROM told JOIN changed USING (stream_id) WHERE complete_at IS NOT NULL
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
    t.hand_overs, t.returned, t.reversed, CASE WHEN c.decided_at IS NOT NULL THEN coalesce(w.days, 0) END,
    CASE WHEN t.checked_at IS NOT NULL THEN greatest(t.checked_at, c.received_at) END, d.whole_at,
    CASE WHEN d.whole_at IS NOT NULL THEN ({workdays}) END, t.visits
FROM told AS t JOIN changed AS c USING (stream_id)
LEFT JOIN waited AS w USING (stream_id) LEFT JOIN whole AS d USING (stream_id)
ON CONFLICT (stream_id) DO UPDATE SET ({columns}) = ({excluded})
""".format(  # noqa: S608
    own=OWN,
    columns=", ".join(_COLUMNS),
    excluded=", ".join(f"EXCLUDED.{column}" for column in _COLUMNS),
    workdays=WORKDAYS.format(
        first="(d.whole_at AT TIME ZONE %(zone)s)::date", last="(t.complete_at AT TIME ZONE %(zone)s)::date"
    ),
)

_CONTACTS = f"""
INSERT INTO reporting_casecontactfacts (stream_id, seq, at, day, channel, reason, settled)
SELECT e.stream_id, e.seq, e.happened_at, (e.happened_at AT TIME ZONE %(zone)s)::date, e.payload ->> 'channel',
    e.payload ->> 'reason', (e.payload ->> 'settled')::boolean
FROM journal_event AS e JOIN journal_stream AS s ON s.id = e.stream_id
WHERE e.xid >= %(first)s AND e.xid < %(end)s AND s.source = '{OWN}' AND e.kind = 'case.contacted'
ON CONFLICT (stream_id, seq) DO NOTHING
"""  # noqa: S608

# A letter that was called back is a later event of its case, which names the kind: it takes away the last such letter.
_LETTERS = f"""
WITH changed AS (
    SELECT DISTINCT e.stream_id FROM journal_event AS e JOIN journal_stream AS s ON s.id = e.stream_id
    WHERE e.xid >= %(first)s AND e.xid < %(end)s AND s.kind = 'case' AND s.source = '{OWN}'
        AND (e.kind = ANY(%(letters)s) OR e.kind = 'case.letter_recalled')
), gone AS (
    DELETE FROM reporting_letterfacts WHERE stream_id IN (SELECT stream_id FROM changed)
), written AS (
    SELECT e.stream_id, e.seq, (e.happened_at AT TIME ZONE %(zone)s)::date AS day, e.kind, e.payload ->> 'template' AS template,
        CASE e.kind WHEN 'case.letter_recalled' THEN e.payload ->> 'letter' ELSE %(kinds)s::jsonb ->> e.kind END AS letter,
        lead(e.kind) OVER (PARTITION BY e.stream_id, CASE e.kind WHEN 'case.letter_recalled' THEN e.payload ->> 'letter'
            ELSE %(kinds)s::jsonb ->> e.kind END ORDER BY e.seq) AS next
    FROM journal_event AS e JOIN changed USING (stream_id)
    WHERE e.kind = ANY(%(letters)s) OR e.kind = 'case.letter_recalled'
)
INSERT INTO reporting_letterfacts (stream_id, seq, day, template, is_notice)
SELECT stream_id, seq, day, coalesce(template, letter), letter = 'notice' FROM written
WHERE kind <> 'case.letter_recalled' AND next IS DISTINCT FROM 'case.letter_recalled'
"""  # noqa: S608
#: Which event means that a letter of which kind was written.
_WRITTEN = {
    "case.letter_written": "notice",
    "case.documents_requested": "document_request",
    "case.hearing_written": "hearing",
    "case.decision_released": "decision",
    "case.decision_signed": "decision",
}


def forget_all() -> None:
    """The read models of the work are empty."""
    with connection.cursor() as cursor:
        for table in ("processfacts", "casecontactfacts", "letterfacts"):
            cursor.execute(f"DELETE FROM reporting_{table}")  # noqa: S608


def read(*, first: int, end: int, today: date) -> None:
    """The read models hold every event from ``first`` up to, not including, ``end`` (transaction ids). After that of cases."""
    asked: dict[str, Any] = {
        "first": first,
        "end": end,
        "zone": settings.TIME_ZONE,
        "holidays": holidays(today=today),
        "letters": list(_WRITTEN),
        "kinds": json.dumps(_WRITTEN),
    }
    with connection.cursor() as cursor:
        for statement in (_FILL, _CONTACTS, _LETTERS):
            cursor.execute(statement, asked)
