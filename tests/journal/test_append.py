"""Appending: numbers without gap or double, one transaction with the caller, and only what the schema allows."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction

from amtslotse.journal.actions import Dated, append, append_many
from amtslotse.journal.models import Event, Stream
from amtslotse.journal.queries import events_of, verify, watermark
from amtslotse.journal.rules import Kind, NewEvent, UnknownKind, register
from amtslotse.kernel.actor import APPLICANT, Actor
from amtslotse.kernel.errors import InvalidInput
from tests.environment import DATABASE, SERVER
from tests.races import at_once

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


@pytest.mark.django_db
def test_many_streams_in_three_statements_as_one_by_one(django_assert_num_queries: object) -> None:
    """Old and new streams, several events of one stream by their time; the hashes are those that anybody computes anew."""
    _append("old")
    event = NewEvent("test.checked", {"document": "photo"})
    early, late = NOW - timedelta(days=3), NOW + timedelta(days=1)
    given = [Dated("old", event, late), Dated("new", event, NOW), Dated("new", event, early), Dated("other", event, NOW)]
    with django_assert_num_queries(3):  # type: ignore[operator]
        append_many(stream_kind="case", events=given, by=CLERK)
    times = {
        ref: [each.happened_at for each in events_of(stream_kind="case", stream_ref=ref)] for ref in ("old", "new", "other")
    }
    assert times == {"old": [NOW, late], "new": [early, NOW], "other": [NOW]}
    assert list(Stream.objects.order_by("ref").values_list("ref", "head_seq")) == [("new", 2), ("old", 2), ("other", 1)]
    assert len(set(Stream.objects.values_list("salt", flat=True))) == 3
    assert verify().findings == ()
    with pytest.raises(InvalidInput):
        append_many(
            stream_kind="case", events=[Dated("x", event, NOW), Dated("y", NewEvent("test.checked", {"a": 1}), NOW)], by=CLERK
        )
    assert Stream.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_many_at_once_and_one_by_one_get_different_numbers() -> None:
    event = NewEvent("test.checked", {"document": "photo"})
    refs = [str(number) for number in range(20)]

    def many(order: list[str]) -> None:
        append_many(stream_kind="case", events=[Dated(ref, event, NOW) for ref in order], by=CLERK)

    calls = [lambda: many(refs), lambda: many(refs[::-1]), *(lambda ref=ref: _append(ref) for ref in refs)]
    at_once(calls * 3, threads=8)
    assert set(Stream.objects.values_list("head_seq", flat=True)) == {9}
    assert verify().findings == ()


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
