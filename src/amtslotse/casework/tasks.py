"""Jobs of casework: papers in the background, and what the night takes away."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from amtslotse.casework.actions import batches, bulk, dispatching, importing, moving, printing
from amtslotse.casework.actions.opinions import draw_opinions
from amtslotse.casework.actions.records import retain
from amtslotse.casework.actions.renewing import invite
from amtslotse.casework.actions.reviewing import draw_review
from amtslotse.casework.actions.triaging import TASK as REHOME
from amtslotse.casework.actions.triaging import rehome
from amtslotse.kernel.actor import SYSTEM

#: After a minute, then ever later: a full disk is not empty at once.
_RETRY = RetryStrategy(max_attempts=8, wait=0, exponential_wait=4)
_log = logging.getLogger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(name="casework.sweep", queueing_lock="casework.sweep")
def sweep_nightly(timestamp: int) -> None:
    """Whatever is due is gone, and the report says how much."""
    retain(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="43 6 * * *")
@app.task(name="casework.invite", queueing_lock="casework.invite")
def invite_daily(timestamp: int) -> None:
    """Who has to renew her title soon was told so."""
    invite(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="53 2 1 * *")
@app.task(name="casework.draw_review", queueing_lock="casework.draw_review")
def draw_review_monthly(timestamp: int) -> None:
    """The legal review of the month that is over has its sample."""
    draw_review(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="3 3 * * *")
@app.task(name="casework.draw_opinions", queueing_lock="casework.draw_opinions")
def draw_opinions_daily(timestamp: int) -> None:
    """The running month has its sample for second opinions, also in a house that began in mid-month."""
    draw_opinions(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))


@app.task(name=dispatching.TASK, queue=dispatching.QUEUE, retry=_RETRY)
def make_paper(letter: str) -> None:
    """The PDF of a letter is kept."""
    dispatching.make_paper(letter=UUID(letter), now=datetime.now(UTC))


@app.task(name=printing.TASK, queue=dispatching.QUEUE, retry=_RETRY)
def make_run(run: str) -> None:
    """The file of a print run is there."""
    printing.make_run(run=UUID(run), now=datetime.now(UTC))


@app.task(name=bulk.TASK, queue=dispatching.QUEUE, retry=_RETRY)
def send_bulk(bulk_letter: str) -> None:
    """A bulk letter nobody recalled reaches everybody, and then its papers are made."""
    bulk.send(bulk_letter=UUID(bulk_letter), now=datetime.now(UTC))
    bulk.make_papers(bulk_letter=UUID(bulk_letter), now=datetime.now(UTC))


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.pick_up_post", queue=dispatching.QUEUE, queueing_lock="casework.pick_up_post")
def pick_up_post(timestamp: int) -> None:
    """What a dead worker left behind: bulk letters that are due, papers and runs that nobody makes."""
    now = datetime.fromtimestamp(timestamp, UTC)
    bulk.send_due(now=now)
    for letter in dispatching.left_behind(now=now):
        dispatching.make_paper(letter=letter, now=now)
    for run in printing.left_behind(now=now):
        printing.make_run(run=run, now=now)


@app.task(name=importing.TASK, queue=dispatching.QUEUE, retry=_RETRY)
def import_cases(run: str) -> None:
    """The open cases of a file are taken over."""
    importing.import_cases(run=UUID(run), now=datetime.now(UTC))


@app.task(name=batches.TASK, queue=dispatching.QUEUE, retry=_RETRY)
def run_batch(batch: str) -> None:
    """An act on many cases, or its taking back, is done."""
    batches.run_batch(batch=UUID(batch), now=datetime.now(UTC))


@app.task(name=moving.TASK, queue=dispatching.QUEUE, retry=_RETRY)
def run_move(move: str) -> None:
    """The cases of a team lie in another one."""
    moving.run_move(move=UUID(move), now=datetime.now(UTC))


@app.periodic(cron="*/10 * * * *")
@app.task(name="casework.pick_up_imports", queue=dispatching.QUEUE, queueing_lock="casework.pick_up_imports")
def pick_up_imports(timestamp: int) -> None:
    """Imports, acts on many cases and moves that a dead worker left behind go on; none keeps another waiting."""
    now = datetime.fromtimestamp(timestamp, UTC)
    todo = [partial(batches.run_batch, batch=batch, now=now) for batch in batches.left_behind(now=now)]
    todo += [partial(moving.run_move, move=move, now=now) for move in moving.left_behind(now=now)]
    todo += [partial(importing.import_cases, run=run, now=now) for run in importing.left_behind(now=now)]
    for one in todo:
        try:
            one()
        except Exception:  # in ten minutes it is tried again
            _log.exception("what a dead worker left behind does not go on")


@app.periodic(cron="33 4 * * *")
@app.task(name=REHOME)
def rehome_nightly(timestamp: int = 0) -> None:
    """Cases that are nobody's lie where the chart of the day says; a new chart asks for it without waiting for the night."""
    rehome(now=datetime.now(UTC))
