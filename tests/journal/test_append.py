"""Appending: numbers without gap or double, one transaction with the caller, and only what the schema allows."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import connection, transaction

from amtslotse.journal.actions import append
from amtslotse.journal.models import Event, Stream
from amtslotse.journal.queries import events_of, watermark
from amtslotse.journal.rules import Kind, NewEvent, UnknownKind, register
from amtslotse.kernel.actor import APPLICANT, Actor
from amtslotse.kernel.errors import InvalidInput
from tests.environment import DATABASE, SERVER

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CLERK = Actor(role="clearing", team="SG1", staff_id=7)

register(
    Kind(
        name="test.checked",
        sentence={"de": "{document} geprüft.", "en": "{document} checked.", "ar": "تم فحص {document}."},
        schema={"document": str, "until?": date, "items?": list},
        shredding="Nothing in it points to a person.",
        touched=True,
        waits_on="us",
        milestone="complete",
    )
)


def _append(ref: str = "1", *documents: str) -> None:
    events = [NewEvent("test.checked", {"document": document}) for document in documents or ("passport",)]
    append(stream_kind="case", stream_ref=ref, events=events, by=CLERK, now=NOW)


@pytest.mark.django_db
def test_what_was_appended_is_read_back() -> None:
    event = NewEvent(
        "test.checked",
        {"document": "passport", "until": date(2027, 1, 31), "items": ["a", "b"]},
        procedure="16b",
        procedure_version=2,
        purpose="AUSB_16B",
        waits_on="partner:zab",
    )
    append(stream_kind="case", stream_ref="1", events=[event], by=CLERK, now=NOW)
    _append("1", "photo", "contract")
    first, second, third = events_of(stream_kind="case", stream_ref="1")
    assert (first.seq, second.seq, third.seq) == (1, 2, 3)
    assert first.payload == {"document": "passport", "until": date(2027, 1, 31), "items": ["a", "b"]}
    assert (first.happened_at, first.role, first.team, first.source) == (NOW, "clearing", "SG1", "amtslotse")
    assert (first.waits_on, second.waits_on, first.milestone, first.touched) == ("partner:zab", "us", "complete", True)
    assert (first.procedure, first.procedure_version, first.purpose) == ("16b", 2, "AUSB_16B")
    assert third.sentence("en") == "contract checked."
    stream = Stream.objects.get()
    assert (stream.head_seq, stream.head_hash) == (3, Event.objects.get(seq=3).hash)


@pytest.mark.django_db
def test_a_refused_event_leaves_nothing() -> None:
    good = NewEvent("test.checked", {"document": "passport"})
    with pytest.raises(InvalidInput):
        append(
            stream_kind="case",
            stream_ref="1",
            events=[good, NewEvent("test.checked", {"document": "Frau Müller"})],
            by=APPLICANT,
            now=NOW,
        )
    with pytest.raises(UnknownKind):
        append(stream_kind="case", stream_ref="1", events=[good, NewEvent("test.unknown")], by=APPLICANT, now=NOW)
    with pytest.raises(InvalidInput):
        append(
            stream_kind="case",
            stream_ref="1",
            events=[NewEvent("test.checked", {"document": "passport"}, waits_on="somebody")],
            by=APPLICANT,
            now=NOW,
        )
    assert events_of(stream_kind="case", stream_ref="1") == []


@pytest.mark.django_db(transaction=True)
def test_events_go_with_the_callers_transaction() -> None:
    with transaction.atomic():
        _append()
        transaction.set_rollback(True)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_race_never_makes_the_same_number_twice() -> None:
    """Eight connections, twenty events each, into one stream that does not exist yet."""
    start = threading.Barrier(8)

    def rush() -> None:
        try:
            start.wait()
            for _ in range(20):
                _append()
        finally:
            connection.close()

    threads = [threading.Thread(target=rush) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 161))
    assert Stream.objects.get().head_seq == 160


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_lock_collides() -> None:
    """The same two writes without the stream's lock: the database refuses the second, so the lock is what prevents it."""
    _append()
    copy = (
        "INSERT INTO journal_event (stream_id, seq, kind, happened_at, recorded_at, xid, role, team, source, procedure, "
        "purpose, milestone, touched, waits_on, payload, hash) SELECT stream_id, 2, kind, happened_at, recorded_at, xid, role, "
        "team, source, procedure, purpose, milestone, touched, waits_on, payload, hash FROM journal_event WHERE seq = 1"
    )
    with psycopg.connect(SERVER.dsn(db=DATABASE, user=f"{DATABASE}_app"), autocommit=True) as first:
        first.execute(copy)
        with pytest.raises(psycopg.errors.UniqueViolation):
            first.execute(copy)


@pytest.mark.django_db(transaction=True)
def test_the_watermark_waits_for_open_transactions() -> None:
    """An event that commits late lies above the watermark of everybody who read before.

    A transaction in another database of the same server holds nobody up.
    """
    elsewhere = psycopg.connect(SERVER.dsn())
    elsewhere.execute("SELECT pg_current_xact_id()")
    with psycopg.connect(SERVER.dsn(db=DATABASE, user=f"{DATABASE}_app")) as slow:
        xid = int(slow.execute("SELECT pg_current_xact_id()::text").fetchone()[0])  # type: ignore[index]
        _append()
        late = Event.objects.get()
        assert watermark() <= xid < late.xid
    assert late.xid < watermark()
    elsewhere.close()
