"""Letters under load and under a killed worker (fault 8): all or none is recalled, and an effect happens once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app

from amtslotse.casework import actions
from amtslotse.casework.actions import bulk, printing, sending
from amtslotse.casework.models import BulkLetter, Case, Delivery, Letter, LetterPaper, PrintRun
from amtslotse.cli.worker import revive
from amtslotse.journal.queries import events_of
from amtslotse.kernel.errors import DomainError
from amtslotse.notify.models import Mail
from tests.casework import walk
from tests.casework.test_letters import NO_MAIL, posted, prepared, print_all, released
from tests.casework.walk import NOW, People, filed, later
from tests.environment import DATABASE, SERVER
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> People:
    walk.furnish()
    return People()


def notices() -> int:
    return Letter.objects.filter(kind="notice").count()


def test_recall_against_sending_reaches_everybody_or_nobody(people: People) -> None:
    """Sixteen clicks on "recall" and sixteen workers at the same instant, several times over."""
    outcomes = Counter[str]()
    for round_ in range(4):
        made = prepared(people, n=3) if round_ == 0 else _another(people)
        before, at = notices(), NOW + bulk.WAITS
        calls: list[Callable[[], object]] = []
        for _ in range(8):
            calls.append(lambda made=made, at=at: bulk.send(bulk_letter=made, now=at))
            calls.append(lambda made=made, at=at: bulk.recall_bulk(bulk_letter=made, by=people.clearing, now=at))
        answers = at_once(calls, threads=8)
        state = BulkLetter.objects.get(pk=made).state
        outcomes[state] += 1
        assert notices() - before == (3 if state == "sent" else 0)
        too_late = sum(isinstance(answer, sending.TooLate) for answer in answers)
        assert (too_late > 0) == (state == "sent")
        assert [answer for answer in answers if answer == 3] == ([3] if state == "sent" else [])
    assert sum(outcomes.values()) == 4


def _another(people: People) -> UUID:
    return bulk.prepare_bulk(bulk_letter=uuid4(), template="hint", selection={}, shown=3, by=people.clearing, now=NOW)


def test_control_without_lock_and_trigger_a_recalled_letter_goes_out(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lock and trigger prevent does happen without them: it was recalled, and they have it."""
    made = prepared(people, n=2)
    stale = BulkLetter.objects.get(pk=made)
    bulk.recall_bulk(bulk_letter=made, by=people.clearing, now=NOW)
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.first", lambda self: stale if self.model is BulkLetter else _first(self)
    )
    with pytest.raises(Exception, match="sent or recalled is for good"):
        bulk.send(bulk_letter=made, now=later(1))
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("ALTER TABLE casework_bulkletter DISABLE TRIGGER is_done_once")
        superuser.execute("ALTER TABLE casework_bulkletter DROP CONSTRAINT bulk_is_sent_or_recalled")
        try:
            stale.state = "waiting"
            assert bulk.send(bulk_letter=made, now=later(1)) == 2
            assert notices() == 2
        finally:
            superuser.execute("ALTER TABLE casework_bulkletter ENABLE TRIGGER is_done_once")
            superuser.execute("DELETE FROM casework_delivery WHERE bulk_id IS NOT NULL")
            superuser.execute("DELETE FROM casework_bulkrecipient")
            superuser.execute("ALTER TABLE casework_bulkletter DISABLE TRIGGER is_done_once")
            superuser.execute("DELETE FROM casework_bulkletter")
            superuser.execute("ALTER TABLE casework_bulkletter ENABLE TRIGGER is_done_once")
            superuser.execute(
                "ALTER TABLE casework_bulkletter ADD CONSTRAINT bulk_is_sent_or_recalled CHECK ("
                "(recalled_at IS NULL AND sent_at IS NULL AND state = 'waiting') OR"
                " (recalled_at IS NULL AND sent_at >= goes_at AND state = 'sent') OR"
                " (recalled_at IS NOT NULL AND recalled_by_id IS NOT NULL AND sent_at IS NULL AND state = 'recalled'))"
            )


def _first(rows):  # type: ignore[no-untyped-def]
    for row in rows[:1]:
        return row
    return None


def test_two_printers_share_the_letters(people: People) -> None:
    for _ in range(4):
        posted(people)
    answers = at_once([lambda: printing.print_letters(run=uuid4(), by=people.clearing, now=NOW)] * 4, threads=4)
    claimed = Delivery.objects.filter(channel="post", state="printed")
    assert claimed.count() == 4
    assert sum(PrintRun.objects.values_list("total", flat=True)) == 4
    assert PrintRun.objects.count() == sum(not isinstance(answer, DomainError) for answer in answers)


