"""Jobs of a worker that died do not stay under way for ever."""

from __future__ import annotations

import asyncio
import json

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from amtslotse.cli.worker import MOST_ATTEMPTS, revive

pytestmark = pytest.mark.django_db(transaction=True)


def job_of_a_worker(*, silent_for: str, attempts: int) -> int:
    """A job under way, and how long its worker has said nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id", [silent_for]
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, priority, args, status, attempts, worker_id, abort_requested)"
            " VALUES ('default', 'notify.deliver', 0, %s, 'doing', %s, %s, false) RETURNING id",
            [json.dumps({}), attempts, worker],
        )
        return int(cursor.fetchone()[0])


def status(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


def sweep() -> int:
    async def run() -> int:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                return await revive(worker)

    return asyncio.run(run())


def test_a_dead_workers_job_waits_again_and_a_living_ones_is_left_alone() -> None:
    dead = job_of_a_worker(silent_for="5 minutes", attempts=0)
    living = job_of_a_worker(silent_for="1 second", attempts=0)
    assert sweep() == 1
    assert status(dead) == "todo"
    assert status(living) == "doing"


def test_a_job_that_kills_every_worker_waits_for_a_person() -> None:
    job = job_of_a_worker(silent_for="5 minutes", attempts=MOST_ATTEMPTS)
    assert sweep() == 1
    assert status(job) == "failed"
