"""``amtslotse worker``: does the jobs that actions leave behind, and picks up those of a worker that died."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from amtslotse.cli import efa

if TYPE_CHECKING:
    import procrastinate

#: A job that kills its worker this often is broken and waits for a person.
MOST_ATTEMPTS = 5


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("worker", help="does the jobs in the queue")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Works until it is told to stop; a job under way gets five seconds to end."""
    from procrastinate.contrib.django import app

    @app.periodic(cron="* * * * *")
    @app.task(name="amtslotse.cli.worker.sweep", queueing_lock="sweep", pass_context=True)
    async def sweep(context: procrastinate.JobContext, timestamp: int) -> None:
        await revive(context.app)

    efa.watch(app)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(concurrency=2, shutdown_graceful_timeout=5, delete_jobs="successful")
    return 0


async def revive(app: procrastinate.App) -> int:
    """Jobs whose worker is dead wait in the queue again; returns how many.

    They may have taken effect already: every effect carries its own unique key.
    """
    from procrastinate.jobs import Status

    stalled = list(await app.job_manager.get_stalled_jobs())
    for job in stalled:
        if job.attempts < MOST_ATTEMPTS:
            await app.job_manager.retry_job(job)
        else:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
    return len(stalled)