def test_recall_against_the_post(people: People) -> None:
    row = posted(people)
    run = print_all(people)
    answers = at_once(
        [
            lambda: sending.recall(delivery=row.pk, by=people.clearing, now=later(2)),
            lambda: printing.hand_to_post(run=run, by=people.clearing, now=later(2)),
        ]
        * 4,
        threads=8,
    )
    row.refresh_from_db()
    kinds = [event.kind for event in events_of(stream_kind="case", stream_ref=str(row.letter.case_id))]
    if row.state == "recalled":
        assert "case.letter_sent" not in kinds
        assert kinds.count("case.letter_recalled") == 1
    else:
        assert row.state == "sent"
        assert kinds.count("case.letter_sent") == 1
        assert "case.letter_recalled" not in kinds
    assert answers


_WORKER = """
import argparse, django
django.setup()
from amtslotse.cli import worker
worker.run(argparse.Namespace())
"""


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A real worker in a process of its own, on the test's database."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER], env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def jobs(*names: str) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE task_name = ANY(%s)", [list(names) or ["casework.make_paper"]]
        )
        return Counter(status for (status,) in cursor.fetchall())


def bury() -> int:
    """Whoever died is noticed at once instead of after half a minute; their jobs wait again."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'")

    async def run() -> int:
        with app.replace_connector(app.connector.get_worker_connector()) as again:  # type: ignore[attr-defined]
            async with again.open_async():
                return await revive(again)

    return asyncio.run(run())


def test_fault_8_a_killed_worker_leaves_as_many_effects_as_jobs(people: People) -> None:
    """Killed in the middle of sending, of papers and of a print: every effect once, none missing."""
    many, then = 16, datetime.now(UTC) - timedelta(minutes=30)
    released()
    for _ in range(many):
        filed(NO_MAIL, now=then)
    made = bulk.prepare_bulk(bulk_letter=uuid4(), template="hint", selection={}, shown=many, by=people.clearing, now=then)
    ran_again = 0
    with worker() as first:
        until(lambda: jobs(bulk.TASK)["doing"] == 1)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert notices() in (0, many), "all or none"
    ran_again += bury()
    with worker() as second:
        until(lambda: LetterPaper.objects.filter(state="made").exists())
        second.send_signal(signal.SIGKILL)
        second.wait()
    ran_again += bury()
    run = printing.print_letters(run=uuid4(), by=people.clearing, now=datetime.now(UTC))
    with worker() as third:
        until(lambda: PrintRun.objects.get(pk=run).done > 0)
        third.send_signal(signal.SIGKILL)
        third.wait()
    ran_again += bury()
    with worker():
        until(lambda: PrintRun.objects.get(pk=run).state == "ready" and not LetterPaper.objects.exclude(state="made").exists())
        until(lambda: not any(jobs(bulk.TASK, printing.TASK)[status] for status in ("todo", "doing")))
    assert ran_again > 0, "control: jobs did run a second time, so their keys had work to do"
    assert BulkLetter.objects.get(pk=made).state == "sent"
    assert notices() == many == Delivery.objects.filter(bulk=made).count()
    assert Delivery.objects.values("effect_key").distinct().count() == Delivery.objects.count()
    assert LetterPaper.objects.filter(state="made").count() == many
    assert PrintRun.objects.get(pk=run).done == many
    for case in Case.objects.all():
        kinds = [event.kind for event in events_of(stream_kind="case", stream_ref=str(case.pk))]
        assert kinds.count("case.letter_written") == 1
    assert Mail.objects.filter(key__contains=":letter:").count() == 0, "nobody gave an address"


def test_control_an_effect_without_its_key_happens_twice(people: People) -> None:
    """Without the unique key, the job that runs again leaves a second row."""
    row = posted(people)
    with pytest.raises(Exception, match=r"one_living_delivery_per_way|effect_key"):
        actions.recording.dispatch(letter=row.letter, channel="post", now=NOW)
    with psycopg.connect(SERVER.dsn(db=DATABASE), autocommit=True) as superuser:
        superuser.execute("ALTER TABLE casework_delivery DROP CONSTRAINT casework_delivery_effect_key_key")
        superuser.execute("DROP INDEX one_living_delivery_per_way")
        try:
            actions.recording.dispatch(letter=row.letter, channel="post", now=NOW)
            assert Delivery.objects.filter(letter=row.letter, channel="post").count() == 2
        finally:
            superuser.execute("DELETE FROM casework_delivery")
            superuser.execute(
                "ALTER TABLE casework_delivery ADD CONSTRAINT casework_delivery_effect_key_key UNIQUE (effect_key)"
            )
            superuser.execute(
                "CREATE UNIQUE INDEX one_living_delivery_per_way ON casework_delivery (letter_id, channel, acting)"
                " WHERE state IN ('queued', 'printed', 'sent', 'delivered')"
            )
