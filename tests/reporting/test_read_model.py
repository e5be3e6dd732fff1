"""The read model says what the journal says, however and whenever it was read."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from amtslotse.casework.rules import events as case_events
from amtslotse.catalogue import queries as catalogue
from amtslotse.journal import actions as journal
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import SYSTEM
from amtslotse.reporting import actions, queries
from amtslotse.reporting.models import CaseFacts, ReadState
from tests.factories.logs import NOW, feed

pytestmark = pytest.mark.django_db(transaction=True)


def facts() -> list[dict[str, object]]:
    return list(CaseFacts.objects.order_by("stream_id").values())


def one(ref: str) -> CaseFacts:
    return CaseFacts.objects.get(ref=ref)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_case_in_one_row() -> None:
    feed(
        [
            ("A", "received", "2026-03-01T23:30:00+01:00", "FAM_28"),
            ("A", "checked", "2026-03-04T11:30:00+01:00", "FAM_28"),
            ("A", "asked", "2026-03-04T12:00:00+01:00", "FAM_28"),
            ("A", "complete", "2026-03-20T12:00:00+01:00", "FAM_28"),
            ("A", "decided", "2026-03-31T23:30:00+02:00", "FAM_28"),
            ("A", "over", "2026-04-20T10:00:00+02:00", "FAM_28"),
        ]
    )
    case = one("A")
    assert (case.source, case.purpose, case.row, case.events, case.invented) == ("office", "FAM_28", "familie", 6, False)
    assert case.gross_days == pytest.approx(30 - 1 / 24)  # the clock change: 29 days and 23 hours
    assert case.touch_days == pytest.approx(2.5)
    assert (str(case.received_on), str(case.decided_on), str(case.closed_on)) == ("2026-03-01", "2026-03-31", "2026-03-31")
    assert case.waits_on == "nobody"


def test_a_foreign_log_fills_what_it_knows() -> None:
    feed([("A", "work", "2026-02-03T10:00:00+01:00", ""), ("A", "more", "2026-02-05T10:00:00+01:00", "")], touched=["more"])
    case = one("A")
    assert (case.received_at, case.decided_at, case.closed_at) == (at("2026-02-03T10:00:00+01:00"), None, None)
    assert (case.row, case.touch_days) == ("", 2.0)


def test_a_touch_before_receipt_does_not_count() -> None:
    feed(
        [
            ("A", "checked", "2026-02-01T10:00:00+01:00", ""),
            ("A", "received", "2026-02-03T10:00:00+01:00", ""),
            ("A", "checked", "2026-02-04T10:00:00+01:00", ""),
        ]
    )
    assert one("A").touch_days == 1.0


def test_a_withdrawn_case_leaves_the_stock_undecided() -> None:
    feed([("A", "received", "2026-02-01T10:00:00Z", ""), ("A", "withdrawn", "2026-02-03T10:00:00Z", "")])
    case = one("A")
    assert (case.decided_at, case.gross_days, str(case.closed_on)) == (None, None, "2026-02-03")


def test_a_decision_before_receipt_is_no_negative_time() -> None:
    feed([("A", "decided", "2026-02-01T10:00:00Z", ""), ("A", "received", "2026-02-03T10:00:00Z", "")])
    assert one("A").gross_days == 0


def test_reading_again_reads_nothing() -> None:
    feed([("A", "received", "2026-02-01T10:00:00Z", "")])
    assert actions.refresh(now=NOW) == 0
    assert queries.state().refreshed_at == NOW


def test_read_in_pieces_it_is_the_same_as_read_at_once() -> None:
    random = Random(7)
    activities = ("received", "checked", "asked", "complete", "decided", "over", "withdrawn", "other")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    log = [
        (
            f"C{random.randint(1, 40)}",
            random.choice(activities),
            (start + timedelta(minutes=random.randint(0, 400_000))).isoformat(),
            random.choice(("", "FAM_28", "NE_9", "XX")),
        )
        for _ in range(400)
    ]
    for piece in range(0, 400, 57):
        feed(log[piece : piece + 57])
    pieces = facts()
    assert len(pieces) > 30
    assert actions.rebuild(now=NOW) == len(pieces)
    assert facts() == pieces


def test_an_event_that_commits_late_is_not_lost() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            journal.append(stream_kind="case", stream_ref="slow", events=[_received()], by=SYSTEM, now=NOW)
            begun.set()
            go_on.wait(30)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    begun.wait(30)
    journal.append(stream_kind="case", stream_ref="quick", events=[_received()], by=SYSTEM, now=NOW)
    actions.refresh(now=NOW)
    highest = _highest()
    go_on.set()
    writer.join()
    assert _late_below(highest) == 1  # the control: "greater than the last one read" would never see this event
    actions.catch_up(now=NOW)
    assert set(CaseFacts.objects.values_list("ref", flat=True)) == {"slow", "quick"}


def _received() -> NewEvent:
    payload = {"documents": 1, "language": "de", "effect": "none"}
    return NewEvent(case_events.RECEIVED.name, payload=payload, purpose="FAM_28")


def _highest() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(xid) FROM journal_event")
        return int(cursor.fetchone()[0])


def _late_below(highest: int) -> int:
    sql = "SELECT count(*) FROM journal_event JOIN journal_stream s ON s.id = stream_id WHERE s.ref = 'slow' AND xid <= %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [highest])
        return int(cursor.fetchone()[0])


def test_after_a_restore_everything_is_read_anew() -> None:
    feed([("A", "received", "2026-02-01T10:00:00Z", "")])
    CaseFacts.objects.all().delete()
    assert actions.refresh(now=NOW) == 0  # nothing new: the control
    ReadState.objects.update(cluster="another:1", watermark=2**60)
    actions.catch_up(now=NOW)
    assert CaseFacts.objects.count() == 1


def test_another_table_of_rows_is_applied_to_every_case(monkeypatch: pytest.MonkeyPatch) -> None:
    feed([("A", "received", "2026-02-01T10:00:00Z", "NE_9A")])
    assert one("A").row == "niederlassung"
    monkeypatch.setattr(catalogue, "report_rows", lambda: {"NE_9A": "sonstige"})
    actions.refresh(now=NOW)
    assert one("A").row == "sonstige"


def test_a_refusal_is_decided_and_no_title() -> None:
    journal.append(stream_kind="case", stream_ref="1", events=[_received()], by=SYSTEM, now=NOW - timedelta(days=9))
    released = NewEvent(case_events.DECISION_RELEASED.name, payload={"outcome": "refuse"})
    journal.append(stream_kind="case", stream_ref="1", events=[released], by=SYSTEM, now=NOW)
    actions.catch_up(now=NOW)
    assert (one("1").refused, one("1").row, one("1").gross_days) == (True, "familie", 9.0)


def test_new_dates_of_the_source_are_taken_and_are_no_event_of_the_case() -> None:
    columns = {"received": "from", "ended": "to"}
    head = "case,activity,time,purpose,invented,from,to"
    from amtslotse.engines.eventlog import Mapping
    from tests.factories.logs import OFFICE, read

    mapping = Mapping.parse(OFFICE | columns, name="office")
    read([head, "A,work,2026-02-03T10:00:00Z,,false,2026-02-01T10:00:00Z,"], mapping)
    assert (one("A").received_at, one("A").decided_at) == (at("2026-02-01T10:00:00Z"), None)
    read([head, "A,work,2026-02-03T10:00:00Z,,false,2026-02-01T10:00:00Z,2026-02-11T10:00:00Z"], mapping)
    case = one("A")
    assert (case.gross_days, case.events, case.last_event_at) == (10.0, 1, at("2026-02-03T10:00:00Z"))
