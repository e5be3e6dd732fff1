"""Reading the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from amtslotse.journal.models import Event
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


def watermark() -> int:
    """Events with ``xid`` below this number are settled: no transaction that is still open can add another.

    A read model takes the watermark first, then reads ``last <= xid < watermark``, and keeps the watermark as its next
    ``last``. Never ``id > last``: a transaction that commits late would be lost. Zero after a restore: build it anew then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
