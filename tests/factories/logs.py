"""Event logs for tests: a few lines of text become journal events through the real import."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from amtslotse.engines.eventlog import Mapping, read_csv
from amtslotse.journal.actions import import_log
from amtslotse.reporting import actions as reporting

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

OFFICE = {
    "case": "case",
    "activity": "activity",
    "time": "time",
    "purpose": "purpose",
    "attributes": ["invented"],
    "source": "office",
    "touched": ["checked", "decided"],
    "milestones": {"received": ["received"], "complete": ["complete"], "decided": ["decided"], "ended": ["withdrawn", "over"]},
    "waits_on": {"us": ["received"], "applicant": ["asked"], "nobody": ["over", "withdrawn"]},
}

Event = tuple[str, str, str, str]


def feed(events: Iterable[Event], *, source: str = "office", invented: str = "false", **more: object) -> None:
    """The events (case, activity, time, title code) are in the journal and in the read model."""
    lines = ["case,activity,time,purpose,invented", *(f"{','.join(event)},{invented}" for event in events)]
    read(lines, Mapping.parse(OFFICE | {"source": source} | more, name=source))


def read(lines: Iterable[str], mapping: Mapping) -> None:
    """A whole log in CSV is in the journal and in the read model; a row that cannot be taken fails the test."""
    rejects: list[object] = []
    import_log(batches=read_csv(lines, mapping), mapping=mapping, now=NOW, on_reject=rejects.append, on_progress=lambda _: None)
    assert rejects == []
    reporting.catch_up(now=NOW)
