"""Reading the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import IntegerField, Max, Min, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from amtslotse.journal.models import Event, Seal
from amtslotse.journal.rules import OWN, find, restore, sentence


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as readers see it. ``waits_on`` is empty when the event left it as it was."""

    seq: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    role: str
    team: str
    source: str
    procedure: str
    procedure_version: int | None
    purpose: str
    milestone: str
    touched: bool
    waits_on: str
    payload: dict[str, Any]

    def sentence(self, language: str) -> str:
        """What happened, in a language."""
        return sentence(self.kind, self.payload, language)


_FIELDS = tuple(EventView.__dataclass_fields__)


def events_of(*, stream_kind: str, stream_ref: str, source: str = OWN) -> list[EventView]:
    """All events of a stream in the order in which they were recorded; none when there is no such stream."""
    rows = Event.objects.filter(stream__kind=stream_kind, stream__source=source, stream__ref=stream_ref).order_by("seq")
    return [EventView(**{**row, "payload": restore(find(row["kind"]), row["payload"])}) for row in rows.values(*_FIELDS)]


# The oldest transaction that still runs, as pg_snapshot_xmin would say it, but without those of other databases of this server.
_WATERMARK = """
SELECT least(
    pg_snapshot_xmax(s)::text::bigint,
    pg_current_xact_id_if_assigned()::text::bigint,
    (SELECT min(x::text::bigint) FROM pg_snapshot_xip(s) AS x
     WHERE NOT EXISTS (
         SELECT FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
         WHERE l.locktype = 'transactionid' AND l.transactionid = x::xid AND l.mode = 'ExclusiveLock'
           AND a.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
     ))
) FROM pg_current_snapshot() AS s
"""


_WORDS = """
SELECT word, count(*) FROM journal_event, jsonb_array_elements_text(payload -> %(key)s) AS word
WHERE kind = %(kind)s AND source = %(own)s AND happened_at >= %(since)s AND jsonb_typeof(payload -> %(key)s) = 'array'
GROUP BY word ORDER BY count(*) DESC, word
"""


def watermark() -> int:
    """Events with ``xid`` below this number are settled: no transaction that is still open can add another.

    A read model takes the watermark first, reads ``last <= xid < watermark`` in a later statement, and keeps the watermark as
    its next ``last``. Never by a running number: an event that commits late would be lost. After a restore ``xid`` is 0
    everywhere, and a read model begins anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WATERMARK)
        return int(cursor.fetchone()[0])


def count_events(*, kind: str, since: datetime) -> int:
    """How many events of the kind this office wrote since then, the moment included. One query."""
    return Event.objects.filter(kind=kind, source=OWN, happened_at__gte=since).count()


def sum_numbers(*, kind: str, keys: Sequence[str], since: datetime) -> dict[str, int]:
    """What the numbers in the payloads of a kind add up to, in what this office wrote since then. One query."""
    sums = {key: Sum(Cast(KeyTextTransform(key, "payload"), IntegerField()), default=0) for key in keys}
    return Event.objects.filter(kind=kind, source=OWN, happened_at__gte=since).aggregate(**sums)


def count_words(*, kind: str, key: str, since: datetime) -> dict[str, int]:
    """How often each word stands in a list of the payloads of a kind, in what this office wrote since then. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"kind": kind, "key": key, "own": OWN, "since": since})
        return dict(cursor.fetchall())


def unsealed_since() -> datetime | None:
    """When the first event was recorded that no seal covers; ``None`` when there is none."""
    sealed = Seal.objects.aggregate(last=Max("sealed_at"))["last"]
    events = Event.objects.filter(recorded_at__gt=sealed) if sealed else Event.objects.all()
    first: datetime | None = events.aggregate(first=Min("recorded_at"))["first"]
    return first


def clock() -> datetime:
    """The database's time, when this transaction began: the clock for holds and tokens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]
